"""The use cases of closures, and of uses that others have to make way for: by staff."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from services.booking.bookings import Bookings, Done, given
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.houses.facility import Facility
from services.booking.domain.ways import closing, closures
from services.booking.domain.ways.way_events import PreEmptionReason
from services.booking.forgotten import Forgotten
from services.booking.houses.directory import Directory
from services.booking.judging import BookingRequest, Judging, day_of
from services.booking.own_affairs import AT_ONCE, require_not_own
from services.booking.permissions import own_of, require, standings
from services.booking.ways.rows import ClosureRow, DisplacementRow
from services.booking.wishes import check_rooms
from shared.contracts.booking_values import ClosureReason
from shared.contracts.booking_ways import FacilityClosureAnnounced, FacilityClosureLifted
from shared.events import Event
from shared.journal import Cause, Commit, Page
from shared.web import Caller, NotFound


class Closures:
    """Spans that a house takes for itself. What follows in each day is done behind the answer."""

    def __init__(self, bookings: Bookings, directory: Directory, judging: Judging, forgotten: Forgotten) -> None:
        self.journal = bookings.journal
        self._bookings = bookings
        self._directory = directory
        self._judging = judging
        self._forgotten = forgotten

    async def announce(
        self, facility_id: str, rooms: tuple[str, ...], since: datetime, until: datetime, reason: ClosureReason, *,
        by: Caller, cause: Cause,
    ) -> tuple[Commit, FacilityClosureAnnounced]:  # fmt: skip
        """Close a facility, or rooms of it. Bookings inside are displaced.

        Raises ``ClosureBad``, ``NotFound``, ``OwnAffair`` where one of them is the caller's own.
        """
        require("close-facility", standings(by))
        facility = await self._directory.facility(facility_id)
        check_rooms(facility, rooms[:1])
        for room_id in rooms:
            check_rooms(facility, (room_id,))
        touched = tuple(sorted(facility.rules.touched(rooms)))
        if reason not in AT_ONCE:
            await require_not_own("close-facility", self.journal, by, facility_id, frozenset(touched), since, until)
        now, closure_id = self.journal.now(), cause.new_id("closure")
        commit = await self.journal.transact(
            Facility.stream(facility_id),
            cause,
            lambda state: closures.announce(state, closure_id, rooms, touched, since, until, reason, now),
        )
        return commit, commit.first(FacilityClosureAnnounced)

    async def lift(
        self, facility_id: str, closure_id: str, *, by: Caller, cause: Cause
    ) -> tuple[Commit, FacilityClosureLifted]:
        """End a closure before its time. What it displaced stays so. Raises ``ClosureOver``, ``NotFound``."""
        require("close-facility", standings(by))
        row = await self.journal.get(ClosureRow, closure_id)
        if row is None or row.facility_id != facility_id:
            raise NotFound(what="closure", closure_id=closure_id)
        now = self.journal.now()
        commit = await self.journal.transact(
            Facility.stream(facility_id), cause, partial(closures.lift, closure_id=closure_id, now=now)
        )
        return commit, commit.first(FacilityClosureLifted)

    async def page(self, facility_id: str, *, cursor: str | None, limit: int) -> Page[ClosureRow]:
        """Closures of a facility, by their end."""
        return await self.journal.page(
            ClosureRow,
            order_by="at_facility",
            since=f"{facility_id}/",
            until=f"{facility_id}0",
            cursor=cursor,
            limit=limit,
        )

    async def displaced(self, rule_id: str, *, by: Caller, cursor: str | None, limit: int) -> Page[DisplacementRow]:
        """What a closure (``closure.<id>``), or a rule of pre-emption, has displaced, by its start."""
        require("list-bookings-of-facility", standings(by))
        return await self.journal.page(
            DisplacementRow, order_by="by_rule", since=f"{rule_id}/", until=f"{rule_id}0", cursor=cursor, limit=limit
        )

    async def pre_empt(
        self, request: BookingRequest, rule_id: str, reason: PreEmptionReason, *, by: Caller, cause: Cause
    ) -> Done:
        """Book rooms for a use that others have to make way for; they are displaced by the same commit.

        Raises what the rules refuse, ``PreEmptionNotAllowed``, ``RoomTaken`` where a use has begun, ``RoomClosed``,
        ``EquipmentTaken``, ``OwnAffair`` for a use of the caller's own, or where one would have to make way.
        """
        require("pre-empt", standings(by))
        asked, facility = await self._judging.wish(request, by=by)
        wish = replace(asked, preempts=rule_id)
        officers = await self._bookings.officers(wish.group_id)
        require("pre-empt", standings(by, holder=own_of(wish), officers=officers))
        touched = frozenset(facility.rules.touched(wish.room_ids))
        span = (wish.starts_at, wish.ends_at)
        await require_not_own("pre-empt", self.journal, by, wish.facility_id, touched, *span)
        now, booking_id = self.journal.now(), cause.new_id("booking")
        judged = await self._judging.judge(wish, facility, now, by=by)

        def decide(day: FacilityDay) -> list[Event]:
            self._forgotten.check(wish.person_id)
            rule = facility.rules.preemption(wish)
            terms = judged.terms_or_raise()
            return closing.pre_empt(day, booking_id, wish, facility, terms, now, rule=rule, reason=reason)

        commit = await self.journal.transact(day_of(wish), cause, decide)
        return Done(await self.journal.settle(commit), given(commit, booking_id))
