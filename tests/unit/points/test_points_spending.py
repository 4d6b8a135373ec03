"""Redemptions on the account's side: which lots pay, what comes back and where to, and what time does meanwhile."""

from datetime import timedelta

import pytest

from services.points.domain.calendar import books_close
from services.points.domain.spending_events import RedemptionRefused, RedemptionReturned
from services.points.refusals import (
    PointsShort,
    RedemptionEnded,
    RewardGone,
    WrongNumber,
)
from shared.contracts.points import PointsExpired, PointsRedeemed, PointsReturned, RewardHandedOver
from tests.unit.points.points_pure import LIMITS, Pure, kinds, only, redeemed


def sums(world, programme="attendance-2026"):
    return world.books.programmes[programme]


@pytest.fixture
def world():
    """Somebody has 100 points in two lots; three packets of seeds cost 50 each."""
    world = Pure()
    world.attend(activity="a1")
    world.attend(activity="a2")
    world.offer()
    return world


def test_a_redemption_takes_the_price_and_one_of_the_stock(world):
    """The public event says what it was for, where it waits and until when."""
    (event,) = only(world.redeem(), PointsRedeemed)

    assert (50, 50, 50, 1, 1) == (event.amount, event.balance, event.total, event.part, event.parts)
    assert ("seeds", "花の種", "Flower seeds") == (event.reward_id, event.reward_ja, event.reward_en)
    assert (50, 50, 2) == (world.account().balance, world.account().held, world.reward().left)
    assert (50, 50, 0) == (sums(world).accounts, sums(world).held, sums(world).redeemed)


def test_what_ends_first_is_spent_first():
    """Also when it was earned later; of several programmes each has an event, numbered, with the balance after it."""
    world = Pure()
    world.open_programme("garden-2026", expires_after_days=10)
    world.attend(activity="a1")
    world.attend(activity="a2", programme="garden-2026")
    world.offer(price=70)

    events = only(world.redeem(), PointsRedeemed)

    assert [("garden-2026", 50, 50, 1), ("attendance-2026", 20, 30, 2)] == [
        (event.programme_id, event.amount, event.balance, event.part) for event in events
    ]
    assert {(70, 2)} == {(event.total, event.parts) for event in events}
    assert [30] == [lot.remaining for lot in world.account().spendable()]


def test_a_lot_whose_end_has_come_pays_nothing_even_before_the_timer(world):
    """Time is the rule, not the timer that carries it out."""
    world.now = world.account().spendable()[0].expires_at
    world.reward().terms = world.reward().terms.model_copy(update={"ends_on": world.now.date() + timedelta(days=2)})

    with pytest.raises(PointsShort) as short:
        world.redeem()

    assert {"price": 50, "available": 0, "missing": 50} == short.value.data


def test_what_an_account_cannot_pay_is_refused_before_anything_is_written(world):
    """With how much is missing."""
    world.offer(reward_id="bag", price=130)

    with pytest.raises(PointsShort) as short:
        world.redeem(reward="bag")

    assert 30 == short.value.data["missing"]
    assert 3 == world.reward("bag").left


def test_what_the_account_refuses_after_all_releases_the_reservation(world):
    """Two requests look at one balance, and both are reserved: the second is refused by the account and comes back."""
    standing = world.account().standing(world.now)
    world.offer(reward_id="bag", price=80)
    redeemed(world)
    reserve = world.reward("bag").reserve("late", "p1", "1", standing, LIMITS, world.now)

    chain = world.commit(world.reward("bag"), reserve)

    (refused,) = only(chain, RedemptionRefused)
    assert ("short", 30, 50) == (refused.reason, refused.missing, refused.balance)
    assert (3, 50) == (world.reward("bag").left, world.account().balance)
    assert "RewardReleased" in kinds(chain)


def test_the_last_one_goes_to_one():
    """The stock is exact: whoever comes after is refused, and nothing is taken."""
    world = Pure()
    world.offer(stock=1)
    for person in ("p1", "p2"):
        world.attend(person=person)
    redeemed(world)

    with pytest.raises(RewardGone):
        world.redeem(person="p2")

    assert (0, 50) == (world.reward().left, world.account("p2").balance)


def test_a_hand_over_spends_for_good(world):
    """The points are in nobody's account any more, and the person hears of it."""
    id = redeemed(world)

    (told,) = only(world.hand_over(id), RewardHandedOver)

    assert (id, "seeds", 50) == (told.cause, told.reward_id, told.amount)
    assert (50, 0, 50) == (sums(world).accounts, sums(world).held, sums(world).redeemed)
    assert (2, {}) == (world.reward().left, world.account().redemptions)


def test_the_number_must_be_the_one_of_the_redemption(world):
    """Who shows another number does not get somebody's reward."""
    id = redeemed(world)

    with pytest.raises(WrongNumber):
        world.hand_over(id, number="87654321")


@pytest.mark.parametrize("first", ["hand_over", "cancel", "leave_unfetched"])
@pytest.mark.parametrize("second", ["hand_over", "cancel", "leave_unfetched"])
def test_of_hand_over_cancellation_and_time_exactly_one_happens(world, first, second):
    """Whichever was first; the other is refused, or does nothing (the timer)."""
    id = redeemed(world)
    if first == "leave_unfetched":
        world.pass_time(timedelta(days=15))
    assert getattr(world, first)(id)
    world.pass_time(timedelta(days=15))
    before = (world.reward().left, world.account().balance, sums(world).redeemed)

    if second == "leave_unfetched":
        assert [] == world.leave_unfetched(id)
    else:
        with pytest.raises(RedemptionEnded):
            getattr(world, second)(id)

    assert before == (world.reward().left, world.account().balance, sums(world).redeemed)


def test_after_its_time_nothing_is_handed_over_even_before_the_timer(world):
    """The person was told until when; the next one in line may have been told that it is free."""
    id = redeemed(world)
    world.pass_time(timedelta(days=15))

    with pytest.raises(RedemptionEnded):
        world.hand_over(id)


def test_nothing_returns_before_its_time(world):
    """The timer may fire early; the decision looks again."""
    id = redeemed(world)
    world.pass_time(timedelta(days=14))

    assert [] == world.leave_unfetched(id)
    assert 50 == world.account().held


def test_what_was_not_fetched_returns_to_the_very_lots(world):
    """And the reward can be had by somebody else."""
    before = world.account().model_dump(include={"lots", "balance", "debts"})
    id = redeemed(world)
    world.pass_time(timedelta(days=15))

    (returned,) = only(world.leave_unfetched(id), PointsReturned)

    assert ("not-fetched", 50, 100) == (returned.reason, returned.amount, returned.balance)
    assert before == world.account().model_dump(include={"lots", "balance", "debts"})
    assert (3, 0) == (world.reward().left, sums(world).held)


def test_what_ended_meanwhile_is_lost_as_soon_as_it_returns():
    """A redemption is no way to keep points beyond their end."""
    world = Pure(expires_after_days=3)
    world.attend()
    world.offer()
    id = redeemed(world)
    world.pass_time(timedelta(days=15))
    world.fall_due()

    events = world.leave_unfetched(id)

    assert [(50, 0)] == [(event.amount, event.balance) for event in only(events, PointsExpired)]
    assert (0, 50) == (world.account().balance, sums(world).expired)


def test_points_of_a_year_whose_books_are_closed_return_all_the_same():
    """Their lot was forgotten; it is made again as it was, and ends when it always did."""
    world = Pure(expires_after_days=400)
    world.attend()
    world.offer(keep_days=300)
    (before,) = world.account().spendable()
    id = redeemed(world)
    world.now = books_close(2026)
    world.fall_due()
    assert {} == world.account().lots

    world.cancel(id)

    (lot,) = world.account().spendable()
    assert (before.expires_at, before.issued_at, 50) == (lot.expires_at, lot.issued_at, lot.remaining)


# -- points that were spent when their earning is reversed


def test_points_that_were_spent_when_their_earning_is_reversed_become_a_debt(world):
    """Handed over or still held: the lot no longer has them, and the next earnings repay."""
    id = redeemed(world)
    world.hand_over(id)

    world.correct(activity="a1")

    assert (50, 50) == (world.account().balance, world.account().debt)
    world.attend(activity="a3", day=(world.now + timedelta(days=1)).date())
    assert (50, 0) == (world.account().balance, world.account().debt)


def test_what_returns_after_its_earning_was_reversed_repays_the_debt(world):
    """Not the balance: the points were taken back from the person already, as a debt."""
    id = redeemed(world)
    world.correct(activity="a1")
    assert (50, 50) == (world.account().balance, world.account().debt)

    (returned,) = only(world.cancel(id), RedemptionReturned)

    assert {"fact-1": 50} == returned.repaid
    assert (50, 0, 50) == (world.account().balance, world.account().debt, returned.balance)
    assert (-0, 50) == (sums(world).debts, sums(world).accounts)


def test_what_returns_after_its_debt_was_repaid_belongs_to_the_earning_that_paid(world):
    """It ends when that one does; and when that is taken back as well, nobody owes what they never used."""
    id = redeemed(world)
    world.correct(activity="a1")
    world.pass_time(timedelta(days=1))
    world.attend(activity="a3")
    assert (50, 0) == (world.account().balance, world.account().debt)

    (returned,) = only(world.cancel(id), RedemptionReturned)

    (a2, a3) = world.account().spendable()
    assert [("a2", 50), ("a3", 50)] == [(lot.activity_id, lot.remaining) for lot in (a2, a3)]
    assert [("fact-1", a3.earning_id, 50)] == [(each.lot_id, each.into, each.amount) for each in returned.restored]
    world.correct(activity="a3")
    assert (50, 0, 950) == (world.account().balance, world.account().debt, world.programme.left)


def test_what_returns_to_an_earning_whose_end_has_come_is_lost(world):
    """Nobody keeps points by redeeming them, and nobody owes them afterwards."""
    id = redeemed(world)
    world.correct(activity="a1")
    world.attend(activity="a3", day=(world.now + timedelta(days=1)).date())
    end = max(lot.expires_at for lot in world.account().lots.values())
    world.pass_time(end - world.now)
    world.fall_due()

    world.leave_unfetched(id)

    assert (0, 0) == (world.account().balance, world.account().debt)
    world.correct(activity="a3")
    assert (0, 0) == (world.account().balance, world.account().debt)


def test_a_debt_of_something_else_is_not_repaid_by_a_return(world):
    """The lot is still good: its points go back into it."""
    first = redeemed(world)
    world.hand_over(first)
    second = redeemed(world)
    world.correct(activity="a1")
    assert (0, 50) == (world.account().balance, world.account().debt)

    world.cancel(second)

    assert (50, 50) == (world.account().balance, world.account().debt)
