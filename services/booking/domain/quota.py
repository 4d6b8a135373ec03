"""What one group has booked in one calendar month, per quota rule. ``quota/<group>/<YYYY-MM>``.

A booking for a group first reserves its amount here, then takes its slots; then the reservation is used or released.
Bookings under no quota rule pass through and leave nothing behind, so the state is bounded by the limits.
"""

from typing import ClassVar

from pydantic import BaseModel

from services.booking.domain.events import QuotaReleased, QuotaReserved, QuotaUsed
from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.terms import Terms
from services.booking.domain.wish import Wish
from shared.events import Event
from shared.journal import State


class Counted(BaseModel):
    """What one booking counts, under which rule, and whether it stands already."""

    scope: str
    amount: int
    used: bool = False


class Quota(State):
    """Reserved and used amounts by booking."""

    kind: ClassVar[str] = "quota"

    bookings: dict[str, Counted] = {}

    def apply(self, event: Event) -> None:
        match event:
            case QuotaReserved():
                self.bookings[event.booking_id] = Counted(scope=event.scope, amount=event.amount)
            case QuotaUsed():
                counted = self.bookings[event.booking_id]
                if counted.scope:
                    self.bookings[event.booking_id] = counted.model_copy(update={"used": True})
                else:
                    del self.bookings[event.booking_id]
            case QuotaReleased():
                self.bookings.pop(event.booking_id, None)

    def counted(self, scope: str) -> int:
        """What counts towards one rule's limit: used or reserved."""
        return sum(counted.amount for counted in self.bookings.values() if counted.scope == scope)

    def totals(self) -> dict[str, int]:
        """What counts, by rule."""
        return {scope: self.counted(scope) for scope in sorted({c.scope for c in self.bookings.values() if c.scope})}

    def reserve(self, booking_id: str, wish: Wish, facility: FacilityInfo, terms: Terms) -> list[Event]:
        """Hold the amount for a booking that is being made. Raises ``RuleRefused`` when the month's limit is passed."""
        scope, amount = "", 0
        for cap in terms.period_caps:
            scope, amount = cap.rule_id, cap.amount
            if (total := self.counted(scope) + amount) > cap.limit:
                raise facility.rules.refusal(scope, value=total, limit=cap.limit)
        return [
            QuotaReserved(
                booking_id=booking_id,
                facility_id=wish.facility_id,
                room_ids=wish.room_ids,
                starts_at=wish.starts_at,
                ends_at=wish.ends_at,
                group_id=wish.group_id or "",
                person_id=wish.person_id,
                people=wish.people,
                purpose=wish.purpose,
                fee=terms.fee,
                scope=scope,
                amount=amount,
                terms=terms,
            )
        ]

    def use(self, booking_id: str) -> list[Event]:
        """The booking stands; nothing when it was released meanwhile."""
        counted = self.bookings.get(booking_id)
        return [QuotaUsed(booking_id=booking_id)] if counted and not counted.used else []

    def release(self, booking_id: str) -> list[Event]:
        """The booking was refused or cancelled; nothing when it does not count here."""
        return [QuotaReleased(booking_id=booking_id)] if booking_id in self.bookings else []
