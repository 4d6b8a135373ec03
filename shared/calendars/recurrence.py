"""The shortest way to say some days as a recurrence: a rule, the days on which it does not hold, and days beside it.

Pure. RFC 5545 §3.3.10 says what a rule means; an independent expander checks it in the tests. Days are found by shapes
that people use: every n-th week on some weekdays, the second Tuesday or the last, a day of the month, every n-th day.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from shared.clock import TOKYO

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKS_MAX = 8
"""No shape of people's goes beyond "every second month": what is rarer is told day by day."""
MONTHS_MAX = 3
DAYS_MAX = 1_000
RULE_COSTS = 2
"""A rule has to save more than two days that could simply be listed."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Days as ``start``, a rule (``FREQ=…`` without its end; ``None``: no rule) up to ``last``, less and more days."""

    start: date
    rule: str | None
    last: date
    except_days: tuple[date, ...]
    extra_days: tuple[date, ...]

    def lines(self, at: time) -> list[str]:
        """The properties of an event that begins on these days at ``at`` in Tokyo; ``DTSTART`` is not among them."""
        lines = []
        if self.rule:
            until = datetime.combine(self.last, at, TOKYO).astimezone(UTC)  # an end is told in UTC (§3.3.10)
            lines.append(f"RRULE:{self.rule};UNTIL={until:%Y%m%dT%H%M%SZ}")
        for name, days in (("EXDATE", self.except_days), ("RDATE", self.extra_days)):
            if days:
                lines.append(f"{name};TZID=Asia/Tokyo:{','.join(f'{day:%Y%m%d}T{at:%H%M%S}' for day in days)}")
        return lines


@dataclass(frozen=True, slots=True)
class _Shape:
    rule: str
    fits: Callable[[date], bool]


def recurrence_of(days: Collection[date]) -> Recurrence:
    """The recurrence that stands for exactly these days, with as few exceptions as a shape allows.

    Raises ``ValueError`` for no days, or more than ``DAYS_MAX``.
    """
    wanted = frozenset(days)
    if not 0 < len(wanted) <= DAYS_MAX:
        raise ValueError(f"a recurrence has 1 to {DAYS_MAX} days, not {len(wanted)}")
    start = min(wanted)
    best = Recurrence(start, None, start, (), tuple(sorted(wanted - {start})))
    fewest = len(best.extra_days)
    for shape in _shapes(wanted, start):
        found = _said_by(shape, wanted, start)
        costs = RULE_COSTS + len(found.except_days) + len(found.extra_days)
        if costs < fewest:
            best, fewest = found, costs
    return best


def _said_by(shape: _Shape, wanted: frozenset[date], start: date) -> Recurrence:
    """The days by one shape, which ends with the last of them that it has."""
    last = max(day for day in wanted if shape.fits(day))
    span = (start + n * ONE_DAY for n in range((last - start).days + 1))
    expanded = {day for day in span if shape.fits(day)}
    return Recurrence(
        start, shape.rule, last, tuple(sorted(expanded - wanted)), tuple(sorted(wanted - expanded))
    )  # fmt: skip


def _shapes(wanted: frozenset[date], start: date) -> Iterator[_Shape]:
    """What might stand for the days. Each holds on ``start``: a first day beside its rule is undefined (§3.8.5.3)."""
    for interval in range(1, WEEKS_MAX + 1):
        yield _weekly(wanted, start, interval)
    for interval in range(1, MONTHS_MAX + 1):
        yield from _monthly(start, interval)
    gaps = Counter((later - day).days for day, later in _pairs(wanted))
    if gaps and (gap := gaps.most_common(1)[0][0]) % 7:
        yield _Shape(f"FREQ=DAILY;INTERVAL={gap}", lambda day: (day - start).days % gap == 0)


def _weekly(wanted: frozenset[date], start: date, interval: int) -> _Shape:
    """Every ``interval`` weeks on the weekdays on which it is so at least every other time."""
    monday = start - start.weekday() * ONE_DAY

    def week_fits(day: date) -> bool:
        return (day - monday).days // 7 % interval == 0

    weeks = (max(wanted) - monday).days // 7 // interval + 1
    counts = Counter(day.weekday() for day in wanted if week_fits(day))
    weekdays = frozenset({start.weekday(), *(weekday for weekday, count in counts.items() if 2 * count >= weeks)})
    names = ",".join(WEEKDAYS[weekday] for weekday in sorted(weekdays))
    rule = f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={names}"
    return _Shape(rule, lambda day: day.weekday() in weekdays and week_fits(day))


def _monthly(start: date, interval: int) -> Iterator[_Shape]:
    """The same day of the month, the same weekday by its place in the month, and its last."""

    def month_fits(day: date) -> bool:
        return ((day.year - start.year) * 12 + day.month - start.month) % interval == 0

    head = f"FREQ=MONTHLY;INTERVAL={interval}"
    place, weekday, name = _place(start), start.weekday(), WEEKDAYS[start.weekday()]
    yield _Shape(f"{head};BYMONTHDAY={start.day}", lambda day: day.day == start.day and month_fits(day))
    yield _Shape(
        f"{head};BYDAY={place}{name}",
        lambda day: day.weekday() == weekday and _place(day) == place and month_fits(day),
    )
    if _is_last(start):
        yield _Shape(
            f"{head};BYDAY=-1{name}", lambda day: day.weekday() == weekday and _is_last(day) and month_fits(day)
        )


def _place(day: date) -> int:
    """Which of its weekday in its month a day is."""
    return (day.day - 1) // 7 + 1


def _is_last(day: date) -> bool:
    return (day + 7 * ONE_DAY).month != day.month


def _pairs(wanted: frozenset[date]) -> Iterator[tuple[date, date]]:
    return pairwise(sorted(wanted))
