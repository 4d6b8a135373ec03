"""Parked streams: what was put aside is published in its place, and its letter closes when nothing can be lost."""

import asyncio

import pytest

from shared.contracts.booking_activities import ActivityAttended
from shared.health import Health
from shared.journal import on
from shared.journal.port import Mark
from shared.messaging.bus import BusUnavailable
from shared.messaging.dead_letters import DeadLetters, LetterNotFirst
from shared.messaging.dispatch import Dispatch, Patience
from shared.messaging.handlers import Handlers
from shared.messaging.relay import REACTED, Relay
from shared.metrics import Metrics
from tests.toys import TOPIC, Noted, Thing, journal_of, source_model

PEOPLE_WHO_FAIL = {"bad", "worse"}


class Broker:
    """Keeps what it takes; tests close its doors: no room, nothing acknowledged, consumers that do not finish."""

    embedded = True
    bootstrap = ""

    def __init__(self):
        self.records = []
        self.refusals = 0
        self.has_room = asyncio.Event()
        self.is_finished = asyncio.Event()
        self.has_room.set()
        self.is_finished.set()

    @property
    def people(self):
        return [ActivityAttended.parse(record.value).person_id for record in self.records]

    async def publish(self, topic, journal_id, records):
        await asyncio.sleep(0)
        if self.refusals:
            self.refusals -= 1
            raise BusUnavailable("not acknowledged")
        self.records += records

    async def room(self, topic):
        await self.has_room.wait()

    async def all_finished(self, topic):
        await self.is_finished.wait()

    def start_position(self, topic, journal_id, confirmed):
        return confirmed.position if confirmed else 0


class World:
    """A source whose reaction fails for some people, its relay on a broker with doors, and an operator's tools."""

    def __init__(self, folder):
        self.fails = set(PEOPLE_WHO_FAIL)
        step = on(ActivityAttended, "step", lambda e: (Thing.stream("next"), lambda thing: self.decide(e.person_id)))
        self.journal = journal_of(source_model([step]), folder)
        self.bus = Broker()
        self.relays = []

    def decide(self, person):
        if person in self.fails:
            raise ValueError("the step is broken")
        return [Noted(what=person)]

    async def start(self):
        metrics = Metrics("booking")
        relay = Relay(self.journal, self.bus, "urn:x", metrics, Health())
        nobody = Dispatch(Handlers(), None, self.journal, metrics, Patience())
        self.letters = DeadLetters(self.journal, nobody, relay, metrics)
        self.relays.append(relay)
        await relay.start()
        return relay

    async def attend(self, *people, activity="a"):
        cause = self.journal.causes.http("toy", "POST /toy", "-".join(people) + activity)
        events = [ActivityAttended(activity_id=activity, group_id="g", person_id=person) for person in people]
        return await self.journal.transact(Thing.stream(activity), cause, lambda thing: events)

    async def open_letters(self):
        return [(letter.status, letter.sequence[:12].lstrip("0")) for letter in await self.letters.list()]

    async def until(self, condition):
        async with asyncio.timeout(10):
            while not await condition():
                await asyncio.sleep(0.01)

    async def parked(self, *expected):
        async def there():
            return list(expected) == await self.open_letters()

        await self.until(there)

    async def published(self, *people):
        async def there():
            return list(people) == self.bus.people

        await self.until(there)


@pytest.fixture
async def world(tmp_path):
    world = World(tmp_path)
    await world.journal.open()
    yield world
    world.bus.has_room.set()
    world.bus.is_finished.set()
    for relay in world.relays:
        await relay.stop()
    await world.journal.close()


async def test_who_has_heard_the_first_event_of_a_commit_has_not_heard_the_commit(world):
    """Each record stands for what is whole when it is finished: a restart must not leave out the second event."""
    await world.start()

    await world.attend("p", "q")
    await world.published("p", "q")

    assert [0, 1] == [record.position for record in world.bus.records]


async def test_a_released_stream_is_published_behind_its_earlier_commits(world):
    """While a topic has no room the earlier events of the stream still wait; the released ones must not pass them."""
    world.bus.has_room.clear()
    await world.start()
    for person in ("first", "second", "bad", "third"):
        await world.attend(person)
    await world.parked(("failed", "3"))
    world.fails.clear()

    release = asyncio.create_task(world.letters.replay((await world.letters.list())[0].id, by="test"))
    await asyncio.sleep(0.1)
    world.bus.has_room.set()

    assert "" == (await release).still_failing
    await world.published("first", "second", "bad", "third")


async def test_a_release_outlasts_a_broker_that_is_away(world):
    """The operator waits; the stream is not left between parked and free."""
    await world.start()
    await world.attend("bad")
    await world.parked(("failed", "1"))
    world.fails.clear()
    world.bus.refusals = 2

    outcome = await world.letters.replay((await world.letters.list())[0].id, by="test")

    assert (1, "") == (outcome.handled, outcome.still_failing)
    assert ["bad"] == world.bus.people
    assert [] == await world.letters.list()


async def test_a_letter_stays_open_until_what_was_published_late_is_finished(world):
    """Also when the stream fails again further on: a crash in between must publish the first part again."""
    await world.start()
    for person in ("bad", "good", "worse"):
        await world.attend(person)
    await world.parked(("failed", "1"))
    world.fails.remove("bad")
    world.bus.is_finished.clear()

    letter = (await world.letters.list())[0]
    release = asyncio.create_task(world.letters.replay(letter.id, by="test"))
    await world.parked(("releasing", "1"), ("failed", "3"))
    with pytest.raises(LetterNotFirst):
        await world.letters.replay((await world.letters.list())[1].id, by="another")
    world.bus.is_finished.set()

    assert "ValueError" in (await release).still_failing
    assert [("failed", "3")] == await world.open_letters()
    assert ["bad", "good"] == world.bus.people


async def test_a_crash_in_a_release_begins_again_at_the_first_letter_of_the_stream(world):
    """Two open letters of one stream: the earlier one says from where nobody is sure of anything."""
    relay = await world.start()
    for person in ("bad", "good", "worse"):
        await world.attend(person)
    await world.parked(("failed", "1"))
    world.fails.remove("bad")
    world.bus.is_finished.clear()
    letter = (await world.letters.list())[0]
    operator = asyncio.create_task(world.letters.replay(letter.id, by="test"))
    await world.parked(("releasing", "1"), ("failed", "3"))
    await relay.stop()
    operator.cancel()
    world.bus.records.clear()
    world.bus.is_finished.set()

    await world.start()

    await world.published("bad", "good")
    await world.parked(("failed", "3"))


async def test_a_discarded_reaction_stays_discarded_when_its_commit_comes_by_again(world):
    """A position that was lost must not park the stream behind a letter that is closed."""
    relay = await world.start()
    await world.attend("bad")
    await world.parked(("failed", "1"))
    await world.letters.discard((await world.letters.list())[0].id, by="test")
    await relay.stop()
    await world.journal.store.set_marks({REACTED: Mark(world.journal.store.journal_id, 0)})

    await world.start()
    await world.attend("good")

    await world.published("bad", "good")
    assert [] == await world.letters.list()


async def test_stopping_a_relay_that_was_never_started_moves_no_position(world):
    """A start that failed elsewhere must not send the next run back to the beginning."""
    relay = await world.start()
    await world.attend("p")
    await world.published("p")
    await relay.stop()
    before = await world.journal.store.marks()

    await Relay(world.journal, world.bus, "urn:x", Metrics("booking"), Health()).stop()

    assert before == await world.journal.store.marks()
    assert TOPIC in world.journal.model.topics
