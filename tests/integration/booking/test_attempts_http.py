"""Too many refused requests over HTTP: who is told to wait, and who is not."""

from datetime import timedelta

import pytest

from services.booking.attempts import REFUSED_MAX
from tests.integration.booking.bookings_kit import a_city, body
from tests.kit import clock_of


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def test_a_script_is_told_for_how_long_to_wait_and_nobody_else_is(city):
    """429 with Retry-After; somebody else, and staff, go on; after the wait the same person does too."""
    await city.client("resident-ken").post("/bookings", json=body())
    hana = city.client()
    for _ in range(REFUSED_MAX):
        assert 409 == (await hana.post("/bookings", json=body())).status_code

    slowed = await hana.post("/bookings", json=body(room_id="small"))

    assert (429, "too-many-attempts") == (slowed.status_code, slowed.json()["code"])
    assert slowed.headers["retry-after"] == str(slowed.json()["retry_after_seconds"])
    for other, whom in ((city.client("resident-ken"), {}), (city.staff, {"person_id": "p-75"})):
        assert 409 == (await other.post("/bookings", json=body(**whom))).status_code
    clock_of(city.site).advance(timedelta(seconds=int(slowed.headers["retry-after"])))
    assert 201 == (await hana.post("/bookings", json=body(room_id="small", people=4))).status_code


async def test_no_rival_can_use_up_the_attempts_of_a_group(city):
    """Who is no officer is refused for that alone; the group's officer asks as if nothing had happened."""
    rival = city.client("resident-ken")
    for _ in range(REFUSED_MAX + 1):
        assert 403 == (await rival.post("/bookings", json=body(group_id="osawa-garden"))).status_code

    assert 201 == (await city.yui.post("/bookings", json=body(group_id="osawa-garden"))).status_code


async def test_staff_who_ask_for_many_are_never_told_to_wait(city):
    """A counter on the first of the month is refused more often in a minute than any resident."""
    await city.client("resident-ken").post("/bookings", json=body())
    for _ in range(REFUSED_MAX + 1):
        assert 409 == (await city.staff.post("/bookings", json=body(person_id="p-75"))).status_code


async def test_a_lost_answer_is_asked_for_again_however_often_one_was_refused_since(city):
    """Who is told to wait still hears that the room is theirs: the same key gets the same answer."""
    hana, key = city.client(), {"idempotency-key": "lost-answer"}
    first = await hana.post("/bookings", json=body(), headers=key)
    for _ in range(REFUSED_MAX):
        await hana.post("/bookings", json=body())
    assert 429 == (await hana.post("/bookings", json=body(room_id="small", people=4))).status_code

    again = await hana.post("/bookings", json=body(), headers=key)

    assert (201, first.content) == (again.status_code, again.content)
