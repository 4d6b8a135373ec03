"""Whoever adds up the points of a page finds the sum that stands there."""

from decimal import Decimal
from random import Random

import pytest

from services.portal.adding_up import shown, shown_in_sum


@pytest.mark.parametrize(
    ("parts", "rows", "whole"),
    [
        ([11.3521, 3.0, 0.4, 0.35], ["11.35", "3.00", "0.40", "0.35"], "15.10"),
        ([0.3333, 0.3333, 0.3333], ["0.34", "0.33", "0.33"], "1.00"),
        ([1.005, 1.005], ["1.01", "1.00"], "2.01"),
        ([15.0, -5.9967], ["15.00", "-6.00"], "9.00"),
        ([], [], "0.00"),
    ],
)
def test_what_is_shown_of_the_parts_by_hand(parts, rows, whole):
    """Those with the greatest rest are rounded up; equal ones in their order."""
    assert (rows, whole) == (shown_in_sum(parts), shown(sum(parts)))


@pytest.mark.parametrize("seed", range(20))
def test_the_rows_add_up_and_none_is_off_by_a_hundredth(seed):
    """Whatever is counted, also what is taken off."""
    random = Random(seed)
    for _ in range(100):
        units = [random.randint(-120_000, 200_000) for _ in range(random.randint(0, 14))]
        parts = [each / 10_000 for each in units]

        rows = [Decimal(each) for each in shown_in_sum(parts)]

        assert Decimal(shown(sum(parts))) == sum(rows)
        assert all(abs(row - Decimal(each) / 10_000) < Decimal("0.01") for row, each in zip(rows, units, strict=True))
