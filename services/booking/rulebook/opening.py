"""Opening hours and closures: when a place can be used, and which days count as working days for deadlines."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from services.booking.domain.grid import instant, runs, span
from services.booking.domain.houses.weekdays import WEEKDAYS, Weekday, is_holiday
from services.booking.rulebook.asking import Asked
from services.booking.rulebook.moments import Working
from services.booking.rulebook.rule import (
    Data,
    Day,
    Decides,
    Hours,
    MonthDay,
    Name,
    OneOfMany,
    Rule,
    Wrong,
    hours_text,
    quarters,
    within_year,
)
from services.booking.rulebook.words import Refusal, refuse, told

ONE_DAY = timedelta(days=1)
NO_HOURS = Name(ja="なし", en="no hours")
Spans = Annotated[tuple[Hours, ...], Field(max_length=8)]
DayType = Literal["weekday", "saturday", "sunday", "holiday"]


def day_type(day: date) -> DayType:
    """A holiday is one on whatever weekday."""
    if is_holiday(day):
        return "holiday"
    return "saturday" if day.weekday() == 5 else "sunday" if day.weekday() == 6 else "weekday"


class Opening(Rule):
    """Opening hours, by day. A refusal's value is the span asked for; its limit, the hours of that day."""

    SECTION: ClassVar[str] = "opening"
    DECIDES: ClassVar[Decides] = "use"

    daily: Spans = ()
    """The hours of every day that is not named."""
    mon: Spans | None = None
    tue: Spans | None = None
    wed: Spans | None = None
    thu: Spans | None = None
    fri: Spans | None = None
    sat: Spans | None = None
    sun: Spans | None = None
    holiday: Spans | None = None
    """The hours of national holidays, on whatever weekday."""

    def of(self, day: date) -> Spans:
        """The hours of one day, closures not considered."""
        if self.holiday is not None and is_holiday(day):
            return self.holiday
        named: Spans | None = getattr(self, WEEKDAYS[day.weekday()])
        return self.daily if named is None else named

    def mask(self, day: date) -> int:
        """The quarters of a day in which it is open."""
        return mask_of(self.of(day))


class DateSpan(Data):
    """From the first to the last day, both included."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.last < self.first:
            raise Wrong("last が first より前です", "last: is before first")
        return self


class Closure(OneOfMany):
    """Days, or hours of days, on which nothing can be used; or on which only the counter is closed.

    A refusal's value is the day; its limit, the first day after the closure, or the moment of that day at which closed
    hours are over.
    """

    SECTION: ClassVar[str] = "closures"
    DECIDES: ClassVar[Decides] = "use"
    TOUCHED: ClassVar[bool] = True

    of: Literal["facility", "counter"] = "facility"
    """Where the counter alone is closed, rooms can be used; the day is no working day for deadlines."""
    weekly: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    weeks: tuple[Annotated[int, Field(ge=1, le=5)], ...] = ()
    """With ``weekly``: only the first, third, … such day of a month."""
    if_holiday: Literal["closed", "open", "next-day", "next-weekday"] = "closed"
    """A weekly day that is a national holiday: closed like others; open; open, and the next day that is none is closed
    instead; or the next of Monday to Friday that is none."""
    holidays: bool = False
    """All national holidays."""
    year_end: tuple[MonthDay, MonthDay] | None = None
    """First and last closed day, every year: ``["12-29", "01-03"]``."""
    dates: tuple[Day, ...] = ()
    works: DateSpan | None = None
    """A span with a reason of its own, which the texts say. Works do not move deadlines."""
    hours: Spans = ()
    """Only these hours of the days, not the whole days."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.weekly or self.holidays or self.year_end or self.dates or self.works):
            names = "weekly, holidays, year_end, dates, works"
            raise Wrong(
                f"休む日がありません。{names} のどれかを書きます", f"no day is closed by this: name one of {names}"
            )
        if self.weeks and not self.weekly:
            raise Wrong("weeks は weekly と一緒に書きます", "weeks: goes with weekly")
        if self.if_holiday != "closed" and not self.weekly:
            raise Wrong(
                "if_holiday は weekly と一緒に書きます。dates には効きません",
                "if_holiday: goes with weekly; it says nothing of dates",
            )
        return self

    def on(self, day: date) -> bool:
        """Whether it closes the day, or hours of it."""
        if day in self.dates or (self.holidays and is_holiday(day)) or self._in_year_end(day):
            return True
        if self.works is not None and self.works.first <= day <= self.works.last:
            return True
        return bool(self.weekly) and self._weekly(day)

    def _in_year_end(self, day: date) -> bool:
        return self.year_end is not None and within_year(self.year_end, day)

    def _weekly(self, day: date) -> bool:
        if self._is_the_day(day) and (self.if_holiday == "closed" or not is_holiday(day)):
            return True
        if self.if_holiday in {"closed", "open"} or not self._takes_over(day):
            return False
        earlier = day - ONE_DAY
        while not self._takes_over(earlier):  # between the holiday and its replacement there are only such days
            if self._is_the_day(earlier) and is_holiday(earlier):
                return True
            earlier -= ONE_DAY
        return False

    def _takes_over(self, day: date) -> bool:
        return not is_holiday(day) and (self.if_holiday != "next-weekday" or day.weekday() < 5)

    def _is_the_day(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] in self.weekly and (not self.weeks or (day.day - 1) // 7 + 1 in self.weeks)

    def mask(self, day: date) -> int:
        """The quarters of the day that it closes."""
        if not self.on(day):
            return 0
        return mask_of(self.hours) if self.hours else span(0, 96)

    def reopens(self, day: date) -> date:
        """The first day after ``day`` that this does not close."""
        if self.works is not None and self.works.first <= day <= self.works.last:
            return self.works.last + ONE_DAY
        for ahead in range(1, 367):
            if not self.on(later := day + ahead * ONE_DAY):
                return later
        return date.max


def mask_of(spans: Spans) -> int:
    """The quarters of the spans."""
    mask = 0
    for text in spans:
        mask |= _span(text)
    return mask


@lru_cache(maxsize=4_096)
def _span(hours: str) -> int:
    return span(*quarters(hours))


def open_mask(asked: Asked, day: date) -> int:
    """The quarters of ``day`` in which the place of a request can be used."""
    held = asked.layers.of(Opening, asked.place, day)
    mask = held[0].mask(day) if held else 0
    for closure in asked.layers.of(Closure, asked.place, day):
        if closure.of == "facility":
            mask &= ~closure.mask(day)
    return mask


def usable(asked: Asked) -> int:
    """The quarters of the day of a request in which neither opening hours nor a closure refuse it."""
    rule, day = asked.rule(Opening), asked.request.day
    mask = span(0, 96) if rule is None else rule.mask(day)
    for closure in asked.rules(Closure):
        if closure.of == "facility":
            mask &= ~closure.mask(day)
    return mask


def check_opening(asked: Asked) -> Iterator[Refusal]:
    """Outside the opening hours of the day, which may be closed besides."""
    rule, request = asked.rule(Opening), asked.request
    if rule is not None and span(request.start, request.end) & ~rule.mask(request.day):
        hours = rule.of(request.day)
        day = request.day if open_mask(asked, request.day) or not hours else _were_it_open(request.day)
        yield refuse(rule, asked, value=hours_text(request.start, request.end), limit=hours or NO_HOURS, day=day)


def _were_it_open(day: date) -> Name:
    """A closed day as its hours name it: nobody shall read that they can come then."""
    return Name(ja=f"{told(day, 'ja')}（休みの日でなければ）", en=f"{told(day, 'en')} (were it not closed)")


def check_closures(asked: Asked) -> Iterator[Refusal]:
    """On a closed day, or in closed hours: each closure that says so."""
    request = asked.request
    for rule in asked.rules(Closure):
        if rule.of == "facility" and rule.mask(request.day) & span(request.start, request.end):
            if opens := _later_that_day(rule, asked):
                yield refuse(rule, asked, value=request.day, limit=opens, until=opens)
                continue
            reopens = rule.reopens(request.day)
            yield refuse(rule, asked, value=request.day, limit=reopens, until=reopens - ONE_DAY)


def _later_that_day(rule: Closure, asked: Asked) -> datetime | None:
    """Of a closure of hours: when the place opens again on that day; nothing if it does not."""
    request = asked.request
    ends = [end for start, end in runs(rule.mask(request.day)) if start < request.end and request.start < end]
    later = open_mask(asked, request.day) >> max(ends)
    return instant(request.day, max(ends) + (later & -later).bit_length() - 1) if later else None


def working(asked: Asked) -> Working:
    """Whether a day is a working day: the house has hours that no closure of it, or of its counter, takes away.

    Works do not count, nor does what is said of single rooms.
    """

    def is_working(day: date) -> bool:
        opening = asked.layers.of_house(Opening, asked.place, day) or asked.layers.of(Opening, asked.place, day)
        mask = opening[0].mask(day) if opening else 0
        for rule in asked.layers.of(Closure, asked.place, day):
            if not rule.rooms and rule.works is None:
                mask &= ~rule.mask(day)
        return mask != 0

    return is_working
