"""Coming once: somebody new comes, somebody greets, one tap afterwards, and it always ends."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.domain.person import Person
from services.matching.guarding.refusals import GuardianSaidNo
from services.matching.introducing.rows import IntroductionRow
from services.matching.refusals import AlreadyAsked, AlreadyMember
from services.matching.visiting.refusals import (
    AlreadyComing,
    NotAGreeter,
    TooManyVisits,
    VisitBegun,
    VisitConsentMissing,
    VisitNeedsGuardian,
    VisitToCome,
)
from services.matching.visiting.rows import VisitRow
from shared.contracts.booking_activities import ActivityAnnounced, ActivityCancelled, ActivityChanged
from shared.contracts.matching_visits import (
    VisitComing,
    VisitEnded,
    VisitForgone,
    VisitGreeted,
    VisitMoved,
    VisitOver,
    VisitUngreeted,
)
from shared.contracts.people import ConsentWithdrawn, PersonErased
from shared.errors import NotYet
from shared.web import Forbidden, NotFound
from tests import kit
from tests.integration.matching.guardian_kit import said as guardian_said
from tests.integration.matching.help_kit import checked, known, resident
from tests.integration.matching.matching_kit import DESK, HANA, KEN, NOON, SATO, YUI

TWO_HOURS = timedelta(hours=2)
START = NOON + timedelta(days=5)
MIO, ABE = resident("mio"), resident(DESK)


def activity(number=1, group_id="osawa-garden", starts_at=START, kind=ActivityAnnounced, **more):
    return kind(
        activity_id=f"a{number}", title="花壇の手入れ", group_id=group_id, place="中央公園", starts_at=starts_at,
        ends_at=starts_at + TWO_HOURS, deadline=starts_at, capacity=10, **more,
    )  # fmt: skip


@pytest.fixture
async def garden(city):
    """An activity of Yui's group; Hana and Ken are of age, Ken is a member."""
    await known(city, "resident-hana", "resident-ken", "officer-yui")
    await kit.deliver(city.service, activity())
    await city.uses.groups.add_member("osawa-garden", "resident-ken", by=None, cause=city.cause())
    await city.settle()
    return city


async def coming(city, by=HANA, number=1, *, friend=False):
    chain = await city.uses.visits.say(f"a{number}", friend=friend, by=by, cause=city.cause())
    return chain.commits[0].events[0].visiting.visit_id


async def tap(city, visit_id, answer, by=HANA):
    return await city.uses.visits.answer(visit_id, answer, by=by, cause=city.cause())


async def row(city, visit_id):
    return await city.journal.get(VisitRow, visit_id)


async def told(city, kind):
    return [(event.person_id, event.role) for event in await kit.published(city.service, kind) if type(event) is kind]


async def greeted(city, visit_id, companion_id="resident-ken", by=YUI):
    await city.uses.visits.greet(visit_id, companion_id, by=by, cause=city.cause())


async def test_from_one_tap_to_an_introduction(garden):
    """The group hears that somebody new comes, not who; Ken greets; again leads to the introduction, in one commit."""
    visit_id = await coming(garden)
    assert [("officer-yui", "officer")] == await told(garden, VisitComing)
    events = await kit.published(garden.service, VisitComing)
    assert "resident-hana" not in "".join(event.model_dump_json() for event in events)
    await greeted(garden, visit_id)
    assert [("resident-hana", "said"), ("resident-ken", "along")] == await told(garden, VisitGreeted)
    with pytest.raises(VisitToCome):
        await tap(garden, visit_id, "again")
    garden.advance(timedelta(days=5, hours=2))
    await garden.timers()
    assert [("resident-hana", "said"), ("resident-ken", "along")] == await told(garden, VisitOver)
    await garden.uses.visits.note_came(visit_id, came=True, by=KEN, cause=garden.cause())

    chain = await tap(garden, visit_id, "again")
    await garden.settle()

    (introduction,) = await garden.journal.all(IntroductionRow, where={"person_id": "resident-hana"})
    assert ("proposed", "osawa-garden") == (introduction.status, introduction.group_id)
    assert 2 == len(chain.commits[0].events)
    ended = await row(garden, visit_id)
    assert ("ended", "again", True) == (ended.status, ended.how, ended.came)
    seen = await garden.uses.introductions.get(introduction.id, by=YUI)
    assert "一度、活動に参加しました。また参加したいです。" == seen.message
    with pytest.raises(NotFound):
        await tap(garden, visit_id, "again")


async def test_whoever_is_told_of_a_visit_is_told_of_the_friend(garden):
    """Officers, who greets, who sees to it, and who comes: two come; nothing of the friend is kept but that."""
    visit_id = await coming(garden, friend=True)
    await greeted(garden, visit_id)
    await garden.uses.visits.greet(visit_id, "coordinator-sato", by=YUI, cause=garden.cause())
    await tap(garden, visit_id, "withdrawn")

    events = await kit.published(garden.service, VisitComing)

    assert {VisitComing, VisitGreeted, VisitEnded} == {type(event) for event in events}
    assert {1} == {event.guests for event in events}
    alone = await coming(garden)
    assert (1, 0) == ((await row(garden, visit_id)).guests, (await row(garden, alone)).guests)


async def test_not_for_me_ends_kindly_and_is_told_to_nobody(garden):
    """No introduction, no message; the group sees that it is over, not how."""
    visit_id = await coming(garden)
    await greeted(garden, visit_id)
    garden.advance(timedelta(days=6))

    await tap(garden, visit_id, "not-for-me")
    await garden.settle()

    assert [] == await garden.journal.all(IntroductionRow, where={"person_id": "resident-hana"})
    assert [] == await told(garden, VisitEnded)
    assert {} == await garden.journal.ask(Person.stream("resident-ken"), lambda person: dict(person.greets))
    client = kit.client(garden.service, garden.site, "officer-yui", ("resident",))
    assert None is (await client.get(f"/visits/{visit_id}")).json()["how"]


async def test_when_nobody_greets_somebody_named_sees_to_it(garden):
    """The day before, once, with two replicas; whoever is the desk owner then. Later silence ends it."""
    visit_id = await coming(garden)
    garden.advance(timedelta(days=4))

    await asyncio.gather(garden.timers(), garden.timers())

    assert [(DESK, "owner")] == await told(garden, VisitUngreeted)
    assert [visit_id] == [each.id for each in await garden.uses.visits.of_person(DESK, "owned")]
    await greeted(garden, visit_id, "coordinator-sato", by=ABE)
    assert [] == await garden.uses.visits.of_person(DESK, "owned")
    for days in (2, 14):
        garden.advance(timedelta(days=days))
        await garden.timers()
    ended = await row(garden, visit_id)
    assert ("ended", "silent") == (ended.status, ended.how)
    assert {} == await garden.journal.ask(Person.stream("resident-hana"), lambda person: dict(person.visits))


async def test_who_may_greet_and_who_may_say_so(garden):
    """A member or a coordinator, named by the group's side; not a stranger, nor who comes."""
    visit_id = await coming(garden)
    for wrong in ("stranger", "resident-hana"):
        with pytest.raises(NotAGreeter):
            await greeted(garden, visit_id, wrong)
    for by in (HANA, KEN, ABE):
        with pytest.raises(Forbidden):
            await greeted(garden, visit_id, by=by)
    await greeted(garden, visit_id, by=SATO)
    with pytest.raises(Forbidden):
        await garden.uses.visits.note_came(visit_id, came=True, by=HANA, cause=garden.cause())
    with pytest.raises(VisitToCome):
        await garden.uses.visits.note_came(visit_id, came=True, by=KEN, cause=garden.cause())
    with pytest.raises(Forbidden):
        await garden.uses.visits.of_group("osawa-garden", by=HANA)
    with pytest.raises(NotFound):
        await garden.uses.visits.get(visit_id, by=resident("stranger"))
    with pytest.raises(NotFound):
        await tap(garden, visit_id, "withdrawn", by=KEN)


async def test_one_visit_a_group_three_in_all_and_none_for_members(garden):
    """Fifty clicks give one; who has an introduction there has more than a visit already."""
    clicks = await asyncio.gather(*(coming(garden) for _ in range(50)), return_exceptions=True)
    assert 49 == sum(isinstance(each, AlreadyComing) for each in clicks)
    with pytest.raises(AlreadyMember):
        await coming(garden, KEN)
    for number in (2, 3, 4):
        await garden.group(f"g{number}", officer=f"o{number}")
        await kit.deliver(garden.service, activity(number, f"g{number}"))
    await coming(garden, number=2)
    await coming(garden, number=3)
    with pytest.raises(TooManyVisits):
        await coming(garden, number=4)
    await known(garden, "taro")
    await garden.ask("taro")
    with pytest.raises(AlreadyAsked):
        await coming(garden, resident("taro"))
    with pytest.raises(NotYet):
        await coming(garden, resident("nobody"))
    with pytest.raises(NotFound):
        await coming(garden, number=9)


async def test_not_coming_after_all_is_told_to_those_who_wait(garden):
    """Before it begins; afterwards it is one of the two taps."""
    visit_id = await coming(garden)
    await greeted(garden, visit_id)
    await tap(garden, visit_id, "withdrawn")
    assert [("resident-ken", "along"), ("officer-yui", "officer"), ("resident-hana", "said")] == await told(
        garden, VisitEnded
    )
    second = await coming(garden)
    garden.advance(timedelta(days=5))

    with pytest.raises(VisitBegun):
        await tap(garden, second, "withdrawn")


async def test_what_becomes_of_the_activity_becomes_of_the_visit(garden):
    """Moved: told to who comes. Cancelled: ended and told, also when that is heard twice."""
    visit_id = await coming(garden)
    later = activity(starts_at=START + timedelta(days=1), kind=ActivityChanged)
    await kit.deliver(garden.service, later, later)
    assert [("resident-hana", "said")] == await told(garden, VisitMoved)
    assert START + timedelta(days=1) == (await row(garden, visit_id)).starts_at
    off = activity(starts_at=START + timedelta(days=1), kind=ActivityCancelled, reason="weather")
    await kit.deliver(garden.service, off, off)
    await garden.settle()

    assert [("resident-hana", "said")] == await told(garden, VisitEnded)
    assert {} == await garden.journal.ask(Person.stream("resident-hana"), lambda person: dict(person.visits))
    with pytest.raises(NotFound):
        await coming(garden)


@pytest.mark.parametrize("gone", ["erased", "consent"])
async def test_who_is_gone_comes_to_nothing_and_greets_nobody(garden, gone):
    """Their visit ends, and officers are told; who was to greet is looked for anew."""
    visit_id = await coming(garden)
    await greeted(garden, visit_id)
    for who in ("resident-ken", "resident-hana"):
        away = PersonErased(person_id=who) if gone == "erased" else ConsentWithdrawn(person_id=who, purpose="matching")
        await kit.deliver(garden.service, away, away)
        await garden.settle()

    assert [("officer-yui", "officer")] == await told(garden, VisitUngreeted)
    assert [("officer-yui", "officer")] == await told(garden, VisitEnded)
    assert [("resident-hana", "said")] == await told(garden, VisitForgone), "for booking, which frees the place"
    ended = await row(garden, visit_id)
    assert ("ended", "gone", "") == (ended.status, ended.how, ended.companion_id)
    if gone == "consent":
        with pytest.raises(VisitConsentMissing):
            await coming(garden)


async def test_a_child_comes_with_a_guardian_who_agrees(garden):
    """And no more once they have said no: the visit ends, and those who wait are told."""
    await known(garden, "mio", age_band="0-14")
    await known(garden, "mother")
    with pytest.raises(VisitNeedsGuardian):
        await coming(garden, MIO)
    consent_id = await guardian_said(garden)
    visit_id = await coming(garden, MIO)

    await garden.uses.guardians.revoke(consent_id, by=resident("mother"), cause=garden.cause())
    await garden.settle()

    assert "guardian" == (await row(garden, visit_id)).how
    assert [("officer-yui", "officer"), ("mio", "said")] == await told(garden, VisitEnded)
    with pytest.raises(GuardianSaidNo):
        await coming(garden, MIO)
    await checked(garden, "mio", "guardian")
    await coming(garden, MIO)


async def test_the_way_over_http(garden):
    """From the list to the tap; a repeat answers the same bytes; nobody's id is told to the group."""

    def client(person_id, *roles):
        return kit.client(garden.service, garden.site, person_id, roles or ("resident",))

    hana, yui, key = client("resident-hana"), client("officer-yui"), {"idempotency-key": "k"}
    said = await hana.post("/activities/a1/visits", headers=key, json={"friend": True})
    assert (201, "/booking/activities/a1/sign-ups") == (said.status_code, said.json()["sign_up"])
    repeated = await hana.post("/activities/a1/visits", headers=key, json={"friend": True})
    assert said.content == repeated.content
    visit_id = said.json()["visit_id"]
    assert {"guests": 1, "visit_id": visit_id} == said.json()["sign_up_body"]
    assert "二人" in said.json()["next"]["ja"]
    listed = await yui.get("/groups/osawa-garden/visits")
    assert [1] == [each["guests"] for each in listed.json()["items"]]
    assert ([visit_id], False) == ([i["visit_id"] for i in listed.json()["items"]], "resident-hana" in listed.text)
    assert 200 == (await yui.put(f"/visits/{visit_id}/companion", json={"companion_id": "resident-ken"})).status_code
    assert "resident-ken" == (await hana.get("/people/me/visits")).json()["items"][0]["companion_id"]
    early = await hana.post(f"/visits/{visit_id}/again", headers={"accept-language": "ja-plain"})
    assert (409, "visit-to-come") == (early.status_code, early.json()["code"])
    assert "まだ" in early.json()["detail"]
    garden.advance(timedelta(days=6))
    ken = client("resident-ken")
    assert 200 == (await ken.put(f"/visits/{visit_id}/came", json={"came": True})).status_code
    again = await hana.post(f"/visits/{visit_id}/again", headers=key)
    assert again.json()["introduction_id"]
    assert again.content == (await hana.post(f"/visits/{visit_id}/again", headers=key)).content
