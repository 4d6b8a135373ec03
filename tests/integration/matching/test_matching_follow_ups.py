"""A month after joining: asked once, told by name, and what is hard is somebody's until a day."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.introducing.rows import FollowUpRow, MessageRow
from shared.contracts.matching_introductions import IntroductionFollowedUp, IntroductionFollowUpAsked
from shared.contracts.people import ConsentWithdrawn, PersonErased
from tests import kit
from tests.integration.matching.matching_kit import DESK, STAFF, YUI

MONTH, WEEK = timedelta(days=30), timedelta(days=7)
MARKER = "会長の声が大きい"


@pytest.fixture
def http(city):
    """Clients by person."""

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


@pytest.fixture
async def joined(city):
    """Hana has joined the garden group, by an introduction that Sato had."""
    await city.person("resident-hana")
    id = await city.ask()
    await city.uses.groups.add_member("osawa-garden", "resident-hana", by=YUI, cause=city.cause())
    await city.settle()
    return id


@pytest.fixture
async def asked(city, joined):
    """A month later."""
    city.advance(MONTH)
    assert 1 == await city.timers()
    await city.settle()
    return f"/introductions/{joined}/follow-up"


async def test_once_after_a_month_the_person_is_asked(city, joined):
    """By the clock alone, once, however often it looks; two replicas make no difference."""
    city.advance(MONTH - timedelta(minutes=1))
    assert 0 == await city.timers()
    city.advance(timedelta(minutes=1))
    await asyncio.gather(*(city.timers() for _ in range(5)))
    await city.settle()
    await city.timers()

    (told,) = await kit.published(city.service, IntroductionFollowUpAsked)
    assert ("resident-hana", "coordinator-sato", timedelta(days=14)) == (
        told.person_id, told.coordinator_id, told.due_at - city.journal.now(),
    )  # fmt: skip


async def test_what_is_hard_is_somebodys_until_it_is_done(city, http, asked):
    """Three taps and words to who has it; the group's officers and staff see nothing of it."""
    hana = http("resident-hana")
    (mine,) = (await hana.get("/follow-ups")).json()["items"]
    assert "asked" == mine["status"]
    told = (await hana.post(asked, json={"answer": "hard", "words": MARKER})).json()
    assert ("held", "coordinator-sato", "2026-12-30T12:00:00+09:00") == (
        told["status"], told["coordinator_id"], told["due_at"],
    )  # fmt: skip

    sato = http("coordinator-sato", "coordinator")
    shown = (await sato.get(asked)).json()
    assert ("hard", MARKER) == (shown["answer"], shown["words"])
    for who, roles in (("officer-yui", ()), ("staff-mori", ("staff",)), ("ito", ("coordinator",))):
        assert 404 == (await http(who, *roles).get(asked)).status_code
        assert 404 == (await http(who, *roles).post(asked, json={"answer": "good"})).status_code
    assert 403 == (await hana.post(f"{asked}/done")).status_code

    assert 200 == (await sato.post(f"{asked}/done")).status_code
    await city.settle()
    assert [] == await city.journal.all(MessageRow, with_closed=False)
    again = await sato.post(f"{asked}/done")
    assert (409, "follow-up-not-held") == (again.status_code, again.json()["code"])


async def test_neither_the_answer_nor_its_words_are_told_to_anybody_else(city, http, asked, caplog):
    """Public events name who hears it; what was said stays."""
    await http("resident-hana").post(asked, json={"answer": "hard", "words": MARKER})

    (told,) = await kit.published(city.service, IntroductionFollowedUp)
    assert "hard" not in told.body().decode()
    stream = asked.replace("/introductions/", "follow-up/").removesuffix("/follow-up")
    assert MARKER not in "".join([event.body().decode() for event in await city.events(stream)])
    assert MARKER not in caplog.text


async def test_what_nobody_sees_to_goes_to_the_desk_owner_and_stays_there(city, http, asked):
    """A week each, never nobody."""
    await http("resident-hana").post(asked, json={"answer": "hard"})
    owners = []
    for _ in range(3):
        city.advance(WEEK)
        await city.timers()
        await city.settle()
        row = await city.journal.get(FollowUpRow, asked.split("/")[2])
        owners.append((row.status, row.coordinator_id, row.due_at - city.journal.now()))

    assert [("held", DESK, WEEK)] * 3 == owners


async def test_a_good_answer_is_told_by_name_and_ends_it(city, http, asked):
    """Who had the introduction hears it and has nothing to do."""
    told = (await http("resident-hana").post(asked, json={"answer": "good"})).json()
    assert ("ended", None, "coordinator-sato") == (told["status"], told["due_at"], told["coordinator_id"])
    (seen,) = (await http("coordinator-sato", "coordinator").get("/follow-ups?assigned=me")).json()["items"]
    assert "good" == seen["answer"]
    second = await http("resident-hana").post(asked, json={"answer": "hard"})
    assert (409, "follow-up-answered") == (second.status_code, second.json()["code"])


async def test_silence_ends_it(city, http, asked):
    """After fourteen days nobody asks again, and an answer is told so."""
    city.advance(2 * WEEK)
    await city.timers()
    await city.settle()

    row = await city.journal.get(FollowUpRow, asked.split("/")[2])
    assert ("ended", True, None) == (row.status, row.closed, row.due_at)
    late = await http("resident-hana").post(asked, json={"answer": "good", "words": MARKER})
    assert (409, "follow-up-not-asked") == (late.status_code, late.json()["code"])
    assert [] == await city.journal.all(MessageRow, with_closed=False)


async def test_a_coordinator_who_has_gone_is_not_asked_to_see_to_it(city, http, joined):
    """The desk owner hears it then."""
    await city.uses.coordinators.retire("coordinator-sato", by=STAFF, cause=city.cause())
    await city.settle()
    city.advance(MONTH)
    await city.timers()
    await city.settle()

    told = await http("resident-hana").post(f"/introductions/{joined}/follow-up", json={"answer": "hard"})
    assert DESK == told.json()["coordinator_id"]


@pytest.mark.parametrize("when", ["planned", "asked", "held"])
@pytest.mark.parametrize("what", ["erased", "withdrawn"])
async def test_erasure_and_consent_taken_back_end_it(city, http, joined, when, what):
    """At every step, with its words; nobody is asked afterwards."""
    if when != "planned":
        city.advance(MONTH)
        await city.timers()
        await city.settle()
    if when == "held":
        body = {"answer": "hard", "words": MARKER}
        await http("resident-hana").post(f"/introductions/{joined}/follow-up", json=body)
    withdrawn = ConsentWithdrawn(person_id="resident-hana", purpose="introductions")
    await kit.deliver(city.service, PersonErased(person_id="resident-hana") if what == "erased" else withdrawn)
    await city.settle()

    row = await city.journal.get(FollowUpRow, joined)
    assert ("ended", True, None) == (row.status, row.closed, row.due_at)
    assert [] == await city.journal.all(MessageRow, with_closed=False)
    city.advance(MONTH)
    assert 0 == await city.timers()


async def test_fifty_taps_are_one_answer(city, http, asked):
    """The others are told so; nothing is written of them."""
    hana = http("resident-hana")
    answers = await asyncio.gather(
        *(hana.post(asked, json={"answer": ("good", "hard")[n % 2], "words": MARKER}) for n in range(50))
    )

    assert [200, 409] == sorted({each.status_code for each in answers})
    assert 1 == sum(each.status_code == 200 for each in answers)
    assert 1 == len(await city.journal.all(MessageRow, with_closed=False))
