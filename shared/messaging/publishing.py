"""Records of commits on their way to the bus, in portions that it takes."""

from collections.abc import Iterator, Mapping, Sequence

from shared.health import Health
from shared.journal import Commit
from shared.messaging.bus import Bus, BusUnavailable, Outgoing
from shared.messaging.envelope import outgoing
from shared.metrics import Metrics

CHUNK_BYTES = 512 * 1024


class Publisher:
    """Publishes for one service, and tells whether the broker is there. ``source``: the ``ce_source`` of its events."""

    def __init__(self, bus: Bus, source: str, metrics: Metrics, health: Health) -> None:
        self._bus = bus
        self._source = source
        self._metrics = metrics
        self._health = health

    async def publish(self, topic: str, journal_id: str, records: Sequence[Outgoing]) -> None:
        """Write in order; returns when all are acknowledged. Raises ``BusUnavailable``."""
        await self._bus.room(topic)
        try:
            await self._bus.publish(topic, journal_id, records)
        except BusUnavailable:
            self._health.degrade("broker", "away")
            raise
        self._health.recover("broker")
        self._metrics.events_published_total.inc(len(records))

    def record(self, commit: Commit, index: int, position: int) -> Outgoing:
        """One event of a commit as a record."""
        return outgoing(commit, index, self._source, position)

    def chunks(self, topic: str, topic_of: Mapping[str, str], commits: Sequence[Commit]) -> Iterator[list[Outgoing]]:
        """The records of a topic's events in order, in portions of about ``CHUNK_BYTES``."""
        records: list[Outgoing] = []
        size = 0
        for commit in commits:
            for index, record in enumerate(commit.records):
                if topic_of.get(record.type) == topic:
                    records.append(self.record(commit, index, commit.position))
                    size += records[-1].size
            if size >= CHUNK_BYTES:
                yield records
                records, size = [], 0
        if records:
            yield records
