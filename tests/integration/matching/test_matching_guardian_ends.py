"""A guardian's own yes: what rests on it ends with it, however it ends."""

import asyncio
from datetime import date, timedelta

import pytest

from services.matching.domain.helping.events import HelpTapped
from services.matching.domain.helping.request import HelpRequest
from services.matching.domain.person import Person
from services.matching.guarding.refusals import (
    GuardianSaidNo,
)
from services.matching.helping.refusals import RequirementsMissing
from services.matching.introducing.rows import IntroductionRow
from shared.contracts.matching import IntroductionDeclined
from shared.contracts.matching_guardians import GuardianEnded
from shared.contracts.matching_help import HelpAnswerEnded
from shared.contracts.people import ConsentWithdrawn, PersonErased
from tests import kit
from tests.integration.matching.guardian_kit import MIO, MOTHER, OTHER, RIN, running, said, status, told
from tests.integration.matching.help_kit import checked, opened, tapped
from tests.integration.matching.matching_kit import SATO


async def test_taking_it_back_ends_what_rests_on_it(family):
    """The place and the offer, and the introduction as the resident's no; help that is free for all goes on."""
    consent_id = await said(family)
    place, offer, free, introduction_id = await running(family)

    await family.uses.guardians.revoke(consent_id, by=MOTHER, cause=family.cause())

    assert ("open", False) == await status(family, place)
    assert "closed" == (await status(family, offer))[0]
    assert ("open", True) == await status(family, free)
    introduction = await family.journal.get(IntroductionRow, introduction_id)
    assert ("declined", "resident") == (introduction.status, introduction.declined_for)
    (back,) = [event for event in await told(family, HelpAnswerEnded) if event.role == "asked"]
    assert ("resident-hana", "withdrawn") == (back.person_id, back.reason)
    assert ["mio"] == [event.person_id for event in await told(family, GuardianEnded)]
    assert ["mio"] == [event.person_id for event in await told(family, IntroductionDeclined)]
    assert [] == await family.uses.guardians.given_by("mother")
    with pytest.raises(RequirementsMissing):
        await tapped(family, place, MIO)
    with pytest.raises(GuardianSaidNo):
        await family.ask("mio")
    await said(family, by=OTHER)
    await family.ask("mio")
    await tapped(family, place, MIO)


async def test_a_coordinator_who_takes_a_recorded_consent_back_ends_the_same(family):
    """Whoever recorded it: a guardian rang, and all that rested on their yes ends and is told once."""
    await checked(family, "mio", "guardian")
    place, offer, free, introduction_id = await running(family)

    await family.uses.helpers.revoke_check("mio", "guardian", by=SATO, cause=family.cause())
    await family.settle()

    assert [("open", False), ("open", True)] == [await status(family, place), await status(family, free)]
    assert "closed" == (await status(family, offer))[0]
    assert "declined" == (await family.journal.get(IntroductionRow, introduction_id)).status
    assert ["revoked"] == [event.reason for event in await told(family, GuardianEnded)]
    assert 0 == await family.journal.ask(Person.stream("mio"), lambda person: len(person.introductions))


async def test_who_has_come_of_age_keeps_what_they_began(family):
    """Nothing rests on a guardian any more."""
    consent_id = await said(family, ward=RIN)
    place, offer, _, introduction_id = await running(family, ward=RIN)
    await checked(family, "rin", "adult")

    await family.uses.guardians.revoke(consent_id, by=MOTHER, cause=family.cause())

    assert ("open", True) == await status(family, place, "rin")
    assert "open" == (await status(family, offer))[0]
    assert "proposed" == (await family.journal.get(IntroductionRow, introduction_id)).status


async def test_a_consent_ends_with_its_last_day(family):
    """The clock ends it and the help that rests on it, once; an introduction goes on, because nobody said no."""
    await said(family, until=date(2026, 11, 25))
    place, _, _, introduction_id = await running(family)
    family.advance(timedelta(days=3))

    await asyncio.gather(family.timers(), family.timers())

    assert ("open", False) == await status(family, place)
    assert "proposed" == (await family.journal.get(IntroductionRow, introduction_id)).status
    assert ["expired"] == [event.reason for event in await told(family, GuardianEnded)]


@pytest.mark.parametrize("gone", ["erased", "consent"])
async def test_a_guardian_who_is_gone_leaves_no_consent_behind(family, gone):
    """Nobody could be asked about it any more; the young person is told, and may be introduced all the same."""
    await said(family)
    place, _, _, introduction_id = await running(family)
    away = PersonErased(person_id="mother") if gone == "erased" else ConsentWithdrawn(
        person_id="mother", purpose="matching"
    )  # fmt: skip

    await kit.deliver(family.service, away)
    await family.settle()

    assert ("open", False) == await status(family, place)
    assert ["left"] == [event.reason for event in await told(family, GuardianEnded)]
    assert "proposed" == (await family.journal.get(IntroductionRow, introduction_id)).status
    assert [] == await family.uses.guardians.about("mio")


async def test_who_is_erased_has_no_guardian_here_any_more(family):
    """And the guardian is asked about nobody."""
    await said(family)

    await kit.deliver(family.service, PersonErased(person_id="mio"))
    await family.settle()

    assert [] == await family.uses.guardians.given_by("mother")
    assert {} == await family.journal.ask(Person.stream("mother"), lambda person: dict(person.wards))
    assert [] == await told(family, GuardianEnded)


async def test_a_yes_that_is_taken_back_while_a_tap_is_on_its_way_holds_no_place(family):
    """A crash cut the saga of the tap off; the no comes first, and the relay takes both up."""
    consent_id, place = await said(family), await opened(family)
    category, today = family.uses.knowledge.help.categories["carrying"], date(2026, 11, 23)
    await family.journal.transact(
        Person.stream("mio"), family.cause(), lambda person: person.tap(place, category, "request", today)
    )

    await family.uses.guardians.revoke(consent_id, by=MOTHER, cause=family.cause())
    await family.settle()

    assert ("open", False) == await status(family, place)
    assert {} == await family.journal.ask(Person.stream("mio"), lambda person: dict(person.said))
    assert any(isinstance(event, HelpTapped) for event in await family.events("person/mio"))


async def test_a_later_tap_outlives_an_earlier_no(family):
    """The step of an earlier no that is decided again ends nothing that a later consent allows."""
    consent_id, place = await said(family), await opened(family)
    await tapped(family, place, MIO)
    await family.uses.guardians.revoke(consent_id, by=MOTHER, cause=family.cause())
    await said(family)
    await tapped(family, place, MIO)

    ended = family.journal.ask
    assert [] == await ended(HelpRequest.stream(place), lambda request: request.lose_guardian("mio", 1))
    assert [] != await ended(HelpRequest.stream(place), lambda request: request.lose_guardian("mio", 2))
