"""Publishing again what a broker lost: the same events under the same ids, and nobody's position moves.

Only what was published before: commits that the relay has not confirmed, or that wait in a parked stream, are its own
business. A stream's events go out in order; whoever has seen one drops it by its id.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.journal.copying import JournalCopy
from shared.journal.port import Mark
from shared.messaging.bus import Bus, Outgoing
from shared.messaging.envelope import outgoing
from shared.service import Service

STREAMS_PER_PAGE = 100
CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """What was done: how many events by topic, and the stream behind which to go on (``None``: the end)."""

    events: dict[str, int]
    next: str | None


class Republishing:
    """One service's events at or after ``since``, a page of streams at a time. Without a ``bus`` they are counted."""

    def __init__(
        self, service: Service, bus: Bus | None, source: str, since: datetime, topics: Collection[str] = ()
    ) -> None:
        """``source``: the ``ce_source`` of its events; ``topics``: only these, or all of its own."""
        self._service = service
        self._bus = bus
        self._source = source
        self._since = since
        self._topic_of = {
            event.type: event.topic
            for event in service.journal.model.events
            if event.topic and (not topics or event.topic in topics)
        }

    async def part(self, after: str, events_max: int) -> Part:
        """Do pages of streams until so many events went out. Raises ``StoreUnavailable``, ``BusUnavailable``."""
        journal = self._service.journal.store.copying()
        await journal.open()
        counts: dict[str, int] = {}
        try:
            positions = await self._positions()
            while names := await journal.streams(after, STREAMS_PER_PAGE):
                for topic, records in (await self._records(journal, names, positions)).items():
                    await self._publish(topic, records)
                    counts[topic] = counts.get(topic, 0) + len(records)
                after = names[-1]
                if sum(counts.values()) >= events_max:
                    return Part(counts, after)
            return Part(counts, None)
        finally:
            await journal.close()

    async def _positions(self) -> dict[str, Mark]:
        """Where the relay stands by topic: a record must not stand for more, or for less, than is published."""
        marks = await self._service.journal.store.marks()
        return {name.removeprefix("published/"): mark for name, mark in marks.items() if name.startswith("published/")}

    async def _records(
        self, journal: JournalCopy, names: Sequence[str], positions: dict[str, Mark]
    ) -> dict[str, list[Outgoing]]:
        found: dict[str, list[Outgoing]] = {}
        for copied in await journal.commits(names):
            if copied.pending or copied.commit.at < self._since:
                continue
            for index, record in enumerate(copied.commit.records):
                if topic := self._topic_of.get(record.type):
                    position = positions[topic].position if topic in positions else 0
                    found.setdefault(topic, []).append(outgoing(copied.commit, index, self._source, position))
        return found

    async def _publish(self, topic: str, records: Sequence[Outgoing]) -> None:
        if self._bus is None:
            return
        chunk: list[Outgoing] = []
        size = 0
        for record in records:
            chunk.append(record)
            size += record.size
            if size >= CHUNK_BYTES:
                await self._send(topic, chunk)
                chunk, size = [], 0
        if chunk:
            await self._send(topic, chunk)

    async def _send(self, topic: str, records: Sequence[Outgoing]) -> None:
        assert self._bus is not None
        await self._bus.room(topic)
        await self._bus.publish(topic, self._service.journal.store.journal_id, records)
