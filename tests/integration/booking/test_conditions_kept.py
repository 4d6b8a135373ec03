"""Conditions under which staff allowed a use: whatever becomes of the booking, they stand on its permit."""

import pytest

from tests.integration.booking.bookings_kit import on
from tests.integration.booking.ways_kit import a_hall, in_hall
from tests.kit import run_reactions, run_timers
from tests.unit.booking.papers.papers_kit import text_of

CONDITIONS = ["no-alcohol", "restore-room"]
WORKS = {"from": "2026-12-02T00:00:00+09:00", "until": "2026-12-03T00:00:00+09:00", "reason": "works"}


@pytest.fixture
async def city(tmp_path):
    async with a_hall(tmp_path) as city:
        yield city


async def approved(city):
    asked = await city.client().post("/bookings", json=in_hall("east", purpose="event"))
    booking_id = asked.json()["booking_id"]
    answer = await city.staff.post(f"/bookings/{booking_id}/approve", json={"conditions": CONDITIONS})
    assert 200 == answer.status_code, answer.text
    return booking_id


async def says_the_conditions(city, booking):
    permit = await city.client().get(f"/bookings/{booking['booking_id']}/permit.pdf")
    return "飲酒をしないこと。" in text_of(permit.content) and "もとに戻し" in text_of(permit.content)


async def test_who_is_displaced_takes_the_conditions_along(city):
    """The place that they accept instead has them, and so has its permit."""
    booking_id = await approved(city)
    await city.staff.post("/facilities/hall/closures", json={**WORKS, "room_ids": ["east"]})
    await run_reactions(city.service)
    await run_timers(city.service)
    offers = (await city.client().get(f"/bookings/{booking_id}/offers")).json()["places"]

    answer = await city.client().post(f"/bookings/{booking_id}/offers/{offers[0]['booking_id']}/accept")

    assert (200, CONDITIONS) == (answer.status_code, answer.json()["conditions"])
    assert await says_the_conditions(city, answer.json())


@pytest.mark.parametrize(
    "wanted", [on(4, "10:00", "11:00"), {"room_id": "west"}, on(2, "10:00", "12:00")], ids=["moved", "room", "longer"]
)
async def test_what_is_moved_or_changed_keeps_its_conditions(city, wanted):
    """On another day, in another room, for longer: what staff demanded still holds."""
    booking_id = await approved(city)

    answer = await city.staff.post(f"/bookings/{booking_id}/change", json=wanted)

    assert (200, CONDITIONS) == (answer.status_code, answer.json()["conditions"])
    assert await says_the_conditions(city, answer.json())
