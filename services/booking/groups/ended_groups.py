"""What groups that have ended had booked: put before staff, who cancel it, let somebody take it over, or leave it.

Nothing is cancelled of itself: an officer may still hold a last meeting, and who goes on may need the room.
"""

from collections.abc import Sequence
from datetime import datetime

from services.booking.bookings import Bookings, Done, given
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.grid import day_text
from services.booking.domain.ways import closing
from services.booking.forgotten import Forgotten
from services.booking.groups.groups import Groups
from services.booking.groups.refusals import ENDED_RULE, GroupNotEnded
from services.booking.judging import BookingRequest, Judging, day_of
from services.booking.permissions import own_of, require, standings
from services.booking.rows import BookingRow, GroupRow
from services.booking.wishes import ForWhom
from shared.events import Event
from shared.journal import Cause, Page
from shared.web import Caller

TO_COME = frozenset({"confirmed", "held", "requested", "offered"})
"""How a booking stands that somebody still has to see to."""


class TakeOver(ForWhom):
    """For whom, and what for: rooms, time and equipment are those of the booking that is taken over."""


class EndedGroups:
    """Read from rows alone, so that what is heard late, twice or in another order changes nothing."""

    def __init__(self, bookings: Bookings, groups: Groups, judging: Judging, forgotten: Forgotten) -> None:
        self.journal = bookings.journal
        self._bookings = bookings
        self._groups = groups
        self._judging = judging
        self._forgotten = forgotten

    async def left(
        self, *, by: Caller, facility_id: str | None, since: datetime | None, cursor: str | None, limit: int
    ) -> Page[BookingRow]:
        """What is still to come of groups that have ended, by its start: of the city, or of one facility."""
        require("list-requests", standings(by))
        first = day_text(max(since or self.journal.now(), self.journal.now()))
        rows: list[BookingRow] = []
        for group in await self.journal.all(GroupRow, where={"standing": "ended"}):
            span = {"since": f"{group.id}/{first}", "until": f"{group.id}0"}
            rows += await self.journal.all(BookingRow, order_by="of_group", with_closed=False, **span)
        found = sorted((row for row in rows if _waits(row, facility_id) and _key(row) > (cursor or "")), key=_key)
        return Page(found[:limit], _key(found[limit - 1]) if len(found) > limit else None)

    async def take_over(self, booking_id: str, whom: TakeOver, *, by: Caller, cause: Cause) -> Done:
        """Give the rooms to whoever goes on, as the rules allow them; the group has its fee back (staff).

        Raises ``NotFound``, ``Forbidden``, ``OwnAffair``, ``GroupNotEnded``, what the rules refuse, ``BookingNotOpen``,
        ``RoomTaken``, ``RoomClosed``, ``EquipmentTaken``.
        """
        row, stream, _ = await self._bookings.enter("take-over", booking_id, by)
        place = row.model_dump(include={"facility_id", "room_ids", "starts_at", "ends_at", "equipment"})
        request = BookingRequest.model_validate({**whom.model_dump(exclude={"equipment"}), **place})
        wish, facility = await self._judging.wish(request, by=by)
        officers = await self._groups.officers(wish.group_id)
        require("take-over", standings(by, holder=own_of(wish), officers=officers))
        ended = row.group_id is not None and await self._groups.standing(row.group_id) == "ended"
        now, taken_id = self.journal.now(), cause.new_id("booking")
        judged = await self._judging.judge(wish, facility, now, by=by)
        assert stream.name == day_of(wish).name, "the same rooms at the same time"

        def decide(day: FacilityDay) -> Sequence[Event]:
            self._forgotten.check(wish.person_id)
            if not ended:
                raise GroupNotEnded(booking_id=booking_id)
            terms = judged.terms_or_raise()
            return closing.take_over(day, booking_id, taken_id, wish, facility, terms, now, rule_id=ENDED_RULE)

        commit = await self.journal.transact(stream, cause, decide)
        return Done(await self.journal.settle(commit), given(commit, taken_id))


def _waits(row: BookingRow, facility_id: str | None) -> bool:
    return row.status in TO_COME and facility_id in (None, row.facility_id)


def _key(row: BookingRow) -> str:
    return f"{day_text(row.starts_at)}/{row.id}"
