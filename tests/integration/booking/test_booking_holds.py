"""Rooms that are held, halls that divide, several rooms at once: what rivals and time do to them."""

import asyncio
from datetime import datetime, timedelta

import pytest

from services.booking.rows import BookingRow
from shared.contracts.booking import BookingConfirmed, SlotsFreed
from shared.contracts.booking_ways import BookingHeld, BookingLapsed
from shared.contracts.people import PersonErased
from tests.integration.booking.bookings_kit import body, on
from tests.integration.booking.ways_kit import a_hall, free_of, in_hall
from tests.kit import clock_of, deliver, events_of, run_timers

DAY = "facility-day/hall/2026-12-02"


@pytest.fixture
async def city(tmp_path):
    async with a_hall(tmp_path) as city:
        yield city


async def held(city, who=None, **changes):
    answer = await (who or city.client()).post("/bookings", json=in_hall("east", hold=True, **changes))
    assert (201, "held") == (answer.status_code, answer.json()["status"])
    return answer.json()


def time_is_over(city, hold, *, but=timedelta(0)):
    """The clock is set to the end of a hold."""
    clock_of(city.site).advance(datetime.fromisoformat(hold["hold_until"]) - clock_of(city.site).now() - but)


async def test_a_hall_and_its_parts_are_one_floor(city):
    """Rivals for the hall and for a part of it: one of them has it, and what is free says so."""
    hana, ken = city.client(), city.client("resident-ken")

    answers = await asyncio.gather(
        hana.post("/bookings", json=in_hall("whole")), ken.post("/bookings", json=in_hall("west"))
    )

    assert [201, 409] == sorted(answer.status_code for answer in answers)
    free = await free_of(city, "hall")
    taken = [room for room, spans in free.items() if ("09:00", "21:00") not in spans]
    assert taken in (["whole", "east", "west"], ["whole", "west"])
    assert 201 == (await ken.post("/bookings", json=in_hall("tea"))).status_code


async def test_both_parts_are_booked_by_different_people(city):
    """The hall is gone then; its parts are not in each other's way."""
    hana, ken = city.client(), city.client("resident-ken")

    assert 201 == (await hana.post("/bookings", json=in_hall("east"))).status_code
    assert 201 == (await ken.post("/bookings", json=in_hall("west"))).status_code
    assert 409 == (await hana.post("/bookings", json=in_hall("whole"))).status_code


async def test_several_rooms_are_booked_in_one_commit_or_not_at_all(city):
    """One of them taken: none is booked."""
    hana, ken = city.client(), city.client("resident-ken")
    await ken.post("/bookings", json=in_hall("tea"))

    lost = await hana.post("/bookings", json=in_hall(("east", "tea")))
    won = await hana.post("/bookings", json=in_hall(("east", "west"), people=80))
    both = await hana.post("/bookings", json=in_hall(("whole", "east"), **on(3, "10:00", "11:00")))

    assert (409, "room-taken") == (lost.status_code, lost.json()["code"])
    assert (201, ["east", "west"]) == (won.status_code, won.json()["room_ids"])
    assert (422, "rooms-overlap") == (both.status_code, both.json()["code"])


async def test_a_hold_keeps_the_room_until_it_is_confirmed(city):
    """Nobody else has it, it has no permit yet, and the confirmed booking has its id."""
    hold = await held(city)

    rival = await city.client("resident-ken").post("/bookings", json=in_hall("whole"))
    done = await city.client().post(f"/bookings/{hold['booking_id']}/confirm")

    assert (None, None) == (hold["permit_number"], hold["start_code"])
    assert 409 == rival.status_code
    assert (200, "confirmed") == (done.status_code, done.json()["status"])
    assert done.json()["permit_number"].startswith("hall-2026-")
    assert [BookingHeld, BookingConfirmed] == [
        type(e) for e in await events_of(city.service, DAY) if isinstance(e, BookingConfirmed)
    ]


async def test_a_hold_that_nobody_confirms_lapses_once(city):
    """By its timer, however often that fires; a late confirmation is told that it is over."""
    hold = await held(city, **on(8, "10:00", "11:00"))
    row = await city.service.journal.get(BookingRow, hold["booking_id"])
    time_is_over(city, hold)
    late = await city.client().post(f"/bookings/{hold['booking_id']}/confirm")

    await run_timers(city.service)
    for version in (1, 2):
        cause = city.service.journal.causes.timer("hold", row.id, version)
        await city.uses.holds.fall_due(row, cause)

    assert (409, "hold-over") == (late.status_code, late.json()["code"])
    events = await events_of(city.service, "facility-day/hall/2026-12-08")
    assert 1 == sum(isinstance(e, BookingLapsed) for e in events)
    assert 1 == sum(isinstance(e, SlotsFreed) for e in events)
    again = await city.client().post(f"/bookings/{hold['booking_id']}/confirm")
    assert (409, "lapsed") == (again.status_code, again.json()["booking_status"])


async def test_confirmation_and_lapse_at_one_moment_have_one_winner(city):
    """Whichever comes first: never a booking whose room is free, never a free room that nobody can have."""
    for day in range(8, 14):
        hold = await held(city, **on(day, "10:00", "11:00"))
        row = await city.service.journal.get(BookingRow, hold["booking_id"])
        confirm = city.client().post(f"/bookings/{hold['booking_id']}/confirm")
        time_is_over(city, hold, but=timedelta(seconds=1))

        async def lapse(row=row):
            clock_of(city.site).advance(timedelta(seconds=1))
            await city.uses.holds.fall_due(row, city.service.journal.causes.timer("hold", row.id, 1))

        first, second = (confirm, lapse()) if day % 2 else (lapse(), confirm)
        await asyncio.gather(first, second)

        now = await city.service.journal.get(BookingRow, hold["booking_id"])
        free = await free_of(city, "hall", f"2026-12-{day:02}")
        assert now.status in {"confirmed", "lapsed"}
        assert (now.status == "confirmed") == (("09:00", "10:00") in free["east"])


async def test_a_hold_whose_time_is_over_is_in_nobodys_way(city):
    """Before its timer has fired: whoever asks for the room gets it, and the hold has lapsed by the same commit."""
    hold = await held(city, **on(8, "10:00", "11:00"))
    time_is_over(city, hold)

    answer = await city.client("resident-ken").post("/bookings", json=in_hall("east", **on(8, "10:00", "11:00")))

    assert 201 == answer.status_code
    assert "lapsed" == (await city.client().get(f"/bookings/{hold['booking_id']}")).json()["status"]
    await run_timers(city.service)


async def test_a_groups_hold_counts_in_its_quota_until_it_lapses(city):
    """Held is as good as booked for the month; lapsed is as if it had never been."""
    hold = await held(city, city.yui, group_id="osawa-garden", **on(8, "10:00", "11:00"))
    counted = (await city.yui.get("/groups/osawa-garden/quotas/2026-12")).json()["counted"]
    time_is_over(city, hold)

    await run_timers(city.service)

    assert {"centre.quota": 1} == counted
    assert {} == (await city.yui.get("/groups/osawa-garden/quotas/2026-12")).json()["counted"]


async def test_what_begins_now_is_booked_and_not_held(city):
    """A hold without time to confirm it would only keep others out."""
    answer = await city.client().post("/bookings", json=in_hall("east", hold=True, **on(1, "10:30", "11:30")))

    assert (422, "hold-too-late") == (answer.status_code, answer.json()["code"])


async def requested(city, **changes):
    answer = await city.client().post("/bookings", json=in_hall(purpose="event", **changes))
    assert (201, "requested") == (answer.status_code, answer.json()["status"])
    return answer.json()["booking_id"]


async def test_staff_decide_what_a_rule_asks_them_to(city):
    """It waits in their list with its room kept; approved under conditions it is a booking with a number."""
    first, second = await requested(city), await requested(city, **on(3, "10:00", "11:00"))

    queue = (await city.staff.get("/bookings?status=requested")).json()["items"]
    approved = await city.staff.post(f"/bookings/{first}/approve", json={"conditions": ["no-fire"]})
    refused = await city.staff.post(f"/bookings/{second}/refuse", json={"reason": "purpose"})

    assert [first, second] == [row["booking_id"] for row in queue]
    assert ("confirmed", ["no-fire"]) == (approved.json()["status"], approved.json()["conditions"])
    assert approved.json()["permit_number"]
    assert ("refused", "purpose") == (refused.json()["status"], refused.json()["reason"])
    assert [] == (await city.staff.get("/bookings?status=requested&facility_id=hall")).json()["items"]
    assert ("09:00", "21:00") in (await free_of(city, "hall", "2026-12-03"))["whole"]
    assert 403 == (await city.client().post(f"/bookings/{first}/approve")).status_code


async def test_a_request_that_nobody_decides_ends_when_its_use_would_begin(city):
    """Nobody may come without a permit."""
    booking_id = await requested(city)
    clock_of(city.site).advance(timedelta(days=1, minutes=53))

    await run_timers(city.service)

    told = (await city.client().get(f"/bookings/{booking_id}")).json()
    assert ("lapsed", "undecided") == (told["status"], told["reason"])
    assert 409 == (await city.staff.post(f"/bookings/{booking_id}/approve")).status_code


async def test_staff_book_for_people_who_call(city):
    """The booking is theirs, by its channel; nobody else may say so."""
    booked = await city.staff.post("/bookings", json=body(person_id="p-75", channel="phone"))
    lied = await city.client().post("/bookings", json=body(person_id="p-75", **on(3, "10:00", "11:00")))
    channel = await city.client().post("/bookings", json=body(channel="counter", **on(3, "10:00", "11:00")))

    assert (201, "p-75", "phone") == (booked.status_code, booked.json()["person_id"], booked.json()["channel"])
    assert [(403, "person_id"), (403, "channel")] == [(a.status_code, a.json()["field"]) for a in (lied, channel)]
    assert 200 == (await city.client("p-75").get(f"/bookings/{booked.json()['booking_id']}")).status_code


async def test_who_was_erased_confirms_nothing(city):
    """Their token lives on; the hold ends by its timer, and the counter can confirm it."""
    hold = await held(city)
    await deliver(city.service, PersonErased(person_id="resident-hana"))

    answer = await city.client().post(f"/bookings/{hold['booking_id']}/confirm")

    assert (410, "person-erased") == (answer.status_code, answer.json()["code"])
    assert 200 == (await city.staff.post(f"/bookings/{hold['booking_id']}/confirm")).status_code


async def test_what_is_only_held_is_no_place_for_an_activity(city):
    """It may lapse: an activity is announced in a booking that stands."""
    hold = await held(city, city.yui, group_id="osawa-garden")
    span = {"starts_at": datetime.fromisoformat(hold["starts_at"]), "ends_at": datetime.fromisoformat(hold["ends_at"])}

    before = await city.uses.bookings.covers(hold["booking_id"], group_id="osawa-garden", **span)
    await city.yui.post(f"/bookings/{hold['booking_id']}/confirm")

    assert not before
    assert await city.uses.bookings.covers(hold["booking_id"], group_id="osawa-garden", **span)
