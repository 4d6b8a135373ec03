"""A booking that lapses because it was not paid in time, where the rules say so: what a bill asks its day for."""

from collections.abc import Sequence

from services.booking.domain.events import QuotasReturned
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.grid import instant
from shared.contracts.booking import BookingCancelled, SlotsFreed
from shared.events import Event


def lapse_unpaid(day: FacilityDay, booking_id: str) -> Sequence[Event]:
    """Free the rooms of a booking that nobody paid; nothing when it has begun, or ended meanwhile."""
    held = day.held.get(booking_id)
    if held is None or held.started:
        return []
    booking = held.confirmed
    returned = [QuotasReturned(booking_id=booking_id, quotas=held.quotas)] if held.quotas else []
    return [
        BookingCancelled(**{**booking.model_dump(), "refund": booking.fee}),
        SlotsFreed(
            facility_id=booking.facility_id,
            room_ids=booking.room_ids,
            starts_at=instant(day.day, held.start),
            ends_at=booking.ends_at,
        ),
        *returned,
    ]
