"""A group pauses, ends, and is back: nothing new in its name, nothing cancelled of itself, staff see what is left."""

from datetime import timedelta

import pytest

from services.booking.registering.rows import PenaltyRow
from services.booking.rows import GroupRow
from shared.contracts.booking import BookingCancelled
from shared.contracts.booking_activities import ParticipationAffected, WaitingOffered
from shared.contracts.matching_standing import GroupEnded, GroupResumed, GroupSuspended
from shared.journal.rebuild import rebuild
from tests.integration.booking.activities_kit import body as announcement
from tests.integration.booking.bookings_kit import GARDEN, a_city, body, on
from tests.kit import clock_of, deliver, published, run_reactions, run_timers

ID = "osawa-garden"
KEN = {"person_id": "p-75", "channel": "counter", "purpose": "meeting", "people": 6}
RULE = {"rule_id", "section", "article", "value", "limit", "until"}


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


def for_group(day=2, start="10:00", end="11:00", **changes):
    return body(group_id=ID, **on(day, start, end), **changes)


async def stands(city, kind, count):
    await deliver(city.service, kind(group_id=ID, name="大沢ガーデン", count=count))


async def booked(city, **changes):
    answer = await city.yui.post("/bookings", json=for_group(**changes))
    assert 201 == answer.status_code, answer.text
    return answer.json()["booking_id"]


async def left(city, **asked):
    answer = await city.staff.get("/ended-groups/bookings", params=asked)
    assert 200 == answer.status_code, answer.text
    return [each["booking_id"] for each in answer.json()["items"]], answer.json()["next"]


async def test_nothing_new_is_booked_in_the_name_of_a_group_that_has_ended(city):
    """Nor is a hold confirmed or a booking enlarged; the refusal names rule and article in three languages."""
    id = await booked(city)
    held = (await city.yui.post("/bookings", json=for_group(3, hold=True, room_id="small"))).json()["booking_id"]
    key = {"idempotency-key": "k1"}
    first = await city.yui.post("/bookings", json=for_group(4), headers=key)
    await stands(city, GroupEnded, 1)

    for language, words in (("ja", "解散"), ("ja-plain", "おわりました"), ("en", "has ended")):
        answer = await city.yui.post("/bookings", json=for_group(5), headers={"Accept-Language": language})
        said = answer.json()
        assert (409, "group-ended", "groups.ended") == (answer.status_code, said["code"], said["rule_id"]), said
        assert words in said["detail"]
        assert RULE <= set(said)
        assert "第17条" in said["article"]
    place = {"facility_id": "cc", "room_id": "big", **on(9, "10:00", "11:00")}
    for path, wanted in (
        ("/bookings/explain", for_group(5)),
        (f"/bookings/{held}/confirm", None),
        (f"/bookings/{id}/change", on(2, "10:00", "12:00")),
        ("/series", {"purpose": "meeting", "people": 5, "group_id": ID, "places": [place]}),
    ):
        answer = await city.yui.post(path, json=wanted)
        assert (409, "group-ended") == (answer.status_code, answer.json()["code"]), path
    assert first.content == (await city.yui.post("/bookings", json=for_group(4), headers=key)).content
    shorter = await city.yui.post(f"/bookings/{id}/change", json=on(2, "10:00", "10:30"))
    assert 200 == shorter.status_code, "what it gives back it may"
    assert 200 == (await city.yui.post(f"/bookings/{id}/cancel")).status_code

    await stands(city, GroupResumed, 2)
    assert 201 == (await city.yui.post("/bookings", json=for_group(5))).status_code


async def test_a_group_that_pauses_keeps_its_rooms_and_may_book(city):
    """Its officers meet to see how it goes on."""
    await stands(city, GroupSuspended, 1)

    assert 201 == (await city.yui.post("/bookings", json=for_group())).status_code
    assert ([], None) == await left(city)


async def test_what_an_ended_group_had_booked_is_put_before_staff_and_nothing_is_cancelled_of_itself(city):
    """By its start, of the city or a house, page by page; what is cancelled or over is there no more."""
    ids = [await booked(city, day=day) for day in (4, 2, 3)]
    there = await booked(city, day=2, facility_id="always-open", room_id="r1")
    await city.client().post("/bookings", json=body(room_id="small"))
    await stands(city, GroupEnded, 1)
    await run_reactions(city.service)
    assert [] == await published(city.service, BookingCancelled)

    (first, second), cursor = await left(city, limit=2)
    assert {first, second} == {ids[1], there}
    assert ([ids[2], ids[0]], None) == await left(city, cursor=cursor)
    assert ([there], None) == await left(city, facility_id="always-open")
    assert 403 == (await city.yui.get("/ended-groups/bookings")).status_code
    await city.yui.post(f"/bookings/{ids[1]}/cancel")
    await city.staff.post(f"/bookings/{there}/cancel")
    assert ([ids[2], ids[0]], None) == await left(city)

    before = await city.service.journal.get(GroupRow, ID)
    await rebuild(city.service.journal.model, city.service.journal.store)
    assert before == await city.service.journal.get(GroupRow, ID)
    await stands(city, GroupResumed, 2)
    assert ([], None) == await left(city)


async def test_rooms_of_an_ended_group_are_taken_over_in_one_step(city):
    """Whoever goes on has them, nobody comes between, the group owes nothing and has no points; once for two clerks."""
    id = await booked(city)
    path = f"/bookings/{id}/take-over"
    early = await city.staff.post(path, json=KEN)
    assert (409, "group-not-ended") == (early.status_code, early.json()["code"])
    await stands(city, GroupEnded, 1)

    assert 403 == (await city.yui.post(path, json=KEN)).status_code
    own = await city.client("p-75", ("staff",)).post(path, json={**KEN, "channel": "web"})
    assert (403, "forbidden") == (own.status_code, own.json()["code"])
    again = await city.staff.post(path, json={**KEN, "group_id": ID})
    assert (409, "group-ended") == (again.status_code, again.json()["code"])
    key = {"idempotency-key": "k2"}
    taken = await city.staff.post(path, json=KEN, headers=key)
    assert 201 == taken.status_code, taken.text
    assert taken.content == (await city.staff.post(path, json=KEN, headers=key)).content
    late = await city.staff.post(path, json={**KEN, "person_id": "p-76"})
    assert (409, "cancelled") == (late.status_code, late.json()["booking_status"])
    said, was = taken.json(), (await city.staff.get(f"/bookings/{id}")).json()
    assert ("confirmed", "p-75", None, "big", "counter") == (
        said["status"], said["person_id"], said["group_id"], said["room_id"], said["channel"],
    )  # fmt: skip
    assert ("cancelled", said["starts_at"], said["ends_at"]) == (was["status"], was["starts_at"], was["ends_at"])
    await run_reactions(city.service)
    (cancelled,) = await published(city.service, BookingCancelled)
    assert ("groups.ended", None) == (cancelled.rule_id, cancelled.refund)
    assert ([], None) == await left(city)
    assert [] == [row for row in await city.service.journal.all(PenaltyRow) if row.booking_id == id]


async def test_a_booking_that_has_begun_or_is_only_held_is_not_taken_over(city):
    """Its use goes on; a hold is given back, and booked anew."""
    held = (await city.yui.post("/bookings", json=for_group(3, hold=True))).json()["booking_id"]
    now = for_group(1, "09:15", "10:15", facility_id="always-open", room_id="r1")
    begun = (await city.yui.post("/bookings", json=now)).json()
    code = (await city.yui.get(f"/bookings/{begun['booking_id']}")).json()["start_code"]
    assert 200 == (await city.yui.post(f"/bookings/{begun['booking_id']}/start", json={"code": code})).status_code
    await stands(city, GroupEnded, 1)

    for id, status in ((held, "held"), (begun["booking_id"], "started")):
        answer = await city.staff.post(f"/bookings/{id}/take-over", json=KEN)
        assert (409, status) == (answer.status_code, answer.json().get("booking_status")), answer.text


async def test_what_it_announced_takes_nobody_until_it_is_back(city):
    """Who has a place keeps it and may give it back; a repeat has its first answer; officers may still call it off."""
    hana, ken = city.client(), city.client("resident-ken")
    wanted = announcement(
        starts_at="2026-12-03T14:00:00+09:00", ends_at="2026-12-03T16:00:00+09:00",
        deadline="2026-12-03T13:00:00+09:00", capacity=2,
    )  # fmt: skip
    id = (await city.yui.post("/activities", json=wanted)).json()["activity_id"]
    sign_up = f"/activities/{id}/sign-ups"
    assert 201 == (await hana.post(sign_up)).status_code
    for kind, count, code in ((GroupSuspended, 1, "suspended"), (GroupEnded, 2, "ended")):
        await stands(city, kind, count)
        for client, path in ((ken, sign_up), (ken, f"/activities/{id}/waiting"), (city.yui, "/activities")):
            answer = await client.post(path, json=wanted if path == "/activities" else None)
            assert (409, f"activity-group-{code}") == (answer.status_code, answer.json()["code"]), path
        assert 201 == (await hana.post(sign_up)).status_code
        listed = (await hana.get("/activities")).json()["items"]
        assert [code] == [each["group_standing"] for each in listed]
        assert code == (await hana.get(f"/activities/{id}")).json()["group_standing"]

    await stands(city, GroupResumed, 3)
    assert 201 == (await ken.post(sign_up)).status_code
    await stands(city, GroupEnded, 4)
    assert 200 == (await ken.post(f"{sign_up}/me/withdraw")).status_code
    assert 200 == (await city.yui.post(f"/activities/{id}/cancel", json={"reason": "other"})).status_code


async def test_a_place_that_is_held_stays_theirs_while_the_group_pauses(city):
    """It was promised until an hour; a friend does not come along, and who waits is promised nothing."""
    hana, ken, mio, rin = (city.client(*id) for id in ((), ("resident-ken",), ("resident-mio",), ("resident-rin",)))
    days = {"starts_at": "2026-12-03T14:00:00+09:00", "ends_at": "2026-12-03T16:00:00+09:00"}
    wanted = announcement(**days, deadline="2026-12-03T13:00:00+09:00", capacity=2)
    path = f"/activities/{(await city.yui.post('/activities', json=wanted)).json()['activity_id']}"
    await hana.post(f"{path}/sign-ups", json={"guests": 1})
    for client in (ken, mio, rin):
        assert 201 == (await client.post(f"{path}/waiting")).status_code
    await hana.post(f"{path}/sign-ups/me/withdraw")
    await stands(city, GroupSuspended, 1)

    friend = await ken.post(f"{path}/sign-ups", json={"guests": 1})
    late = await rin.post(f"{path}/waiting/accept")

    assert ["activity-group-suspended"] * 2 == [answer.json()["code"] for answer in (friend, late)]
    assert 201 == (await ken.post(f"{path}/sign-ups")).status_code
    assert 200 == (await mio.post(f"{path}/waiting/accept")).status_code


@pytest.mark.parametrize("kind", [GroupSuspended, GroupEnded])
async def test_places_that_come_free_go_to_who_waited_while_the_group_is_away(city, kind):
    """Its activity stands until it is called off: a withdrawal, or who lets the time pass; nobody new waits."""
    hana, ken, mio, rin = (city.client(*id) for id in ((), ("resident-ken",), ("resident-mio",), ("resident-rin",)))
    days = {"starts_at": "2026-12-03T14:00:00+09:00", "ends_at": "2026-12-03T16:00:00+09:00"}
    wanted = announcement(**days, deadline="2026-12-03T13:00:00+09:00", capacity=1)
    id = (await city.yui.post("/activities", json=wanted)).json()["activity_id"]
    path = f"/activities/{id}"
    for client, join in ((hana, "sign-ups"), (ken, "waiting"), (mio, "waiting")):
        assert 201 == (await client.post(f"{path}/{join}")).status_code
    await stands(city, kind, 1)

    await hana.post(f"{path}/sign-ups/me/withdraw")
    assert "offered" == (await ken.get(f"{path}/waiting/me")).json()["status"]
    clock_of(city.site).advance(timedelta(hours=7))
    await run_timers(city.service)

    assert (
        409 == (await rin.post(f"{path}/waiting")).status_code == (await ken.post(f"{path}/waiting/accept")).status_code
    )
    assert 200 == (await mio.post(f"{path}/waiting/accept")).status_code
    offered = [event.person_id for event in await published(city.service, WaitingOffered)]
    assert ["resident-ken", "resident-mio"] == offered
    await city.yui.post(f"{path}/cancel", json={"reason": "other"})
    await run_reactions(city.service)
    told = await published(city.service, ParticipationAffected)
    assert [("resident-mio", ("cancelled",))] == [(event.person_id, event.changed) for event in told]


async def test_a_group_is_as_it_was_heard_of_last_whatever_comes_late(city):
    """Before its registration, twice, and an earlier change behind a later one."""
    for kind, count in ((GroupEnded, 3), (GroupSuspended, 1), (GroupEnded, 3), (GroupResumed, 2)):
        await deliver(city.service, kind(group_id="new", name="新しい会", count=count))
    for fact in GARDEN:
        await deliver(city.service, fact.model_copy(update={"group_id": "new"}))

    row = await city.service.journal.get(GroupRow, "new")
    assert ("ended", True, ("officer-yui",)) == (row.standing, row.registered, row.officers)
