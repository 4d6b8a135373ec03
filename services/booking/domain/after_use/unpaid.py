"""A booking that lapses because it was not paid in time, where the rules say so: what a bill asks its day for."""

from collections.abc import Sequence
from datetime import datetime

from services.booking.domain.day_record import DayRecord
from services.booking.domain.facility_day import FacilityDay, given_back
from services.booking.domain.taking import gives_up
from services.booking.domain.ways.change_events import LapseNoted
from services.booking.domain.ways.held import Held
from shared.contracts.booking import BookingCancelled
from shared.events import Event


def lapse_unpaid(day: FacilityDay, booking_id: str, at: datetime) -> Sequence[Event]:
    """Free the rooms of a booking that nobody paid; nothing when it has begun, or ended meanwhile.

    While a change of it is under way, that it is to lapse is noted.
    """
    held = day.held.get(booking_id)
    if held is None or held.started:
        return []
    if held.leaving:  # its change ends first, and with it this is asked again
        return [] if held.unpaid else [LapseNoted(booking_id=booking_id)]
    return unpaid(day, held, at)


def unpaid(day: DayRecord, held: Held, at: datetime | None) -> list[Event]:
    """The end of a booking that nobody paid: what is due for it is countered."""
    cancelled = BookingCancelled(**held.body(), refund=held.confirmed.fee)
    return [*given_back(day, held, cancelled), *gives_up(held, at)]
