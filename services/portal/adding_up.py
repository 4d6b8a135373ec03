"""Points as people read them, in two decimals: what is shown of the parts is in sum what is shown of the whole."""

from collections.abc import Iterable

UNITS = 10_000
"""Of a point: how exactly matching counts."""
SHOWN = 100
STEP = UNITS // SHOWN


def shown(points: float) -> str:
    """A number of points alone."""
    return _text(_hundredths(_units(points)))


def shown_in_sum(parts: Iterable[float]) -> list[str]:
    """The parts of a sum: rounded down, but for as many as the sum needs, those with the greatest rest."""
    units = [_units(part) for part in parts]
    found = [each // STEP for each in units]
    lacking = _hundredths(sum(units)) - sum(found)
    for place in sorted(range(len(units)), key=lambda at: -(units[at] % STEP))[:lacking]:
        found[place] += 1
    return [_text(each) for each in found]


def _units(points: float) -> int:
    return round(points * UNITS)


def _hundredths(units: int) -> int:
    """Half up."""
    return (units + STEP // 2) // STEP


def _text(hundredths: int) -> str:
    return f"{hundredths / SHOWN:.2f}"
