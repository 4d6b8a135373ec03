"""How far the consumer of one service is behind what lies on the bus: measured now and then, beside the events' way.

Not the client's own position counts but what is finished: a batch in hand may stay there for minutes.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from shared.health import Health
from shared.metrics import Metrics
from shared.tasks import ended

log = logging.getLogger(__name__)

MEASURE_EVERY_SECONDS = 5.0
"""One question to each broker that leads a partition; a figure is read every 15 seconds or so."""
ASK_SECONDS_MAX = 4.0
BUS = "bus"
"""The part of the service's health that is degraded while the broker does not say where its topics end. The relay tells
of its own part, ``broker``: neither takes back what the other has found."""


Handle = Callable[[Sequence[ConsumerRecord[Any, Any]]], Awaitable[None]]


class HasClient(Protocol):
    """A consumer with the client that it reads by, ``None`` while it has none."""

    @property
    def client(self) -> Any: ...


class ConsumerLag:
    """Watches one consumer. ``client`` is asked for at each measuring: it is another after a restart."""

    def __init__(self, metrics: Metrics, health: Health) -> None:
        self._metrics = metrics
        self._health = health
        self._in_hand: dict[TopicPartition, ConsumerRecord[Any, Any]] = {}
        self._events: dict[TopicPartition, int] = {}
        self._task: asyncio.Task[None] | None = None
        self._finished = metrics.counter("consumer_records", "Records that were finished, whatever came of them.")
        metrics.gauges_of(
            "consumer_lag_events",
            "Records on the bus that are not finished, of the partitions that this process has.",
            ("topic", "partition"),
            self._samples,
        )
        metrics.gauge_of("consumer_lag_seconds", "Age of the oldest record in hand; 0 when none is.", self._seconds)

    def start(self, consumer: HasClient) -> None:
        """Begin to measure."""
        self._task = asyncio.create_task(self._forever(consumer), name="lag")

    async def stop(self) -> None:
        """Measure no more."""
        await ended(self._task)
        self._task = None

    def around(self, handle: Handle) -> Handle:
        """``handle``, with what it is given counted as lag until it is done."""

        async def watched(records: Sequence[ConsumerRecord[Any, Any]]) -> None:
            with self.in_hand(records):
                await handle(records)

        return watched

    @contextmanager
    def in_hand(self, records: Sequence[ConsumerRecord[Any, Any]]) -> Iterator[None]:
        """Around the handling of a batch: its records count as lag until the end."""
        for record in records:
            self._in_hand.setdefault(TopicPartition(record.topic, record.partition), record)
        try:
            yield
            self._finished.inc(len(records))
        finally:
            self._in_hand.clear()

    async def measure(self, client: Any) -> None:
        """Ask the broker where the assigned partitions end. Raises ``KafkaError``, ``OSError``, ``TimeoutError``."""
        assigned = client.assignment()
        events = {}
        async with asyncio.timeout(ASK_SECONDS_MAX):
            ends = await client.end_offsets(list(assigned)) if assigned else {}
            for partition, end in ends.items():
                record = self._in_hand.get(partition)
                done = record.offset if record else await client.position(partition)
                events[partition] = max(0, end - done)
        self._events = events

    async def _forever(self, consumer: HasClient) -> None:
        """Measure every so often; while the broker is away the last figures stand, and the health says so."""
        while True:
            client = consumer.client
            if client is None:
                self._health.degrade(BUS, "away")
            else:
                try:
                    await self.measure(client)
                except (KafkaError, OSError, TimeoutError) as fault:
                    self._health.degrade(BUS, "away")
                    log.debug("the lag cannot be measured", extra={"fault": type(fault).__name__})
                except Exception:
                    log.exception("the lag could not be measured")
                else:
                    self._health.recover(BUS)
            await asyncio.sleep(MEASURE_EVERY_SECONDS)

    def _samples(self) -> Iterable[tuple[tuple[str, ...], float]]:
        return [((place.topic, str(place.partition)), float(count)) for place, count in sorted(self._events.items())]

    def _seconds(self) -> float:
        oldest = min((record.timestamp for record in list(self._in_hand.values())), default=None)
        return max(0.0, time.time() - oldest / 1000) if oldest is not None and oldest > 0 else 0.0
