"""Where the bars of a chart lie, in the units of its drawing. Pure; the page stretches the drawing to its width."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

HEIGHT = 100.0
COLUMN = 10.0
GAP = 1.0
HIDDEN_HEIGHT = 2.0
"""A line on the ground for what is not told: neither nothing nor something."""

Kind = Literal["in", "out", "hidden", "middle"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; ``y`` counts downwards from the top."""

    x: float
    y: float
    width: float
    height: float
    kind: Kind = "in"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of ``width`` by ``height`` with its ground at ``ground``; ``largest`` reaches the edge."""

    width: float
    height: float
    ground: float
    largest: int
    bars: tuple[Bar, ...]


def columns(values: Sequence[int]) -> Drawing:
    """A column a value, as high as its part of the largest one; nothing is drawn for 0."""
    largest = max(values, default=0)
    bars = [
        Bar(n * COLUMN + GAP, HEIGHT - _part(value, largest), COLUMN - 2 * GAP, _part(value, largest))
        for n, value in enumerate(values)
        if value > 0
    ]
    return Drawing(len(values) * COLUMN, HEIGHT, HEIGHT, largest, tuple(bars))


def both_ways(ups: Sequence[int | None], downs: Sequence[int | None]) -> Drawing:
    """What came above the ground, what went below it, on one scale; a line where neither is told (``None``)."""
    up, down = (max((value or 0 for value in values), default=0) for values in (ups, downs))
    whole = up + down
    ground = _part(up, whole) if whole else HEIGHT - HIDDEN_HEIGHT
    bars: list[Bar] = []
    for n, (came, went) in enumerate(zip(ups, downs, strict=True)):
        x, width = n * COLUMN + GAP, COLUMN - 2 * GAP
        if came is None and went is None:
            bars.append(Bar(x, min(ground, HEIGHT - HIDDEN_HEIGHT), width, HIDDEN_HEIGHT, "hidden"))
        if came:
            bars.append(Bar(x, ground - _part(came, whole), width, _part(came, whole), "in"))
        if went:
            bars.append(Bar(x, ground, width, _part(went, whole), "out"))
    return Drawing(len(ups) * COLUMN, HEIGHT, ground, max(up, down), tuple(bars))


def share(value: int, largest: int) -> float:
    """How long a lying bar is, in hundredths of the longest."""
    return 100 * value / largest if largest else 0.0


def _part(value: int, whole: int) -> float:
    return HEIGHT * value / whole if whole else 0.0
