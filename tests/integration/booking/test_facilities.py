"""Facilities over HTTP: registered, changed, listed, imported; and what is free in them."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from services.booking.app import build
from services.booking.houses.importing import import_facilities
from services.booking.rows import FacilityRow
from tests.integration.booking.bookings_kit import CENTRE, NOW, a_city, body, on
from tests.kit import clock_of, events_of, make_site, opened

REPOSITORY = Path(__file__).parents[3]
SAMPLE = (REPOSITORY / "services" / "booking" / "data" / "facilities_sample.csv").read_bytes()
CITY_FILE = (
    Path(os.environ.get("KYOSO_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    / "mitaka_public_facilities_2021.csv"
)


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


def draft(**changes):
    return {
        "facility_id": "hall",
        "kind": "neighbourhood-hall",
        "name": "石橋地区公会堂",
        "address": "石橋1-1-1",
        "rooms": [{"room_id": "hall-1", "name": "集会室", "capacity": 30}],
        **changes,
    }


async def test_the_english_name_of_a_room_is_told_wherever_the_room_is(city):
    """In the list of facilities, of what is free in the house and the city, and of what is free instead."""
    rooms = [{"room_id": f"hall-{n}", "name": "集会室", "name_en": f"Room {n}", "capacity": 30} for n in (1, 2)]
    registered = await city.staff.post("/facilities", json=draft(rooms=rooms))
    wanted = body(facility_id="hall", room_id="hall-1", **on(2, "10:00", "11:00"))
    assert [201, 201] == [registered.status_code, (await city.client().post("/bookings", json=wanted)).status_code]

    taken = (await city.client("resident-ken").post("/bookings", json=wanted)).json()
    answers = [
        (await city.client().get(path)).json()
        for path in (
            "/facilities/hall",
            "/facilities/hall/availability",
            "/availability?month=2026-12&kind=neighbourhood-hall",
        )
    ]

    for house in (registered.json(), *answers[:2], answers[2]["items"][0]):
        assert ["Room 1", "Room 2"] == [room["name_en"] for room in house["rooms"]]
    assert {"Room 1", "Room 2"} >= {place["room_name_en"] for place in taken["alternatives"]} > set()


async def test_facilities_are_listed_for_anyone(city):
    """Page by page, by area, by kind, and only those that can be booked."""
    await city.staff.post("/facilities", json=draft(rooms=[]))
    anyone = city.client(None)

    page = (await anyone.get("/facilities?limit=2")).json()
    rest = (await anyone.get(f"/facilities?limit=2&cursor={page['next']}")).json()

    assert ["always-open", "cc", "hall"] == [item["facility_id"] for item in [*page["items"], *rest["items"]]]

    async def ids(query):
        return [item["facility_id"] for item in (await anyone.get(f"/facilities?{query}")).json()["items"]]

    assert ["always-open", "cc"] == await ids("bookable=true")
    assert ["hall"] == await ids("bookable=false")
    assert ["cc"] == await ids("area=kita")
    assert ["hall"] == await ids("kind=neighbourhood-hall")
    assert 422 == (await anyone.get("/facilities?cursor=junk")).status_code
    one = (await anyone.get("/facilities/cc")).json()
    assert ("柳原コミュニティ・センター", ["big", "small"]) == (one["name"], [r["room_id"] for r in one["rooms"]])
    assert 404 == (await anyone.get("/facilities/nowhere")).status_code


async def test_staff_register_and_change_facilities(city):
    """The event tells the whole facility; a change that changes nothing records nothing."""
    staff = city.staff
    made = await staff.post("/facilities", json=draft())
    twice = await staff.post("/facilities", json=draft())
    changed = await staff.put("/facilities/hall", json=draft(phone="042-000-0100"))
    same = await staff.put("/facilities/hall", json=draft(phone="042-000-0100"))

    assert [201, 409, 200, 200] == [a.status_code for a in (made, twice, changed, same)]
    assert "facility-exists" == twice.json()["code"]
    assert changed.json() == same.json()
    assert ["facility-registered.v1", "facility-detailed.v1", "facility-changed.v1", "facility-detailed.v1"] == [
        event.type for event in await events_of(city.service, "facility/hall")
    ]
    assert 404 == (await staff.put("/facilities/nowhere", json=draft())).status_code
    assert 403 == (await city.client().post("/facilities", json=draft(facility_id="mine"))).status_code


async def test_a_changed_facility_counts_for_the_next_booking(city):
    """What is held in memory is never older than this process's own changes."""
    await city.staff.post("/facilities", json=draft(rooms=[]))
    wanted = body(facility_id="hall", room_id="hall-1")
    early = await city.client().post("/bookings", json=wanted)

    await city.staff.put("/facilities/hall", json=draft())

    assert (409, "not-bookable-yet") == (early.status_code, early.json()["code"])
    assert 201 == (await city.client().post("/bookings", json=wanted)).status_code


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"facility_id": "a/b"},
        {"kind": "Has Blanks"},
        {"latitude": 91},
        {"url": "javascript:alert(1)"},
        {"rooms": [{"room_id": "a", "name": "a", "capacity": 0}]},
        {"rooms": [{"room_id": "a", "name": "a", "capacity": 1}] * 2},
        {"rooms": [{"room_id": "a/b", "name": "a", "capacity": 1}]},
    ],
)
async def test_a_bad_draft_is_refused_by_name(city, bad):
    """Nothing of it is registered."""
    answer = await city.staff.post("/facilities", json=draft(**bad))

    assert (422, "invalid-request") == (answer.status_code, answer.json()["code"])


async def test_what_is_free_is_opening_hours_less_what_is_taken(city):
    """By room, from now on, closed days named; the grid comes with it."""
    await city.client().post("/bookings", json=body())

    answer = await city.client(None).get("/facilities/cc/availability?from=2026-12-01&until=2026-12-07")

    told = answer.json()
    free = {
        room["room_id"]: [(f["starts_at"][5:16], f["ends_at"][5:16]) for f in room["free"]] for room in told["rooms"]
    }
    assert (30, ["2026-12-07"]) == (told["slot_minutes"], told["closed"])
    assert [("12-01T09:15", "12-01T21:00"), ("12-02T09:00", "12-02T10:00"), ("12-02T11:00", "12-02T21:00")] == free[
        "big"
    ][:3]
    assert ("12-02T09:00", "12-02T21:00") == free["small"][1]
    assert ("12-06T09:00", "12-06T17:00") == free["big"][-1]


async def test_availability_takes_dates_and_instants(city):
    """A date as the end means that whole day; an instant cuts slots that do not fit."""
    anyone = city.client(None)

    async def spans(**params):
        answer = await anyone.get("/facilities/cc/availability", params=params)
        return [(f["starts_at"][5:16], f["ends_at"][5:16]) for f in answer.json()["rooms"][0]["free"]]

    expected = [("12-02T10:00", "12-02T12:15")]
    instants = {"from": "2026-12-02T01:00:00Z", "until": "2026-12-02T12:20:00+09:00"}
    assert expected == await spans(**instants)
    assert [("12-02T09:00", "12-02T21:00")] == await spans(**{"from": "2026-12-02", "until": "2026-12-02"})
    assert 6 == len(await spans())
    unescaped = await anyone.get("/facilities/cc/availability?from=2026-12-02T10:00:00+09:00&until=2026-12-02")
    assert 200 == unescaped.status_code


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-12-01&until=2027-01-02",
        "from=2026-12-02&until=2026-12-01",
        "from=yesterday",
        "from=9999-12-31&until=9999-12-31",
        "from=0001-01-01&until=0001-01-02",
        "from=2026-02-30",
        "from=9999-12-31T23:59:59-12:00",
        "until=2026-11-30",
    ],
)
async def test_a_period_out_of_range_is_refused_by_name(city, query):
    """At most 31 days, forwards, within the calendar."""
    answer = await city.client(None).get(f"/facilities/cc/availability?{query}")

    assert (422, "period-out-of-range") == (answer.status_code, answer.json()["code"])
    assert (
        200 == (await city.client(None).get("/facilities/cc/availability?from=2026-12-01&until=2026-12-31")).status_code
    )


async def test_the_rules_and_purposes_are_published(city):
    """Everyone can read beforehand what a refusal would say."""
    anyone = city.client(None)
    rules = (await anyone.get("/facilities/cc/rules")).json()["items"]
    purposes = (await anyone.get("/purposes")).json()["items"]

    assert "centre.hours" in {rule["rule_id"] for rule in rules}
    assert {"code": "meeting", "ja": "会議・打合せ", "en": "Meeting"} in purposes


async def test_the_same_file_twice_changes_nothing(city):
    """The second import compares and finds no difference: no commit at all."""
    first = await city.staff.post("/facilities/imports?source=sample", content=SAMPLE)
    position = await city.service.journal.store.last_position()

    second = await city.staff.post("/facilities/imports?source=sample", content=SAMPLE)

    report = first.json()
    assert {"accepted": 4, "repaired": 13, "refused": 6, "skipped": 10} == report["counts"]
    assert {"registered": 17} == report["changes"]
    assert {"unchanged": 17} == second.json()["changes"]
    assert position == await city.service.journal.store.last_position()


async def test_another_file_changes_and_the_first_changes_back(city):
    """The newest file wins, also when it has been seen before; rooms that staff added stay."""
    await import_facilities(city.uses, SAMPLE, source="a", actor="ops")
    hall = next(row for row in await city.service.journal.all(FacilityRow) if row.name == "柳原地区公会堂")
    room = {"room_id": "r1", "name": "集会室", "capacity": 30}
    whole = {**hall.model_dump(include={"name", "kana", "address", "latitude", "longitude", "phone"})}
    put = await city.staff.put(
        f"/facilities/{hall.id}", json={**whole, "kind": hall.facility_kind, "rooms": [room], "areas": {"n": "kita"}}
    )
    assert 200 == put.status_code
    other = SAMPLE.replace("柳原2-4-6".encode(), "柳原9-9-9".encode())

    changes = [
        (await import_facilities(city.uses, content, source="b", actor="ops")).changes
        for content in (other, SAMPLE, SAMPLE)
    ]

    assert [{"unchanged": 16, "changed": 1}, {"unchanged": 16, "changed": 1}, {"unchanged": 17}] == changes
    row = await city.service.journal.get(FacilityRow, hall.id)
    assert ("東京都こもれび市柳原2-4-6", ["r1"], {"n": "kita"}, True) == (
        row.address, [room.room_id for room in row.rooms], row.areas, row.bookable,
    )  # fmt: skip


async def test_an_imported_facility_is_not_bookable_yet(city):
    """It has no rooms; the refusal says so by name."""
    report = await import_facilities(city.uses, SAMPLE, source="a", actor="ops")
    facility_id = report.of("accepted")[0].facility_id

    answer = await city.client().post("/bookings", json=body(facility_id=facility_id))

    assert (409, "not-bookable-yet") == (answer.status_code, answer.json()["code"])
    availability = (await city.client(None).get(f"/facilities/{facility_id}/availability")).json()
    assert [] == availability["rooms"]


@pytest.mark.skipif(not CITY_FILE.exists(), reason=f"the city's file is not at {CITY_FILE}")
async def test_the_citys_file_is_registered_once(city):
    """7 centres and 32 halls out of 452 rows, with the actor in the journal; again, nothing."""
    content = CITY_FILE.read_bytes()

    report = await import_facilities(city.uses, content, source=CITY_FILE.name, actor="ops-ito")
    again = await import_facilities(city.uses, content, source=CITY_FILE.name, actor="ops-ito")

    assert {"community-centre": 7, "neighbourhood-hall": 32} == report.kinds == again.kinds
    assert ({"registered": 39}, {"unchanged": 39}) == (report.changes, again.changes)
    commits = await city.service.journal.store.of_stream(f"facility/{report.of('repaired')[0].facility_id}")
    assert ["ops-ito"] == [commit.actor for commit in commits]


async def test_a_file_that_is_no_table_is_refused(city):
    """By name, with what to do next; residents may not import at all."""
    refused = await city.staff.post("/facilities/imports", content=b"PK\x03\x04")

    assert (422, "facility-file-unreadable") == (refused.status_code, refused.json()["code"])
    assert "{" not in refused.json()["detail"]
    assert 403 == (await city.client().post("/facilities/imports", content=SAMPLE)).status_code


async def test_a_restart_finds_everything_again(tmp_path):
    """Facilities, what is taken, and codes are the same after the service was closed and opened."""
    async with a_city(tmp_path) as city:
        booked = (await city.client().post("/bookings", json=body())).json()
        site = make_site(tmp_path, start=NOW)
    clock_of(site).advance(timedelta(minutes=1))
    async with opened(build(site)) as service:
        again = type(city)(service, site)
        assert booked == (await again.client().get(f"/bookings/{booked['booking_id']}")).json()
        assert 409 == (await again.client("resident-ken").post("/bookings", json=body())).status_code
        assert 201 == (await again.client().post("/bookings", json=body(**on(3, "10:00", "11:00")))).status_code
        assert CENTRE.name == (await again.client(None).get("/facilities/cc")).json()["name"]
