"""The bus on Apache Kafka: an idempotent producer, acknowledged by all in-sync replicas, batch by batch.

A producer that has failed once is not asked again: what follows goes through a new one. An idempotent producer that
gave up on a batch has a gap in its numbers and is refused for ever after; and publishing again from the same place is
harmless, because every event has an id and a sequence.
"""

import asyncio
import contextlib
import logging
import zlib
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.errors import ClusterAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError

from shared.journal.port import Mark
from shared.messaging.bus import BrokerAway, Bus, BusUnavailable, Outgoing
from shared.messaging.connection import Connection

log = logging.getLogger(__name__)

BATCH_BYTES_MAX = 768 * 1024
"""Below the broker's default message limit of 1 MiB, above three of the largest events."""

ACKNOWLEDGED_SECONDS_MAX = 8.0
"""Longer than a leader's election, shorter than anybody's patience: then the broker counts as away."""

FLUSH_SECONDS_MAX = 25.0
"""How long a producer that failed may take to let go of what it holds (it gives each batch up after 20 s)."""


class KafkaBus(Bus):
    """Publishes to Kafka. The broker remembers, so positions are the relay's own marks."""

    embedded = False
    pause_seconds = 0.0
    acknowledged_seconds_max: float | None = ACKNOWLEDGED_SECONDS_MAX

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._started = False
        self._producer: AIOKafkaProducer | None = None
        self._connecting = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()

    async def start(self, topics: Sequence[str]) -> None:
        self._started = True
        try:
            for topic in topics:
                await self._partitions(topic)
        except BrokerAway as away:
            log.warning("starts without the broker", extra={"fault": str(away)})

    async def stop(self) -> None:
        self._started = False
        if self._producer is not None:
            self._give_up(self._producer)
        if self._leaving:
            await asyncio.wait(self._leaving, timeout=self.acknowledged_seconds_max)

    async def _connected(self) -> AIOKafkaProducer:
        """The producer in use, a new one when the last one failed. Raises ``BusUnavailable``."""
        async with self._connecting:
            if not self._started:
                raise BusUnavailable("the bus is not started")
            if self._producer is None:
                self._producer = await self._connect()
            return self._producer

    async def _connect(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            **self.connection.for_aiokafka(),
            acks="all",  # acknowledged = on every in-sync replica: a confirmed commit is not lost with one broker
            enable_idempotence=True,  # a retry inside the client neither repeats nor reorders
            linger_ms=0,  # batches are made here, waiting for more only adds latency
            max_batch_size=BATCH_BYTES_MAX,
            max_request_size=BATCH_BYTES_MAX + 256 * 1024,
            request_timeout_ms=20_000,
        )
        try:
            async with asyncio.timeout(self.acknowledged_seconds_max):
                await producer.start()
        except ClusterAuthorizationFailedError as error:
            await producer.stop()
            raise BusUnavailable("this user may publish nothing (kyoso topics acls)") from error
        except (KafkaError, OSError, TimeoutError) as error:
            await producer.stop()
            raise BrokerAway(f"no broker at {self.connection.bootstrap}: {_words(error)}") from error
        return producer

    def _give_up(self, producer: AIOKafkaProducer) -> None:
        """Use another producer from now on; this one lets go of what it holds beside us."""
        if self._producer is producer:
            self._producer = None
            task = asyncio.create_task(_let_go(producer), name="producer-leaves")
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)

    async def publish(self, topic: str, journal_id: str, records: Sequence[Outgoing]) -> None:
        by_partition: dict[int, list[Outgoing]] = {}
        partitions = await self._partitions(topic)
        for record in records:
            by_partition.setdefault(partition_of(record.key, partitions), []).append(record)
        sending = (self._send(topic, partition, part) for partition, part in by_partition.items())
        for outcome in await asyncio.gather(*sending, return_exceptions=True):  # one request carries all partitions
            if isinstance(outcome, BaseException):
                raise outcome

    async def _partitions(self, topic: str) -> int:
        """How many partitions a topic has. Raises ``BusUnavailable``, in words for a topic that is not there."""
        producer = await self._connected()
        try:
            async with asyncio.timeout(self.acknowledged_seconds_max):
                return len(await producer.partitions_for(topic))
        except TopicAuthorizationFailedError as error:
            raise BusUnavailable(f"{topic}: this user may not see it (kyoso topics acls)") from error
        except TimeoutError as error:
            raise BusUnavailable(f"{topic}: nothing known of it; is it there (kyoso topics apply)?") from error
        except (KafkaError, OSError) as error:
            raise BusUnavailable(f"{topic}: {_words(error)}") from error

    async def _send(self, topic: str, partition: int, records: Sequence[Outgoing]) -> list[int]:
        """Write records to one partition, a batch acknowledged before the next; their offsets."""
        producer = await self._connected()
        offsets: list[int] = []
        left = list(records)
        try:
            while left:
                batch = producer.create_batch()
                count = 0
                for record in left:
                    headers = list(record.headers)
                    if batch.append(key=record.key, value=record.value, timestamp=None, headers=headers) is None:
                        break
                    count += 1
                batch.close()
                async with asyncio.timeout(self.acknowledged_seconds_max):
                    acknowledged = await (await producer.send_batch(batch, topic, partition=partition))
                offsets.extend(range(acknowledged.offset, acknowledged.offset + count))
                left = left[count:]
        except (KafkaError, OSError, TimeoutError) as error:
            self._give_up(producer)
            raise BusUnavailable(f"{topic}: {_words(error)}") from error
        return offsets

    async def room(self, topic: str) -> None:
        return

    def resume(self, group: str, topic: str, mark: Mark | None) -> None:
        return

    def start_position(self, topic: str, journal_id: str, confirmed: Mark | None) -> int:
        return confirmed.position if confirmed and confirmed.journal_id == journal_id else 0

    def finished(self, group: str, topic: str, offset: int) -> None:
        return

    def marks(self, group: str) -> dict[str, Mark]:
        return {}

    async def all_finished(self, topic: str) -> None:
        return

    def unfinished(self) -> int:
        return 0


async def _let_go(producer: AIOKafkaProducer) -> None:
    with contextlib.suppress(KafkaError, OSError, TimeoutError):
        async with asyncio.timeout(FLUSH_SECONDS_MAX):
            await producer.stop()


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__


def partition_of(key: bytes, partitions: int) -> int:
    """The partition of a key: stable for a topic's life, as its partition count is."""
    return zlib.crc32(key) % partitions
