"""Outreach days that recur: which days a series has, and when the clock plans ahead again. One stream a city."""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import jpholiday
from pydantic import AwareDatetime

from services.matching.domain.consulting.desks import ID
from services.matching.domain.working_days import YEAR_END
from shared.calendars.recurrence import WEEKDAYS
from shared.clock import TOKYO
from shared.events import Event
from shared.journal import State, Stream

WEEKS_MAX = 8
NTH = (1, 2, 3, 4, -1)
LOOKS_AT = time(3)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Series:
    """A day that recurs at a facility: every ``weeks`` weeks since ``since``, or the ``nth`` of its weekday a month.

    ``staff``: how many coordinators are there by name. National holidays and the turn of the year are left out.
    """

    id: str
    place: str
    facility_id: str
    areas: Mapping[str, str]
    kinds: tuple[str, ...]
    weekday: int
    weeks: int | None
    since: date
    nth: int | None
    begins: time
    ends: time
    slot_minutes: int
    helpers: int
    staff: int

    @classmethod
    def of(cls, said: Mapping[str, Any], kinds: Collection[str]) -> "Series":
        """A series of a file. Raises ``ValueError``, ``KeyError``."""
        every = said["every"]
        found = cls(
            id=said["id"],
            place=said["place"],
            facility_id=said["facility_id"],
            areas=dict(said.get("areas", {})),
            kinds=tuple(said["kinds"]),
            weekday=WEEKDAYS.index(every["weekday"]),
            weeks=every.get("weeks"),
            since=date.fromisoformat(every["since"]),
            nth=every.get("nth"),
            begins=time.fromisoformat(said["begins"]),
            ends=time.fromisoformat(said["ends"]),
            slot_minutes=int(said["slot_minutes"]),
            helpers=int(said["helpers"]),
            staff=int(said["staff"]),
        )
        if not ID.fullmatch(found.id) or not found.kinds or not set(found.kinds) <= set(kinds):
            raise ValueError(f"series {found.id!r}: an id, and kinds of the list")
        if (found.weeks is None) == (found.nth is None):
            raise ValueError(f"series {found.id!r}: every so many weeks, or the nth of a month")
        if found.weeks not in (None, *range(1, WEEKS_MAX + 1)) or found.nth not in (None, *NTH):
            raise ValueError(f"series {found.id!r}: weeks 1 to {WEEKS_MAX}, nth one of {NTH}")
        if found.begins >= found.ends or min(found.slot_minutes, found.helpers, found.staff) < 1:
            raise ValueError(f"series {found.id!r}: hours, slot_minutes, helpers and staff")
        return found

    def days(self, first: date, last: date) -> Iterator[date]:
        """Its days from the first to the last, both included."""
        day = max(first, self.since)
        while day <= last:
            if self._has(day) and (day.month, day.day) not in YEAR_END and not jpholiday.is_holiday(day):
                yield day
            day += ONE_DAY

    def _has(self, day: date) -> bool:
        if day.weekday() != self.weekday:
            return False
        if self.nth is None:
            monday = self.since - self.since.weekday() * ONE_DAY
            return (day - monday).days // 7 % (self.weeks or 1) == 0
        if self.nth == -1:
            return day.day + 7 > monthrange(day.year, day.month)[1]
        return (day.day - 1) // 7 + 1 == self.nth


class OutreachAheadBegun(Event):
    """From now on the clock plans outreach days ahead."""

    type = "outreach-ahead-begun.v1"

    next_at: AwareDatetime


class OutreachLookedAhead(Event):
    """The days up to ``until`` are planned; the clock looks again at ``next_at``."""

    type = "outreach-looked-ahead.v1"

    until: date
    next_at: AwareDatetime


class OutreachAhead(State):
    """``outreach-ahead/main``: until when days are planned."""

    kind = "outreach-ahead"

    until: date | None = None
    next_at: datetime | None = None

    @classmethod
    def main(cls) -> "Stream[OutreachAhead]":
        """The one stream of a city."""
        return cls.stream("main")

    def begin(self, now: datetime) -> list[Event]:
        """At a start of the service, the first time."""
        return [] if self.next_at else [OutreachAheadBegun(next_at=next_look(now))]

    def looked(self, now: datetime, until: date) -> list[Event]:
        """The clock has planned; nothing when a rival was here before."""
        if self.next_at is None or now < self.next_at:
            return []
        return [OutreachLookedAhead(until=until, next_at=next_look(now))]

    def apply(self, event: Event) -> None:
        match event:
            case OutreachAheadBegun():
                self.next_at = event.next_at
            case OutreachLookedAhead():
                self.until, self.next_at = event.until, event.next_at


def next_look(now: datetime) -> datetime:
    """Three in the morning, the next time."""
    local = now.astimezone(TOKYO)
    at = datetime.combine(local.date(), LOOKS_AT, TOKYO)
    return at if at > local else at + ONE_DAY


EVENTS: tuple[type[Event], ...] = (OutreachAheadBegun, OutreachLookedAhead)
