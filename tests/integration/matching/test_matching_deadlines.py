"""Deadlines: a lapsed introduction goes to the next owner, in the end to the desk, and never to nobody."""

from datetime import timedelta

from shared.contracts.matching import IntroductionLapsed
from shared.web import Caller
from tests import kit
from tests.integration.matching.matching_kit import CENTRE, DESK, SATO, YUI

WEEK = timedelta(days=7)


async def test_a_lapsed_introduction_goes_to_the_next_owner_with_a_new_deadline(city):
    """First the neighbour, then the desk, which keeps it: never nobody."""
    await city.coordinator("coordinator-naka", CENTRE, capacity=1)
    introduction_id = await city.ask()
    owners = []
    for _ in range(4):
        city.advance(WEEK)
        assert 1 == await city.timers()
        row = await city.introduction(introduction_id)
        owners.append((row.coordinator_id, row.escalations, row.due_at - city.journal.now()))

    assert [("coordinator-naka", 1, WEEK), (DESK, 2, WEEK), (DESK, 3, WEEK), (DESK, 4, WEEK)] == owners
    assert {"coordinator-sato": 0, "coordinator-naka": 0} == await city.load()
    assert 4 == len(await kit.published(city.service, IntroductionLapsed))


async def test_nothing_lapses_before_its_time(city):
    """A minute early is early."""
    await city.ask()
    city.advance(WEEK - timedelta(minutes=1))

    assert 0 == await city.timers()


async def test_an_accepted_introduction_that_nobody_completes_lapses_too(city):
    """The yes gives a new deadline; the state of the yes is kept through the hand-over."""
    introduction_id = await city.ask()
    city.advance(timedelta(days=6))
    await city.uses.introductions.accept(introduction_id, by=YUI, cause=city.cause())
    city.advance(timedelta(days=6))
    assert 0 == await city.timers()
    city.advance(timedelta(days=1))

    await city.timers()

    row = await city.introduction(introduction_id)
    assert ("accepted", DESK, 1) == (row.status, row.coordinator_id, row.escalations)


async def test_the_new_owner_may_read_the_words_and_the_old_one_no_longer(city):
    """Access follows the case."""
    introduction_id = await city.ask(message="よろしく")
    city.advance(WEEK)
    await city.timers()

    desk = Caller(DESK, frozenset({"staff"}))
    messages = [(await city.uses.introductions.get(introduction_id, by=who)).message for who in (desk, SATO)]

    assert ["よろしく", None] == messages
