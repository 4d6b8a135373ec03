"""Closures that staff announced, as feeds and lists tell them: read once, and again when a facility was written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.booking.domain.grid import QUARTERS, day_text, midnight, quarter_of, span
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.houses.openness import beside, open_mask
from services.booking.free.occupancy import Occupancy
from services.booking.ways.rows import ClosureRow
from shared.clock import tokyo_date
from shared.journal import Journal

READ_FROM_DAYS = 62
"""Closures that ended longer ago are read when somebody asks for such days."""
READ_MAX = 1_000
"""Closures of one facility that are read; 200 of them can be ahead, the others were lifted or are over."""
PAGE_ROWS = 200
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Read:
    mark: int
    since: date
    rows: tuple[ClosureRow, ...]


class Announced:
    """Announced closures by facility, as of the last ``look`` of the occupancy."""

    def __init__(self, journal: Journal, occupancy: Occupancy) -> None:
        self._journal = journal
        self._occupancy = occupancy
        self._read: dict[str, _Read] = {}

    @property
    def mark(self) -> int:
        """A number that grows whenever a closure may have been announced or lifted."""
        return self._occupancy.facilities_mark

    async def all_of(self, facility_id: str, first: date, last: date) -> tuple[ClosureRow, ...]:
        """Those that touch the days from the first to the last, by their end; also such that were lifted."""
        since, until = midnight(first), midnight(last + ONE_DAY)
        rows = await self._rows(facility_id, first)
        return tuple(row for row in rows if row.ends_at > since and row.starts_at < until)

    async def of(self, facility_id: str, first: date, last: date) -> tuple[ClosureRow, ...]:
        """Those that stand."""
        return tuple(row for row in await self.all_of(facility_id, first, last) if not row.lifted)

    async def _rows(self, facility_id: str, first: date) -> tuple[ClosureRow, ...]:
        mark = self.mark  # before reading: then older is safe
        usual = tokyo_date(self._journal.now()) - READ_FROM_DAYS * ONE_DAY
        known = self._read.get(facility_id)
        if known is not None and known.mark == mark and known.since <= first:
            return known.rows
        since = min(first, usual)
        read = _Read(mark, since, await self._all(facility_id, since))
        if first >= usual:
            self._read[facility_id] = read
        return read.rows

    async def _all(self, facility_id: str, since: date) -> tuple[ClosureRow, ...]:
        rows: list[ClosureRow] = []
        cursor: str | None = None
        while len(rows) < READ_MAX:
            page = await self._journal.page(
                ClosureRow,
                order_by="at_facility",
                since=f"{facility_id}/{day_text(midnight(since))}",
                until=f"{facility_id}0",
                cursor=cursor,
                limit=PAGE_ROWS,
            )
            rows.extend(page.items)
            if page.next is None:
                break
            cursor = page.next
        return tuple(rows)


def concerns(row: ClosureRow, facility: FacilityInfo, room_id: str) -> bool:
    """Whether it closes a room: by its name, by a part or a hall of it, or with the whole house."""
    return not row.room_ids or not frozenset(row.room_ids).isdisjoint(beside(facility, room_id))


def house_mask(facility: FacilityInfo, day: date, closures: Iterable[ClosureRow]) -> int:
    """The quarters of a day in which closures leave no room of the house open."""
    here = [(row, mask) for row in closures if (mask := _mask(row, day))]
    if not here:
        return 0
    whole = _together(mask for row, mask in here if not row.room_ids)
    rooms = [_together(mask for row, mask in here if concerns(row, facility, id)) for id in facility.rooms]
    common = span(0, QUARTERS) if rooms else 0
    for mask in rooms:
        common &= mask
    return whole | common


def closed_days(facility: FacilityInfo, days: Sequence[date], closures: Sequence[ClosureRow]) -> tuple[date, ...]:
    """The days on which the house is not open: by its rules, or because of what was announced."""
    return tuple(day for day in days if not open_mask(facility, day) & ~house_mask(facility, day, closures))


def _mask(row: ClosureRow, day: date) -> int:
    start, end = _quarter(day, row.starts_at), _quarter(day, row.ends_at)
    return span(start, end) if start < end else 0


def _quarter(day: date, at: datetime) -> int:
    return min(max(quarter_of(day, at), 0), QUARTERS)


def _together(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
