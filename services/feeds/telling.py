"""From a kept event to what one subscriber is told: filtered by type and area, and veiled when it is restricted."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.feeds.domain.audience import ERASURE, RESTRICTED_TYPES, heard, topics_of
from services.feeds.domain.pseudonyms import is_restricted, veiled
from services.feeds.reading import Entry, FeedReader


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a subscriber gets it: its id there, and the CloudEvent as JSON."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Teller:
    """What one subscriber hears. ``key``: of its pseudonyms; without one, nothing restricted is ever told."""

    types: frozenset[str]
    areas: frozenset[str]
    key: bytes | None = field(repr=False)

    @classmethod
    def of(cls, types: Iterable[str], areas: Iterable[str], key: bytes | None) -> "Teller":
        """For these types; with restricted ones comes the erasure of persons, whatever the areas."""
        wanted = heard(types)
        return cls(wanted if key is not None else wanted - RESTRICTED_TYPES, frozenset(areas), key)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics to read."""
        return topics_of(self.types)

    def hears(self, entry: Entry, reader: FeedReader) -> bool:
        """Whether an event is for this subscriber. One that belongs to no area is for those who ask for none."""
        if entry.type not in self.types:
            return False
        return not self.areas or entry.type == ERASURE or not self.areas.isdisjoint(reader.areas_of(entry))

    def told(self, entry: Entry) -> Told:
        """The event as it is sent. Raises ``PermissionError`` for a restricted one without a key: never unveiled."""
        if not is_restricted({"type": entry.type}):
            return Told(entry.id, entry.text)
        if self.key is None:
            raise PermissionError(entry.type)
        shown = veiled(entry.event, self.key)
        return Told(shown["id"], json.dumps(shown, ensure_ascii=False, separators=(",", ":")))
