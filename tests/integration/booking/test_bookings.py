"""Bookings over HTTP: confirmed, refused with what to do, started by code, completed, cancelled, and asked again."""

from datetime import timedelta

import pytest

from tests.integration.booking.bookings_kit import a_city, body, on
from tests.kit import clock_of, events_of, published


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def test_a_booking_is_confirmed_with_its_fee_and_code(city):
    """One commit says who has the room and that it is taken; the code is in the answer and in no event."""
    answer = await city.client().post("/bookings", json=body())

    told = answer.json()
    assert 201 == answer.status_code
    assert ("confirmed", 300, "2026-12-02T10:00:00+09:00") == (told["status"], told["fee"], told["starts_at"])
    events = await events_of(city.service, "facility-day/cc/2026-12-02")
    assert ["booking-confirmed.v1", "slots-taken.v1", "booking-decided.v1"] == [event.type for event in events]
    assert 6 == len(told["start_code"])
    assert told["start_code"] not in "".join(str(event) for event in events)


async def test_a_repeated_request_gets_its_first_answer(city):
    """However late it comes, and although its own booking has taken the room: same status, same bytes."""
    hana, key = city.client(), {"idempotency-key": "k1"}
    first = await hana.post("/bookings", json=body(), headers=key)
    clock_of(city.site).advance(timedelta(days=30))

    again = await hana.post("/bookings", json=body(), headers=key)

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert "true" == again.headers["idempotency-replayed"]
    other = await hana.post("/bookings", json=body(people=6), headers=key)
    assert (422, "idempotency-key-reused") == (other.status_code, other.json()["code"])


async def test_a_taken_room_comes_with_alternatives_that_can_be_booked(city):
    """The refusal leads on: each alternative is a request that is confirmed."""
    await city.client().post("/bookings", json=body())

    refused = await city.client("resident-ken").post("/bookings", json=body())

    assert (409, "room-taken") == (refused.status_code, refused.json()["code"])
    places = refused.json()["alternatives"]
    assert ["big", "big", "big", "small"] == [place["room_id"] for place in places]
    for place in (places[0], places[1], places[3]):
        wanted = {name: place[name] for name in ("room_id", "starts_at", "ends_at")}
        answer = await city.client("resident-ken").post("/bookings", json=body(**wanted))
        assert 201 == answer.status_code


async def test_refused_requests_are_kept_as_demand(city):
    """By reason and without a person; the same wish again counts once."""
    await city.client().post("/bookings", json=body())
    for person in ("resident-ken", "resident-ken", "resident-rin"):
        await city.client(person).post("/bookings", json=body())
    await city.client().post("/bookings", json=body(people=41))

    demand = (await city.staff.get("/demand?facility_id=cc")).json()["items"]

    reasons = {"room-taken": 2, "komorebi.capacity": 1}
    assert [("2026-12-02", 3, reasons)] == [(day["day"], day["refused"], day["by_reason"]) for day in demand]
    stream = await events_of(city.service, "demand/cc/2026-12-02")
    assert not [event for event in stream if "resident" in str(event)]
    assert 403 == (await city.client().get("/demand")).status_code


async def test_a_refusal_does_not_use_up_its_key(city):
    """Nothing was done, so the same request may succeed later under the same key."""
    held = (await city.client().post("/bookings", json=body())).json()
    ken, key = city.client("resident-ken"), {"idempotency-key": "k1"}
    assert 409 == (await ken.post("/bookings", json=body(), headers=key)).status_code
    await city.client().post(f"/bookings/{held['booking_id']}/cancel")

    assert 201 == (await ken.post("/bookings", json=body(), headers=key)).status_code


async def test_book_start_and_complete_now(city):
    """In the house that is always open the running slot can be booked, used and left, again and again."""
    wanted = body(facility_id="always-open", room_id="r1", **on(1, "09:00", "09:15"))
    for person in ("resident-hana", "resident-ken", "resident-hana"):
        someone = city.client(person)
        booked = (await someone.post("/bookings", json=wanted)).json()
        path = f"/bookings/{booked['booking_id']}"
        wrong = await someone.post(f"{path}/start", json={"code": "x"})
        assert (422, "wrong-start-code") == (wrong.status_code, wrong.json()["code"])
        started = await someone.post(f"{path}/start", json={"code": booked["start_code"]})
        assert (200, "started") == (started.status_code, started.json()["status"])
        done = await someone.post(f"{path}/complete", json={"heads": 4})
        assert (200, "completed", 4) == (done.status_code, done.json()["status"], done.json()["heads"])
        assert "completed" == (await someone.get(path)).json()["status"]


async def test_a_code_is_taken_as_people_type_it(city):
    """Full-width digits and blanks are no reason to leave somebody at the door."""
    wanted = body(facility_id="always-open", room_id="r1", **on(1, "09:00", "09:15"))
    booked = (await city.client().post("/bookings", json=wanted)).json()
    code = " ".join(chr(ord(digit) + 0xFEE0) for digit in booked["start_code"])

    started = await city.client().post(f"/bookings/{booked['booking_id']}/start", json={"code": code})

    assert 200 == started.status_code


async def test_who_may_see_and_change_a_booking(city):
    """Its person, its group's officers and staff; an auditor sees it without the code; nobody else."""
    booked = (await city.yui.post("/bookings", json=body(group_id="osawa-garden"))).json()
    path = f"/bookings/{booked['booking_id']}"

    seen = await city.staff.get(path)
    audited = await city.client("auditor", ("auditor",)).get(path)
    assert booked["start_code"] == seen.json()["start_code"]
    assert (200, None) == (audited.status_code, audited.json()["start_code"])
    ken = city.client("resident-ken")
    assert 403 == (await ken.get(path)).status_code
    assert 403 == (await ken.post(f"{path}/cancel")).status_code
    assert 403 == (await ken.post(f"{path}/start", json={"code": booked["start_code"]})).status_code
    assert 403 == (await ken.post(f"{path}/complete", json={"heads": 1})).status_code
    assert 401 == (await city.client(None).get(path)).status_code
    assert 404 == (await city.staff.get("/bookings/no-such")).status_code
    assert 200 == (await city.staff.post(f"{path}/cancel")).status_code


async def test_ones_own_bookings_are_listed_by_their_start(city):
    """And nobody else's, page by page; a group's for its officers, a facility's for staff."""
    hana = city.client()
    for start, end in (("13:00", "14:00"), ("09:00", "10:00"), ("17:00", "18:00")):
        await hana.post("/bookings", json=body(**on(3, start, end)))
    await city.client("resident-ken").post("/bookings", json=body())
    await city.yui.post("/bookings", json=body(room_id="small", group_id="osawa-garden"))

    page = (await hana.get("/bookings?mine&limit=2")).json()
    rest = (await hana.get(f"/bookings?mine&limit=2&cursor={page['next']}")).json()

    starts = [item["starts_at"][11:16] for item in [*page["items"], *rest["items"]]]
    assert (["09:00", "13:00", "17:00"], None) == (starts, rest["next"])
    later = (await hana.get("/bookings", params={"from": "2026-12-03T12:00:00+09:00"})).json()["items"]
    assert 2 == len(later)
    assert 1 == len((await city.yui.get("/bookings?group_id=osawa-garden")).json()["items"])
    assert 5 == len((await city.staff.get("/bookings?facility_id=cc")).json()["items"])
    assert 403 == (await hana.get("/bookings?group_id=osawa-garden")).status_code
    assert 403 == (await hana.get("/bookings?facility_id=cc")).status_code


BAD = [
    ({"facility_id": "../x"}, 422, "invalid-request"),
    ({"facility_id": "a/b"}, 422, "invalid-request"),
    ({"facility_id": "x" * 65}, 422, "invalid-request"),
    ({"facility_id": ""}, 422, "invalid-request"),
    ({"facility_id": "nowhere"}, 404, "not-found"),
    ({"room_id": "nowhere"}, 404, "not-found"),
    ({"people": 0}, 422, "invalid-request"),
    ({"people": -1}, 422, "invalid-request"),
    ({"people": 10**30}, 422, "invalid-request"),
    ({"people": 2.5}, 422, "invalid-request"),
    ({"people": 41}, 422, "rule-refused"),
    ({"purpose": "politics"}, 422, "invalid-request"),
    ({"surprise": 1}, 422, "invalid-request"),
    ({"starts_at": "tomorrow"}, 422, "invalid-request"),
    ({"starts_at": "2026-12-02T10:00:00"}, 422, "invalid-request"),
    ({"starts_at": "9999-12-31T23:59:59-12:00"}, 422, "invalid-request"),
    ({"starts_at": "0001-01-01T00:00:00+14:00"}, 422, "invalid-request"),
    ({"starts_at": 10**30}, 422, "invalid-request"),
    (on(2, "11:00", "10:00"), 422, "ends-before-start"),
    (on(2, "10:00", "10:00"), 422, "ends-before-start"),
    ({"ends_at": "2026-12-03T10:00:00+09:00"}, 422, "crosses-midnight"),
    (on(2, "10:00", "10:20"), 422, "slot-unaligned"),
    (on(2, "10:15", "11:15"), 422, "rule-refused"),
    (on(1, "09:00", "10:00"), 422, "rule-refused"),
    ({"starts_at": "2020-12-02T10:00:00+09:00", "ends_at": "2020-12-02T11:00:00+09:00"}, 422, "rule-refused"),
    ({"starts_at": "9999-12-31T10:00:00+09:00", "ends_at": "9999-12-31T11:00:00+09:00"}, 422, "invalid-request"),
    ({"starts_at": "2199-12-02T10:00:00+09:00", "ends_at": "2199-12-02T11:00:00+09:00"}, 422, "rule-refused"),
    (on(2, "08:00", "09:00"), 422, "rule-refused"),
    (on(7, "10:00", "11:00"), 422, "rule-refused"),
    ({"group_id": "unheard-of"}, 409, "not-yet"),
    ({"group_id": "a/b"}, 422, "invalid-request"),
]


@pytest.mark.parametrize(("change", "status", "code"), BAD, ids=[str(change)[:60] for change, _, _ in BAD])
async def test_every_bad_request_ends_in_a_named_refusal(city, change, status, code):
    """With words in both languages and what to do next; nothing is booked, and nothing is a server error."""
    for language in ("ja", "en"):
        answer = await city.client().post("/bookings", json=body(**change), headers={"accept-language": language})
        told = answer.json()
        assert (status, code) == (answer.status_code, told["code"])
        assert told["detail"]
        assert told["next"]
        assert "{" not in told["detail"] + told["next"]
        if code in {"rule-refused", "slot-unaligned"}:
            assert told["rule_id"]
            assert told["article"]
            assert {"value", "limit", "until"} <= set(told)
        if code == "rule-refused":
            assert {"value", "limit", "until", "ja", "plain", "en"} <= set(told["refusals"][0])
    assert [] == await events_of(city.service, "facility-day/cc/2026-12-02")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"people": NaN}', b"[" * 5000])
async def test_a_body_that_is_no_request_is_refused_by_name(city, content):
    """The fast route words its refusals like every other route."""
    headers = {"content-type": "application/json"}
    answer = await city.client().post("/bookings", content=content, headers=headers)

    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"body-unreadable", "invalid-request"}


async def test_the_fast_route_asks_for_token_and_key_first(city):
    """What a command needs is the same here as everywhere."""
    assert 401 == (await city.client(None).post("/bookings", json=body())).status_code
    keyless = await city.client().post("/bookings", json=body(), headers={"idempotency-key": ""})
    assert (400, "idempotency-key-missing") == (keyless.status_code, keyless.json()["code"])
    described = (await city.client().get("/openapi.json")).json()["paths"]["/bookings"]["post"]
    assert "BookingRequest" in str(described["requestBody"])


@pytest.mark.parametrize("bad", [{"heads": -1}, {"heads": 10**9}, {"heads": "many"}, {}])
async def test_heads_are_a_plausible_number(city, bad):
    """A use record that is out of range is refused before anything is recorded."""
    booked = (await city.client().post("/bookings", json=body())).json()

    answer = await city.client().post(f"/bookings/{booked['booking_id']}/complete", json=bad)

    assert (422, "invalid-request") == (answer.status_code, answer.json()["code"])


async def test_a_cancelled_booking_is_free_again(city):
    """The slots are announced as free, and the next person gets them."""
    booked = (await city.client().post("/bookings", json=body())).json()

    cancelled = await city.client().post(f"/bookings/{booked['booking_id']}/cancel")

    assert (200, "cancelled", None) == (
        cancelled.status_code, cancelled.json()["status"], cancelled.json()["start_code"],
    )  # fmt: skip
    again = await city.client().post(f"/bookings/{booked['booking_id']}/cancel")
    assert (409, "booking-not-open") == (again.status_code, again.json()["code"])
    assert 201 == (await city.client("resident-ken").post("/bookings", json=body())).status_code
    assert ["slots-taken.v1", "slots-freed.v1", "slots-taken.v1"] == [
        event.type for event in await published(city.service) if event.topic == "kyoso.occupancy"
    ]
