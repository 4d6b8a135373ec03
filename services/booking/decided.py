"""What a booking was decided by last, as its day's journal has it: what no list shows of it."""

from datetime import datetime

from services.booking.domain.events import BookingDecided
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.terms import DecidedBy
from shared.clock import tokyo_date
from shared.journal import Journal


async def decided_by(journal: Journal, facility_id: str, starts_at: datetime, booking_id: str) -> DecidedBy:
    """The facts, also of a booking that has ended; none of one that was decided before they were kept.

    Of a day with hundreds of decisions only what names the booking is decoded.
    """
    day, named = FacilityDay.stream(facility_id, tokyo_date(starts_at).isoformat()), booking_id.encode()
    for commit in reversed(await journal.store.of_stream(day.name)):
        for record in commit.records:
            if record.type == BookingDecided.type and named in record.body:
                event = journal.decode(record.type, record.body)
                if isinstance(event, BookingDecided) and event.booking_id == booking_id:
                    return DecidedBy.model_validate(event.by)
    return DecidedBy()
