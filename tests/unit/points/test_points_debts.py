"""What was earned by mistake is taken back in any order with all else: nobody owes what they never used."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.points.domain.spending_events import RedemptionHeld
from services.points.refusals import PointsRefusal
from tests.unit.points.points_pure import Pure, only
from tests.unit.points.points_worth import Worth

STEPS = st.sampled_from([
    ("attend", "a1"), ("attend", "a2"), ("correct", "a1"), ("correct", "a2"), ("redeem", 20), ("hand_over", 0),
    ("cancel", 0), ("give", 30), ("days", 4), ("days", 9),
])  # fmt: skip
"""Few, so that what must come together does."""


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=30))
def test_nobody_owes_what_they_never_used(steps):
    """Earned, given, fetched or not, ended and taken back: worth what the model says, and the books explain it."""
    world, worth, kept = Pure(daily_cap=1_000, expires_after_days=5), Worth(), []
    world.greet("p1", "p2")
    world.offer(price=20, stock=100, keep_days=14)
    for what, choice in steps:
        with suppress(PointsRefusal):
            if what == "redeem":
                kept += [event.redemption.redemption_id for event in only(world.redeem(), RedemptionHeld)]
            elif what in ("hand_over", "cancel"):
                if kept:
                    getattr(world, what)(kept.pop(choice))
            elif what == "days":
                world.pass_time(timedelta(days=choice))
                world.fall_due()
                world.fall_due("p2")
            else:
                getattr(world, what)(choice)
        worth.assert_holds(world, "p1", "p2")
        assert [] == world.books.differences

    sums = world.books.programmes["attendance-2026"]
    assert sums.expired >= worth.gone
    assert (0, 0) == (sums.total, world.books.imbalance("attendance-2026"))
