"""What matching knows from data files: words, areas, weights, desks. A city may put its own in their place."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from services.matching.domain.areas import Area, AreaMap
from services.matching.domain.consulting.desks import Desks
from services.matching.domain.consulting.line import check
from services.matching.domain.consulting.triage import Triage
from services.matching.domain.consulting.triage_file import fit, ready
from services.matching.domain.events import Interests
from services.matching.domain.groups.group import Profile
from services.matching.domain.groups.health import HealthWords
from services.matching.domain.groups.partners import PartnerTerms
from services.matching.domain.helping.terms import HelpTerms
from services.matching.domain.introducing.kind_words import KindWordsTable
from services.matching.domain.inviting.invitee_terms import InviteeTerms
from services.matching.domain.ladder.terms import LadderTable
from services.matching.domain.learning.support_terms import SupportTerms
from services.matching.domain.outreach.terms import OutreachTerms
from services.matching.domain.recommending.explaining import Sentences
from services.matching.domain.recommending.scoring import KINDRED, ON_FOOT
from services.matching.domain.recommending.weights import WeightTable
from services.matching.domain.team.team import AssigningTable, Team
from services.matching.domain.words import ListName, Word, Words
from services.matching.refusals import UnknownWords
from shared.errors import WrongFile

Read = TypeVar("Read")
PACKAGED = Path(__file__).parent / "data"
SUFFIXES = frozenset({".json", ".toml"})
REASON_LISTS: dict[str, ListName] = {
    "shared-tag": "tags",
    "kindred-tag": "tags",
    "needed-role": "roles",
    "fits-time": "times",
    "shared-language": "languages",
    "needed-skill": "skills",
    "has-access": "access",
    "age-wanted": "ages",
}
"""From which list the words of a reason are."""


@dataclass(frozen=True, slots=True)
class Files:
    """A city's folder over the files that are shipped, each under the same name in both."""

    folder: Path

    @classmethod
    def of(cls, folder: Path | None) -> "Files":
        """Raises ``WrongFile`` for a folder that is not there, or that has a file under a name that nothing reads."""
        if folder is None:
            return cls(PACKAGED)
        if not folder.is_dir():
            raise WrongFile(f"{folder}: フォルダーがありません / is not a folder")
        names = {path.name for path in PACKAGED.iterdir()}
        for path in sorted(folder.iterdir()):
            if path.suffix in SUFFIXES and path.name not in names:
                known = ", ".join(sorted(name for name in names if Path(name).suffix in SUFFIXES))
                raise WrongFile(f"{path}: この名前は使いません / no file of this name is read; known: {known}")
        return cls(folder)

    def has(self, name: str) -> bool:
        """Whether the city has a file of its own."""
        return self.folder != PACKAGED and (self.folder / name).exists()

    def read(self, name: str, reader: Callable[[Path], Read]) -> Read:
        """The city's file, or the one that is shipped. Raises ``WrongFile`` with its name."""
        path = (self.folder if self.has(name) else PACKAGED) / name
        try:
            return reader(path)
        except (ValueError, KeyError, TypeError) as error:
            told = f"{error.args[0]!r} がありません / is missing" if isinstance(error, KeyError) else str(error)
            raise WrongFile(f"{path}: {told}") from error


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The data of one city."""

    words: Words
    areas: AreaMap
    weights: WeightTable
    desks: Desks
    ladder: LadderTable
    sentences: Sentences
    kind_words: KindWordsTable
    help: HelpTerms
    triage: Triage
    partners: PartnerTerms
    health: HealthWords
    assigning: AssigningTable
    team: Team
    support: SupportTerms
    outreach: OutreachTerms
    invitees: InviteeTerms

    @classmethod
    def read(cls, folder: Path | None = None) -> "Knowledge":
        """Read the city's files in ``folder``; what it lacks, or all of it without one, is as shipped.

        Raises ``WrongFile`` with its name, and ``OSError``: what cannot be read, a name that no file of matching
        has (one that is misspelt would be left out in silence), a line or a rule of triage whose category is not in
        the menu.
        """
        files = Files.of(folder)
        desks, team = files.read("desks.json", Desks.read), files.read("team.json", Team.read)
        check(team, desks)
        triage = files.read("triage.toml", lambda path: ready(path.read_text("utf-8-sig")))
        fit(triage.file, desks.categories)
        words = files.read("vocabulary.json", Words.read).over(Words.read(PACKAGED / "vocabulary.json"))
        help = files.read("help.json", HelpTerms.read)
        invitees = files.read("invitees.json", InviteeTerms.read)
        if files.has("invitees.json"):
            invitees.require_known(words, help.checks)
        return cls(
            words,
            files.read("areas.json", AreaMap.read),
            files.read("weights.json", WeightTable.read),
            desks,
            files.read("ladder.json", LadderTable.read),
            files.read("explaining.json", Sentences.read).over(Sentences.read(PACKAGED / "explaining.json")),
            files.read("kind_words.json", KindWordsTable.read),
            help,
            triage,
            files.read("partners.json", PartnerTerms.read),
            files.read("health.json", HealthWords.read),
            files.read("assigning.json", AssigningTable.read).over(AssigningTable.read(PACKAGED / "assigning.json")),
            team,
            files.read("support.json", SupportTerms.read),
            files.read("outreach.json", OutreachTerms.read),
            invitees,
        )

    def interests(self, said: Interests) -> Interests:
        """The same interests in codes; words of the lists are taken too. Raises ``UnknownWords``."""
        lists: tuple[tuple[str, ListName], ...] = (
            ("tags", "tags"),
            ("availability", "times"),
            ("languages", "languages"),
            ("role_wishes", "roles"),
            ("skills", "skills"),
            ("access_needs", "access"),
        )
        coded = said.model_copy(update=self._codes(said, lists))
        band = self.words.code("ages", said.age_band) if said.age_band else ""
        if band is None:
            raise UnknownWords(unknown=said.age_band)
        return coded.model_copy(update={"age_band": band})

    def profile(self, said: Profile) -> Profile:
        """The same profile in codes. Raises ``UnknownWords``."""
        lists: tuple[tuple[str, ListName], ...] = (
            ("tags", "tags"),
            ("needs", "roles"),
            ("times", "times"),
            ("languages", "languages"),
            ("skills_wanted", "skills"),
            ("access", "access"),
            ("ages_wanted", "ages"),
        )
        return said.model_copy(update=self._codes(said, lists))

    def reason(self, code: str, about: str) -> Word:
        """A reason as people read it; ``about`` as ``scoring`` names it."""
        sentence = self.words.reasons["walkable" if code in ON_FOOT and not about else code]
        mine, _, theirs = about.rpartition(KINDRED)
        if code in ("same-area", "near-area"):
            word = self.areas.word(Area(*about.split("/", 1)))
        elif code in ON_FOOT and about:
            word = Word(about, about)
        elif name := REASON_LISTS.get(code):
            word = self.words.word(name, theirs)
        else:
            return sentence
        own = self.words.word("tags", mine)
        ja = {"word": word.ja, "mine": own.ja}
        en = {"word": word.en, "mine": own.en}
        easy = {"word": word.easy, "mine": own.easy}
        return Word(sentence.ja.format(**ja), sentence.en.format(**en), sentence.easy.format(**easy))

    def _codes(self, said: Interests | Profile, lists: tuple[tuple[str, ListName], ...]) -> dict[str, tuple[str, ...]]:
        codes: dict[str, tuple[str, ...]] = {}
        unknown: list[str] = []
        for field, name in lists:
            known, strange = self.words.codes(name, getattr(said, field))
            codes[field] = tuple(known)
            unknown.extend(strange)
        if unknown:
            raise UnknownWords(unknown=", ".join(unknown))
        return codes
