"""Introductions: somebody always has them, both sides say yes, the last step is the officer's."""

from datetime import timedelta

import pytest

from services.matching.refusals import (
    AlreadyAccepted,
    AlreadyAsked,
    AlreadyMember,
    IntroductionNotAccepted,
    IntroductionOver,
    NoDeskOwner,
    TooManyAsked,
)
from shared.contracts.matching import (
    GroupJoined,
    IntroductionAccepted,
    IntroductionCompleted,
    IntroductionDeclined,
    IntroductionProposed,
)
from shared.errors import NotYet
from shared.web import Forbidden, NotFound
from tests import kit
from tests.integration.matching.matching_kit import CENTRE, DESK, HANA, NOON, NORTH, SATO, SOUTH, YUI

WEEK = timedelta(days=7)


async def test_asking_is_answered_with_a_named_coordinator_and_a_deadline(city):
    """The whole saga is done when the answer is given."""
    chain = await city.uses.introductions.ask("resident-hana", "osawa-garden", "はじめまして", cause=city.cause())

    proposed = chain.first(IntroductionProposed)
    assert ("coordinator-sato", NOON + WEEK) == (proposed.coordinator_id, proposed.due_at)
    assert proposed.introduction_id == (await city.introduction(proposed.introduction_id)).id


async def test_a_repeated_request_gets_the_first_answer_though_the_roster_has_changed(city):
    """The answer comes from the commits, not from today's state."""
    cause = city.by_http(HANA, "key-1", b"body")
    first = await city.uses.introductions.ask("resident-hana", "osawa-garden", "はじめまして", cause=cause)
    await city.coordinator("coordinator-sato", away=True)

    again = await city.uses.introductions.ask("resident-hana", "osawa-garden", "はじめまして", cause=cause)

    assert (True, first.first(IntroductionProposed)) == (again.replayed, again.first(IntroductionProposed))


async def test_a_second_open_request_to_the_same_group_is_refused_and_named(city):
    """One open introduction per person and group, exactly."""
    first = await city.ask()

    with pytest.raises(AlreadyAsked) as refused:
        await city.ask()

    assert first == refused.value.data["introduction_id"]


async def test_nobody_fills_the_coordinators_lists_alone(city):
    """At most five open introductions a person."""
    for number in range(5):
        await city.group(f"group-{number}", officer=f"officer-{number}")
        await city.ask(group_id=f"group-{number}")

    with pytest.raises(TooManyAsked):
        await city.ask()


async def test_before_a_desk_owner_is_named_nothing_is_promised(empty):
    """Everything must end with somebody by name."""
    await empty.group()

    with pytest.raises(NoDeskOwner):
        await empty.ask()


async def test_an_unknown_group_is_told_so(city):
    """Nothing is recorded."""
    with pytest.raises(NotFound):
        await city.ask(group_id="no-such-group")


async def test_the_coordinator_of_the_area_comes_before_the_neighbours(city):
    """Own area, then the neighbouring one, then the far end of town; when all are full, the desk."""
    await city.coordinator("coordinator-naka", CENTRE, capacity=1)
    await city.coordinator("coordinator-kita", NORTH, capacity=1)
    await city.coordinator("coordinator-sato", SOUTH, capacity=1)

    chosen = [(await city.introduction(await city.ask(f"p{n}"))).coordinator_id for n in range(4)]

    assert ["coordinator-sato", "coordinator-naka", "coordinator-kita", DESK] == chosen


async def test_among_equals_the_least_loaded_for_their_capacity_is_chosen(city):
    """One of two with capacity 2 and one with 4 in the same area share the work by their room."""
    await city.coordinator("coordinator-sato", capacity=2)
    await city.coordinator("coordinator-ito", capacity=4)

    chosen = [(await city.introduction(await city.ask(f"p{n}"))).coordinator_id for n in range(6)]

    assert ["coordinator-ito", "coordinator-sato"] == chosen[:2]
    assert (4, 2) == (chosen.count("coordinator-ito"), chosen.count("coordinator-sato"))


async def test_somebody_away_is_not_chosen(city):
    """Their areas fall to the others, in the end to the desk."""
    await city.coordinator("coordinator-sato", away=True)

    row = await city.introduction(await city.ask())

    assert (DESK, True) == (row.coordinator_id, row.at_desk)


async def test_both_sides_yes_and_the_officers_call_complete_an_introduction(city):
    """Asking is the resident's yes, accepting the group's; only the members call joins."""
    introduction_id = await city.ask()

    await city.uses.introductions.accept(introduction_id, by=YUI, cause=city.cause())
    assert [] == await city.uses.groups.of_person("resident-hana")
    chain = await city.uses.groups.add_member(
        "osawa-garden", "resident-hana", by=YUI, cause=city.cause(), introduction_id=introduction_id
    )

    assert (GroupJoined, IntroductionCompleted) == (
        type(chain.first(GroupJoined)),
        type(chain.first(IntroductionCompleted)),
    )
    row = await city.introduction(introduction_id)
    assert ("completed", True, None) == (row.status, row.closed, row.due_at)


async def test_the_public_events_of_an_introduction_tell_its_life_in_order(city):
    """What notifications and points hear."""
    introduction_id = await city.ask()
    await city.uses.introductions.accept(introduction_id, by=YUI, cause=city.cause())
    await city.uses.groups.add_member(
        "osawa-garden", "resident-hana", by=YUI, cause=city.cause(), introduction_id=introduction_id
    )

    told = [type(e) for e in await kit.published(city.service, IntroductionProposed)]

    assert [IntroductionProposed, IntroductionAccepted, IntroductionCompleted] == told


async def test_an_ended_introduction_frees_its_coordinator_and_its_words(city):
    """Capacity counts what is open; words are kept no longer than needed."""
    introduction_id = await city.ask()
    row = await city.introduction(introduction_id)
    assert {"coordinator-sato": 1} == await city.load()

    await city.uses.introductions.decline(introduction_id, by=YUI, cause=city.cause())

    assert {"coordinator-sato": 0} == await city.load()
    assert None is await city.uses.kept.read(row.message_id, reader="test")
    assert introduction_id != await city.ask()


async def test_a_coordinator_acts_for_either_side_and_it_is_recorded(city):
    """Who, as what, for whom."""
    introduction_id = await city.ask()
    await city.uses.introductions.accept(introduction_id, by=SATO, cause=city.cause())
    await city.uses.introductions.decline(introduction_id, by=SATO, cause=city.cause(), side="resident")

    decisions = [e for e in await city.events(f"introduction/{introduction_id}") if e.type == "decision-recorded.v1"]

    assert [("coordinator-sato", "assigned", "group", True), ("coordinator-sato", "assigned", "resident", False)] == [
        (d.by, d.relation, d.side, d.accepted) for d in decisions
    ]


async def test_a_resident_declines_for_themselves_whatever_they_send(city):
    """The side is the caller's own; only a coordinator names one."""
    introduction_id = await city.ask()
    await city.uses.introductions.decline(introduction_id, by=HANA, cause=city.cause(), side="group")

    (decision,) = [e for e in await city.events(f"introduction/{introduction_id}") if e.type == "decision-recorded.v1"]

    assert ("self", "resident") == (decision.relation, decision.side)


async def test_a_resident_cannot_accept_for_the_group(city):
    """Their yes was the asking."""
    introduction_id = await city.ask()

    with pytest.raises(Forbidden):
        await city.uses.introductions.accept(introduction_id, by=HANA, cause=city.cause())


async def test_a_coordinator_cannot_accept_for_the_group_what_they_asked_for_themselves(city):
    """Nobody is both sides of an introduction by a city role; the group's officer is still asked."""
    introduction_id = await city.ask(SATO.person_id)

    with pytest.raises(Forbidden):
        await city.uses.introductions.accept(introduction_id, by=SATO, cause=city.cause())

    await city.uses.introductions.accept(introduction_id, by=YUI, cause=city.cause())
    assert "accepted" == (await city.introduction(introduction_id)).status


async def test_what_is_over_is_over(city):
    """A second yes or a late no is told how it stands."""
    introduction_id = await city.ask()
    await city.uses.introductions.accept(introduction_id, by=YUI, cause=city.cause())
    with pytest.raises(AlreadyAccepted):
        await city.uses.introductions.accept(introduction_id, by=YUI, cause=city.cause())
    await city.uses.introductions.decline(introduction_id, by=YUI, cause=city.cause())

    with pytest.raises(IntroductionOver):
        await city.uses.introductions.accept(introduction_id, by=YUI, cause=city.cause())


async def test_a_member_is_not_added_by_an_introduction_nobody_accepted(city):
    """Nor by one of another person."""
    hanas = await city.ask()
    kens = await city.ask("resident-ken")
    await city.uses.introductions.accept(kens, by=YUI, cause=city.cause())

    for introduction_id in (hanas, kens, "no-such-introduction"):
        with pytest.raises(IntroductionNotAccepted):
            await city.uses.groups.add_member(
                "osawa-garden", "resident-hana", by=YUI, cause=city.cause(), introduction_id=introduction_id
            )


async def test_joining_without_naming_the_open_introduction_completes_it_too(city):
    """The officer's call is the group's yes; nothing is left to lapse."""
    await city.person("resident-hana")
    introduction_id = await city.ask()

    chain = await city.uses.groups.add_member("osawa-garden", "resident-hana", by=YUI, cause=city.cause())

    assert introduction_id == chain.first(IntroductionCompleted).introduction_id
    assert {"coordinator-sato": 0} == await city.load()


async def test_a_member_to_be_whom_nobody_has_told_of_is_not_yet(city):
    """The fact may be on its way; the client tries again."""
    with pytest.raises(NotYet):
        await city.uses.groups.add_member("osawa-garden", "resident-new", by=YUI, cause=city.cause())


async def test_a_member_does_not_ask_for_an_introduction(city):
    """They belong already."""
    with pytest.raises(AlreadyMember):
        await city.ask("officer-yui")


async def test_declines_are_published_with_the_ids_of_both_sides(city):
    """So that notifications can tell them."""
    introduction_id = await city.ask()

    chain = await city.uses.introductions.decline(introduction_id, by=YUI, cause=city.cause())

    told = chain.first(IntroductionDeclined)
    assert ("resident-hana", "osawa-garden", "coordinator-sato") == (told.person_id, told.group_id, told.coordinator_id)
