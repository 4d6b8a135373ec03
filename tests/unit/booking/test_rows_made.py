"""Rows and states that are made without a second check: nothing is left out, and a check would change nothing."""

from services.booking.domain.facility_day import booked
from services.booking.domain.terms import Terms
from services.booking.rows import BookingRow, DayRow, project
from services.booking.views import BookingView
from tests.unit.booking.booking_kit import a_day, a_wish, taken_in


def checked(made):
    """The same once more, with every field looked at."""
    return type(made).model_validate(made.model_dump())


def test_what_is_made_unchecked_is_whole_and_what_a_check_would_make():
    """A field that is added later and forgotten here would be missing from lists and snapshots, without any error."""
    day, wish = a_day(), a_wish()
    events = booked("b", wish, Terms(fee=300))
    taken_in(day, events)

    rows = {type(row): row for event in events for row in project(day, event)}

    for made in (rows[BookingRow], rows[DayRow], day.held["b"]):
        assert set(type(made).model_fields) == set(made.__dict__)
        assert checked(made) == made
    assert rows[DayRow].taken == day.taken
    assert rows[DayRow].taken is not day.taken


def test_a_booking_is_shown_with_every_field_in_its_order():
    """The answer is written in the order in which it was made."""
    day, (confirmed, *_) = a_day(), booked("b", a_wish(), Terms(fee=300))
    (row, *_) = project(day, confirmed)

    shown = BookingView.of(row, "123456")

    assert list(shown.__dict__) == list(BookingView.model_fields)
    assert shown.json_bytes() == checked(shown).json_bytes()
    assert (shown.booking_id, shown.room_id, shown.start_code) == ("b", row.room_ids[0], "123456")
