"""A booking is found by the number that stands on its slip or its permit, as people read it out."""

import re

import pytest

from tests.integration.booking.bookings_kit import a_city, body, on
from tests.unit.booking.papers.papers_kit import text_of

RECEIVED = re.compile(r"受付の番号([0-9A-Z]{4}-[0-9A-Z]{4})")
PERMITTED = re.compile(r"許可の番号(第.+?号)")


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def slip_of(city, booking_id):
    return text_of((await city.client().get(f"/bookings/{booking_id}/slip.pdf")).content)


async def booked(city, **changes):
    answer = await city.client().post("/bookings", json=body(**changes))
    assert 201 == answer.status_code, answer.text
    return answer.json()["booking_id"]


async def found(city, number):
    answer = await city.staff.get("/bookings", params={"number": number})
    assert 200 == answer.status_code, answer.text
    return [each["booking_id"] for each in answer.json()["items"]]


async def test_staff_find_a_booking_by_the_number_that_its_slip_has(city):
    """Of a request without a permit; small, full-width, without its hyphen, an O for a nought: all are the same."""
    asked, other = await booked(city, purpose="event"), await booked(city, purpose="event", **on(3, "10:00", "11:00"))
    number = RECEIVED.search(await slip_of(city, asked))[1]

    wide = number.translate({ord(each): ord(each) + 0xFEE0 for each in number})
    ways = (number, number.lower(), wide, number.replace("-", ""), number.replace("-", " "), number.replace("0", "O"))

    assert [[asked]] * len(ways) == [await found(city, way) for way in ways]
    assert [other] == await found(city, RECEIVED.search(await slip_of(city, other))[1])


async def test_the_number_of_a_permit_finds_it_too(city):
    """Whole, as the paper writes it, or its last signs; also when the booking was given back meanwhile."""
    id = await booked(city)
    number = PERMITTED.search(await slip_of(city, id))[1]
    before = [await found(city, each) for each in (number, number[1:-1], number[-10:-1])]
    await city.client().post(f"/bookings/{id}/cancel")

    assert [[id]] * 3 == before
    assert [id] == await found(city, number)
    assert id in str((await city.staff.get("/bookings", params={"number": number})).json())


@pytest.mark.parametrize("number", ["0000-0000", "7K3M", "これは番号でない", "UUUU-UUUU", "x" * 120])
async def test_a_number_that_nobody_has_finds_nothing(city, number):
    """And is no fault: it was misread."""
    await booked(city)

    assert [] == await found(city, number)


async def test_only_staff_and_auditors_look_for_numbers(city):
    """Who has found a slip must not read whose it is."""
    asked = await booked(city, purpose="event")
    number = {"number": RECEIVED.search(await slip_of(city, asked))[1]}

    assert 403 == (await city.client("resident-ken").get("/bookings", params=number)).status_code
    assert 200 == (await city.client("aki", ("auditor",)).get("/bookings", params=number)).status_code
