"""The days of a series, against a calendar counted the other way round."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.ways.recurrence import OCCURRENCES_MAX, days_of


def test_the_second_tuesday_of_each_month():
    """Over the end of a year."""
    days = days_of(date(2026, 12, 8), weeks=None, until=None, count=4)

    assert [date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9), date(2027, 3, 9)] == days


def test_a_fifth_weekday_is_not_in_every_month():
    """Months without one are left out, leap day included."""
    days = days_of(date(2028, 2, 29), weeks=None, until=date(2028, 12, 31), count=None)

    assert [date(2028, 2, 29), date(2028, 5, 30), date(2028, 8, 29), date(2028, 10, 31)] == days


def test_every_second_week_until_a_day():
    """The last day counts."""
    days = days_of(date(2026, 12, 1), weeks=2, until=date(2026, 12, 29), count=None)

    assert [date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 29)] == days


@given(first=st.dates(date(2026, 1, 1), date(2100, 1, 1)), count=st.integers(1, 80))
def test_a_monthly_series_has_each_month_once_with_its_weekday(first, count):
    """Counted day by day: the nth such weekday of its month, in order; one beyond the limit where there are more."""
    days = days_of(first, weeks=None, until=None, count=count)

    assert min(count, OCCURRENCES_MAX + 1) == len(days)
    nth = len(range(first.day, 0, -7))
    for day in days:
        assert first.weekday() == day.weekday()
        assert nth == len([n for n in range(1, day.day + 1) if day.replace(day=n).weekday() == day.weekday()])
    assert all(one.replace(day=1) + timedelta(days=27) < other for one, other in pairwise(days))
