"""Activities inside the whole service: officers by events, and bookings of the group."""

import asyncio
from datetime import timedelta

import pytest

from services.booking.app import build
from services.booking.domain.houses.facility import FacilityDraft, RoomDraft
from services.booking.judging import BookingRequest
from shared.contracts.booking_activities import ActivityAnnounced, ActivityWithdrawn
from shared.contracts.matching import GroupJoined, GroupRegistered, OfficerAppointed, OfficerRetired
from shared.contracts.matching_visits import VisitEnded
from tests.integration.booking.activities_kit import NOW, STARTS, YUI, body
from tests.kit import client, clock_of, deliver, make_site, opened, published, run_timers


@pytest.fixture
async def town(tmp_path):
    site = make_site(tmp_path, start=NOW)
    async with opened(build(site)) as service:
        await deliver(
            service,
            OfficerAppointed(group_id="osawa-garden", person_id="officer-yui", role="officer"),
            GroupRegistered(group_id="osawa-garden", name="大沢ガーデン", kind="theme", size_band="10-29"),
        )
        yield site, service


def at(hours):
    return STARTS + timedelta(hours=hours)


async def booked(service):
    """osawa-garden has a room from an hour before the activity until an hour after."""
    causes, uses = service.journal.causes, service.use_cases
    draft = FacilityDraft(
        facility_id="osawa-hall",
        name="大沢地区公会堂",
        address="大沢1-1",
        rooms=(RoomDraft(room_id="hall", name="集会室", capacity=40),),
    )
    await uses.register_facility(draft, causes.operator("test", b"", "osawa-hall"))
    request = BookingRequest(
        facility_id="osawa-hall", room_id="hall", starts_at=at(-1), ends_at=at(3), group_id="osawa-garden",
        purpose="meeting", people=10,
    )  # fmt: skip
    return await uses.bookings.book(request, by=YUI, cause=causes.http("officer-yui", "POST /bookings", "k"))


async def test_an_officer_announces_until_they_retire(town):
    """The relation comes from events, whatever order they arrive in; a member is no officer."""
    site, service = town
    await deliver(service, GroupJoined(group_id="osawa-garden", person_id="resident-ken"))

    async def announce(person_id):
        answer = await client(service, site, person_id).post("/activities", json=body())
        return answer.status_code, answer.json().get("rule")

    assert (201, None) == await announce("officer-yui")
    assert (403, "officer-of-group") == await announce("resident-ken")
    await deliver(service, OfficerRetired(group_id="osawa-garden", person_id="officer-yui"))
    assert (403, "officer-of-group") == await announce("officer-yui")


async def test_a_friend_of_who_comes_once_has_a_place_until_the_visit_is_off(town):
    """The organiser sees two; two rivals for the last two places; heard twice, the places come back once."""
    site, service = town
    yui, hana, ken = (client(service, site, name) for name in ("officer-yui", "resident-hana", "resident-ken"))
    activity_id = (await yui.post("/activities", json=body(capacity=3))).json()["activity_id"]
    path = f"/activities/{activity_id}/sign-ups"
    two = {"guests": 1, "visit_id": "v1"}
    assert 422 == (await hana.post(path, json={"guests": 2})).status_code
    assert 201 == (await ken.post(path)).status_code

    rivals = [await asyncio.gather(*(who.post(path, json=two) for _ in range(25))) for who in (hana, client(
        service, site, "resident-mio"
    ))]  # fmt: skip

    assert ({201}, {409}) == tuple({each.status_code for each in answers} for answers in rivals)
    assert {1} == {each.json()["guests"] for each in rivals[0]}
    listed = (await yui.get(f"/activities/{activity_id}/participants")).json()["items"]
    assert {"resident-hana": 1, "resident-ken": 0} == {each["person_id"]: each["guests"] for each in listed}
    assert 0 == (await hana.get(f"/activities/{activity_id}")).json()["places_left"]
    off = {"request_id": "v1", "group_id": "osawa-garden", "activity_id": activity_id, "starts_at": STARTS}
    for role, person in (("officer", "officer-yui"), ("said", "resident-ken"), ("said", "resident-hana")):
        ended = VisitEnded(**off, person_id=person, role=role, reason="withdrawn")
        await deliver(service, ended, ended)

    assert 2 == (await hana.get(f"/activities/{activity_id}")).json()["places_left"]
    assert [("resident-hana", 1)] == [
        (event.person_id, event.guests) for event in await published(service, ActivityWithdrawn)
    ]


async def test_an_activity_names_a_booking_that_covers_it(town):
    """One that is too short, or was cancelled, is refused."""
    site, service = town
    done = await booked(service)
    booking_id = done.event.booking_id
    yui = client(service, site, "officer-yui")

    async def announce(**changes):
        answer = await yui.post("/activities", json=body(booking_id=booking_id, **changes))
        return answer.status_code, answer.json().get("code")

    assert (201, None) == await announce()
    assert (422, "booking-does-not-fit") == await announce(ends_at=at(4).isoformat())
    await yui.post(f"/bookings/{booking_id}/cancel")
    assert (422, "booking-does-not-fit") == await announce()


async def test_an_activity_is_in_the_house_of_its_booking(town):
    """Unless it names another one; and without a booking nobody knows. What it has for whom is told as it was said."""
    site, service = town
    booking_id = (await booked(service)).event.booking_id
    yui = client(service, site, "officer-yui")

    async def announced(**said):
        made = (await yui.post("/activities", json=body(**said))).json()
        return made["facility_id"], made["access"]

    assert ("osawa-hall", ["段差がない"]) == await announced(booking_id=booking_id, access=["段差がない"])
    assert ("elsewhere", []) == await announced(booking_id=booking_id, facility_id="elsewhere")
    assert (None, []) == await announced()
    changed = await yui.put(f"/activities/{await the_last(service)}", json=body(booking_id=booking_id))
    assert (200, "osawa-hall") == (changed.status_code, changed.json()["facility_id"])
    assert 422 == (await yui.post("/activities", json=body(access=["x"] * 11))).status_code


async def the_last(service):
    """The activity that was announced last."""
    return [event.activity_id for event in await published(service) if isinstance(event, ActivityAnnounced)][-1]


async def test_the_lists_of_activities_are_open_in_the_whole_service(town):
    """No other route of booking hides them."""
    site, service = town
    made = (await client(service, site, "officer-yui").post("/activities", json=body())).json()

    listed = (await client(service, site, None).get("/activities", params={"tag": "gardening", "area": "osawa"})).json()

    assert [] == made.pop("asked")
    assert ["大沢ガーデン"] == [each["name"] for each in listed["items"][0].pop("held_by")]
    assert {"items": [made], "next": None} == listed


async def test_an_offer_goes_on_by_the_timer_of_the_whole_service(town):
    """Nobody asks for anything; the clock moves, and the next one has the place held for them."""
    site, service = town
    far = {
        "starts_at": at(24 * 9).isoformat(),
        "ends_at": at(24 * 9 + 2).isoformat(),
        "deadline": at(24 * 8).isoformat(),
    }
    made = await client(service, site, "officer-yui").post("/activities", json=body(**far, capacity=1))
    path = f"/activities/{made.json()['activity_id']}"
    first, *waiting = (client(service, site, person) for person in ("resident-hana", "resident-ken", "resident-aoi"))
    await first.post(f"{path}/sign-ups")
    for one in waiting:
        await one.post(f"{path}/waiting")
    await first.post(f"{path}/sign-ups/me/withdraw")

    async def standing():
        return [(await one.get(f"{path}/waiting/me")).json()["status"] for one in waiting]

    before = await standing()
    clock_of(site).advance(timedelta(hours=24))
    await run_timers(service)

    assert (["offered", "waiting"], ["passed", "offered"]) == (before, await standing())
