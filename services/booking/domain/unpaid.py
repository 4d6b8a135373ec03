"""A booking that lapses because it was not paid in time, where the rules say so: what a bill asks its day for."""

from collections.abc import Sequence
from datetime import datetime

from services.booking.domain.facility_day import FacilityDay, given_back
from services.booking.domain.taking import gives_up
from shared.contracts.booking import BookingCancelled
from shared.events import Event


def lapse_unpaid(day: FacilityDay, booking_id: str, at: datetime) -> Sequence[Event]:
    """Free the rooms of a booking that nobody paid; nothing when it has begun, or ended meanwhile."""
    held = day.held.get(booking_id)
    if held is None or held.started:
        return []
    cancelled = BookingCancelled(**held.body(), refund=held.confirmed.fee)
    return [*given_back(day, held, cancelled), *gives_up(held, at)]
