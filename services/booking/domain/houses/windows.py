"""Which quarters of a day the windows leave open at a moment, and how long that answer stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.booking.domain.grid import QUARTERS, instant, midnight, quarter_of, span
from services.booking.rulebook.asking import Facts
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.quick import Question, Quick
from services.booking.rulebook.windows import too_late
from shared.clock import tokyo_date

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpenDay:
    """The quarters of a day that may be asked for, from ``since`` until before ``until``."""

    mask: int
    since: datetime
    until: datetime


def open_day(
    quick: Quick, rooms: tuple[str, ...], day: date, opened: int, now: datetime, public: tuple[Facts, ...]
) -> OpenDay:
    """The quarters that somebody of the public may ask for at ``now``. ``opened`` are those in which it is open.

    At the very instant of a closing one may still ask: that answer stands for no other moment.
    """
    mask, until = 0, midnight(tokyo_date(now) + ONE_DAY)
    for who in public:
        try:
            found, ends = _for(quick, rooms, day, opened, now, who)
        except Unanswerable:
            continue
        mask |= found
        until = min(until, ends)
    return OpenDay(mask & opened, now, until)


def _for(
    quick: Quick, rooms: tuple[str, ...], day: date, opened: int, now: datetime, who: Facts
) -> tuple[int, datetime]:
    """The quarters for one kind of party, and when the answer changes. Windows move on with the quarters of the day."""

    def window(quarter: int) -> tuple[datetime, bool, datetime]:
        question = Question(rooms, day, quarter, quarter + 1)
        opens, closes = quick.window(question, who, now)
        return opens.at, too_late(closes, now), closes.at

    first, last = (opened & -opened).bit_length() - 1, opened.bit_length() - 1
    ends = midnight(tokyo_date(now) + ONE_DAY)
    opens, late, closes = window(first)
    if now < opens:
        return 0, min(ends, opens)
    last_opens, last_late, _ = window(last)
    if not late and now >= last_opens:
        return span(0, QUARTERS), min(ends, closes)
    next_quarter = instant(day, quarter_of(day, now) + 1)
    if last_late:
        return 0, min(ends, next_quarter)
    low = _first(lambda quarter: not window(quarter)[1], first, last)
    high = last if now >= last_opens else _first(lambda quarter: now < window(quarter)[0], first, last) - 1
    changes = [ends, next_quarter, window(low)[2], *([window(high + 1)[0]] if high < last else [])]
    return span(low, high + 1), min(changes)


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first quarter for which it holds; it does for the last one and, once it does, for all after it."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
