"""What is bounded about rewards: how much one person may have and ask for, what staff may offer, and until when."""

from datetime import timedelta

import pytest

from services.points.domain.account import Account
from services.points.domain.spending_events import RedemptionHeld, RedemptionRefused, RedemptionReturned
from services.points.refusals import (
    RedemptionLimitReached,
    RewardExists,
    RewardNotOffered,
    StockTooLarge,
    TermEndsBeforeStart,
    TermTooLong,
    TooManyOpen,
)
from shared.web import NotFound
from shared.web.refusals import PersonErasedHere
from tests.unit.points.points_pure import LIMITS, Pure, an_offer, only, redeemed


@pytest.fixture
def world():
    """Somebody has 100 points in two lots; three packets of seeds cost 50 each."""
    world = Pure()
    world.attend(activity="a1")
    world.attend(activity="a2")
    world.offer()
    return world


def test_one_person_has_only_so_many_waiting(world):
    """Who keeps much without fetching it keeps it from others."""
    redeemed(world)

    with pytest.raises(TooManyOpen):
        world.redeem(limits=LIMITS.__class__(open_max=1, a_day_max=20))


def test_one_person_redeems_only_so_often_a_day(world):
    """What was cancelled counts; the next day is a new one."""
    limits = LIMITS.__class__(open_max=10, a_day_max=1)
    id = only(world.redeem(limits=limits), RedemptionHeld)[0].redemption.redemption_id
    world.cancel(id)

    with pytest.raises(RedemptionLimitReached):
        world.redeem(limits=limits)

    world.pass_time(timedelta(days=1))
    assert only(world.redeem(limits=limits), RedemptionHeld)


def test_the_account_holds_the_limits_exactly(world):
    """Requests that looked at once are refused one by one on the account's own stream."""
    standing, limits = world.account().standing(world.now), LIMITS.__class__(open_max=1, a_day_max=20)
    chains = [
        world.commit(world.reward(), world.reward().reserve(f"x{n}", "p1", "1", standing, limits, world.now))
        for n in range(2)
    ]

    assert [[], ["too-many-open"]] == [[e.reason for e in only(chain, RedemptionRefused)] for chain in chains]
    assert (2, 50) == (world.reward().left, world.account().balance)


# -- erasure


def test_the_open_redemptions_of_an_erased_person_end(world):
    """The rewards are there for others, and the account redeems nothing more."""
    redeemed(world)
    redeemed(world)

    events = world.erase()

    assert ["erased", "erased"] == [event.reason for event in only(events, RedemptionReturned)]
    assert (3, {}, 100) == (world.reward().left, world.account().redemptions, world.account().balance)
    with pytest.raises(PersonErasedHere):
        world.redeem()


def test_an_account_that_is_erased_between_two_steps_refuses(world):
    """The reservation is released."""
    standing = world.account().standing(world.now)
    world.erase()

    chain = world.commit(world.reward(), world.reward().reserve("x", "p1", "1", standing, LIMITS, world.now))

    assert ["erased"] == [event.reason for event in only(chain, RedemptionRefused)]
    assert 3 == world.reward().left


# -- what staff may offer


def test_a_reward_is_offered_restocked_and_withdrawn(world):
    """What is kept for somebody stays theirs."""
    id = redeemed(world)
    world.commit(world.reward(), world.reward().restock(7))
    assert 9 == world.reward().left

    world.commit(world.reward(), world.reward().withdraw())

    assert [] == world.reward().withdraw()
    with pytest.raises(RewardNotOffered):
        world.redeem()
    assert world.hand_over(id)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"reward_id": "seeds"}, RewardExists),
        ({"reward_id": "x", "ends_on": an_offer().starts_on - timedelta(days=1)}, TermEndsBeforeStart),
        ({"reward_id": "x", "ends_on": an_offer().starts_on + timedelta(days=366)}, TermTooLong),
    ],
)
def test_offers_that_a_rule_refuses(world, changes, refusal):
    """An id once, a term that runs forward, at most a year."""
    with pytest.raises(refusal):
        world.offer(**changes)


def test_a_stock_is_bounded_and_belongs_to_a_reward(world):
    """The stream of a reward has a size by design."""
    with pytest.raises(StockTooLarge) as refused:
        world.reward().restock(99_998)

    assert 99_997 == refused.value.data["room"]
    with pytest.raises(NotFound):
        world.reward("none").restock(1)


@pytest.mark.parametrize(("days", "status"), [(-400, "planned"), (200, "ended")])
def test_a_reward_can_be_had_in_its_term_only(world, days, status):
    """The refusal says which."""
    world.now += timedelta(days=days)

    with pytest.raises(RewardNotOffered) as refused:
        world.redeem()

    assert status == refused.value.data["state"]


def test_a_state_with_open_redemptions_survives_its_snapshot(world):
    """What is saved as JSON and read again is the same state."""
    redeemed(world)
    world.greet("p2")
    world.give(10)
    world.correct(activity="a1")

    assert world.account() == Account.model_validate_json(world.account().model_dump_json())
