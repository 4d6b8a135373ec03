"""An activity that two groups hold together, inside the whole service: officers by events, and what the routes say."""

import asyncio

import pytest

from services.booking.activities.rows import ActivityRow, CoHostRow, ParticipationRow
from services.booking.app import build
from services.booking.domain.activities.activity import Activity
from services.booking.domain.activities.hosting import WAITING_MAX
from shared.contracts.booking_activities import ParticipationAffected
from shared.contracts.booking_co_hosts import CoHostAnswered, CoHostEnded
from shared.contracts.matching import GroupRegistered, OfficerAppointed, OfficerRetired
from shared.contracts.matching_standing import GroupEnded, GroupResumed, GroupSuspended
from shared.contracts.people import PersonErased
from shared.journal.rebuild import rebuild
from tests.integration.booking.activities_kit import NOW, STARTS, body
from tests.kit import client, clock_of, deliver, events_of, make_site, opened, published, run_reactions

GROUPS = {"osawa-garden": "officer-yui", "osawa-block": "officer-jun", "izumi-choir": "officer-aki"}


@pytest.fixture
async def town(tmp_path):
    site = make_site(tmp_path, start=NOW)
    async with opened(build(site)) as service:
        for group, officer in GROUPS.items():
            await deliver(
                service,
                GroupRegistered(group_id=group, name=group, kind="theme", size_band="10-29"),
                OfficerAppointed(group_id=group, person_id=officer, role="officer"),
            )
        await deliver(service, OfficerAppointed(group_id="osawa-block", person_id="officer-mio", role="officer"))
        yield site, service


def people(town, *names):
    site, service = town
    return [client(service, site, name) for name in names]


async def asking(town, *groups, **changes):
    (yui,) = people(town, "officer-yui")
    answer = await yui.post("/activities", json=body(together_with=groups, **changes))
    assert 201 == answer.status_code, answer.text
    return answer.json()


def answer_to(activity_id, group="osawa-block"):
    return f"/activities/{activity_id}/co-hosts/{group}/answer"


async def test_two_groups_hold_an_activity_together(town):
    """Asked, it is one group's for everybody; with the yes it is both's, in every list, and both see who comes."""
    hana, jun = people(town, "resident-hana", "officer-jun")
    made = await asking(town, "osawa-block")
    activity_id = made["activity_id"]
    assert (["osawa-block"], []) == (made["asked"], made["together_with"])
    await hana.post(f"/activities/{activity_id}/sign-ups")
    before = (await hana.get(f"/activities/{activity_id}")).text
    assert "osawa-block" not in before + (await hana.get("/activities?group_id=osawa-block")).text
    for path in ("participants", "attendance-code", "waiting", "co-hosts"):
        assert 403 == (await jun.get(f"/activities/{activity_id}/{path}")).status_code
    (asked,) = (await jun.get("/co-hosting?group_id=osawa-block")).json()["items"]
    assert ("asked", made["title"]) == (asked["standing"], asked["title"])

    said = await jun.post(answer_to(activity_id), json={"accepted": True})

    assert (200, "agreed") == (said.status_code, said.json()["standing"])
    assert ["osawa-block"] == (await hana.get(f"/activities/{activity_id}")).json()["together_with"]
    for group in ("osawa-garden", "osawa-block"):
        (listed,) = (await hana.get(f"/activities?group_id={group}")).json()["items"]
        assert ("osawa-garden", ["osawa-block"]) == (listed["group_id"], listed["together_with"])
        assert ["osawa-garden", "osawa-block"] == [each["name"] for each in listed["held_by"]]
    clock_of(town[0]).advance(STARTS - NOW)
    for path in ("participants", "attendance-code", "waiting", "co-hosts"):
        assert 200 == (await jun.get(f"/activities/{activity_id}/{path}")).status_code, path
    by_hand = await jun.post(f"/activities/{activity_id}/attendances", json={"person_id": "resident-hana"})
    assert (201, "officer") == (by_hand.status_code, by_hand.json()["evidence"])
    assert 403 == (await jun.post(f"/activities/{activity_id}/cancel", json={"reason": "weather"})).status_code
    assert 403 == (await jun.put(f"/activities/{activity_id}", json=body())).status_code
    assert 403 == (await jun.post(f"/activities/{activity_id}/sign-ups", json={"person_id": "x"})).status_code


async def test_who_has_a_place_already_hears_that_it_is_held_by_both(town):
    """Their own list says so too, and who comes later is told nothing."""
    hana, jun = people(town, "resident-hana", "officer-jun")
    activity_id = (await asking(town, "osawa-block"))["activity_id"]
    await hana.post(f"/activities/{activity_id}/sign-ups")
    await jun.post(answer_to(activity_id), json={"accepted": True})
    await run_reactions(town[1])

    (told,) = await published(town[1], ParticipationAffected)

    assert ("resident-hana", (), ("osawa-block",)) == (told.person_id, told.changed, told.together_with)
    (mine,) = (await hana.get("/activities/mine")).json()["items"]
    assert ["osawa-block"] == mine["together_with"]


async def test_two_officers_answer_at_once(town):
    """Fifty clicks of two officers who disagree: one word counts, and each hears which."""
    jun, mio = people(town, "officer-jun", "officer-mio")
    activity_id = (await asking(town, "osawa-block"))["activity_id"]

    clicks = [
        who.post(answer_to(activity_id), json={"accepted": accepted})
        for who, accepted in ((jun, True), (mio, False))
        for _ in range(25)
    ]
    answers = await asyncio.gather(*clicks)

    assert {200, 409} == {each.status_code for each in answers}
    assert 1 == len({each.json()["standing"] for each in answers if each.status_code == 200})
    assert {"co-host-answered"} == {each.json()["code"] for each in answers if each.status_code == 409}
    assert 1 == len(await published(town[1], CoHostAnswered))


async def test_an_answer_twice_is_answered_as_the_first_time(town):
    """The same key, also after the group has left again: the first answer; another key: how it stands."""
    (jun,) = people(town, "officer-jun")
    activity_id = (await asking(town, "osawa-block"))["activity_id"]
    key = {"Idempotency-Key": "once"}
    first = await jun.post(answer_to(activity_id), json={"accepted": True}, headers=key)
    assert 200 == (await jun.post(f"/activities/{activity_id}/co-hosts/osawa-block/leave")).status_code

    again = await jun.post(answer_to(activity_id), json={"accepted": True}, headers=key)

    assert (200, first.json(), "true") == (again.status_code, again.json(), again.headers["Idempotency-Replayed"])
    assert 409 == (await jun.post(answer_to(activity_id), json={"accepted": True})).status_code
    assert [] == (await jun.get(f"/activities/{activity_id}")).json()["together_with"]


async def test_who_may_answer(town):
    """An officer of the group that is asked, as long as they are one and are not erased; staff as they heard it."""
    site, service = town
    yui, jun, hana, mio = people(town, "officer-yui", "officer-jun", "resident-hana", "officer-mio")
    activity_id = (await asking(town, "osawa-block", "izumi-choir"))["activity_id"]
    yes = {"accepted": True}
    assert 403 == (await yui.post(answer_to(activity_id), json=yes)).status_code
    for group in ("osawa-block", "osawa-garden"):  # a stranger learns of no question by trying
        for way in ("answer", "leave"):
            tried = await hana.post(f"/activities/{activity_id}/co-hosts/{group}/{way}", json=yes)
            assert (404, "not-found") == (tried.status_code, tried.json()["code"])
    assert 404 == (await jun.post(answer_to(activity_id, "osawa-garden"), json=yes)).status_code
    await deliver(service, OfficerRetired(group_id="osawa-block", person_id="officer-jun"))
    assert 404 == (await jun.post(answer_to(activity_id), json=yes)).status_code
    await deliver(service, PersonErased(person_id="officer-mio"))
    assert (410, "person-erased") == (
        (gone := await mio.post(answer_to(activity_id), json=yes)).status_code,
        gone.json()["code"],
    )
    staff = client(service, site, "staff-mori", ("staff",))
    assert 200 == (await staff.post(answer_to(activity_id), json=yes)).status_code


async def test_who_is_an_officer_no_more_sees_the_door_no_more(town):
    """The relation is that of now; the group holds it still."""
    (jun,) = people(town, "officer-jun")
    activity_id = (await asking(town, "osawa-block"))["activity_id"]
    await jun.post(answer_to(activity_id), json={"accepted": True})
    assert 200 == (await jun.get(f"/activities/{activity_id}/participants")).status_code

    await deliver(town[1], OfficerRetired(group_id="osawa-block", person_id="officer-jun"))

    assert 403 == (await jun.get(f"/activities/{activity_id}/participants")).status_code
    assert ["osawa-block"] == (await jun.get(f"/activities/{activity_id}")).json()["together_with"]


async def test_a_co_host_that_ends_holds_it_no_more(town):
    """Heard twice it is once; what it was asked about is over too; a group that pauses goes on holding it."""
    _, service = town
    jun, aki = people(town, "officer-jun", "officer-aki")
    held = (await asking(town, "osawa-block", "izumi-choir"))["activity_id"]
    open_still = (await asking(town, "osawa-block"))["activity_id"]
    for who, group in ((jun, "osawa-block"), (aki, "izumi-choir")):
        assert 200 == (await who.post(answer_to(held, group), json={"accepted": True})).status_code
    await deliver(service, GroupSuspended(group_id="izumi-choir", name="", kind="theme", size_band="10-29", count=1))
    ended = GroupEnded(group_id="osawa-block", name="", kind="theme", size_band="10-29", count=1)

    await deliver(service, ended, ended)

    assert ["izumi-choir"] == (await jun.get(f"/activities/{held}")).json()["together_with"]
    over = [(each.activity_id, each.reason) for each in await published(service, CoHostEnded)]
    assert sorted([(held, "group-ended"), (open_still, "group-ended")]) == sorted(over)
    refused = await jun.post(answer_to(open_still), json={"accepted": True})
    assert (409, "co-host-answered") == (refused.status_code, refused.json()["code"])


async def test_a_group_that_is_away_is_not_asked_and_does_not_say_yes(town):
    """Nobody is asked who cannot come; who pauses after the question says no, or yes when it is back."""
    _, service = town
    yui, jun = people(town, "officer-yui", "officer-jun")
    activity_id = (await asking(town, "osawa-block"))["activity_id"]
    away = {"group_id": "osawa-block", "name": "", "kind": "theme", "size_band": "10-29"}
    await deliver(service, GroupSuspended(**away, count=1))
    asked = await yui.post("/activities", json=body(together_with=["osawa-block"]))
    assert (409, "co-host-away") == (asked.status_code, asked.json()["code"])
    said = await jun.post(answer_to(activity_id), json={"accepted": True})
    assert (409, "co-host-away") == (said.status_code, said.json()["code"])

    await deliver(service, GroupResumed(**away, count=2), n=2)

    assert 200 == (await jun.post(answer_to(activity_id), json={"accepted": True})).status_code


@pytest.mark.parametrize(
    ("groups", "status", "code"),
    [
        (["osawa-block", "izumi-choir", "osawa-garden"], 422, "co-host-twice"),
        (["osawa-block", "osawa-block"], 422, "co-host-twice"),
        (["osawa-garden"], 422, "co-host-twice"),
        (["never-heard-of"], 409, "not-yet"),
    ],
)
async def test_whom_nobody_can_ask(town, groups, status, code):
    """Oneself, somebody twice, a group that is not known: said by name, and nothing is announced."""
    (yui,) = people(town, "officer-yui")

    refused = await yui.post("/activities", json=body(together_with=groups))

    assert (status, code) == (refused.status_code, refused.json()["code"])
    assert [] == (await yui.get("/activities")).json()["items"]


async def test_a_group_is_not_flooded_with_questions(town):
    """Three wait for its word; one that is taken back, or answered, makes room, and another group is not concerned."""
    yui, jun = people(town, "officer-yui", "officer-jun")
    asked = [await asking(town, "osawa-block") for _ in range(WAITING_MAX)]

    refused = await yui.post("/activities", json=body(together_with=["osawa-block"]))
    other = await yui.post("/activities", json=body(together_with=["izumi-choir"]))
    await jun.post(answer_to(asked[0]["activity_id"]), json={"accepted": False})
    again = await yui.post("/activities", json=body(together_with=["osawa-block"]))

    assert (409, "co-host-asked-enough") == (refused.status_code, refused.json()["code"])
    assert (201, 201) == (other.status_code, again.status_code)


async def test_a_group_that_is_away_asks_nobody(town):
    """Of an activity that it announced before; whoever said yes could hold it with nobody."""
    _, service = town
    (yui,) = people(town, "officer-yui")
    made = (await yui.post("/activities", json=body())).json()
    away = {"group_id": "osawa-garden", "name": "", "kind": "theme", "size_band": "10-29"}
    await deliver(service, GroupEnded(**away, count=1))

    asked = await yui.put(f"/activities/{made['activity_id']}", json=body(together_with=["osawa-block"], capacity=9))

    assert (409, "co-host-away") == (asked.status_code, asked.json()["code"])


async def test_called_off_before_the_answer(town):
    """The question ends with it, the group that was asked is told, and a late yes is refused."""
    yui, jun = people(town, "officer-yui", "officer-jun")
    activity_id = (await asking(town, "osawa-block"))["activity_id"]
    assert 200 == (await yui.post(f"/activities/{activity_id}/cancel", json={"reason": "weather"})).status_code

    late = await jun.post(answer_to(activity_id), json={"accepted": True})

    assert (409, "activity-cancelled") == (late.status_code, late.json()["code"])
    (ended,) = await published(town[1], CoHostEnded)
    assert ("cancelled", {"officer-jun", "officer-mio"}) == (ended.reason, set(ended.officer_ids))
    assert [] == (await jun.get("/co-hosting?group_id=osawa-block")).json()["items"]


async def test_a_change_that_does_not_name_them_keeps_them_and_one_that_leaves_them_out_lets_them_go(town):
    """Who changes the title from an older page takes nobody away."""
    yui, jun = people(town, "officer-yui", "officer-jun")
    activity_id = (await asking(town, "osawa-block"))["activity_id"]
    await jun.post(answer_to(activity_id), json={"accepted": True})
    kept = await yui.put(f"/activities/{activity_id}", json=body(title="芋ほり"))
    assert (["osawa-block"], []) == (kept.json()["together_with"], kept.json()["asked"])

    changed = await yui.put(f"/activities/{activity_id}", json=body(title="芋ほり", together_with=["izumi-choir"]))

    assert ([], ["izumi-choir"]) == (changed.json()["together_with"], changed.json()["asked"])
    assert 403 == (await jun.get(f"/activities/{activity_id}/participants")).status_code
    (ended,) = await published(town[1], CoHostEnded)
    assert ("osawa-block", "taken-back") == (ended.to_group_id, ended.reason)


async def test_the_list_of_a_group_is_its_officers_own(town):
    """What a group is asked about is on no open page."""
    await asking(town, "osawa-block")
    hana, yui, staff = people(town, "resident-hana", "officer-yui", "officer-jun")
    path = "/co-hosting?group_id=osawa-block"
    assert [403, 403, 200] == [(await who.get(path)).status_code for who in (hana, yui, staff)]


async def test_everything_is_made_again_from_the_journal(town):
    """Rows and state alike: who was asked, what they said, who was told, and who left again."""
    _, service = town
    yui, jun, aki, hana = people(town, "officer-yui", "officer-jun", "officer-aki", "resident-hana")
    activity_id = (await asking(town, "osawa-block", "izumi-choir"))["activity_id"]
    await hana.post(f"/activities/{activity_id}/sign-ups")
    await jun.post(answer_to(activity_id), json={"accepted": True})
    await run_reactions(service)
    await aki.post(answer_to(activity_id, "izumi-choir"), json={"accepted": False})
    await yui.put(f"/activities/{activity_id}", json=body(place="中央公園"))
    await jun.post(f"/activities/{activity_id}/co-hosts/osawa-block/leave")
    await run_reactions(service)

    async def rows():
        found = [row for kind in (ActivityRow, CoHostRow, ParticipationRow) for row in await service.journal.all(kind)]
        return sorted(row.model_dump_json() for row in found)

    before = await rows()
    await rebuild(service.journal.model, service.journal.store)
    assert before == await rows()

    anew = Activity(stream_name=f"activity/{activity_id}")
    for event in await events_of(service, f"activity/{activity_id}"):
        anew.apply(event)
    kept = await service.journal.ask(Activity.stream(activity_id), lambda activity: activity.model_copy(deep=True))
    assert {"osawa-block": "left", "izumi-choir": "declined"} == anew.hosts == kept.hosts
    assert kept.model_dump() == anew.model_dump()
