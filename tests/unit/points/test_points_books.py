"""The books find what does not add up. Each test is the negative control of one check."""

import pytest

from services.points.domain.events import Posted
from shared.contracts.points import PointsEarned
from tests.unit.points.points_pure import Pure, _commit


def posted(*entries, reference="fact-9"):
    return Posted(programme_id="attendance-2026", reference=reference, entries=entries)


def earned(amount):
    return PointsEarned(
        account_id="p1", person_id="p1", programme_id="attendance-2026", amount=amount, balance=amount, cause="fact-9"
    )


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


def test_what_is_under_way_is_known(world):
    """Reserved and not yet credited: no difference, but listed."""
    take(world, posted(("budget", -5), ("in-flight", 5)))

    assert {("attendance-2026", "fact-9"): 5} == world.books.in_flight
    assert [] == world.books.differences
