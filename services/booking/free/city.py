"""What is free in the whole city: every room of every facility that fits, day by day, for a month at most.

The answer is put together from what each room has to say, kept as JSON until a booking, the clock (the rules say
when) or the facility itself changes it: 130 rooms for a month are then one joining of bytes.
"""

import json
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from services.booking.calendars.feeds_refusals import MonthUnclear
from services.booking.domain.grid import QUARTER_MINUTES, runs
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.houses.openness import (
    beside,
    free_mask,
    open_to_booking,
    people_max,
    slot_minutes,
    stands_until,
)
from services.booking.free.availability import DAYS_DEFAULT, DAYS_MAX, YEARS
from services.booking.free.occupancy import Occupancy, Taken
from services.booking.houses.announced import Announced, closed_days
from services.booking.houses.directory import Directory
from services.booking.rows import FacilityRow
from services.booking.ways.rows import ClosureRow
from shared.clock import tokyo_date
from shared.contracts.booking import Room
from shared.journal import Journal
from shared.web.answers import tokyo_text

ROOMS_MAX = 400
"""Rooms in one answer; a longer list goes on at ``next``."""
TOLD_KEPT_MAX = 1_000
"""Facilities' parts of answers in memory, some 10 kB each for a month of four rooms."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: days, and which rooms. ``room`` is an id or a part of a name."""

    first: date
    last: date
    area: str | None = None
    kind: str | None = None
    people: int | None = None
    room: str | None = None

    @property
    def days(self) -> list[date]:
        """The days, in order."""
        return [self.first + n * ONE_DAY for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class _Told:
    """What one facility says of a period, as JSON, and what that was made from."""

    facility: FacilityInfo
    closures: tuple[ClosureRow, ...]
    mark: int
    since: datetime
    until: datetime
    head: bytes
    rooms: tuple[tuple[Room, bytes], ...]


class City:
    """The free list of the city."""

    def __init__(self, journal: Journal, directory: Directory, occupancy: Occupancy, announced: Announced) -> None:
        self._journal = journal
        self._directory = directory
        self._occupancy = occupancy
        self._announced = announced
        self._rows: tuple[int, list[FacilityRow]] | None = None
        self._told: OrderedDict[tuple[str, date, date], _Told] = OrderedDict()

    async def free(self, wanted: Wanted, *, cursor: str | None = None) -> bytes:
        """The answer as JSON, shaped as ``CityView`` says; whole facilities in the order of their ids."""
        await self._occupancy.look()
        rows, last = await self._facilities(wanted, cursor)
        facilities = [await self._directory.facility(row.id) for row in rows]
        items = []
        for facility, told in zip(facilities, await self._all(facilities, wanted.days), strict=True):
            if rooms := [text for room, text in told.rooms if _fits(room, facility, wanted)]:
                items.append(told.head + b",".join(rooms) + b"]}")
        head = f'{{"from":"{wanted.first}","until":"{wanted.last}","items":['.encode()
        return head + b",".join(items) + f'],"next":{json.dumps(last)}}}'.encode()

    async def _facilities(self, wanted: Wanted, cursor: str | None) -> tuple[list[FacilityRow], str | None]:
        """Facilities with rooms to book, as many as the answer may hold, and the id of the last when there are more."""
        rows = [row for row in await self._bookable() if _is_wanted(row, wanted) and row.id > (cursor or "")]
        rooms = 0
        for index, row in enumerate(rows):
            rooms += len(row.rooms)
            if rooms > ROOMS_MAX and index:
                return rows[:index], rows[index - 1].id
        return rows, None

    async def _bookable(self) -> list[FacilityRow]:
        """All facilities with rooms to book, read again when any facility was written."""
        mark = self._occupancy.facilities_mark  # before reading: then older is safe
        if self._rows is None or self._rows[0] != mark:
            self._rows = mark, await self._journal.all(FacilityRow, where={"bookable": True})
        return self._rows[1]

    async def _all(self, facilities: Sequence[FacilityInfo], days: Sequence[date]) -> list[_Told]:
        """What each facility says; told anew where a booking, the clock or the facility made the last one old."""
        now = self._journal.now()
        marks = [self._occupancy.mark(each.facility_id) for each in facilities]  # before reading: then older is safe
        shut = [await self._announced.of(each.facility_id, days[0], days[-1]) for each in facilities]
        kept = [self._kept(*each, days, now) for each in zip(facilities, shut, marks, strict=True)]
        old = [each.facility_id for each, told in zip(facilities, kept, strict=True) if told is None]
        taken = await self._occupancy.of(old, days) if old else {}
        found: list[_Told] = []
        for facility, closures, mark, told in zip(facilities, shut, marks, kept, strict=True):
            if told is None:
                told = _tell(facility, closures, days, taken[facility.facility_id], mark, now)  # noqa: PLW2901 - made here
                self._told[facility.facility_id, days[0], days[-1]] = told
            found.append(told)
        while len(self._told) > TOLD_KEPT_MAX:
            self._told.popitem(last=False)
        return found

    def _kept(
        self, facility: FacilityInfo, closures: tuple[ClosureRow, ...], mark: int, days: Sequence[date], now: datetime
    ) -> _Told | None:
        key = (facility.facility_id, days[0], days[-1])
        told = self._told.get(key)
        if told is None or told.mark != mark or not told.since <= now < told.until:
            return None
        if (told.facility, told.closures) != (facility, closures):
            return None
        self._told.move_to_end(key)
        return told


def _tell(
    facility: FacilityInfo, closures: tuple[ClosureRow, ...], days: Sequence[date], taken: dict[date, Taken],
    mark: int, now: datetime,
) -> _Told:  # fmt: skip
    named = [(day, f'"{day}":'.encode()) for day in days]
    rooms = tuple((room, _tell_room(facility, room, named, taken, now)) for room in facility.rooms.values())
    head = {
        "facility_id": facility.facility_id,
        "name": facility.name,
        "kind": facility.kind,
        "slot_minutes": slot_minutes(facility),
        "closed": [day.isoformat() for day in closed_days(facility, days, closures)],
        "closures": [_closure(row) for row in closures],
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    until = stands_until(facility, days, now)
    return _Told(facility, closures, mark, now, until, f'{text[:-1]},"rooms":['.encode(), rooms)


def _closure(row: ClosureRow) -> dict[str, object]:
    since, until = tokyo_text(row.starts_at), tokyo_text(row.ends_at)
    return {"room_ids": row.room_ids, "since": since, "until": until, "reason": row.reason}


def _tell_room(
    facility: FacilityInfo, room: Room, days: Sequence[tuple[date, bytes]], taken: dict[date, Taken], now: datetime
) -> bytes:
    head = {"room_id": room.room_id, "name": room.name, "name_en": room.name_en, "capacity": room.capacity}
    rooms = beside(facility, room.room_id)
    free = b",".join(
        name + _spans(mask)
        for day, name in days
        if (mask := free_mask(rooms, taken[day], open_to_booking(facility, room.room_id, day, now)))
    )
    return f'{json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1]},"free":{{'.encode() + free + b"}}"


@lru_cache(maxsize=65_536)
def _spans(mask: int) -> bytes:
    """A mask as a list of spans, ``["09:00-10:00","11:00-24:00"]``: days of a city look much alike."""
    texts = ",".join(f'"{_clock(start)}-{_clock(end)}"' for start, end in runs(mask))
    return f"[{texts}]".encode()


def _clock(quarter: int) -> str:
    hours, minutes = divmod(quarter * QUARTER_MINUTES, 60)
    return f"{hours:02}:{minutes:02}"


def _is_wanted(row: FacilityRow, wanted: Wanted) -> bool:
    return (wanted.kind is None or wanted.kind == row.facility_kind) and (
        wanted.area is None or wanted.area in row.area_ids
    )


def _fits(room: Room, facility: FacilityInfo, wanted: Wanted) -> bool:
    if wanted.people is not None and people_max(facility, room.room_id) < wanted.people:
        return False
    called = _folded(f"{room.name} {room.name_en}")
    return wanted.room is None or wanted.room == room.room_id or _folded(wanted.room) in called


@lru_cache(maxsize=4_096)
def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def days_asked(month: str | None, since: str | None, until: str | None, now: datetime) -> tuple[date, date]:
    """The first and the last day that a request names: a month, or two dates, or a week from today.

    Raises ``MonthUnclear``.
    """
    if month is not None and (since is not None or until is not None):
        raise MonthUnclear(days_max=DAYS_MAX)
    try:
        if month is not None:
            first = date.fromisoformat(f"{month}-01")
            last = (first + 31 * ONE_DAY).replace(day=1) - ONE_DAY
        else:
            first = date.fromisoformat(since) if since is not None else tokyo_date(now)
            last = date.fromisoformat(until) if until is not None else first + (DAYS_DEFAULT - 1) * ONE_DAY
    except (ValueError, OverflowError) as error:
        raise MonthUnclear(days_max=DAYS_MAX) from error
    if not (first <= last < first + DAYS_MAX * ONE_DAY) or not YEARS[0] <= first.year <= last.year <= YEARS[1]:
        raise MonthUnclear(days_max=DAYS_MAX)
    return first, last
