"""A part is given back like the whole: to the deadline of a cancellation, whatever one would be told to a new wish."""

from datetime import datetime, timedelta

import pytest

from services.booking.rulebook.book import TOWNS
from shared.clock import TOKYO, tokyo_date
from shared.contracts.booking import BookingConfirmed
from tests.integration.booking.bookings_kit import on
from tests.integration.booking.registrations_kit import GARDEN, come_to, refused, registered, sent
from tests.integration.booking.ways_kit import a_hall, in_hall
from tests.kit import published

STRICT = """
[[closes]]
id = "centre.closes"
article = "見本の規則"
kinds = ["community-centre"]
when = { days_before = 3 }
ja = "申込みは{limit}までです。"
plain = "申し込みは、{limit}までです。"
en = "Requests were taken until {limit}."

[[lengths]]
id = "centre.lengths"
article = "見本の規則"
kinds = ["community-centre"]
minutes_min = 120
ja = "1回の利用は{limit}分からです（{value}）。"
plain = "1回に、{limit}分から使えます。"
en = "One use lasts {limit} minutes at least; this is {value}."

[[payments]]
id = "centre.payment"
article = "見本の規則"
kinds = ["community-centre"]
by = [{ minutes_before = 60 }]
ja = "使用料は{limit}までにお支払いください。"
plain = "お金は、{limit}までに払います。"
en = "The fee is paid by {limit}."
"""
DAY = 11


@pytest.fixture
async def city(tmp_path):
    text = (TOWNS / "komorebi.toml").read_text("utf-8") + STRICT
    (tmp_path / "rules.toml").write_text(text, "utf-8")
    async with a_hall(tmp_path, rules_file=tmp_path / "rules.toml") as city:
        yield city


async def booked(city, who, rooms=("east", "tea"), **changes):
    """A booking whose requests have closed by now, and the path to it."""
    wanted = in_hall(rooms, **on(DAY, "10:00", "12:00"), **changes)
    path = f"/bookings/{(await sent(who, 'POST', '/bookings', wanted, expected=201))['booking_id']}"
    come_to(city, at(DAY - 2))
    return path


def at(day, hour=12):
    return datetime(2026, 12, day, hour, tzinfo=TOKYO)


async def test_requests_have_closed_and_a_part_is_given_back(city):
    """A room, half of the time, fewer people; by its holder and by staff. Nothing more is taken so late."""
    hana = city.client()
    path = await booked(city, hana)

    later = await refused(hana, "POST", f"{path}/change", on(DAY, "10:00", "12:30"))
    priced = await sent(hana, "POST", f"{path}/change/explain", {"people": 2})
    room = await sent(hana, "POST", f"{path}/cancel", {"room_ids": ["tea"]})
    fewer = await sent(hana, "POST", f"{path}/change", {"people": 2})
    hour = await sent(city.staff, "POST", f"{path}/cancel", on(DAY, "11:00", "12:00"))

    assert (422, "rule-refused") == later
    assert priced["fee"] == room["fee"] * 2
    assert (["east"], 2, f"2026-12-{DAY}T11:00:00+09:00") == (room["room_ids"], fewer["people"], hour["ends_at"])


async def test_what_is_left_of_several_rooms_keeps_its_price_and_its_day_of_payment(city):
    """A hall and a room that no row joins, then half of the hall and the room: each has a price of its own."""
    hana = city.client()
    path = await booked(city, hana, ("east", "west", "tea"))
    before = await sent(hana, "GET", path)

    after = await sent(hana, "POST", f"{path}/cancel", {"room_ids": ["west"]})

    assert (600, 600) == (before["fee"], after["fee"])
    was, now = await published(city.service, BookingConfirmed)
    assert was.pay_by == now.pay_by is not None


async def test_the_deadline_of_a_cancellation_holds_for_a_part_too(city):
    """An hour before its use it is too late for its holder, as for the whole."""
    hana = city.client()
    path = await booked(city, hana)
    come_to(city, at(DAY, 9) + timedelta(minutes=1))

    assert (422, "rule-refused") == await refused(hana, "POST", f"{path}/cancel", {"room_ids": ["tea"]})
    assert (422, "rule-refused") == await refused(hana, "POST", f"{path}/cancel", {})


async def test_who_is_suspended_gives_a_part_back(city):
    """As they give the whole back; a new booking is refused."""
    path = await booked(city, city.yui, group_id="osawa-garden")
    await registered(city)  # and has four members, one too few for the house
    until = tokyo_date(city.site.clock.now()) + timedelta(days=30)
    await sent(city.staff, "POST", f"/registrations/{GARDEN}/suspend", {"until": f"{until}", "reason": "documents"})
    anew = in_hall("west", **on(DAY + 5, "10:00", "12:00"), group_id="osawa-garden")

    assert (422, "registration-suspended") == await refused(city.yui, "POST", "/bookings", anew)
    assert ["east"] == (await sent(city.yui, "POST", f"{path}/cancel", {"room_ids": ["tea"]}))["room_ids"]


async def test_a_part_of_what_was_approved_is_given_back(city):
    """Without asking again; another time of it is for staff."""
    hana = city.client()
    path = await booked(city, hana, purpose="event")
    await sent(city.staff, "POST", f"{path}/approve", {"conditions": []})

    assert ["east"] == (await sent(hana, "POST", f"{path}/cancel", {"room_ids": ["tea"]}))["room_ids"]
    assert "confirmed" == (await sent(hana, "GET", path))["status"]
