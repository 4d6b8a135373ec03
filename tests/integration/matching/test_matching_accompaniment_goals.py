"""Changed goals through the routes: proposed, answered, taken back, lapsed; the history; words in the vault."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.learning.rows import SupportWordsRow
from shared.contracts.matching_accompaniments import AccompanimentGoalsChange
from shared.contracts.people import ConsentWithdrawn
from tests import kit
from tests.integration.matching.matching_kit import SOUTH

DAY = timedelta(days=1)
INTER, YUI = "intermediary-rin", "officer-yui"
WHY, BECAUSE = "会計よりも、まず仲間集めに困っています", "私たちもそう思います"
NEW = {"goals": ["successor", "new-members"], "words": WHY}


@pytest.fixture
async def begun(city):
    """Clients of both sides and of somebody else, and the path of an accompaniment that both agreed to."""
    await city.coordinator(INTER, SOUTH, 2, kind="intermediary")
    await city.settle()
    roles = {YUI: ("resident",), INTER: ("coordinator",), "coordinator-sato": ("coordinator",), "resident-hana": ()}
    clients = [kit.client(city.service, city.site, who, of or ("resident",)) for who, of in roles.items()]
    body = {"goals": ["successor", "money"], "intermediary_id": INTER}
    told = (await clients[0].post("/groups/osawa-garden/accompaniments", json=body)).json()
    path = f"/accompaniments/{told['accompaniment_id']}"
    await clients[1].post(f"{path}/agree")
    return city, path, *clients


async def test_both_sides_change_what_was_agreed_and_the_history_says_from_when_to_when(begun):
    """What stays keeps what was said of it; coordinators see the history without words, strangers nothing."""
    city, path, yui, rin, sato, hana = begun
    await yui.put(f"{path}/goals/successor/met", json={})
    city.advance(3 * DAY)
    told = await rin.post(f"{path}/goals/changes", json=NEW)
    assert (201, "open", ["successor", "money"]) == (told.status_code, told.json()["status"], told.json()["goals"])
    waiting = (await yui.get(path)).json()["change"]
    assert (1, "intermediary", WHY) == (waiting["change"], waiting["side"], waiting["words"])
    own = await rin.post(f"{path}/goals/changes/1/agree", json={})
    assert (409, "own-goals-change") == (own.status_code, own.json()["code"])
    assert 403 == (await sato.post(f"{path}/goals/changes/1/agree", json={})).status_code
    city.advance(DAY)

    agreed = (await yui.post(f"{path}/goals/changes/1/agree", json={"words": BECAUSE})).json()

    assert ("agreed", ["successor", "new-members"]) == (agreed["status"], agreed["goals"])
    now = (await rin.get(path)).json()
    assert ([["group"], []], None) == ([goal["said_by"] for goal in now["goals"]], now["change"])
    history = (await yui.get(f"{path}/history")).json()
    assert [
        ("2026-11-23T12:00:00+09:00", "2026-11-27T12:00:00+09:00"), ("2026-11-27T12:00:00+09:00", None),
    ] == [(each["since"], each["until"]) for each in history["goals"]]  # fmt: skip
    assert {"group": YUI, "intermediary": INTER} == history["goals"][1]["by"]
    assert (WHY, BECAUSE) == (history["changes"][0]["words"], history["changes"][0]["answer"])
    seen = (await sato.get(f"{path}/history")).json()["changes"][0]
    assert ("agreed", None, None) == (seen["status"], seen["words"], seen["answer"])
    assert 404 == (await hana.get(f"{path}/history")).status_code
    published = await kit.published(city.service, AccompanimentGoalsChange)
    assert [("proposed", (YUI,)), ("agreed", (YUI,))] == [(each.status, each.officer_ids) for each in published]
    written = str([event.model_dump() for event in await city.events("accompaniment/osawa-garden")])
    assert not any(words in written for words in (WHY, BECAUSE))


async def test_two_answers_at_once_give_one_result(begun):
    """Five yes and five no: one counts, and each of the others is told that it is over."""
    city, path, yui, rin, *_ = begun
    await rin.post(f"{path}/goals/changes", json=NEW)
    answers = [yui.post(f"{path}/goals/changes/1/{say}", json={}) for say in ("agree", "decline") * 5]
    told = await asyncio.gather(*answers)

    assert [200] + [409] * 9 == sorted(each.status_code for each in told)
    assert {"goals-change-over"} == {each.json()["code"] for each in told if each.status_code == 409}
    (won,) = [each.json()["status"] for each in told if each.status_code == 200]
    assert ["proposed", won] == [each.status for each in await kit.published(city.service, AccompanimentGoalsChange)]


async def test_what_cannot_be_is_refused_and_nobody_who_is_silent_changes_anything(begun):
    """Unknown goals, the same goals, two proposals; taken back; then the clock, once, with two timers at once."""
    city, path, yui, rin, *_ = begun
    refused = [
        await rin.post(f"{path}/goals/changes", json={"goals": ["gossip"], "words": WHY}),
        await rin.post(f"{path}/goals/changes", json={"goals": ["money", "successor"]}),
        await rin.post(f"{path}/goals/changes/7/decline", json={}),
    ]
    assert ["unknown-project-goal", "goals-alike", "unknown-goals-change"] == [each.json()["code"] for each in refused]
    await rin.post(f"{path}/goals/changes", json=NEW)
    second = await yui.post(f"{path}/goals/changes", json={"goals": ["money"]})
    assert (409, 1) == (second.status_code, second.json()["change"])
    assert "withdrawn" == (await rin.delete(f"{path}/goals/changes/1")).json()["status"]
    await yui.post(f"{path}/goals/changes", json={"goals": ["money"]})
    city.advance(14 * DAY)
    await asyncio.gather(city.timers(), city.timers())
    await city.settle()

    assert ["withdrawn", "lapsed"] == [each["status"] for each in (await rin.get(f"{path}/history")).json()["changes"]]
    assert ["successor", "money"] == [goal["goal"] for goal in (await rin.get(path)).json()["goals"]]
    told = [each.status for each in await kit.published(city.service, AccompanimentGoalsChange)]
    assert ["proposed", "withdrawn", "proposed", "lapsed"] == told


async def test_words_about_an_answer_go_with_the_consent_of_who_wrote_them(begun):
    """The officer's own; the intermediary's stay."""
    city, path, yui, rin, *_ = begun
    await rin.post(f"{path}/goals/changes", json=NEW)
    await yui.post(f"{path}/goals/changes/1/decline", json={"words": BECAUSE})
    await kit.deliver(city.service, ConsentWithdrawn(person_id=YUI, purpose="matching"))
    await city.settle()

    (change,) = (await rin.get(f"{path}/history")).json()["changes"]
    assert (WHY, None) == (change["words"], change["answer"])
    assert 1 == len([row for row in await city.journal.all(SupportWordsRow) if not row.closed])
