"""How often somebody may be invited, what needs a check first, and what groups read: ``data/invitees.json``."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from services.matching.domain.recommending.scoring import KINDRED, Contribution
from services.matching.domain.words import ListName, Word, Words

LISTS: dict[str, ListName] = {
    "shared-tag": "tags", "kindred-tag": "tags", "needed-role": "roles", "needed-skill": "skills",
    "fits-time": "times", "shared-language": "languages",
}  # fmt: skip
"""From which list the words of a reason are. Nothing else is a reason here."""


class Said(BaseModel):
    """A sentence in Japanese, plain Japanese and English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ja: str
    plain: str
    en: str


class Vetted(BaseModel):
    """Kinds of checks by role, by skill, and by what a group does: without a valid one it does not count."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    roles: dict[str, str] = {}
    skills: dict[str, str] = {}
    tags: dict[str, str] = {}


class Bounds(BaseModel):
    """How often somebody is invited, and how many answers a group waits for."""

    model_config = ConfigDict(frozen=True)

    a_week: int = Field(ge=1, le=20)
    """Invitations of a person within seven days, of all groups together."""
    open_of_person: int = Field(ge=1, le=20)
    open_of_group: int = Field(ge=1, le=100)
    waits_days: int = Field(ge=1, le=60)
    again_days: int = Field(ge=1, le=730)
    """So long a group does not ask somebody again who did not say yes."""


class InviteeTerms(Bounds):
    """The terms of invitations. ``told``: what whoever lets groups find them is told before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str = ""
    found_max: int = Field(ge=1, le=20)
    vetted: Vetted
    told: Said
    sentences: dict[str, Said]

    @property
    def bounds(self) -> Bounds:
        """The numbers alone, as an event carries them."""
        return Bounds(**{name: getattr(self, name) for name in Bounds.model_fields})

    @classmethod
    def read(cls, path: Path) -> "InviteeTerms":
        """The terms of a file. Raises ``ValueError`` (pydantic's too) when incomplete."""
        terms = cls.model_validate(json.loads(path.read_text("utf-8")))
        if missing := LISTS.keys() - terms.sentences.keys():
            raise ValueError(f"no sentences for {', '.join(sorted(missing))}")
        return terms

    def require_known(self, words: Words, checks: Mapping[str, object]) -> None:
        """Raises ``ValueError`` where what needs a check is in no list, or is no kind of check."""
        lists: tuple[tuple[ListName, dict[str, str]], ...] = (
            ("roles", self.vetted.roles), ("skills", self.vetted.skills), ("tags", self.vetted.tags),
        )  # fmt: skip
        for name, vetted in lists:
            for code, check in vetted.items():
                if code not in words.lists[name] or check not in checks:
                    raise ValueError(f"invitees.json: {code} is not in {name}, or {check} is no check of help.json")

    def sentence(self, part: Contribution, words: Words) -> Word:
        """A reason as an officer reads it."""
        said, name = self.sentences[part.code], LISTS[part.code]
        mine, _, theirs = part.about.rpartition(KINDRED)
        about, own = words.word(name, theirs), words.word("tags", mine)
        ja = {"word": about.ja, "mine": own.ja}
        easy = {"word": about.easy, "mine": own.easy}
        return Word(said.ja.format(**ja), said.en.format(word=about.en, mine=own.en), said.plain.format(**easy))
