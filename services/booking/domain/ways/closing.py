"""Spans of a day that the house takes for itself: closures and works, and bookings that others have to make way for."""

from collections.abc import Iterable
from datetime import datetime

from services.booking.domain.facility_day import FacilityDay, given, given_back, lapsed
from services.booking.domain.grid import QUARTERS, instant, quarter_of, span
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.terms import Terms
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways.held import Held, Obstacle
from services.booking.domain.ways.holding import counted_anyway
from services.booking.domain.ways.way_events import PreEmpted, PreEmptionReason, SomeDisplaced, SpanClosed, SpanReopened
from services.booking.domain.wish import Wish
from services.booking.refusals import BookingNotOpen
from services.booking.rulebook.preemptions import Preemption
from shared.contracts.booking import BookingCancelled
from shared.contracts.booking_values import ClosureReason, DisplacedBecause
from shared.events import Event

DISPLACED_AT_ONCE = 100
"""Bookings that one commit displaces; more follow in the next."""


def close(
    day: FacilityDay, closure_id: str, *, facility_id: str, room_ids: tuple[str, ...], touched: tuple[str, ...],
    since: datetime, until: datetime, reason: ClosureReason, at: datetime | None = None,
) -> list[Event]:  # fmt: skip
    """The sweep's step: what of a closure lies in this day is closed, and bookings there are displaced.

    ``at``: when it was announced; what was over then has been used.
    """
    if closure_id in day.closed:
        return []
    start, end = max(quarter_of(day.day, since), 0), min(quarter_of(day.day, until), QUARTERS)
    closed = SpanClosed(
        closure_id=closure_id,
        facility_id=facility_id,
        room_ids=room_ids,
        touched=touched,
        starts_at=instant(day.day, start),
        ends_at=instant(day.day, end),
        until=until,
        reason=reason,
    )
    found = [held for held in _standing(day, at) if _concerns(held, room_ids, touched, span(start, end))]
    return [closed, *_displaced(day, found, closure_id, facility_id)]


def displace_more(day: FacilityDay, closure_id: str, facility_id: str, at: datetime) -> list[Event]:
    """The step after a commit, of ``at``, that could not displace all of them."""
    closed = day.closed.get(closure_id)
    if closed is None:
        return []
    mask = span(closed.start, closed.end)
    found = [held for held in _standing(day, at) if _concerns(held, closed.room_ids, closed.touched, mask)]
    return _displaced(day, found, closure_id, facility_id)


def reopen(day: FacilityDay, closure_id: str) -> list[Event]:
    """The sweep's step of a closure that was lifted."""
    return [SpanReopened(closure_id=closure_id)] if closure_id in day.closed else []


def displaced_if_closed(day: FacilityDay, held: Held) -> list[Event]:
    """A booking that stays although its room was closed while it was about to move."""
    for closed in day.closed.values():
        if _concerns(held, closed.room_ids, closed.touched, span(closed.start, closed.end)):
            return displaced(day, held, "closure", f"closure.{closed.closure_id}")
    return []


def pre_empt(
    day: FacilityDay, booking_id: str, wish: Wish, facility: FacilityInfo, terms: Terms, now: datetime, *,
    rule: Preemption, reason: PreEmptionReason,
) -> list[Event]:  # fmt: skip
    """Give the rooms to a wish that others have to make way for; those in its way are displaced by the same commit.

    ``rule`` says until how long before its start a use can be taken away, and how much of its fee comes back. Raises
    ``RoomTaken`` when a use has begun or a change is under way there, ``RoomClosed``, ``EquipmentTaken``, and the rule
    where the notice of one of them would be too short.
    """
    touched = facility.rules.touched(wish.room_ids)
    overdue = day.overdue(now)
    in_the_way = [held for held in day.held.values() if held.in_the_way(touched, wish.mask) and held not in overdue]
    fixed = any(held.started or held.no_show or held.leaving for held in in_the_way)
    free_of_caps = terms.model_copy(update={"day_caps": ()})
    obstacle = Obstacle(kind="taken") if fixed else day.obstacle(touched, wish.use, free_of_caps, now, in_the_way)
    if obstacle:
        raise day.refused(obstacle, wish, facility, now)
    if in_the_way:
        until = rule.last_notice(min(held.confirmed.starts_at for held in in_the_way))
        if now > until:
            value = (wish.purpose, *sorted(wish.marks))
            raise facility.rules.refusal(rule.id, value=value, limit=until, until=until, wish=wish)
    events = day.lapse_overdue(now)
    for held in in_the_way:
        events += displaced(day, held, "pre-empted", rule.id, refund=rule.refund(held.confirmed.fee))
    wanted = Wanted.of(booking_id, wish, facility, terms)
    told = PreEmpted(booking_id=booking_id, rule_id=rule.id, reason=reason)
    return [*events, *given(wanted), told, *counted_anyway(wanted)]


def take_over(
    day: FacilityDay, was_id: str, booking_id: str, wish: Wish, facility: FacilityInfo, terms: Terms, now: datetime, *,
    rule_id: str,
) -> list[Event]:  # fmt: skip
    """Give the rooms of a booking to somebody else by the same commit: all of its fee comes back, nobody comes between.

    Quotas count it whatever they say, as for all that staff give. Raises ``BookingNotOpen``, ``RoomTaken``,
    ``RoomClosed``, ``EquipmentTaken``.
    """
    held = day.open_booking(was_id)
    if held.shown != "confirmed" or held.leaving:
        raise BookingNotOpen(booking_id=was_id, booking_status=held.shown)
    if now >= held.confirmed.ends_at:
        raise BookingNotOpen(booking_id=was_id, booking_status="over")
    free_of_caps = terms.model_copy(update={"day_caps": ()})
    if obstacle := day.obstacle(facility.rules.touched(wish.room_ids), wish.use, free_of_caps, now, [held]):
        raise day.refused(obstacle, wish, facility, now)
    given_up = given_back(day, held, BookingCancelled(**held.body(), reason="staff", rule_id=rule_id))
    wanted = Wanted.of(booking_id, wish, facility, terms)
    return [*day.lapse_overdue(now), *given_up, *given(wanted), *counted_anyway(wanted)]


def displaced(
    day: FacilityDay, held: Held, reason: DisplacedBecause, rule_id: str, *, refund: int | None = None
) -> list[Event]:
    """A booking is taken away by the house; what was only held lapses. Without ``refund`` all of the fee comes back."""
    if held.status != "confirmed":
        return lapsed(day, held, reason)
    return given_back(day, held, BookingCancelled(**held.body(), reason=reason, rule_id=rule_id, refund=refund))


def _displaced(day: FacilityDay, found: list[Held], closure_id: str, facility_id: str) -> list[Event]:
    events: list[Event] = []
    for held in found[:DISPLACED_AT_ONCE]:
        events += displaced(day, held, "closure", f"closure.{closure_id}")
    if len(found) > DISPLACED_AT_ONCE:
        events.append(SomeDisplaced(closure_id=closure_id, facility_id=facility_id, day=day.day.isoformat()))
    return events


def _standing(day: FacilityDay, at: datetime | None) -> Iterable[Held]:
    """What can be displaced: a use that has begun goes on, and what is about to move is asked when that ends.

    Nobody waits for the room of a no-show, or of what is over, whether anybody said that it began or not.
    """
    found = [held for held in day.held.values() if not (held.started or held.no_show or held.leaving)]
    return [held for held in found if at is None or held.confirmed.ends_at > at]


def _concerns(held: Held, room_ids: tuple[str, ...], touched: tuple[str, ...], mask: int) -> bool:
    return held.in_the_way(touched, mask) if room_ids else bool(held.mask & mask)
