"""Counts about people: a day with few people is not told, and nothing that is told gives it away."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shared.small_counts import COUNT_SHOWN_MIN, DayFound, DayTold, told

MONDAY = date(2026, 11, 23)
DAYS = [MONDAY + timedelta(days=n) for n in range(10)]
TODAY = DAYS[-2]


def some(people):
    """Days with so many people, who did at least one thing each."""
    return st.builds(
        lambda n, more, amount: DayFound(n + more if n else 0, n, amount),
        people,
        st.integers(0, 20),
        st.integers(-500, 500),
    )


FOUND = some(st.integers(0, 12))
SMALL = some(st.integers(0, COUNT_SHOWN_MIN - 1))


def each_once(count):
    """So many events, each by another person, 50 points each."""
    return DayFound(count, count, count * 50)


def answers(found, *, open_to_all=False):
    """What everybody is told, for every period that can be asked for."""
    found = dict(zip(DAYS, found, strict=True))
    return {
        (first, last): told(found, DAYS[first : last + 1], TODAY, open_to_all=open_to_all)
        for first in range(len(DAYS))
        for last in range(first, len(DAYS))
    }


def test_a_day_is_told_from_five_on():
    """And the sum has the days that are told, and says that some are missing."""
    found = {DAYS[0]: each_once(5), DAYS[1]: each_once(4), DAYS[2]: each_once(9)}
    week = told(found, DAYS[:4], TODAY, open_to_all=False)

    assert [5, None, 9, None] == [each.events for each in week.days]
    assert [250, None, 450, None] == [each.amount for each in week.days]
    assert (14, 700, False) == (week.events, week.amount, week.exact)


@pytest.mark.parametrize(("people", "shown"), [(1, None), (2, None), (4, None), (5, 40), (40, 40)])
def test_people_count_not_events(people, shown):
    """One who acts often lifts nobody else's day over five; with five people all their events are told."""
    (day,) = told({MONDAY: DayFound(40, people, 0)}, [MONDAY], TODAY, open_to_all=False).days

    assert shown == day.events


def test_a_period_of_which_every_day_is_told_is_exact():
    """Then at least so many are exactly so many."""
    week = told(dict.fromkeys(DAYS[:7], each_once(6)), DAYS[:7], TODAY, open_to_all=False)

    assert (42, True) == (week.events, week.exact)


@pytest.mark.parametrize(("count", "shown"), [(0, None), (4, None), (5, 5), (9, 5), (10, 10), (23, 20)])
def test_the_day_that_runs_is_told_in_whole_fives(count, shown):
    """Who watches it grow sees no single person come; its points are told when it is over."""
    running = told({TODAY: each_once(count)}, [TODAY], TODAY, open_to_all=False)

    assert (DayTold(TODAY, shown, None, exact=False),) == running.days
    assert not running.exact


def test_a_step_of_the_day_that_runs_is_five_other_people():
    """More events by people who are counted already, or by one newcomer, move nothing."""
    shown = [
        told({TODAY: DayFound(events, people, 0)}, [TODAY], TODAY, open_to_all=False).events
        for events, people in ((5, 5), (9, 5), (10, 5), (10, 6), (500, 9), (501, 10))
    ]

    assert [5, 5, 5, 5, 5, 10] == shown


def test_of_days_to_come_there_is_nothing_to_tell_of_people():
    """They are left out, not shown as empty."""
    assert [TODAY] == [each.day for each in told({}, DAYS[-2:], TODAY, open_to_all=False).days]
    assert DAYS[-2:] == [each.day for each in told({}, DAYS[-2:], TODAY, open_to_all=True).days]


def test_open_counts_are_told_as_they_are():
    """Whoever hears the open events can count them."""
    assert (1, 50, True) == (
        (one := told({TODAY: DayFound(1, 0, 50)}, [TODAY], TODAY, open_to_all=True)).events,
        one.amount,
        one.exact,
    )


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40, phases=[Phase.generate])
@given(st.lists(FOUND, min_size=len(DAYS), max_size=len(DAYS)), st.data())
def test_no_answers_together_give_a_small_day_away(days, data):
    """The differencing attack, whole: to all periods together, a town with other small days answers the same.

    However often its few people acted, and whatever their points were. A town that is given away is told as it was
    found: to look for the smallest one would take minutes.
    """
    others = [data.draw(SMALL) if each.people < COUNT_SHOWN_MIN else each for each in days]

    same = answers(days) == answers(others)  # what is not the same, pytest would spell out at every try

    assert same


@given(FOUND, st.integers(0, 20))
def test_nobody_who_is_counted_already_moves_the_day_that_runs(found, more):
    """Whoever pads it, by any number of events, sees what they saw before."""
    padded = DayFound(found.events + more, found.people, found.amount + more)

    assert told({TODAY: found}, [TODAY], TODAY, open_to_all=False) == told(
        {TODAY: padded}, [TODAY], TODAY, open_to_all=False
    )


def test_the_difference_of_two_overlapping_weeks_is_no_small_day():
    """The same attack by hand: one week less the week a day later is what is told of the two days at the ends."""
    counts = [3, 8, 8, 8, 8, 8, 8, 9, 0, 0]
    found = answers([each_once(count) for count in counts])

    assert 9 == found[1, 7].events - found[0, 6].events
    assert counts[7] - counts[0] != found[1, 7].events - found[0, 6].events
