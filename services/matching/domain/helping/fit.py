"""How well a request or an offer fits somebody: a sum of four features, each of which is a reason that is true.

feature     points (``fit`` in data/help.json)

wished      wish     1 when the person said of its category that it interests them
tag         tag      1 when one of its category's tags is among the person's (named: the first of theirs)
near        area     greatest nearness of one of its areas to one of the person's
fits-time   time     share of its times at which the person is free (named: the first of its)

Nothing else enters, and what scores nothing is no reason: taking a named feature away lowers the sum.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from services.matching.domain.areas import Area

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Wishing:
    """A person as the list of requests sees them."""

    categories: frozenset[str] = frozenset()
    tags: tuple[str, ...] = ()
    nearness: Mapping[Area, float] = field(default_factory=dict)
    availability: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature that counts: its code, what it is about, its points."""

    code: str
    about: str
    points: float


def fit(
    wishing: Wishing,
    *,
    category: str,
    tags: Collection[str],
    areas: Sequence[Area],
    times: Sequence[str],
    points: Mapping[str, float],
) -> tuple[Reason, ...]:
    """The reasons that speak for it, the strongest first; equal ones in the order of the module's table."""
    found = []
    if category in wishing.categories:
        found.append(Reason("wished", category, points["wish"]))
    if tag := next((tag for tag in wishing.tags if tag in tags), None):
        found.append(Reason("tag", tag, points["tag"]))
    if areas:
        area = max(areas, key=lambda each: wishing.nearness.get(each, 0.0))
        found.append(Reason("near", area.key, round(points["area"] * wishing.nearness.get(area, 0.0), DIGITS)))
    free = [time for time in times if time in wishing.availability]
    if free:
        found.append(Reason("fits-time", free[0], round(points["time"] * len(free) / len(times), DIGITS)))
    return tuple(sorted((each for each in found if each.points > 0), key=lambda each: -each.points))


def score_of(reasons: Sequence[Reason]) -> float:
    """The sum of the points."""
    return round(sum(reason.points for reason in reasons), DIGITS)
