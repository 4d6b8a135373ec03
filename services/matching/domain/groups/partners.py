"""How well two groups of different kinds fit: a sum of contributions, each of which is a reason. Pure.

contribution          = weight x feature (``data/partners.json``); the reasons are the three greatest

near-group:AREA         near       greatest nearness of an area of theirs to one of ours (same: 1)
shared-theme:TAG        theme      repeat_factor^i for the i-th tag of ours that is theirs too
shared-need:ROLE        need       repeat_factor^i for the i-th role that both look for
they-can:ROLE           skill      repeat_factor^i for the i-th role of ours that one of their themes can do
we-can:ROLE             skill      the same the other way round
joint-activity          joint      1 - repeat_factor^n after n suggestions taken up, or n activities held together
                                   within a year, whichever are more

Only groups of the other kind (地縁型 beside テーマ型) are partners. Equal scores are in the order of ids.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from services.matching.domain.areas import Area
from services.matching.domain.words import Word

DIGITS = 4
REASONS_MAX = 3


class Part(NamedTuple):
    """A part of a score: the reason's code, what it is about (a tag, a role, an area), and its points."""

    code: str
    about: str
    points: float


class PartnerTerms(BaseModel):
    """What each feature counts at most, which themes can do which roles, and the sentences of the reasons."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str = ""
    near: float = Field(ge=0)
    theme: float = Field(ge=0)
    need: float = Field(ge=0)
    skill: float = Field(ge=0)
    joint: float = Field(ge=0)
    repeat_factor: float = Field(gt=0, lt=1)
    skills_of_themes: dict[str, tuple[str, ...]]
    sentences: dict[str, dict[str, str]]

    @classmethod
    def read(cls, path: Path) -> "PartnerTerms":
        """The terms of a file. Raises ``ValueError``."""
        return cls.model_validate(json.loads(path.read_text("utf-8")))

    def skills(self, tags: Iterable[str]) -> frozenset[str]:
        """The roles that a group of these themes can do for another."""
        return frozenset(role for tag in tags for role in self.skills_of_themes.get(tag, ()))

    def sentence(self, code: str, word: Word) -> dict[str, str]:
        """A reason in Japanese, plain Japanese and English."""
        said, about = self.sentences[code], {"en": word.en, "plain": word.easy}
        return {lang: text.format(word=about.get(lang, word.ja)) for lang, text in said.items()}


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """A group as fitting sees it: public profile data alone. ``done_together``: with the one that asks."""

    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    areas: tuple[Area, ...] = ()
    done_together: int = 0


def fits(ours: GroupSeen, theirs: GroupSeen, nearness: Mapping[Area, float], terms: PartnerTerms) -> list[Part]:
    """All contributions above 0, the greatest first. ``nearness``: every area that is near to one of ours."""
    found: list[Part] = []
    if theirs.areas:
        area = max(theirs.areas, key=lambda each: nearness.get(each, 0.0))
        _add(found, "near-group", area.key, terms.near * nearness.get(area, 0.0))
    _repeated(found, "shared-theme", ours.tags, frozenset(theirs.tags), terms.theme, terms)
    _repeated(found, "shared-need", ours.needs, frozenset(theirs.needs), terms.need, terms)
    _repeated(found, "they-can", ours.needs, terms.skills(theirs.tags), terms.skill, terms)
    _repeated(found, "we-can", theirs.needs, terms.skills(ours.tags), terms.skill, terms)
    _add(found, "joint-activity", "", terms.joint * (1 - terms.repeat_factor**theirs.done_together))
    return sorted(found, key=lambda each: -each.points)


def score_of(found: Iterable[Part]) -> float:
    """The sum of the contributions, in points."""
    return round(sum(each.points for each in found), DIGITS)


def reasons_of(found: list[Part]) -> list[Part]:
    """What is said: the three greatest."""
    return found[:REASONS_MAX]


def _repeated(
    found: list[Part],
    code: str,
    mine: Iterable[str],
    theirs: frozenset[str],
    weight: float,
    terms: PartnerTerms,
) -> None:
    points = weight
    for each in mine:
        if each in theirs:
            _add(found, code, each, points)
            points *= terms.repeat_factor


def _add(found: list[Part], code: str, about: str, points: float) -> None:
    points = round(points, DIGITS)
    if points > 0:
        found.append(Part(code, about, points))
