"""Supporters in training through the routes: pairings, rotation by plan and clock, goals, and cases to learn by."""

import asyncio
from datetime import date, timedelta

import pytest

from services.matching.domain.team.choosing import Leave
from services.matching.learning.rows import SupportWordsRow
from shared.contracts.people import ConsentWithdrawn, PersonErased
from tests import kit
from tests.integration.matching.matching_kit import CENTRE, DESK, HANA, SOUTH, STAFF

DAY = timedelta(days=1)
GOTO = "supporter-goto"
WORDS = "マルの話し合いをまとめられるようになりたい"


@pytest.fixture
async def team(city):
    """Sato in the south, Baba in the centre, and Goto who learns."""
    await city.coordinator("coordinator-baba", CENTRE)
    await city.coordinator(GOTO, SOUTH, 9, kind="supporter")
    await city.settle()
    return city


@pytest.fixture
def http(city):
    """Clients by person."""

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


def beside(found):
    return {each["supporter_id"]: each["coordinator_id"] for each in found.json()["items"]}


async def test_each_learns_beside_somebody_named_with_the_reasons(team, http):
    """The one whose area they share; the other would have cost a point more. Residents see nothing of it."""
    staff, goto = http("staff-mori", "staff"), http(GOTO, "coordinator")
    assert {GOTO: "coordinator-sato"} == beside(await staff.get("/training"))
    (first,) = (await goto.get(f"/training/{GOTO}/pairings")).json()["items"]
    assert ("entered", "新しく加わったため") == (first["why"]["code"], first["why"]["ja"])
    assert {"coordinator-sato": {}, "coordinator-baba": {"far": 1.0}} == {
        each["coordinator_id"]: each["points"] for each in first["considered"]
    }
    assert 403 == (await http("resident-hana").get("/training")).status_code
    assert 404 == (await http("resident-hana").get(f"/training/{GOTO}")).status_code
    terms = (await http("resident-hana").get("/training/terms")).json()
    assert (90, 2) == (terms["pairing_days"], terms["most"])
    assert all(goal["plain"] for goal in terms["goals"])


async def test_retirement_and_leave_pair_anew_at_once_and_the_clock_does_it_on_the_first_day(team, http):
    """Whoever goes; two replicas' timers at once change nothing more."""
    leave = Leave(first_day=date(2026, 11, 30), last_day=date(2026, 12, 4))
    await team.coordinator("coordinator-sato", SOUTH, leave=(leave,))
    await team.settle()
    staff = http("staff-mori", "staff")
    assert {GOTO: "coordinator-sato"} == beside(await staff.get("/training"))
    team.advance(7 * DAY)
    await asyncio.gather(team.timers(), team.timers())
    await team.settle()
    assert {GOTO: "coordinator-baba"} == beside(await staff.get("/training"))
    assert 0 == await team.timers()

    assert 200 == (await staff.delete("/coordinators/coordinator-baba")).status_code
    await team.settle()

    assert {GOTO: DESK} == beside(await staff.get("/training")), "nobody is there: the desk owner by name"
    await kit.deliver(team.service, PersonErased(person_id=GOTO))
    await team.settle()
    assert {} == beside(await staff.get("/training"))


async def test_a_leave_that_was_over_before_anybody_looked_is_looked_at_once(team, http):
    """The clock stood still meanwhile; nothing is moved, and the timer rests."""
    leave = Leave(first_day=date(2026, 11, 25), last_day=date(2026, 11, 26))
    await team.coordinator("coordinator-sato", SOUTH, leave=(leave,))
    await team.settle()
    team.advance(10 * DAY)
    assert await team.timers()
    await team.settle()

    assert {GOTO: "coordinator-sato"} == beside(await http("staff-mori", "staff").get("/training"))
    assert 0 == await team.timers()


async def test_a_term_rotates_by_the_clock_or_by_a_plan_that_was_looked_at(team, http):
    """Staff see who would go to whom and why; the plan is carried out by its number, once, or refused."""
    staff = http("staff-mori", "staff")
    refused = await staff.post("/training/rotation", json={})
    assert (409, "nobody-rotates") == (refused.status_code, refused.json()["code"])
    plan = (await staff.get("/training/rotation", params={"everybody": True})).json()
    (move,) = plan["items"]
    assert ("coordinator-sato", "coordinator-baba") == (move["from"], move["to"])
    body = {"everybody": True, "plan": plan["plan"]}
    assert 403 == (await http(GOTO, "coordinator").post("/training/rotation", json=body)).status_code
    moved = (await staff.post("/training/rotation", json=body)).json()["moved"]
    assert [{"supporter_id": GOTO, "coordinator_id": "coordinator-baba"}] == moved
    again = await staff.post("/training/rotation", json=body)
    assert (409, "rotation-changed") == (again.status_code, again.json()["code"])

    team.advance(90 * DAY)
    await asyncio.gather(team.timers(), team.timers())
    await team.settle()

    found = (await staff.get(f"/training/{GOTO}/pairings")).json()["items"]
    assert [(1, "entered"), (2, "rotation"), (3, "rotation")] == [(e["number"], e["why"]["code"]) for e in found]
    assert "coordinator-sato" == found[-1]["coordinator_id"]


async def test_goals_are_met_when_both_say_so_and_free_words_stay_between_the_two(team, http):
    """In the vault, for the two who are paired now; staff see that there is one; with the training they go."""
    goto, sato, staff = http(GOTO, "coordinator"), http("coordinator-sato", "coordinator"), http("mori", "staff")
    path = f"/training/{GOTO}/goals"
    one = (await goto.post(path, json={"code": "listening"})).json()["goal_id"]
    other = (await sato.post(path, json={"words": WORDS})).json()["goal_id"]
    assert 404 == (await goto.post(path, json={"code": "gossip"})).status_code
    assert 422 == (await goto.post(path, json={})).status_code
    assert 403 == (await http("coordinator-baba", "coordinator").post(path, json={"code": "event"})).status_code
    assert {one: None, other: WORDS} == {e["goal_id"]: e["words"] for e in (await goto.get(path)).json()["items"]}
    assert {None} == {each["words"] for each in (await staff.get(path)).json()["items"]}
    assert 403 == (await http("coordinator-baba", "coordinator").get(path)).status_code

    assert not (await goto.put(f"{path}/{one}/met", json={})).json()["met"]
    assert (await sato.put(f"{path}/{one}/met", json={})).json()["met"]
    assert WORDS not in str([await team.events(f"training/{GOTO}"), await team.events("roster/main")])
    staff_drop = await staff.delete(f"{path}/{other}")
    assert 403 == staff_drop.status_code
    await team.uses.coordinators.retire(GOTO, by=STAFF, cause=team.cause())
    await team.settle()
    assert all(row.closed for row in await team.journal.all(SupportWordsRow))
    team.advance(2 * DAY)
    await team.uses.kept.sweep()
    (row,) = await team.journal.all(SupportWordsRow)
    assert await team.uses.kept.read(row.id, reader="x") is None


async def test_a_goal_that_is_dropped_takes_its_words_along(team, http):
    """At once."""
    goto, path = http(GOTO, "coordinator"), f"/training/{GOTO}/goals"
    goal = (await goto.post(path, json={"words": WORDS})).json()["goal_id"]
    (row,) = await team.journal.all(SupportWordsRow)
    assert WORDS == await team.uses.kept.read(row.id, reader="x")

    assert 200 == (await goto.delete(f"{path}/{goal}")).status_code

    assert await team.uses.kept.read(row.id, reader="x") is None


async def test_a_supporter_sees_cases_of_the_one_they_are_paired_with_where_the_person_agreed(team, http):
    """Nothing before the person's yes, nothing of other coordinators, nothing after a no, and never who or what."""
    await team.person("resident-hana", SOUTH)
    await team.person("resident-ken", SOUTH)
    theirs, other = await team.ask(), await team.ask("resident-ken")
    worry = await team.consult(by=HANA)
    await team.settle()
    goto, hana = http(GOTO, "coordinator"), http("resident-hana")

    async def seen():
        return {each["case_id"] for each in (await goto.get("/training/cases")).json()["items"]}

    assert set() == await seen()
    for sort, id in (("introductions", theirs), ("consultations", worry)):
        assert 404 == (await http("resident-ken").put(f"/{sort}/{id}/learner", json={"welcome": True})).status_code
        assert 200 == (await hana.put(f"/{sort}/{id}/learner", json={"welcome": True})).status_code
    no = await http("coordinator-sato", "coordinator").put(f"/introductions/{other}/learner", json={"welcome": True})
    assert 403 == no.status_code, "nobody agrees for somebody else"
    held = {(await team.introduction(theirs)).coordinator_id, (await team.consultation(worry)).coordinator_id}
    assert {"coordinator-sato"} == held
    assert {theirs, worry} == await seen()
    told = (await goto.get("/training/cases")).text
    assert "resident-hana" not in told
    assert "見学" not in told
    assert "音" not in told
    assert 404 == (await goto.get(f"/consultations/{worry}")).status_code
    assert set() == {e["case_id"] for e in (await http("coordinator-baba").get("/training/cases")).json()["items"]}

    await hana.put(f"/introductions/{theirs}/learner", json={"welcome": False})
    assert {worry} == await seen()
    await kit.deliver(team.service, ConsentWithdrawn(person_id="resident-hana", purpose="matching"))
    await team.settle()
    assert set() == await seen()


async def test_what_was_agreed_for_one_coordinator_is_not_seen_beside_the_next(team, http):
    """After a rotation the cases of the one before are no longer seen; an erased person's are gone."""
    await team.person("resident-hana", SOUTH)
    theirs = await team.ask()
    await http("resident-hana").put(f"/introductions/{theirs}/learner", json={"welcome": True})
    mine = (await http("resident-hana").get("/people/me/learners")).json()["items"]
    assert [theirs] == [each["case_id"] for each in mine]
    await http("mori", "staff").post("/training/rotation", json={"everybody": True})

    assert [] == (await http(GOTO, "coordinator").get("/training/cases")).json()["items"]
    await kit.deliver(team.service, PersonErased(person_id="resident-hana"))
    await team.settle()
    assert [] == await team.uses.trainings.welcomes("resident-hana")


async def test_a_supporter_adds_no_room_and_owns_nothing(team, http):
    """With everybody full the desk owner has it; and no desk is given to somebody in training."""
    for id in ("coordinator-sato", "coordinator-baba"):
        await team.coordinator(id, SOUTH, 0)
    await team.person("resident-hana", SOUTH)
    theirs = await team.ask()
    assert DESK == (await team.introduction(theirs)).coordinator_id
    staff = http("staff-mori", "staff")
    assert 0 == (await staff.get("/coordinators")).json()["outlook"]["free"]

    refused = await staff.put("/desk", json={"owner_id": GOTO})

    assert (409, "owns-no-case") == (refused.status_code, refused.json()["code"])
    assert "サポーター" in refused.text
    desk = {"areas": {"neighbourhood": ["kita"]}, "capacity": 1, "kind": "supporter"}
    assert 409 == (await staff.put(f"/coordinators/{DESK}", json=desk)).status_code
