"""Small help over HTTP: from the list to done, who may call what, and refusals in three kinds of words."""

import pytest

from tests import kit
from tests.integration.matching.help_kit import known, resident, tapped

WISH = {"category": "carrying", "until": "2026-11-28", "areas": {"neighbourhood": "minami"}, "text": "段ボール三つ"}


@pytest.fixture
async def http(city):
    """Clients by person; Hana, Ken and Taro are known."""
    await known(city, "resident-hana", "resident-ken", "taro")

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


async def test_the_way_from_the_list_to_done(http):
    """asked → found → tapped → yes → done → deeds, through the routes alone."""
    hana, ken = http("resident-hana"), http("resident-ken")
    made = await hana.post("/requests", json=WISH)
    assert (201, 30, 1) == (made.status_code, made.json()["minutes"], made.json()["places"])
    assert "段ボール" not in made.text
    id = made.json()["request_id"]

    (line,) = (await ken.get("/requests", params={"area": "minami", "minutes_max": 30})).json()["items"]
    assert (id, "南住区に近い") == (line["request_id"], line["reasons"][0]["ja"])
    assert "resident-hana" not in str(line)
    said = await ken.post(f"/requests/{id}/answers")
    assert (201, "said") == (said.status_code, said.json()["status"])
    (waiting,) = (await hana.get(f"/requests/{id}/answers")).json()["items"]
    assert "resident-ken" == waiting["person_id"]
    assert "matched" == (await hana.post(f"/requests/{id}/answers/resident-ken/accept")).json()["status"]
    assert "段ボール三つ" == (await ken.get(f"/requests/{id}")).json()["text"]
    assert [id] == [i["request_id"] for i in (await ken.get("/people/me/requests?part=said")).json()["items"]]
    assert "done" == (await hana.post(f"/requests/{id}/answers/resident-ken/done")).json()["status"]

    deeds = (await ken.get("/people/me/deeds")).json()
    assert (1, "はじめの　いっぽ") == (deeds["helped"], deeds["step"]["plain"].split("：")[0].replace(" ", "　"))
    assert ["children"] == deeds["missing"]["school"]
    assert ["done"] == [i["outcome"] for i in (await hana.get("/people/me/requests")).json()["items"]]


async def test_a_replay_answers_the_same_bytes(http):
    """Of the opening and of the tap, whatever has become of it."""
    hana, ken, headers = http("resident-hana"), http("resident-ken"), {"idempotency-key": "k1"}
    first = await hana.post("/requests", json=WISH, headers=headers)
    path = f"/requests/{first.json()['request_id']}"
    said = await ken.post(f"{path}/answers", headers=headers)
    closed = await hana.post(f"{path}/close")

    again, said_again = await hana.post("/requests", json=WISH, headers=headers), await ken.post(
        f"{path}/answers", headers=headers
    )  # fmt: skip

    assert "withdrawn" == closed.json()["outcome"]
    assert (first.content, said.content) == (again.content, said_again.content)
    assert "true" == said_again.headers["idempotency-replayed"]
    assert 404 == (await http("taro").get(path)).status_code


async def test_who_came_too_late_is_told_what_else_there_is(city, http):
    """409 with alternatives, in plain Japanese too."""
    hana = http("resident-hana")
    ids = [(await hana.post("/requests", json={**WISH, "minutes": n})).json()["request_id"] for n in (20, 25)]
    await tapped(city, ids[0], resident("resident-ken"))

    full = await http("taro").post(f"/requests/{ids[0]}/answers", headers={"accept-language": "ja-plain"})

    assert (409, "help-full") == (full.status_code, full.json()["code"])
    assert [ids[1]] == [each["request_id"] for each in full.json()["alternatives"]]
    assert "ほかの ひとが さきに" in full.json()["detail"]


async def test_what_is_missing_and_what_to_do(http):
    """The refusal names it, the coordinator records it, the way is open."""
    hana, ken, sato = http("resident-hana"), http("resident-ken"), http("coordinator-sato", "coordinator")
    id = (await hana.post("/requests", json={**WISH, "category": "school"})).json()["request_id"]

    refused = await ken.post(f"/requests/{id}/answers", headers={"accept-language": "en"})
    assert (409, ["children"]) == (refused.status_code, refused.json()["missing"])
    assert "the check for work with children" in refused.json()["detail"]
    assert "Ask a coordinator" in refused.json()["next"]
    check = {"kind": "children", "checked_on": "2026-11-20", "valid_until": "2027-11-20"}
    assert 403 == (await ken.post("/people/taro/checks", json=check)).status_code
    assert 422 == (await sato.post("/people/resident-ken/checks", json={**check, "papers": "x"})).status_code
    assert 201 == (await sato.post("/people/resident-ken/checks", json=check)).status_code
    assert ["children"] == [c["kind"] for c in (await ken.get("/people/resident-ken/checks")).json()["items"]]
    assert 201 == (await ken.post(f"/requests/{id}/answers")).status_code
    assert 200 == (await sato.delete("/people/resident-ken/checks/children")).status_code
    assert 404 == (await sato.delete("/people/resident-ken/checks/children")).status_code


async def test_the_lists_of_a_group_and_of_what_lapsed_are_not_for_everybody(http):
    """Officers see their group's, the desk owner and coordinators what lapsed; categories are open."""
    yui, ken, abe = http("officer-yui"), http("resident-ken"), http("desk-abe", "coordinator")

    assert [200, 403] == [(await c.get("/groups/osawa-garden/requests")).status_code for c in (yui, ken)]
    assert [200, 403] == [(await c.get("/requests/lapsed")).status_code for c in (abe, ken)]
    assert "desk-abe" == (await abe.get("/requests/lapsed")).json()["owner_id"]
    menu = (await http(None).get("/requests/categories")).json()
    assert 30 == menu["minutes_default"]
    assert {"ja", "en", "plain"} == set(menu["categories"][0]["name"])
    assert 401 == (await http(None).get("/requests")).status_code
    assert 404 == (await ken.get("/requests/none")).status_code
