"""Who greets somebody who comes once is thanked, by another's word, once; nothing of who came is told."""

from datetime import timedelta

import pytest

from shared.contracts.matching_visits import VisitThanked
from shared.contracts.people import PersonErased
from shared.web import Caller, Forbidden
from tests import kit
from tests.integration.matching.matching_kit import KEN, YUI
from tests.integration.matching.test_matching_visits import activity, coming, garden, greeted, tap

__all__ = ["garden"]


async def thanked(city):
    events = [each for each in await kit.published(city.service, VisitThanked) if type(each) is VisitThanked]
    assert "resident-hana" not in "".join(event.model_dump_json() for event in events)
    return [event.person_id for event in events]


async def noted(city, visit_id, by, *, came=True):
    await city.uses.visits.note_came(visit_id, came=came, by=by, cause=city.cause())


@pytest.fixture
async def visit_id(garden):
    visit_id = await coming(garden)
    await greeted(garden, visit_id)
    garden.advance(timedelta(days=5, hours=2))
    await garden.timers()
    return visit_id


async def test_an_officers_word_thanks_once(garden, visit_id):
    """A no and a yes again are no second thanks, nor is the tap of who came."""
    for came in (True, False, True):
        await noted(garden, visit_id, YUI, came=came)
    await tap(garden, visit_id, "again")
    await garden.settle()

    assert ["resident-ken"] == await thanked(garden)


async def test_ones_own_word_is_not_enough(garden, visit_id):
    """Who greets says that somebody came; they are thanked when who came taps as well, whichever it is."""
    await noted(garden, visit_id, KEN)
    assert [] == await thanked(garden)

    await tap(garden, visit_id, "not-for-me")
    await garden.settle()

    assert ["resident-ken"] == await thanked(garden)


async def test_whom_nobody_saw_thanks_nobody(garden, visit_id):
    """A tap "not for me" alone does not say that they were there; and who is erased is told nothing."""
    await tap(garden, visit_id, "not-for-me")
    await garden.settle()
    assert [] == await thanked(garden)

    second = await coming_again(garden)
    await kit.deliver(garden.service, PersonErased(person_id="resident-ken"))
    await garden.settle()
    await noted(garden, second, YUI)

    assert [] == await thanked(garden)


async def test_who_comes_names_nobody_and_does_not_say_that_they_came(garden):
    """A coordinator who comes once is no coordinator of their own visit: nobody is thanked by such a word."""
    hana = Caller("resident-hana", frozenset({"resident", "coordinator"}))
    visit_id = await coming(garden)
    with pytest.raises(Forbidden):
        await greeted(garden, visit_id, "coordinator-sato", by=hana)
    await greeted(garden, visit_id)
    garden.advance(timedelta(days=5, hours=2))
    await garden.timers()

    with pytest.raises(Forbidden):
        await noted(garden, visit_id, hana)

    assert [] == await thanked(garden)


async def test_a_tap_against_the_groups_word_thanks_nobody(garden, visit_id):
    """The group says that nobody came: the tap of who was to come is no proof that somebody was greeted."""
    await noted(garden, visit_id, YUI, came=False)

    await tap(garden, visit_id, "again")
    await garden.settle()

    assert [] == await thanked(garden)


async def coming_again(city):
    await kit.deliver(city.service, activity(2, starts_at=city.journal.now() + timedelta(days=2)))
    visit_id = await coming(city, number=2)
    await greeted(city, visit_id)
    city.advance(timedelta(days=3))
    await city.timers()
    return visit_id
