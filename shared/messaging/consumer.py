"""One batch subscriber per service on the bus: the batch is the unit of commit.

Every option of the client that matters is set here, once, with its reason. FastStream polls and commits; the dispatch
decides what happens to each event.
"""

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka import TopicPartition as Partition

from shared.errors import Transient
from shared.journal import Journal
from shared.messaging.bus import Bus, BusUnavailable
from shared.messaging.consumer_lag import ConsumerLag
from shared.messaging.dispatch import Dispatch, GaveUp
from shared.messaging.envelope import Arrived
from shared.messaging.whole_topics import BY_TOPIC, IN_TURN
from shared.tasks import ended

log = logging.getLogger(__name__)
client_log = logging.getLogger("kyoso.faststream")
client_log.setLevel(logging.ERROR)  # at each start it warns that topics are not created by themselves, as we ask

KEEP_MARKS_EVERY_SECONDS = 0.25
RESTART_AFTER_SECONDS = 1.0
RECORDS_MAX = 500
COLLECT_MS, COLLECT_BYTES = 200, 64 * 1024
"""A broker answers a fetch when so much has come, or after so long: each batch costs a write however small it is."""
FINISH_SECONDS = 20.0
LEAVE_SECONDS_MAX = FINISH_SECONDS + 4.0
"""The client may wait for an answer that never comes; a process has 40 s to end, of which others want some."""


class Consumer:
    """Delivers the topics of one service from the bus. ``group`` is the service's name."""

    def __init__(
        self,
        group: str,
        topics: Sequence[str],
        bus: Bus,
        dispatch: Dispatch,
        journal: Journal,
        lag: ConsumerLag,
        *,
        linger_seconds: float = 0.0,
        whole_topics: bool = False,
    ) -> None:
        """``linger_seconds``: how long more is collected before a batch is handled, by who is in no hurry.

        ``whole_topics``: replicas divide topics among them, not the partitions of each.
        """
        self._assignors = BY_TOPIC if whole_topics else IN_TURN
        self._lag = lag
        self._group = group
        self._topics = topics
        self._bus = bus
        self._dispatch = dispatch
        self._journal = journal
        self._broker: KafkaBroker | None = None
        self._subscriber: Any = None
        self._marks_task: asyncio.Task[None] | None = None
        self._restart_task: asyncio.Task[None] | None = None
        self._in_hand = asyncio.Lock()
        self._linger_seconds = linger_seconds

    async def resume(self) -> None:
        """Tell the bus how far an earlier run had finished each topic."""
        marks = await self._journal.store.marks()
        for topic in self._topics:
            self._bus.resume(self._group, topic, marks.get(f"consumed/{topic}"))

    async def start(self) -> None:
        """Join the group and begin; later, when a broker of others' is away. Raises ``BusUnavailable`` (embedded)."""
        await self._dispatch.reload()
        if not self._topics:
            return
        try:
            await self._join()
        except BusUnavailable as fault:
            if self._bus.embedded:
                raise
            log.warning("the consumer waits for the broker", extra={"fault": str(fault)})
            self._restart_task = asyncio.create_task(self._join_when_it_comes(), name=f"{self._group}-join")
        self._marks_task = asyncio.create_task(self._keep_marks(), name=f"{self._group}-consumed")
        self._lag.start(self)

    async def _join_when_it_comes(self) -> None:
        while True:
            await asyncio.sleep(RESTART_AFTER_SECONDS)
            try:
                await self._join()
            except BusUnavailable as fault:
                log.warning("the consumer waits for the broker", extra={"fault": str(fault)})
            else:
                return

    async def _join(self) -> None:
        """Join the group with a client of its own. Raises ``BusUnavailable``."""
        quick = self._bus.embedded
        broker = KafkaBroker(
            self._bus.connection.bootstrap,
            security=self._bus.connection.for_faststream(),
            client_id=f"kyoso-{self._group}",
            apply_types=False,  # the dispatch reads records itself; casting here would only cost
            logger=client_log,
            log_level=logging.DEBUG,
            graceful_timeout=FINISH_SECONDS,  # finish the batch in hand, under the platform's stop grace of 30 s
            allow_auto_create_topics=False,  # topics are provisioned; a misspelt one must not come into being
        )
        subscriber = broker.subscriber(
            *(() if quick else self._topics),
            # alone in its process with one partition a topic: nothing is divided, and the embedded broker would let the
            # first member of a group wait three seconds for a second one
            partitions=[Partition(topic, partition=0) for topic in self._topics] if quick else (),
            batch=True,
            group_id=self._group,
            auto_offset_reset="earliest",  # a new service hears everything; the default would skip what came before it
            ack_policy=AckPolicy.NACK_ON_ERROR,  # only a finished batch is committed; a failed one is read again
            max_records=RECORDS_MAX,  # bounds what one commit covers and what a crash repeats
            batch_timeout_ms=30 if quick else 200,  # the embedded broker does not wake a waiting fetch
            fetch_max_wait_ms=50 if quick else COLLECT_MS,  # likewise
            fetch_min_bytes=1 if quick else COLLECT_BYTES,
            max_partition_fetch_bytes=1024 * 1024,
            max_poll_interval_ms=5 * 60 * 1000,  # delivery gives up before that (Patience)
            session_timeout_ms=10_000,
            heartbeat_interval_ms=3_000,
            partition_assignment_strategy=self._assignors,
            isolation_level="read_uncommitted",  # no transactions are used anywhere
            parser=_parse,
            decoder=_decode,
            listener=_Divided(self._dispatch),
        )
        subscriber(self._lag.around(self._on_batch))
        self._broker, self._subscriber = broker, subscriber
        try:
            await broker.start()
        except (KafkaError, OSError) as error:
            self._broker, self._subscriber = None, None
            await broker.stop()
            raise BusUnavailable(f"{self._group}: {error}") from error

    @property
    def client(self) -> Any:
        """The client that reads from the bus; ``None`` before the start."""
        return self._subscriber.consumer if self._subscriber is not None else None

    async def stop(self) -> None:
        """Stop polling, finish the batch in hand if that is soon, keep the positions. What is left is read again."""
        await ended(self._marks_task, self._restart_task)
        await self._lag.stop()
        if self._broker is not None:
            leaving = asyncio.create_task(self._broker.stop(), name=f"{self._group}-leaves")
            _, still = await asyncio.wait({leaving}, timeout=LEAVE_SECONDS_MAX)
            if still:  # the group is divided anew when its session ends
                log.warning("the consumer goes without its client's farewell")
            await ended(leaving)
        if self._marks_task:
            try:
                await self._write_marks({})
            except Transient as fault:
                log.warning("positions are not kept; the next start repeats a little", extra={"fault": str(fault)})

    async def _on_batch(self, records: Sequence[ConsumerRecord[Any, Any]]) -> None:
        async with self._in_hand:
            if self._linger_seconds:
                records = [*records, *await self._more(RECORDS_MAX - len(records))]
            try:
                await self._dispatch.deliver([_arrived(record) for record in records])
            except GaveUp as fault:
                log.warning("the consumer starts over", extra={"fault": str(fault)})
                self._restart_task = asyncio.create_task(self._restart(), name=f"{self._group}-restart")
                raise
            for record in records:
                self._bus.finished(self._group, record.topic, record.offset)

    async def _more(self, records_max: int) -> Sequence[ConsumerRecord[Any, Any]]:
        """What else comes soon: each batch costs a write and a commit however small it is, and here they come small.

        The library commits where the client stands, which is behind these too; it knows nothing of them when a batch
        fails, but then the consumer starts over from what was committed.
        """
        more: list[ConsumerRecord[Any, Any]] = []
        loop = asyncio.get_running_loop()
        until = loop.time() + self._linger_seconds
        while len(more) < records_max and (left := until - loop.time()) > 0:
            try:
                found = await self._subscriber.consumer.getmany(
                    timeout_ms=int(left * 1000) + 1, max_records=records_max - len(more)
                )
            except KafkaError:
                break  # the consumer stops; what is at hand is finished
            for part in found.values():
                more.extend(part)
        return more

    async def _restart(self) -> None:
        """Stop and start the subscriber, until the broker is there to take it: nobody else would."""
        while True:
            await asyncio.sleep(RESTART_AFTER_SECONDS)
            try:
                await self._subscriber.stop()
                if self._bus.embedded:  # elsewhere the group's division does it
                    await self._dispatch.reload()
                await self._subscriber.start()
            except (KafkaError, OSError, Transient) as fault:
                log.warning("the consumer waits for the broker", extra={"fault": str(fault)})
            else:
                return

    async def _keep_marks(self) -> None:
        kept: dict[str, Any] = {}
        while True:
            await asyncio.sleep(KEEP_MARKS_EVERY_SECONDS)
            try:
                await self._write_marks(kept)
            except Transient as fault:
                log.warning("positions are kept later", extra={"fault": str(fault)})

    async def _write_marks(self, kept: dict[str, Any]) -> None:
        """Keep what is finished, after its effects: a crash in between only repeats."""
        marks = {f"consumed/{topic}": mark for topic, mark in self._bus.marks(self._group).items()}
        moved = {name: mark for name, mark in marks.items() if kept.get(name) != mark}
        if moved:
            await self._journal.store.set_marks(moved)
            kept.update(moved)


class _Divided(ConsumerRebalanceListener):  # type: ignore[misc]  # the library has no types
    """When the group's partitions are divided anew: what another member has parked must be known before its events."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        return

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Runs before the first fetch of what was assigned."""
        while True:
            try:
                await self._dispatch.reload()
            except Transient as fault:
                log.warning("the consumer waits for its letters", extra={"fault": str(fault)})
                await asyncio.sleep(RESTART_AFTER_SECONDS)
            else:
                return


async def _parse(
    records: tuple[ConsumerRecord[Any, Any], ...], original: Callable[[Any], Awaitable[KafkaMessage]]
) -> KafkaMessage:
    """The library's own parser, on a copy without headers: one bad value would stall it for ever.

    It is one for all, since nothing is asked of it; the dispatch gets the records as they came.
    """
    message = await original((dataclasses.replace(records[0], headers=()),))
    message.raw_message = records  # of which it goes back to the first when the batch fails
    message.body = list(records)
    return message


async def _decode(message: KafkaMessage) -> Any:
    """Nothing is decoded here; what cannot be read becomes a dead letter in the dispatch."""
    return message.body


def _arrived(record: ConsumerRecord[Any, Any]) -> Arrived:
    return Arrived(
        topic=record.topic,
        key=record.key or b"",
        value=record.value or b"",
        headers=tuple([(name, value or b"") for name, value in record.headers]),
        offset=record.offset,
    )
