"""Days as a recurrence, expanded again by a library that knows nothing of how they were found."""

from datetime import date, time, timedelta

import icalendar
import pytest
from dateutil.rrule import rruleset, rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.booking.domain.grid import instant
from shared.calendars.ical import Entry, calendar
from shared.calendars.recurrence import DAYS_MAX, recurrence_of

FIRST = date(2026, 11, 1)


def expanded(recurrence):
    """The days that an independent expander makes of an event that an independent parser read."""
    starts_at = instant(recurrence.start, 38)
    event = Entry("a", starts_at, starts_at + timedelta(hours=1), "a", starts_at, recurrence=recurrence)
    (read,) = icalendar.Calendar.from_ical(calendar("a", "a", [event])).walk("VEVENT")
    start, dates = read["DTSTART"].dt, rruleset()
    if "RRULE" in read:
        dates.rrule(rrulestr(read["RRULE"].to_ical().decode(), dtstart=start))
    else:
        dates.rdate(start)
    for each in read["RDATE"].dts if "RDATE" in read else ():
        dates.rdate(each.dt)
    for each in read["EXDATE"].dts if "EXDATE" in read else ():
        dates.exdate(each.dt)
    found = list(dates)
    assert {time(9, 30)} == {at.time() for at in found}
    return [at.date() for at in found]


def every(days, start=FIRST, count=60):
    return [start + timedelta(days=n) for n in range(count) if days(start + timedelta(days=n))]


DAYS = st.integers(0, 420).map(lambda n: FIRST + timedelta(days=n))
WEEKLY = st.builds(
    lambda weekdays, interval, first, count, dropped, added: sorted(
        ({
            FIRST + timedelta(days=first + 7 * interval * week + weekday)
            for week in range(count) for weekday in weekdays
        } - dropped) | added
    ),
    st.sets(st.integers(0, 6), min_size=1), st.integers(1, 9), st.integers(0, 60), st.integers(1, 30),
    st.sets(DAYS, max_size=6), st.sets(DAYS, min_size=1, max_size=4),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.one_of(st.sets(DAYS, min_size=1, max_size=80).map(sorted), WEEKLY))
@example([date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28)])
@example([date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 29)])
def test_an_independent_expander_finds_the_same_days(days):
    """Whatever the days are: the rule, less its exceptions, with the days beside it, is exactly them."""
    assert days == expanded(recurrence_of(days))


@pytest.mark.parametrize(
    ("days", "rule", "exceptions"),
    [
        (every(lambda day: day.weekday() == 1), "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", 0),
        (every(lambda day: day.weekday() in {1, 4} and day != date(2026, 12, 1)),
         "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,FR", 1),
        (every(lambda day: (day - date(2026, 11, 3)).days % 14 == 0, count=120), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", 0),
        (every(lambda day: day.weekday() == 1 and 8 <= day.day <= 14, count=300),
         "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU", 0),
        (every(lambda day: day.weekday() == 5 and (day + timedelta(7)).month != day.month, date(2026, 12, 1), 300),
         "FREQ=MONTHLY;INTERVAL=1;BYDAY=-1SA", 0),
        (every(lambda day: day.day == 15, count=300), "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15", 0),
        (every(lambda day: (day - FIRST).days % 10 == 0, count=100), "FREQ=DAILY;INTERVAL=10", 0),
    ],
)  # fmt: skip
def test_shapes_that_people_use_are_found(days, rule, exceptions):
    """Every Tuesday, but for one; every second; the second and the last of the month; the 15th; every tenth day."""
    recurrence = recurrence_of(days)

    assert (rule, exceptions, ()) == (recurrence.rule, len(recurrence.except_days), recurrence.extra_days)


def test_days_without_a_shape_are_told_one_by_one():
    """Three days that nothing binds get no rule with more exceptions than days."""
    recurrence = recurrence_of([date(2026, 12, 1), date(2026, 12, 4), date(2027, 1, 23)])

    assert (None, 2) == (recurrence.rule, len(recurrence.extra_days))


@pytest.mark.parametrize("days", [[], [FIRST + timedelta(days=n) for n in range(DAYS_MAX + 1)]])
def test_no_days_and_endless_days_are_no_recurrence(days):
    """The caller has to bound what it asks for."""
    with pytest.raises(ValueError, match="1 to"):
        recurrence_of(days)
