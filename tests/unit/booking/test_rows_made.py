"""Rows and states that are made without a second check: nothing is left out, and a check would change nothing."""

from services.booking.domain.facility_day import booked
from services.booking.domain.terms import Terms
from services.booking.rows import BookingRow, DayRow, project
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
