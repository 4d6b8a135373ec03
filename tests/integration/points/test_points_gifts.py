"""Gifts over HTTP on a real journal: they arrive, or everything is back; twice is once; a crash loses nothing."""

import asyncio

import pytest

from services.points.ledger import check_ledger
from shared.contracts.people import PersonErased
from shared.contracts.points import PointsGiven, PointsReturned
from tests.integration.points.town_points import attend, person, points_town, register
from tests.kit import deliver, published, run_reactions


@pytest.fixture
async def world(tmp_path):
    """Hana has 100 points, Ken never earned any."""
    async with points_town(tmp_path) as service:
        await register(service, "resident-hana", "resident-ken")
        await attend(service, "resident-hana")
        await attend(service, "resident-hana", activity="a2")
        yield service


async def give(world, to="resident-ken", amount=30, **headers):
    async with person(world) as hana:
        return await hana.post("/gifts", json={"to": to, "amount": amount}, headers=headers)


async def balances(world, *persons):
    return [await world.use_cases.balance(each) for each in persons]


async def test_points_are_given_to_somebody_who_never_earned_any(world):
    """Both see it in their history; each hears of it once."""
    given = await give(world)
    async with person(world, "resident-ken") as ken:
        seen = (await ken.get("/accounts/me")).json()

    assert (201, 30, 70) == (given.status_code, given.json()["amount"], given.json()["balance"])
    (line,) = seen["history"]["items"]
    assert (30, "received", 30, "") == (seen["balance"], line["what"], line["amount"], line["activity_id"])
    assert "resident-hana" not in str(seen)
    assert [("giver", 70), ("recipient", 30)] == [(e.role, e.balance) for e in await published(world, PointsGiven)]


async def test_the_same_request_twice_gives_once(world):
    """The same answer, from the first commit."""
    first = await give(world, **{"idempotency-key": "k1"})
    again = await give(world, **{"idempotency-key": "k1"})

    assert first.content == again.content
    assert "true" == again.headers["idempotency-replayed"]
    assert [70, 30] == await balances(world, "resident-hana", "resident-ken")


async def test_an_erased_and_an_unknown_recipient_look_alike(world):
    """The answer says that everything is back, in the same words; a repeat says the same."""
    await deliver(world, PersonErased(person_id="resident-ken"))

    erased = await give(world, **{"idempotency-key": "k1"})
    unknown = await give(world, to="never-was")
    again = await give(world, **{"idempotency-key": "k1"})

    assert (409, "gift-returned", 30, 100) == (
        erased.status_code, erased.json()["code"], erased.json()["amount"], erased.json()["balance"]
    )  # fmt: skip
    told = [
        {k: v for k, v in each.json().items() if k not in ("instance", "trace_id")} for each in (erased, unknown, again)
    ]
    assert told[0] == told[1] == told[2]
    assert [100, 0] == await balances(world, "resident-hana", "resident-ken")
    assert 2 == len(await published(world, PointsReturned))
    assert (await check_ledger(world.journal)).balanced


async def test_a_gift_that_stopped_half_way_is_finished_by_the_relay(world):
    """On its way it is in nobody's account, and the check says so; then it arrives."""
    gifts, cause = world.use_cases.gifts, world.journal.causes.http("resident-hana", "POST /gifts", "k")
    settle, world.journal.settle = world.journal.settle, lambda commit: asyncio.sleep(0)
    with pytest.raises(AttributeError):
        await gifts.give("resident-hana", "resident-ken", 30, cause=cause)
    world.journal.settle = settle
    half_way = await check_ledger(world.journal)
    assert (True, 1, 30) == (half_way.balanced, half_way.under_way, half_way.programmes[0].giving)

    await run_reactions(world)
    await run_reactions(world)

    assert [70, 30] == await balances(world, "resident-hana", "resident-ken")
    assert 0 == (await check_ledger(world.journal)).under_way


async def test_rivals_for_one_balance_give_what_there_is(world):
    """Twenty gifts at once of somebody who may give ten a day and has points for three of them."""
    answers = await asyncio.gather(*(give(world) for _ in range(20)))

    assert {201: 3, 422: 17} == {
        status: [answer.status_code for answer in answers].count(status) for status in (201, 422)
    }
    assert [10, 90] == await balances(world, "resident-hana", "resident-ken")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"to": "resident-hana", "amount": 1}, 422, "gift-to-self"),
        ({"to": "resident-ken", "amount": 101}, 422, "points-short"),
        ({"to": "resident-ken", "amount": 201}, 409, "gift-limit"),
        ({"to": "resident-ken", "amount": 0}, 422, None),
        ({"to": "resident-ken", "amount": 1.5}, 422, None),
        ({"to": "a/b", "amount": 1}, 422, None),
        ({"to": "hana@example.org", "amount": 1}, 422, None),
        ({"amount": 1}, 422, None),
        ({"to": "resident-ken", "amount": 1, "price": 100}, 422, None),
    ],
)
async def test_gifts_that_cannot_be(world, body, status, code):
    """Refused in words, and nothing moves."""
    async with person(world) as hana:
        refused = await hana.post("/gifts", json=body)

    assert (status, True) == (refused.status_code, code in (None, refused.json()["code"]))
    assert refused.json()["next"]
    assert [100, 0] == await balances(world, "resident-hana", "resident-ken")
