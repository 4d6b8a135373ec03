"""The relay moves its positions only behind what the broker has acknowledged."""

import asyncio
from datetime import timedelta

from shared.contracts.booking_activities import ActivityAttended
from shared.health import Health
from shared.messaging.bus import BusUnavailable
from shared.messaging.relay import Relay
from shared.metrics import Metrics
from tests.toys import TOPIC, Thing, journal_of, source_model


class BadBus:
    """A broker that takes nothing the first ``refusals`` times; keeps the ids of what it took."""

    embedded = False
    bootstrap = ""

    def __init__(self, refusals):
        self.refusals = refusals
        self.taken = []

    async def publish(self, topic, journal_id, records):
        await asyncio.sleep(0)
        if self.refusals:
            self.refusals -= 1
            raise BusUnavailable("not acknowledged")
        self.taken += [dict(record.headers)["ce_id"].decode() for record in records]

    async def room(self, topic):
        """There is always room."""

    def start_position(self, topic, journal_id, confirmed):
        return confirmed.position if confirmed else 0

    async def all_finished(self, topic):
        """Nobody listens."""

    def unfinished(self):
        return 0


async def attend(journal, number):
    cause = journal.causes.http("toy", "POST /toy", str(number))
    event = ActivityAttended(activity_id="a", group_id="g", person_id=f"p{number}")
    return (await journal.transact(Thing.stream("a"), cause, lambda thing: [event])).event_id(0)


async def until(condition):
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_broker_that_did_not_acknowledge_gets_the_events_again(tmp_path):
    """Each event arrives once, in order, although the first two attempts failed."""
    journal = journal_of(source_model(), tmp_path)
    await journal.open()
    bus = BadBus(refusals=2)
    expected = [await attend(journal, number) for number in range(3)]
    relay = Relay(journal, bus, "urn:x", Metrics("booking"), Health())

    await relay.start()
    await until(lambda: len(bus.taken) >= 3)
    await relay.stop()
    await journal.close()

    assert expected == bus.taken
    assert TOPIC in journal.model.topics


async def test_what_was_not_acknowledged_before_a_stop_is_published_by_the_next_run(tmp_path):
    """The kept position is that of the last acknowledged event, so a restart leaves nothing out."""
    journal = journal_of(source_model(), tmp_path)
    await journal.open()
    never = BadBus(refusals=10**9)
    relay = Relay(journal, never, "urn:x", Metrics("booking"), Health())
    await relay.start()
    expected = [await attend(journal, number) for number in range(3)]
    await until(lambda: never.refusals < 10**9)
    for task in relay._tasks:
        task.cancel()
    await asyncio.gather(*relay._tasks, return_exceptions=True)
    await relay._write_marks()
    bus = BadBus(refusals=0)
    again = Relay(journal, bus, "urn:x", Metrics("booking"), Health())

    await again.start()
    await until(lambda: len(bus.taken) >= 3)
    await again.stop()
    await journal.close()

    assert expected == bus.taken


async def test_the_age_of_what_waits_is_told_in_the_town_s_time(tmp_path):
    """A demo that is in the past, or was moved ahead, has not waited for that long."""
    journal = journal_of(source_model(), tmp_path)
    journal.clock.offset = timedelta(days=-8)
    await journal.open()
    metrics = Metrics("booking")
    relay = Relay(journal, BadBus(refusals=10**9), "urn:x", metrics, Health())
    await attend(journal, 1)
    journal.clock.advance(timedelta(minutes=5))

    await relay._measure()

    assert 300 <= metrics.oldest_unconfirmed_seconds._value.get() < 360
    await journal.close()
