"""One day of one facility: which rooms are taken when, by which bookings. ``facility-day/<facility>/<date>``.

The bound of the stream is the day itself; what is over is kept as a status only, and only the newest of those.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from services.booking.domain.alternatives import nearest_free
from services.booking.domain.day_record import DayRecord
from services.booking.domain.events import (
    BookingDecided,
    QuotaReserved,
    QuotasReturned,
    Reason,
    other_quotas,
    refused_of,
)
from services.booking.domain.given_up import TakenFromOthers
from services.booking.domain.grid import instant, quarter_of
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.money.giving_back import refund_of_cancelling
from services.booking.domain.money.reasons import rules_reason
from services.booking.domain.taking import gives_up, held_until, lapsed_at, passings, unclear
from services.booking.domain.terms import Terms
from services.booking.domain.wanted import Choice, Wanted, Way
from services.booking.domain.ways.change_events import ChangeCounted, PlaceTaken
from services.booking.domain.ways.held import Held, Lost, Obstacle
from services.booking.domain.wish import Wish, party_of
from services.booking.refusals import BookingNotOpen, RoomTaken
from services.booking.ways.refusals import RoomOpenAgain, room_closed
from shared.contracts.booking import (
    BookingCancelled,
    BookingCompleted,
    BookingConfirmed,
    BookingStarted,
    SlotsTaken,
)
from shared.contracts.booking_values import GivenBackBecause
from shared.contracts.booking_ways import BookingLapsed
from shared.errors import Refusal
from shared.events import Event


class FacilityDay(DayRecord):
    """Decides what becomes of one day's rooms."""

    # -- giving rooms

    def confirm(
        self, booking_id: str, wish: Wish, facility: FacilityInfo, terms: Terms, now: datetime, *,
        way: Way = "book", hold_until: datetime | None = None, cleared: Collection[str] = (),
    ) -> list[Event]:  # fmt: skip
        """Give the slots to the wish, for good or (``way``) held.

        Raises ``RoomTaken`` with what is free nearby, ``RoomClosed``, ``EquipmentTaken``, or the cap of the day; and
        ``TakenFromOthers`` where somebody gave them up, unless that (by booking) was ``cleared`` with the rules.
        """
        if refusal := self.refusal_of(wish, facility, terms, now):
            raise refusal
        if taken := self.unclear(wish, facility, now, cleared):
            raise taken
        passed = passings(self, booking_id, facility.rules.touched(wish.room_ids), wish.mask, wish.party, now)
        if way == "book":  # what whole towns do at the same moment: nothing is made that is not written
            return [*self.lapse_overdue(now), *booked(booking_id, wish, terms), *passed]
        wanted = Wanted.of(booking_id, wish, facility, terms, way=way, hold_until=hold_until)
        return [*self.lapse_overdue(now), *given(wanted), *passed]

    def unclear(
        self, wish: Wish, facility: FacilityInfo, now: datetime, cleared: Collection[str]
    ) -> TakenFromOthers | None:
        """What others gave up of it and is not cleared with the rules, if anything."""
        if not self.given_up and not self.deadlines:
            return None
        return unclear(self, facility.rules.touched(wish.room_ids), wish.mask, wish.party, now, cleared)

    def held_until(self, wish: Wish, facility: FacilityInfo, now: datetime) -> datetime | None:
        """Until when the party of the wish had held something of it not long ago: no hold begins anew."""
        return (
            held_until(self, facility.rules.touched(wish.room_ids), wish.mask, wish.party, now) if wish.hold else None
        )

    def refusal_of(self, wish: Wish, facility: FacilityInfo, terms: Terms, now: datetime) -> Refusal | None:
        """Why the day has no place for the wish, or ``None``. Also asked in advance of a saga."""
        obstacle = self.obstacle(facility.rules.touched(wish.room_ids), wish.use, terms, now)
        return self.refused(obstacle, wish, facility, now) if obstacle else None

    def refused(self, obstacle: Obstacle, wish: Wish, facility: FacilityInfo, now: datetime) -> Refusal:
        """An obstacle in words for who asked."""
        if obstacle.closed is not None:
            return room_closed(obstacle.closed, wish, alternatives=self._nearest_free(wish, facility, now))
        if obstacle.kind == "cap":
            return facility.rules.refusal(obstacle.rule_id, value=obstacle.value, limit=obstacle.limit, wish=wish)
        if obstacle.kind == "equipment":
            return facility.rules.equipment_taken(obstacle.item, wish, lent=obstacle.value, stock=obstacle.limit)
        return self.room_taken(wish, facility, now)

    def lost(self, refused: Lost, wish: Wish, facility: FacilityInfo, now: datetime) -> Refusal:
        """The end of a saga that lost in this day, in words."""
        closed = self.closure_over(facility.rules.touched(wish.room_ids), wish.mask)
        if refused.reason == "room-closed" and closed:
            return self.refused(Obstacle(kind="closed", closed=closed), wish, facility, now)
        if refused.reason == "room-closed":
            return RoomOpenAgain(facility_id=wish.facility_id, room_id=wish.room_ids[0])
        if refused.reason == "equipment-taken":
            lent_out = Obstacle(kind="equipment", item=refused.item, value=refused.value, limit=refused.limit)
            return self.refused(lent_out, wish, facility, now)
        return self.room_taken(wish, facility, now)

    def taken_refusal(self, wish: Wish, facility: FacilityInfo, now: datetime) -> Refusal | None:
        """That another has the room, or that it is closed, if so."""
        bare = Terms(fee=0)
        obstacle = self.obstacle(facility.rules.touched(wish.room_ids), wish.use, bare, now)
        return self.refused(obstacle, wish, facility, now) if obstacle else None

    def room_taken(self, wish: Wish, facility: FacilityInfo, now: datetime) -> RoomTaken:
        """The refusal of a wish for slots that another has, with the nearest free ones."""
        alternatives = self._nearest_free(wish, facility, now)
        return RoomTaken(facility_id=wish.facility_id, room_id=wish.room_ids[0], alternatives=alternatives)

    def _nearest_free(self, wish: Wish, facility: FacilityInfo, now: datetime) -> list[dict[str, str]]:
        return nearest_free(self.unfree(facility.rooms), wish, facility, now)

    def confirm_or_refuse(self, reserved: QuotaReserved, at: datetime) -> list[Event]:
        """The saga's step: the slots for a wish whose quota is reserved, or ``BookingRefused``."""
        return self.place_or_refuse(reserved.whole, at)

    def place_or_refuse(self, wanted: Wanted, at: datetime) -> list[Event]:
        """A step of a saga: the rooms, or ``BookingRefused``; nothing where this was decided before."""
        if wanted.booking_id in self.held or wanted.booking_id in self.ended:
            return []
        obstacle = self.obstacle(wanted.touched, wanted.use, wanted.terms, at)
        for other in wanted.others if obstacle else ():
            if not self.obstacle(other.touched, other.use, other.terms, at):
                counted = ChangeCounted(booking_id=wanted.booking_id, quotas=wanted.terms.quotas, use=other.use)
                more = [*self._passed_on(other, at), *([counted] if counted.quotas else ())]
                return [*self.lapse_overdue(at), *given(other), *more]
        if obstacle:
            return [refused_of(wanted, REASON_OF[obstacle.kind], **why(obstacle))]
        events = [*self.lapse_overdue(at), *given(wanted), *self._passed_on(wanted, at)]
        if wanted.origin and wanted.moved_from:
            moved = PlaceTaken(booking_id=wanted.booking_id, moved_from=wanted.moved_from, origin=wanted.origin)
            return [*events, moved]
        return events

    def _passed_on(self, place: Choice, at: datetime) -> Sequence[Event]:
        """What others gave up of a place that a saga takes; what is only offered was chosen by the house."""
        if place.way == "offer":
            return ()
        taker = party_of(place.person_id, place.group_id)
        return passings(self, place.booking_id, place.touched, place.mask, taker, at)

    def lapse_overdue(self, now: datetime) -> list[Event]:
        """Record that the time of holds is over, so that their rooms are free for whoever comes now."""
        events: list[Event] = []
        for held in self.overdue(now) if self.deadlines else ():
            events += lapsed(self, held, held.over, lapsed_at(held))
        return events

    # -- what becomes of a booking

    def cancel(
        self, booking_id: str, facility: FacilityInfo, now: datetime, *, by_staff: bool,
        reason: GivenBackBecause | None = None,
    ) -> list[Event]:  # fmt: skip
        """Give the slots back, before the deadline (staff: before the end). What is only held has no deadline.

        Raises ``BookingNotOpen``, or what the rules refuse.
        """
        held = self.open_booking(booking_id)
        if held.started:
            raise BookingNotOpen(booking_id=booking_id, booking_status="started")
        by_holder = reason in {None, "holder"}  # also on the telephone: staff who decide it name their reason
        if held.status != "confirmed":
            passed = "passed" if held.status == "offered" else "given-back"
            return lapsed(self, held, passed, now if by_holder else None)
        if not by_staff and (refusal := facility.rules.cancel_refusal(held.confirmed, now)):
            raise refusal
        if now >= held.confirmed.ends_at:
            raise BookingNotOpen(booking_id=booking_id, booking_status="over")
        named = rules_reason(reason)
        refund = refund_of_cancelling(held, facility.rules, now, by_house=named == "operator", reason=named)
        events = given_back(self, held, BookingCancelled(**held.body(), reason=reason, refund=refund))
        return [*events, *gives_up(held, now if by_holder else None)]

    def start(self, booking_id: str, facility: FacilityInfo, now: datetime) -> list[Event]:
        """Record that the use has begun: not long before the time booked, and not after it."""
        held = self.open_booking(booking_id)
        if held.shown != "confirmed":
            raise BookingNotOpen(booking_id=booking_id, booking_status=held.shown)
        if refusal := facility.rules.start_refusal(held.confirmed, now):
            raise refusal
        if now >= held.confirmed.ends_at:
            raise BookingNotOpen(booking_id=booking_id, booking_status="over")
        return [BookingStarted(**held.body())]

    def complete(self, booking_id: str, heads: int, facility: FacilityInfo, now: datetime) -> list[Event]:
        """Record the use with its heads, and free the slots that are left.

        Where a running slot may be booked, it too is free again for somebody else.
        """
        held = self.open_booking(booking_id)
        if not held.started:
            raise BookingNotOpen(booking_id=booking_id, booking_status=held.shown)
        over = quarter_of(self.day, now)
        if not facility.rules.takes_running_slot and instant(self.day, over) < now:
            over += 1
        events: list[Event] = [BookingCompleted(**held.body(), heads=heads)]
        first = max(over, held.start)
        return [*events, self.freed(held, first)] if first < held.end else events


def lapsed(day: DayRecord, held: Held, reason: Any, at: datetime | None = None, **more: Any) -> list[Event]:
    """What was held becomes no booking, and its rooms are free. ``at``: when its holder gave it up, if they did."""
    assert held.status != "confirmed"
    ended = BookingLapsed(**held.body(), status=held.status, reason=reason, **more)
    return [*given_back(day, held, ended), *gives_up(held, at)]


def booked(booking_id: str, wish: Wish, terms: Terms) -> list[Event]:
    """The facts of a booking that is made at once: who has the rooms, that they are not free, and what decided it."""
    place: dict[str, Any] = {
        "facility_id": wish.facility_id,
        "room_ids": wish.room_ids,
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
    }
    confirmed = BookingConfirmed(
        booking_id=booking_id,
        group_id=wish.group_id,
        person_id=wish.person_id,
        people=wish.people,
        purpose=wish.purpose,
        fee=terms.fee,
        channel=wish.channel,
        equipment=dict(wish.equipment),
        start_by=terms.start_by,
        pay_by=terms.pay_by,
        lapses=terms.lapses,
        **place,
    )
    return [confirmed, SlotsTaken(**place), *decided(booking_id, wish.group_id, terms)]


def given(wanted: Choice) -> list[Event]:
    """The same of rooms that a saga gives, for good or held."""
    return [*wanted.given(), *decided(wanted.booking_id, wanted.group_id, wanted.terms)]


def decided(booking_id: str, group_id: str | None, terms: Terms) -> list[Event]:
    """What a booking was decided by, and the quotas that it counts in; the month of a group is known without."""
    quotas = other_quotas(group_id, terms)
    if terms.decided is None and not quotas:
        return []
    by = terms.decided.short if terms.decided else {}
    return [BookingDecided(booking_id=booking_id, at=terms.asked_at, by=by, quotas=quotas, kept=terms.kept)]


def decided_again(booking_id: str, terms: Terms) -> BookingDecided:
    """What a change was decided by, and all the quotas that the booking counts in from now on."""
    by = terms.decided.short if terms.decided else {}
    return BookingDecided(
        booking_id=booking_id, at=terms.asked_at, by=by, quotas=terms.quotas, by_change=True, kept=terms.kept
    )


def given_back(day: DayRecord, held: Held, ended: BookingCancelled | BookingLapsed) -> list[Event]:
    """The facts of rooms that are given back: how the booking ended, that they are free, and which quotas are."""
    events: list[Event] = [ended, day.freed(held)]
    if not held.quotas:
        return events
    return [*events, QuotasReturned(booking_id=held.confirmed.booking_id, quotas=held.quotas)]


REASON_OF: dict[str, Reason] = {
    "taken": "room-taken",
    "closed": "room-closed",
    "cap": "rule-refused",
    "equipment": "equipment-taken",
}


def why(obstacle: Obstacle) -> dict[str, Any]:
    """What the end of a saga tells of an obstacle."""
    return obstacle.model_dump(include={"rule_id", "value", "limit", "item"})
