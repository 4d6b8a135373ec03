"""The bus on Apache Kafka: an idempotent producer, acknowledged by all in-sync replicas, batch by batch."""

import zlib
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.journal.port import Mark
from shared.messaging.bus import Bus, BusUnavailable, Outgoing

BATCH_BYTES_MAX = 768 * 1024
"""Below the broker's default message limit of 1 MiB, above three of the largest events."""


class KafkaBus(Bus):
    """Publishes to Kafka at ``bootstrap``. The broker remembers, so positions are the relay's own marks."""

    embedded = False
    pause_seconds = 0.0

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap
        self._producer: AIOKafkaProducer | None = None

    async def start(self, topics: Sequence[str]) -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=self.bootstrap,
            acks="all",  # acknowledged = on every in-sync replica: a confirmed commit is not lost with one broker
            enable_idempotence=True,  # a retry inside the client neither repeats nor reorders
            linger_ms=0,  # batches are made here, waiting for more only adds latency
            max_batch_size=BATCH_BYTES_MAX,
            max_request_size=BATCH_BYTES_MAX + 256 * 1024,
            request_timeout_ms=20_000,
        )
        try:
            await producer.start()
            for topic in topics:
                await producer.partitions_for(topic)
        except (KafkaError, OSError) as error:
            await producer.stop()
            raise BusUnavailable(f"no broker at {self.bootstrap}: {error}") from error
        self._producer = producer

    async def stop(self) -> None:
        if self._producer is not None:
            await self._producer.stop()
            self._producer = None

    async def publish(self, topic: str, journal_id: str, records: Sequence[Outgoing]) -> None:
        by_partition: dict[int, list[Outgoing]] = {}
        partitions = await self._partitions(topic)
        for record in records:
            by_partition.setdefault(partition_of(record.key, partitions), []).append(record)
        for partition, part in by_partition.items():
            await self._send(topic, partition, part)

    async def _partitions(self, topic: str) -> int:
        if self._producer is None:
            raise BusUnavailable("the bus is not started")
        try:
            return len(await self._producer.partitions_for(topic))
        except KafkaError as error:
            raise BusUnavailable(str(error)) from error

    async def _send(self, topic: str, partition: int, records: Sequence[Outgoing]) -> list[int]:
        """Write records to one partition, a batch acknowledged before the next; their offsets."""
        if self._producer is None:
            raise BusUnavailable("the bus is not started")
        offsets: list[int] = []
        left = list(records)
        try:
            while left:
                batch = self._producer.create_batch()
                count = 0
                for record in left:
                    headers = list(record.headers)
                    if batch.append(key=record.key, value=record.value, timestamp=None, headers=headers) is None:
                        break
                    count += 1
                batch.close()
                acknowledged = await (await self._producer.send_batch(batch, topic, partition=partition))
                offsets.extend(range(acknowledged.offset, acknowledged.offset + count))
                left = left[count:]
        except (KafkaError, OSError) as error:
            raise BusUnavailable(f"{topic}: {error}") from error
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


def partition_of(key: bytes, partitions: int) -> int:
    """The partition of a key: stable for a topic's life, as its partition count is."""
    return zlib.crc32(key) % partitions
