"""Rooms that are held: until somebody confirms, until staff decide, or as a place in the stead of another one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.booking.domain.events import QuotasReturned, is_of_holds, refused_of
from services.booking.domain.facility_day import FacilityDay, lapsed
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.houses.rules import HouseRules
from services.booking.domain.taking import lapsed_at
from services.booking.domain.terms import Terms
from services.booking.domain.wanted import Wanted, Way
from services.booking.domain.ways.change_events import CountedAnyway
from services.booking.domain.ways.held import Held
from services.booking.domain.ways.way_events import OfferTaken
from services.booking.domain.wish import Wish
from services.booking.refusals import BookingNotOpen
from services.booking.ways.refusals import HoldOver
from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_values import LapsedBecause, NotAllowedBecause
from shared.events import Event

HOLD_STANDS_MIN = timedelta(minutes=30)
"""What begins sooner is booked, not held: there would be no time left for anybody else to want it."""


def hold_until(
    wish: Wish, facility: FacilityInfo, terms: Terms, now: datetime, before: datetime | None = None
) -> datetime:
    """Until when a hold of this wish stands, at the latest until its use would begin. Raises ``HoldTooLate``.

    ``before``: until when its party had held the same not long ago. Giving it back, or leaving it to lapse, and holding
    it again is the same hold: else a room would be kept for ever that nobody books.
    """
    until = min(terms.hold_until or wish.starts_at, wish.starts_at, before or wish.starts_at)
    if until < now + HOLD_STANDS_MIN:
        raise facility.rules.hold_too_late(wish, until, now)
    return until


def way_of(
    wish: Wish, facility: FacilityInfo, terms: Terms, now: datetime, before: datetime | None = None
) -> tuple[Way, datetime | None]:
    """How the wish is given, and until when what is only held stands. Raises ``HoldTooLate``, ``ApprovalTooLate``."""
    if terms.approval:
        if wish.starts_at < now + HOLD_STANDS_MIN:
            raise facility.rules.approval_too_late(terms.approval, wish, now + HOLD_STANDS_MIN)
        return "request", wish.starts_at
    return ("hold", hold_until(wish, facility, terms, now, before)) if wish.hold else ("book", None)


def confirm_held(day: FacilityDay, booking_id: str, rules: HouseRules, now: datetime) -> list[Event]:
    """What was held is booked, before the hold ends; time to pay counts from now.

    Raises ``HoldOver``, ``HeldForSeries``, ``BookingNotOpen``.
    """
    held = _standing(day, booking_id, "held")
    if held.hold_until is not None and now >= held.hold_until:
        raise HoldOver(booking_id=booking_id, until=held.hold_until)
    return [BookingConfirmed(**held.body() | _due(held, rules, now)), *held_no_more(held)]


def approve(
    day: FacilityDay, booking_id: str, conditions: Sequence[str], rules: HouseRules, now: datetime
) -> list[Event]:
    """Staff allow what was requested, under conditions (codes); time to pay counts from now.

    Raises ``HoldOver``, ``BookingNotOpen``.
    """
    held = _standing(day, booking_id, "requested")
    if held.hold_until is not None and now >= held.hold_until:
        raise HoldOver(booking_id=booking_id, until=held.hold_until)
    allowed = held.body() | _due(held, rules, now) | {"conditions": tuple(conditions)}
    return [BookingConfirmed(**allowed), *held_no_more(held)]


def _due(held: Held, rules: HouseRules, now: datetime) -> dict[str, Any]:
    """Until when it is paid: the rules count from its confirmation, however long it was held or looked at."""
    return {"pay_by": rules.pay_by(held.confirmed, now)}


def held_no_more(held: Held) -> list[Event]:
    """What is booked counts no longer among what its party holds."""
    quotas = tuple(key for key in held.quotas if is_of_holds(key))
    return [QuotasReturned(booking_id=held.confirmed.booking_id, quotas=quotas)] if quotas else []


def refuse(day: FacilityDay, booking_id: str, refusal: NotAllowedBecause) -> list[Event]:
    """Staff do not allow what was requested. Raises ``BookingNotOpen``."""
    return lapsed(day, _standing(day, booking_id, "requested"), "refused", refusal=refusal)


def lapse(day: FacilityDay, booking_id: str, now: datetime) -> list[Event]:
    """The timer's step: the hold ends when its time is over; nothing when it has ended, or is not due."""
    due = [held for held in day.overdue(now) if held.confirmed.booking_id == booking_id]
    return [event for held in due for event in lapsed(day, held, held.over, lapsed_at(held))]


def give_up(day: FacilityDay, booking_id: str, reason: LapsedBecause, at: datetime | None = None) -> list[Event]:
    """A saga's step: what it held is free again; nothing when it is held no more.

    ``at``: when its holder gave it up, if they did.
    """
    held = day.held.get(booking_id)
    return lapsed(day, held, reason, at) if held is not None and held.status != "confirmed" else []


def place_all(day: FacilityDay, places: Sequence[Wanted], at: datetime) -> list[Event]:
    """A saga's step: each of the places, or ``BookingRefused``; each is decided on what those before it have left."""
    if len(places) == 1:
        return day.place_or_refuse(places[0], at)
    left, events = day.model_copy(deep=True), list[Event]()
    for place in places:
        made = left.place_or_refuse(place, at)
        for event in made:
            left.apply(event)
        events += made
    return events


def give_all_up(
    day: FacilityDay, places: Sequence[Wanted], reason: LapsedBecause, at: datetime | None = None
) -> list[Event]:
    """A saga's step: what it held is free again, as far as it is held still."""
    return [event for place in places for event in give_up(day, place.booking_id, reason, at)]


def confirm_kept(day: FacilityDay, booking_id: str) -> list[Event]:
    """A saga's step: what it held is booked; nothing when it is held no more."""
    held = day.held.get(booking_id)
    return [BookingConfirmed(**held.body())] if held is not None and held.status != "confirmed" else []


def confirm_all_kept(day: FacilityDay, places: Sequence[Wanted]) -> list[Event]:
    """A saga's step: what it held is booked, as far as it is held still."""
    return [event for place in places for event in confirm_kept(day, place.booking_id)]


def take_offer(day: FacilityDay, place: Wanted) -> list[Event]:
    """A saga's step: the place that was offered is booked, or ``BookingRefused`` when it is held no more.

    It is counted without a limit: nobody is refused by a cap because the house took their room away.
    """
    if confirmed := confirm_kept(day, place.booking_id):
        taken = OfferTaken(booking_id=place.booking_id, moved_from=place.moved_from or "")
        return [*confirmed, taken, *counted_anyway(place)]
    if place.booking_id in day.held:
        return []
    return [refused_of(place, "offer-over")]


def counted_anyway(place: Wanted) -> list[Event]:
    """What quotas count of a booking, whatever their limits say."""
    quotas = place.terms.quotas
    return [CountedAnyway(booking_id=place.booking_id, quotas=quotas, use=place.use)] if quotas else []


def _standing(day: FacilityDay, booking_id: str, status: str) -> Held:
    held = day.open_booking(booking_id)
    if held.shown != status:
        raise BookingNotOpen(booking_id=booking_id, booking_status=held.shown)
    return held
