"""A group pauses, ends, and is back: nobody is sent to it, nobody who waits is left alone, and it appears again."""

from datetime import timedelta

import pytest

from services.matching.app import MODEL
from services.matching.groups import standings
from services.matching.groups.group_rows import GroupContactRow, GroupStandingRow, SuccessionRow
from services.matching.introducing.rows import MessageRow
from services.matching.rows import GroupRow
from shared.contracts.booking_activities import ActivityAnnounced
from shared.contracts.matching import IntroductionLapsed
from shared.contracts.matching_standing import (
    GroupEnded,
    GroupResumed,
    GroupSuspended,
    IntroductionInterrupted,
    IntroductionResumed,
    IntroductionSuggested,
    SuggestionWithdrawn,
)
from shared.journal.rebuild import rebuild
from tests import kit
from tests.integration.matching.matching_kit import DESK, SOUTH, STAFF

GARDEN = "osawa-garden"
STANDING = f"/groups/{GARDEN}/standing"
DAY = timedelta(days=1)


@pytest.fixture
async def http(city):
    """Clients by person; Hana likes gardening, and there is a second group to garden in."""
    await city.person("resident-hana", interests={"tags": ("gardening",)})
    await city.group("hinoki-garden", officer="officer-ken", name="ひのき園芸クラブ")

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


async def shown(http):
    """What Hana is recommended, and where she is told about; whether the directory has the group."""
    hana = http("resident-hana")
    told = (await hana.get("/people/me/recommendations")).json()
    ids = [each["group"]["group_id"] if "group" in each else each["activity"]["activity_id"] for each in told]
    listed = [each["group_id"] for each in (await hana.get("/groups")).json()["items"]]
    return ids, GARDEN in listed


async def put(client, standing, path=STANDING):
    return await client.put(path, json={"standing": standing})


async def test_a_group_that_pauses_is_recommended_no_more_and_is_again_when_it_is_back(city, http):
    """Nor is what it announced; why it is not there can be asked; one's way to it is refused with what to do."""
    yui, hana = http("officer-yui"), http("resident-hana")
    announced = ActivityAnnounced(
        activity_id="a1", title="苗を植える", group_id=GARDEN, place="広場", starts_at=city.journal.now() + 3 * DAY,
        ends_at=city.journal.now() + 3 * DAY + timedelta(hours=1), deadline=city.journal.now() + 2 * DAY, fee=0,
        target="", tags=("gardening",), areas=SOUTH, capacity=10,
    )  # fmt: skip
    await kit.deliver(city.service, announced)
    before, listed = await shown(http)
    assert {GARDEN, "a1", "hinoki-garden"} <= set(before)
    assert listed

    assert {"group_id": GARDEN, "standing": "suspended"} == (await put(yui, "suspended")).json()
    during, listed = await shown(http)
    assert ["hinoki-garden"] == during
    assert not listed
    for about, what in (("group_id", GARDEN), ("activity_id", "a1")):
        why = (await hana.get("/people/me/recommendations/why", params={about: what})).json()
        assert "suspended" == why["this"]["hidden"]["code"]
    refused = await hana.post("/introductions", json={"group_id": GARDEN, "message": "見学したいです。"})
    assert (409, "group-suspended") == (refused.status_code, refused.json()["code"])
    assert "suspended" == (await hana.get(f"/groups/{GARDEN}")).json()["standing"]
    paused = (await hana.get("/groups", params={"standing": "suspended"})).json()["items"]
    assert [GARDEN] == [each["group_id"] for each in paused]

    await put(yui, "active")
    assert (sorted(before), True) == (sorted((await shown(http))[0]), (await shown(http))[1])
    told = [type(event) for event in await city.events(f"group/{GARDEN}") if isinstance(event, GroupSuspended)]
    assert [GroupSuspended, GroupResumed] == told


async def test_who_waits_is_told_kindly_and_somebody_by_name_suggests_another_group(city, http):
    """The meeting is off, its words go; the coordinator has it until a day; the resident hears which other group."""
    id = await city.ask()
    yui, sato, hana = http("officer-yui"), http("coordinator-sato", "coordinator"), http("resident-hana")
    await yui.post(f"/introductions/{id}/accept")
    at = (city.journal.now() + 2 * DAY).isoformat()
    await yui.post(f"/introductions/{id}/meeting", json={"starts_at": at, "place": "公園の入口"})
    await put(yui, "suspended")
    await city.timers()

    seen = (await hana.get(f"/introductions/{id}")).json()
    assert ("interrupted", "coordinator-sato", "2026-11-30T12:00:00+09:00", None, None) == (
        seen["status"], seen["coordinator_id"], seen["due_at"], seen["meeting"], seen["place"],
    )  # fmt: skip
    assert "coordinator" == seen["next_step"]["whose"]
    assert 1 == len(await city.journal.all(MessageRow, with_closed=False)), "what she said is still wanted"
    for way in ("accept", "met", "wish"):
        answered = await (hana if way == "wish" else yui).post(f"/introductions/{id}/{way}")
        assert (409, "introduction-interrupted") == (answered.status_code, answered.json()["code"]), way
    for group_id, code in ((GARDEN, "group-suspended"), ("nowhere", "not-found")):
        wrong = await sato.post(f"/introductions/{id}/suggest", json={"group_id": group_id})
        assert code == wrong.json()["code"]
    assert 403 == (await yui.post(f"/introductions/{id}/suggest", json={"group_id": "hinoki-garden"})).status_code

    told = (await sato.post(f"/introductions/{id}/suggest", json={"group_id": "hinoki-garden"})).json()
    assert "hinoki-garden" == told["to_group_id"]
    seen = (await hana.get(f"/introductions/{id}")).json()
    assert ("forgone", "hinoki-garden", "resident") == (seen["status"], seen["suggested"], seen["next_step"]["whose"])
    (interrupted,) = await kit.published(city.service, IntroductionInterrupted)
    (suggested,) = await kit.published(city.service, IntroductionSuggested)
    assert ("suspended", "coordinator-sato", "hinoki-garden") == (
        interrupted.standing, interrupted.coordinator_id, suggested.to_group_id,
    )  # fmt: skip
    assert [] == await city.journal.all(MessageRow, with_closed=False)
    assert 0 == (await city.load())["coordinator-sato"]
    assert (
        201
        == (
            await hana.post("/introductions", json={"group_id": "hinoki-garden", "message": "はじめまして。"})
        ).status_code
    )


async def test_a_group_that_is_back_goes_on_where_it_was(city, http):
    """Before anything else was suggested: the resident is told, and the group's yes counts."""
    yui, id = http("officer-yui"), await city.ask()
    await yui.post(f"/introductions/{id}/accept")
    for standing in ("suspended", "active"):
        await put(yui, standing)
        await city.timers()

    assert "accepted" == (await city.introduction(id)).status
    assert 1 == len(await kit.published(city.service, IntroductionResumed))
    at = (city.journal.now() + 2 * DAY).isoformat()
    assert 200 == (await yui.post(f"/introductions/{id}/meeting", json={"starts_at": at})).status_code


async def test_who_does_not_look_for_another_group_is_followed_by_the_next_owner(city, http):
    """The deadline goes on: in the end the desk owner has it, by name, and it still waits for another group."""
    id = await city.ask()
    await put(http("officer-yui"), "ended")
    await city.timers()
    city.advance(7 * DAY)
    await city.timers()

    row = await city.introduction(id)
    assert ("interrupted", DESK) == (row.status, row.coordinator_id)
    assert 1 == len(await kit.published(city.service, IntroductionLapsed))


async def test_a_coordinator_who_leaves_hands_on_what_waits_for_another_group(city, http):
    """At once, as any other introduction."""
    id = await city.ask()
    await put(http("officer-yui"), "ended")
    await city.timers()
    await city.uses.coordinators.retire("coordinator-sato", by=STAFF, cause=city.cause())
    await city.settle()

    assert DESK == (await city.introduction(id)).coordinator_id


async def test_what_was_on_its_way_is_found_at_the_second_look_and_nothing_is_told_twice(city, http):
    """An introduction that nobody had at the first look; the others hear nothing new."""
    first = await city.ask()
    await put(http("officer-yui"), "suspended")
    row = await city.journal.get(GroupStandingRow, GARDEN)
    await city.timers()
    await city.uses.standings.see_to(row, city.cause())  # a second replica, at once
    assert 1 == len(await kit.published(city.service, IntroductionInterrupted))

    city.advance(timedelta(minutes=10))
    await city.timers()
    assert (await city.journal.get(GroupStandingRow, GARDEN)).closed
    assert 1 == len(await kit.published(city.service, IntroductionInterrupted))
    assert "interrupted" == (await city.introduction(first)).status


async def test_what_one_look_cannot_take_the_next_does_and_then_the_clock_rests(city, http, monkeypatch):
    """One introduction a look: both wait for another group, though both are still open, and nothing is due at once."""
    monkeypatch.setattr(standings, "FOUND_MAX", 1)
    await city.person("resident-ken")
    for person_id in ("resident-hana", "resident-ken"):
        await city.ask(person_id, GARDEN)
    await put(http("officer-yui"), "suspended")
    for _ in range(4):
        await city.timers()

    assert 2 == len(await kit.published(city.service, IntroductionInterrupted))
    assert city.journal.now() < (await city.journal.get(GroupStandingRow, GARDEN)).due_at


async def test_searches_and_suggestions_end_and_nothing_new_begins(city, http):
    """The other group is told; partners show it no more; all of it can begin anew when the group is back."""
    yui, ken = http("officer-yui"), http("officer-ken")
    await city.group("chokai", officer="officer-ken", kind="neighbourhood", name="大沢町会")
    until = (city.journal.now() + 30 * DAY).date().isoformat()
    search = f"/groups/{GARDEN}/successions/accounting"
    assert 200 == (await yui.put(search, json={"until": until})).status_code
    body = {"to_group": GARDEN, "theme": "nature"}
    asked = (await ken.post("/groups/chokai/contacts", json=body)).json()
    assert GARDEN in [each["group"]["group_id"] for each in (await ken.get("/groups/chokai/partners")).json()["items"]]

    await put(yui, "suspended")
    await city.timers()
    assert [] == await city.journal.all(SuccessionRow, with_closed=False)
    assert "withdrawn" == (await city.journal.get(GroupContactRow, asked["contact_id"])).status
    (told,) = await kit.published(city.service, SuggestionWithdrawn)
    assert ("officer-ken",) == told.officer_ids
    assert GARDEN not in [e["group"]["group_id"] for e in (await ken.get("/groups/chokai/partners")).json()["items"]]
    wanted = {"kind": "request", "category": "event", "group_id": GARDEN, "until": until}
    for answered in (
        await ken.post("/groups/chokai/contacts", json=body),
        await yui.put(search, json={"until": until}),
        await yui.post("/requests", json=wanted),
    ):
        assert (409, "group-suspended") == (answered.status_code, answered.json()["code"])

    await put(yui, "active")
    assert 201 == (await ken.post("/groups/chokai/contacts", json=body)).status_code
    await city.timers()
    city.advance(timedelta(minutes=10))
    await city.timers()
    assert "asked" == (await city.journal.get(GroupContactRow, asked["contact_id"])).status


async def test_who_may_pause_and_end_a_group_and_who_brings_one_back(city, http):
    """Officers and staff; one that has ended comes back by staff alone, and takes nobody until then."""
    yui, ken, mori = http("officer-yui"), http("resident-ken"), http("staff-mori", "staff")
    assert 403 == (await put(ken, "suspended")).status_code
    assert 404 == (await put(mori, "suspended", "/groups/nowhere/standing")).status_code
    assert 422 == (await put(yui, "sleeping")).status_code
    assert 200 == (await put(yui, "ended")).status_code
    assert 200 == (await put(yui, "ended")).status_code, "said twice is said once"
    for answered in (
        await put(yui, "active"),
        await yui.post(f"/groups/{GARDEN}/members", json={"person_id": "resident-hana"}),
        await yui.post(f"/groups/{GARDEN}/accompaniments", json={"goals": ["self-run"]}),
    ):
        assert (409, "group-ended") == (answered.status_code, answered.json()["code"])
    assert 1 == len([e for e in await city.events(f"group/{GARDEN}") if isinstance(e, GroupEnded)])

    assert 200 == (await put(mori, "active")).status_code
    assert 201 == (await yui.post(f"/groups/{GARDEN}/members", json={"person_id": "resident-hana"})).status_code


async def test_an_accompaniment_of_a_group_that_ended_is_seen_to_by_name(city, http):
    """A coordinator has it, and may end it."""
    await city.coordinator("inter", kind="intermediary", capacity=5)
    yui, inter = http("officer-yui"), http("inter", "coordinator")
    body = {"goals": ["self-run"], "intermediary_id": "inter"}
    id = (await yui.post(f"/groups/{GARDEN}/accompaniments", json=body)).json()["accompaniment_id"]
    for side in (yui, inter):
        await side.post(f"/accompaniments/{id}/agree")

    await put(yui, "ended")
    await city.settle()
    assert "coordinator-sato" == (await city.uses.accompaniments.row(id)).owner_id


async def test_it_is_the_same_after_the_rows_are_made_again(city, http):
    """Standings are derived from events alone."""
    id = await city.ask()
    await put(http("officer-yui"), "suspended")
    await city.timers()
    before = [await city.journal.get(GroupRow, GARDEN), await city.introduction(id)]
    await rebuild(MODEL, city.journal.store)

    assert before == [await city.journal.get(GroupRow, GARDEN), await city.introduction(id)]
