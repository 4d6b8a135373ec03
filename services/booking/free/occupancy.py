"""What is taken, facility-day by facility-day, in memory: the free list of a whole city reads no database.

A day is read when it is asked for and forgotten when its stream is written: by this process at once, and by any other
because each question first looks which streams were written (``Follower.catch_up``). So an answer knows every booking
that was answered before the question, in one process and in several. Where this process alone writes, a day that is
merely booked is not forgotten: what was taken is added to it.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from services.booking.domain.events import BookingDecided, BookingPassedOn
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.grid import quarter_of, span
from services.booking.domain.houses.facility import Facility
from services.booking.rows import DayRow
from shared.clock import tokyo_date
from shared.contracts.booking import BookingConfirmed, SlotsTaken
from shared.journal import Commit, Journal
from shared.journal.follow import Follower

DAYS_KEPT_MAX = 60_000
"""Facility-days in memory, about 20 MB: a hundred facilities for a year and a half. Beyond it all is forgotten."""
SINGLE_READS_MAX = 4
"""So many days of a facility are read one by one; more of them as one range."""
READS_MAX = 5
"""How often a day is read again because it was written meanwhile; then the newest reading is good enough."""
ONE_DAY = timedelta(days=1)

Taken = Mapping[str, int]
"""Taken quarters of one facility-day by room."""
NOTHING: Taken = {}
DAYS = f"{FacilityDay.kind}/"
EVERYTHING = "*"
"""Among the days that were written while others were read: all of them may have been."""
TAKING = frozenset(event.type for event in (SlotsTaken, BookingConfirmed, BookingDecided, BookingPassedOn))
"""What is recorded when rooms are booked at once."""


class Occupancy:
    """Taken quarters of facility-days. ``mark(facility)`` changes whenever any day of it may have changed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._known: dict[str, dict[date, Taken]] = {}
        self._kept = 0
        self._marks: dict[str, int] = {}
        self._begun = 0
        self._reading: list[set[str]] = []
        self.facilities_mark = 0
        """Changes whenever any facility may have changed."""
        self.follower = Follower(journal, (FacilityDay, Facility), self._told)
        if journal.store.exclusive:
            journal.writer.listeners.append(self._committed)
            journal.writer.forgetting.append(self._forget_all)

    async def look(self) -> None:
        """Forget what other processes have written so far; marks are as of now. Raises ``StoreUnavailable``."""
        if not self._journal.store.exclusive:
            await self.follower.catch_up()

    async def of(self, facility_ids: Sequence[str], days: Sequence[date]) -> dict[str, dict[date, Taken]]:
        """What is taken at facilities on days that follow each other, by facility and day: as of the last ``look``."""
        return dict(zip(facility_ids, await asyncio.gather(*(self.at(id, days) for id in facility_ids)), strict=True))

    async def at(self, facility_id: str, days: Sequence[date]) -> dict[date, Taken]:
        """The same of one facility. A mapping is never changed: the same object is the same day, untouched."""
        known = self._known.get(facility_id, {})
        try:
            return {day: known[day] for day in days}
        except KeyError:
            return await self._of(facility_id, days)

    def mark(self, facility_id: str) -> int:
        """A number that grows whenever anything of a facility may have been written, and stays the same else."""
        return self._marks.get(facility_id, 0) + self._begun

    async def _of(self, facility_id: str, days: Sequence[date]) -> dict[date, Taken]:
        found: dict[date, Taken] = {}
        for _ in range(READS_MAX):
            known = self._known.setdefault(facility_id, {})
            missing = [day for day in days if day not in known]
            found.update((day, known[day]) for day in days if day in known)
            if not missing:
                break
            written: set[str] = set()
            self._reading.append(written)
            try:
                read = await self._read(facility_id, missing)
            finally:
                self._reading.remove(written)
            found.update(read)
            if EVERYTHING in written:
                continue
            unchanged = {day: taken for day, taken in read.items() if f"{facility_id}/{day}" not in written}
            self._keep(facility_id, unchanged)
        return found

    async def _read(self, facility_id: str, days: Sequence[date]) -> dict[date, Taken]:
        if len(days) <= SINGLE_READS_MAX:
            rows = [await self._journal.get(DayRow, f"{facility_id}/{day}") for day in days]
        else:
            since, until = f"{facility_id}/{days[0]}", f"{facility_id}/{days[-1] + ONE_DAY}"
            rows = [*await self._journal.all(DayRow, since=since, until=until)]
        taken = {row.id.rpartition("/")[2]: _unfree(row) for row in rows if row}
        return {day: taken.get(day.isoformat(), NOTHING) for day in days}

    def _keep(self, facility_id: str, read: Mapping[date, Taken]) -> None:
        if self._kept + len(read) > DAYS_KEPT_MAX:
            self._known.clear()
            self._kept = 0
        known = self._known.setdefault(facility_id, {})
        self._kept += len(read.keys() - known.keys())
        known.update(read)

    async def _told(self, streams: Sequence[str]) -> None:
        if not streams:  # the beginning: what was read before may be older
            self._forget_all()
        self._forget(streams)

    def _forget_all(self) -> None:
        self._begun += 1
        self._known.clear()
        self._kept = 0
        self.facilities_mark += 1
        for written in self._reading:
            written.add(EVERYTHING)

    def _committed(self, commits: Sequence[Commit]) -> None:
        for commit in commits:
            before = self._known_of(commit.stream)
            self._forget((commit.stream,))
            if before is not None and (after := _taken_too(before, commit)) is not None:
                facility_id, _, day = commit.stream[len(DAYS) :].rpartition("/")
                self._keep(facility_id, {date.fromisoformat(day): after})

    def _known_of(self, stream: str) -> Taken | None:
        if not stream.startswith(DAYS):
            return None
        facility_id, _, day = stream[len(DAYS) :].rpartition("/")
        return self._known.get(facility_id, {}).get(date.fromisoformat(day))

    def _forget(self, streams: Iterable[str]) -> None:
        for stream in streams:
            kind, _, key = stream.partition("/")
            self.facilities_mark += kind == Facility.kind
            if kind != FacilityDay.kind:
                continue
            facility_id, _, day = key.rpartition("/")
            if self._known.get(facility_id, {}).pop(date.fromisoformat(day), None) is not None:
                self._kept -= 1
            self._marks[facility_id] = self._marks.get(facility_id, 0) + 1
            for written in self._reading:
                written.add(key)


def _taken_too(before: Taken, commit: Commit) -> Taken | None:
    """A day as a commit leaves it that takes rooms and gives none back; ``None`` for any other."""
    if not all(record.type in TAKING for record in commit.records):  # what is freed may be closed as well
        return None
    after = dict(before)
    for event in commit.events:
        if isinstance(event, SlotsTaken):
            day = tokyo_date(event.starts_at)
            mask = span(quarter_of(day, event.starts_at), quarter_of(day, event.ends_at))
            for room_id in event.room_ids:
                after[room_id] = after.get(room_id, 0) | mask
    return after


def _unfree(row: DayRow) -> Taken:
    """What of a day cannot be had, by room: taken, or closed (``*``: in the whole house)."""
    if not row.shut:
        return row.taken
    return {room: row.taken.get(room, 0) | row.shut.get(room, 0) for room in row.taken.keys() | row.shut.keys()}
