"""Rewards over HTTP on a real journal: rivals, time, a crash between the steps, and everything that comes twice."""

from datetime import timedelta

import pytest

from services.points.domain.spending_events import RedemptionHeld
from services.points.ledger import check_ledger
from shared.contracts.people import PersonErased
from shared.contracts.points import PointsRedeemed, PointsReturned, RewardHandedOver
from tests.integration.points.town_points import (
    REWARD,
    attend,
    balance,
    left,
    offer,
    person,
    points_town,
    redeem,
    register,
    staff,
)
from tests.kit import clock_of, deliver, published, run_timers


@pytest.fixture
async def world(tmp_path):
    async with points_town(tmp_path) as service:
        yield service


async def test_somebody_redeems_and_fetches_a_reward(world):
    """From the list to the hand-over: a number to show, a day until when, and what is left to spend."""
    await attend(world, "resident-hana")
    async with staff(world) as counter, person(world) as hana:
        assert 201 == (await counter.post("/rewards", json=REWARD)).status_code
        (listed,) = (await hana.get("/rewards")).json()["items"]
        made = await hana.post("/redemptions", json={"reward_id": "seeds"})
        kept = made.json()
        account = (await hana.get("/accounts/me")).json()
        (found,) = (await counter.get("/redemptions", params={"number": kept["number"]})).json()["items"]
        handed = await counter.post(f"/redemptions/{found['redemption_id']}/hand-over", json={"number": kept["number"]})
        (mine,) = (await hana.get("/redemptions")).json()["items"]

    assert REWARD | {"left": 3, "status": "open"} == listed | {"stock": 3}
    assert 201 == made.status_code
    assert ("2026-12-07T00:00:00+09:00", 0) == (kept["due_at"], kept["balance"])
    assert (0, 50) == (account["balance"], account["held"])
    assert ("redeemed", -50, {"ja": "花の種", "en": "Flower seeds"}) == tuple(
        account["history"]["items"][0][name] for name in ("what", "amount", "reward")
    )
    assert (200, "handed-over") == (handed.status_code, handed.json()["status"])
    assert ("handed-over", kept["redemption_id"]) == (mine["status"], mine["redemption_id"])
    assert 1 == len(await published(world, RewardHandedOver))
    assert (await check_ledger(world.journal)).balanced


async def test_a_reward_that_is_gone_is_refused_in_words(world):
    """Over HTTP: 409, what happened, what to do next."""
    await attend(world, "resident-hana", "resident-ken")
    await offer(world, stock=1)
    await redeem(world, "resident-ken")

    refused = await redeem(world)

    assert (409, "reward-gone", []) == (
        refused.status_code,
        refused.json()["code"],
        refused.json()["alternatives"],
    )
    assert refused.json()["next"]


async def test_a_request_that_comes_again_has_its_first_answer(world):
    """Also when the balance would no longer reach, and the last one is gone."""
    await attend(world, "resident-hana")
    await offer(world, stock=1)

    first = await redeem(world, **{"idempotency-key": "k1"})
    clock_of(world.site).advance(timedelta(days=30))
    await run_timers(world)
    again = await redeem(world, **{"idempotency-key": "k1"})

    assert (201, 201) == (first.status_code, again.status_code)
    assert first.content == again.content
    assert "true" == again.headers["idempotency-replayed"]
    assert 1 == len(await published(world, PointsRedeemed))


async def test_what_is_missing_is_told(world):
    """422, and nothing is written."""
    await attend(world, "resident-hana")
    await offer(world, price=80)
    before = await world.journal.store.last_position()

    refused = await redeem(world)

    assert (422, "points-short", 30) == (refused.status_code, refused.json()["code"], refused.json()["missing"])
    assert before == await world.journal.store.last_position()


async def test_what_nobody_fetches_ends_by_the_clock_alone(world):
    """No request comes: the points are back in their lot, and somebody else can have the reward."""
    await attend(world, "resident-hana")
    await offer(world)
    kept = (await redeem(world)).json()
    clock_of(world.site).advance(timedelta(days=14))
    assert 0 == await run_timers(world)

    clock_of(world.site).advance(timedelta(days=1))

    assert 1 == await run_timers(world)
    assert (3, 50) == (await left(world), await balance(world))
    assert [("not-fetched", 50)] == [(e.reason, e.balance) for e in await published(world, PointsReturned)]
    async with person(world) as hana, staff(world) as counter:
        mine = (await hana.get(f"/redemptions/{kept['redemption_id']}")).json()
        late = await counter.post(f"/redemptions/{kept['redemption_id']}/hand-over", json={"number": kept["number"]})
        assert [] == (await counter.get("/redemptions", params={"number": kept["number"]})).json()["items"]
    assert "not-fetched" == mine["status"]
    assert (409, "redemption-ended", "not-fetched") == (
        late.status_code, late.json()["code"], late.json()["state"]
    )  # fmt: skip
    assert 0 == await run_timers(world)


async def test_the_open_redemptions_of_an_erased_person_end(world):
    """The fact arrives twice; the reward is back once."""
    await attend(world, "resident-hana")
    await offer(world)
    await redeem(world)
    await register(world, "resident-hana")

    await deliver(world, PersonErased(person_id="resident-hana"), PersonErased(person_id="resident-hana"))

    assert 3 == await left(world)
    assert ["erased"] == [event.reason for event in await published(world, PointsReturned)]
    refused = await redeem(world)
    assert (410, "person-erased") == (refused.status_code, refused.json()["code"])


async def test_a_redemption_is_its_persons_and_the_counters(world):
    """Others do not learn that it is there; the number must be the one of the redemption."""
    await attend(world, "resident-hana")
    await offer(world)
    kept = (await redeem(world)).json()
    path = f"/redemptions/{kept['redemption_id']}"
    async with person(world, "resident-ken") as ken, staff(world) as counter, person(world) as hana:
        statuses = [
            (await ken.get(path)).status_code,
            (await ken.post(f"{path}/cancel")).status_code,
            (await ken.get("/redemptions", params={"number": kept["number"]})).status_code,
            (await ken.post(f"{path}/hand-over", json={"number": kept["number"]})).status_code,
            (await counter.get(path)).status_code,
            (await counter.post("/redemptions/none/hand-over", json={"number": "12345678"})).status_code,
        ]
        wrong = await counter.post(f"{path}/hand-over", json={"number": "0000-0000"})
        wide = kept["number"].translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
        cancelled = await hana.post(f"{path}/cancel")
        again = await counter.post(f"{path}/hand-over", json={"number": wide})

    assert [404, 404, 403, 403, 200, 404] == statuses
    assert (422, "wrong-number") == (wrong.status_code, wrong.json()["code"])
    assert (200, 50, "cancelled") == (
        cancelled.status_code, cancelled.json()["balance"], cancelled.json()["status"]
    )  # fmt: skip
    assert (409, "cancelled") == (again.status_code, again.json()["state"])


async def test_only_staff_offer_restock_and_withdraw(world):
    """Residents get 403; a second reward of the id, or a bad one, is refused in words."""
    async with person(world) as hana, staff(world) as counter:
        for path, body in (("", REWARD), ("/seeds/restock", {"added": 1}), ("/seeds/withdraw", None)):
            assert 403 == (await hana.post(f"/rewards{path}", json=body)).status_code
        assert 201 == (await counter.post("/rewards", json=REWARD)).status_code
        twice = await counter.post("/rewards", json=REWARD)
        bad = await counter.post("/rewards", json=REWARD | {"reward_id": "x", "until": "2026-03-31"})
        more = await counter.post("/rewards/seeds/restock", json={"added": 7})
        assert (200, 10) == (more.status_code, await left(world))
        gone = await counter.post("/rewards/seeds/withdraw")
        listed = (await hana.get("/rewards")).json()["items"]
        one = (await hana.get("/rewards/seeds")).json()

    assert (409, "reward-exists") == (twice.status_code, twice.json()["code"])
    assert (422, "term-ends-before-start") == (bad.status_code, bad.json()["code"])
    assert (200, [], "withdrawn") == (gone.status_code, listed, one["status"])
    assert 404 == (await redeem(world, reward_id="none")).status_code
    assert (409, "reward-not-offered") == ((await redeem(world)).status_code, (await redeem(world)).json()["code"])


async def test_the_public_events_lie_on_the_accounts_stream(world):
    """One person's points stay in order on the bus, and the event has no name of a person."""
    await attend(world, "resident-hana")
    await offer(world)
    await redeem(world)

    (_, commit) = await world.journal.store.of_stream("account/resident-hana")

    assert ["redemption-held.v1", "points-redeemed.v1", "posted.v1"] == [record.type for record in commit.records]
    assert isinstance(commit.events[0], RedemptionHeld)
