"""Gifts: what arrives is what it was, and what does not arrive is as if it had never been given."""

from datetime import timedelta

import pytest

from services.points.domain.spending_events import GiftReceived, GiftRefused, GiftReturned, GiftSent
from services.points.refusals import GiftLimitReached, GiftToSelf, PointsShort
from shared.contracts.points import PointsExpired, PointsGiven, PointsReturned
from shared.web.refusals import PersonErasedHere
from tests.unit.points.points_pure import GIFTS, Pure, kinds, only


@pytest.fixture
def world():
    """A giver with 100 points in two lots of different ends, and somebody who never earned anything."""
    world = Pure()
    world.open_programme("shops-2026", issuer="partner", expires_after_days=30)
    world.attend(activity="a1")
    world.attend(activity="a2", programme="shops-2026")
    world.greet("p1", "p2")
    return world


def ends(world, person):
    return {(lot.programme_id, lot.issuer, lot.issued_at, lot.expires_at) for lot in world.account(person).spendable()}


def test_a_gift_keeps_programme_issuer_day_and_end_of_each_lot(world):
    """Points never live longer for having been given, and what ends first is given first."""
    before = ends(world, "p1")

    world.give(70)

    assert before == ends(world, "p2")
    assert [("shops-2026", 50), ("attendance-2026", 20)] == [
        (lot.programme_id, lot.remaining) for lot in world.account("p2").spendable()
    ]
    assert (30, 70) == (world.account("p1").balance, world.account("p2").balance)


def test_a_gift_ends_with_the_lots_it_came_from(world):
    """On the day on which the giver would have lost it."""
    world.give(50)
    world.pass_time(timedelta(days=31))

    assert [50] == [event.amount for event in only(world.fall_due("p2"), PointsExpired)]


def test_giver_and_recipient_each_hear_of_it_and_not_of_each_other(world):
    """One public event a programme on each side, with that side's balance."""
    told = only(world.give(70), PointsGiven)

    assert [("giver", 50, 50), ("giver", 20, 30), ("recipient", 50, 50), ("recipient", 20, 70)] == [
        (event.role, event.amount, event.balance) for event in told
    ]
    assert all("p2" not in event.body().decode() for event in told if event.role == "giver")
    assert all("p1" not in event.body().decode() for event in told if event.role == "recipient")


def test_the_recipient_does_not_learn_what_the_points_were_earned_for(world):
    """Which activities somebody took part in is theirs to tell."""
    (received,) = only(world.give(70), GiftReceived)

    assert {""} == {part.activity_id for part in received.parts}
    assert {"received"} == {part.lot_id.split("-")[0] for part in received.parts}


def test_many_small_gifts_make_one_lot(world):
    """An account cannot be filled with crumbs: parts of one programme, day and end lie together."""
    for _ in range(5):
        world.give(3)

    (lot,) = world.account("p2").spendable()
    assert (15, 15) == (lot.amount, lot.remaining)


def test_what_is_given_on_and_spent_leaves_nothing_behind(world):
    """A lot that was received and is used up is forgotten at once: nothing can correct it."""
    world.give(50)
    world.give(50, giver="p2", to="p1")

    assert {} == world.account("p2").lots
    assert 100 == world.account("p1").balance


@pytest.mark.parametrize("unknown", ["never-was", "erased"])
def test_what_no_account_takes_comes_back_whole(world, unknown):
    """To the very lots; somebody erased and somebody who never was look alike."""
    if unknown == "erased":
        world.greet("erased")
        world.erase("erased")
    before = world.account().model_dump(include={"lots", "balance", "debts"})

    events = world.give(70, to=unknown)

    assert before == world.account().model_dump(include={"lots", "balance", "debts"})
    assert [100] == [event.balance for event in only(events, GiftReturned)]
    assert [("gift-undelivered", 50, 80), ("gift-undelivered", 20, 100)] == [
        (event.reason, event.amount, event.balance) for event in only(events, PointsReturned)
    ]
    assert kinds(only(events, GiftRefused)) == ["GiftRefused"]
    assert {} == world.books.giving


def test_a_gift_that_comes_back_after_its_earning_was_reversed_repays_the_debt(world):
    """The reversal found the lot empty and made a debt of it."""
    giver = world.account()
    (sent, *rest) = giver.give("g", "nobody", 50, GIFTS, world.now)
    for event in (sent, *rest):
        giver.apply(event)
    world.correct(activity="a2")
    assert (50, 50) == (giver.balance, giver.debt)
    (refused,) = world.account("nobody").receive(sent, world.now)

    returned = giver.get_back(refused, world.now)
    for event in returned:
        giver.apply(event)

    assert (50, 0) == (giver.balance, giver.debt)


def test_given_points_stay_given_when_their_earning_is_reversed(world):
    """The recipient did nothing wrong; the giver owes."""
    world.give(50)

    world.correct(activity="a2")

    assert (50, 50) == (world.account().balance, world.account().debt)
    assert (50, 0) == (world.account("p2").balance, world.account("p2").debt)


def test_a_gift_that_ended_on_its_way_back_is_lost(world):
    """Nothing is prolonged by coming back late."""
    giver = world.account()
    for event in (sent := giver.give("g", "nobody", 50, GIFTS, world.now)):
        giver.apply(event)
    world.pass_time(timedelta(days=40))
    (refused,) = world.account("nobody").receive(sent[0], world.now)

    events = giver.get_back(refused, world.now)

    assert [50] == [event.amount for event in only(events, PointsExpired)]


def test_nobody_gives_to_themselves(world):
    """It would only use up the day's limit."""
    with pytest.raises(GiftToSelf):
        world.give(10, to="p1")


def test_nobody_gives_what_they_do_not_have(world):
    """The refusal says how much is missing."""
    with pytest.raises(PointsShort) as short:
        world.give(130)

    assert 30 == short.value.data["missing"]


def test_a_day_has_a_limit_in_points_and_in_gifts(world):
    """What came back counts: nobody tries one id after the other."""
    limits = GIFTS.__class__(given_a_day=60, gifts_a_day=2)
    world.give(50, to="nobody", limits=limits)
    with pytest.raises(GiftLimitReached) as refused:
        world.give(11, limits=limits)
    assert 10 == refused.value.data["left_today"]
    world.give(1, limits=limits)
    with pytest.raises(GiftLimitReached):
        world.give(1, limits=limits)

    world.pass_time(timedelta(days=1))

    assert only(world.give(11, limits=limits), GiftReceived)


def test_an_erased_person_gives_nothing(world):
    """The account moves no more."""
    world.erase("p1")

    with pytest.raises(PersonErasedHere):
        world.give(10)


def test_the_giver_forgets_a_gift_once_it_has_arrived(world):
    """An account remembers what is on its way, not what ever was."""
    world.give(10)

    assert {} == world.account().gifts


def test_a_step_that_comes_twice_does_nothing(world):
    """The relay may repeat what a crash left behind; causes hold it back, and so do the decisions."""
    events = world.give(10, to="nobody")
    (sent,), (refused,) = only(events, GiftSent), only(events, GiftRefused)

    assert [] == world.account().get_back(refused, world.now)
    assert [] == world.account().arrive(sent.gift_id)
