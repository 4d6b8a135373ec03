"""What the rules say to a wish, apart from other bookings: the first rule that refuses is named."""

from datetime import date, datetime, timedelta

from services.booking.domain.facility_info import FacilityInfo, Party
from services.booking.domain.grid import QUARTERS, day_text, quarter_of, span
from services.booking.domain.wish import Wish
from services.booking.refusals import InThePast, NotBookableYet, SlotUnaligned, rule_refused
from shared.clock import tokyo_date

ONE_MICROSECOND = timedelta(microseconds=1)


def check(wish: Wish, facility: FacilityInfo, party: Party, now: datetime) -> None:
    """Raise the refusal of the first rule that the wish breaks, or return."""
    rules = facility.rules
    if not facility.bookable:
        raise NotBookableYet(facility_id=facility.facility_id)
    step = rules.slot_minutes.value // 15
    if wish.start % step or wish.end % step:
        raise SlotUnaligned(slot_minutes=rules.slot_minutes.value)
    _check_time(wish, facility, now)
    if wish.mask & ~rules.open_mask(wish.day):
        rule = rules.closed if rules.closed.value.on(wish.day) else rules.hours
        hours = " ".join(rules.hours.value.of(wish.day)) or "-"
        asked = f"{day_text(wish.starts_at)}/{day_text(wish.ends_at)}"
        raise rule_refused(rule, value=asked, limit=hours, date=wish.day.isoformat())
    if wish.minutes > rules.booking_minutes_max.value:
        raise rule_refused(rules.booking_minutes_max, value=wish.minutes, limit=rules.booking_minutes_max.value)
    if wish.purpose in rules.purposes.value:
        raise rule_refused(rules.purposes, value=wish.purpose, limit=" ".join(rules.purposes.value))
    capacity = facility.rooms[wish.room_id].capacity * rules.capacity_percent.value // 100
    if wish.people > capacity:
        raise rule_refused(rules.capacity_percent, value=wish.people, limit=capacity)
    _check_party(facility, party)


def _check_time(wish: Wish, facility: FacilityInfo, now: datetime) -> None:
    rules = facility.rules
    if wish.starts_at < now:
        running = rules.late_booking.value and wish.start == quarter_of(wish.day, now)
        if not running:
            raise InThePast(starts_at=day_text(wish.starts_at), now=day_text(now))
    days = (wish.day - tokyo_date(now)).days
    if days > rules.days_ahead.value:
        raise rule_refused(rules.days_ahead, value=days, limit=rules.days_ahead.value)


def _check_party(facility: FacilityInfo, party: Party) -> None:
    rules = facility.rules
    if party.members is None:
        if not (rules.parties.value.residents and party.resident):
            raise rule_refused(rules.parties, value="person", limit=_allowed(facility))
        return
    if not rules.parties.value.groups:
        raise rule_refused(rules.parties, value="group", limit=_allowed(facility))
    if party.members < rules.group_members_min.value:
        raise rule_refused(rules.group_members_min, value=party.members, limit=rules.group_members_min.value)


def _allowed(facility: FacilityInfo) -> str:
    parties = facility.rules.parties.value
    return " ".join(name for name, may in (("resident", parties.residents), ("group", parties.groups)) if may) or "-"


def bookable_mask(facility: FacilityInfo, day: date, now: datetime) -> int:
    """The quarters of a day that the rules leave open to booking at ``now``: opening hours, not begun, not too far."""
    if not facility.bookable or (day - tokyo_date(now)).days > facility.rules.days_ahead.value:
        return 0
    running = quarter_of(day, now)
    first = running if facility.rules.late_booking.value else quarter_of(day, now - ONE_MICROSECOND) + 1
    first = min(max(first, 0), QUARTERS)
    return facility.rules.open_mask(day) & span(first, QUARTERS)
