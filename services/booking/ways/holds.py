"""The use cases of rooms that are held: confirm, approve, refuse, and what time does to them."""

from collections.abc import Sequence
from datetime import datetime

from services.booking.attempts import asking_for
from services.booking.bookings import Bookings, Done
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.ways import holding
from services.booking.forgotten import Forgotten
from services.booking.groups.groups import Groups
from services.booking.houses.directory import Directory
from services.booking.permissions import require, standings
from services.booking.rows import BookingRow
from shared.clock import tokyo_date
from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_values import NotAllowedBecause
from shared.contracts.booking_ways import BookingLapsed
from shared.events import Event
from shared.journal import Cause, Page
from shared.web import Caller


class Holds:
    """Holds that lapse unless somebody confirms them, and requests that staff decide."""

    def __init__(self, bookings: Bookings, directory: Directory, forgotten: Forgotten, groups: Groups) -> None:
        self.journal = bookings.journal
        self._directory = directory
        self._forgotten = forgotten
        self._bookings = bookings
        self._groups = groups

    async def confirm(self, booking_id: str, *, by: Caller, cause: Cause) -> Done:
        """Book what was held. Raises ``HoldOver``, ``HeldForSeries``, ``BookingNotOpen``."""
        row, stream, _ = await self._bookings.enter("confirm-booking", booking_id, by)
        rules, now = (await self._directory.facility(row.facility_id)).rules, self.journal.now()
        over = await self._groups.over(row.group_id)

        def decide(day: FacilityDay) -> list[Event]:
            self._forgotten.check(by.person_id)
            if over is not None:
                raise over
            return holding.confirm_held(day, booking_id, rules, now)

        with self._bookings.refused.attempts.counted(asking_for(row.group_id, by), now) as slowing:
            commit = await self.journal.transact(stream, cause, slowing(decide))
        return Done(await self.journal.settle(commit), commit.first(BookingConfirmed))

    async def approve(self, booking_id: str, conditions: Sequence[str], *, by: Caller, cause: Cause) -> Done:
        """Allow what was requested, under conditions (codes of ``domain.permits``)."""
        row, stream, _ = await self._bookings.enter("decide-request", booking_id, by)
        rules, now = (await self._directory.facility(row.facility_id)).rules, self.journal.now()
        over = await self._groups.over(row.group_id)

        def decide(day: FacilityDay) -> list[Event]:
            if over is not None:
                raise over
            return holding.approve(day, booking_id, conditions, rules, now)

        commit = await self.journal.transact(stream, cause, decide)
        return Done(await self.journal.settle(commit), commit.first(BookingConfirmed))

    async def refuse(self, booking_id: str, reason: NotAllowedBecause, *, by: Caller, cause: Cause) -> Done:
        """Do not allow what was requested: its rooms are free again, and who asked is told why."""
        _, stream, _ = await self._bookings.enter("decide-request", booking_id, by)
        commit = await self.journal.transact(stream, cause, lambda day: holding.refuse(day, booking_id, reason))
        return Done(await self.journal.settle(commit), commit.first(BookingLapsed))

    async def requested(
        self, *, by: Caller, facility_id: str | None, since: datetime | None, cursor: str | None, limit: int
    ) -> Page[BookingRow]:
        """What staff have to decide, by its start: of the city, or of one facility."""
        require("list-requests", standings(by))
        column = "requested" if facility_id is None else "requested_at"
        return await self._bookings.page(column, facility_id, since, cursor, limit)

    async def fall_due(self, row: BookingRow, cause: Cause) -> None:
        """Record that the time of a hold is over; a confirmation that was first has made it a booking."""
        now = self.journal.now()
        stream = FacilityDay.stream(row.facility_id, tokyo_date(row.starts_at).isoformat())
        await self.journal.transact(stream, cause, lambda day: holding.lapse(day, row.id, now))
