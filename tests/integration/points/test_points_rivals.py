"""Redemptions under rivalry and crashes, on a real journal: one outcome, no point lost, nothing given twice."""

import asyncio
from datetime import timedelta

import pytest

from services.points.domain.spending_events import RewardReleased, RewardReserved
from services.points.ledger import check_ledger
from services.points.refusals import RewardGone
from shared.contracts.points import PointsReturned, RewardHandedOver
from tests.integration.points.town_points import attend, balance, left, offer, person, points_town, redeem, staff
from tests.kit import clock_of, events_of, published, run_reactions, run_timers


@pytest.fixture
async def world(tmp_path):
    async with points_town(tmp_path) as service:
        yield service


async def test_the_last_one_asked_for_by_a_hundred_goes_to_one(world):
    """One has it; ninety-nine are told so clearly, keep every point, and hear what else there is to have."""
    people = [f"p{n}" for n in range(100)]
    await attend(world, *people)
    await offer(world, stock=1)
    await offer(world, reward_id="bag", name_ja="エコバッグ", price=30)
    await offer(world, reward_id="too-dear", price=51)
    rewards, causes = world.use_cases.rewards, world.journal.causes

    outcomes = await asyncio.gather(
        *(rewards.redeem("seeds", who, cause=causes.http(who, "POST /redemptions", "k")) for who in people),
        return_exceptions=True,
    )

    won = [outcome for outcome in outcomes if isinstance(outcome, tuple)]
    gone = [outcome for outcome in outcomes if isinstance(outcome, RewardGone)]
    assert (1, 99) == (len(won), len(gone))
    assert {"bag"} == {each["reward_id"] for refused in gone for each in refused.data["alternatives"]}
    assert {50} == {await balance(world, who) for who in people if who != won[0][1].redemption.person_id}
    assert 0 == await left(world)
    report = await check_ledger(world.journal)
    assert report.balanced
    assert (100 * 50 - 50, 50) == (report.programmes[0].accounts, report.programmes[0].held)


async def test_rivals_for_one_persons_points_leave_no_trace_in_the_stock(world):
    """Ten requests of one person with points for two: two are kept, what the account refused is released again."""
    await attend(world, "resident-hana")
    await attend(world, "resident-hana", activity="a2")
    await offer(world, stock=20)

    answers = await asyncio.gather(*(redeem(world) for _ in range(10)))

    assert [201] * 2 + [422] * 8 == sorted(answer.status_code for answer in answers)
    assert (18, 0) == (await left(world), await balance(world))
    assert (await check_ledger(world.journal)).under_way == 0


async def test_hand_over_cancellation_and_time_at_once_have_one_outcome(world):
    """Whatever the order, one of them happens and the books say the same as the stock."""
    await attend(world, *(f"p{n}" for n in range(12)))
    await offer(world, stock=12)
    kept = {f"p{n}": (await redeem(world, f"p{n}")).json() for n in range(12)}
    clock_of(world.site).advance(timedelta(days=15) - timedelta(hours=12, seconds=1))

    async def cancel(who):
        async with person(world, who) as somebody:
            return await somebody.post(f"/redemptions/{kept[who]['redemption_id']}/cancel")

    async def hand_over(who):
        async with staff(world) as counter:
            body = {"number": kept[who]["number"].replace("-", "")}
            return await counter.post(f"/redemptions/{kept[who]['redemption_id']}/hand-over", json=body)

    async def time():
        clock_of(world.site).advance(timedelta(seconds=1))
        await run_timers(world)

    answers = await asyncio.gather(*(cancel(who) for who in kept), *(hand_over(who) for who in kept), time())
    await run_reactions(world)

    handed = len(await published(world, RewardHandedOver))
    returned = len(await published(world, PointsReturned))
    assert 12 == handed + returned
    assert {200, 409} >= {answer.status_code for answer in answers if answer is not None}
    assert 12 - handed == await left(world)
    report = await check_ledger(world.journal)
    assert report.balanced
    assert (0, 50 * handed) == (report.programmes[0].held, report.programmes[0].redeemed)


async def test_a_crash_between_the_steps_is_finished_by_the_relay(world):
    """Reserved and not yet paid: the check knows that it is under way, and the next pass takes the step."""
    await attend(world, "resident-hana")
    await offer(world)
    rewards, cause = world.use_cases.rewards, world.journal.causes.http("resident-hana", "POST /redemptions", "k")

    async def crash(_):
        raise ConnectionError("the process died")

    settle, world.journal.settle = world.journal.settle, crash
    with pytest.raises(ConnectionError):
        await rewards.redeem("seeds", "resident-hana", cause=cause)
    world.journal.settle = settle
    half_way = await check_ledger(world.journal)
    assert (True, 1, 50) == (half_way.balanced, half_way.under_way, await balance(world))

    await run_reactions(world)
    await run_reactions(world)

    assert (0, 2) == (await balance(world), await left(world))
    assert 0 == (await check_ledger(world.journal)).under_way
    _, held = await rewards.redeem("seeds", "resident-hana", cause=cause)
    assert held == (await events_of(world, "account/resident-hana"))[3]


async def test_a_crash_after_a_refusal_is_finished_by_the_relay(world):
    """The account refused and the process died: the reservation does not stay for ever."""
    await attend(world, "resident-hana")
    await offer(world)
    rewards, causes = world.use_cases.rewards, world.journal.causes
    settle = world.journal.settle
    world.journal.settle = lambda commit: asyncio.sleep(0)
    for key in ("k1", "k2"):
        with pytest.raises(AttributeError):
            await rewards.redeem("seeds", "resident-hana", cause=causes.http("resident-hana", "POST /redemptions", key))
    world.journal.settle = settle

    await run_reactions(world)

    assert (0, 2) == (await balance(world), await left(world))
    reserved = [type(event) for event in await events_of(world, "reward/seeds")][1:]
    assert [RewardReserved, RewardReserved, RewardReleased] == reserved
