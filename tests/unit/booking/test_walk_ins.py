"""People who come without a booking: added up, taken back by a counter entry, bounded."""

from datetime import date

import pytest

from services.booking.after_use.refusals import MoreThanCounted, TalliesFull
from services.booking.domain.after_use.walk_ins import TALLIES_MAX, WalkIns
from tests.unit.booking.booking_kit import DAY, taken_in


def walk_ins():
    return WalkIns(stream_name="walk-in/cc/2026-12")


def counted(state, heads, *, band="morning", age="", reason="counted"):
    return state.count("cc", DAY, band, age, heads, reason)


def test_tallies_add_up_by_day_band_and_age():
    """Each tally says what counts after it."""
    state = walk_ins()
    for heads, more in ((12, {}), (5, {}), (3, {"band": "evening"}), (2, {"age": "child"})):
        taken_in(state, counted(state, heads, **more))

    assert {f"{DAY}/morning/": 17, f"{DAY}/evening/": 3, f"{DAY}/morning/child": 2} == state.heads
    assert [20] == [event.heads_after for event in counted(state, 3)]


def test_a_correction_is_an_entry_of_its_own_and_takes_back_no_more_than_there_is():
    """Nothing is edited, and no number falls below zero."""
    state = walk_ins()
    taken_in(state, counted(state, 12))

    (correction,) = counted(state, -2, reason="mistaken")

    assert (-2, 10, "mistaken") == (correction.heads, correction.heads_after, correction.reason)
    with pytest.raises(MoreThanCounted):
        counted(state, -13)
    with pytest.raises(MoreThanCounted):
        counted(state, -1, band="evening")


def test_a_month_has_a_limit_of_tallies():
    """Also of corrections: the stream has an end."""
    state = walk_ins()
    state.tallies = TALLIES_MAX

    with pytest.raises(TalliesFull):
        counted(state, 1)


@pytest.mark.parametrize(("before", "over"), [("2026-12-31", False), ("2027-01-01", True)])
def test_a_month_that_is_over_may_be_archived(before, over):
    """December ends with the year."""
    assert over == walk_ins().archivable(date.fromisoformat(before))
