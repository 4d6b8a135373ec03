"""How much one may hold at a time: exact under races, over all houses, and given back with every end of a hold."""

import asyncio
from datetime import datetime, timedelta

import pytest

from services.booking.domain.quota import Quota
from tests.integration.booking.bookings_kit import body, on
from tests.integration.booking.ways_kit import a_hall, in_hall
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


def an_event(day, room="tea", **changes):
    """What staff have to approve: its room is kept until they do."""
    return in_hall(room, purpose="event", **on(day, "10:00", "11:00"), **changes)


async def test_what_waits_for_approval_is_held_too(city):
    """Whoever asks for an event in room after room has three of them, with what they hold; the rest names the rule."""
    hana = city.client()
    await hold(hana, 9)
    wishes = [an_event(day) for day in (8, 9, 10, 11, 12, 15, 16)]

    answers = await asyncio.gather(*(hana.post("/bookings", json=wish) for wish in wishes))
    told = (await hana.post("/bookings/explain", json=wishes[0])).json()

    assert [201] * 2 + [422] * 5 == sorted(answer.status_code for answer in answers)
    assert {(422, PERSON, 4, 3)} == {refused(answer) for answer in answers if answer.status_code != 201}
    assert 3 == await counted(city)
    assert (422, PERSON, 4, 3) == refused(await hana.post("/bookings", json=a_hold(16)))
    assert [(PERSON, 4, 3)] == [(each["rule_id"], each["value"], each["limit"]) for each in told["refusals"]]
    assert 201 == (await hana.post("/bookings", json=body(**on(17, "10:00", "11:00")))).status_code
    assert 201 == (await city.client("resident-ken").post("/bookings", json=an_event(18))).status_code


async def test_a_request_that_ended_counts_no_more(city):
    """Approved, refused, withdrawn, or not decided until its use begins."""
    hana, staff = city.client(), city.staff
    first, second, third = [
        (await hana.post("/bookings", json=an_event(day))).json()["booking_id"] for day in (2, 9, 10)
    ]
    assert 422 == (await hana.post("/bookings", json=an_event(11))).status_code

    assert 200 == (await staff.post(f"/bookings/{second}/approve", json={"conditions": []})).status_code
    assert 201 == (await hana.post("/bookings", json=an_event(11))).status_code
    assert 200 == (await staff.post(f"/bookings/{third}/refuse", json={"reason": "purpose"})).status_code
    fourth = (await hana.post("/bookings", json=an_event(12))).json()["booking_id"]
    assert 200 == (await hana.post(f"/bookings/{fourth}/cancel", json={})).status_code
    assert 2 == await counted(city)
    clock_of(city.site).advance(datetime.fromisoformat("2026-12-02T10:00:00+09:00") - clock_of(city.site).now())
    for day in (15, 16):
        assert 201 == (await hana.post("/bookings", json=an_event(day))).status_code
    assert (422, PERSON, 4, 3) == refused(await hana.post("/bookings", json=an_event(17)))
    await run_timers(city.service)
    assert ("lapsed", 3) == (
        (await hana.get(f"/bookings/{first}")).json()["status"],
        await counted(city),
    )


async def test_what_staff_have_approved_by_changing_it_is_held_by_nobody(city):
    """A booking that they make an event, make longer, and move as one: none of it waits for them."""
    hana, staff = city.client(), city.staff
    booked = (await hana.post("/bookings", json=in_hall("tea"))).json()["booking_id"]

    changed = await staff.post(f"/bookings/{booked}/change", json={"purpose": "event"})
    longer = await staff.post(f"/bookings/{booked}/change", json=on(2, "10:00", "13:00"))
    moved = await staff.post(f"/bookings/{booked}/change", json=on(9, "10:00", "13:00"))

    assert [200, 200, 200] == [answer.status_code for answer in (changed, longer, moved)], moved.text
    assert (0, "confirmed") == (await counted(city), moved.json()["status"])


@pytest.mark.parametrize("again", ["given back", "left to lapse", "booked and cancelled in between"])
async def test_a_hold_does_not_begin_anew(city, again):
    """Whoever gives a hold back, or leaves it to lapse, and holds the same again has it until the first one's end.

    Somebody else may hold it then, and they themselves may book it, or hold another time.
    """
    hana = city.client()
    first = await hold(hana, 9)
    clock_of(city.site).advance(timedelta(hours=2))
    if again == "left to lapse":
        clock_of(city.site).advance(datetime.fromisoformat(first["hold_until"]) - clock_of(city.site).now())
        told = await hana.post("/bookings", json=a_hold(9))
        assert (422, "hold-too-late", first["hold_until"]) == (
            told.status_code, told.json()["code"], told.json()["limit"]
        )  # fmt: skip
    else:
        assert 200 == (await hana.post(f"/bookings/{first['booking_id']}/cancel", json={})).status_code
        if again != "given back":
            booked = (await hana.post("/bookings", json=body(**on(9, "10:00", "11:00")))).json()
            assert 200 == (await hana.post(f"/bookings/{booked['booking_id']}/cancel", json={})).status_code
        clock_of(city.site).advance(timedelta(hours=13))  # the next day, of which the rule would count
        second = await hold(hana, 9)
        assert first["hold_until"] == second["hold_until"]
        assert 200 == (await hana.post(f"/bookings/{second['booking_id']}/cancel", json={})).status_code

    await hold(hana, 10)
    theirs = await hold(city.client("resident-ken"), 9)
    assert first["hold_until"] < theirs["hold_until"]
    assert 200 == (await city.client("resident-ken").post(f"/bookings/{theirs['booking_id']}/cancel")).status_code
    assert 201 == (await hana.post("/bookings", json=body(**on(9, "10:00", "11:00")))).status_code
