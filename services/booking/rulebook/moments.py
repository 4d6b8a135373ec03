"""Moments that rules speak of: days or months before the use, days after the request, moved by closed days.

Months are the calendar's: two months before 30 April is the last day of February, unless the rule says ``next``.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.booking.domain.grid import instant, parse_clock
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.rule import Clock, Data, Wrong
from shared.clock import fiscal_year

ONE_DAY = timedelta(days=1)
MOVED_DAYS_MAX = 60
"""How far closed days may move a deadline before we rather say that the calendar is wrong."""

Days = Annotated[int, Field(ge=0, le=400)]
Working = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Due:
    """A moment worked out: the day in Tokyo, and the instant."""

    day: date
    at: datetime
    whole_day: bool
    """Whether it is the end of the day, which people say by the day alone."""
    ends: bool = False
    """Whether something has ended then, so that the instant itself is too late."""

    @property
    def told(self) -> date | datetime:
        """As it is told to people."""
        return self.day if self.whole_day else self.at


class Moment(Data):
    """One moment. Name exactly one of the five ways to say when; the others say more about it."""

    days_before: Days | None = None
    """Days before the use."""
    working_days_before: Annotated[int, Field(ge=1, le=60)] | None = None
    """Working days before the use: on the day that leaves so many of them, itself included, before the use."""
    months_before: Annotated[int, Field(ge=0, le=24)] | None = None
    """Months before the use: on the same day of the month, or on ``day``."""
    day: Annotated[int, Field(ge=1, le=31)] | Literal["last"] | None = None
    """With ``months_before``: a day of that month. ``10``, or ``last``."""
    missing: Literal["last", "next"] = "last"
    """A month without that day: its last day, or the first of the month after it."""
    minutes_before: Annotated[int, Field(ge=0, le=60 * 24 * 60)] | None = None
    """Minutes before the use begins."""
    days_after: Days | None = None
    """Days after the request."""
    at: Clock | None = None
    """The time of day. Without it an opening is at 00:00, and a closing at 24:00 (the whole day counts)."""
    moves: Literal["next", "previous", "none"] = "none"
    """When the day is closed: to the next working day, to the one before, or not at all."""

    @model_validator(mode="after")
    def _one_anchor(self) -> Self:
        names = "days_before, working_days_before, months_before, minutes_before, days_after"
        if sum(getattr(self, name) is not None for name in names.split(", ")) != 1:
            raise Wrong(f"{names} のうち一つだけを書きます", f"name exactly one of {names}")
        if self.day is not None and self.months_before is None:
            raise Wrong("day は months_before と一緒に書きます", "day: goes with months_before")
        if self.minutes_before is not None and (self.at is not None or self.moves != "none"):
            raise Wrong(
                "minutes_before には at も moves も付きません", "minutes_before: has no time of day, and does not move"
            )
        return self

    @cached_property
    def _quarter(self) -> int:
        return parse_clock(self.at or "00:00")

    def day_of(self, use: date, asked_on: date, working: Working) -> date:
        """The day it falls on, moved where the rule says so."""
        if self.days_after is not None:
            day = asked_on + timedelta(days=self.days_after)
        elif self.months_before is not None:
            day = day_in_month(use, -self.months_before, self.day or use.day, self.missing)
        elif self.working_days_before is not None:
            day = use
            for _ in range(self.working_days_before):
                day = moved(day - ONE_DAY, -ONE_DAY, working)
        else:
            day = use - timedelta(days=self.days_before or 0)
        return day if self.moves == "none" else moved(day, ONE_DAY if self.moves == "next" else -ONE_DAY, working)

    def due(self, use: date, start: int, asked_on: date, working: Working, *, closing: bool) -> Due:
        """The moment for a use that starts at the quarter ``start`` of ``use``, requested on ``asked_on``."""
        if self.minutes_before is not None:
            at = instant(use, start) - timedelta(minutes=self.minutes_before)
            return Due(use, at, whole_day=False)
        day = self.day_of(use, asked_on, working)
        quarter = self._quarter if self.at else 96 if closing else 0
        return Due(day, instant(day, quarter), whole_day=closing and quarter == 96)


def first(dues: Iterable[Due]) -> Due:
    """The one that comes first."""
    return min(dues, key=lambda due: due.at)


def moved(day: date, step: timedelta, working: Working) -> date:
    """``day``, or the nearest working day in the direction of ``step``. Raises ``Unanswerable`` when there is none."""
    for _ in range(MOVED_DAYS_MAX):
        if working(day):
            return day
        day += step
    raise Unanswerable(f"{day} の前後に開館日がありません", f"there is no working day near {day}")


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    return day_in_month(day, months, day.day, "last")


def day_in_month(day: date, months: int, wanted: int | Literal["last"], missing: Literal["last", "next"]) -> date:
    """A day of the month that is ``months`` after the one of ``day``."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    if wanted == "last":
        return date(year, month + 1, last)
    if wanted <= last or missing == "last":
        return date(year, month + 1, min(wanted, last))
    return date(year, month + 1, last) + ONE_DAY


Period = Literal["day", "week", "month", "fiscal-year"]


def period_of(period: Period, day: date) -> tuple[date, date]:
    """The first and the last day of the day, the week (from Monday), the month or the fiscal year of ``day``."""
    if period == "day":
        return day, day
    if period == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if period == "month":
        return day.replace(day=1), day_in_month(day, 0, "last", "last")
    year = fiscal_year(day)
    return date(year, 4, 1), date(year + 1, 3, 31)
