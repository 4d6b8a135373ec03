"""Who was named to greet somebody hears once that they are no longer needed, and nothing is left in their list."""

from datetime import timedelta

import pytest

from services.matching.domain.person import Person
from services.matching.domain.recommending.activity import Activity
from services.matching.domain.recommending.booking_events import ActivityHeard
from services.matching.visiting.refusals import VisitIsOver
from shared.contracts.booking_activities import ActivityCancelled, ActivityChanged
from shared.contracts.matching_visits import VisitEnded, VisitGreeted
from tests import kit
from tests.integration.matching.help_kit import known, resident
from tests.integration.matching.matching_kit import DESK, YUI
from tests.integration.matching.test_matching_visits import START, activity, coming, garden, greeted, row, told

__all__ = ("garden",)

HOUR = timedelta(hours=1)
OFF = activity(kind=ActivityCancelled, reason="weather")
KEN_GREETS = [("resident-hana", "said"), ("resident-ken", "along")]


async def greets(city, person_id="resident-ken"):
    """What is in somebody's list, and in their own record."""
    own = await city.journal.ask(Person.stream(person_id), lambda person: tuple(person.greets))
    rows = [
        *await city.uses.visits.of_person(person_id, "along"),
        *await city.uses.visits.of_person(person_id, "owned"),
    ]
    return [*own, *(each.id for each in rows)]


@pytest.mark.parametrize("when", ["before", "in its course", "afterwards"])
async def test_who_greets_hears_once_that_the_activity_is_off(garden, when):
    """Whenever it is called off, heard as often as one likes; a new time that is heard afterwards moves nothing."""
    visit_id = await coming(garden)
    await greeted(garden, visit_id)
    assert [visit_id, visit_id] == await greets(garden)
    if when != "before":
        garden.advance(START - garden.journal.now() + (HOUR if when == "in its course" else 3 * HOUR))
        await garden.timers()
        await garden.settle()
    await kit.deliver(garden.service, OFF, OFF, activity(starts_at=START + HOUR, kind=ActivityChanged))
    garden.advance(timedelta(days=30))
    await garden.timers()
    await garden.settle()

    assert KEN_GREETS == sorted(await told(garden, VisitEnded))
    assert [] == await greets(garden)
    ended = await row(garden, visit_id)
    assert ("ended", "cancelled", START) == (ended.status, ended.how, ended.starts_at)


@pytest.mark.parametrize("standing", ["suspended", "ended"])
async def test_who_greets_or_sees_to_it_hears_once_that_the_group_is_away(garden, standing):
    """Ken was named for one; for another nobody was, so that the desk owner had it."""
    await known(garden, "taro")
    named = await coming(garden)
    alone = await coming(garden, resident("taro"))
    await greeted(garden, named)
    garden.advance(timedelta(days=4))
    await garden.timers()
    assert ([named, named], [alone]) == (await greets(garden), await greets(garden, DESK))
    await garden.uses.standings.put("osawa-garden", standing, by=YUI, cause=garden.cause())
    for wait in (timedelta(seconds=5), timedelta(minutes=10), timedelta(days=2)):
        garden.advance(wait)
        await garden.timers()
        await garden.settle()

    assert sorted([*KEN_GREETS, ("taro", "said"), (DESK, "owner")]) == sorted(await told(garden, VisitEnded))
    assert ([], []) == (await greets(garden), await greets(garden, DESK))


async def test_who_saw_to_it_that_somebody_greets_hears_that_nobody_comes(garden):
    """The desk owner had it by name; officers hear it too, each once."""
    visit_id = await coming(garden)
    garden.advance(timedelta(days=4))
    await garden.timers()

    await garden.uses.visits.answer(visit_id, "withdrawn", by=resident("resident-hana"), cause=garden.cause())

    expected = [(DESK, "owner"), ("officer-yui", "officer"), ("resident-hana", "said")]
    assert sorted(expected) == sorted(await told(garden, VisitEnded))
    assert [] == await greets(garden, DESK)


async def test_nobody_is_named_for_what_was_called_off_meanwhile(garden):
    """Booking told of it before there was a visit to find: whoever would greet is not asked, who comes is told."""
    visit_id = await coming(garden)
    heard = ActivityHeard.model_validate({**OFF.model_dump(), "cancelled": True})
    await garden.journal.transact(Activity.stream("a1"), garden.cause(), lambda found: found.hear(heard))

    for _ in range(2):
        with pytest.raises(VisitIsOver):
            await greeted(garden, visit_id)

    assert ([], []) == (await told(garden, VisitGreeted), await greets(garden))
    assert [("resident-hana", "said")] == await told(garden, VisitEnded)
