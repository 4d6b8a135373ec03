"""How much one may hold at a time: exact under races, over all houses, and given back with every end of a hold."""

import asyncio
from datetime import datetime

import pytest

from services.booking.domain.quota import Quota
from tests.integration.booking.bookings_kit import body, on
from tests.integration.booking.ways_kit import a_hall
from tests.kit import clock_of, run_reactions, run_timers

PERSON, GROUP = "komorebi.person-holds", "komorebi.group-holds"


@pytest.fixture
async def city(tmp_path):
    async with a_hall(tmp_path) as city:
        yield city


def a_hold(day, **changes):
    return body(hold=True, **on(day, "10:00", "11:00"), **changes)


async def hold(who, day, **changes):
    answer = await who.post("/bookings", json=a_hold(day, **changes))
    assert 201 == answer.status_code, answer.text
    return answer.json()


def refused(answer):
    told = answer.json()
    return answer.status_code, told.get("rule_id"), told.get("value"), told.get("limit")


async def counted(city, party="~resident-hana"):
    await run_reactions(city.service)
    return await city.service.journal.ask(Quota.stream(party, "held"), lambda quota: len(quota.bookings))


async def test_of_many_holds_at_once_as_many_stand_as_one_may_have(city):
    """In several houses, on several days; the rest names the rule, and booking at once is no hold."""
    hana = city.client()
    wishes = [a_hold(day) for day in range(9, 13)] + [
        a_hold(day, facility_id="hall", room_id="tea") for day in range(9, 13)
    ]

    answers = await asyncio.gather(*(hana.post("/bookings", json=wish) for wish in wishes))

    assert [201] * 3 + [422] * 5 == sorted(answer.status_code for answer in answers)
    assert {(422, PERSON, 4, 3)} == {refused(answer) for answer in answers if answer.status_code != 201}
    assert 3 == await counted(city)
    assert 201 == (await hana.post("/bookings", json=body(**on(15, "10:00", "11:00")))).status_code
    assert 201 == (await city.client("resident-ken").post("/bookings", json=a_hold(16))).status_code


async def test_a_hold_that_ended_counts_no_more(city):
    """Confirmed, given back, or lapsed, be that recorded already or not."""
    hana = city.client()
    first, second, third = [await hold(hana, day) for day in (9, 10, 11)]
    assert 422 == (await hana.post("/bookings", json=a_hold(12))).status_code

    assert 200 == (await hana.post(f"/bookings/{first['booking_id']}/confirm")).status_code
    fourth = await hold(hana, 12)
    assert 200 == (await hana.post(f"/bookings/{second['booking_id']}/cancel", json={})).status_code
    await hold(hana, 10)
    assert (422, PERSON, 4, 3) == refused(await hana.post("/bookings", json=a_hold(15)))
    clock_of(city.site).advance(datetime.fromisoformat(third["hold_until"]) - clock_of(city.site).now())
    await hold(hana, 15)
    await run_timers(city.service)

    assert 1 == await counted(city)
    assert 200 == (await hana.post(f"/bookings/{first['booking_id']}/cancel", json={})).status_code
    assert 1 == await counted(city)
    assert fourth["booking_id"] != third["booking_id"]


async def test_a_group_holds_its_own_and_its_officer_hers(city):
    """Five of the group's, three of hers; what lost the race for its room is held by nobody."""
    yui, garden = city.yui, {"group_id": "osawa-garden"}
    for day in range(9, 14):
        await hold(yui, day, **garden)
    taken = await city.client("resident-ken").post("/bookings", json=body(**on(20, "10:00", "11:00")))
    assert 201 == taken.status_code

    assert (422, GROUP, 6, 5) == refused(await yui.post("/bookings", json=a_hold(15, **garden)))
    assert 409 == (await yui.post("/bookings", json=a_hold(20))).status_code
    for day in (16, 17, 18):
        await hold(yui, day)
    assert (422, PERSON, 4, 3) == refused(await yui.post("/bookings", json=a_hold(19)))
    assert (5, 3) == (await counted(city, "osawa-garden"), await counted(city, "~officer-yui"))


async def test_the_explanation_counts_what_is_held(city):
    """Before one asks: the rule, how many stand, and that it can be booked at once."""
    hana = city.client()
    for day in (9, 10, 11):
        await hold(hana, day)

    told = (await hana.post("/bookings/explain", json=a_hold(12))).json()

    assert [(PERSON, 4, 3)] == [(each["rule_id"], each["value"], each["limit"]) for each in told["refusals"]]
    assert ("direct", True) == (told["refusals"][0]["change"]["kind"], told["refusals"][0]["change"]["allowed"])
