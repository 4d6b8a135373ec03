"""Did something move people up the ladder? Like is compared with like, or it is said that we cannot tell.

People who had something (an introduction) in a month are compared with people who had not, of the same step, age band,
area and month. Cells with people of one side alone are left out. With n1 and n0 people and shares p1 and p0 in a cell:

effect  = sum over cells of n1 (p1 - p0) / sum of n1: the mean for those who had it (exact matching)
error   = 1.96 x the root of the sum of n1^2 (q1 (1 - q1) / n1 + q0 (1 - q0) / n0), over the sum of n1, where
q       = (people who rose + 1) / (n + 2), so that a cell in which nobody rose is not certain

We cannot tell when either side has fewer than ``SIDE_MIN`` people in cells of both, when less than ``MATCHED_MIN`` of
those who had it have anybody to be compared with (the groups differ), or when the interval includes 0. Even where it
does not, who asks for something may be keener than who does not: what is not in the four features is not made alike.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SIDE_MIN = 30
MATCHED_MIN = 0.7
Z95 = 1.96
Why = Literal["too-few", "groups-differ", "may-be-chance"]


@dataclass(frozen=True, slots=True)
class Observed:
    """Somebody in a month: the cell of like people, whether they had it, and whether they stood higher later."""

    cell: tuple[str, ...]
    had: bool
    rose: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """What was found. ``why``: why we cannot tell; ``None`` where there is an effect. Shares lie in 0 to 1."""

    why: Why | None
    with_it: int
    compared_with: int
    matched: float
    """Of those who had it, the share that has anybody to be compared with."""
    effect: float | None = None
    low: float | None = None
    high: float | None = None


def moved(people: Iterable[Observed]) -> Moved:
    """Compare those who had it with the others."""
    count: Counter[tuple[tuple[str, ...], bool]] = Counter()
    rose: Counter[tuple[tuple[str, ...], bool]] = Counter()
    for each in people:
        count[each.cell, each.had] += 1
        rose[each.cell, each.had] += each.rose
    everybody = sum(n for (_, had), n in count.items() if had)
    cells = sorted(cell for cell, had in count if had and count[cell, False])
    n1, n0 = sum(count[cell, True] for cell in cells), sum(count[cell, False] for cell in cells)
    matched = n1 / everybody if everybody else 0.0
    if everybody < SIDE_MIN:
        return Moved("too-few", n1, n0, matched)
    if matched < MATCHED_MIN:
        return Moved("groups-differ", n1, n0, matched)
    if min(n1, n0) < SIDE_MIN:
        return Moved("too-few", n1, n0, matched)
    effect = sum(
        count[cell, True] * (rose[cell, True] / count[cell, True] - rose[cell, False] / count[cell, False])
        for cell in cells
    )
    variance = sum(
        count[cell, True] ** 2 * sum(_variance(rose[cell, had], count[cell, had]) for had in (True, False))
        for cell in cells
    )
    mean, error = effect / n1, Z95 * math.sqrt(variance) / n1
    low, high = mean - error, mean + error
    why: Why | None = "may-be-chance" if low <= 0 <= high else None
    return Moved(why, n1, n0, matched, mean, low, high)


def _variance(rose: int, n: int) -> float:
    q = (rose + 1) / (n + 2)
    return q * (1 - q) / n
