"""The story's beats of groups against matching alone: a suggestion, a search, a group's health, and a pause."""

from types import SimpleNamespace

import pytest

from kyoso.story import pausing
from kyoso.story.client import Actor, StepFailed
from kyoso.story.health import see_health
from kyoso.story.partners import find_partners
from kyoso.story.pausing import pause
from kyoso.story.succession import seek_successor
from shared.contracts.matching_standing import GroupResumed, GroupSuspended
from shared.contracts.matching_suggestions import SuggestionAnswered, SuggestionMade
from tests import kit
from tests.integration.matching.help_kit import known
from tests.integration.matching.matching_kit import CENTRE
from tests.integration.matching.test_matching_consultation_story import AtMatching

GARDEN, CHOKAI = "osawa-garden", "osawa-chokai"
STANDING = f"/matching/groups/{CHOKAI}/standing"


class WithMessages(AtMatching):
    """Matching, and a box in which an officer finds what it told of suggestions."""

    async def get(self, path, actor=None, **asked):
        if path == "/notifications/inbox":
            return {"items": await self.messages(actor.person_id)}
        return await self.send("GET", path, actor, params={key: value for key, value in asked.items() if value})

    async def messages(self, person_id):
        found = []
        for told, template in ((SuggestionMade, "made"), (SuggestionAnswered, "accepted")):
            events = await kit.published(self.city.service, told)
            mine = [event for event in events if type(event) is told and person_id in event.officer_ids]
            found += [{"message_id": number, "template": f"suggestion-{template}"} for number in range(len(mine))]
        return found


class Meddled(WithMessages):
    """Another play brings a group back at once, so many times, or was ``quicker`` to make it pause."""

    times = quicker = pauses = 0
    trace_id = ""

    async def get(self, path, actor=None, **asked):
        if path == "/demo/events" and self.pauses <= self.quicker:
            return {"items": []}
        return await super().get(path, actor, **asked)

    async def command(self, method, path, actor, body=None):
        answer = await super().command(method, path, actor, body)
        self.pauses += body == {"standing": "suspended"}
        if body == {"standing": "suspended"} and self.times:
            self.times -= 1
            await super().command(method, path, actor, {"standing": "active"})
        return answer


@pytest.fixture
async def stage(city, monkeypatch):
    """The garden group plays; the 町会 next door is the other group, which may pause."""
    monkeypatch.setattr(pausing, "SECONDS", 0.1)
    await known(city, "resident-hana")
    await city.group(CHOKAI, "officer-ken", name="大沢町会", kind="neighbourhood", areas=CENTRE, tags=("nature",))
    told = []

    async def done(ja, _en, *types):
        told.append((ja, types))

    async def officer_of(_client, group_id):
        return Actor("officer-ken", "") if group_id == CHOKAI else None

    client = Meddled(city)
    players = SimpleNamespace(
        resident=Actor("resident-hana", ""), officer=Actor("officer-yui", ""), counter=Actor("coordinator-sato", ""),
        group=await client.get(f"/matching/groups/{GARDEN}"), officer_of=officer_of, may_pause=CHOKAI.__eq__,
    )  # fmt: skip
    return SimpleNamespace(
        client=client, players=players, outcome=SimpleNamespace(group_id=GARDEN), done=done, told=told
    )


async def standings(city):
    """What was told of how the 町会 stands."""
    return [type(event) for event in await city.events(f"group/{CHOKAI}") if isinstance(event, GroupSuspended)]


async def test_a_group_finds_another_and_a_yes_is_told_every_time_it_is_played(stage):
    """The first of the list is asked; who acts for it is told to nobody."""
    for _ in range(2):
        await find_partners(stage)

    assert ["suggestion-made.v1", "suggestion-answered.v1"] * 2 == [
        kind for _, types in stage.told for kind in types if kind != "message-sent.v1"
    ]
    assert all("officer" not in ja for ja, _ in stage.told)


async def test_two_groups_with_a_suggestion_under_way_are_passed_over(stage, city):
    """Another play asked first: that one is answered by those who play it."""
    body = {"to_group": GARDEN, "theme": "nature"}
    await stage.client.command("POST", f"/matching/groups/{CHOKAI}/contacts", Actor("officer-ken", ""), body)

    await find_partners(stage)

    assert "contact-under-way" in stage.told[-1][0]
    assert [] == await kit.published(city.service, SuggestionAnswered)


async def test_a_search_of_the_story_leaves_those_of_the_group_as_they_are(stage, city):
    """The treasurer is looked for by the group itself: another role is played."""
    path = f"/matching/groups/{GARDEN}/successions/accounting"
    await stage.client.command("PUT", path, stage.players.officer, {"until": "2026-12-24"})

    await seek_successor(stage)

    assert "書記" in stage.told[0][0]
    left = (await stage.client.get("/matching/successions", stage.players.counter))["items"]
    assert [("accounting", "2026-12-24")] == [(each["role"], each["until"]) for each in left]


async def test_the_health_of_a_group_is_read_by_its_officer_alone(stage):
    """Who reads it as somebody else fails the story."""
    await see_health(stage)
    assert 1 == len(stage.told)

    stage.players.resident = stage.players.officer
    with pytest.raises(AssertionError, match="somebody else"):
        await see_health(stage)


async def test_a_group_pauses_and_is_back(stage, city):
    """The resident's wish to meet it is refused with its words, and no introduction is left."""
    await pause(stage)

    assert [("group-suspended.v1", "group-resumed.v1")] == [types for _, types in stage.told]
    assert "いま活動を休止しています" in stage.told[0][0]
    assert [GroupSuspended, GroupResumed] == await standings(city)
    assert [] == (await stage.client.get("/matching/introductions", stage.players.resident))["items"]


async def test_a_group_that_another_play_brings_back_is_drawn_again(stage, city):
    """That is nobody's fault; a group that is always shown fails the story, and is active all the same."""
    stage.client.times = 2
    await pause(stage)
    assert 3 == (await standings(city)).count(GroupSuspended)

    stage.client.times = 99
    with pytest.raises(StepFailed, match="still shown"):
        await pause(stage)
    assert GroupResumed is (await standings(city))[-1]


async def test_a_group_that_another_play_made_pause_first_is_drawn_again(stage, city):
    """What was told is that one's word: this play tells of a pause of its own."""
    stage.client.quicker = 1
    await pause(stage)

    assert (2, 1) == ((await standings(city)).count(GroupSuspended), len(stage.told))


async def test_a_group_for_which_somebody_waits_does_not_pause(stage, city):
    """An introduction, a suggestion, a search: none is interrupted for a play."""
    ken, sato = Actor("officer-ken", ""), stage.players.counter
    hana = await city.ask(group_id=CHOKAI)
    await pause(stage)
    await stage.client.command("POST", f"/matching/introductions/{hana}/decline", sato)
    body = {"to_group": GARDEN, "theme": "nature"}
    asked = await stage.client.command("POST", f"/matching/groups/{CHOKAI}/contacts", ken, body)
    await pause(stage)
    answer = f"/matching/group-contacts/{asked['contact_id']}/answer"
    await stage.client.command("POST", answer, stage.players.officer, {"accepted": False})
    search = f"/matching/groups/{CHOKAI}/successions/accounting"
    await stage.client.command("PUT", search, ken, {"until": "2026-12-24"})
    await pause(stage)
    assert ([], 3) == (await standings(city), len(stage.told))

    await stage.client.command("DELETE", search, ken)
    await pause(stage)
    assert [GroupSuspended, GroupResumed] == await standings(city)


async def test_a_group_for_residents_does_not_pause_in_a_play(stage, city):
    """Who is drawn may live elsewhere: they would be refused for that, and the play could not tell of a pause."""
    ken, path = Actor("officer-ken", ""), f"/matching/groups/{CHOKAI}"
    body = {"name": "大沢町会", "kind": "neighbourhood", "areas": CENTRE, "tags": ["nature"], "size_band": "1-4"}
    await stage.client.command("PUT", path, ken, {**body, "outsiders_welcome": False})
    await pause(stage)
    assert ([], 1) == (await standings(city), len(stage.told))

    await stage.client.command("PUT", path, ken, {**body, "outsiders_welcome": True})
    await pause(stage)
    assert [GroupSuspended, GroupResumed] == await standings(city)


async def test_without_another_officer_two_beats_are_left_out_in_a_sentence(stage, city):
    """A cast that speaks for one group alone bothers no other."""
    stage.players.officer_of = stage.players.may_pause = None

    await find_partners(stage)
    await pause(stage)

    assert 2 == sum("other_officer" in ja for ja, _ in stage.told)
    assert ([], []) == (await standings(city), await kit.published(city.service, SuggestionMade))
