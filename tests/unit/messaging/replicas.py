"""Two replicas of one service on one store, with a broker that may fail: what the tests of the relay play with."""

import asyncio

from shared.clock import MovableClock
from shared.contracts.booking_activities import ActivityAttended
from shared.health import Health
from shared.journal import Causes, Journal, on
from shared.messaging.bus import BusUnavailable
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.dispatch import Dispatch, Patience
from shared.messaging.handlers import Handlers
from shared.messaging.relays import relay_of
from shared.metrics import Metrics
from tests.contract.journal.adapters import Proxy
from tests.shared_store import SharedStore
from tests.toys import Noted, Thing, source_model


class Topic:
    """The broker as all replicas see it: what it took, in order."""

    def __init__(self):
        self.records = []

    @property
    def people(self):
        return [ActivityAttended.parse(record.value).person_id for record in self.records]

    def first_occurrences(self):
        return list(dict.fromkeys(self.people))


class Door:
    """One replica's way to the broker: it may be closed, refuse, or lose the acknowledgement."""

    embedded = False
    bootstrap = ""

    def __init__(self, topic):
        self.topic = topic
        self.refusals = 0
        self.lost_acknowledgements = 0
        self.open = asyncio.Event()
        self.open.set()

    async def publish(self, topic, journal_id, records):
        await self.open.wait()
        await asyncio.sleep(0)
        if self.refusals:
            self.refusals -= 1
            raise BusUnavailable("not there")
        self.topic.records += records
        if self.lost_acknowledgements:
            self.lost_acknowledgements -= 1
            raise BusUnavailable("not acknowledged")

    async def room(self, topic):
        """There is always room."""


class Replica:
    """One process of the service: a journal on the shared store, a relay, an operator's tools."""

    def __init__(self, world, store):
        self.world = world
        step = on(ActivityAttended, "step", lambda e: (Thing.stream("next"), lambda thing: world.decide(e.person_id)))
        model = source_model([step])
        self.journal = Journal(model, store, MovableClock(), Causes(b"k" * 32))
        self.door = Door(world.topic)
        metrics = Metrics("booking")
        self.relay = relay_of(self.journal, self.door, "urn:x", metrics, Health())
        nobody = Dispatch(Handlers(), None, self.journal, metrics, Patience())
        self.letters = DeadLetters(self.journal, nobody, self.relay, metrics)

    async def attend(self, person, activity="a"):
        cause = self.journal.causes.http("toy", "POST /toy", f"{person} {activity}")
        event = ActivityAttended(activity_id=activity, group_id="g", person_id=person)
        return await self.journal.transact(Thing.stream(activity), cause, lambda thing: [event])


class World:
    """Two replicas; the second one's relay runs only when a test starts it."""

    def __init__(self, folder):
        self.topic = Topic()
        self.fails = {"bad"}
        self.store = SharedStore(folder, source_model())
        self.one = Replica(self, Proxy(self.store, owner=True))
        self.two = Replica(self, Proxy(self.store))

    def decide(self, person):
        if person in self.fails:
            raise ValueError("the step is broken")
        return [Noted(what=person)]

    async def until(self, condition, seconds=10):
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)

    async def confirmed(self):
        await self.until(lambda: not self.store.marked)

    async def statuses(self):
        return [letter.status for letter in await self.one.letters.list()]

    async def parked(self):
        async with asyncio.timeout(10):
            while await self.statuses() != ["failed"]:
                await asyncio.sleep(0.01)
        return (await self.one.letters.list())[0]
