"""The bus of the embedded mode: the Kafka-protocol broker inside librdkafka, on a loopback port.

It has no authentication, forgets everything on restart and silently drops the oldest beyond 5 MiB a partition. So the
bus remembers which offset stands for which journal position, starts again from the slowest consumer, and stops
publishing while too much of a topic is unfinished. Everything goes to partition 0.
"""

import asyncio
import logging
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from confluent_kafka import KafkaException, Producer

from shared.journal.port import Mark
from shared.messaging.bus import BusUnavailable, Outgoing
from shared.messaging.connection import Connection
from shared.messaging.kafka import KafkaBus

log = logging.getLogger(__name__)

UNFINISHED_BYTES_MAX = 2 * 1024 * 1024
"""Measured without it: 6,236 of 22,000 events silently gone. The broker keeps 5 MiB a partition."""

RECORD_OVERHEAD_BYTES = 70
"""What the broker adds to a record, at most, with the headers that we send."""

PRUNE_AT_ENTRIES = 1_024

PAUSE_SECONDS = 0.02
"""The broker gives a fetch one published batch, however many lie there. Measured at 200 bookings a second without the
pause: batches of one, a consumer that does 140 a second, and messages 2.4 s late (median)."""


@dataclass(slots=True)
class _Group:
    """One consumer of one topic: the last offset it finished here, and where it stood in an earlier run."""

    offset: int = -1
    earlier: Mark | None = None


@dataclass(slots=True)
class _Topic:
    """What was acknowledged and is still unfinished by somebody: parallel lists, by offset."""

    groups: dict[str, _Group]
    offsets: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    journal_id: str = ""
    done: int = 0
    """How many of the entries every group has finished; they are cut off now and then."""
    last_done: Mark | None = None
    unfinished_bytes: int = 0
    last_offset: int = -1
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Offsets must be noted in the order they were given."""

    def slowest(self) -> int:
        return min((group.offset for group in self.groups.values()), default=self.last_offset)


class EmbeddedBus(KafkaBus):
    """A broker of this process. ``groups`` is the static list: by topic, the services that consume it."""

    embedded = True
    pause_seconds = PAUSE_SECONDS
    acknowledged_seconds_max = None  # it is in this process: what is slow is the machine

    def __init__(
        self, groups: Mapping[str, Sequence[str]], *, unfinished_bytes_max: int = UNFINISHED_BYTES_MAX
    ) -> None:
        super().__init__(Connection(""))
        self._groups = groups
        self._unfinished_bytes_max = unfinished_bytes_max
        self._topics: dict[str, _Topic] = {}
        self._broker: Producer | None = None

    async def start(self, topics: Sequence[str]) -> None:
        self._broker, bootstrap = await asyncio.to_thread(_start_broker)
        self.connection = Connection(bootstrap)
        for topic in topics:
            self._topic(topic)
        await super().start(topics)

    async def stop(self) -> None:
        await super().stop()
        self._broker = None

    async def publish(self, topic: str, journal_id: str, records: Sequence[Outgoing]) -> None:
        known = self._topic(topic)
        async with known.sending:
            offsets = await self._send(topic, 0, records)
            known.journal_id = journal_id
            known.offsets.extend(offsets)
            known.positions.extend(record.position for record in records)
            sizes = [record.size + RECORD_OVERHEAD_BYTES for record in records]
            known.sizes.extend(sizes)
            known.unfinished_bytes += sum(sizes)
            known.last_offset = offsets[-1]
            self._settle(known)

    async def room(self, topic: str) -> None:
        known = self._topic(topic)
        while known.unfinished_bytes >= self._unfinished_bytes_max:
            known.moved.clear()
            await known.moved.wait()

    def resume(self, group: str, topic: str, mark: Mark | None) -> None:
        self._topic(topic).groups.setdefault(group, _Group()).earlier = mark

    def start_position(self, topic: str, journal_id: str, confirmed: Mark | None) -> int:
        groups = self._topic(topic).groups.values()
        if not groups:
            return super().start_position(topic, journal_id, confirmed)
        return min(
            group.earlier.position if group.earlier and group.earlier.journal_id == journal_id else 0
            for group in groups
        )

    def finished(self, group: str, topic: str, offset: int) -> None:
        known = self._topic(topic)
        state = known.groups.get(group)
        if state is not None and offset > state.offset:
            state.offset = offset
            self._settle(known)

    def marks(self, group: str) -> dict[str, Mark]:
        found: dict[str, Mark] = {}
        for name, topic in self._topics.items():
            state = topic.groups.get(group)
            if state is None:
                continue
            mark = self._mark(topic, state)
            if mark is not None:
                found[name] = mark
        return found

    async def all_finished(self, topic: str) -> None:
        known = self._topic(topic)
        upto = known.last_offset
        while known.slowest() < upto:
            known.moved.clear()
            await known.moved.wait()

    def unfinished(self) -> int:
        return sum(len(topic.offsets) - topic.done for topic in self._topics.values())

    def _topic(self, name: str) -> _Topic:
        known = self._topics.get(name)
        if known is None:
            known = self._topics[name] = _Topic({group: _Group() for group in self._groups.get(name, ())})
        return known

    def _mark(self, topic: _Topic, group: _Group) -> Mark | None:
        """The owner's journal position that the group's last finished offset stands for."""
        count = bisect_right(topic.offsets, group.offset)
        if count == 0:
            return topic.last_done if topic.last_done and group.offset >= 0 else None
        return Mark(topic.journal_id, topic.positions[count - 1])

    def _settle(self, topic: _Topic) -> None:
        """Forget what everybody has finished, and wake whoever waits for room."""
        count = bisect_right(topic.offsets, topic.slowest())
        if count > topic.done:
            topic.unfinished_bytes -= sum(topic.sizes[topic.done : count])
            topic.done = count
        if topic.done >= PRUNE_AT_ENTRIES:
            done = topic.done
            topic.last_done = Mark(topic.journal_id, topic.positions[done - 1])
            del topic.offsets[:done], topic.positions[:done], topic.sizes[:done]
            topic.done = 0
        topic.moved.set()


def _start_broker() -> tuple[Producer, str]:
    """Start librdkafka's broker; the client object keeps it alive."""
    try:
        client = Producer({"test.mock.num.brokers": 1, "log_level": 3})
        broker = next(iter(client.list_topics(timeout=10).brokers.values()))
    except KafkaException as error:
        raise BusUnavailable(f"the embedded broker did not start: {error}") from error
    return client, f"{broker.host}:{broker.port}"
