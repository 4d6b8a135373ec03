"""What is free: opening hours less what is taken, room by room, for a month at most."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from services.booking.domain.grid import QUARTERS, instant, midnight, quarter_of, runs, span
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.houses.openness import free_mask
from services.booking.free.occupancy import Occupancy
from services.booking.houses.announced import Announced, closed_days
from services.booking.houses.directory import Directory
from services.booking.refusals import PeriodOutOfRange
from services.booking.ways.rows import ClosureRow
from shared.clock import TOKYO, tokyo_date
from shared.contracts.booking import Room
from shared.journal import Journal

DAYS_MAX = 31
DAYS_DEFAULT = 7
YEARS = (2000, 2199)
ONE_DAY = timedelta(days=1)

Free = tuple[datetime, datetime]


@dataclass(frozen=True)
class Available:
    """The free spans of each room of a facility in a period, and the closures that were announced for it."""

    facility: FacilityInfo
    now: datetime
    since: datetime
    until: datetime
    closed: tuple[date, ...]
    free: tuple[tuple[Room, tuple[Free, ...]], ...]
    closures: tuple[ClosureRow, ...] = ()


class Availability:
    """Reads what is taken. Advisory: a booking a moment later may be faster."""

    def __init__(self, journal: Journal, directory: Directory, occupancy: Occupancy, announced: Announced) -> None:
        self.journal = journal
        self._directory = directory
        self._occupancy = occupancy
        self._announced = announced

    async def of(self, facility_id: str, since: str | None, until: str | None) -> Available:
        """What is free at a facility. Raises ``NotFound``, ``PeriodOutOfRange``."""
        facility = await self._directory.facility(facility_id)
        now = self.journal.now()
        start, end = period(since, until, now)
        first, last = tokyo_date(start), tokyo_date(end - timedelta(microseconds=1))
        days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
        await self._occupancy.look()
        taken = await self._occupancy.at(facility_id, days)
        within = {day: _within(day, start, end) for day in days}
        rules = facility.rules
        free = tuple(
            (
                room,
                tuple(
                    free
                    for day in days
                    for free in _spans(
                        day,
                        free_mask(
                            rules.touched((room.room_id,)),
                            taken[day],
                            within[day] & rules.bookable_mask(day, now, room.room_id),
                        ),
                    )
                ),
            )
            for room in facility.rooms.values()
        )
        closures = await self._announced.of(facility_id, first, last)
        told = tuple(row for row in closures if row.ends_at > start and row.starts_at < end)
        return Available(facility, now, start, end, closed_days(facility, days, closures), free, told)


@lru_cache(maxsize=16_384)
def _spans(day: date, mask: int) -> tuple[Free, ...]:
    """A mask of a day's quarters as spans; rooms of one day look much alike."""
    return tuple((instant(day, start), instant(day, end)) for start, end in runs(mask))


def period(since: str | None, until: str | None, now: datetime) -> tuple[datetime, datetime]:
    """The period as two instants. A date as ``until`` is the last day, whole. Raises ``PeriodOutOfRange``."""
    start = _instant(since, last=False) if since else now
    end = _instant(until, last=True) if until else start + DAYS_DEFAULT * ONE_DAY
    if not start < end <= start + DAYS_MAX * ONE_DAY:
        raise PeriodOutOfRange(days_max=DAYS_MAX)
    return start, end


def _instant(text: str, *, last: bool) -> datetime:
    """A date or an instant. A ``+`` that a client did not escape arrives as a blank."""
    try:
        if len(text) == len("2026-12-01"):
            day = date.fromisoformat(text)
            return _plausible(midnight(_plausible_day(day) + ONE_DAY if last else _plausible_day(day)))
        at = datetime.fromisoformat(text.strip().replace(" ", "+"))
    except (ValueError, OverflowError) as error:
        raise PeriodOutOfRange(days_max=DAYS_MAX) from error
    return _plausible(at if at.tzinfo else at.replace(tzinfo=TOKYO))


def _plausible_day(day: date) -> date:
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise PeriodOutOfRange(days_max=DAYS_MAX)
    return day


def _plausible(at: datetime) -> datetime:
    if not YEARS[0] <= at.year <= YEARS[1]:
        raise PeriodOutOfRange(days_max=DAYS_MAX)
    return at


def _within(day: date, start: datetime, end: datetime) -> int:
    """The quarters of a day that lie wholly in a period."""
    first = quarter_of(day, start - timedelta(microseconds=1)) + 1
    return span(min(max(first, 0), QUARTERS), QUARTERS) & span(0, min(max(quarter_of(day, end), 0), QUARTERS))
