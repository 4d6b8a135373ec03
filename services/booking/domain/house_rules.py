"""The rules of one facility, as everything else asks for them. The only module that knows how rules are written.

They are asked once, outside any stream; what rivals can change meanwhile is in the ``Terms``, and streams count it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from services.booking.domain.grid import QUARTERS, day_text, quarter_of, span
from services.booking.domain.rules import RuleSet
from services.booking.domain.terms import DayCap, Party, PeriodCap, Terms
from services.booking.domain.wish import Wish
from services.booking.refusals import InThePast, NotBookableYet, RuleRefused, SlotUnaligned, rule_refused
from shared.clock import tokyo_date
from shared.contracts.booking import BookingConfirmed, Room

ONE_MICROSECOND = timedelta(microseconds=1)


class HouseRules:
    """What the rules say for one facility and its rooms."""

    def __init__(self, rules: RuleSet, facility_id: str, *, bookable: bool, rooms: Mapping[str, Room]) -> None:
        self.rules = rules
        self._facility_id = facility_id
        self._bookable = bookable
        self._rooms = rooms

    # -- a wish

    def terms(self, wish: Wish, party: Party, now: datetime) -> Terms:
        """What holds for a wish that the rules allow, as far as no stream has to be asked.

        Raises ``RuleRefused``, ``InThePast``, ``SlotUnaligned``, ``NotBookableYet``.
        """
        self._check(wish, party, now)
        rules = self.rules
        return Terms(
            fee=rules.fee(wish.start, wish.end),
            day_caps=tuple(self._day_caps(wish)),
            period_caps=tuple(self._period_caps(wish)),
        )

    def _check(self, wish: Wish, party: Party, now: datetime) -> None:
        rules = self.rules
        if not self._bookable:
            raise NotBookableYet(facility_id=self._facility_id)
        if wish.start % self.step or wish.end % self.step:
            raise SlotUnaligned(slot_minutes=rules.slot_minutes.value)
        self._check_time(wish, now)
        if wish.mask & ~rules.open_mask(wish.day):
            rule = rules.closed if rules.closed.value.on(wish.day) else rules.hours
            hours = " ".join(rules.hours.value.of(wish.day)) or "-"
            asked = f"{day_text(wish.starts_at)}/{day_text(wish.ends_at)}"
            raise rule_refused(rule, value=asked, limit=hours, date=wish.day.isoformat())
        if wish.minutes > rules.booking_minutes_max.value:
            raise rule_refused(rules.booking_minutes_max, value=wish.minutes, limit=rules.booking_minutes_max.value)
        if wish.purpose in rules.purposes.value:
            raise rule_refused(rules.purposes, value=wish.purpose, limit=" ".join(rules.purposes.value))
        capacity = sum(self.capacity(room_id) for room_id in wish.room_ids)
        if wish.people > capacity:
            raise rule_refused(rules.capacity_percent, value=wish.people, limit=capacity)
        self._check_party(party)

    def _check_time(self, wish: Wish, now: datetime) -> None:
        rules = self.rules
        if wish.starts_at < now and not (self.takes_running_slot and wish.start == quarter_of(wish.day, now)):
            raise InThePast(starts_at=day_text(wish.starts_at), now=day_text(now))
        days = (wish.day - tokyo_date(now)).days
        if days > rules.days_ahead.value:
            raise rule_refused(rules.days_ahead, value=days, limit=rules.days_ahead.value)

    def _check_party(self, party: Party) -> None:
        rules = self.rules
        if party.members is None:
            if not (rules.parties.value.residents and party.resident):
                raise rule_refused(rules.parties, value="person", limit=self._allowed())
            return
        if not rules.parties.value.groups:
            raise rule_refused(rules.parties, value="group", limit=self._allowed())
        if party.members < rules.group_members_min.value:
            raise rule_refused(rules.group_members_min, value=party.members, limit=rules.group_members_min.value)

    def _allowed(self) -> str:
        parties = self.rules.parties.value
        may = (("resident", parties.residents), ("group", parties.groups))
        return " ".join(name for name, allowed in may if allowed) or "-"

    def _day_caps(self, wish: Wish) -> Iterable[DayCap]:
        rule = self.rules.day_minutes_max
        if rule.value != "none":
            yield DayCap(rule_id=rule.id, party=wish.party, minutes=wish.minutes, limit=rule.value)

    def _period_caps(self, wish: Wish) -> Iterable[PeriodCap]:
        rule = self.rules.quota
        if wish.group_id and rule.value != "none":
            slots = wish.minutes // self.rules.slot_minutes.value
            amount = slots if rule.value.counts == "slots" else 1
            period = f"{wish.day:%Y-%m}"
            yield PeriodCap(rule_id=rule.id, party=wish.group_id, period=period, amount=amount, limit=rule.value.limit)

    # -- a booking

    def refusal(
        self, rule_id: str, *, value: object, limit: object, until: date | datetime | None = None
    ) -> RuleRefused:
        """The refusal by a rule that a stream counted, in words."""
        return rule_refused(self.rules.by_id(rule_id), value=value, limit=limit)

    def cancel_refusal(self, booking: BookingConfirmed, now: datetime) -> RuleRefused | None:
        """Why a booking cannot be given back any more, or ``None``."""
        rule = self.rules.cancel_minutes_before
        minutes_left = (booking.starts_at - now).total_seconds() // 60
        if minutes_left < rule.value:
            return rule_refused(rule, value=int(minutes_left), limit=rule.value)
        return None

    def refund(self, booking: BookingConfirmed, at: datetime) -> int | None:
        """The yen of the fee that come back when it is cancelled at ``at``; ``None``: no rule speaks of it, so all."""
        return None

    def start_refusal(self, booking: BookingConfirmed, now: datetime) -> RuleRefused | None:
        """Why its use cannot begin yet, or ``None``."""
        rule = self.rules.start_minutes_before
        early = -(-(booking.starts_at - now).total_seconds() // 60)
        return rule_refused(rule, value=int(early), limit=rule.value) if early > rule.value else None

    # -- a day

    @property
    def step(self) -> int:
        """The grid that bookings start and end on, in quarters of an hour."""
        return self.rules.slot_minutes.value // 15

    @property
    def takes_running_slot(self) -> bool:
        """Whether the slot that has already begun may still be booked."""
        return self.rules.late_booking.value

    def capacity(self, room_id: str) -> int:
        """How many people a room may be booked for."""
        return self._rooms[room_id].capacity * self.rules.capacity_percent.value // 100

    def open_mask(self, day: date) -> int:
        """The quarters of a day in which the facility is open; 0 on a closed day."""
        return self.rules.open_mask(day)

    def bookable_mask(self, day: date, now: datetime) -> int:
        """The quarters of a day that are left open to booking at ``now``: opening hours, not begun, not too far."""
        if not self._bookable or (day - tokyo_date(now)).days > self.rules.days_ahead.value:
            return 0
        running = quarter_of(day, now)
        first = running if self.takes_running_slot else quarter_of(day, now - ONE_MICROSECOND) + 1
        first = min(max(first, 0), QUARTERS)
        return self.rules.open_mask(day) & span(first, QUARTERS)

    def touched(self, room_ids: Iterable[str]) -> frozenset[str]:
        """The rooms, their parts, and the halls that they are parts of: what cannot be used beside them."""
        wanted = frozenset(room_ids)
        with_parts = wanted.union(*(self._rooms[room_id].parts for room_id in wanted if room_id in self._rooms))
        halls = {room.room_id for room in self._rooms.values() if with_parts.intersection(room.parts)}
        return with_parts | halls
