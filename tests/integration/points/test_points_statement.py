"""A month's statement: opening and lines make closing, whatever happened, and both are what the postings say."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.points.books import Books
from shared.clock import TOKYO
from shared.contracts.booking_activities import ActivityAttended, AttendanceCorrected
from shared.contracts.people import PersonErased
from shared.errors import Refusal
from tests.integration.points.town_points import attend, offer, person, points_town, register
from tests.kit import clock_of, deliver, run_timers

KINDS = ("earned", "redeemed", "given", "received", "expired", "reversed", "returned")


@pytest.fixture
async def world(tmp_path):
    async with points_town(tmp_path, expires_after_days=20) as service:
        await register(service, "resident-hana", "resident-ken")
        await offer(service, stock=100_000, keep_days=3)
        yield service


async def statement(world, month, who="resident-hana", **params):
    async with person(world, who) as somebody:
        response = await somebody.get("/accounts/me/statement", params={"month": month, **params})
    assert 200 == response.status_code, response.text
    return response.json()


async def redeem(world, who="resident-hana"):
    async with person(world, who) as somebody:
        return (await somebody.post("/redemptions", json={"reward_id": "seeds"})).json()


async def test_a_month_tells_what_was_there_what_came_and_went_and_what_is_there(world):
    """Months are Tokyo's: the last minute of November is in November."""
    await attend(world, "resident-hana")
    await redeem(world)
    clock_of(world.site).advance(datetime(2026, 11, 30, 23, 59, 59, tzinfo=TOKYO) - world.site.clock.now())
    await run_timers(world)
    await attend(world, "resident-hana", activity="a2")
    clock_of(world.site).advance(timedelta(seconds=1))
    await attend(world, "resident-hana", activity="a3")

    november, december = await statement(world, "2026-11"), await statement(world, "2026-12")

    assert (0, 100, 0) == (november["opening_balance"], november["closing_balance"], november["opening_debt"])
    assert dict.fromkeys(KINDS, 0) | {"earned": 100, "redeemed": -50, "returned": 50} == november["totals"]
    assert [("earned", 50, 50), ("redeemed", -50, 0), ("returned", 50, 50), ("earned", 50, 100)] == [
        (line["what"], line["amount"], line["balance"]) for line in november["lines"]["items"]
    ]
    assert "not-fetched" == november["lines"]["items"][2]["why"]["code"]
    assert (100, 150) == (december["opening_balance"], december["closing_balance"])


async def test_months_without_movements_stand_still(world):
    """Before anything was earned all is zero; afterwards the balance is carried on."""
    await attend(world, "resident-hana")

    before, after = await statement(world, "2026-10"), await statement(world, "2027-01")

    assert (0, 0, []) == (before["opening_balance"], before["closing_balance"], before["lines"]["items"])
    assert (50, 50, []) == (after["opening_balance"], after["closing_balance"], after["lines"]["items"])


async def test_what_was_repaid_is_told_beside_the_balance(world):
    """A line says what it did to the balance and what is owed after it; both add up."""
    await attend(world, "resident-hana")
    await redeem(world)
    await deliver(world, AttendanceCorrected(activity_id="a1", group_id="g", person_id="resident-hana"), n=2)
    await attend(world, "resident-hana", activity="a2")

    told = await statement(world, "2026-11")

    assert [("earned", 50, 0), ("redeemed", -50, 0), ("reversed", 0, 50), ("earned", 0, 0)] == [
        (line["what"], line["amount"], line["debt"]) for line in told["lines"]["items"]
    ]
    assert (0, 0) == (told["closing_balance"], told["closing_debt"])


async def test_lines_come_in_pages_and_add_up_to_the_totals(world):
    """Each line once, the oldest first, however small the page."""
    for n in range(5):
        await attend(world, "resident-hana", activity=f"a{n}")
        clock_of(world.site).advance(timedelta(hours=20))

    lines, cursor = [], None
    while True:
        page = await statement(world, "2026-11", limit=2, **({"cursor": cursor} if cursor else {}))
        lines += page["lines"]["items"]
        cursor = page["lines"]["next"]
        if cursor is None:
            break

    assert ["a0", "a1", "a2", "a3", "a4"] == [line["activity_id"] for line in lines]
    assert sum(page["totals"].values()) == sum(line["amount"] for line in lines) == page["closing_balance"]


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "november", "1999-12", "2026-11-01", ""])
async def test_what_is_no_month_is_refused(world, month):
    """422, in words."""
    async with person(world) as hana:
        refused = await hana.get("/accounts/me/statement", params={"month": month})

    assert 422 == refused.status_code
    assert refused.json()["next"]


COMMANDS = st.lists(
    st.sampled_from(["attend", "attend", "correct", "redeem", "cancel", "hand-over", "give", "receive", "days"]),
    min_size=3,
    max_size=14,
)


def test_opening_and_lines_are_closing_whatever_happened(tmp_path):
    """Random months of random people, compared with the postings alone."""
    with asyncio.Runner() as runner:
        town = points_town(tmp_path, expires_after_days=20)
        world = runner.run(town.__aenter__())
        runner.run(offer(world, stock=100_000, keep_days=3))
        runner.run(register(world, "friend"))
        counter = iter(range(10_000))

        @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
        @given(commands=COMMANDS, erased=st.booleans())
        def holds(commands, erased):
            runner.run(a_month(world, f"p{next(counter)}", commands, erased=erased))

        try:
            holds()
        finally:
            runner.run(town.__aexit__(None, None, None))


async def a_month(world, who, commands, *, erased):
    """One person does all that, across the ends of months; then every month is asked for."""
    await register(world, who)
    months = {month_of(world)}
    kept = []
    points, causes = world.use_cases, world.journal.causes
    for n, command in enumerate(commands):
        cause = causes.http(who, f"POST /{command}", f"{n}")
        try:
            if command == "attend":
                await deliver(
                    world, ActivityAttended(activity_id=f"{who}-{n % 4}", group_id="g", person_id=who), n=n + 1
                )
            elif command == "correct":
                about = {"activity_id": f"{who}-{n % 4}", "group_id": "g", "person_id": who}
                await deliver(world, AttendanceCorrected(**about), n=n + 1)
            elif command == "redeem":
                kept.append((await points.rewards.redeem("seeds", who, cause=cause))[1].redemption)
            elif command == "cancel" and kept:
                await points.rewards.cancel(kept[-1].redemption_id, who, cause=cause)
            elif command == "hand-over" and kept:
                await points.rewards.hand_over(kept[-1].redemption_id, kept[-1].number, cause=cause)
            elif command == "give":
                await points.gifts.give(who, "friend", 20, cause=cause)
            elif command == "receive":
                await deliver(world, ActivityAttended(activity_id=f"{who}-{n}", group_id="g", person_id="friend"))
                await points.gifts.give("friend", who, 10, cause=causes.http("friend", "POST /gifts", f"{who}{n}"))
        except Refusal:
            pass
        if command == "days":
            clock_of(world.site).advance(timedelta(days=9))
            await run_timers(world)
            months.add(month_of(world))
    if erased:
        await deliver(world, PersonErased(person_id=who))
    await assert_adds_up(world, who, sorted(months))


async def assert_adds_up(world, who, months):
    books = Books()
    await books.read(world.journal)
    carried = None
    for month in months:
        told = await statement(world, month, who, limit=200)
        lines = told["lines"]["items"]
        assert told["closing_balance"] == told["opening_balance"] + sum(line["amount"] for line in lines)
        for kind in KINDS:
            assert told["totals"][kind] == sum(line["amount"] for line in lines if line["what"] == kind)
        assert carried in (None, told["opening_balance"])
        carried = told["closing_balance"]
    assert carried == (books.holdings[who].balance if who in books.holdings else 0)


def month_of(world):
    at = world.site.clock.now().astimezone(UTC).astimezone(TOKYO)
    return f"{at:%Y-%m}"
