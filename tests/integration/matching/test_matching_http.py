"""Matching over HTTP: the routes other systems build on, who may call them, and what they refuse in words."""

import pytest

from tests import kit
from tests.integration.matching.matching_kit import SOUTH

GROUP = {
    "name": "大沢みどりの会",
    "kind": "theme",
    "areas": SOUTH,
    "tags": ["園芸"],
    "needs": ["広報"],
    "languages": ["ja", "en"],
}


@pytest.fixture
def http(city):
    """Clients by person."""

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


async def test_the_loop_from_interests_to_membership(city, http):
    """interests → recommendations → introduction → yes → member, through the routes alone."""
    hana, yui = http("resident-hana"), http("officer-yui")
    wishes = {
        "tags": ["gardening"],
        "areas": SOUTH,
        "availability": ["weekend-morning"],
        "languages": ["ja"],
        "role_wishes": [],
        "skills": [],
        "access_needs": [],
        "age_band": "",
    }
    assert 200 == (await hana.put("/people/me/interests", json=wishes)).status_code
    assert wishes == (await hana.get("/people/me/interests")).json()

    (first, *_) = (await hana.get("/people/me/recommendations")).json()
    assert "osawa-garden" == first["group"]["group_id"]
    assert ["あなたの地域（南住区）で活動している", "「園芸」に関心がある"] == [
        reason["ja"] for reason in first["reasons"][:2]
    ]

    asked = await hana.post("/introductions", json={"group_id": "osawa-garden", "message": "見学したいです。"})
    assert (201, "coordinator-sato", "2026-11-30T12:00:00+09:00") == (
        asked.status_code,
        asked.json()["coordinator_id"],
        asked.json()["due_at"],
    )
    id = asked.json()["introduction_id"]
    (listed,) = (await yui.get("/introductions", params={"group_id": "osawa-garden"})).json()["items"]
    assert (id, "proposed") == (listed["introduction_id"], listed["status"])
    assert "見学したいです。" == (await yui.get(f"/introductions/{id}")).json()["message"]

    assert 200 == (await yui.post(f"/introductions/{id}/accept")).status_code
    body = {"person_id": "resident-hana", "introduction_id": id}
    joined = await yui.post("/groups/osawa-garden/members", json=body)
    assert (201, id) == (joined.status_code, joined.json()["completed_introduction_id"])
    assert ["osawa-garden"] == [g["group_id"] for g in (await hana.get("/people/me/groups")).json()["items"]]
    assert "completed" == (await hana.get("/introductions")).json()["items"][0]["status"]


async def test_a_replay_answers_the_same_bytes_and_says_so(city, http):
    """Status and body of the first outcome, though it has gone on since."""
    hana, headers = http("resident-hana"), {"idempotency-key": "k1"}
    body = {"group_id": "osawa-garden", "message": "やあ"}
    first = await hana.post("/introductions", json=body, headers=headers)
    await http("officer-yui").post(f"/introductions/{first.json()['introduction_id']}/decline")

    again = await hana.post("/introductions", json=body, headers=headers)
    other = await hana.post("/introductions", json={**body, "message": "別"}, headers=headers)

    assert (201, first.content, "true") == (again.status_code, again.content, again.headers["idempotency-replayed"])
    assert 422 == other.status_code


async def test_groups_are_open_and_name_nobody(city, http):
    """Without a token; no person's id is in the answer."""
    nobody = http(None)

    page = await nobody.get("/groups", params={"area": "minami", "tag": "園芸"})
    one = await nobody.get("/groups/osawa-garden")

    assert [one.json()] == page.json()["items"]
    assert "officer-yui" not in page.text
    assert 401 == (await nobody.get("/people/me/recommendations")).status_code


async def test_coordinators_register_groups_with_an_officer(city, http):
    """201 with the id; the officer may act at once."""
    made = await http("coordinator-sato", "coordinator").post("/groups", json={**GROUP, "officer_id": "officer-new"})
    assert (201, "officer-new", ["gardening"]) == (made.status_code, made.json()["officer_id"], made.json()["tags"])

    changed = await http("officer-new").put(f"/groups/{made.json()['group_id']}", json={**GROUP, "name": "新しい会"})

    assert (200, "新しい会") == (changed.status_code, changed.json()["name"])


async def test_staff_keep_the_roster_and_the_desk(city, http):
    """Coordinators read it."""
    staff, sato = http("staff-mori", "staff"), http("coordinator-sato", "coordinator")
    body = {"areas": {"neighbourhood": ["kita", "naka"]}, "capacity": 5}

    assert 200 == (await staff.put("/coordinators/coordinator-ito", json=body)).status_code
    assert 200 == (await staff.put("/desk", json={"owner_id": "desk-new", "answer_days": 5})).status_code

    found = {c["person_id"]: c for c in (await sato.get("/coordinators")).json()["items"]}
    assert (5, 0, ["kita", "naka"]) == (
        found["coordinator-ito"]["capacity"],
        found["coordinator-ito"]["open_introductions"],
        found["coordinator-ito"]["areas"]["neighbourhood"],
    )
    assert {"owner_id": "desk-new", "answer_days": 5} == (await sato.get("/desk")).json()
    assert 403 == (await sato.put("/desk", json={"owner_id": "coordinator-sato"})).status_code


async def test_a_coordinator_lists_what_they_have(city, http):
    """Theirs, and nobody else's."""
    await city.ask()

    mine = (await http("coordinator-sato", "coordinator").get("/introductions", params={"assigned": "me"})).json()
    others = (await http("coordinator-ito", "coordinator").get("/introductions", params={"assigned": "me"})).json()

    assert (1, 0) == (len(mine["items"]), len(others["items"]))


async def test_the_vocabulary_is_open(city, http):
    """The lists that forms are made of."""
    lists = (await http(None).get("/vocabulary")).json()

    assert {"tags", "roles", "times", "languages", "skills", "access", "ages", "areas"} == set(lists)
    assert {"layer": "neighbourhood", "code": "kita", "ja": "北住区", "en": "North"} in lists["areas"]


async def test_the_areas_are_open_with_names_and_centres(city, http):
    """A page groups its houses by them, a map draws them."""
    found = (await http(None).get("/areas")).json()

    north = {"area_id": "kita", "layer": "neighbourhood", "name": {"ja": "北住区", "en": "North"}}
    towns = [f"{name}-{number}" for name in ("kobushi", "takadai") for number in (1, 2, 3)]
    assert {**north, "latitude": 35.1935, "longitude": 139.221, "towns": towns} == found["items"][0]
    first = {"town_id": "kobushi-1", "name": {"ja": "こぶし台一丁目", "en": "Kobushidai 1-chome"}}
    kana = "こぶしだいいっちょうめ"
    assert {**first, "kana": kana, "latitude": 35.1995, "longitude": 139.212} == found["towns"][0]
    assert {"neighbourhood", "school", "association"} == {each["layer"] for each in found["items"]}
    assert found["next"] is None


async def test_refusals_name_the_rule_and_the_next_step(city, http):
    """In Japanese by default, in English when asked."""
    hana = http("resident-hana")
    await city.ask()

    ja = await hana.post("/introductions", json={"group_id": "osawa-garden", "message": "x"})
    en = await hana.post(
        "/introductions", json={"group_id": "osawa-garden", "message": "x"}, headers={"accept-language": "en"}
    )

    assert (409, "already-asked") == (ja.status_code, ja.json()["code"])
    assert "GET /introductions/" in en.json()["next"]
    assert {"ja", "en"} == {ja.headers["content-language"], en.headers["content-language"]}


async def test_a_fact_on_its_way_is_not_yet(city, http):
    """409 with Retry-After."""
    refused = await http("officer-yui").post("/groups/osawa-garden/members", json={"person_id": "resident-new"})

    assert (409, "not-yet") == (refused.status_code, refused.json()["code"])
    assert "retry-after" in refused.headers


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/people/me/interests", {"tags": ["no-such-tag"]}),
        ("PUT", "/people/me/interests", {"tags": ["gardening"] * 51}),
        ("PUT", "/people/me/interests", {"areas": {"neighbourhood": "北 住区"}}),
        ("PUT", "/people/me/interests", {"diagnosis": "x"}),
        ("POST", "/introductions", {"group_id": "osawa-garden", "message": "  "}),
        ("POST", "/introductions", {"group_id": "osawa-garden", "message": "あ" * 2001}),
        ("POST", "/introductions", {"group_id": "a/b", "message": "x"}),
        ("POST", "/groups/osawa-garden/members", {"person_id": "hana@example.jp"}),
        ("POST", "/groups/osawa-garden/officers", {"person_id": "p1", "role": "会長"}),
        ("POST", "/introductions/x/decline", {"side": "both"}),
    ],
)
async def test_what_is_out_of_range_is_refused_in_words(city, http, method, path, body):
    """422, a code, and never a 500."""
    refused = await http("officer-yui").request(method, path, json=body)

    assert 422 == refused.status_code
    assert refused.json()["next"]


@pytest.mark.parametrize(
    ("person_id", "roles", "expected"),
    [
        ("officer-yui", ("resident",), 200),
        ("coordinator-ito", ("coordinator",), 200),
        ("staff-mori", ("staff",), 200),
        ("resident-ken", ("resident",), 403),
        ("auditor", ("auditor",), 403),
    ],
)
async def test_who_lists_a_groups_introductions(city, http, person_id, roles, expected):
    """Officers, coordinators, staff."""
    answer = await http(person_id, *roles).get("/introductions", params={"group_id": "osawa-garden"})

    assert expected == answer.status_code
