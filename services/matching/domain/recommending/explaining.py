"""Why this and not that: what speaks for each of two, what the one lacks, on whose side, and how much it would add."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from services.matching.domain.areas import OUTSIDERS
from services.matching.domain.recommending.reasons import Pair
from services.matching.domain.recommending.scoring import JAPANESE, UNITS, Contribution, Offer, Seeker, units_reading

Side = Literal["yours", "theirs", "less"]
Hidden = Literal["member", "over", "sign-up-over", "cancelled", "suspended", "ended", "seen", "nothing"]
FEATURE_OF = {
    "shared-tag": "tag", "kindred-tag": "tag", "needed-role": "role", "needed-skill": "skill", "has-access": "access",
    "same-area": "area", "near-area": "area", "fits-time": "time", "shared-language": "language", "age-wanted": "age",
    "small-group": "small", "new-field": "new_field", "newly-registered": "newly", "hands-wanted": "hands_wanted",
    "asked-before": "seen", "set-aside": "seen",
    "soon": "soon", "on-foot": "area", "on-foot-from-area": "area", "far": "area", "welcomes-outsiders": "area",
}  # fmt: skip
"""The weight that a contribution comes from."""
OF_GROUPS = frozenset({"role", "skill", "language", "age", "small", "newly", "hands_wanted"})
"""What activities do not tell: its absence says nothing of them."""
UNASKED: Mapping[str, str] = {"skill": "skills", "access": "access_needs", "age": "age_band"}
"""What nobody has to say, and where it stands; who has not is not told that it is lacking."""
SUITING: Mapping[str, tuple[str, Callable[[Offer], Any]]] = {
    "tag": ("tags", lambda offer: tuple(sorted(offer.tags)[:1])),
    "role": ("role_wishes", lambda offer: tuple(sorted(offer.needs)[:1])),
    "area": ("nearness", lambda offer: {area: 1.0 for area in offer.areas if area != OUTSIDERS}),
    "time": ("availability", lambda offer: frozenset(offer.times)),
    "language": ("languages", lambda offer: tuple(sorted(set(offer.languages) - JAPANESE)[:1])),
    "new_field": ("has_groups", lambda _offer: True),
}
"""What a person may say: where it stands, and one such thing (all times) that suits a group or an activity best."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """In Japanese, plain Japanese, and English."""

    ja: str
    plain: str
    en: str


@dataclass(frozen=True, slots=True)
class Lack:
    """A feature that adds nothing, or less than in the other; ``units``: how many ten-thousandths it would add.

    ``side``: ``yours`` when the person has said nothing of it and saying it would raise the score, ``less`` when there
    is some, ``theirs`` when none.
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


def absences(parts: Sequence[Contribution], pair: Pair, tags: Collection[str]) -> list[Lack]:
    """What adds nothing and could, the greatest first; ``units`` is the most that one such thing adds.

    Of what the person has not said that is tried: what would not raise this score is not told as lacking. ``tags``:
    those that one can say, because an activity may have others.
    """
    sayable = pair.offer._replace(tags=pair.offer.tags.intersection(tags))
    present, activity = by_feature(parts), pair.offer.starts_at is not None
    found = [Lack("seen", "yours", -present["seen"])] if present.get("seen") else []
    for feature, weight in pair.weights.weights.model_dump().items():
        untold = feature in OF_GROUPS if activity else feature == "soon"
        if feature == "seen" or present.get(feature) or untold or not weight:
            continue
        if feature == "hands_wanted" and present.get("role"):  # a role that is wished is more than any hands
            continue
        if _has_said(pair.seeker, feature):
            found.append(Lack(feature, "theirs", round(weight * UNITS)))
        elif feature in SUITING:
            field, suiting = SUITING[feature]
            if (more := _gain(pair, field, suiting(sayable))) > 0:
                found.append(Lack(feature, "yours", more))
    return sorted(found, key=lambda lack: -lack.units)


def _side(feature: str, mine: Mapping[str, int]) -> Side:
    if feature == "seen":  # it is the person who asked before, or set it aside
        return "yours"
    return "less" if mine.get(feature) else "theirs"


def _has_said(seeker: Seeker, feature: str) -> bool:
    """Whether there is something of the person's that the feature looks at, or it looks at nothing of theirs."""
    if feature == "language":
        return not JAPANESE.issuperset(seeker.languages)
    field = SUITING[feature][0] if feature in SUITING else UNASKED.get(feature)
    return field is None or bool(getattr(seeker, field))


def _gain(pair: Pair, field: str, said: Any) -> int:
    """What the score is more by when the person says it."""
    saying = pair.seeker._replace(**{field: said})
    before = units_reading(field, pair.seeker, pair.offer, pair.weights, pair.now)
    return units_reading(field, saying, pair.offer, pair.weights, pair.now) - before
