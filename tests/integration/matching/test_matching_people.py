"""Interests, consent and erasure: what is held of a person, and that it goes."""

from datetime import timedelta

import pytest

from services.matching.domain.events import Asking, Interests
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.team.roster import Roster
from services.matching.refusals import ConsentMissing, PersonGone, UnknownWords
from services.matching.rows import PersonRow
from shared.contracts.matching import GroupLeft, OfficerRetired
from shared.contracts.people import ConsentGiven, ConsentWithdrawn, PersonChanged, PersonErased, PersonRegistered
from shared.vault import Erased
from tests import kit
from tests.integration.matching.matching_kit import CENTRE, DESK, NOON, NORTH, STAFF, YUI

SAID = Interests(
    tags=("園芸", "chorus"), areas=NORTH, availability=("平日の夜",), languages=("ja",), role_wishes=("受付",)
)
CODED = Interests(
    tags=("gardening", "chorus"),
    areas=NORTH,
    availability=("weekday-evening",),
    languages=("ja",),
    role_wishes=("reception",),
)


async def test_interests_are_kept_in_codes_in_the_order_they_were_said(city):
    """Words and codes are both taken."""
    await city.uses.people.declare("resident-hana", SAID, cause=city.cause())

    assert CODED == await city.uses.people.interests("resident-hana")


async def test_words_that_are_in_no_list_are_refused(city):
    """Free text about oneself never reaches the journal."""
    with pytest.raises(UnknownWords):
        await city.uses.people.declare("resident-hana", Interests(tags=("腰が痛い",)), cause=city.cause())


async def test_a_move_told_twice_is_taken_once(city):
    """A redelivery changes nothing."""
    await city.person("resident-hana")
    moved = PersonChanged(person_id="resident-hana", areas=CENTRE, language="en")

    await kit.deliver(city.service, moved, moved)

    row = await city.journal.get(PersonRow, "resident-hana")
    assert (CENTRE, "en") == (row.areas, row.language)
    assert 2 == len(await city.events("person/resident-hana"))


async def test_without_consent_interests_are_dropped_and_none_are_taken(city):
    """Consent to another purpose changes nothing; given again, interests may be declared again."""
    await city.uses.people.declare("resident-hana", SAID, cause=city.cause())
    await kit.deliver(city.service, ConsentWithdrawn(person_id="resident-hana", purpose="statistics"))
    assert CODED == await city.uses.people.interests("resident-hana")

    await kit.deliver(city.service, ConsentWithdrawn(person_id="resident-hana", purpose="matching"))

    assert Interests() == await city.uses.people.interests("resident-hana")
    with pytest.raises(ConsentMissing):
        await city.uses.people.declare("resident-hana", SAID, cause=city.cause())
    await kit.deliver(city.service, ConsentGiven(person_id="resident-hana", purpose="matching"))
    await city.uses.people.declare("resident-hana", SAID, cause=city.cause())


async def test_erasure_ends_everything_that_was_open(city):
    """Interests, words, memberships and introductions go; the coordinator's room is free again."""
    await city.person("resident-hana", interests={"tags": ("gardening",)})
    await city.group("chorus", officer="officer-aoi", tags=("chorus",))
    await city.uses.groups.add_member("chorus", "resident-hana", by=None, cause=city.cause())
    await city.settle()
    introduction_id = await city.ask(message="名前は花子です")
    row = await city.introduction(introduction_id)

    await kit.deliver(city.service, PersonErased(person_id="resident-hana"))

    assert ("forgone", True) == ((after := await city.introduction(introduction_id)).status, after.closed)
    assert {"coordinator-sato": 0} == await city.load()
    assert None is await city.uses.kept.read(row.message_id, reader="test")
    assert [] == await city.uses.groups.of_person("resident-hana")
    assert ["resident-hana"] == [left.person_id for left in await kit.published(city.service, GroupLeft)]
    person = await city.journal.get(PersonRow, "resident-hana")
    assert (True, None, {}) == (person.closed, person.interests, person.areas)
    city.advance(timedelta(days=30))
    assert 0 == await city.timers()


async def test_after_erasure_nothing_is_taken_in_any_more(city):
    """A token may outlive its person; facts may come late."""
    await kit.deliver(city.service, PersonErased(person_id="resident-hana"))

    with pytest.raises(PersonGone):
        await city.uses.people.declare("resident-hana", SAID, cause=city.cause())
    with pytest.raises((PersonGone, Erased)):
        await city.ask(message="まだいます")
    await kit.deliver(city.service, PersonRegistered(person_id="resident-hana", areas=NORTH), n=2)
    assert {} == (await city.journal.get(PersonRow, "resident-hana")).areas


async def test_an_erasure_before_the_assignment_leaves_no_room_taken(city):
    """The relay stood still between the request and its coordinator: the late assignment finds it over."""
    asking = Asking(
        introduction_id="late",
        person_id="resident-hana",
        group_id="osawa-garden",
        message_id="m",
        asked_at=NOON,
    )
    await city.journal.transact(Introduction.stream("late"), city.cause(), lambda i: i.forgo("resident-hana"))
    assigned = await city.journal.transact(Roster.main(), city.cause(), lambda roster: roster.assign(asking, NOON))
    assert {"coordinator-sato": 1} == await city.load()

    await city.journal.settle(assigned)

    assert {"coordinator-sato": 0} == await city.load()


async def test_the_last_officer_is_erased_all_the_same_and_staff_appoint_another(city):
    """A person's right comes before a group's rule."""
    await kit.deliver(city.service, PersonErased(person_id="officer-yui"))

    assert ["officer-yui"] == [e.person_id for e in await kit.published(city.service, OfficerRetired)]
    assert () == (await city.uses.groups.get("osawa-garden")).officers
    await city.uses.groups.appoint("osawa-garden", "resident-ken", by=STAFF, cause=city.cause())
    assert ("resident-ken",) == (await city.uses.groups.get("osawa-garden")).officers


async def test_an_erased_desk_owner_is_followed_by_another_name(city):
    """Never nobody: the freest coordinator takes the desk until staff name someone."""
    await kit.deliver(city.service, PersonErased(person_id=DESK))

    assert "coordinator-sato" == (await city.uses.coordinators.desk(by=STAFF)).owner_id


async def test_an_erased_coordinator_is_chosen_no_more(city):
    """What they had goes on at its deadline."""
    introduction_id = await city.ask()
    await kit.deliver(city.service, PersonErased(person_id="coordinator-sato"))
    assert DESK == (await city.introduction(await city.ask("resident-ken"))).coordinator_id

    city.advance(timedelta(days=7))
    await city.timers()

    assert DESK == (await city.introduction(introduction_id)).coordinator_id
    assert YUI.person_id in (await city.uses.groups.get("osawa-garden")).officers
