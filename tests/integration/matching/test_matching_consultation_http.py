"""Consultations over HTTP: the routes other systems build on, and what they refuse in words."""

from datetime import timedelta

import pytest

from tests import kit


@pytest.fixture
def http(city):
    """Clients by person."""

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


async def test_from_two_taps_to_the_persons_word(city, http):
    """menu → worry → a named person → answer → solved, through the routes alone."""
    hana, sato = http("resident-hana"), http("coordinator-sato", "coordinator")
    menu = (await http(None).get("/consultations/menu")).json()
    category = menu["areas"][-1]["categories"][0]["category"]

    brought = await hana.post("/consultations", json={"category": category, "text": "どこに聞けば?", "channel": "web"})
    told = brought.json()
    assert (201, "coordinator-sato", "2026-11-26T17:15:00+09:00", "general", "open") == (
        brought.status_code, told["assigned_to"], told["due_at"], told["desk"], told["status"],
    )  # fmt: skip
    id = told["consultation_id"]
    (listed,) = (await sato.get("/consultations", params={"assigned": "me"})).json()["items"]
    assert id == listed["consultation_id"]
    assert "text" not in listed
    read = (await sato.get(f"/consultations/{id}")).json()
    assert ("どこに聞けば?", category) == (read["text"], read["category"])

    asked = await sato.post(f"/consultations/{id}/resolve")
    assert (200, "answered", "2026-12-07T12:00:00+09:00") == (
        asked.status_code, asked.json()["status"], asked.json()["due_at"],
    )  # fmt: skip
    again = await hana.post(f"/consultations/{id}/reopen")
    assert ("open", "coordinator-sato") == (again.json()["status"], again.json()["assigned_to"])
    solved = await hana.post(f"/consultations/{id}/resolve")
    assert (200, "resolved") == (solved.status_code, solved.json()["status"])
    assert "person" == (await hana.get(f"/consultations/{id}")).json()["word"]


async def test_a_replay_answers_the_same_bytes_though_it_has_gone_on(city, http):
    """Also for a worry that is long over; another text under the key is refused."""
    hana, headers = http("resident-hana"), {"idempotency-key": "k1"}
    first = await hana.post("/consultations", json={"text": "困った"}, headers=headers)
    await hana.post(f"/consultations/{first.json()['consultation_id']}/resolve")

    again = await hana.post("/consultations", json={"text": "困った"}, headers=headers)
    other = await hana.post("/consultations", json={"text": "別"}, headers=headers)

    assert (201, first.content, "true") == (again.status_code, again.content, again.headers["idempotency-replayed"])
    assert (422, 1) == (other.status_code, len(await city.uses.kept.vault.written_before("9999")))


async def test_the_menu_is_open_and_says_each_line_in_three_ways(city, http):
    """Japanese, English, plain Japanese; a desk and working days for each category; a handful for each tap."""
    menu = (await http(None).get("/consultations/menu")).json()

    categories = [each for area in menu["areas"] for each in area["categories"]]
    assert {"ja", "en", "plain"} == {key for each in (*menu["areas"], *categories) for key in each["name"]}
    assert {each["desk"] for each in categories} <= {each["desk"] for each in menu["desks"]}
    assert len(menu["areas"]) <= 9
    assert menu["general"] in {each["desk"] for each in menu["desks"]}


async def test_staff_keep_desks_owners_and_coordinators(city, http):
    """Coordinators read them; leave and kind are part of an entry."""
    staff, sato = http("staff-mori", "staff"), http("coordinator-sato", "coordinator")
    body = {
        "areas": {"neighbourhood": ["kita"]}, "capacity": 5, "kind": "supporter", "desks": ["welfare"],
        "leave": [{"first_day": "2026-12-01", "last_day": "2026-12-03"}],
    }  # fmt: skip

    put = await staff.put("/coordinators/supporter-ito", json=body)
    more = {"person_id": "supporter-ito", "away": False, "languages": [], "fields": []}
    assert (200, {**body, **more}) == (put.status_code, put.json())
    assert 200 == (await staff.put("/desks/welfare", json={"owner_id": "owner-welfare"})).status_code
    owners = {each["desk"]: each["owner_id"] for each in (await sato.get("/desks")).json()["items"]}
    assert ("owner-welfare", "desk-abe") == (owners["welfare"], owners["life"])
    retired = await staff.delete("/coordinators/supporter-ito")
    assert (200, {"person_id": "supporter-ito", "handed_on": 0}) == (retired.status_code, retired.json())
    for path, more in (("/desks/welfare", {}), ("/desk", {"answer_days": 7})):
        own = await staff.put(path, json={"owner_id": "staff-mori", **more})
        assert (403, "own-desk") == (own.status_code, own.json()["code"]), "an owner reads what is brought there"
    assert 403 == (await sato.put("/desks/welfare", json={"owner_id": "coordinator-sato"})).status_code
    assert 403 == (await sato.delete("/coordinators/coordinator-sato")).status_code


async def test_a_list_goes_on_where_it_stopped(city, http):
    """By cursor, newest first."""
    hana, ids = http("resident-hana"), []
    for _ in range(3):
        ids.append((await hana.post("/consultations", json={"text": "x"})).json()["consultation_id"])
        city.advance(timedelta(seconds=1))

    first = (await hana.get("/consultations", params={"limit": 2})).json()
    rest = (await hana.get("/consultations", params={"limit": 2, "cursor": first["next"]})).json()

    assert ids[::-1] == [each["consultation_id"] for page in (first, rest) for each in page["items"]]
    assert None is rest["next"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/consultations", {"text": "  "}, 422, "invalid-request"),
        ("POST", "/consultations", {"text": "あ" * 2001}, 422, "invalid-request"),
        ("POST", "/consultations", {"text": "x", "category": "no-such"}, 422, "unknown-category"),
        ("POST", "/consultations", {"text": "x", "channel": "fax"}, 422, "unknown-channel"),
        ("POST", "/consultations", {"channel": "web"}, 422, "nothing-said"),
        ("POST", "/consultations", {"text": "x", "channel": "letter"}, 403, "forbidden"),
        ("POST", "/consultations", {"text": "x", "channel": "phone"}, 403, "forbidden"),
        ("POST", "/consultations", {"text": "x", "name": "花村"}, 422, "invalid-request"),
        ("POST", "/consultations/no-such/resolve", None, 404, "not-found"),
        ("POST", "/consultations/no-such/refer", {"desk": "life"}, 404, "not-found"),
        ("GET", "/consultations/no-such", None, 404, "not-found"),
        ("GET", "/consultations?desk=no-such", None, 404, "not-found"),
        ("GET", "/consultations?desk=life", None, 403, "forbidden"),
        ("GET", "/consultations?cursor=x", None, 422, "bad-cursor"),
        ("PUT", "/coordinators/x", {"capacity": 1, "leave": [{"first_day": "2026-12-03", "last_day": "2026-12-01"}]},
         422, "invalid-request"),
    ],
)  # fmt: skip
async def test_what_is_refused_is_refused_in_words(city, http, method, path, body, status, code):
    """A code, and what to do next; never a 500."""
    refused = await http("resident-ken").request(method, path, json=body)

    assert (status, code) == (refused.status_code, refused.json()["code"])
    assert refused.json()["next"]


async def test_a_refusal_of_the_domain_names_the_next_step(city, http):
    """In both languages, with the route to go on with."""
    hana = http("resident-hana")
    id = (await hana.post("/consultations", json={"text": "x"})).json()["consultation_id"]

    ja = await hana.post(f"/consultations/{id}/reopen")
    en = await hana.post(f"/consultations/{id}/reopen", headers={"accept-language": "en"})

    assert (409, "consultation-open") == (ja.status_code, ja.json()["code"])
    assert f"GET /consultations/{id}" in en.json()["next"]
