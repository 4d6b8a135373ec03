"""How small help ends: its day, an erasure, consent taken back; and its words, in the vault alone."""

import asyncio
import logging
from datetime import date, timedelta

import pytest

from services.matching.domain.helping.events import AnswerEnded, HelpClosed, HelpLapsed
from services.matching.domain.person import Person
from services.matching.helping.refusals import (
    HelpConsentMissing,
    HelpOver,
)
from services.matching.helping.rows import AnswerRow, HelpRow
from services.matching.refusals import PersonGone
from shared.contracts.people import ConsentGiven, ConsentWithdrawn, PersonErased
from shared.errors import NotYet
from shared.web import NotFound
from tests import kit
from tests.integration.matching.help_kit import checked, helped, known, opened, resident, tapped
from tests.integration.matching.matching_kit import DESK, HANA, KEN, SATO

TARO = resident("taro")
HELPERS = ("resident-ken", "taro", "officer-yui")


@pytest.fixture
async def helping(city):
    """Hana, Ken, Taro and Yui are of age and known."""
    await known(city, "resident-hana", *HELPERS)
    return city


async def row(city, request_id):
    return await city.journal.get(HelpRow, request_id)


async def deeds(city, person_id):
    return await city.uses.helpers.deeds(person_id)


async def test_its_day_passes_and_a_named_owner_is_told(helping):
    """Without any request: who waits is let go, the owner has it; prolonged it stands again; later it ends."""
    request_id = await opened(helping, places=2, words="三階まで")
    await tapped(helping, request_id, KEN)
    helping.advance(timedelta(days=5, hours=11))
    await helping.timers()
    assert "open" == (await row(helping, request_id)).status
    helping.advance(timedelta(hours=1))

    await asyncio.gather(helping.timers(), helping.timers())

    events = await helping.events(f"help-request/{request_id}")
    (lapsed,) = [event for event in events if isinstance(event, HelpLapsed)]
    assert DESK == lapsed.owner_id
    assert ["lapsed"] == [event.how for event in events if isinstance(event, AnswerEnded)]
    assert [request_id] == [each.id for each in await helping.uses.help_reading.lapsed(by=resident(DESK))]
    with pytest.raises(HelpOver):
        await tapped(helping, request_id, TARO)
    await helping.uses.help_requests.prolong(request_id, date(2026, 12, 5), by=resident(DESK), cause=helping.cause())
    await tapped(helping, request_id, TARO)
    await helping.uses.help_requests.accept(request_id, "taro", by=HANA, cause=helping.cause())
    helping.advance(timedelta(days=7))
    await helping.timers()
    assert ("lapsed", True) == (
        (await row(helping, request_id)).status,
        (await row(helping, request_id)).due_at is not None,
    )
    helping.advance(timedelta(days=14))
    await helping.timers()
    assert "unconfirmed" == (await row(helping, request_id)).outcome
    assert 0 == (await deeds(helping, "taro")).helped
    assert [] == list(await helping.uses.kept.vault.settled_ids("", 10))


async def test_what_lapses_belongs_to_whoever_is_the_desk_owner_now(helping):
    """An owner who is erased leaves nothing behind: the next one has it."""
    request_id = await opened(helping)
    helping.advance(timedelta(days=6))
    await helping.timers()
    await kit.deliver(helping.service, PersonErased(person_id=DESK))
    await helping.settle()

    owner = await helping.uses.help_reading.owner_id()

    assert owner not in (None, DESK)
    seen = await helping.uses.help_reading.get(request_id, by=resident(owner))
    assert (owner, True) == (seen.owner_id, seen.inside)


@pytest.mark.parametrize("gone", ["erased", "consent"])
async def test_who_is_gone_leaves_nothing_open(helping, gone):
    """Their request ends with its words, their place is free, deeds and checks are dropped, nothing new begins."""
    await helped(helping, "resident-hana", by=KEN)
    await checked(helping, "resident-hana", "children")
    own, other = await opened(helping, words="庭の草"), await opened(helping, by=KEN)
    await tapped(helping, own, TARO)
    await tapped(helping, other, HANA)
    away = PersonErased if gone == "erased" else ConsentWithdrawn
    more = {} if gone == "erased" else {"purpose": "matching"}

    await kit.deliver(helping.service, away(person_id="resident-hana", **more))
    await helping.settle()

    assert "forgone" == (await row(helping, own)).outcome
    assert ("open", 1) == ((await row(helping, other)).status, (await row(helping, other)).free)
    told = await deeds(helping, "resident-hana")
    assert (0, {}) == (told.helped, told.checks)
    assert 0 == await helping.journal.ask(Person.stream("taro"), lambda helper: len(helper.said))
    with pytest.raises(PersonGone if gone == "erased" else HelpConsentMissing):
        await opened(helping)
    with pytest.raises(PersonGone if gone == "erased" else HelpConsentMissing):
        await tapped(helping, other, HANA)
    helping.advance(timedelta(hours=2))
    await helping.uses.kept.sweep()
    assert [] == list(await helping.uses.kept.vault.settled_ids("", 10))


async def test_an_erasure_names_what_must_end_elsewhere(helping):
    """Its own saga ends a request, a place and a company, without anybody looking."""
    own, other, third = [await opened(helping, by=by, category="shopping") for by in (TARO, HANA, HANA)]
    await tapped(helping, other, TARO)
    await tapped(helping, third, KEN)
    uses = helping.uses.help_requests
    await checked(helping, "resident-ken", "adult")
    await known(helping, "coordinator-sato")
    await uses.accept(third, "resident-ken", by=HANA, cause=helping.cause(), companion_id="coordinator-sato")

    for gone in ("taro", "coordinator-sato"):
        erased = await helping.journal.transact(Person.stream(gone), helping.cause(), lambda person: person.forget())
        await helping.journal.settle(erased)

    assert ("forgone", 1) == ((await row(helping, own)).outcome, (await row(helping, other)).free)
    assert "said" == (await helping.uses.help_reading.get(third, by=KEN)).own.status


@pytest.mark.parametrize("what", ["asked", "said"])
async def test_what_an_erasure_overtakes_ends_at_once(helping, what):
    """A crash cut the saga off, the person was erased, and the relay takes it up: nothing stands, no place is held."""
    request_id = await opened(helping)
    asking = (await helping.events(f"help-request/{request_id}"))[0].asking
    terms, today = helping.uses.knowledge.help.categories["event"], date(2026, 11, 23)

    def decide(helper):
        if what == "said":
            return helper.tap(request_id, terms, "request", today)
        return helper.ask_help(asking.model_copy(update={"request_id": "r2", "person_id": "taro"}), terms, today)

    await helping.journal.transact(Person.stream("taro"), helping.cause(), decide)
    erased = await helping.journal.transact(Person.stream("taro"), helping.cause(), lambda person: person.forget())
    await helping.journal.settle(erased)

    await helping.settle()

    assert 1 == (await row(helping, request_id)).free
    second = await row(helping, "r2")
    assert second is None or second.outcome == "forgone"


async def test_consent_given_again_begins_anew(helping):
    """Without what was dropped."""
    for event in (ConsentWithdrawn, ConsentGiven):
        await kit.deliver(helping.service, event(person_id="resident-hana", purpose="matching"))

    assert await opened(helping)


async def test_the_sweep_spares_what_is_open(helping):
    """Words are kept as long as their request stands; what came with a refused one is gone at once."""
    request_id = await opened(helping, words="二階の窓")
    helping.advance(timedelta(hours=2))

    await helping.uses.kept.sweep()

    assert "二階の窓" == (await helping.uses.help_reading.get(request_id, by=HANA)).words
    with pytest.raises(NotYet):
        await opened(helping, by=resident("nobody"), words="x")
    assert 1 == len(list(await helping.uses.kept.vault.settled_ids("", 10)))


async def test_the_words_are_for_those_it_concerns(helping):
    """Who opened it, who was told yes, who goes along, the desk owner; not who only tapped, nor other coordinators."""
    request_id = await opened(helping, category="shopping", words="膝が痛いので")
    reading, uses = helping.uses.help_reading, helping.uses.help_requests
    await tapped(helping, request_id, KEN)

    async def read(by):
        return (await reading.get(request_id, by=by)).words

    assert ["膝が痛いので", None, None, "膝が痛いので"] == [await read(by) for by in (HANA, KEN, SATO, resident(DESK))]
    await uses.accept(request_id, "resident-ken", by=HANA, cause=helping.cause(), companion_id="coordinator-sato")
    assert ["膝が痛いので", "膝が痛いので", None] == [await read(by) for by in (KEN, SATO, TARO)]
    await uses.settle(request_id, "resident-ken", done=True, by=HANA, cause=helping.cause())
    assert None is await read(HANA)
    with pytest.raises(NotFound):
        await read(TARO)
    assert [] == list(await helping.uses.kept.vault.settled_ids("", 10))


async def test_free_text_is_in_the_vault_alone(helping, caplog):
    """A planted marker is in no event, row, log or refusal."""
    caplog.set_level(logging.DEBUG)
    marker = "ひみつのしるし"
    request_id, cause = (
        await opened(helping, words=marker, cause=helping.by_http(HANA, "k")),
        helping.by_http(HANA, "k"),
    )
    await tapped(helping, request_id, KEN)
    await opened(helping, words=marker, cause=cause)
    refusals = []
    for wrong in ({"category": "flying"}, {"until": date(2026, 1, 1)}, {"by": resident("nobody")}):
        with pytest.raises(Exception) as refused:  # noqa: PT011 - whichever
            await opened(helping, words=marker, **wrong)
        refusals.append(f"{refused.value!r} {vars(refused.value)}")
    helping.advance(timedelta(days=6))
    await helping.timers()

    streams = [f"help-request/{request_id}", "person/resident-hana", "person/resident-ken"]
    events = [repr(event) for stream in streams for event in await helping.events(stream)]
    rows = [repr(each) for kind in (HelpRow, AnswerRow) for each in await helping.journal.all(kind)]

    assert [] == [text for text in (*events, *rows, *refusals, caplog.text) if marker in text]
    assert marker == (await helping.uses.help_reading.get(request_id, by=HANA)).words
    await helping.uses.help_requests.close(request_id, by=HANA, cause=helping.cause())
    assert isinstance((await helping.events(streams[0]))[-1], HelpClosed)
