"""Turns: of L living groups each has the last place of each ten with everybody on one of L days."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.recommending.columns import Columns
from services.matching.domain.recommending.scoring import Offer
from services.matching.domain.recommending.turns import in_turn, turns_in, with_turns

DAY = date(2026, 11, 23)


def groups(count):
    columns = Columns()
    for number in range(count):
        columns.put(f"group/{number}", f"group-{number}", Offer())
    return columns, np.array(list(columns.slots.values()), dtype=np.intp)


@pytest.mark.parametrize(("places", "turns"), [(1, 0), (4, 0), (5, 1), (10, 1), (14, 1), (15, 2), (20, 2), (50, 5)])
def test_one_place_in_ten_is_a_turn(places, turns):
    """By hand: the share that is promised."""
    assert turns == turns_in(places)


def test_whoever_looks_every_day_meets_every_living_group():
    """Sixty groups, sixty days: each exactly once, for anybody, from any day on; none is left out."""
    columns, living = groups(60)
    for person in ("hana", "ken"):
        days = [in_turn(columns, living, person, DAY + timedelta(days=n), 1, ()) for n in range(60)]

        assert {1} == set(Counter(slot for each in days for slot in each).values())
        assert 60 == len({slot for each in days for slot in each})


def test_on_any_day_every_group_has_about_its_share_of_the_turns():
    """3,000 people, 30 groups: 100 each is expected; none has less than six tenths, none twice as much."""
    columns, living = groups(30)
    found = Counter(in_turn(columns, living, f"person-{n}", DAY, 1, ())[0] for n in range(3_000))

    assert 30 == len(found)
    assert 60 <= min(found.values()) <= max(found.values()) <= 200


def test_who_is_in_the_list_already_leaves_its_turn_to_the_next():
    """And over the days every other group still has no less than its share."""
    columns, living = groups(12)
    shown = set(living[:5].tolist())
    found = Counter(in_turn(columns, living, "hana", DAY + timedelta(days=n), 1, shown)[0] for n in range(24))

    assert set(living[5:].tolist()) == found.keys()
    assert 2 <= min(found.values())


def test_a_small_town_has_no_more_turns_than_groups():
    """Where all are in the list by score, nobody's turn is made up; with none living, none."""
    columns, living = groups(3)

    assert [] == in_turn(columns, living, "hana", DAY, 5, set(living.tolist()))
    assert 3 == len(in_turn(columns, living, "hana", DAY, 5, ()))
    assert [] == in_turn(columns, np.array([], dtype=np.intp), "hana", DAY, 1, ())


@given(by_score=st.integers(0, 60), places=st.integers(1, 50), turns=st.integers(0, 5))
def test_a_list_of_both_has_as_many_places_as_it_can(by_score, places, turns):
    """In the order of scores, each once, turns at the tenth places or at the end, and never more than asked for."""
    scored, waiting = list(range(min(by_score, places))), list(range(100, 100 + min(turns, turns_in(places))))
    mixed = with_turns(scored, waiting, places)

    assert min(places, len(scored) + len(waiting)) == len(mixed) == len(set(mixed))
    assert waiting == [slot for slot in mixed if slot >= 100]
    assert sorted(slot for slot in mixed if slot < 100) == [slot for slot in mixed if slot < 100]
    early = [place for place, slot in enumerate(mixed, start=1) if slot >= 100 and place <= len(mixed) - len(waiting)]
    assert all(place % 10 == 0 for place in early)
