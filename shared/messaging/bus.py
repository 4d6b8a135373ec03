"""What carries events between services: Apache Kafka in a cluster, or the Kafka-protocol broker of the embedded mode.

A relay publishes in order and learns when the bus has a record; where the bus forgets (embedded), positions in the
owner's journal stand in for what a real broker would remember.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from shared.errors import Transient
from shared.journal.port import Mark
from shared.messaging.connection import Connection

Headers = tuple[tuple[str, bytes], ...]


class BusUnavailable(Transient):
    """The broker did not acknowledge; the records may or may not be there. Publish again from the same place."""


class BrokerAway(BusUnavailable):
    """Nobody answers where the broker should be; it may come."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One event on its way out. ``position``: the owner's journal is published so far once this is finished."""

    key: bytes
    value: bytes
    headers: Headers
    position: int

    @property
    def size(self) -> int:
        """Bytes as the broker keeps them, without its own overhead."""
        return len(self.key) + len(self.value) + sum(map(len, chain.from_iterable(self.headers)))


class Bus(Protocol):
    """The broker of one deployment, as relays and consumers need it."""

    connection: Connection
    """How any Kafka client reaches it."""
    embedded: bool
    pause_seconds: float
    """How long a relay waits between two publications to a topic, so that what comes meanwhile goes out together."""

    async def start(self, topics: Sequence[str]) -> None:
        """Connect; afterwards every topic exists. Raises ``BusUnavailable``.

        A broker of others' may be away: then the first to publish connects.
        """
        ...

    async def stop(self) -> None: ...

    async def publish(self, topic: str, journal_id: str, records: Sequence[Outgoing]) -> None:
        """Write in order; returns when all are acknowledged. Raises ``BusUnavailable``."""
        ...

    async def room(self, topic: str) -> None:
        """Return when the topic takes more; waits while its consumers have too much unfinished."""
        ...

    def resume(self, group: str, topic: str, mark: Mark | None) -> None:
        """Tell where a consumer of an earlier run stood, before anything is published."""
        ...

    def start_position(self, topic: str, journal_id: str, confirmed: Mark | None) -> int:
        """The journal position behind which the owner's relay must publish. ``confirmed`` is what it kept itself."""
        ...

    def finished(self, group: str, topic: str, offset: int) -> None:
        """A consumer is done with everything up to ``offset`` of a topic."""
        ...

    def marks(self, group: str) -> dict[str, Mark]:
        """By topic, how far a consumer has finished the owners' journals, for it to keep."""
        ...

    async def all_finished(self, topic: str) -> None:
        """Return when what was published so far would survive a restart: kept by the broker, or finished by all."""
        ...

    def unfinished(self) -> int:
        """Records that some consumer has not finished, as far as the bus knows (0 where the broker keeps them)."""
        ...
