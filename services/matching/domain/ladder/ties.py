"""Ties across generations and fields, which is what 協創 means: who took part together, against what chance would give.

An occasion is an activity, or a group in the period. In one with n people each is tied to each other by 1 / (n - 1), so
that everybody has ties of 1 in all, in a large one as in a small one. With S people counted once an occasion, and s(a)
of them of kind a, chance gives (people thrown together anew over all occasions)

expected(a, b) = s(a) s(b) / (S - 1)                for two kinds
expected(a, a) = s(a) (s(a) - 1) / (2 (S - 1))      for one

ratio = observed / expected: above 1 they meet more than by chance. A kind behind which fewer than five different people
of the area stand is in no pair. No counts and no sums are told, only ratios of two digits.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from shared.small_counts import COUNT_SHOWN_MIN

OCCASION_MIN = 2


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where people took part together: its area, and who (by id) is of which kind. Ids leave nothing here."""

    area: str
    kinds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tie:
    """Two kinds in one area. ``ratio`` in two digits: above 1 they meet more than by chance."""

    area: str
    one: str
    other: str
    ratio: float


def ties_of(occasions: Iterable[Occasion]) -> tuple[Tie, ...]:
    """The ties of every area, those alone of kinds behind which five different people stand."""
    by_area: dict[str, list[Occasion]] = defaultdict(list)
    for occasion in occasions:
        if len(occasion.kinds) >= OCCASION_MIN:
            by_area[occasion.area].append(occasion)
    return tuple(tie for area in sorted(by_area) for tie in _of_area(area, by_area[area]))


def _of_area(area: str, occasions: Sequence[Occasion]) -> Iterable[Tie]:
    weights: dict[tuple[str, str], float] = defaultdict(float)
    counts: Counter[str] = Counter()
    people: dict[str, set[str]] = defaultdict(set)
    for occasion in occasions:
        in_it = Counter(occasion.kinds.values())
        for person, kind in occasion.kinds.items():
            people[kind].add(person)
        counts.update(in_it)
        share = 1 / (len(occasion.kinds) - 1)
        for kind, n in in_it.items():
            weights[kind, kind] += share * n * (n - 1) / 2
        for one, other in combinations(sorted(in_it), 2):
            weights[one, other] += share * in_it[one] * in_it[other]
    total = sum(counts.values())
    told = sorted(kind for kind in counts if len(people[kind]) >= COUNT_SHOWN_MIN)
    for n, one in enumerate(told):
        for other in told[n:]:
            if expected := _expected(counts[one], counts[other], total, alike=one == other):
                yield Tie(area, one, other, round(weights[one, other] / expected, 2))


def _expected(one: int, other: int, total: int, *, alike: bool) -> float:
    if alike:
        return one * (one - 1) / (2 * (total - 1))
    return one * other / (total - 1)
