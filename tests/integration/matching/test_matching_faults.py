"""Faults and bad input of matching: interests that contradict each other, an empty town, groups of nobody, secrets."""

import pytest

from services.matching.rows import ROWS
from tests import kit
from tests.integration.matching.matching_kit import SOUTH

GARDEN = "osawa-garden"
MARKERS = ("糖尿病の印", "借金の印", "離婚の印", "待ち合わせの印")
"""What nobody but those who meet may read: in a message, in a worry, in a goal, in a place."""


@pytest.fixture
def http(empty):
    """Clients by person."""

    def client(person_id, *roles):
        return kit.client(empty.service, empty.site, person_id, roles or ("resident",))

    return client


async def test_an_empty_town_answers_everything_with_nothing_and_loses_nobody(empty, http):
    """No group, no coordinator, no desk: lists are empty, and who asks or worries is told what is missing."""
    await empty.person("resident-hana", interests={"tags": ("gardening",)})
    hana = http("resident-hana")
    for path in ("/people/me/recommendations", "/recommendations?tap=gardening"):
        answered = await hana.get(path)
        assert (200, []) == (answered.status_code, answered.json()), path
    for path in ("/groups", "/introductions", "/consultations", "/requests/wanted"):
        assert {"items": [], "next": None} == (await hana.get(path)).json(), path
    assert 404 == (await hana.get("/people/me/recommendations/why", params={"group_id": "nobody"})).status_code
    assert (
        404 == (await hana.post("/introductions", json={"group_id": "nobody", "message": "はじめまして"})).status_code
    )
    worry = await hana.post("/consultations", json={"text": "困っています。", "channel": "web"})
    assert (409, "no-desk-owner") == (worry.status_code, worry.json()["code"])

    await empty.group()
    asked = await hana.post("/introductions", json={"group_id": GARDEN, "message": "はじめまして"})
    assert (409, "no-desk-owner") == (asked.status_code, asked.json()["code"])
    await empty.desk()
    again = await hana.post("/introductions", json={"group_id": GARDEN, "message": "はじめまして"})
    assert 201 == again.status_code, "what was refused left nothing behind"
    assert [GARDEN] == [each["group"]["group_id"] for each in (await hana.get("/people/me/recommendations")).json()]


async def test_interests_that_contradict_each_other_are_counted_once_and_told_truly(empty, http):
    """The same said twice, in code and in words, two homes far apart, every time: each counts once, no more."""
    await empty.group()
    bodies = {
        "resident-hana": {"tags": ["gardening"], "areas": SOUTH, "availability": ["weekend-morning"]},
        "resident-ken": {
            "tags": ["gardening", "園芸", "gardening"],
            "areas": SOUTH,
            "availability": ["weekend-morning", "weekend-morning", "weekday-evening"],
            "role_wishes": ["publicity", "広報"],
        },
    }
    scores = {}
    for person_id, body in bodies.items():
        await empty.person(person_id, {"neighbourhood": "kita"})
        said = await http(person_id).put("/people/me/interests", json=body)
        assert 200 == said.status_code
        assert len(set(said.json()["tags"])) == len(said.json()["tags"])
        (told,) = (await http(person_id).get("/people/me/recommendations")).json()
        assert 3 >= len(told["reasons"])
        why = await http(person_id).get("/people/me/recommendations/why", params={"group_id": GARDEN})
        tags = [part for part in why.json()["this"]["contributions"] if part["code"] == "shared-tag"]
        scores[person_id] = [(part["about"], part["points"]) for part in tags]

    assert [("gardening", 3.0)] == scores["resident-hana"] == scores["resident-ken"]


async def test_a_group_of_nobody_is_no_dead_end(empty, http):
    """Without members or officers: it is found, has no turn, and whoever asks has somebody by name."""
    await empty.desk()
    await empty.coordinator("coordinator-sato")
    await empty.group(officer=None)
    hana, sato = http("resident-hana"), http("coordinator-sato", "coordinator")
    (told,) = (await hana.get("/recommendations", params={"tap": "gardening"})).json()
    assert None is told.get("turn")
    id = (await hana.post("/introductions", json={"group_id": GARDEN, "message": "はじめまして"})).json()[
        "introduction_id"
    ]
    shown = (await sato.get(f"/introductions/{id}")).json()
    assert ("coordinator-sato", "coordinator") == (shown["coordinator_id"], shown["next_step"]["whose"])
    assert 200 == (await sato.post(f"/introductions/{id}/accept")).status_code
    assert [] == (await http("staff-mori", "staff").get(f"/groups/{GARDEN}/members")).json()["items"]


async def test_what_is_told_in_confidence_is_in_no_event_row_reason_or_log(empty, http, caplog):
    """Markers are planted wherever words may be written, and searched for wherever they must not be."""
    caplog.set_level("DEBUG")
    await empty.desk()
    await empty.coordinator("coordinator-sato")
    await empty.coordinator("inter", kind="intermediary", capacity=5)
    await empty.group()
    await empty.person("resident-hana", interests={"tags": ("gardening",)})
    hana, yui, inter = http("resident-hana"), http("officer-yui"), http("inter", "coordinator")
    message, worry, goal, place = MARKERS
    asked = (await hana.post("/introductions", json={"group_id": GARDEN, "message": message})).json()
    introduction = f"/introductions/{asked['introduction_id']}"
    await yui.post(f"{introduction}/accept")
    at = empty.journal.now().replace(day=25).isoformat()
    assert 200 == (await yui.post(f"{introduction}/meeting", json={"starts_at": at, "place": place})).status_code
    assert 201 == (await hana.post("/consultations", json={"text": worry, "channel": "web"})).status_code
    body = {"goals": ["self-run"], "intermediary_id": "inter", "words": goal}
    beside = (await yui.post(f"/groups/{GARDEN}/accompaniments", json=body)).json()
    refused = await yui.post(f"/groups/{GARDEN}/accompaniments", json=body)
    assert 409 == refused.status_code
    await inter.post(f"/accompaniments/{beside['accompaniment_id']}/agree")
    await yui.put(f"/groups/{GARDEN}/standing", json={"standing": "suspended"})
    await empty.settle()
    await empty.timers()

    commits = [record.body.decode() for commit in await empty.journal.store.after(0, 1000) for record in commit.records]
    rows = [repr(row) for kind in ROWS for row in await empty.journal.all(kind)]
    choice = (await http("coordinator-sato", "coordinator").get(f"{introduction}/choice")).text
    why = (await hana.get("/people/me/recommendations/why", params={"group_id": GARDEN})).text
    assert 20 < len(commits)
    places = (*commits, *rows, choice, why, refused.text, caplog.text)
    assert [] == [marker for marker in MARKERS for text in places if marker in text]
    assert message == (await hana.get(introduction)).json()["message"], "and who may read it does"
