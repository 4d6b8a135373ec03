"""What is lent with rooms, counted exactly; and bookings that grow where a quota counts how long they are."""

import asyncio
from datetime import datetime, timedelta

import pytest

from services.booking.domain.houses.facility import FacilityDraft, RoomDraft
from tests.integration.booking.bookings_kit import on
from tests.integration.booking.ways_kit import a_hall, in_hall
from tests.kit import clock_of

PROJECTOR = {"centre.projector": 1}


@pytest.fixture
async def city(tmp_path):
    async with a_hall(tmp_path) as city:
        yield city


async def test_the_stock_is_never_passed(city):
    """Three rivals in three rooms for two projectors at overlapping times: two have one, later it is there again."""
    rooms = ("east", "west", "tea")

    answers = await asyncio.gather(
        *(
            city.client(f"p{n}").post("/bookings", json=in_hall(room, people=4, equipment=PROJECTOR))
            for n, room in enumerate(rooms)
        )
    )
    later = await city.client().post("/bookings", json=in_hall("tea", equipment=PROJECTOR, **on(2, "11:00", "12:00")))

    codes = sorted((answer.status_code, answer.json().get("code", "")) for answer in answers)
    assert [(201, ""), (201, ""), (409, "equipment-taken")] == codes
    assert {600} == {answer.json()["fee"] for answer in answers if answer.status_code == 201}
    assert (201, PROJECTOR) == (later.status_code, later.json()["equipment"])


async def test_what_a_house_does_not_lend_is_named(city):
    """And more than there are at all is refused by the rule."""
    unknown = await city.client().post("/bookings", json=in_hall("tea", equipment={"piano": 1}))
    many = await city.client().post("/bookings", json=in_hall("tea", equipment={"centre.projector": 3}))

    assert (422, "equipment-unknown") == (unknown.status_code, unknown.json()["code"])
    assert (422, "centre.projector") == (many.status_code, many.json()["rule_id"])


async def test_equipment_comes_back_with_a_cancellation_and_a_change(city):
    """Two in one booking: nobody else has one until it is made fewer."""
    first = await city.client().post("/bookings", json=in_hall("east", equipment={"centre.projector": 2}))
    ken = city.client("resident-ken")

    before = await ken.post("/bookings", json=in_hall("west", equipment=PROJECTOR))
    fewer = await city.client().post(f"/bookings/{first.json()['booking_id']}/change", json={"equipment": PROJECTOR})
    after = await ken.post("/bookings", json=in_hall("west", equipment=PROJECTOR))

    assert [409, 200, 201] == [answer.status_code for answer in (before, fewer, after)]


@pytest.fixture
async def small_hall(city):
    """A neighbourhood hall, where a group has 64 half hours a month."""
    rooms = (
        RoomDraft(room_id="hall", name="集会室", capacity=30),
        RoomDraft(room_id="den", name="小部屋", capacity=30),
    )
    draft = FacilityDraft(facility_id="nh", kind="neighbourhood-hall", name="北町会館", address="北町3", rooms=rooms)
    await city.uses.register_facility(draft, city.service.journal.causes.operator("town", b"", "nh"))
    return city


async def test_a_booking_grows_within_its_quota_or_stays_as_it_was(small_hall):
    """More slots are counted before they are taken; refused by the quota or by a rival, nothing has changed."""
    city, group = small_hall, {"group_id": "osawa-garden", "facility_id": "nh"}
    days = (2, 3, 4, 7, 8, 9, 10, 11)
    ids = []
    for day in days:
        answer = await city.yui.post("/bookings", json=in_hall("hall", **group, **on(day, "10:00", "13:30")))
        assert 201 == answer.status_code, answer.text
        ids.append(answer.json()["booking_id"])

    async def counted():
        return (await city.yui.get("/groups/osawa-garden/quotas/2026-12")).json()["counted"]

    assert {"hall.quota": 56} == await counted()
    grown = await city.yui.post(f"/bookings/{ids[0]}/change", json=on(2, "10:00", "14:00"))
    assert (200, {"hall.quota": 57}) == (grown.status_code, await counted())
    await city.client().post("/bookings", json=in_hall("hall", facility_id="nh", **on(3, "13:30", "14:00")))
    taken = await city.yui.post(f"/bookings/{ids[1]}/change", json=on(3, "10:00", "14:00"))
    assert (409, "room-taken", {"hall.quota": 57}) == (taken.status_code, taken.json()["code"], await counted())
    more = await city.yui.post("/bookings", json=in_hall("den", **group, **on(14, "10:00", "13:30")))
    over = await city.yui.post(f"/bookings/{ids[2]}/change", json=on(4, "10:00", "14:00"))
    assert (201, 422, "hall.quota") == (more.status_code, over.status_code, over.json()["rule_id"])
    shorter = await city.yui.post(f"/bookings/{ids[3]}/change", json=on(7, "10:00", "11:00"))
    again = await city.yui.post(f"/bookings/{ids[2]}/change", json=on(4, "10:00", "14:00"))
    assert (200, 200, {"hall.quota": 60}) == (shorter.status_code, again.status_code, await counted())


@pytest.mark.parametrize("to", [{"equipment": {}}, {"people": 1, "equipment": {}}])
async def test_what_was_lent_is_not_given_back_once_that_is_too_late(city, to):
    """Neither after the deadline of a cancellation, nor when the use is over: its fee would come back otherwise."""
    hana = city.client()
    made = (await hana.post("/bookings", json=in_hall("east", equipment={"centre.projector": 2}))).json()
    change, starts_at = f"/bookings/{made['booking_id']}/change", datetime.fromisoformat(made["starts_at"])
    clock_of(city.site).advance(starts_at - timedelta(minutes=30) - clock_of(city.site).now())

    late = await hana.post(change, json=to)
    clock_of(city.site).advance(timedelta(hours=9))
    over = [await each.post(change, json=to) for each in (hana, city.client("staff-mori", ("staff",)))]

    assert ("rule-refused", "komorebi.cancel") == (late.json()["code"], late.json().get("rule_id"))
    assert [("booking-not-open", "over")] * 2 == [(each.json()["code"], each.json()["booking_status"]) for each in over]


async def test_a_change_borrows_no_more_than_is_left(city):
    """One is with each of two rooms: neither can have both."""
    mine = (await city.client().post("/bookings", json=in_hall("east", equipment=PROJECTOR))).json()
    await city.client("resident-ken").post("/bookings", json=in_hall("west", equipment=PROJECTOR))

    more = await city.client().post(
        f"/bookings/{mine['booking_id']}/change", json={"equipment": {"centre.projector": 2}}
    )

    assert (409, "equipment-taken") == (more.status_code, more.json()["code"])
