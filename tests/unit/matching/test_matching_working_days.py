"""The desks' working days: weekends, holidays and the year's end are none."""

from datetime import date, datetime, time, timedelta

import pytest

from services.matching.domain.working_days import due_after, is_working_day
from shared.clock import TOKYO


@pytest.mark.parametrize(
    ("asked", "days", "expected"),
    [
        ("2026-11-24T12:00:00+09:00", 1, "2026-11-25"),  # Tuesday
        ("2026-11-20T12:00:00+09:00", 1, "2026-11-24"),  # a Friday before a holiday on Monday
        ("2026-11-20T23:30:00+00:00", 1, "2026-11-24"),  # UTC's Friday night is Tokyo's Saturday
        ("2026-09-18T12:00:00+09:00", 2, "2026-09-25"),  # two holidays and the 国民の休日 between them
        ("2026-12-28T09:00:00+09:00", 1, "2027-01-04"),  # the year's end
    ],
)
def test_deadlines_are_working_days_in_tokyo(asked, days, expected):
    """They end when the desk closes."""
    due = due_after(datetime.fromisoformat(asked), days, time(17, 15))

    assert f"{expected}T17:15:00+09:00" == due.astimezone(TOKYO).isoformat()


def test_the_year_ends_for_the_desks_on_28_december():
    """29 December to 3 January are no working days, whatever weekday."""
    days = [date(2026, 12, 28) + timedelta(days=n) for n in range(8)]

    assert [True, *[False] * 6, True] == [is_working_day(day) for day in days]
