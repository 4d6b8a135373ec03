"""The periods of a report: month borders, fiscal years, leap days, a month that is running."""

from datetime import date

import pytest

from services.booking.after_use.refusals import MonthNotReported
from services.booking.report.monthly import periods_of
from services.booking.report.reading import Span

TODAY = date(2028, 6, 15)


@pytest.mark.parametrize(
    ("month", "days", "last_year", "year"),
    [
        ("2026-12", ("2026-12-01", "2027-01-01"), ("2025-12-01", "2026-01-01"), ("2026-04-01", "2027-01-01")),
        ("2027-03", ("2027-03-01", "2027-04-01"), ("2026-03-01", "2026-04-01"), ("2026-04-01", "2027-04-01")),
        ("2027-04", ("2027-04-01", "2027-05-01"), ("2026-04-01", "2026-05-01"), ("2027-04-01", "2027-05-01")),
        ("2028-02", ("2028-02-01", "2028-03-01"), ("2027-02-01", "2027-03-01"), ("2027-04-01", "2028-03-01")),
    ],
)
def test_months_fiscal_years_and_leap_days(month, days, last_year, year):
    """March ends a fiscal year and April begins one; February of a leap year has its twenty-ninth."""
    periods = periods_of(month, TODAY)

    assert periods.complete
    for span, (first, until) in ((periods.month, days), (periods.last_year, last_year), (periods.year, year)):
        assert Span(date.fromisoformat(first), date.fromisoformat(until)) == span


def test_of_a_running_month_the_days_that_are_over_count():
    """Today is not over; last year's month is there whole to look at."""
    periods = periods_of("2028-06", TODAY)

    assert not periods.complete
    assert (date(2028, 6, 1), TODAY) == (periods.month.first, periods.month.until)
    assert TODAY == periods.year.until
    assert date(2027, 7, 1) == periods.last_year.until


def test_on_its_first_day_a_month_has_no_day_yet():
    """It can be asked for all the same; on the last day but one it is still not complete."""
    first, last = periods_of("2028-06", date(2028, 6, 1)), periods_of("2028-06", date(2028, 6, 30))

    assert first.month.first == first.month.until
    assert not last.complete
    assert periods_of("2028-06", date(2028, 7, 1)).complete


@pytest.mark.parametrize("month", ["2028-07", "2029-01", "2028-13", "2028-6", "1999-01", "soon", "２０２８-06"])
def test_a_month_that_cannot_be_reported_is_refused(month):
    """To come, no month, outside what is kept."""
    with pytest.raises(MonthNotReported):
        periods_of(month, TODAY)
