"""A request that is taken down for somebody who rings or comes to the counter; and who comes with several people."""

import asyncio

import pytest

from services.matching.domain.helping.terms import Category
from services.matching.domain.words import Word
from services.matching.helping.refusals import HelpFull, RequirementsMissing
from services.matching.helping.rows import AnswerRow, HelpRow
from services.matching.light_refusals import HelpCodeMistyped, TooManyPeople, WhoseIsIt
from shared.web import Caller, Forbidden, NotFound
from tests import kit
from tests.integration.matching.help_kit import DAY, checked, known, opened, resident, tapped
from tests.integration.matching.matching_kit import HANA, KEN, SATO, STAFF, YUI

TARO = resident("taro")
DESK = Caller("desk-abe", frozenset({"resident"}))


@pytest.fixture
async def helping(city):
    """Hana, Ken, Taro and Yui are of age and known."""
    await known(city, "resident-hana", "resident-ken", "taro", "officer-yui")
    return city


async def test_a_request_by_phone_is_the_callers_own(helping):
    """It stands as theirs, counts among theirs, and who took it down has no part in it."""
    taken = await opened(helping, by=SATO, channel="phone", person_id="resident-hana", words="階段の上まで")

    row = await helping.journal.get(HelpRow, taken)
    assert ("resident-hana", "phone") == (row.person_id, row.channel)
    assert [taken] == [each.id for each in await helping.uses.help_reading.of_person("resident-hana", "asked")]
    assert "階段の上まで" == (await helping.uses.help_reading.get(taken, by=HANA)).words
    seen = await helping.uses.help_reading.get(taken, by=STAFF)
    assert (True, None) == (seen.inside, seen.words)


async def test_nobody_takes_down_their_own_affair_and_it_is_always_somebodys(helping):
    """Neither for oneself nor for a group one acts for; a resident for nobody; and never for nobody."""
    yui = Caller("officer-yui", frozenset({"resident", "coordinator"}))
    for by, more, refusal in (
        (SATO, {"person_id": SATO.person_id}, Forbidden),
        (yui, {"person_id": "resident-hana", "group_id": "osawa-garden"}, Forbidden),
        (HANA, {"person_id": "resident-ken"}, Forbidden),
        (SATO, {}, WhoseIsIt),
        (SATO, {"person_id": "resident-hana", "group_id": "osawa-garden"}, Forbidden),
        (SATO, {"person_id": "resident-hana", "channel": "web"}, Forbidden),
    ):
        with pytest.raises(refusal):
            await opened(helping, by=by, **{"channel": "counter", **more})
    assert await opened(helping, by=SATO, channel="phone", person_id="officer-yui", group_id="osawa-garden")


async def test_its_number_leads_back_to_it_for_those_who_are_asked(helping):
    """With or without the dash; a slip is told as such; a resident is told nothing."""
    async with kit.client(helping.service, helping.site, "coordinator-sato", ["coordinator"]) as http:
        body = {"category": "carrying", "until": DAY.isoformat(), "channel": "phone", "person_id": "resident-hana"}
        made = (await http.post("/requests", json=body)).json()
        code = made["code"]
        slip = code[:-1] + str((int(code[-1]) + 1) % 10)
        answers = [await http.get(f"/requests/codes/{each}") for each in (code, code.replace("-", ""), slip)]

    assert [200, 200, 422] == [each.status_code for each in answers]
    assert {code in words for words in made["said"].values()} == {True}
    for each in answers[:2]:
        (item,) = each.json()["items"]
        assert (made["request_id"], "resident-hana", code) == (item["request_id"], item["person_id"], item["code"])
    assert "help-code-mistyped" == answers[2].json()["code"]
    reading = helping.uses.help_reading
    assert 1 == len(await reading.by_code(code, by=DESK))
    with pytest.raises(Forbidden):
        await reading.by_code(code, by=KEN)
    with pytest.raises(NotFound):
        await reading.by_code("0000-0000", by=SATO)
    with pytest.raises(HelpCodeMistyped):
        await reading.by_code("花", by=SATO)


async def test_a_company_takes_as_many_places_as_it_has_people(helping):
    """Places are counted by people: of two companies at once for what is left one gets it."""
    request_id = await opened(helping, by=YUI, category="company", places=10)
    for person in ("resident-ken", "taro"):
        await checked(helping, person, "company")

    outcomes = await asyncio.gather(
        *(helping.uses.help_requests.tap(request_id, by=by, cause=helping.cause(), people=6) for by in (KEN, TARO)),
        return_exceptions=True,
    )

    (full,) = [each for each in outcomes if isinstance(each, HelpFull)]
    row = await helping.journal.get(HelpRow, request_id)
    assert 4 == row.free
    (answer,) = await helping.journal.all(AnswerRow, where={"request_id": request_id}, with_closed=False)
    assert 6 == answer.people
    assert full.data["alternatives"] == []


async def test_who_brings_others_is_of_age_and_speaks_for_them(helping):
    """A company needs its check, a class somebody of age; more than the kind of help takes is refused."""
    await known(helping, "gen", age_band="15-24")
    company = await opened(helping, by=YUI, category="company", places=20)
    students = await opened(helping, by=YUI, category="student", places=20)
    await checked(helping, "gen", "guardian")
    tap = helping.uses.help_requests.tap

    with pytest.raises(RequirementsMissing) as missing:
        await tap(company, by=KEN, cause=helping.cause(), people=3)
    assert ["company"] == missing.value.data["missing"]
    with pytest.raises(RequirementsMissing) as missing:
        await tap(students, by=resident("gen"), cause=helping.cause(), people=3)
    assert ["adult"] == missing.value.data["missing"]
    with pytest.raises(TooManyPeople):
        await tap(students, by=KEN, cause=helping.cause(), people=21)
    await tapped(helping, students, resident("gen"))
    assert 19 == (await helping.journal.get(HelpRow, students)).free


def test_what_is_missing_for_several_people():
    """Alone a minor may help at an event; with others somebody of age goes first."""
    event = Category("event", Word("行事", "event"), "イベント", minors="free", people_max=5)

    assert ((), ("adult",), ("birth-date",), ()) == (
        event.missing((), "minor"),
        event.missing((), "minor", 2),
        event.missing((), "unknown", 2),
        event.missing(("adult",), "young", 2),
    )
