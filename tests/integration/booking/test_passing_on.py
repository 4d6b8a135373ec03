"""Friends who pass a booking on again and again: the other waits until the next morning, and nobody else does."""

from datetime import timedelta

import pytest

from services.booking.domain.events import BookingPassedOn
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.kit import clock_of, events_of, run_reactions


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def pass_on(city, day, giver="resident-hana", taker="resident-ken", minutes=5):
    """Hana books, gives it up, and Ken asks for it some minutes later; his answer."""
    wanted = body(people=5, **on(day, "10:00", "11:00"))
    booked = (await city.client(giver).post("/bookings", json=wanted)).json()
    assert 200 == (await city.client(giver).post(f"/bookings/{booked['booking_id']}/cancel", json={})).status_code
    clock_of(city.site).advance(timedelta(minutes=minutes))
    answer = await city.client(taker).post("/bookings", json=wanted)
    await run_reactions(city.service)
    clock_of(city.site).advance(timedelta(minutes=90))
    return answer


async def test_the_fourth_time_the_friend_waits_and_somebody_else_does_not(city):
    """The rule is named, with the moment from which they may have it too."""
    for day in (2, 3, 4):
        assert 201 == (await pass_on(city, day)).status_code

    refused = await pass_on(city, 5)

    told = refused.json()
    assert (422, "rule-refused", "komorebi.passings") == (refused.status_code, told["code"], told["rule_id"])
    assert (3, "2026-12-02T09:00:00+09:00") == (told["value"], told["until"])
    other = await city.client("person-a").post("/bookings", json=body(people=5, **on(5, "10:00", "11:00")))
    assert 201 == other.status_code


async def test_on_the_next_morning_the_friend_may_have_it_too(city):
    """From the moment that the refusal named, no sooner."""
    for day in (2, 3, 4):
        await pass_on(city, day)
    assert 422 == (await pass_on(city, 5)).status_code
    clock_of(city.site).advance(timedelta(days=1))

    again = await city.client("resident-ken").post("/bookings", json=body(people=5, **on(5, "10:00", "11:00")))

    assert 201 == again.status_code


async def test_a_group_s_saga_is_held_to_it_as_well(city):
    """An officer's wish for the group is cleared before anything is reserved."""
    for day in (2, 3, 4):
        wanted = body(people=5, **on(day, "10:00", "11:00"))
        booked = (await city.client().post("/bookings", json=wanted)).json()
        await city.client().post(f"/bookings/{booked['booking_id']}/cancel", json={})
        assert 201 == (await city.yui.post("/bookings", json={**wanted, "group_id": "osawa-garden"})).status_code
        await run_reactions(city.service)
    wanted = body(people=5, **on(5, "10:00", "11:00"))
    booked = (await city.client().post("/bookings", json=wanted)).json()
    await city.client().post(f"/bookings/{booked['booking_id']}/cancel", json={})

    refused = await city.yui.post("/bookings", json={**wanted, "group_id": "osawa-garden"})

    assert (422, "komorebi.passings") == (refused.status_code, refused.json()["rule_id"])
    happened = await events_of(city.service, "facility-day/cc/2026-12-05")
    assert not any(isinstance(event, BookingPassedOn) for event in happened)


async def test_what_was_taken_hours_later_was_not_passed_on(city):
    """Within an hour, the rule says; who comes later saw that it was free."""
    for day in (2, 3, 4):
        await pass_on(city, day, minutes=100)

    assert 201 == (await pass_on(city, 5)).status_code


async def test_a_rival_who_cancels_what_one_wants_shuts_nobody_out(city):
    """However often: at worst one of their own slots is open a morning later; all others are open at once."""
    for day in (2, 3, 4):
        await pass_on(city, day)

    assert (
        201 == (await city.client("resident-ken").post("/bookings", json=body(**on(9, "10:00", "11:00")))).status_code
    )
