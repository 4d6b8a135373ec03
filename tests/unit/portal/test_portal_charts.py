"""Charts: bars in proportion, inside their drawing, and nothing drawn where nothing is told."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.portal.charts import HIDDEN_HEIGHT, both_ways, columns, share

COUNTS = st.lists(st.integers(0, 100_000), min_size=1, max_size=24)
AMOUNTS = st.lists(st.tuples(*[st.none() | st.integers(0, 1_000_000)] * 2), min_size=1, max_size=31)

UNHURRIED = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
"""A busy machine is no fault of a chart."""


@UNHURRIED
@given(COUNTS)
def test_columns_are_as_high_as_their_part_of_the_largest(values):
    """Twice as many is twice as high; 0 is no bar; the largest reaches the top."""
    drawing = columns(values)
    heights = {int(bar.x // 10): bar.height for bar in drawing.bars}

    assert {n for n, value in enumerate(values) if value} == set(heights)
    for n, height in heights.items():
        assert pytest.approx(values[n] / max(values) * drawing.height) == height
    assert all(pytest.approx(drawing.ground) == bar.y + bar.height for bar in drawing.bars)


@UNHURRIED
@given(AMOUNTS)
def test_what_came_stands_on_the_ground_and_what_went_hangs_from_it(pairs):
    """Both on one scale; nothing leaves the drawing; a day of which nothing is told is a line."""
    drawing = both_ways([up for up, _ in pairs], [down for _, down in pairs])
    whole = max(up or 0 for up, _ in pairs) + max(down or 0 for _, down in pairs)

    for bar in drawing.bars:
        came, went = pairs[int(bar.x // 10)]
        assert -1e-6 <= bar.y
        assert bar.y + bar.height <= drawing.height + 1e-6
        if bar.kind == "hidden":
            assert (None, None, HIDDEN_HEIGHT) == (came, went, bar.height)
        else:
            assert pytest.approx((came if bar.kind == "in" else went) / whole * drawing.height) == bar.height
            assert pytest.approx(drawing.ground) == (bar.y + bar.height if bar.kind == "in" else bar.y)
    assert sum(1 for came, went in pairs if came is None and went is None) == sum(
        bar.kind == "hidden" for bar in drawing.bars
    )


def test_a_lying_bar_is_its_share_of_the_longest():
    """And nothing where there is nothing."""
    assert [100, 25, 0] == [share(8, 8), share(2, 8), share(0, 8)]
    assert 0 == share(0, 0)
