"""What moved people, with both outcomes, and who meets whom: worked by hand, and nothing of fewer than five."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.ladder.moved import Observed, moved
from services.matching.domain.ladder.ties import Occasion, ties_of
from services.matching.ladder.insights import months_before, quarter_before


def some(n, rose, *, had, cell="a"):
    return [Observed((cell,), had, i < rose) for i in range(n)]


def test_an_effect_with_its_interval():
    """20 of 40 against 15 of 60: 0.25. q = 21/42 and 16/62; 1.96 x the root of 0.25/40 + 0.191467/60 = 0.190444."""
    found = moved([*some(40, 20, had=True), *some(60, 15, had=False)])

    assert (None, 40, 60, 1.0) == (found.why, found.with_it, found.compared_with, found.matched)
    assert pytest.approx((0.25, 0.25 - 0.190444, 0.25 + 0.190444), abs=1e-5) == (found.effect, found.low, found.high)


def test_like_is_compared_with_like():
    """Who had it were mostly keen ones: they rose more often, yet no more often than the keen who had it not."""
    keen = [*some(80, 40, had=True, cell="keen"), *some(40, 20, had=False, cell="keen")]
    others = [*some(20, 2, had=True, cell="not"), *some(200, 20, had=False, cell="not")]
    found = moved([*keen, *others])

    assert (0.0, "may-be-chance") == (pytest.approx(found.effect), found.why)


def test_each_cell_weighs_as_many_as_had_it():
    """(30 x 0.5 + 60 x 0.2) / 90 = 0.3."""
    one = [*some(30, 24, had=True), *some(40, 12, had=False)]
    two = [*some(60, 30, had=True, cell="b"), *some(50, 15, had=False, cell="b")]

    assert pytest.approx(0.3) == moved([*one, *two]).effect


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ([], "too-few"),
        ([*some(29, 29, had=True), *some(500, 0, had=False)], "too-few"),
        ([*some(100, 100, had=True), *some(29, 0, had=False)], "too-few"),
        ([*some(60, 60, had=True), *some(40, 40, had=True, cell="b"), *some(500, 0, had=False)], "groups-differ"),
        ([*some(40, 20, had=True), *some(60, 25, had=False)], "may-be-chance"),
    ],
)
def test_where_we_cannot_tell_it_is_said(people, why):
    """Too few on a side, nobody alike, or chance."""
    assert why == moved(people).why


@given(st.integers(30, 60), st.integers(30, 60), st.floats(0, 1), st.floats(0, 1))
def test_an_effect_is_a_difference_of_shares(n1, n0, p1, p0):
    """In -1 to 1, within its interval; none that is told includes 0."""
    found = moved([*some(n1, round(n1 * p1), had=True), *some(n0, round(n0 * p0), had=False)])

    assert -1 <= found.effect <= 1
    assert found.low <= found.effect <= found.high
    assert (found.why is None) == (found.low > 0 or found.high < 0)


def test_ties_against_chance_worked_by_hand():
    """Five times {x, x, y} and {x, y}. S = 25, x = 15, y = 10.

    xx: 5 x 0.5 = 2.5 over 15 x 14 / 48; xy: 5 x (1 + 1) = 10 over 150 / 24; yy: none.
    """
    occasions = []
    for n in range(5):
        occasions.append(Occasion("kita", {f"a{n}": "x", f"b{n}": "x", f"c{n}": "y"}))
        occasions.append(Occasion("kita", {f"d{n}": "x", f"e{n}": "y"}))

    found = {(tie.one, tie.other): tie.ratio for tie in ties_of(occasions)}
    assert {("x", "x"): 0.57, ("x", "y"): 1.6, ("y", "y"): 0.0} == found


def test_a_large_group_weighs_by_its_people_and_not_by_its_pairs():
    """Fifty of one age among themselves are 1,225 pairs: what the small ones do together is still seen."""
    large = Occasion("kita", {f"l{n}": "x" for n in range(50)})
    mixed = [Occasion("kita", {f"m{n}": "x", f"y{n}": "y"}) for n in range(50)]

    found = {(tie.one, tie.other): tie.ratio for tie in ties_of([large, *mixed])}
    assert found["x", "y"] > 1 > found["y", "y"]


def test_four_different_people_are_in_no_pair():
    """However often they come; nor is who came alone."""
    often = [Occasion("kita", {**{f"x{n}": "x" for n in range(6)}, **{f"y{n}": "y" for n in range(4)}})] * 9

    assert [("x", "x")] == [(tie.one, tie.other) for tie in ties_of(often)]
    assert () == ties_of([Occasion("kita", {f"x{n}": "x"}) for n in range(9)])


def test_the_periods_are_whole_and_over():
    """Six months, a quarter; across a year's end."""
    assert [date(2025, 9, 1), date(2026, 2, 1)] == [months_before(date(2026, 2, 3))[n] for n in (0, -1)]
    assert (date(2025, 10, 1), date(2025, 12, 31)) == (
        quarter_before(date(2026, 1, 1)).first, quarter_before(date(2026, 3, 31)).last,
    )  # fmt: skip
