"""What matching knows from data files: words, areas, weights, desks. A city may put its own in their place."""

from dataclasses import dataclass
from pathlib import Path

from services.matching.domain.areas import Area, AreaMap
from services.matching.domain.desks import Desks
from services.matching.domain.events import Interests
from services.matching.domain.explaining import Sentences
from services.matching.domain.group import Profile
from services.matching.domain.health import HealthWords
from services.matching.domain.help_terms import HelpTerms
from services.matching.domain.invitee_terms import InviteeTerms
from services.matching.domain.kind_words import KindWordsTable
from services.matching.domain.ladder_terms import LadderTable
from services.matching.domain.line import check
from services.matching.domain.outreach_terms import OutreachTerms
from services.matching.domain.partners import PartnerTerms
from services.matching.domain.scoring import KINDRED
from services.matching.domain.support_terms import SupportTerms
from services.matching.domain.team import AssigningTable, Team
from services.matching.domain.triage import Triage
from services.matching.domain.triage_file import fit, ready
from services.matching.domain.weights import WeightTable
from services.matching.domain.words import ListName, Word, Words
from services.matching.refusals import UnknownWords

PACKAGED = Path(__file__).parent / "data"
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
class Knowledge:
    """The data of one city: the files of ``data/``, each of which a folder of its own may replace."""

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
    def read(cls, folder: Path = PACKAGED) -> "Knowledge":
        """Read the files; one that ``folder`` lacks is the packaged one.

        Raises ``ValueError``, ``KeyError``; ``WrongLine`` and ``WrongTriage`` (both ``ValueError``) where the line or
        a rule of triage names a category that is not in the menu.
        """

        def file(name: str) -> Path:
            own = folder / name
            return own if own.exists() else PACKAGED / name

        desks, team = Desks.read(file("desks.json")), Team.read(file("team.json"))
        check(team, desks)
        triage = ready(file("triage.toml").read_text("utf-8-sig"))
        fit(triage.file, desks.categories)
        words = Words.read(file("vocabulary.json")).over(Words.read(PACKAGED / "vocabulary.json"))
        help, invitees = HelpTerms.read(file("help.json")), InviteeTerms.read(file("invitees.json"))
        if (folder / "invitees.json").exists():
            invitees.require_known(words, help.checks)
        return cls(
            words,
            AreaMap.read(file("areas.json")),
            WeightTable.read(file("weights.json")),
            desks,
            LadderTable.read(file("ladder.json")),
            Sentences.read(file("explaining.json")).over(Sentences.read(PACKAGED / "explaining.json")),
            KindWordsTable.read(file("kind_words.json")),
            help,
            triage,
            PartnerTerms.read(file("partners.json")),
            HealthWords.read(file("health.json")),
            AssigningTable.read(file("assigning.json")),
            team,
            SupportTerms.read(file("support.json")),
            OutreachTerms.read(file("outreach.json")),
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
        sentence = self.words.reasons["walkable" if code == "on-foot" and not about else code]
        mine, _, theirs = about.rpartition(KINDRED)
        if code in ("same-area", "near-area"):
            word = self.areas.word(Area(*about.split("/", 1)))
        elif code == "on-foot" and about:
            word = Word(about, about)
        elif name := REASON_LISTS.get(code):
            word = self.words.word(name, theirs)
        else:
            return sentence
        own = self.words.word("tags", mine)
        ja = {"word": word.ja, "mine": own.ja}
        en = {"word": word.en, "mine": own.en}
        return Word(sentence.ja.format(**ja), sentence.en.format(**en), sentence.plain.format(**ja))

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
