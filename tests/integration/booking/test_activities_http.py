"""Activities over HTTP: the routes, their answers and refusals, lists page by page."""

import json
from datetime import timedelta

import pytest

from tests.integration.booking.activities_kit import NOW, STARTS, a_world, body
from tests.kit import client


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as world:
        yield world


@pytest.fixture
def as_(world):
    def as_somebody(person_id, *roles, **options):
        return client(world.service, world.site, person_id, roles or ("resident",), **options)

    return as_somebody


async def announced(as_, **changes):
    answer = await as_("officer-yui").post("/activities", json=body(**changes))
    assert 201 == answer.status_code, answer.text
    return answer.json()


async def test_an_activity_is_announced_and_anyone_may_read_it(as_):
    """Open means without a token; instants are Tokyo's."""
    made = await announced(as_)

    read = await as_(None).get(f"/activities/{made['activity_id']}")

    assert 200 == read.status_code
    shown = read.json()
    held_by = shown.pop("held_by")
    assert [{"group_id": "osawa-garden", "name": "大沢ガーデン", "standing": "active"}] == held_by
    assert made == {**shown, "asked": []}
    assert {
        **body(),
        "activity_id": made["activity_id"],
        "booking_id": None,
        "facility_id": None,
        "access": [],
        "fee": 0,
        "target": "",
        "places_left": 3,
        "sessions": [],
        "roles": {},
        "roles_left": {},
        "certificate": None,
        "status": "announced",
        "reason": None,
        "group_standing": "active",
        "together_with": [],
        "asked": [],
    } == (made)


async def test_a_resident_goes_from_sign_up_to_attendance(world, as_):
    """The part of the loop that leads to points, over HTTP."""
    activity_id = (await announced(as_))["activity_id"]
    hana, yui = as_("resident-hana"), as_("officer-yui")

    signed_up = await hana.post(f"/activities/{activity_id}/sign-ups")
    world.move_to(STARTS)
    shown = await yui.get(f"/activities/{activity_id}/attendance-code")
    attended = await hana.post(f"/activities/{activity_id}/attendances", json={"code": shown.json()["code"]})

    part = {
        "activity_id": activity_id,
        "person_id": "resident-hana",
        "role": "participant",
        "guests": 0,
        "session": None,
    }
    assert (201, {**part, "status": "signed-up", "minutes": 0, "evidence": None}) == (
        signed_up.status_code, signed_up.json(),
    )  # fmt: skip
    assert "no-store" == shown.headers["cache-control"]
    assert ("2026-12-01T14:10:00+09:00", "2026-12-01T14:20:00+09:00") == (
        shown.json()["changes_at"], shown.json()["valid_until"],
    )  # fmt: skip
    assert (201, {**part, "status": "attended", "minutes": 120, "evidence": "code"}) == (
        attended.status_code, attended.json(),
    )  # fmt: skip
    listed = (await yui.get(f"/activities/{activity_id}/participants")).json()
    assert {"items": [{**part, "status": "attended", "minutes": 120, "evidence": "code"}], "next": None} == listed
    corrected = await as_("staff-mori", "staff").post(f"/activities/{activity_id}/attendances/resident-hana/correction")
    assert (201, "corrected") == (corrected.status_code, corrected.json()["status"])


async def test_the_same_key_answers_the_same_and_says_so(as_):
    """A repeat changes nothing; another body under the key is refused."""
    activity_id = (await announced(as_))["activity_id"]
    hana = as_("resident-hana", headers={"idempotency-key": "k1"})

    first = await hana.post(f"/activities/{activity_id}/sign-ups")
    again = await hana.post(f"/activities/{activity_id}/sign-ups")
    other = await hana.post(f"/activities/{activity_id}/sign-ups", json={"person_id": "resident-hana"})

    assert first.content == again.content
    assert (None, "true") == tuple(a.headers.get("idempotency-replayed") for a in (first, again))
    assert (422, "idempotency-key-reused") == (other.status_code, other.json()["code"])


async def test_a_place_is_given_back_and_leaves_the_lists(as_):
    """``me`` is the caller; officers and staff name the person."""
    activity_id = (await announced(as_))["activity_id"]
    hana, yui = as_("resident-hana"), as_("officer-yui")
    await hana.post(f"/activities/{activity_id}/sign-ups")
    await yui.post(f"/activities/{activity_id}/sign-ups", json={"person_id": "p1"})
    assert [activity_id] == [item["activity_id"] for item in (await hana.get("/activities/mine")).json()["items"]]

    mine = await hana.post(f"/activities/{activity_id}/sign-ups/me/withdraw")
    theirs = await yui.post(f"/activities/{activity_id}/sign-ups/p1/withdraw")

    assert [(200, "withdrawn", "resident-hana"), (200, "withdrawn", "p1")] == [
        (answer.status_code, answer.json()["status"], answer.json()["person_id"]) for answer in (mine, theirs)
    ]
    assert [] == (await hana.get("/activities/mine")).json()["items"]
    assert [] == (await yui.get(f"/activities/{activity_id}/participants")).json()["items"]
    assert 3 == (await as_(None).get(f"/activities/{activity_id}")).json()["places_left"]


async def test_the_list_is_filtered_ordered_and_paged_by_start(as_):
    """By area, tag, group and time; what was before today is not shown unless asked for."""
    hours = [6, 2, 4, 8, 3]
    for n, hour in enumerate(hours):
        starts = NOW + timedelta(hours=hour)
        await announced(
            as_,
            title=f"{hour}",
            starts_at=starts.isoformat(),
            ends_at=(starts + timedelta(hours=1)).isoformat(),
            deadline=starts.isoformat(),
            tags=["even"] if hour % 2 == 0 else [],
            areas={"juku": "osawa" if n < 3 else "renjaku"},
        )
    anyone = as_(None)

    async def titles(**query):
        found, cursor = [], None
        while True:
            page = (
                await anyone.get("/activities", params={**query, "limit": 2, **({"cursor": cursor} if cursor else {})})
            ).json()
            found += [int(item["title"]) for item in page["items"]]
            cursor = page["next"]
            if cursor is None:
                return found

    assert [2, 3, 4, 6, 8] == await titles()
    assert [2, 4, 6] == await titles(area="osawa", tag="even")
    assert [4, 6, 8] == await titles(**{"from": "2026-12-01T13:00:00+09:00"})
    assert [2, 3] == await titles(until="2026-12-01T13:00:00+09:00")
    assert [2, 3, 4, 6, 8] == await titles(group_id="osawa-garden")
    assert [] == await titles(group_id="nobody")
    assert [] == await titles(area="osawa' OR 1=1 --")


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "code"),
    [
        ("POST", "/activities", body(capacity=0), 422, "invalid-request"),
        ("POST", "/activities", body(starts_at="2026-12-01T14:00:00"), 422, "invalid-request"),
        ("POST", "/activities", body(starts_at="0001-01-01T00:00:00+14:00"), 422, "invalid-request"),
        ("POST", "/activities", body(title="\ud800"), 422, "invalid-request"),
        ("POST", "/activities", body(ends_at="2026-12-01T13:00:00+09:00"), 422, "activity-times-impossible"),
        ("POST", "/activities", body(booking_id="nothing"), 422, "booking-does-not-fit"),
        ("POST", "/activities", body(group_id="unheard"), 409, "not-yet"),
        ("POST", "/activities/nothing/sign-ups", None, 404, "not-found"),
        ("GET", "/activities/nothing", None, 404, "not-found"),
        ("GET", "/activities?cursor=x", None, 422, "bad-cursor"),
        ("GET", "/activities?from=yesterday", None, 422, "invalid-request"),
        ("POST", "/activities/{id}/sign-ups", {"person_id": "a@b.c"}, 422, "invalid-request"),
        ("POST", "/activities/{id}/attendances", {}, 422, "code-or-person"),
        ("POST", "/activities/{id}/attendances", {"code": "123456", "person_id": "p1"}, 422, "code-or-person"),
        ("POST", "/activities/{id}/attendances", {"code": "12345x"}, 422, "attendance-code-malformed"),
        ("POST", "/activities/{id}/attendances", {"code": "123456"}, 422, "not-signed-up"),
        ("POST", "/activities/{id}/attendances/p1/correction", None, 422, "not-attended"),
        ("GET", "/activities/{id}/attendance-code", None, 422, "attendance-not-open"),
        ("POST", "/activities/{id}/sign-ups/p1/withdraw", None, 422, "not-signed-up"),
    ],
)
async def test_every_mistake_ends_in_a_named_refusal(as_, method, path, sent, status, code):
    """A stable code, and words about what to do next."""
    activity_id = (await announced(as_))["activity_id"]
    staff = as_("staff-mori", "staff")
    options = {} if sent is None else {"content": json.dumps(sent), "headers": {"content-type": "application/json"}}

    answer = await staff.request(method, path.replace("{id}", activity_id), **options)

    assert (status, code) == (answer.status_code, answer.json()["code"])
    assert answer.json()["next"]


async def test_a_refusal_speaks_of_times_as_people_do(as_):
    """Japanese by default, English when asked for; the data are instants."""
    activity_id = (await announced(as_))["activity_id"]
    path = f"/activities/{activity_id}/attendance-code"

    ja = (await as_("officer-yui").get(path)).json()
    en = (await as_("officer-yui", headers={"accept-language": "en"}).get(path)).json()

    assert "参加を記録できるのは、2026年12月1日 13:30から2026年12月1日 16:30までです。" == ja["detail"]
    assert "Attendance is recorded from 2026-12-01 13:30 to 2026-12-01 16:30." == en["detail"]
    assert "2026-12-01T13:30:00+09:00" == ja["opens_at"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/activities"),
        ("POST", "/activities/x/sign-ups"),
        ("POST", "/activities/x/sign-ups/me/withdraw"),
        ("POST", "/activities/x/attendances"),
        ("POST", "/activities/x/attendances/p1/correction"),
        ("GET", "/activities/x/attendance-code"),
        ("GET", "/activities/x/participants"),
        ("GET", "/activities/mine"),
    ],
)
async def test_what_concerns_people_needs_a_token(as_, method, path):
    """Only the announcements are open."""
    answer = await as_(None).request(method, path, **({"json": {}} if method == "POST" else {}))

    assert (401, "token-missing") == (answer.status_code, answer.json()["code"])
