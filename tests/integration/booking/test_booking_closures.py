"""What the house takes for itself: closures, pre-emption, and the places that are kept for those who had to go."""

import asyncio
from datetime import datetime, timedelta

import pytest

from shared.contracts.booking import BookingCancelled
from shared.contracts.booking_ways import BookingDisplaced, BookingLapsed
from shared.errors import StoreUnavailable
from tests.integration.booking.bookings_kit import on
from tests.integration.booking.ways_kit import a_hall, free_of, in_hall
from tests.kit import clock_of, gone_after, published, run_reactions, run_timers

WORKS = {"from": "2026-12-03T00:00:00+09:00", "until": "2026-12-05T00:00:00+09:00", "reason": "works"}


@pytest.fixture
async def city(tmp_path):
    async with a_hall(tmp_path) as city:
        yield city


async def booked(city, room="east", who=None, **changes):
    answer = await (who or city.client()).post("/bookings", json=in_hall(room, **changes))
    assert 201 == answer.status_code, answer.text
    return answer.json()["booking_id"]


async def closed(city, **changes):
    """A closure whose sweep is done, and places looked for."""
    answer = await city.staff.post("/facilities/hall/closures", json={**WORKS, **changes})
    assert 201 == answer.status_code, answer.text
    await run_reactions(city.service)
    await run_timers(city.service)
    return answer.json()["closure_id"]


async def offers(city, booking_id, who=None):
    return (await (who or city.client()).get(f"/bookings/{booking_id}/offers")).json()


async def test_a_closed_span_cannot_be_booked_until_it_is_lifted(city):
    """The refusal says why and until when, with what else is free; the list and what is free say it too."""
    closure_id = await closed(city)

    refused = await city.client().post("/bookings", json=in_hall("east", **on(3, "10:00", "11:00")))
    free = await free_of(city, "hall", "2026-12-03")
    listed = (await city.client().get("/facilities/hall/closures")).json()["items"]
    lifted = await city.staff.post(f"/facilities/hall/closures/{closure_id}/lift")
    await run_reactions(city.service)
    again = await city.staff.post(f"/facilities/hall/closures/{closure_id}/lift")

    told = refused.json()
    assert (409, "room-closed", f"closure.{closure_id}", "works") == (
        refused.status_code, told["code"], told["rule_id"], told["reason"],
    )  # fmt: skip
    assert "2026-12-05T00:00:00+09:00" == told["until"]
    assert {"whole": [], "east": [], "west": [], "tea": []} == free
    assert [(closure_id, False)] == [(row["closure_id"], row["lifted"]) for row in listed]
    assert ([200, True], (409, "closure-over")) == (
        [lifted.status_code, lifted.json()["lifted"]], (again.status_code, again.json()["code"]),
    )  # fmt: skip
    assert 201 == (await city.client().post("/bookings", json=in_hall("east", **on(3, "10:00", "11:00")))).status_code


async def test_works_in_a_part_close_the_hall_and_not_the_other_part(city):
    """What is closed is the floor."""
    await closed(city, room_ids=["east"])

    answers = [
        await city.client().post("/bookings", json=in_hall(room, **on(3, "10:00", "11:00")))
        for room in ("whole", "east", "west")
    ]

    assert [409, 409, 201] == [answer.status_code for answer in answers]


async def test_only_staff_close_and_only_what_can_be_closed(city):
    """A resident does not; neither backwards, nor off the grid, nor for years, nor a room that is not there."""
    bad = [
        {"until": "2026-12-02T00:00:00+09:00"},
        {"from": "2026-12-03T00:07:00+09:00"},
        {"until": "2028-12-02T00:00:00+09:00"},
        {"from": "2026-11-01T00:00:00+09:00", "until": "2026-11-05T00:00:00+09:00"},
    ]

    resident = await city.client().post("/facilities/hall/closures", json=WORKS)
    answers = [await city.staff.post("/facilities/hall/closures", json={**WORKS, **each}) for each in bad]
    nowhere = await city.staff.post("/facilities/hall/closures", json={**WORKS, "room_ids": ["attic"]})

    assert (403, 404) == (resident.status_code, nowhere.status_code)
    assert ["closure-bad"] * 4 == [answer.json()["code"] for answer in answers]


async def test_bookings_inside_are_displaced_and_their_holders_told_once(city):
    """Cancelled for the closure, with places kept at no higher fee; what was only held lapses."""
    booking_id = await booked(city, **on(3, "10:00", "11:00"))
    hold = await booked(city, "tea", hold=True, **on(3, "10:00", "11:00"))
    kept = await booked(city, **on(2, "10:00", "11:00"))

    closure_id = await closed(city)
    await run_reactions(city.service)
    await run_timers(city.service)

    told = await offers(city, booking_id)
    assert ("offered", "closure") == (told["stage"], told["reason"])
    assert 3 == len([place for place in told["places"] if place["held"]])
    assert all(place["fee"] <= 300 for place in told["places"])
    assert {"cc"} == {place["facility_id"] for place in told["places"][:1]}
    assert [(booking_id, 3)] == [(e.booking_id, e.count) for e in await published(city.service, BookingDisplaced)]
    assert [(booking_id, "closure")] == [
        (e.booking_id, e.reason) for e in await published(city.service, BookingCancelled)
    ]
    assert [(hold, "closure")] == [(e.booking_id, e.reason) for e in await published(city.service, BookingLapsed)]
    assert "confirmed" == (await city.client().get(f"/bookings/{kept}")).json()["status"]
    page = await city.staff.get(f"/facilities/hall/closures/{closure_id}/displaced")
    assert [booking_id] == [row["booking_id"] for row in page.json()["items"]]


async def test_one_place_is_taken_and_the_others_are_free_again(city):
    """Of two acceptances at one moment one wins; the booking names what it replaces."""
    booking_id = await booked(city, **on(3, "10:00", "11:00"))
    await closed(city)
    places = (await offers(city, booking_id))["places"]

    answers = await asyncio.gather(
        *(city.client().post(f"/bookings/{booking_id}/offers/{place['booking_id']}/accept") for place in places)
    )

    won = [answer for answer in answers if answer.status_code == 200]
    assert [200, 409, 409] == sorted(answer.status_code for answer in answers)
    assert ("confirmed", booking_id) == (won[0].json()["status"], won[0].json()["moved_from"])
    lapsed = await published(city.service, BookingLapsed)
    assert 2 == len([event for event in lapsed if event.reason == "passed"])
    assert "over" == (await offers(city, booking_id))["stage"]
    stranger = await city.client("resident-ken").get(f"/bookings/{booking_id}/offers")
    assert 403 == stranger.status_code


async def test_places_that_nobody_takes_are_free_again(city):
    """Passed by the holder, or when their time is over."""
    first = await booked(city, **on(3, "10:00", "11:00"))
    second = await booked(city, "west", city.client("resident-ken"), **on(8, "10:00", "11:00"))
    await closed(city)
    await closed(city, **{"from": "2026-12-08T00:00:00+09:00", "until": "2026-12-09T00:00:00+09:00"})

    passed = await city.client().post(f"/bookings/{first}/offers/pass")
    clock_of(city.site).advance(timedelta(days=3))
    await run_timers(city.service)
    late = await city.client("resident-ken").post(f"/bookings/{second}/offers/pass")

    assert (200, 409) == (passed.status_code, late.status_code)
    reasons = [event.reason for event in await published(city.service, BookingLapsed)]
    assert (3, 3) == (reasons.count("passed"), reasons.count("expired"))


async def test_a_groups_replacement_counts_whatever_the_limit_says(city):
    """Nobody is refused by a quota because the house took the room away; the quota counts what stands."""
    days = (2, 3, 8, 9, 10, 11, 12, 15, 16, 17, 18, 19)
    ids = [await booked(city, "tea", city.yui, group_id="osawa-garden", **on(day, "10:00", "11:00")) for day in days]
    await closed(city, room_ids=["tea"])
    extra = await booked(city, "east", city.yui, group_id="osawa-garden", **on(22, "10:00", "11:00"))
    place = (await offers(city, ids[1], city.yui))["places"][0]["booking_id"]

    taken = await city.yui.post(f"/bookings/{ids[1]}/offers/{place}/accept")
    full = await city.yui.post("/bookings", json=in_hall("east", group_id="osawa-garden", **on(23, "10:00", "11:00")))

    assert [200, 422] == [taken.status_code, full.status_code]
    counted = (await city.yui.get("/groups/osawa-garden/quotas/2026-12")).json()["counted"]
    assert {"centre.quota": 13} == counted
    for booking_id in (extra, place):
        assert 200 == (await city.yui.post(f"/bookings/{booking_id}/cancel")).status_code
    assert {"centre.quota": 11} == (await city.yui.get("/groups/osawa-garden/quotas/2026-12")).json()["counted"]


async def test_a_closure_that_dies_on_its_way_goes_on(city):
    """After any number of its days: every day is closed, every holder told once."""
    ids = [await booked(city, **on(day, "10:00", "11:00")) for day in (3, 4)]
    answer = await city.staff.post("/facilities/hall/closures", json=WORKS)
    journal = city.service.journal
    for steps in range(1, 12):
        with gone_after(journal, steps):
            try:
                await run_reactions(city.service)
                await run_timers(city.service)
            except StoreUnavailable:
                continue
    await run_reactions(city.service)
    await run_timers(city.service)

    assert 201 == answer.status_code
    assert sorted(ids) == sorted(event.booking_id for event in await published(city.service, BookingDisplaced))
    assert sorted(ids) == sorted(event.booking_id for event in await published(city.service, BookingCancelled))


async def test_closure_and_booking_at_one_moment(city):
    """Whichever comes first: no booking stands in what is closed."""
    key = [city.client(f"p{n}").post("/bookings", json=in_hall("east", **on(3, f"{9 + n}:00", f"{10 + n}:00")))
           for n in range(6)]  # fmt: skip
    closing = city.staff.post("/facilities/hall/closures", json=WORKS)

    await asyncio.gather(*key[:3], closing, *key[3:])
    await run_reactions(city.service)
    await run_timers(city.service)

    for n in range(6):
        mine = (await city.client(f"p{n}").get("/bookings")).json()["items"]
        assert [] == [row for row in mine if row["status"] == "confirmed" and row["starts_at"].startswith("2026-12-03")]


async def test_others_make_way_by_a_rule(city):
    """Staff book a funeral: who had the room is displaced by the same commit, told, and offered other places."""
    booking_id = await booked(city, "west")
    wanted = {
        **in_hall("whole", purpose="other", marks=["funeral"]),
        "rule_id": "komorebi.funerals",
        "reason": "funeral",
    }

    resident = await city.client().post("/pre-emptions", json=wanted)
    done = await city.staff.post("/pre-emptions", json={**wanted, "person_id": "p-75", "channel": "counter"})
    await run_reactions(city.service)
    await run_timers(city.service)

    assert (403, 201) == (resident.status_code, done.status_code)
    assert ("confirmed", "p-75") == (done.json()["status"], done.json()["person_id"])
    (cancelled,) = await published(city.service, BookingCancelled)
    assert (booking_id, "pre-empted", "komorebi.funerals") == (
        cancelled.booking_id,
        cancelled.reason,
        cancelled.rule_id,
    )
    assert "offered" == (await offers(city, booking_id))["stage"]


async def test_why_not_of_a_closed_span_is_its_closure(city):
    """Not that somebody else has the room: until when it is closed and why, in three languages, and what to do next."""
    closure_id = await closed(city)

    wanted = in_hall("east", **on(3, "10:00", "11:00"))
    told = (await city.client().post("/bookings/explain", json=wanted)).json()

    assert (False, False, []) == (told["allowed"], told["taken"], told["refusals"])
    found = told["in_the_way"]
    assert ("room-closed", f"closure.{closure_id}") == (found["code"], found["rule_id"])
    assert "2026-12-05T00:00:00+09:00" == found["until"]
    assert ("工事" in found["ja"], "工事" in found["plain"], "works" in found["en"]) == (True, True, True)
    assert {"ja", "plain", "en"} == set(found["next"])


async def test_a_use_that_is_over_is_taken_away_by_no_closure(city):
    """In a house where nobody checks in too: at three the whole day is closed, and the morning has been used."""
    morning, evening = await booked(city), await booked(city, **on(2, "18:00", "19:00"))
    now = clock_of(city.site).now()
    clock_of(city.site).advance(datetime.fromisoformat("2026-12-02T15:00:00+09:00") - now)

    await closed(city, **{"from": "2026-12-02T00:00:00+09:00", "until": "2026-12-03T00:00:00+09:00"})

    found = [(await city.client().get(f"/bookings/{id}")).json()["status"] for id in (morning, evening)]
    assert ["confirmed", "cancelled"] == found
