"""Calendars over HTTP: read by an independent parser, secret where they have to be, and never more than they say."""

from datetime import date, timedelta

import icalendar
import pytest
from dateutil.rrule import rruleset, rrulestr

from services.booking.calendars import feeds
from services.booking.calendars.addresses import AddressTokens
from services.booking.domain.houses.facility import FacilityDraft, RoomDraft
from shared.contracts.matching import GroupJoined, GroupLeft, OfficerRetired
from shared.contracts.people import PersonErased
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.kit import clock_of, deliver, events_of

ROOM = "/calendars/rooms/cc/big.ics"
MEMBER = GroupJoined(group_id="osawa-garden", person_id="resident-hana", role="member")


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def events(answer):
    """The events of an answer, by an independent parser that found no fault in it."""
    assert (200, "text/calendar; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    parsed = icalendar.Calendar.from_ical(answer.content)
    assert [] == parsed.errors
    return parsed.walk("VEVENT")


async def address(client, path="people/me"):
    """The path under which the caller's calendar is found, as a calendar program would ask for it."""
    made = await client.post(f"/calendars/{path}")
    assert 201 == made.status_code
    return made.json()["url"].removeprefix("http://127.0.0.1:8000/booking")


async def test_a_room_says_when_it_is_occupied_and_never_by_whom(city):
    """Anyone may read it: no person, no group, no purpose, no number of a booking."""
    mine = (await city.client().post("/bookings", json=body())).json()
    await city.yui.post("/bookings", json=body(**on(3, "13:00", "15:00"), group_id="osawa-garden", purpose="culture"))
    await city.client().post("/bookings", json=body(room_id="small"))

    answer = await city.client(None).get(ROOM)

    found = await events(answer)
    assert ["2026-12-02T10:00:00+09:00", "2026-12-03T13:00:00+09:00"] == [
        each["DTSTART"].dt.isoformat() for each in found
    ]
    assert {("利用あり", "CONFIRMED")} == {(str(each["SUMMARY"]), str(each["STATUS"])) for each in found}
    for secret in (
        mine["booking_id"],
        "resident-hana",
        "officer-yui",
        "osawa-garden",
        "大沢ガーデン",
        "culture",
        "文化",
    ):
        assert secret.encode() not in answer.content
    assert 404 == (await city.client(None).get("/calendars/rooms/cc/none.ics")).status_code
    assert [] == await events(await city.client(None).get("/calendars/rooms/always-open/r5.ics"))


SALON = {
    "facility_id": "salon",
    "kind": "salon",
    "name": "駅前サロン",
    "areas": {"neighbourhood": "naka"},
    "address": "駅前2-1",
}
TATAMI = {"room_id": "tatami", "name": "和室", "name_en": "Tatami room", "capacity": 8}
PLAIN = {"room_id": "plain", "name": "小部屋", "capacity": 8}


async def test_a_calendar_speaks_english_to_whoever_asks_for_it(city):
    """By its address, or by what the program likes best; rooms by their English names; events stay the same."""
    draft = FacilityDraft(**SALON, rooms=(RoomDraft(**TATAMI), RoomDraft(**PLAIN)))
    await city.uses.register_facility(draft, city.service.journal.causes.operator("town", b"", "salon"))
    wanted = {**body(facility_id="salon", room_id=None, room_ids=["tatami", "plain"]), "purpose": "culture"}
    wanted.pop("room_id")
    hana, anyone = city.client(), city.client(None)
    booked = (await hana.post("/bookings", json=wanted)).json()
    own, path = await address(hana), "/calendars/rooms/salon/tatami.ics"

    japanese, english = await anyone.get(own), await anyone.get(own, params={"lang": "en"})
    (ja,), (en,) = await events(japanese), await events(english)
    (taken,) = await events(await anyone.get(path, headers={"Accept-Language": "en"}))
    (asked,) = await events(await anyone.get(path, params={"lang": "ja"}, headers={"Accept-Language": "en"}))
    opening = await anyone.get("/calendars/facilities/salon/opening.ics", params={"lang": "en"})

    assert "和室・小部屋（駅前サロン）" == str(ja["SUMMARY"])
    assert "Tatami room, 小部屋 (駅前サロン)" == str(en["SUMMARY"])
    assert f"Culture and arts, 5 people\nBooking {booked['booking_id']}" == str(en["DESCRIPTION"])
    assert [ja[name] for name in ("UID", "SEQUENCE")] == [en[name] for name in ("UID", "SEQUENCE")]
    assert ("Occupied", "Tatami room (駅前サロン)") == (str(taken["SUMMARY"]), str(taken["LOCATION"]))
    assert ("利用あり", taken["UID"]) == (str(asked["SUMMARY"]), asked["UID"])
    assert {"Open: 駅前サロン"} == {str(each["SUMMARY"]) for each in await events(opening)}
    assert "Accept-Language" == english.headers["vary"]
    assert 422 == (await anyone.get(path, params={"lang": "fr"})).status_code


async def test_an_event_keeps_its_uid_and_a_cancelled_one_is_told_for_a_while(city):
    """The same UID with a higher sequence and a later stamp; a month later it is left out."""
    booked = (await city.client().post("/bookings", json=body(**on(30, "10:00", "11:00"), facility_id="always-open",
                                                             room_id="r1"))).json()  # fmt: skip
    path = "/calendars/rooms/always-open/r1.ics"
    (before,) = await events(await city.client(None).get(path))
    clock_of(city.site).advance(timedelta(hours=1))
    await city.client().post(f"/bookings/{booked['booking_id']}/cancel")
    (after,) = await events(await city.client(None).get(path))
    clock_of(city.site).advance(timedelta(days=32))
    later = await events(await city.client(None).get(path))

    assert before["UID"] == after["UID"]
    assert ("CONFIRMED", "CANCELLED") == (before["STATUS"], after["STATUS"])
    assert before["SEQUENCE"] < after["SEQUENCE"]
    assert timedelta(hours=1) == after["DTSTAMP"].dt - before["DTSTAMP"].dt
    assert [] == later


async def test_who_has_a_calendar_already_is_told_so(city):
    """By its ETag, or by when anything in it last changed."""
    await city.client().post("/bookings", json=body())
    anyone = city.client(None)
    first = await anyone.get(ROOM)
    tag, modified = first.headers["etag"], first.headers["last-modified"]

    assert "public, max-age=300" == first.headers["cache-control"]
    assert 304 == (await anyone.get(ROOM, headers={"If-None-Match": tag})).status_code
    assert 304 == (await anyone.get(ROOM, headers={"If-Modified-Since": modified})).status_code
    clock_of(city.site).advance(timedelta(minutes=1))
    await city.client().post("/bookings", json=body(**on(3, "10:00", "11:00")))
    assert 200 == (await anyone.get(ROOM, headers={"If-None-Match": tag})).status_code
    assert 200 == (await anyone.get(ROOM, headers={"If-Modified-Since": modified})).status_code
    assert 200 == (await anyone.get(ROOM, headers={"If-None-Match": '"x"', "If-Modified-Since": modified})).status_code
    assert 200 == (await anyone.get(ROOM, headers={"If-Modified-Since": "yesterday"})).status_code


async def test_a_person_reads_their_bookings_at_an_address_of_their_own(city):
    """Without a token; kept by nobody in between, in no index."""
    hana = city.client()
    booked = (await hana.post("/bookings", json=body())).json()
    await city.client("resident-ken").post("/bookings", json=body(room_id="small"))

    answer = await city.client(None).get(await address(hana))

    (event,) = await events(answer)
    assert f"{booked['booking_id']}@kyoso-139998" == event["UID"]
    assert "大会議室（柳原コミュニティ・センター）" == str(event["SUMMARY"])
    assert f"会議・打合せ 5人\n予約番号 {booked['booking_id']}" == str(event["DESCRIPTION"])
    assert ("private, no-cache", "noindex") == (answer.headers["cache-control"], answer.headers["x-robots-tag"])
    assert b"resident-hana" not in answer.content


async def test_an_address_is_made_once_a_key_and_can_be_taken_back(city):
    """A repeated request has the same address; a new one ends the old; a revoked one says what to do."""
    hana, anyone = city.client(), city.client(None)
    key = {"Idempotency-Key": "a"}
    first, again = [(await hana.post("/calendars/people/me", headers=key)).json() for _ in range(2)]
    old = first["url"].removeprefix("http://127.0.0.1:8000/booking")
    new = await address(hana)

    assert first == again
    assert "no-store" == (await hana.get("/calendars")).headers["cache-control"]
    assert [new] == [each["url"][-len(new) :] for each in (await hana.get("/calendars")).json()["items"]]
    assert (410, "calendar-gone") == ((gone := await anyone.get(old)).status_code, gone.json()["code"])
    revoked = (await hana.post("/calendars/people/me/revoke")).json()
    assert not revoked["standing"]
    assert 410 == (await anyone.get(new)).status_code
    assert 404 == (await hana.post("/calendars/people/me/revoke")).status_code
    assert [] == (await hana.get("/calendars")).json()["items"]


async def test_the_secret_of_an_address_is_in_no_store(city):
    """Its id alone, which the journal holds, does not make it; nor does another deployment's key, nor a guess."""
    hana = city.client()
    made = (await hana.post("/calendars/people/me")).json()
    kept = b"".join(event.body() for event in await events_of(city.service, "calendar-addresses/resident-hana"))
    token = made["url"].rpartition("/")[2].removesuffix(".ics")

    assert made["address_id"].encode() in kept
    assert token.encode() not in kept
    forged = AddressTokens(b"another key").of(made["address_id"])
    assert 404 == (await city.client(None).get(f"/calendars/people/{forged}.ics")).status_code
    assert 404 == (await city.client(None).get(f"/calendars/groups/{token}.ics")).status_code
    for guess in ("x", "A" * 43, "", "ü" * 20, "A" * 100):
        assert 404 == (await city.client(None).get(f"/calendars/people/{guess}.ics")).status_code


async def test_a_groups_calendar_is_for_its_members_and_officers(city):
    """Each has their own address; it ends with the membership, without anybody having to revoke it."""
    hana, anyone = city.client(), city.client(None)
    refused = await hana.post("/calendars/groups/osawa-garden")
    unknown = await hana.post("/calendars/groups/none")
    await deliver(city.service, MEMBER)
    booked = (await city.yui.post("/bookings", json=body(group_id="osawa-garden"))).json()
    members, officers = await address(hana, "groups/osawa-garden"), await address(city.yui, "groups/osawa-garden")

    assert (403, "member-of-group") == (refused.status_code, refused.json()["rule"])
    assert 404 == unknown.status_code
    assert members != officers
    for path in (members, officers):
        assert [f"{booked['booking_id']}@kyoso-139998"] == [e["UID"] for e in await events(await anyone.get(path))]
    await deliver(city.service, GroupLeft(group_id="osawa-garden", person_id="resident-hana", role="member"))
    assert 410 == (await anyone.get(members)).status_code
    await deliver(city.service, OfficerRetired(group_id="osawa-garden", person_id="officer-yui", role="officer"))
    assert 200 == (await anyone.get(officers)).status_code


async def test_who_was_erased_has_no_calendar(city):
    """Neither a new address nor the old one."""
    path = await address(city.client())
    await deliver(city.service, PersonErased(person_id="resident-hana"))

    assert (410, "person-erased") == ((gone := await city.client(None).get(path)).status_code, gone.json()["code"])
    assert 410 == (await city.client().post("/calendars/people/me")).status_code


async def test_opening_hours_are_weekly_events_with_closures_as_exceptions(city):
    """An independent expander finds exactly the days and hours that the rules say."""
    rules = (await city.uses.directory.facility("cc")).rules
    (*found,) = await events(await city.client(None).get("/calendars/facilities/cc/opening.ics"))

    opened = set()
    for event in found:
        dates = rruleset()
        dates.rrule(rrulestr(event["RRULE"].to_ical().decode(), dtstart=event["DTSTART"].dt))
        for each in event["EXDATE"].dts if "EXDATE" in event else ():
            dates.exdate(each.dt)
        for each in event["RDATE"].dts if "RDATE" in event else ():
            dates.rdate(each.dt)
        length = event["DTEND"].dt - event["DTSTART"].dt
        opened |= {(at.date(), at.hour, length) for at in dates}
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(30 + feeds.AHEAD_DAYS + 1)]
    assert {day for day in days if rules.open_mask(day)} == {day for day, _, _ in opened}
    assert (date(2026, 12, 2), 9, timedelta(hours=12)) in opened
    assert (date(2026, 12, 6), 9, timedelta(hours=8)) in opened
    assert date(2026, 12, 7) not in {day for day, _, _ in opened}
    assert len(found) <= 3
    # a program that asks every day of a month is told that nothing changed
    anyone = city.client(None)
    tag = (await anyone.get("/calendars/facilities/cc/opening.ics")).headers["etag"]
    clock_of(city.site).advance(timedelta(hours=3))

    assert 304 == (await anyone.get("/calendars/facilities/cc/opening.ics", headers={"If-None-Match": tag})).status_code


async def test_a_calendar_is_bounded(city, monkeypatch):
    """So many events, the first ones; and no day beyond what it says."""
    monkeypatch.setattr(feeds, "EVENTS_MAX", 3)
    for hour in range(9, 14):
        await city.client(f"p{hour}").post("/bookings", json=body(**on(2, f"{hour:02}:00", f"{hour + 1:02}:00")))
    found = await events(await city.client(None).get(ROOM))
    assert [9, 10, 11] == [each["DTSTART"].dt.hour for each in found]

    clock_of(city.site).advance(timedelta(days=33))
    assert [] == await events(await city.client(None).get(ROOM))
