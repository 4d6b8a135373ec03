"""A group has ended, or pauses: memberships, visits, invitations, follow-ups and help end kindly, each told once."""

from datetime import timedelta

import pytest

from services.matching.app import MODEL
from services.matching.groups import standing_endings, standings
from services.matching.groups.group_rows import GroupStandingRow
from services.matching.helping.rows import HelpRow
from services.matching.introducing.rows import FollowUpRow
from services.matching.inviting.rows import InvitationRow
from services.matching.rows import GroupRow, MemberRow
from services.matching.visiting.rows import VisitRow
from shared.contracts.booking_activities import ActivityAttended
from shared.contracts.matching import GroupLeft, OfficerRetired
from shared.contracts.matching_help import HelpAnswerEnded
from shared.contracts.matching_introductions import IntroductionFollowUpAsked
from shared.contracts.matching_invitations import InvitationClosed, InvitationLapsed
from shared.contracts.matching_standing import MembershipEnded
from shared.contracts.matching_visits import VisitEnded, VisitOver
from shared.journal.rebuild import rebuild
from tests import kit
from tests.integration.matching.help_kit import known, opened, resident, tapped
from tests.integration.matching.matching_kit import DESK, HANA, KEN, STAFF, YUI
from tests.integration.matching.test_matching_invitations import Town
from tests.integration.matching.test_matching_visits import START, activity, coming, greeted, row, tap

GARDEN = "osawa-garden"
DAY = timedelta(days=1)
MEMBERS = ("resident-hana", "resident-ken")


@pytest.fixture
async def garden(city):
    """Hana and Ken are members of Yui's group, and of age."""
    await known(city, *MEMBERS, "officer-yui", "taro")
    for person_id in MEMBERS:
        await city.uses.groups.add_member(GARDEN, person_id, by=None, cause=city.cause())
    await city.settle()
    return city


async def stand(city, standing, by=YUI, *, looks=1):
    await city.uses.standings.put(GARDEN, standing, by=by, cause=city.cause())
    for _ in range(looks):
        await city.timers()
        await city.settle()


async def members(city):
    rows = await city.journal.all(MemberRow, where={"group_id": GARDEN}, with_closed=False)
    return {row.person_id: row.officer for row in rows}


async def ended(city, kind=MembershipEnded):
    return [(event.person_id, event.role) for event in await kit.published(city.service, kind) if type(event) is kind]


async def test_memberships_end_with_the_group_and_each_is_told_once(garden, monkeypatch):
    """One at a look, officers stay for what is left; a second replica and a second look tell nobody again."""
    monkeypatch.setattr(standings, "LEAVE_AT_ONCE", 1)
    await garden.uses.groups.add_member(GARDEN, "taro", by=None, cause=garden.cause())
    await garden.settle()
    attended = ActivityAttended(
        activity_id="a0", group_id=GARDEN, person_id="resident-hana", minutes=60, evidence="code"
    )
    await kit.deliver(garden.service, attended)
    await garden.uses.standings.put(GARDEN, "ended", by=YUI, cause=garden.cause())
    first = await garden.journal.get(GroupStandingRow, GARDEN)
    await garden.uses.standings.see_to(first, garden.cause())
    await garden.uses.standings.see_to(first, garden.cause())
    for _ in range(3):
        await garden.timers()
        await garden.settle()
    assert {"officer-yui": True} == await members(garden), "within seconds"
    garden.advance(timedelta(minutes=10))
    await garden.timers()

    told = await ended(garden)
    assert [("officer-yui", "officer"), *((id, "member") for id in (*MEMBERS, "taro"))] == sorted(told)
    assert sorted((*MEMBERS, "taro")) == sorted(person_id for person_id, _ in await ended(garden, GroupLeft))
    own = await garden.uses.ladder.of("resident-hana")
    assert ("taking-part", (), 1) == (own.standing.step, own.standing.member_of, own.standing.attendances)
    hana = kit.client(garden.service, garden.site, "resident-hana")
    assert [] == (await hana.get("/people/me/groups")).json()["items"]


async def test_a_group_that_is_back_takes_nobody_back_by_itself(garden):
    """Its officers are there; members may be added anew; and nothing of the end is done to it any more."""
    await stand(garden, "ended", looks=2)
    await stand(garden, "active", by=STAFF)

    assert {"officer-yui": True} == await members(garden)
    await garden.uses.groups.add_member(GARDEN, "resident-hana", by=YUI, cause=garden.cause())
    garden.advance(100 * DAY)
    await garden.timers()
    await garden.settle()
    assert {"officer-yui": True, "resident-hana": False} == await members(garden)
    before = await garden.journal.get(GroupRow, GARDEN), await members(garden)
    await rebuild(MODEL, garden.journal.store)
    assert before == (await garden.journal.get(GroupRow, GARDEN), await members(garden))


async def test_officers_of_an_ended_group_act_for_ninety_days_and_may_leave_before(garden):
    """Also the last one; on the day the clock ends what is left, once."""
    await garden.uses.groups.appoint(GARDEN, "resident-ken", by=YUI, cause=garden.cause())
    await stand(garden, "ended", looks=2)
    garden.advance(timedelta(minutes=10))
    await garden.timers()
    (until,) = {event.until for event in await kit.published(garden.service, MembershipEnded) if event.until}
    assert 90 * DAY > until - garden.journal.now() > 89 * DAY
    garden.advance(89 * DAY)
    assert 0 == await garden.timers()
    await garden.uses.groups.remove_member(GARDEN, "resident-ken", by=KEN, cause=garden.cause())
    assert {"officer-yui": True} == await members(garden)

    garden.advance(DAY)
    await garden.timers()
    await garden.settle()
    assert {} == await members(garden)
    assert ["officer-yui", "resident-ken"] == sorted(id for id, _ in await ended(garden, OfficerRetired))
    assert (await garden.journal.get(GroupStandingRow, GARDEN)).closed
    assert "interested" != (await garden.uses.ladder.of("officer-yui")).standing.step


async def test_what_one_look_cannot_take_and_a_pause_end_no_office(garden):
    """A pause with so much under way that the clock looks a third time: nobody loses anything."""
    await stand(garden, "suspended", looks=2)
    third = (await garden.journal.get(GroupStandingRow, GARDEN)).model_copy(update={"times": 2})
    await garden.uses.standings.see_to(third, garden.cause())
    await garden.settle()

    assert {"officer-yui": True, "resident-hana": False, "resident-ken": False} == await members(garden)


@pytest.mark.parametrize("seen", [True, False], ids=["told at once", "was on its way"])
async def test_nobody_is_asked_how_it_goes_in_a_group_that_has_ended(city, seen):
    """Nor where the follow-up was planned behind the look; a group that pauses is asked about."""
    await city.person("resident-hana")
    id = await city.ask()
    await city.uses.groups.add_member(GARDEN, "resident-hana", by=YUI, cause=city.cause())
    await city.settle()
    await city.uses.standings.put(GARDEN, "ended", by=YUI, cause=city.cause())
    if seen:
        await city.timers()
        assert (await city.journal.get(FollowUpRow, id)).closed
    city.advance(31 * DAY)
    await city.timers()
    await city.settle()

    assert (await city.journal.get(FollowUpRow, id)).closed
    assert [] == await kit.published(city.service, IntroductionFollowUpAsked)


async def test_what_somebody_has_heard_of_a_group_they_see_to_after_its_end(city):
    """It was hard there: who has it keeps it. Nobody else is asked any more."""
    await city.person("resident-hana")
    id = await city.ask()
    await city.uses.groups.add_member(GARDEN, "resident-hana", by=YUI, cause=city.cause())
    await city.settle()
    city.advance(30 * DAY)
    await city.timers()
    await city.uses.follow_ups.answer(id, "hard", by=HANA, cause=city.cause())
    await stand(city, "ended")

    seen = await city.journal.get(FollowUpRow, id)
    assert ("held", "coordinator-sato") == (seen.status, seen.coordinator_id)
    city.advance(8 * DAY)
    await city.timers()
    await city.settle()
    seen = await city.journal.get(FollowUpRow, id)
    assert ("held", DESK) == (seen.status, seen.coordinator_id)


@pytest.mark.parametrize("standing", ["suspended", "ended"])
async def test_who_was_to_come_once_is_told_and_so_is_who_greets(city, standing):
    """Once each; nobody is asked afterwards how it was; another activity is open to them."""
    await known(city, *MEMBERS, "officer-yui")
    await kit.deliver(city.service, activity())
    id = await coming(city)
    await greeted(city, id, "officer-yui")
    await stand(city, standing, looks=2)

    seen = await row(city, id)
    assert ("ended", "group-away") == (seen.status, seen.how)
    told = await kit.published(city.service, VisitEnded)
    assert [("officer-yui", standing), ("resident-hana", standing)] == sorted((e.person_id, e.standing) for e in told)
    city.advance(6 * DAY)
    await city.timers()
    assert [] == [event for event in await kit.published(city.service, VisitOver) if type(event) is VisitOver]


async def test_a_day_in_course_goes_on_and_nobody_is_asked_after_it(city):
    """The group ended while they were there."""
    await known(city, "resident-hana", "officer-yui")
    await kit.deliver(city.service, activity())
    id = await coming(city)
    city.advance(START - city.journal.now() + timedelta(minutes=30))
    await stand(city, "ended")
    city.advance(timedelta(minutes=10))
    await city.timers()
    assert "coming" == (await row(city, id)).status

    city.advance(timedelta(hours=2))
    await city.timers()
    assert ("ended", "group-away") == ((await row(city, id)).status, (await row(city, id)).how)
    assert [] == await kit.published(city.service, VisitOver)


async def test_an_invitation_of_a_group_that_is_away_is_over_and_told_to_the_person_alone(city):
    """The officer hears no "not this time" for it; when the group is back it may ask again."""
    town = Town(city)
    await town.findable("resident-hana")
    (found,) = await town.invitees()
    await town.invite(found["invitee_id"])
    await stand(city, "suspended", looks=2)

    assert [] == await city.journal.all(InvitationRow, with_closed=False)
    lapsed = [each for each in await town.told("resident-hana") if isinstance(each, InvitationLapsed)]
    assert [(GARDEN, "suspended")] == [(each.group_id, each.standing) for each in lapsed]
    assert [] == await kit.published(city.service, InvitationClosed)
    await stand(city, "active")
    (found,) = await town.invitees()
    assert 201 == (await town.invite(found["invitee_id"])).status_code


async def test_help_that_an_ended_group_asked_for_is_over_and_who_said_yes_is_told(garden, monkeypatch):
    """One at a look; of a group that pauses it stands."""
    monkeypatch.setattr(standing_endings, "ENDED_AT_ONCE", 1)
    ids = [await opened(garden, by=YUI, group_id=GARDEN) for _ in range(2)]
    await tapped(garden, ids[0], resident("taro"))
    await stand(garden, "suspended")
    assert 2 == len(await garden.journal.all(HelpRow, with_closed=False))
    await stand(garden, "ended", looks=2)

    assert [] == await garden.journal.all(HelpRow, with_closed=False)
    told = await kit.published(garden.service, HelpAnswerEnded)
    assert ["taro"] == [event.person_id for event in told if event.role == "said"]


async def test_again_is_no_answer_to_a_group_that_has_ended(city):
    """It was over and they were asked: that ends too, without a word more."""
    await known(city, "resident-hana", "officer-yui")
    await kit.deliver(city.service, activity())
    id = await coming(city)
    city.advance(6 * DAY)
    await city.timers()
    await stand(city, "ended")

    assert "ended" == (await row(city, id)).status
    assert [] == await kit.published(city.service, VisitEnded)
    assert [] == await city.journal.all(VisitRow, with_closed=False)
    with pytest.raises(Exception, match="group-ended"):
        await tap(city, id, "again")
