"""Friends who pass bookings on in other ways than cancelling and booking: the other waits, and nobody else does."""

from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from services.booking.domain.events import BookingPassedOn, RoomsGivenUp
from services.booking.domain.registering.passing import Passings
from services.booking.rules_file import rules_text
from services.booking.simulator.running import simulate
from tests.integration.booking.bookings_kit import body, on
from tests.integration.booking.test_simulation import the_past
from tests.integration.booking.ways_kit import a_hall
from tests.kit import clock_of, events_of, run_reactions, run_timers

RULE = "komorebi.passings"
DAYS = (9, 10, 11, 12, 13, 15, 16)
"""No Monday."""


@asynccontextmanager
async def friends(tmp_path):
    """A city in which Ken has taken what Hana gave up three times."""
    async with a_hall(tmp_path) as city:
        for day in (2, 3, 4):
            await gives_up(city, day)
            assert 201 == (await city.client("resident-ken").post("/bookings", json=wanted(day))).status_code
            await run_reactions(city.service)
        clock_of(city.site).advance(timedelta(minutes=90))
        yield city


def wanted(day, start="10:00", end="11:00", **changes):
    return body(**on(day, start, end), **changes)


async def booked(city, day, who="resident-hana", **changes):
    answer = await city.client(who).post("/bookings", json=wanted(day, **changes))
    assert 201 == answer.status_code, answer.text
    return answer.json()["booking_id"]


async def gives_up(city, day, **changes):
    booking_id = await booked(city, day, **changes)
    assert 200 == (await city.client().post(f"/bookings/{booking_id}/cancel", json={})).status_code


def says(answer):
    told = answer.json()
    return answer.status_code, told["code"], told.get("rule_id")


async def test_the_friend_waits_in_every_way_to_ask_and_a_rival_does_not(tmp_path):
    """Held, by another room, another time, another day, several at once, or in a series; a rival books at once."""
    async with friends(tmp_path) as city:
        ken, refused = city.client("resident-ken"), (422, "rule-refused", RULE)
        small = await booked(city, 10, "resident-ken", room_id="small")
        after = await booked(city, 11, "resident-ken", start="11:00", end="12:00")
        elsewhere = await booked(city, 12, "resident-ken", room_id="small")
        for day in DAYS:
            await gives_up(city, day)

        assert refused == says(await ken.post("/bookings", json=wanted(9, hold=True)))
        assert refused == says(await ken.post(f"/bookings/{small}/change", json={"room_id": "big"}))
        assert refused == says(await ken.post(f"/bookings/{after}/change", json=on(11, "10:00", "12:00")))
        assert refused == says(
            await ken.post(f"/bookings/{elsewhere}/change", json={"room_id": "big", **on(13, "10:00", "11:00")})
        )
        places = [{"facility_id": "cc", "room_id": room, **on(15, "10:00", "11:00")} for room in ("big", "small")]
        both = await ken.post("/series", json={"places": places, "purpose": "study", "people": 5})
        assert (409, [RULE]) == (both.status_code, [each["rule_id"] for each in both.json()["conflicts"]])
        place = {"facility_id": "cc", "room_id": "big", **on(16, "10:00", "11:00")}
        weekly = {"place": place, "weeks": 1, "count": 2, "purpose": "study", "people": 5, "on_conflict": "other-room"}
        series = (await ken.post("/series", json=weekly)).json()
        assert [("small",), ("big",)] == [tuple(each["room_ids"]) for each in series["occurrences"]]

        for day in DAYS:
            assert 201 == (await city.client("person-a").post("/bookings", json=wanted(day))).status_code
        past = await the_past(city)
        assert [] == list(simulate(past, rules_text(None), rules_text(None), lambda *_: None).differing)
        assert 5 == past.unknown  # a habit cannot be asked again


async def test_the_friend_waits_for_what_was_given_up_in_another_way(tmp_path):
    """The end of a booking, one of its rooms, its old room or day, a hold given back or left to lapse."""
    async with friends(tmp_path) as city:
        hana, ken = city.client(), city.client("resident-ken")
        longer = await booked(city, 9, start="10:00", end="12:00")
        both = {name: value for name, value in wanted(10).items() if name != "room_id"}
        two = (await hana.post("/bookings", json={**both, "room_ids": ["big", "small"]})).json()["booking_id"]
        other, moves = await booked(city, 11), await booked(city, 15)
        back, lapses = await booked(city, 12, hold=True), await booked(city, 13, hold=True)

        await hana.post(f"/bookings/{longer}/cancel", json=on(9, "10:00", "11:00"))
        await hana.post(f"/bookings/{two}/cancel", json={"room_ids": ["big"]})
        await hana.post(f"/bookings/{other}/change", json={"room_id": "small"})
        await hana.post(f"/bookings/{moves}/change", json=on(17, "10:00", "11:00"))
        await hana.post(f"/bookings/{back}/cancel", json={})
        for day in (9, 10, 11, 12, 15):
            assert (422, "rule-refused", RULE) == says(await ken.post("/bookings", json=wanted(day))), day
        until = datetime.fromisoformat((await hana.get(f"/bookings/{lapses}")).json()["hold_until"])
        clock_of(city.site).advance(until - clock_of(city.site).now())
        unrecorded = says(await ken.post("/bookings", json=wanted(13)))
        await run_timers(city.service)

        assert (422, "rule-refused", RULE) == unrecorded == says(await ken.post("/bookings", json=wanted(13)))
        assert 201 == (await city.client("person-a").post("/bookings", json=wanted(13))).status_code


async def test_what_is_taken_in_another_way_is_noted_with_both(tmp_path):
    """A room that is changed to is a passing like one that is booked; the parties' own streams know it."""
    async with a_hall(tmp_path) as city:
        small = await booked(city, 9, "resident-ken", room_id="small")
        longer = await booked(city, 9, start="10:00", end="12:00")
        await city.client().post(f"/bookings/{longer}/change", json=on(9, "11:00", "12:00"))

        done = await city.client("resident-ken").post(f"/bookings/{small}/change", json={"room_id": "big"})
        await run_reactions(city.service)

        assert 200 == done.status_code
        happened = await events_of(city.service, "facility-day/cc/2026-12-09")
        assert 1 == sum(
            isinstance(event, RoomsGivenUp) for event in happened if getattr(event, "party", "") == "p/resident-hana"
        )
        (passed,) = [event for event in happened if isinstance(event, BookingPassedOn)]
        assert ("p/resident-hana", "p/resident-ken", small) == (passed.giver, passed.taker, passed.booking_id)
        gave = await city.service.journal.ask(
            Passings.of("p/resident-hana"), lambda state: [one.other for one in state.gave]
        )
        assert ["p/resident-ken"] == gave
