"""Counts about people: a small day is not told, and nothing that is told gives it away."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.small_counts import COUNT_SHOWN_MIN, DayTold, told

MONDAY = date(2026, 11, 23)
DAYS = [MONDAY + timedelta(days=n) for n in range(10)]
TODAY = DAYS[-2]


def answers(counts, *, open_to_all=False):
    """What everybody is told, for every period that can be asked for."""
    found = {day: (count, count * 50) for day, count in zip(DAYS, counts, strict=True)}
    return {
        (first, last): told(found, DAYS[first : last + 1], TODAY, open_to_all=open_to_all)
        for first in range(len(DAYS))
        for last in range(first, len(DAYS))
    }


def test_a_day_is_told_from_five_on():
    """And the sum has the days that are told, and says that some are missing."""
    week = told({DAYS[0]: (5, 250), DAYS[1]: (4, 200), DAYS[2]: (9, 900)}, DAYS[:4], TODAY, open_to_all=False)

    assert [5, None, 9, None] == [each.events for each in week.days]
    assert [250, None, 900, None] == [each.amount for each in week.days]
    assert (14, 1150, False) == (week.events, week.amount, week.exact)


def test_a_period_of_which_every_day_is_told_is_exact():
    """Then at least so many are exactly so many."""
    week = told(dict.fromkeys(DAYS[:7], (6, 0)), DAYS[:7], TODAY, open_to_all=False)

    assert (42, True) == (week.events, week.exact)


@pytest.mark.parametrize(("count", "shown"), [(0, None), (4, None), (5, 5), (9, 5), (10, 10), (23, 20)])
def test_the_day_that_runs_is_told_in_whole_fives(count, shown):
    """Who watches it grow sees no single person come; its points are told when it is over."""
    running = told({TODAY: (count, count * 50)}, [TODAY], TODAY, open_to_all=False)

    assert (DayTold(TODAY, shown, None, exact=False),) == running.days
    assert not running.exact


def test_of_days_to_come_there_is_nothing_to_tell_of_people():
    """They are left out, not shown as empty."""
    assert [TODAY] == [each.day for each in told({}, DAYS[-2:], TODAY, open_to_all=False).days]
    assert DAYS[-2:] == [each.day for each in told({}, DAYS[-2:], TODAY, open_to_all=True).days]


def test_open_counts_are_told_as_they_are():
    """Whoever hears the open events can count them."""
    assert (1, 50, True) == (
        (one := told({TODAY: (1, 50)}, [TODAY], TODAY, open_to_all=True)).events,
        one.amount,
        one.exact,
    )


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 12), min_size=len(DAYS), max_size=len(DAYS)), st.data())
def test_no_answers_together_give_a_small_day_away(counts, data):
    """The differencing attack, whole: to all periods together, a town with other small days answers the same."""
    others = [data.draw(st.integers(0, COUNT_SHOWN_MIN - 1)) if n < COUNT_SHOWN_MIN else n for n in counts]

    assert answers(counts) == answers(others)


def test_the_difference_of_two_overlapping_weeks_is_no_small_day():
    """The same attack by hand: one week less the week a day later is what is told of the two days at the ends."""
    counts = [3, 8, 8, 8, 8, 8, 8, 9, 0, 0]
    found = answers(counts)

    assert 9 == found[1, 7].events - found[0, 6].events
    assert counts[7] - counts[0] != found[1, 7].events - found[0, 6].events
