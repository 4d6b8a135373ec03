"""A day as 96 quarters of an hour."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.grid import instant, parse_clock, quarter_of, runs, span
from services.booking.domain.wish import place_on_grid
from services.booking.refusals import CrossesMidnight, EndsBeforeStart, SlotUnaligned

DAY = date(2026, 12, 2)
TEN = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
"""10:00 in Tokyo."""


@given(st.integers(0, 2**96 - 1))
def test_runs_are_the_mask(mask):
    """The spans of a mask, put together again, are the mask, and no two of them touch."""
    found = list(runs(mask))

    assert mask == sum(span(start, end) for start, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(st.dates(date(1970, 1, 1), date(2150, 1, 1)), st.integers(0, 96))
def test_an_instant_lies_in_its_quarter(day, quarter):
    """Places on the grid and instants are one to one, Tokyo's midnight to Tokyo's midnight."""
    assert quarter == quarter_of(day, instant(day, quarter))


def test_a_day_may_end_at_24():
    """24:00 is the end of the day, not an error and not the next day."""
    assert 96 == parse_clock("24:00")
    assert (DAY, 92, 96) == place_on_grid(instant(DAY, 92), instant(DAY, 96))


@pytest.mark.parametrize("text", ["24:15", "9", "09:10", "aa:bb", "", "-1:00", "09:60"])
def test_what_is_no_time_of_day_is_refused(text):
    """A rules file with such a time stops the service at its start."""
    with pytest.raises(ValueError, match=r"time of day|quarter of an hour"):
        parse_clock(text)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "refusal"),
    [
        (TEN, TEN, EndsBeforeStart),
        (TEN, TEN - timedelta(hours=1), EndsBeforeStart),
        (TEN, TEN + timedelta(hours=15), CrossesMidnight),
        (TEN + timedelta(hours=13, minutes=45), TEN + timedelta(hours=14, minutes=15), CrossesMidnight),
        (TEN, TEN + timedelta(days=400), CrossesMidnight),
        (TEN + timedelta(minutes=1), TEN + timedelta(hours=1), SlotUnaligned),
        (TEN, TEN + timedelta(minutes=20), SlotUnaligned),
        (TEN + timedelta(microseconds=1), TEN + timedelta(hours=1), SlotUnaligned),
    ],
)
def test_a_span_off_the_grid_is_refused_by_name(starts_at, ends_at, refusal):
    """Each kind of bad span has its own words."""
    with pytest.raises(refusal):
        place_on_grid(starts_at, ends_at)
