"""What is said of bookings, and when nothing is: makers for the tests of templates."""

from datetime import UTC, datetime

from services.notifications.domain import booking_drafts
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_ways import BookingChanged, BookingDisplaced, BookingHeld, BookingLapsed, SeriesBooked

TEN = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
BOOKING = BookingConfirmed(
    booking_id="b1", facility_id="f1", room_ids=("r1",), starts_at=TEN, ends_at=MIDNIGHT, person_id="p1", people=1200,
    purpose="meeting", fee=2550,
)  # fmt: skip
WAS = {
    "was_room_ids": ("r2",), "was_starts_at": TEN, "was_ends_at": MIDNIGHT, "was_people": 9, "was_purpose": "study",
    "was_fee": 300,
}  # fmt: skip


def displaced(**told):
    """A booking that was taken away."""
    return BookingDisplaced(**BOOKING.model_dump(), reason="closure", **told)


BOOKING_DRAFTS = {
    "booking-held": lambda _: booking_drafts.of_held(BookingHeld(**BOOKING.model_dump(), hold_until=TEN)),
    "booking-requested": lambda _: booking_drafts.of_held(
        BookingHeld(**BOOKING.model_dump(), status="requested", hold_until=TEN)
    ),
    "booking-approved": lambda _: booking_drafts.of_confirmed(BOOKING.model_copy(update={"conditions": ("no-fire",)})),
    "booking-not-allowed": lambda _: booking_drafts.of_lapsed(
        BookingLapsed(**BOOKING.model_dump(), status="requested", reason="refused", refusal="purpose")
    ),
    "booking-lapsed": lambda _: booking_drafts.of_lapsed(BookingLapsed(**BOOKING.model_dump(), reason="expired")),
    "booking-changed": lambda _: booking_drafts.of_changed(BookingChanged(**BOOKING.model_dump(), **WAS)),
    "booking-moved": lambda _: booking_drafts.of_confirmed(BOOKING.model_copy(update={"moved_from": "b0"})),
    "booking-displaced": lambda _: booking_drafts.of_displaced(displaced(count=0)),
    "booking-displaced-offers": lambda _: booking_drafts.of_displaced(displaced(count=3, hold_until=TEN)),
    "series-booked": lambda _: booking_drafts.of_series(
        SeriesBooked(**BOOKING.model_dump(exclude={"series_id"}), series_id="s1", count=6, total=7)
    ),
}


def cancelled(reason):
    """A booking that was cancelled for a reason."""
    return BookingCancelled(**BOOKING.model_dump(), reason=reason)


SILENT = {
    "an occurrence of a series": lambda: booking_drafts.of_confirmed(BOOKING.model_copy(update={"series_id": "s1"})),
    "the old place of a move": lambda: booking_drafts.of_cancelled(
        BookingCancelled(**BOOKING.model_dump(), reason="moved")
    ),
    "what was taken away": lambda: booking_drafts.of_cancelled(
        BookingCancelled(**BOOKING.model_dump(), reason="closure")
    ),
    "what is offered": lambda: booking_drafts.of_held(
        BookingHeld(**BOOKING.model_dump(), status="offered", hold_until=TEN)
    ),
    "what they gave back": lambda: booking_drafts.of_lapsed(BookingLapsed(**BOOKING.model_dump(), reason="given-back")),
}
