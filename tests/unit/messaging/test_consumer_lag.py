"""The lag of a consumer: what is not finished counts, whatever the client has already fetched."""

import asyncio
import time
from types import SimpleNamespace

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError

from shared.health import Health
from shared.messaging import consumer_lag
from shared.messaging.consumer_lag import ConsumerLag
from shared.metrics import Metrics
from tests.integration.web.test_health import samples

PLACE = TopicPartition("kyoso.bookings", 0)
LAG = ("kyoso_consumer_lag_events", ("partition", "0"), ("service", "points"), ("topic", "kyoso.bookings"))
SECONDS = ("kyoso_consumer_lag_seconds", ("service", "points"))
FINISHED = ("kyoso_consumer_records_total", ("service", "points"))
AWAY = ("kyoso_broker_away", ("service", "points"))


class Client:
    """Stands where aiokafka's client stands: 10 records lie there, and it has fetched up to the eighth."""

    away = False

    def assignment(self):
        return {PLACE}

    async def end_offsets(self, partitions):
        if self.away:
            raise KafkaConnectionError
        return dict.fromkeys(partitions, 10)

    async def position(self, partition):
        return 8


def record(offset, age_seconds=0.0):
    made = int((time.time() - age_seconds) * 1000)
    return SimpleNamespace(topic=PLACE.topic, partition=PLACE.partition, offset=offset, timestamp=made)


@pytest.fixture
def watched():
    metrics, health = Metrics("points"), Health()
    health.show(metrics)
    lag = ConsumerLag(metrics, health)
    return lag, lambda: samples(metrics.exposition().decode()), health


async def test_what_was_fetched_and_finished_is_no_lag(watched):
    """The end of the topic, less what has been handled."""
    lag, figures, _ = watched

    await lag.measure(Client())

    assert 2 == figures()[LAG]
    assert 0 == figures()[SECONDS]


async def test_a_batch_in_hand_is_lag_until_it_is_finished(watched):
    """A handler that waits for its store holds a batch for minutes: nobody may call that caught up."""
    lag, figures, _ = watched
    seen = {}

    async def handle(records):
        await lag.measure(Client())
        seen.update(figures())

    await lag.around(handle)([record(5, age_seconds=60), record(6), record(7)])
    await lag.measure(Client())

    assert 5 == seen[LAG]
    assert 60 <= seen[SECONDS] < 65
    assert 0 == seen[FINISHED]
    assert (2, 0, 3) == (figures()[LAG], figures()[SECONDS], figures()[FINISHED])


async def test_a_batch_that_failed_is_not_finished(watched):
    """It is read again; counting it would look like movement."""
    lag, figures, _ = watched

    async def handle(records):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await lag.around(handle)([record(5)])

    assert 0 == figures()[FINISHED]


async def test_a_broker_that_does_not_answer_is_told_and_the_last_figures_stand(watched, monkeypatch):
    """No figure would look like no lag."""
    monkeypatch.setattr(consumer_lag, "MEASURE_EVERY_SECONDS", 0.01)
    lag, figures, health = watched
    client = Client()
    lag.start(SimpleNamespace(client=client))
    try:
        await asyncio.sleep(0.05)
        assert (2, 0) == (figures()[LAG], figures()[AWAY])

        client.away = True
        await asyncio.sleep(0.05)
        assert (2, 1, {"bus": "away"}) == (figures()[LAG], figures()[AWAY], health.degraded)

        client.away = False
        await asyncio.sleep(0.05)
        assert 0 == figures()[AWAY]
    finally:
        await lag.stop()


async def test_a_client_that_swallows_the_end_does_not_hold_it_up(watched, monkeypatch):
    """A cancellation that meets an answer may be lost inside the client; the stop must not wait for ever."""
    monkeypatch.setattr(consumer_lag, "MEASURE_EVERY_SECONDS", 0)
    lag, _, _ = watched

    class Swallowing(Client):
        inside, swallowed = asyncio.Event(), False

        async def position(self, partition):
            try:
                self.inside.set()
                await asyncio.sleep(0.2)
            except asyncio.CancelledError:
                if self.swallowed:
                    raise
                self.swallowed = True
            return 8

    client = Swallowing()
    lag.start(SimpleNamespace(client=client))
    await client.inside.wait()
    stopping = asyncio.create_task(lag.stop())
    ended, _ = await asyncio.wait([stopping], timeout=5)

    assert client.swallowed
    assert ended
