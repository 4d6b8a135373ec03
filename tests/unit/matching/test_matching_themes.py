"""Themes of consultations: what is told of a month lets nobody work out a small cell, whatever else they know."""

import itertools
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.consulting.themes import ThemeMonth, careful, due, month_of

CELLS = st.lists(st.integers(0, 9), min_size=2, max_size=4)
MOST = 17


def told(*people):
    """What is told of one desk's cells, in their order."""
    return [theme.people for theme in careful({("desk", str(n)): count for n, count in enumerate(people)})]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((12, 9, 5), [10, 5, 5]),
        ((12, 9, 4), [10, None, None]),
        ((12, 12, 4), [None, None, None]),
        ((30, 4, 0), [None, None, None]),
        ((30, 14, 4, 0), [30, None, None, None]),
        ((4, 4, 4), [None, None, None]),
        ((7,), [5]),
    ],
)
def test_worked_examples(people, expected):
    """By hand: fewer than five are hidden, with the smallest of five or more and its equals; others in whole fives."""
    assert expected == told(*people)


def same_sum(total, size):
    """Every table of ``size`` cells with this sum."""
    for cuts in itertools.combinations(range(total + size - 1), size - 1):
        edges = (-1, *cuts, total + size - 1)
        yield tuple(after - before - 1 for before, after in itertools.pairwise(edges))


@settings(max_examples=40, deadline=None)
@given(CELLS.filter(lambda cells: sum(cells) <= MOST))
def test_no_subtraction_tells_a_small_cell_to_who_knows_every_total_and_the_rule(cells):
    """All tables are tried that give the same publication and the same exact total of the desk.

    A hidden cell may be five or more in one of them, unless the total alone says that none is; and it has more than
    one value, unless the total alone leaves one.
    """
    said, total = told(*cells), sum(cells)
    possible = defaultdict(set)
    for table in same_sum(total, len(cells)):
        if told(*table) == said:
            for place, people in enumerate(table):
                possible[place].add(people)

    for place, people in enumerate(said):
        if people is None:
            assert total < 5 or max(possible[place]) >= 5
            assert total == 0 or len(possible[place]) > 1


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("12345")), st.integers(0, 40)))
def test_a_desk_hides_two_cells_or_none_or_has_only_one(counted):
    """And what is told is never above what was counted, nor below it by five."""
    by_desk = defaultdict(list)
    for theme in careful(counted):
        by_desk[theme.desk].append(theme.people)
        people = counted[theme.desk, theme.category]
        assert theme.people is None or (theme.people >= 5 and 0 <= people - theme.people < 5)
    for cells in by_desk.values():
        assert cells.count(None) != 1 or len(cells) == 1


@settings(max_examples=40, deadline=None)
@given(st.permutations([3, 0, 4, 8]), st.integers(9, 60), st.integers(9, 60))
def test_what_is_hidden_may_change_places_without_anything_told_being_different(hidden, one, two):
    """This is why the rule holds: each of the hidden may be the one of five or more."""
    assert told(*hidden, one, two) == told(3, 0, 4, 8, one, two)


def test_a_month_is_told_once_and_never_again():
    """Not before its time; then what was counted first stays, whatever has come or gone since."""
    month = ThemeMonth(stream_name="theme-month/2026-11")
    now = due("2026-11")
    assert [] == month.tell("2026-11", now, ()), "nothing was brought"
    (begun,) = month.begin("2026-11")
    month.apply(begun)
    assert ([], datetime(2026, 11, 30, 19, 0, tzinfo=UTC)) == (month.begin("2026-11"), begun.due_at)
    first, second = (careful({("desk", "a"): count, ("desk", "b"): 20}) for count in (5, 12))

    assert [] == month.tell("2026-11", now - timedelta(seconds=1), first)
    (event,) = month.tell("2026-11", now, first)
    month.apply(event)

    assert ([], [5, 20]) == (month.tell("2026-11", now, second), [theme.people for theme in month.told.themes])


def test_months_are_those_of_tokyo():
    """Three in the afternoon of Greenwich is midnight there."""
    assert ["2026-11", "2026-12"] == [
        month_of(datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC)),
        month_of(datetime(2026, 11, 30, 15, 0, tzinfo=UTC)),
    ]
    assert datetime(2026, 12, 31, 19, 0, tzinfo=UTC) == due("2026-12")
