"""The commit: one immutable record of what was decided, and the only thing that is ever written about a stream."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar, overload

from shared.events import Event

E1 = TypeVar("E1", bound=Event)
E2 = TypeVar("E2", bound=Event)

Decode = Callable[[str, bytes], Event]


@dataclass(frozen=True, slots=True)
class Record:
    """One event as it is stored: its type and its JSON body."""

    type: str
    body: bytes


@dataclass(frozen=True)
class Commit:
    """One decision on one stream. ``version`` counts from 1; ``at`` never runs backwards within a stream.

    ``position`` is the journal's own order where the store has one (SQLite), else 0. ``replayed`` is true when the
    cause was known and this is its first outcome.
    """

    id: str
    stream: str
    version: int
    cause: str
    digest: str
    at: datetime
    actor: str
    trace: str
    records: tuple[Record, ...]
    position: int = 0
    replayed: bool = False
    is_last: bool = field(default=False, compare=False)
    """Nothing follows from it: no event to publish, no step, no row, nobody who follows. Known to its writer."""
    _decode: Decode | None = field(default=None, compare=False, repr=False)
    _events: tuple[Event, ...] | None = field(default=None, compare=False, repr=False)

    @property
    def events(self) -> tuple[Event, ...]:
        """The decoded events. Raises ``UnknownEvent`` for a type or a shape this code does not know."""
        if self._events is None:
            assert self._decode is not None
            object.__setattr__(self, "_events", tuple(self._decode(r.type, r.body) for r in self.records))
        assert self._events is not None
        return self._events

    def event_id(self, index: int) -> str:
        """The id an event keeps for ever: part of the causes that follow from it, and of what others hear."""
        return f"{self.id}.{index}"

    def fact_id(self, index: int) -> str:
        """``ce_id``. A new major version, right behind the old one, tells the same fact: it has the same id."""
        while index > 0 and _is_next_major(self.records[index - 1].type, self.records[index].type):
            index -= 1
        return self.event_id(index)

    def sequence(self, index: int) -> str:
        """Zero-padded version and index: text order is the stream's order. Gaps are normal."""
        return f"{self.version:012d}.{index:04d}"

    def placed(self, position: int) -> "Commit":
        """The same commit at its position."""
        commit = object.__new__(Commit)  # each is placed once: through ``replace`` it costs ten times as much
        commit.__dict__.update(self.__dict__, position=position)
        return commit

    def as_replay(self) -> "Commit":
        """The same commit, marked as the outcome of an earlier call."""
        return self if self.replayed else replace(self, replayed=True)

    @overload
    def first(self, kind: type[E1], /) -> E1: ...
    @overload
    def first(self, kind: type[E1], other: type[E2], /) -> E1 | E2: ...
    def first(self, *kinds: type[Event]) -> Event:
        """The first event of one of ``kinds``. Raises ``LookupError`` when there is none."""
        return first_of(self.events, kinds)


def _is_next_major(older: str, newer: str) -> bool:
    """Whether a type is a later major version of another one."""
    (stem, _, major), (newer_stem, _, newer_major) = older.rpartition(".v"), newer.rpartition(".v")
    return stem == newer_stem and int(major) < int(newer_major)


@dataclass(frozen=True)
class Chain:
    """A commit and all that its saga did after it, in order."""

    commits: tuple[Commit, ...]

    @property
    def replayed(self) -> bool:
        """Whether the first commit was the outcome of an earlier call."""
        return self.commits[0].replayed

    @overload
    def first(self, kind: type[E1], /) -> E1: ...
    @overload
    def first(self, kind: type[E1], other: type[E2], /) -> E1 | E2: ...
    def first(self, *kinds: type[Event]) -> Event:
        """The first event of one of ``kinds`` in the chain. Raises ``LookupError`` when there is none."""
        return first_of([event for commit in self.commits for event in commit.events], kinds)


def first_of(events: Sequence[Event], kinds: Sequence[type[Event]]) -> Event:
    """The first of ``events`` that is of one of ``kinds``. Raises ``LookupError`` when there is none."""
    for event in events:
        if isinstance(event, tuple(kinds)):
            return event
    raise LookupError(f"no {' or '.join(k.__name__ for k in kinds)} among {[type(e).__name__ for e in events]}")


def pack(records: Sequence[Record]) -> bytes:
    """Records as one blob: a line each, type, blank, JSON (which holds no raw line break)."""
    return b"\n".join(r.type.encode() + b" " + r.body for r in records)


def unpack(blob: bytes) -> tuple[Record, ...]:
    """The inverse of ``pack``."""
    records = []
    for line in blob.split(b"\n"):
        kind, _, body = line.partition(b" ")
        records.append(Record(kind.decode(), body))
    return tuple(records)
