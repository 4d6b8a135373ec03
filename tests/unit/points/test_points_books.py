"""The books find what does not add up. Each test is the negative control of one check."""

import re

import pytest

from services.points.domain.events import Posted
from services.points.domain.spending_events import RedemptionHeld
from services.points.sums import SUMS
from shared.contracts.points import PointsEarned, PointsGiven, PointsRedeemed
from tests.unit.points.points_pure import NOON, Pure, _commit, only


def posted(*entries, reference="fact-9"):
    return Posted(programme_id="attendance-2026", reference=reference, entries=entries)


def earned(amount):
    return PointsEarned(
        account_id="p1", person_id="p1", programme_id="attendance-2026", amount=amount, balance=amount, cause="fact-9"
    )


def given(amount, role="recipient"):
    return PointsGiven(**earned(amount).model_dump(), total=amount, part=1, parts=1, role=role)


def redeemed(world, amount):
    about = {"reward_id": "x", "reward_ja": "x", "reward_en": "x", "place": "x", "due_at": NOON}
    told = PointsRedeemed(**earned(amount).model_dump(), total=amount, part=1, parts=1, **about)
    assert [] == take(world, told, posted(("account/p1", -amount), ("held", amount), reference="r1"))


@pytest.fixture
def world():
    world = Pure()
    world.attend()
    return world


def take(world, *events):
    world.books.take([_commit("account/p1", world.books.versions.get("account/p1", 0) + 1, events)])
    return [difference.en for difference in (*world.books.differences, *world.books.overdrawn())]


def test_true_books_have_no_differences(world):
    """Without this, the others would prove nothing."""
    assert [] == world.books.differences
    assert 0 == world.books.imbalance("attendance-2026")


def test_a_commit_that_does_not_balance_is_found(world):
    """Points from nowhere."""
    assert ["do not balance" in text for text in take(world, earned(5), posted(("account/p1", 5)))] == [True]
    assert 0 < world.books.imbalance("attendance-2026")


def test_two_commits_that_balance_only_together_are_both_found(world):
    """Each commit must balance in itself; the sum over the programme hides it."""
    take(world, earned(5), posted(("account/p1", 5)))

    assert 2 == len(take(world, posted(("expired", -5))))
    assert 10 == world.books.imbalance("attendance-2026")


def test_points_that_were_credited_without_a_reservation_are_found(world):
    """The commit balances, but more arrived than was on its way."""
    texts = take(world, earned(5), posted(("in-flight", -5), ("account/p1", 5)))

    assert ["More of fact-9 arrived" in text for text in texts] == [True]


def test_an_event_that_tells_another_sum_than_it_posts_is_found(world):
    """Subscribers would believe the event."""
    texts = take(
        world, posted(("budget", -5), ("in-flight", 5)), earned(6), posted(("in-flight", -5), ("account/p1", 5))
    )

    assert ["told another sum" in text for text in texts] == [True]
    assert 1 == world.books.imbalance("attendance-2026")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("account/p1", "redeemed"),
        ("account/p1", "budget"),
        ("account/p1", "account/p2"),
        ("expired", "account/p1"),
        ("redeemed", "account/p1"),
        ("issuer", "account/p1"),
        ("in-flight", "held"),
        ("held", "expired"),
        ("giving", "budget"),
        ("account/p1", "somewhere"),
    ],
)
def test_points_that_move_as_nothing_moves_are_found(world, source, target):
    """The commit balances and may be told truly; but there is no such way, whoever wrote it."""
    texts = take(world, posted((source, -5), (target, 5)))

    assert any("moved as nothing moves" in text for text in texts)
    assert 0 < world.books.imbalance("attendance-2026")


def test_more_that_is_handed_over_than_was_held_is_found(world):
    """Held for one redemption, spent for another."""
    redeemed(world, 5)

    texts = take(world, posted(("held", -6), ("redeemed", 6), reference="r1"))

    assert ["More of r1 arrived than was on its way (by 1; held)." == text for text in texts] == [True]


def test_more_that_is_received_than_was_given_is_found(world):
    """A gift that nobody sent."""
    texts = take(world, given(5), posted(("giving", -5), ("account/p1", 5), reference="g1"))

    assert ["by 5; being given" in text for text in texts] == [True]


def test_an_account_that_redeems_without_a_reservation_is_found(world):
    """More redemptions than the stock gave."""
    world.offer(price=10)
    world.redeem()
    world.books.rewards["seeds"].out -= 1

    assert ["The accounts hold 1 redemptions, but 0 are reserved."] == [d.en for d in world.books.overdrawn()]


def test_every_sum_is_told_with_what_it_is_and_how_it_comes_about(world):
    """Each in both languages; what came and what went make the sum."""
    world.greet("p1", "p2")
    world.offer(price=10)
    (held,) = only(world.redeem(), RedemptionHeld)
    world.hand_over(held.redemption.redemption_id)
    world.redeem()
    world.give(7)
    world.correct()
    sums = world.books.programmes["attendance-2026"]

    for kind, words in SUMS.items():
        ja, en = sums.explained(kind)
        came = sum(int(number.replace(",", "")) for number in re.findall(r"[+-][0-9,]+", en))
        assert sums.of(kind) == came, (kind, en)
        assert all((words.ja, words.en, words.what_ja, words.what_en, ja))
    assert (
        "earned +50, reversed -23, redeemed -20, given -7, received, or back undelivered +7"
        == (sums.explained("account")[1])
    )
    assert "利用 +20、受渡し -10" == sums.explained("held")[0]


def test_what_is_under_way_is_known(world):
    """Reserved and not yet credited: no difference, but listed."""
    take(world, posted(("budget", -5), ("in-flight", 5)))

    assert {("attendance-2026", "fact-9"): 5} == world.books.in_flight
    assert [] == world.books.differences
