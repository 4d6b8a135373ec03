"""Invitations over HTTP: a group finds who agreed, without a name; yes is an introduction, no is "not this time"."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.domain.events import Interests
from services.matching.domain.inviting.events import InvitationPlaceTaken
from services.matching.inviting.rows import InvitationRow, InviteeRow
from shared.contracts.matching_invitations import InvitationClosed, InvitationLapsed, InvitationMade
from shared.contracts.people import ConsentWithdrawn, PersonChanged, PersonErased, PersonRegistered
from tests import kit
from tests.integration.matching.matching_kit import CENTRE, SATO, SOUTH

DAY = timedelta(days=1)
SAID = {
    "tags": ("gardening",), "role_wishes": ("publicity",), "availability": ("weekend-morning",), "skills": ("digital",),
}  # fmt: skip


class Town:
    """The city with people who say what they can do, and clients for them."""

    def __init__(self, city):
        self.city = city
        self.app = kit.app_of(city.service, city.site)

    def client(self, person_id, *roles):
        return kit.client_of(self.app, person_id, roles or ("resident",))

    async def person(self, person_id, *, age_band="40-64", areas=SOUTH, **said):
        await kit.deliver(self.city.service, PersonRegistered(person_id=person_id, areas=areas, age_band=age_band))
        said = Interests(**{**SAID, **said})
        await self.city.uses.people.declare(person_id, said, cause=self.city.cause())
        return person_id

    async def open(self, person_id, *, open=True):
        return await self.client(person_id).put("/people/me/invitations", json={"open": open})

    async def findable(self, person_id, **more):
        await self.person(person_id, **more)
        answer = await self.open(person_id)
        assert (200, {"open": True}) == (answer.status_code, answer.json())
        return person_id

    async def invitees(self, officer="officer-yui", group="osawa-garden"):
        answer = await self.client(officer).get(f"/groups/{group}/invitees")
        assert 200 == answer.status_code, answer.text
        return answer.json()["items"]

    async def invite(self, name, officer="officer-yui", group="osawa-garden", **headers):
        path = f"/groups/{group}/invitees/{name}/invite"
        return await self.client(officer).post(path, headers=headers or None)

    async def mine(self, person_id):
        return (await self.client(person_id).get("/people/me/invitations")).json()

    async def told(self, person_id):
        kinds = (InvitationMade, InvitationClosed, InvitationLapsed)
        return [each for each in await self.city.events(f"person/{person_id}") if isinstance(each, kinds)]


@pytest.fixture
def town(city):
    return Town(city)


async def test_from_opting_in_to_an_introduction_that_a_coordinator_has(town, city):
    """Found by true reasons without a name, asked once, and the yes begins the saga that is there already."""
    await town.findable("resident-hana")

    (found,) = await town.invitees()
    assert {"invitee_id", "score", "reasons"} == found.keys()
    # 3.0 gardening + 1.2 publicity + half of 0.4, because she has time at one of their two times
    assert 4.4 == found["score"]
    assert [
        "「園芸」に関心がある", "募集している「広報」をやってみたい", "活動している土日祝日の午前に時間がある",
    ] == [each["ja"] for each in found["reasons"]]  # fmt: skip
    assert "hana" not in str(found)

    invited = await town.invite(found["invitee_id"])
    assert (201, "2026-12-07T12:00:00+09:00") == (invited.status_code, invited.json()["due_at"])
    mine = await town.mine("resident-hana")
    assert (True, 2) == (mine["open"], mine["terms"]["a_week"])
    assert ["osawa-garden"] == [each["group"]["group_id"] for each in mine["items"]]
    assert "「広報」を募集していて、あなたの希望と合う" in [each["ja"] for each in mine["items"][0]["reasons"]]
    assert [] == await town.invitees()

    path = "/people/me/invitations/osawa-garden/accept"
    yes = await town.client("resident-hana").post(path, json={"message": "よろしくお願いします。"})
    assert (201, "coordinator-sato", "accepted") == (
        yes.status_code, yes.json()["coordinator_id"], yes.json()["status"],
    )  # fmt: skip
    row = await city.introduction(yes.json()["introduction_id"])
    assert ("accepted", "coordinator-sato") == (row.status, row.coordinator_id)
    assert [True] == [each.accepted for each in await town.told("resident-hana") if isinstance(each, InvitationClosed)]
    assert [] == (await town.mine("resident-hana"))["items"]
    joined = await town.client("officer-yui").post("/groups/osawa-garden/members", json={"person_id": "resident-hana"})
    assert row.id == joined.json()["completed_introduction_id"]


async def test_a_no_a_silence_and_a_withdrawal_read_the_same_to_the_group(town, city):
    """Not this time: nothing tells which it was, and the group does not find them again for half a year."""
    for who in ("p1", "p2", "p3"):
        await town.findable(who)
    for found in await town.invitees():
        assert 201 == (await town.invite(found["invitee_id"])).status_code
    waiting = (await town.client("officer-yui").get("/groups/osawa-garden/invitations")).json()["items"]
    assert 3 == len(waiting)
    assert not any(who in str(waiting) for who in ("p1", "p2", "p3"))

    no = await town.client("p1").post("/people/me/invitations/osawa-garden/decline")
    assert (200, "declined") == (no.status_code, no.json()["status"])
    await town.open("p2", open=False)
    city.advance(15 * DAY)
    assert 1 == await city.timers()

    closed = [
        [each for each in await town.told(who) if isinstance(each, InvitationClosed)] for who in ("p1", "p2", "p3")
    ]
    assert [[InvitationClosed(group_id="osawa-garden", officer_id="officer-yui", accepted=False)]] * 3 == closed
    assert [0, 0, 1] == [
        sum(isinstance(each, InvitationLapsed) for each in await town.told(who)) for who in ("p1", "p2", "p3")
    ]
    await town.open("p2")
    assert 1 == len(await town.invitees())  # only who opted out and in again: of the others it remembers
    city.advance(180 * DAY)
    assert 3 == len(await town.invitees())


async def test_two_officers_and_fifty_clicks_ask_once(town, city):
    """One invitation; the others are told that the group waits already, and a replay says the same."""
    await city.uses.groups.appoint("osawa-garden", "officer-rin", role="officer", by=None, cause=city.cause())
    await city.settle()
    await town.findable("resident-hana")
    (found,), (same,) = await town.invitees(), await town.invitees("officer-rin")
    assert found["invitee_id"] == same["invitee_id"]

    clicks = [
        town.invite(found["invitee_id"], officer) for officer in ("officer-yui", "officer-rin") for _ in range(25)
    ]
    answered = await asyncio.gather(*clicks)
    answers = [each.status_code for each in answered]

    assert (1, 49) == (answers.count(201), answers.count(409))
    assert {"already-invited"} == {each.json()["code"] for each in answered if each.status_code == 409}
    assert 1 == sum(
        isinstance(each, InvitationPlaceTaken) for each in await city.events("invitation-places/osawa-garden")
    )
    refused = await town.invite(found["invitee_id"], "officer-rin")
    assert "already-invited" == refused.json()["code"]
    assert 1 == sum(isinstance(each, InvitationMade) for each in await town.told("resident-hana"))


async def test_nobody_is_pestered(town, city):
    """Two invitations a week of all groups together; then nobody finds them until a week has passed."""
    await town.findable("resident-hana")
    for number in range(4):
        await city.group(f"group-{number}", officer=f"officer-{number}")
    names = [(await town.invitees(f"officer-{n}", f"group-{n}"))[0]["invitee_id"] for n in range(4)]

    answers = await asyncio.gather(*(town.invite(name, f"officer-{n}", f"group-{n}") for n, name in enumerate(names)))

    assert [201, 201, 409, 409] == sorted(each.status_code for each in answers)
    assert {"invitee-gone"} == {each.json()["code"] for each in answers if each.status_code == 409}
    assert [] == await town.invitees()
    city.advance(7 * DAY)
    assert 1 == len(await town.invitees())


async def test_opting_out_is_at_once_and_complete(town, city):
    """No row, no list, no name of today leads to them any more; opting in again makes other names."""
    await town.findable("resident-hana")
    (found,) = await town.invitees()
    await town.invite(found["invitee_id"])

    await town.open("resident-hana", open=False)

    row = await city.journal.get(InviteeRow, "resident-hana")
    assert InviteeRow(id="resident-hana", closed=True) == row
    assert (False, []) == ((await town.mine("resident-hana"))["open"], (await town.mine("resident-hana"))["items"])
    assert [] == await town.invitees()
    assert "invitee-gone" == (await town.invite(found["invitee_id"])).json()["code"]
    late = await town.client("resident-hana").post(
        "/people/me/invitations/osawa-garden/accept", json={"message": "はい"}
    )
    assert (409, "not-invited") == (late.status_code, late.json()["code"])
    await town.open("resident-hana")
    (again,) = await town.invitees()
    assert again["invitee_id"] != found["invitee_id"]


@pytest.mark.parametrize("purpose", ["matching", "introductions"])
async def test_a_consent_that_is_withdrawn_half_way_ends_it(town, city, purpose):
    """What came of the consent goes: the invitation, the row, the name."""
    await town.findable("resident-hana")
    (found,) = await town.invitees()
    await town.invite(found["invitee_id"])

    await kit.deliver(city.service, ConsentWithdrawn(person_id="resident-hana", purpose=purpose))

    assert [] == await town.invitees()
    assert [] == await city.journal.all(InvitationRow, with_closed=False)
    assert 409 == (await town.open("resident-hana")).status_code
    assert (
        404
        == (
            await town.client("resident-hana").post("/people/me/invitations/none/accept", json={"message": "x"})
        ).status_code
    )


async def test_an_erased_person_is_in_nothing_of_it(town, city):
    """Erasure leaves no open invitation and nobody to be found; the officer hears "not this time"."""
    await town.findable("resident-hana")
    (found,) = await town.invitees()
    await town.invite(found["invitee_id"])

    await kit.deliver(city.service, PersonErased(person_id="resident-hana"))

    row = await city.journal.get(InviteeRow, "resident-hana")
    assert (True, "", ()) == (row.closed, row.secret, row.offers)
    assert [] == await city.journal.all(InvitationRow, with_closed=False)
    assert "invitee-gone" == (await town.invite(found["invitee_id"])).json()["code"]


@pytest.mark.parametrize("band", ["0-14", "15-24", None])
async def test_nobody_under_18_is_found(town, band):
    """Neither a child nor whoever may be one; the refusal says how to show one's age."""
    await town.person("resident-ken", age_band=band)

    refused = await town.open("resident-ken")

    assert (409, "adults-only") == (refused.status_code, refused.json()["code"])
    assert [] == await town.invitees()


async def test_a_check_of_age_lets_a_young_adult_be_found_until_it_is_taken_back(town, city):
    """Who is 15 to 24 by the band, and 18 by a check."""
    await town.person("resident-ken", age_band="15-24")
    body = {"kind": "adult", "checked_on": "2026-11-01", "valid_until": "2036-10-31"}
    sato = town.client("coordinator-sato", "coordinator")
    assert 201 == (await sato.post("/people/resident-ken/checks", json=body)).status_code
    assert 200 == (await town.open("resident-ken")).status_code
    assert 1 == len(await town.invitees())

    await sato.delete("/people/resident-ken/checks/adult")

    assert [] == await town.invitees()
    assert not (await town.mine("resident-ken"))["open"]


async def test_whoever_turns_out_to_be_a_child_is_found_no_more(town, city):
    """A date of birth that is corrected."""
    await town.findable("resident-ken")

    await kit.deliver(city.service, PersonChanged(person_id="resident-ken", areas=SOUTH, age_band="0-14"))

    assert [] == await town.invitees()
    assert not (await town.mine("resident-ken"))["open"]


async def test_a_role_that_needs_a_check_counts_only_with_one_that_holds(town, city):
    """Watching children: not found without the check, found with it, and no more when its time is over."""
    await city.group("kids", officer="officer-rin", tags=("childcare",), needs=("watching-children",))
    await town.findable("resident-hana", role_wishes=("watching-children",), skills=())
    assert [] == await town.invitees("officer-rin", "kids")

    body = {"kind": "children", "checked_on": "2026-11-01", "valid_until": "2026-12-01"}
    await town.client("coordinator-sato", "coordinator").post("/people/resident-hana/checks", json=body)
    (found,) = await town.invitees("officer-rin", "kids")

    city.advance(9 * DAY)
    assert [] == await town.invitees("officer-rin", "kids")
    assert 409 == (await town.invite(found["invitee_id"], "officer-rin", "kids")).status_code


async def test_only_officers_ask_and_only_for_what_they_say_they_look_for(town, city):
    """Nobody else sees who could be found, and a group that looks for nobody finds nobody."""
    await town.findable("resident-hana")
    await city.group("idle", officer="officer-rin", needs=(), skills_wanted=())

    assert (
        403 == (await town.client("coordinator-sato", "coordinator").get("/groups/osawa-garden/invitees")).status_code
    )
    idle = await town.client("officer-rin").get("/groups/idle/invitees")
    assert (409, "nothing-sought") == (idle.status_code, idle.json()["code"])
    assert 422 == (await town.invite("hana")).status_code
    assert 409 == (await town.invite("0" * 24)).status_code


async def test_members_officers_and_who_cannot_join_are_not_found(town, city):
    """Whoever is there already, and people from elsewhere where the group is for residents."""
    await city.group("closed", officer="officer-rin", outsiders_welcome=False)
    await town.findable("officer-rin")
    await town.findable("outsider", areas={"neighbourhood": "elsewhere"})
    await town.findable("member")
    await city.uses.groups.add_member("closed", "member", by=None, cause=city.cause())
    await city.settle()

    assert [] == await town.invitees("officer-rin", "closed")
    assert 3 == len(await town.invitees())


async def test_where_somebody_lives_their_age_and_needs_do_not_show(town, city):
    """Two who differ in nothing that a group may know have the same score and reasons."""
    await town.findable("near", access_needs=("step-free",))
    await town.findable("far", areas=CENTRE, age_band="75+")

    one, other = await town.invitees()

    assert (one["score"], one["reasons"]) == (other["score"], other["reasons"])
    assert SATO.person_id not in str(one)


async def test_a_name_is_of_one_day_and_one_group(town, city):
    """Nobody is followed from day to day or from group to group; the name of yesterday still invites."""
    await town.findable("resident-hana")
    await city.group("other", officer="officer-rin")
    (mine,), (theirs,) = await town.invitees(), await town.invitees("officer-rin", "other")
    city.advance(DAY)
    (tomorrow,) = await town.invitees()

    assert 3 == len({mine["invitee_id"], theirs["invitee_id"], tomorrow["invitee_id"]})
    assert 409 == (await town.invite(theirs["invitee_id"])).status_code
    assert 201 == (await town.invite(mine["invitee_id"])).status_code
