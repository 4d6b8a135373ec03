"""What events say of a booking to the day that it lies in: what is told of it, what is known beside, how it ended."""

from services.booking.domain.events import BookingDecided
from services.booking.domain.ways.held import Held
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_ways import BookingLapsed

FIELDS = tuple(BookingConfirmed.model_fields)
STAYS = ("leaving", "giving", "quotas", "all_quotas", "marks", "adult", "kept", "unpaid")
"""What the day knows of a booking beside what is told of it: another event about it leaves that as it is."""
AT_FIRST = {name: field.default for name, field in Held.model_fields.items() if not field.is_required()}
"""What holds of a booking of which nothing more was said."""


def plain(event: BookingConfirmed) -> BookingConfirmed:
    """What an event says of a booking, without what it says beside: the same as a snapshot has it."""
    return BookingConfirmed.model_construct(**{name: getattr(event, name) for name in FIELDS})


def decided_as(event: BookingDecided) -> dict[str, object]:
    """What a decision says beside what is told of a booking."""
    marks = event.by.get("marks")
    return {
        "quotas": event.quotas,
        "all_quotas": event.by_change,
        "marks": tuple(marks) if isinstance(marks, list) else (),
        "adult": bool(event.by.get("adult", False)),
        "kept": event.kept,
    }


def ended_as(event: BookingConfirmed) -> str:
    """The status in which a booking or hold ends with an event."""
    if isinstance(event, BookingLapsed):
        return "refused" if event.reason == "refused" else "lapsed"
    return "cancelled" if isinstance(event, BookingCancelled) else "completed"
