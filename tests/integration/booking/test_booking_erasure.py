"""Who was erased books no more and signs up no more, though their token lives; what they had booked stays."""

from datetime import timedelta

import pytest

from services.booking.rows import BookingRow
from shared.contracts.people import PersonErased
from tests.integration.booking import activities_kit
from tests.integration.booking.activities_kit import wanted
from tests.integration.booking.bookings_kit import a_city, body
from tests.kit import clock_of, deliver, events_of

HANA, YUI = "resident-hana", "officer-yui"
ERASED = (410, "person-erased")


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


def told(response):
    """The status, and the code of a refusal."""
    return response.status_code, response.json().get("code")


async def announced(city):
    """An activity of osawa-garden in the afternoon, to which nobody has signed up."""
    cause = city.service.journal.causes.http(YUI, "POST /activities", "announce")
    done = await city.uses.activities.announce(wanted(), by=activities_kit.YUI, cause=cause)
    return done.about.activity_id


async def test_an_erased_person_books_no_more_and_others_do(city):
    """Their token is as good as before; the refusal takes no slot and counts as no demand."""
    await deliver(city.service, PersonErased(person_id=HANA))

    refused = await city.client().post("/bookings", json=body())
    taken = await city.client("resident-ken").post("/bookings", json=body())

    assert [ERASED, (201, None)] == [told(refused), told(taken)]
    assert [] == await events_of(city.service, "demand/cc/2026-12-02")


async def test_an_erased_officer_does_not_book_for_the_group(city):
    """Before matching has said that they retired: the two facts come in no order. No quota is held."""
    await deliver(city.service, PersonErased(person_id=YUI))

    refused = await city.yui.post("/bookings", json=body(group_id="osawa-garden"))

    assert ERASED == told(refused)
    assert [] == await events_of(city.service, "quota/osawa-garden/2026-12")


async def test_a_repeated_request_keeps_its_first_answer(city):
    """What was booked before the erasure was booked; the same key with the same words says so again."""
    key = {"idempotency-key": "booked-before"}
    first = await city.client().post("/bookings", json=body(), headers=key)
    await deliver(city.service, PersonErased(person_id=HANA))

    again = await city.client().post("/bookings", json=body(), headers=key)

    assert (201, first.json()["booking_id"]) == (again.status_code, again.json()["booking_id"])
    assert "true" == again.headers["idempotency-replayed"]


async def test_what_was_booked_stays_under_the_opaque_id_until_staff_cancel_it(city):
    """The room is not given to another by itself."""
    booking_id = (await city.client().post("/bookings", json=body())).json()["booking_id"]

    await deliver(city.service, PersonErased(person_id=HANA))

    row = await city.service.journal.get(BookingRow, booking_id)
    assert ("confirmed", HANA) == (row.status, row.person_id)
    assert (409, "room-taken") == told(await city.client("resident-ken").post("/bookings", json=body()))
    assert 200 == (await city.staff.post(f"/bookings/{booking_id}/cancel")).status_code
    assert 201 == (await city.client("resident-ken").post("/bookings", json=body())).status_code


async def test_nobody_signs_an_erased_person_up(city):
    """Not they themselves, not an officer, not staff at the counter; and an erased officer signs nobody up."""
    path = f"/activities/{await announced(city)}/sign-ups"
    await deliver(city.service, PersonErased(person_id=HANA))

    answers = [
        await city.client().post(path, json={}),
        await city.yui.post(path, json={"person_id": HANA}),
        await city.staff.post(path, json={"person_id": HANA}),
    ]
    await deliver(city.service, PersonErased(person_id=YUI))
    answers.append(await city.yui.post(path, json={"person_id": "resident-ken"}))

    assert [ERASED] * 4 == [told(answer) for answer in answers]
    assert 201 == (await city.client("resident-ken").post(path, json={})).status_code


async def test_no_attendance_is_recorded_for_an_erased_person(city):
    """Neither by code nor by hand, though they had a place; they may still give the place back."""
    activity_id = await announced(city)
    path = f"/activities/{activity_id}"
    assert 201 == (await city.client().post(f"{path}/sign-ups", json={})).status_code
    await deliver(city.service, PersonErased(person_id=HANA))

    clock_of(city.site).advance(timedelta(hours=4, minutes=45))
    code = (await city.yui.get(f"{path}/attendance-code")).json()["code"]
    by_code = await city.client().post(f"{path}/attendances", json={"code": code})
    by_hand = await city.yui.post(f"{path}/attendances", json={"person_id": HANA})

    assert [ERASED, ERASED] == [told(by_code), told(by_hand)]
    assert 200 == (await city.client().post(f"{path}/sign-ups/{HANA}/withdraw")).status_code


async def test_it_is_known_after_a_restart(tmp_path):
    """The set in memory is made from rows at the start, before the first request."""
    async with a_city(tmp_path) as city:
        await deliver(city.service, PersonErased(person_id=HANA))

    async with a_city(tmp_path) as again:
        answers = [
            await again.client().post("/bookings", json=body()),
            await again.client("resident-ken").post("/bookings", json=body()),
        ]

    assert [ERASED, (201, None)] == [told(answer) for answer in answers]


async def test_told_twice_it_is_noted_once(city):
    """A redelivery, and another fact that says the same."""
    await deliver(city.service, PersonErased(person_id=HANA))
    await deliver(city.service, PersonErased(person_id=HANA))
    await deliver(city.service, PersonErased(person_id=HANA), n=2)

    assert ["person-forgotten.v1"] == [e.type for e in await events_of(city.service, f"person/{HANA}")]
