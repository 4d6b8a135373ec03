"""Whom each step of small help is told to, once, and never what kind of help it is."""

from datetime import date, timedelta

import pytest

from shared.contracts.matching_help import (
    HelpAccepted,
    HelpAnswered,
    HelpAnswerEnded,
    HelpDone,
    HelpOverdue,
    HelpReminded,
)
from shared.contracts.people import PersonErased
from tests import kit
from tests.integration.matching.help_kit import checked, helped, known, opened, resident, tapped
from tests.integration.matching.matching_kit import DESK, HANA, KEN, YUI

TARO = resident("taro")


@pytest.fixture
async def helping(city):
    """Hana, Ken, Taro and Yui are of age and known."""
    await known(city, "resident-hana", "resident-ken", "taro", "officer-yui")
    return city


async def told(city, kind):
    return [event for event in await kit.published(city.service, kind) if type(event) is kind]


async def accepted(city, request_id, person_id, companion_id=None, by=HANA):
    uses = city.uses.help_requests
    await uses.accept(request_id, person_id, by=by, cause=city.cause(), companion_id=companion_id)


async def test_from_the_tap_to_thanks(helping):
    """Who asked hears of the tap, who helps of the yes and of thanks; nobody of what kind it is."""
    await helped(helping, "resident-ken")

    (answered,), (yes,), (done,) = [await told(helping, kind) for kind in (HelpAnswered, HelpAccepted, HelpDone)]
    assert ("resident-hana", None) == (answered.person_id, answered.part)
    assert ("resident-ken", "said") == (yes.person_id, yes.role)
    assert ("resident-ken", "said", 30) == (done.person_id, done.role, done.minutes)
    for event in (answered, yes, done):
        assert "carrying" not in event.model_dump_json()
    assert "resident-hana" not in done.model_dump_json() + yes.model_dump_json()


async def test_who_asks_is_told_that_somebody_has_to_go_along_and_who_goes_along_is_thanked_too(helping):
    """The first time in a category with a companion; afterwards it is not said any more."""
    await checked(helping, "resident-ken", "care")
    first = await opened(helping, by=YUI, category="listening", group_id="osawa-garden")
    await tapped(helping, first, KEN)
    await accepted(helping, first, "resident-ken", "coordinator-sato", by=YUI)
    await helping.uses.help_requests.settle(first, "resident-ken", done=True, by=YUI, cause=helping.cause())
    second = await opened(helping, by=YUI, category="listening", group_id="osawa-garden")
    await tapped(helping, second, KEN)

    assert ["companion", None] == [event.part for event in await told(helping, HelpAnswered)]
    everybody = [("resident-ken", "said"), ("coordinator-sato", "along")]
    assert everybody == [(event.person_id, event.role) for event in await told(helping, HelpAccepted)]
    assert everybody == [(event.person_id, event.role) for event in await told(helping, HelpDone)]


async def test_the_day_before_both_sides_are_reminded_once(helping):
    """At nine in Tokyo on the day before the last one; who agreed after that is not reminded of what they just read."""
    request_id = await opened(helping, places=2)  # until Saturday 28 November
    await tapped(helping, request_id, KEN)
    await accepted(helping, request_id, "resident-ken")
    helping.advance(timedelta(days=3, hours=20))  # from Monday noon to Friday, 8:00
    await helping.timers()
    assert [] == await told(helping, HelpReminded)
    helping.advance(timedelta(hours=1))
    await helping.timers()
    await helping.timers()
    await tapped(helping, request_id, TARO)
    await accepted(helping, request_id, "taro")
    await helping.timers()

    reminded = await told(helping, HelpReminded)
    assert [("resident-hana", "asked"), ("resident-ken", "said")] == [(each.person_id, each.role) for each in reminded]
    assert "2026-11-28T15:00:00Z" == reminded[0].model_dump(mode="json")["due_at"]


async def test_another_day_is_reminded_of_anew(helping):
    """Prolonged, it stands until another day, and they are told of that one too."""
    request_id = await opened(helping)
    await tapped(helping, request_id, KEN)
    await accepted(helping, request_id, "resident-ken")
    helping.advance(timedelta(days=4))
    await helping.timers()
    await helping.uses.help_requests.prolong(request_id, date(2026, 12, 5), by=HANA, cause=helping.cause())
    helping.advance(timedelta(days=7))
    await helping.timers()

    assert 4 == len(await told(helping, HelpReminded))


async def test_the_side_that_did_not_end_it_is_told_and_so_is_who_goes_along(helping):
    """Given back: who asked; declined: who said it; an erasure: the others alone."""
    request_id = await opened(helping, places=3)
    for each in (KEN, TARO, YUI):
        await tapped(helping, request_id, each)
    await accepted(helping, request_id, "officer-yui", "coordinator-sato")
    await helping.uses.help_requests.withdraw(request_id, by=KEN, cause=helping.cause())
    await helping.uses.help_requests.decline(request_id, "taro", by=HANA, cause=helping.cause())
    await kit.deliver(helping.service, PersonErased(person_id="resident-hana"))
    await helping.settle()

    ended = [(each.person_id, each.role, each.reason) for each in await told(helping, HelpAnswerEnded)]
    assert [
        ("resident-hana", "asked", "withdrawn"),
        ("taro", "said", "declined"),
        ("officer-yui", "said", "forgone"),
        ("coordinator-sato", "along", "forgone"),
    ] == ended


async def test_what_lapses_goes_to_somebody_by_name_and_both_are_told(helping):
    """Its day has passed without an answer: the desk owner sees to it."""
    await opened(helping)
    helping.advance(timedelta(days=6))
    await helping.timers()

    (overdue,) = await told(helping, HelpOverdue)
    assert ("resident-hana", DESK) == (overdue.person_id, overdue.coordinator_id)
    assert "2026-12-12T15:00:00Z" == overdue.model_dump(mode="json")["due_at"]


async def test_who_loses_who_was_to_go_along_is_told_to_name_another(helping):
    """The companion is erased: the place stands, and the asking side hears what to do."""
    await checked(helping, "resident-ken", "care")
    request_id = await opened(helping, by=YUI, category="listening", group_id="osawa-garden")
    await tapped(helping, request_id, KEN)
    await accepted(helping, request_id, "resident-ken", "coordinator-sato", by=YUI)
    await kit.deliver(helping.service, PersonErased(person_id="coordinator-sato"))
    await helping.settle()

    assert ["companion", "companion"] == [event.part for event in await told(helping, HelpAnswered)]
