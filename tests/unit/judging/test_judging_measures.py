"""Measures against numbers counted by hand (``judging_kit``), and what holds of them whatever is measured."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyoso.judging.contest import Known, group_task
from kyoso.judging.measures import Judge, gini
from tests.unit.judging.judging_kit import a_past

LISTS = {
    "a": ("choir-north", "tea-north"),
    "b": ("walk-south",),
    "c": ("tea-south",),
    "d": (),
}


@pytest.fixture
def judge():
    known = Known.of(a_past())
    return Judge(group_task(a_past(), known), known, seed=1, resamples=50)


def test_accuracy_is_of_those_of_whom_something_came_true(judge):
    """a: one of two, at place 2; c: none of one. b joined before, and of d nothing is known."""
    found = judge.measure("x", LISTS).estimates

    assert 2 == judge.judged.sum()
    assert 0.5 == found["hit"].value
    assert 0.25 == found["recall"].value
    assert pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)) / 2) == found["ndcg"].value


def test_rarity_and_distance_are_of_what_is_shown(judge):
    """tea-north has two of four people (3/5), the others none (1/5); a looks 0 km, b and c 1.112 and 0."""
    found = judge.measure("x", LISTS).estimates

    rare, known = math.log2(5), math.log2(5 / 3)
    assert pytest.approx(((rare + known) / 2 + rare + rare) / 3) == found["novelty"].value
    assert pytest.approx((0 + 1.11195 + 0) / 3, rel=1e-4) == found["distance"].value
    assert 1.0 == found["coverage"].value
    assert pytest.approx(0) == found["gini"].value


def test_exposure_by_size_is_beside_the_number_of_groups(judge):
    """Two of the four shown are of the two small groups: as their number would have it."""
    found = judge.measure("x", LISTS)

    assert {"5-9": 1.0, "10-29": 1.0, "30-99": 1.0} == {b: part.measured["ratio"] for b, part in found.by_size.items()}
    assert 1.0 == found.by_age["25-39"].measured["hit"]
    assert 0.0 == found.by_age["75+"].measured["hit"]


def test_a_way_against_itself_differs_in_nothing(judge):
    """The draws are the same for every way of choosing."""
    judge.measure("x", LISTS)
    judge.measure("y", LISTS)

    assert (0, 0, 0) == tuple(getattr(judge.difference("x", "y", "hit"), name) for name in ("value", "low", "high"))


def test_the_gini_of_worked_counts():
    """All alike: 0. All at one of four: 3/4. 1, 3: mean difference 1 over mean 2, halved."""
    counts = np.array([[2.0, 2, 2, 2], [0, 8, 0, 0], [1, 1, 3, 3]])

    assert pytest.approx([0, 0.75, 0.25]) == list(gini(counts))


@given(st.lists(st.integers(0, 50), min_size=2, max_size=12).filter(any), st.integers(1, 9))
def test_a_gini_knows_neither_order_nor_scale(counts, scale):
    """It lies in 0 to 1."""
    found = gini(np.array([counts, counts[::-1], [scale * count for count in counts]], dtype=float))

    assert -1e-9 <= found[0] < 1
    assert pytest.approx(list(found)) == [found[0]] * 3
