"""What one group has booked in one calendar month, per quota rule. ``quota/<group>/<YYYY-MM>``.

A booking for a group first reserves its amount here, then takes its slots; then the reservation is used or released.
Bookings under no quota rule pass through and leave nothing behind, so the state is bounded by the limits.
"""

from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel

from services.booking.domain.events import QuotaReleased, QuotaReserved, QuotaUsed
from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.wish import Wish
from services.booking.refusals import rule_refused
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

    def reserve(
        self, booking_id: str, wish: Wish, facility: FacilityInfo, start_by: datetime | None = None
    ) -> list[Event]:
        """Hold the amount for a booking that is being made. Raises ``RuleRefused`` when the month's limit is passed."""
        rules = facility.rules
        scope, amount = "", 0
        if rules.quota.value != "none":
            limit = rules.quota.value.limit
            slots = wish.minutes // rules.slot_minutes.value
            scope, amount = rules.quota.id, slots if rules.quota.value.counts == "slots" else 1
            if (total := self.counted(scope) + amount) > limit:
                raise rule_refused(rules.quota, value=total, limit=limit)
        day_max = rules.day_minutes_max
        return [
            QuotaReserved(
                booking_id=booking_id,
                facility_id=wish.facility_id,
                room_ids=(wish.room_id,),
                starts_at=wish.starts_at,
                ends_at=wish.ends_at,
                group_id=wish.group_id or "",
                person_id=wish.person_id,
                people=wish.people,
                purpose=wish.purpose,
                fee=rules.fee(wish.start, wish.end),
                scope=scope,
                amount=amount,
                minutes_max=None if day_max.value == "none" else day_max.value,
                minutes_rule=day_max.id,
                start_by=start_by,
            )
        ]

    def use(self, booking_id: str) -> list[Event]:
        """The booking stands; nothing when it was released meanwhile."""
        counted = self.bookings.get(booking_id)
        return [QuotaUsed(booking_id=booking_id)] if counted and not counted.used else []

    def release(self, booking_id: str) -> list[Event]:
        """The booking was refused or cancelled; nothing when it does not count here."""
        return [QuotaReleased(booking_id=booking_id)] if booking_id in self.bookings else []
