"""Listening without being counted on: a reader of topics that keeps no position and belongs to no group."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.messaging.bus import Bus
from shared.messaging.envelope import Arrived, Incoming, Unreadable, read
from shared.tasks import ended

log = logging.getLogger(__name__)

RETRY_SECONDS = 2.0
COLLECT_MS, COLLECT_BYTES = 500, 64 * 1024
"""A broker answers when so much has come, or after so long: who only looks on must not cost an answer an event."""


class Tail:
    """Hands every readable event from now on (embedded: of this run) to ``hear``. Nothing waits for it."""

    def __init__(self, bus: Bus, topics: Sequence[str], hear: Callable[[Incoming], None]) -> None:
        self._bus = bus
        self._topics = topics
        self._hear = hear
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._listen(), name="tail")

    async def stop(self) -> None:
        """Stop listening."""
        await ended(self._task)

    async def _listen(self) -> None:
        while True:
            consumer = AIOKafkaConsumer(
                **self._bus.connection.for_aiokafka(),
                group_id=None,  # no position is kept: what was missed is not needed
                enable_auto_commit=False,
                auto_offset_reset="earliest" if self._bus.embedded else "latest",
                fetch_max_wait_ms=50 if self._bus.embedded else COLLECT_MS,
                fetch_min_bytes=1 if self._bus.embedded else COLLECT_BYTES,
            )
            try:
                await consumer.start()
                if self._bus.embedded:  # there everything goes to partition 0
                    consumer.assign([TopicPartition(topic, 0) for topic in self._topics])
                else:  # without a group: every partition, also those of a topic that is made later
                    consumer.subscribe(self._topics)
                while True:
                    for records in (await consumer.getmany(timeout_ms=200)).values():
                        for record in records:
                            headers = tuple((name, value or b"") for name, value in record.headers)
                            self._take(Arrived(record.topic, record.key or b"", record.value or b"", headers))
            except (KafkaError, OSError) as error:
                log.warning("the tail waits for the broker", extra={"fault": str(error)})
                await asyncio.sleep(RETRY_SECONDS)
            finally:
                await consumer.stop()

    def _take(self, arrived: Arrived) -> None:
        try:
            self._hear(read(arrived))
        except Unreadable:
            log.debug("the tail passes over what it cannot read")
        except Exception as error:  # noqa: BLE001 - one odd event must not end the listening
            log.warning("the tail passes over an event", extra={"error": type(error).__name__})
