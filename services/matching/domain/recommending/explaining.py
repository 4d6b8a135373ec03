"""Why this and not that: what speaks for each of two, what the one lacks, on whose side, and how much it would add."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from services.matching.domain.recommending.scoring import JAPANESE, UNITS, Contribution, Offer, Seeker
from services.matching.domain.recommending.weights import Weights

Side = Literal["yours", "theirs", "less"]
Hidden = Literal["member", "over", "sign-up-over", "cancelled", "suspended", "ended", "seen", "nothing"]
FEATURE_OF = {
    "shared-tag": "tag", "kindred-tag": "tag", "needed-role": "role", "needed-skill": "skill", "has-access": "access",
    "same-area": "area", "near-area": "area", "fits-time": "time", "shared-language": "language", "age-wanted": "age",
    "small-group": "small", "new-field": "new_field", "newly-registered": "newly", "hands-wanted": "hands_wanted",
    "asked-before": "seen", "set-aside": "seen",
    "soon": "soon", "on-foot": "area", "far": "area", "welcomes-outsiders": "area",
}  # fmt: skip
"""The weight that a contribution comes from."""
OF_GROUPS = frozenset({"role", "skill", "language", "age", "small", "newly", "hands_wanted"})
"""What activities do not tell: its absence says nothing of them."""
ASKED_FOR = frozenset({"skill", "access", "age"})
"""What nobody has to say; who has not is not told that it is lacking."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """In Japanese, plain Japanese, and English."""

    ja: str
    plain: str
    en: str


@dataclass(frozen=True, slots=True)
class Lack:
    """A feature that adds nothing, or less than in the other; ``units``: how many ten-thousandths it would add.

    ``side``: ``yours`` when the person has said nothing of it, ``less`` when there is some, ``theirs`` when none.
    """

    feature: str
    side: Side
    units: int

    @property
    def points(self) -> float:
        """What it would add, or at most, in points."""
        return self.units / UNITS


class Sentences:
    """What is said of what is lacking, and of what is not shown. Raises ``KeyError`` when incomplete."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.turn = Sentence(**document["turn"])
        self.hidden = {code: Sentence(**said) for code, said in document["hidden"].items()}
        self.lacks = {
            (feature, side): Sentence(**said)
            for feature, sides in document["lacking"].items()
            for side, said in sides.items()
        }

    def over(self, older: "Sentences") -> "Sentences":
        """These, with the other's where a file of before has none."""
        self.hidden = older.hidden | self.hidden
        self.lacks = older.lacks | self.lacks
        return self

    @classmethod
    def read(cls, path: Path) -> "Sentences":
        """The sentences of a file."""
        return cls(json.loads(path.read_text("utf-8")))

    def lacking(self, lack: Lack) -> Sentence:
        """What is said of a lack."""
        return self.lacks.get((lack.feature, lack.side)) or self.lacks[lack.feature, "theirs"]


def by_feature(parts: Sequence[Contribution]) -> Mapping[str, int]:
    """Ten-thousandths of points by feature."""
    found: dict[str, int] = defaultdict(int)
    for part in parts:
        found[FEATURE_OF[part.code]] += part.units
    return found


def lacks(this: Sequence[Contribution], other: Sequence[Contribution]) -> list[Lack]:
    """In what the other scores more, the greatest first. Their sum, less what this one has more, is the difference."""
    mine, theirs = by_feature(this), by_feature(other)
    more = {feature: theirs.get(feature, 0) - mine.get(feature, 0) for feature in (*theirs, *(mine.keys() - theirs))}
    found = [Lack(feature, _side(feature, mine), units) for feature, units in more.items() if units > 0]
    return sorted(found, key=lambda lack: -lack.units)


def absences(parts: Sequence[Contribution], seeker: Seeker, offer: Offer, weights: Weights) -> list[Lack]:
    """What adds nothing and could, the greatest first; ``units`` is the most that one such thing adds."""
    present, activity = by_feature(parts), offer.starts_at is not None
    said = _said(seeker)
    found = [Lack("seen", "yours", -present["seen"])] if present.get("seen") else []
    for feature, weight in weights.weights.model_dump().items():
        side: Side = "theirs" if said.get(feature, True) else "yours"
        untold = feature in OF_GROUPS if activity else feature == "soon"
        if (
            feature == "seen"
            or present.get(feature)
            or untold
            or not weight
            or (feature in ASKED_FOR and side == "yours")
        ):
            continue
        if feature == "hands_wanted" and present.get("role"):  # a role that is wished is more than any hands
            continue
        found.append(Lack(feature, side, round(weight * UNITS)))
    return sorted(found, key=lambda lack: -lack.units)


def _side(feature: str, mine: Mapping[str, int]) -> Side:
    if feature == "seen":  # it is the person who asked before, or set it aside
        return "yours"
    return "less" if mine.get(feature) else "theirs"


def _said(seeker: Seeker) -> Mapping[str, bool]:
    return {
        "tag": bool(seeker.tags),
        "role": bool(seeker.role_wishes),
        "skill": bool(seeker.skills),
        "access": bool(seeker.access_needs),
        "area": bool(seeker.nearness),
        "time": bool(seeker.availability),
        "language": not JAPANESE.issuperset(seeker.languages),
        "age": bool(seeker.age_band),
        "new_field": seeker.has_groups,
    }
