"""The bus on Kafka after a failure: another producer, never the one that has failed."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError, OutOfOrderSequenceNumber

from shared.messaging import kafka
from shared.messaging.bus import BusUnavailable, Outgoing
from shared.messaging.connection import Connection
from shared.messaging.kafka import KafkaBus

RECORD = Outgoing(b"k", b"v", (), 0)


class Batch:
    def append(self, **_: Any) -> object:
        return object()

    def close(self) -> None:
        pass


class Producer:
    """Fails for good once it has failed (``fault``), as an idempotent producer does; one send gets no answer."""

    made: list["Producer"] = []
    fault: Exception | None = None
    refused_at_start = 0
    silent_at = 0

    def __init__(self, **_: Any) -> None:
        self.stopped = False
        self.failed: Exception | None = None
        self.sent = 0
        Producer.made.append(self)

    async def start(self) -> None:
        if Producer.refused_at_start:
            Producer.refused_at_start -= 1
            raise KafkaConnectionError

    async def stop(self) -> None:
        self.stopped = True

    async def partitions_for(self, topic: str) -> set[int]:
        return {0}

    def create_batch(self) -> Batch:
        return Batch()

    async def send_batch(self, batch: Batch, topic: str, *, partition: int) -> "asyncio.Future[Any]":
        if Producer.fault:
            self.failed, Producer.fault = Producer.fault, None
        if self.failed:
            raise self.failed
        self.sent += 1
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if self.sent != Producer.silent_at:
            done.set_result(SimpleNamespace(offset=self.sent))
        return done


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    Producer.made, Producer.fault, Producer.refused_at_start, Producer.silent_at = [], None, 0, 0
    monkeypatch.setattr(kafka, "AIOKafkaProducer", Producer)


async def started() -> KafkaBus:
    bus = KafkaBus(Connection("broker:1"))
    bus.acknowledged_seconds_max = 1.0
    await bus.start(["t"])
    return bus


async def test_a_producer_that_failed_is_not_asked_again() -> None:
    """Its numbers have a gap: the broker would refuse it for ever."""
    bus = await started()
    Producer.fault = OutOfOrderSequenceNumber()

    with pytest.raises(BusUnavailable):
        await bus.publish("t", "j", [RECORD])
    await bus.publish("t", "j", [RECORD])
    await bus.stop()

    first, second = Producer.made
    assert (0, 1) == (first.sent, second.sent)
    assert first.stopped
    assert second.stopped


async def test_an_acknowledgement_that_does_not_come_is_a_failure_soon() -> None:
    """A broker that holds its connections and answers nothing is away."""
    bus = await started()
    Producer.silent_at = 3
    await bus.publish("t", "j", [RECORD])
    await bus.publish("t", "j", [RECORD])

    with pytest.raises(BusUnavailable):
        await bus.publish("t", "j", [RECORD])
    await bus.publish("t", "j", [RECORD])

    assert [3, 1] == [each.sent for each in Producer.made]
    await bus.stop()


async def test_a_broker_that_is_still_away_is_tried_again_at_the_next_publication() -> None:
    """The relay's own backoff is the only retry."""
    bus = await started()
    Producer.fault, Producer.refused_at_start = KafkaConnectionError(), 2

    for _ in range(3):
        with pytest.raises(BusUnavailable):
            await bus.publish("t", "j", [RECORD])
    await bus.publish("t", "j", [RECORD])

    await bus.stop()

    assert 4 == len(Producer.made)
    assert all(each.stopped for each in Producer.made)


async def test_many_who_fail_together_make_one_new_producer() -> None:
    """Each topic publishes by itself; the connection is one."""
    bus = await started()
    Producer.fault = KafkaConnectionError()
    await asyncio.gather(*(bus.publish("t", "j", [RECORD]) for _ in range(2)), return_exceptions=True)
    await asyncio.gather(*(bus.publish("t", "j", [RECORD]) for _ in range(2)))

    assert 2 == len(Producer.made)
    await bus.stop()


async def test_a_stopped_bus_publishes_nothing() -> None:
    """Nobody connects again behind a process that ends."""
    bus = await started()
    await bus.stop()

    with pytest.raises(BusUnavailable, match="not started"):
        await bus.publish("t", "j", [RECORD])
    assert 1 == len(Producer.made)
