"""What one party has booked in one period, by booking. ``quota/<party>/<period>``.

The party is a group, or a person alone (``~<person>``); the period a month (``2026-12``), a week (``2026-W49``), a day
or a fiscal year (``FY2026``); what is only held counts under ``held`` besides, as long as it stands. A booking first
reserves its place here, one quota after the other, then takes its slots; then the reservations are used or released.
Every use that a cap may count is here, so a cap counts what is here: its limit bounds the state, or else what a party
can use in the period.
"""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel

from services.booking.domain.counting import Counting, Use
from services.booking.domain.events import QuotaReleased, QuotaReserved, QuotaUsed, is_of_holds
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.terms import PeriodCap, Terms
from services.booking.domain.ways.change_events import QuotaExtended, QuotaRecounted
from services.booking.domain.wish import Wish
from shared.events import Event
from shared.journal import State


class Counted(BaseModel):
    """One booking that counts, and whether it stands already. What only passes through has no ``use``."""

    use: Use | None
    used: bool = False
    was: Use | None = None
    """What it counted as here before it was to grow; nothing when it did not count here."""
    change: str = ""
    """The change for which it was to grow, the last one: what is undone is that one."""
    as_of: int = 0
    """The version of its facility-day that this is from: a step that comes late does not undo what is newer."""
    until: datetime | None = None
    """Of what is only held: when that ends by itself."""


class Quota(State):
    """Reserved and used bookings."""

    kind: ClassVar[str] = "quota"
    fold_version: ClassVar[int] = 3

    bookings: dict[str, Counted] = {}

    def apply(self, event: Event) -> None:
        match event:
            case QuotaReserved():
                counts = self.stream_key in event.allowed.quotas if event.terms else bool(event.scope)
                until = event.wanted.hold_until if event.wanted and event.wanted.way != "book" else None
                self.bookings[event.booking_id] = Counted(use=event.use if counts else None, until=until)
            case QuotaUsed():
                counted = self.bookings[event.booking_id]
                if counted.use is not None:
                    self.bookings[event.booking_id] = counted.model_copy(update={"used": True})
                else:
                    del self.bookings[event.booking_id]
            case QuotaExtended():
                self.bookings[event.booking_id] = self._extended(event)
            case QuotaRecounted():
                self.bookings[event.booking_id] = Counted(use=event.use, used=True, as_of=event.as_of)
            case QuotaReleased():
                self.bookings.pop(event.booking_id, None)

    def _extended(self, event: QuotaExtended) -> Counted:
        known, counted = self.bookings.get(event.booking_id), event.counted
        was = event.was if counted else known.use if known else None  # older ones did not say what it was
        return Counted(
            use=event.wanted.use, used=True, was=was, change=event.wanted.booking_id,
            as_of=counted.as_of if counted else 0,
        )  # fmt: skip

    @property
    def uses(self) -> list[Use]:
        """What counts, reserved or used."""
        return [counted.use for counted in self.bookings.values() if counted.use is not None]

    def counted(self, cap: Counting, wish: Use | None = None) -> int:
        """What counts towards a cap, with the use that is asked for."""
        return cap.total(self.uses, wish)

    def reserve(self, booking_id: str, wish: Wish, facility: FacilityInfo, terms: Terms) -> list[Event]:
        """Hold the first quota for a booking that is being made. Raises ``RuleRefused`` when a limit is passed."""
        use = wish.use._replace(facility_kind=facility.kind)
        if over := self.over(terms, use):
            cap, total = over
            raise facility.rules.refusal(cap.rule_id, value=total, limit=cap.limit, wish=wish)
        first = self.caps(terms)[:1]
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
                channel=wish.channel,
                facility_kind=facility.kind,
                fee=terms.fee,
                scope=first[0].rule_id if first else "",
                amount=first[0].amount if first else 0,
                step=terms.quotas.index(self.stream_key) if self.stream_key in terms.quotas else -1,
                terms=terms,
            )
        ]

    def reserve_or_refuse(self, before: QuotaReserved) -> list[Event]:
        """The saga's step: this quota too, after the one before it; or ``BookingRefused``."""
        if before.booking_id in self.bookings:
            return []
        if over := self.over(before.allowed, before.use, without=before.whole.moved_from):
            cap, total = over
            return [before.refused("rule-refused", rule_id=cap.rule_id, value=total, limit=cap.limit)]
        first = self.caps(before.allowed)[:1]
        here: dict[str, Any] = {
            "step": before.step + 1,
            "scope": first[0].rule_id if first else "",
            "amount": first[0].amount if first else 0,
        }
        return [before.model_copy(update=here)]

    def caps(self, terms: Terms) -> list[PeriodCap]:
        """The caps that are counted here."""
        return [cap for cap in terms.period_caps if cap.quota == self.stream_key]

    def over(self, terms: Terms, use: Use, *, without: str | None = None) -> tuple[PeriodCap, int] | None:
        """The first cap that the use would go above, and what it would be then; ``without`` one booking that counts."""
        gone = {without, *(self.lapsed(terms.asked_at) if terms.asked_at else ())}
        uses = [counted.use for id, counted in self.bookings.items() if counted.use is not None and id not in gone]
        counted = ((cap, cap.total(uses, use)) for cap in self.caps(terms))
        return next(((cap, total) for cap, total in counted if total > cap.limit), None)

    def lapsed(self, at: datetime) -> list[str]:
        """Holds whose time is over, though nobody has recorded it yet: they count no more among what is held."""
        if not is_of_holds(self.stream_name):
            return []
        return [id for id, counted in self.bookings.items() if counted.until is not None and counted.until <= at]

    def use(self, booking_id: str) -> list[Event]:
        """The booking stands; nothing when it was released meanwhile."""
        counted = self.bookings.get(booking_id)
        return [QuotaUsed(booking_id=booking_id)] if counted and not counted.used else []

    def release(self, booking_id: str, as_of: int | None = None) -> list[Event]:
        """The booking was refused, cancelled, or changed; nothing when it does not count here.

        ``as_of``: the version of its day that says so; nothing where it counts here by a newer one.
        """
        known = self.bookings.get(booking_id)
        if known is None or (as_of is not None and known.as_of > as_of):
            return []
        return [QuotaReleased(booking_id=booking_id)]
