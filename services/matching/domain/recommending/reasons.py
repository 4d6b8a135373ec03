"""What is said to a person of a score: at most three reasons, and only true ones.

A reason is true when the score is lower without what it names. What both sides have is taken from the person; from the
group or activity too, which must not make it score higher (a field would be new if they did not do what is shared).
What only they have (their size, their day) is taken from them. Which contributions are true is tried, not assumed:
nobody has to trust that a city's own weights leave it so.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.matching.domain.recommending.scoring import (
    KINDRED,
    ON_FOOT,
    Contribution,
    Offer,
    Seeker,
    contributions,
    units_reading,
)
from services.matching.domain.recommending.weights import Weights

REASONS_MAX = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """A person and a group or an activity, at an instant, under the weights of that day."""

    seeker: Seeker
    offer: Offer
    weights: Weights
    now: datetime

    def parts(self) -> list[Contribution]:
        """The contributions, the greatest first."""
        return contributions(self.seeker, self.offer, self.weights, self.now)

    def reasons(self, parts: Sequence[Contribution], untold: Collection[str] = frozenset()) -> tuple[Contribution, ...]:
        """The greatest of all contributions that are true reasons, but for the codes that are not to be told."""
        return tuple(self._true(part for part in parts if part.code not in untold and part.code not in UNTOLD))

    def _true(self, parts: Iterable[Contribution]) -> Iterator[Contribution]:
        told = 0
        for part in parts:
            if told == REASONS_MAX:
                return
            mine = lesser(self.seeker, part)
            if self._change(part, mine) >= 0:
                continue
            if part.code in MAY_GAIN and self._change(part, None) > 0:
                continue
            told += 1
            yield part

    def _change(self, part: Contribution, mine: Seeker | None) -> int:
        """What the score is more by without what a contribution names: of the person's, or of the offer's."""
        seeker, offer = (mine, self.offer) if mine else (self.seeker, without(self.offer, part))
        field = (MINE if mine else THEIRS)[part.code]
        before = units_reading(field, self.seeker, self.offer, self.weights, self.now)
        return units_reading(field, seeker, offer, self.weights, self.now) - before


MINE = {
    "shared-tag": "tags", "kindred-tag": "tags", "needed-role": "role_wishes", "needed-skill": "skills",
    "has-access": "access_needs", "same-area": "nearness", "near-area": "nearness",
    "on-foot": "nearness", "on-foot-from-area": "nearness", "far": "nearness",
    "welcomes-outsiders": "nearness",
    "fits-time": "availability",
    "shared-language": "languages", "age-wanted": "age_band", "new-field": "has_groups",
    "asked-before": "seen", "set-aside": "seen",
}  # fmt: skip
"""What of the person's a contribution comes from."""
THEIRS = {
    "shared-tag": "tags", "kindred-tag": "tags", "needed-role": "needs", "needed-skill": "skills_wanted",
    "has-access": "access", "same-area": "areas", "near-area": "areas",
    "on-foot": "areas", "on-foot-from-area": "areas", "far": "areas",
    "welcomes-outsiders": "areas",
    "fits-time": "times",
    "shared-language": "languages", "age-wanted": "ages_wanted", "new-field": "tags", "small-group": "size_band",
    "newly-registered": "registered_at", "hands-wanted": "needs", "soon": "starts_at",
    "asked-before": "key", "set-aside": "key",
}  # fmt: skip
"""What of the group's or activity's it comes from."""
UNTOLD = frozenset({"far", "asked-before", "set-aside"})
"""Counts, and speaks for nothing."""
WHOLE = frozenset(
    {"nearness", "areas", "age_band", "has_groups", "size_band", "registered_at", "starts_at", "seen", "key"}
)
"""Taken away as a whole, because no single code of it is named; else only what the contribution is about."""

MAY_GAIN = frozenset({"shared-tag", "kindred-tag", "needed-role", "asked-before", "set-aside"})
"""Without these a field may be new, any hands be wanted, or nothing be taken off.
Nothing else raises a score by being away (a test)."""


def lesser(seeker: Seeker, part: Contribution) -> Seeker | None:
    """The person without what a contribution names; ``None`` when it names nothing of the person's."""
    if (name := MINE.get(part.code)) is None:
        return None
    return seeker._replace(**{name: _less(seeker, name, part.about.partition(KINDRED)[0])})


def without(offer: Offer, part: Contribution) -> Offer:
    """The group or activity without what a contribution names."""
    name = THEIRS[part.code]
    return offer._replace(**{name: _less(offer, name, part.about.rpartition(KINDRED)[2])})


def _less(owner: Seeker | Offer, name: str, about: str) -> Any:
    if name in WHOLE or not about:
        return getattr(NOBODY if isinstance(owner, Seeker) else NOTHING, name)
    codes = getattr(owner, name)
    return codes - {about} if isinstance(codes, frozenset) else tuple(code for code in codes if code != about)


NOBODY, NOTHING = Seeker(), Offer()


def kept_name(part: Contribution) -> str:
    """A reason as it may stand in a journal: of a walk not how long, because three walks would tell a home."""
    return part.code if part.code in ON_FOOT else part.name
