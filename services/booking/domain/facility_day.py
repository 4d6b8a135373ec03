"""One day of one facility: which rooms are taken when, by which bookings. ``facility-day/<facility>/<date>``.

The bound of the stream is the day itself; what is over is kept as a status only, and only the newest of those.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import BaseModel

from services.booking.domain.alternatives import nearest_free
from services.booking.domain.counting import By, Use
from services.booking.domain.events import BookingDecided, QuotaReserved, QuotasReturned, is_month
from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.grid import instant, quarter_of, span
from services.booking.domain.terms import DayCap, Terms
from services.booking.domain.wish import Wish, party_of, place_on_grid
from services.booking.refusals import BookingNotOpen, RoomTaken, RuleRefused
from shared.contracts.booking import (
    BookingCancelled,
    BookingCompleted,
    BookingConfirmed,
    BookingStarted,
    SlotsFreed,
    SlotsTaken,
)
from shared.events import Event
from shared.journal import State

ENDED_KEPT_MAX = 1_000
"""Ended bookings of a day whose status is remembered here; older ones are found in the rows."""


class Held(BaseModel):
    """A booking that stands, and the quarters it holds."""

    confirmed: BookingConfirmed
    start: int
    end: int
    started: bool = False
    quotas: tuple[str, ...] = ()
    """The quotas that it counts in, beside the month of a group."""


class FacilityDay(State):
    """Taken quarters by room (one bit each), the bookings that stand, and how the others ended."""

    kind: ClassVar[str] = "facility-day"
    fold_version: ClassVar[int] = 2

    taken: dict[str, int] = {}
    held: dict[str, Held] = {}
    ended: dict[str, str] = {}
    uses: dict[str, dict[str, Use]] = {}
    """What caps count on this day: of each party (a group, or a person alone) its uses, by booking."""

    @property
    def day(self) -> date:
        """The date in Tokyo."""
        return date.fromisoformat(self.stream_name.rpartition("/")[2])

    def archivable(self, before: date) -> bool:
        """The day is over, and nobody is still to report how a use ended."""
        return self.day < before and not any(held.started for held in self.held.values())

    # -- folding

    def apply(self, event: Event) -> None:
        match event:
            case BookingCancelled() | BookingCompleted():
                self._end(event)
            case BookingStarted():
                held = self.held[event.booking_id]
                self.held[event.booking_id] = held.model_copy(update={"started": True})
            case SlotsFreed():
                mask = self._mask(event)
                for room_id in event.room_ids:
                    self.taken[room_id] &= ~mask
            case SlotsTaken():
                mask = self._mask(event)
                for room_id in event.room_ids:
                    self.taken[room_id] = self.taken.get(room_id, 0) | mask
            case BookingConfirmed():
                start, end = quarter_of(self.day, event.starts_at), quarter_of(self.day, event.ends_at)
                self.held[event.booking_id] = Held(confirmed=event, start=start, end=end)
                party = party_of(event.person_id, event.group_id)
                self.uses.setdefault(party, {})[event.booking_id] = self._use(event, start, end)
            case BookingDecided():
                held = self.held[event.booking_id]
                self.held[event.booking_id] = held.model_copy(update={"quotas": event.quotas})

    def _end(self, event: BookingConfirmed) -> None:
        held = self.held.pop(event.booking_id)
        self.ended[event.booking_id] = "cancelled" if isinstance(event, BookingCancelled) else "completed"
        while len(self.ended) > ENDED_KEPT_MAX:
            del self.ended[next(iter(self.ended))]
        if isinstance(event, BookingCancelled):
            party = party_of(held.confirmed.person_id, held.confirmed.group_id)
            del self.uses[party][event.booking_id]
            if not self.uses[party]:
                del self.uses[party]

    def _use(self, event: BookingConfirmed, start: int, end: int) -> Use:
        channel: By = "draw" if event.channel == "draw" else "direct"
        return Use(
            rooms=event.room_ids, day=self.day, start=start, end=end, channel=channel, facility_id=event.facility_id
        )

    def _mask(self, event: SlotsTaken) -> int:
        return span(quarter_of(self.day, event.starts_at), quarter_of(self.day, event.ends_at))

    # -- deciding

    def confirm(self, booking_id: str, wish: Wish, facility: FacilityInfo, terms: Terms, now: datetime) -> list[Event]:
        """Give the slots to the wish. Raises ``RoomTaken`` with what is free nearby, or the cap of the day."""
        if refusal := self.refusal_of(wish, facility, terms, now):
            raise refusal
        return confirmation(booking_id, wish, terms)

    def refusal_of(
        self, wish: Wish, facility: FacilityInfo, terms: Terms, now: datetime
    ) -> RoomTaken | RuleRefused | None:
        """Why the day has no place for the wish, or ``None``. Also asked in advance of a saga."""
        if taken := self.taken_refusal(wish, facility, now):
            return taken
        for cap in terms.day_caps:
            if (total := self.counted(cap, wish.use)) > cap.limit:
                return facility.rules.refusal(cap.rule_id, value=total, limit=cap.limit, wish=wish)
        return None

    def counted(self, cap: DayCap, use: Use | None = None) -> int:
        """What a cap counts on this day, with the use that is asked for."""
        return cap.total(self.uses.get(cap.party, {}).values(), use)

    def taken_refusal(self, wish: Wish, facility: FacilityInfo, now: datetime) -> RoomTaken | None:
        """That another has the room, if so."""
        touched = facility.rules.touched(wish.room_ids)
        taken = any(self.taken.get(room_id, 0) & wish.mask for room_id in touched)
        return self.room_taken(wish, facility, now) if taken else None

    def room_taken(self, wish: Wish, facility: FacilityInfo, now: datetime) -> RoomTaken:
        """The refusal of a wish for slots that another has, with the nearest free ones."""
        alternatives = nearest_free(self.taken, wish, facility, now)
        return RoomTaken(facility_id=wish.facility_id, room_id=wish.room_ids[0], alternatives=alternatives)

    def confirm_or_refuse(self, reserved: QuotaReserved) -> list[Event]:
        """The saga's step: the slots for a wish whose quota is reserved, or ``BookingRefused``."""
        if reserved.booking_id in self.held or reserved.booking_id in self.ended:
            return []
        _, start, end = place_on_grid(reserved.starts_at, reserved.ends_at)
        mask = span(start, end)
        if any(self.taken.get(room_id, 0) & mask for room_id in reserved.room_ids):
            return [reserved.refused("room-taken")]
        terms = reserved.allowed
        for cap in terms.day_caps:
            if (total := self.counted(cap, reserved.use)) > cap.limit:
                return [reserved.refused("rule-refused", rule_id=cap.rule_id, value=total, limit=cap.limit)]
        confirmed = BookingConfirmed(**reserved.model_dump(exclude={"terms"}), **_payable(terms))
        return [confirmed, _taken(reserved), *decided(reserved.booking_id, reserved.group_id, terms)]

    def cancel(self, booking_id: str, facility: FacilityInfo, now: datetime, *, by_staff: bool) -> list[Event]:
        """Give the slots back, before the deadline (staff: before the end)."""
        held = self._open(booking_id)
        if held.started:
            raise BookingNotOpen(booking_id=booking_id, booking_status="started")
        if not by_staff and (refusal := facility.rules.cancel_refusal(held.confirmed, now)):
            raise refusal
        refund = facility.rules.refund(held.confirmed, now)
        cancelled: list[Event] = [BookingCancelled(**_body(held), refund=refund), self._freed(held, held.start)]
        return [*cancelled, QuotasReturned(booking_id=booking_id, quotas=held.quotas)] if held.quotas else cancelled

    def start(self, booking_id: str, facility: FacilityInfo, now: datetime) -> list[Event]:
        """Record that the use has begun: not long before the time booked, and not after it."""
        held = self._open(booking_id)
        if held.started:
            raise BookingNotOpen(booking_id=booking_id, booking_status="started")
        if refusal := facility.rules.start_refusal(held.confirmed, now):
            raise refusal
        if now >= held.confirmed.ends_at:
            raise BookingNotOpen(booking_id=booking_id, booking_status="over")
        return [BookingStarted(**_body(held))]

    def complete(self, booking_id: str, heads: int, facility: FacilityInfo, now: datetime) -> list[Event]:
        """Record the use with its heads, and free the slots that are left.

        Where a running slot may be booked, it too is free again for somebody else.
        """
        held = self._open(booking_id)
        if not held.started:
            raise BookingNotOpen(booking_id=booking_id, booking_status="confirmed")
        over = quarter_of(self.day, now)
        if not facility.rules.takes_running_slot and instant(self.day, over) < now:
            over += 1
        events: list[Event] = [BookingCompleted(**_body(held), heads=heads)]
        first = max(over, held.start)
        return [*events, self._freed(held, first)] if first < held.end else events

    def _open(self, booking_id: str) -> Held:
        held = self.held.get(booking_id)
        if held is None:
            raise BookingNotOpen(booking_id=booking_id, booking_status=self.ended.get(booking_id, "completed"))
        return held

    def _freed(self, held: Held, first: int) -> SlotsFreed:
        return SlotsFreed(
            facility_id=held.confirmed.facility_id,
            room_ids=held.confirmed.room_ids,
            starts_at=instant(self.day, first),
            ends_at=held.confirmed.ends_at,
        )


def confirmation(booking_id: str, wish: Wish, terms: Terms) -> list[Event]:
    """The facts of one booking: who has it, and (without saying who) what is no longer free; and what decided it."""
    place: dict[str, Any] = {
        "facility_id": wish.facility_id,
        "room_ids": wish.room_ids,
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
    }
    return [
        BookingConfirmed(
            booking_id=booking_id,
            group_id=wish.group_id,
            person_id=wish.person_id,
            people=wish.people,
            purpose=wish.purpose,
            fee=terms.fee,
            channel=wish.channel,
            **_payable(terms),
            **place,
        ),
        SlotsTaken(**place),
        *decided(booking_id, wish.group_id, terms),
    ]


def _payable(terms: Terms) -> dict[str, Any]:
    return {"pay_by": terms.pay_by, "lapses": terms.lapses}


def decided(booking_id: str, group_id: str | None, terms: Terms) -> list[Event]:
    """What a booking was decided by, and the quotas that it counts in; the month of a group is known without."""
    quotas = tuple(key for key in terms.quotas if not (group_id and is_month(key)))
    if terms.decided is None and not quotas:
        return []
    by = terms.decided.short if terms.decided else {}
    return [BookingDecided(booking_id=booking_id, at=terms.asked_at, by=by, quotas=quotas)]


def _body(held: Held) -> dict[str, Any]:
    return held.confirmed.model_dump()


def _taken(reserved: QuotaReserved) -> SlotsTaken:
    return SlotsTaken(
        facility_id=reserved.facility_id,
        room_ids=reserved.room_ids,
        starts_at=reserved.starts_at,
        ends_at=reserved.ends_at,
    )
