"""Accompaniment through the routes: agreed goals, visits with notes, the clock, an ending by both, words that go."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.learning.rows import SupportWordsRow
from shared.contracts.matching_accompaniments import AccompanimentVisitDue
from shared.contracts.people import ConsentWithdrawn, PersonErased
from tests import kit
from tests.integration.matching.matching_kit import DESK, SOUTH

DAY = timedelta(days=1)
INTER, SATO = "intermediary-rin", "coordinator-sato"
WORDS, NOTES = "会計のなり手がいなくて困っています", "帳簿の付け方を一緒に見ました"
BODY = {"goals": ["successor", "money"], "intermediary_id": INTER, "words": WORDS}


@pytest.fixture
async def town(city):
    """The garden group, Sato, and Rin of an intermediary body."""
    await city.coordinator(INTER, SOUTH, 2, kind="intermediary")
    await city.settle()
    return city


@pytest.fixture
def http(city):
    """Clients by person."""

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


async def begun(http):
    yui, rin = http("officer-yui"), http(INTER, "coordinator")
    told = (await yui.post("/groups/osawa-garden/accompaniments", json=BODY)).json()
    path = f"/accompaniments/{told['accompaniment_id']}"
    assert "under-way" == (await rin.post(f"{path}/agree")).json()["status"]
    return path


@pytest.mark.parametrize(
    ("way", "body"), [("agree", None), ("visits", {"on": "2026-11-24"}), ("end", {"how": "reached"})]
)
async def test_a_stranger_learns_nothing_by_trying_and_a_coordinator_that_it_is_not_theirs(town, http, way, body):
    """What is not there and what is another's look the same from outside."""
    path = await begun(http)
    stranger = http("resident-hana")
    tried = await stranger.post(f"{path}/{way}", json=body)
    nowhere = await stranger.post(f"/accompaniments/nowhere/{way}", json=body)

    assert (404, "お探しの伴走支援が見つかりません。") == (tried.status_code, tried.json()["detail"])
    assert tried.json() | {"trace_id": ""} == nowhere.json() | {"trace_id": ""}
    assert 403 == (await http(SATO, "coordinator").post(f"{path}/{way}", json=body)).status_code


async def test_from_agreed_goals_over_a_visit_to_an_ending_by_both(town, http):
    """Words are for the two sides and who has it; coordinators see how it stands; nothing of them is in events."""
    yui, rin = http("officer-yui"), http(INTER, "coordinator")
    path = await begun(http)
    assert 1 == (await town.load())[INTER]
    assert 201 == (await rin.post(f"{path}/visits", json={"on": "2026-11-24"})).status_code
    early = await rin.post(f"{path}/visits/1/made", json={"notes": NOTES})
    assert (422, "visit-day") == (early.status_code, early.json()["code"])
    town.advance(DAY)
    assert 200 == (await rin.post(f"{path}/visits/1/made", json={"notes": NOTES})).status_code
    seen = (await yui.get(path)).json()
    assert (WORDS, NOTES, "made") == (seen["about"], seen["visits"][0]["notes"], seen["visits"][0]["status"])
    other = (await http(SATO, "coordinator").get(path)).json()
    assert (None, None) == (other["about"], other["visits"][0]["notes"])
    assert 404 == (await http("resident-hana").get(path)).status_code
    for who in (yui, rin):
        assert 200 == (await who.put(f"{path}/goals/money/met", json={})).status_code
    assert [False, True] == [goal["met"] for goal in (await yui.get(path)).json()["goals"]]
    assert "ending" == (await yui.post(f"{path}/end", json={"how": "reached", "words": "ありがとう"})).json()["status"]
    again = await yui.post(f"{path}/end", json={"how": "reached"})
    assert (409, "said-already") == (again.status_code, again.json()["code"])

    assert "ended" == (await rin.post(f"{path}/end", json={"how": "reached"})).json()["status"]

    await town.settle()
    assert 0 == (await town.load())[INTER]
    seen = (await yui.get(path)).json()
    assert ("reached", "ありがとう") == (seen["outcome"], seen["said"]["group"]["words"])
    told = str([await town.events("accompaniment/osawa-garden"), await town.events("roster/main")])
    assert not [words for words in (WORDS, NOTES, "ありがとう") if words in told]
    town.advance(365 * DAY)
    await town.timers()
    assert all(row.closed for row in await town.journal.all(SupportWordsRow))
    assert (None, "reached") == ((await yui.get(path)).json()["about"], seen["outcome"])


async def test_ten_officers_at_once_have_one_accompaniment(town, http):
    """The others are told which is under way, and their words are not kept."""
    yui = http("officer-yui")
    answers = await asyncio.gather(*(yui.post("/groups/osawa-garden/accompaniments", json=BODY) for _ in range(10)))

    assert [201] + [409] * 9 == sorted(each.status_code for each in answers)
    assert {"accompaniment-under-way"} == {each.json()["code"] for each in answers if each.status_code == 409}
    assert 1 == len(await town.journal.all(SupportWordsRow))


async def test_a_visit_that_is_not_made_reminds_and_then_somebody_else_has_it_by_the_clock_alone(town, http):
    """With two timers at once; Sato, then the desk owner; made after all, it is the intermediary's again."""
    rin, path = http(INTER, "coordinator"), await begun(http)
    await rin.post(f"{path}/visits", json={"on": "2026-11-24"})
    owners = []
    for days in (6, 8, 15):
        town.advance(days * DAY)
        await asyncio.gather(town.timers(), town.timers())
        await town.settle()
        seen = (await rin.get(path)).json()
        owners.append((seen["owner_id"], seen["reminded"], seen["late"]))
    assert [(INTER, True, False), (SATO, False, True), (DESK, False, True)] == owners
    told = await kit.published(town.service, AccompanimentVisitDue)
    assert [(INTER, False), (SATO, True), (DESK, True)] == [(each.coordinator_id, each.taken_over) for each in told]
    assert {"not-noted"} == {each.reason for each in told}
    (mine,) = (await http(DESK).get("/accompaniments")).json()["items"]
    assert "訪問が滞っています" in mine["next"]["ja"]

    made = (await rin.post(f"{path}/visits/1/made", json={})).json()

    assert (INTER, "under-way") == (made["owner_id"], made["status"])


async def test_why_somebody_has_it_is_kept_turn_by_turn(town, http):
    """Rin by both sides' word; on the clock Sato, the freest who may; then the desk owner, because it waited."""
    rin, sato, path = http(INTER, "coordinator"), http(SATO, "coordinator"), await begun(http)
    await town.coordinator("supporter-ken", SOUTH, 2, kind="supporter")
    await rin.post(f"{path}/visits", json={"on": "2026-11-24"})
    for days in (6, 8, 15):
        town.advance(days * DAY)
        await town.timers()
        await town.settle()

    seen = [(await sato.get(f"{path}/choice", params={"number": number})).json() for number in (1, 2, 3)]

    assert [(INTER, False), (SATO, False), (DESK, True)] == [(e["coordinator_id"], e["at_desk"]) for e in seen]
    assert [
        "they are the intermediary who accompanies the group",
        "of those who can have it, the fewest points in all",
        "it waited too long with others: the desk owner has it",
    ] == [each["answer"]["en"] for each in seen]
    assert [{}, {SATO: "chosen", INTER: "had-it", "supporter-ken": "kind"}, {}] == [
        {each["person_id"]: each["answer"] for each in choice["candidates"]} for choice in seen
    ]  # fmt: skip
    assert seen[2] == (await sato.get(f"{path}/choice")).json()
    assert 404 == (await http("resident-hana").get(f"{path}/choice")).status_code
    assert 403 == (await http("officer-yui").get(f"{path}/choice")).status_code


async def test_who_vanishes_leaves_it_with_somebody_named(town, http):
    """The intermediary is erased: Sato looks for another; then nobody acts for the group, and who has it may end it."""
    path, sato = await begun(http), http(SATO, "coordinator")
    await kit.deliver(town.service, PersonErased(person_id=INTER))
    await town.settle()
    seen = (await sato.get(path)).json()
    assert ("seeking", SATO, None) == (seen["status"], seen["owner_id"], seen["intermediary_id"])
    wrong = await sato.put(f"{path}/intermediary", json={"intermediary_id": SATO})
    assert (422, "no-intermediary") == (wrong.status_code, wrong.json()["code"])
    await kit.deliver(town.service, PersonErased(person_id="officer-yui"))
    await town.settle()
    assert (await sato.get(path)).json()["about"] is None, "the words of the erased are gone"

    told = [(await sato.post(f"{path}/end", json={"how": "early"})).json()["status"] for _ in range(2)]

    assert ["ending", "ended"] == told
    assert {"assigned"} == {said["relation"] for said in (await sato.get(path)).json()["said"].values()}


async def test_a_consent_that_is_taken_back_takes_the_words_along(town, http):
    """Of who wrote them, and of nobody else."""
    path = await begun(http)
    await kit.deliver(town.service, ConsentWithdrawn(person_id="officer-yui", purpose="matching"))
    await town.settle()

    assert (await http("officer-yui").get(path)).json()["about"] is None
    assert all(row.closed for row in await town.journal.all(SupportWordsRow))


async def test_it_counts_a_place_and_no_more_than_fit(town, http):
    """Rin takes two; a third group is with Sato, who looks for somebody; strangers may not ask."""
    await begun(http)
    for id in ("osawa-art", "osawa-tea"):
        await town.group(id, f"officer-{id}", name=id)
        told = (await http(f"officer-{id}").post(f"/groups/{id}/accompaniments", json=BODY)).json()
    assert (SATO, "seeking") == (told["owner_id"], told["status"])
    assert 2 == (await town.load())[INTER]
    refused = await http("resident-hana").post("/groups/osawa-art/accompaniments", json=BODY)
    assert 403 == refused.status_code
    unknown = await http("officer-yui").post("/groups/osawa-garden/accompaniments", json={"goals": ["gossip"]})
    assert (422, "unknown-project-goal") == (unknown.status_code, unknown.json()["code"])
