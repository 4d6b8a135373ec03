"""What a service declares to its journal: streams with their states, rows for lists and timers, reactions.

States and rows are derived from commits and may be deleted at any time; ``kyoso rebuild`` makes them again.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel

from shared.events import Event

S = TypeVar("S", bound="State")
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Stream(Generic[S]):
    """The name of one aggregate, ``kind/part/part…``, and what its events fold into."""

    name: str
    state: type[S]


class State(BaseModel, ABC):
    """The fold of one stream's events. Mutable, owned by the journal; ``decide`` functions read it, never change it.

    Give ``fold_version`` a new number whenever ``apply`` or a field changes meaning: older snapshots are then ignored.
    """

    kind: ClassVar[str]
    fold_version: ClassVar[int] = 1

    stream_name: str

    @classmethod
    def stream(cls, *parts: str) -> Stream[Self]:
        """The stream of this kind that ``parts`` name. A part must not hold a slash."""
        if not parts or any(not part or "/" in part for part in parts):
            raise ValueError(f"a stream of {cls.kind} cannot be named by {parts!r}")
        return Stream("/".join((cls.kind, *parts)), cls)

    @property
    def stream_key(self) -> str:
        """The stream's name without its kind."""
        return self.stream_name.partition("/")[2]

    def archivable(self, before: date) -> bool:
        """Whether all that this stream is about lies before a day in Tokyo, and no command is still to be expected."""
        return False

    @abstractmethod
    def apply(self, event: Event) -> None:
        """Take one event into the state. Pure bookkeeping: no checks, no clock."""


class Row(BaseModel):
    """One entity as lists and timers see it. Closed when its life ends, never deleted.

    ``columns`` may be filtered and sorted by; ``many`` names list-valued fields of which one value can be asked for;
    ``addends`` names whole numbers that can be added up, ``distinct`` texts (or nothing) whose different values can be
    counted (``Store.totals``). ``due_at`` arms a timer.
    ``stamped`` rows have ``changed_at`` and ``revision``: the time and the version of the commit that last made them.
    """

    kind: ClassVar[str]
    stamped: ClassVar[bool] = False
    columns: ClassVar[tuple[str, ...]] = ()
    many: ClassVar[tuple[str, ...]] = ()
    addends: ClassVar[tuple[str, ...]] = ()
    distinct: ClassVar[tuple[str, ...]] = ()

    id: str
    closed: bool = False
    due_at: datetime | None = None


Project = Callable[[Any, Event], Iterable[Row]]
"""``project(state_after, event)``: the rows that this event makes or changes. Pure."""

Step = tuple[Stream[Any], Callable[[Any], Sequence[Event]]]
"""One step of a saga: the stream it writes and what it decides there."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What follows one event of the service's own. ``name`` is pinned: it is part of causes."""

    event: type[Event]
    name: str
    steps: Callable[[Any, "Following"], Sequence[Step]]


@dataclass(frozen=True, slots=True)
class Following:
    """What a reaction may know beside its event: the commit's id, stream, time and actor, and ids of its own.

    ``version`` is the commit's: a saga that is settled at once may overtake what the relay has still to do for earlier
    commits of the same stream, and whoever must not be misled by that compares versions.
    """

    event_id: str
    stream: str
    at: datetime
    actor: str
    new_id: Callable[[str], str]
    version: int = 0


def on(event: type[E], name: str, step: Callable[[E], Step | Sequence[Step]]) -> Reaction:
    """A line of a saga's table. ``step`` gives one ``(stream, decide)``, or a list of them for a fan-out.

    Steps of a saga end in an event, never in an exception.
    """

    def steps(seen: E, _: Following) -> Sequence[Step]:
        made = step(seen)
        return [made] if isinstance(made, tuple) else made

    return Reaction(event, name, steps)


def on_commit(event: type[E], name: str, step: Callable[[E, Following], Step | Sequence[Step]]) -> Reaction:
    """Like ``on``, for a step that needs to know when and by whom the event was committed."""

    def steps(seen: E, following: Following) -> Sequence[Step]:
        made = step(seen, following)
        return [made] if isinstance(made, tuple) else made

    return Reaction(event, name, steps)


@dataclass(frozen=True)
class Model:
    """Everything a journal must know of its service: the private and public events it writes, states, rows, saga."""

    service: str
    events: tuple[type[Event], ...]
    states: tuple[type[State], ...]
    rows: tuple[type[Row], ...]
    project: Project
    reactions: tuple[Reaction, ...] = ()
    followed: tuple[type[State], ...] = ()
    """States that other processes of the service keep in memory and follow: only they are noted (``Store.changes``)."""
    counts: Mapping[str, Callable[[Any], Iterable[Any]]] = field(default_factory=dict)
    """What its events count for in figures: see ``shared.journal.tallies``."""

    def __post_init__(self) -> None:
        for what, names in (
            ("event type", [e.type for e in self.events]),
            ("state kind", [s.kind for s in self.states]),
            ("row kind", [r.kind for r in self.rows]),
            ("reaction name", [r.name for r in self.reactions]),
        ):
            if len(names) != len(set(names)):
                raise ValueError(f"{self.service}: a {what} is declared twice in {sorted(names)}")

    @cached_property
    def _leading_on(self) -> AbstractSet[str]:
        published = {event.type for event in self.events if event.topic}
        return published | {reaction.event.type for reaction in self.reactions}

    def is_last(self, stream: str, types: Iterable[str]) -> bool:
        """Whether nothing but rows may follow from events of these types on a stream."""
        followed = {state.kind for state in self.followed}
        return stream.partition("/")[0] not in followed and self._leading_on.isdisjoint(types)

    def state_of(self, stream: str) -> type[State] | None:
        """The kind of state that a stream's name says; ``None`` for a kind that the service does not know any more."""
        kind = stream.partition("/")[0]
        return next((state for state in self.states if state.kind == kind), None)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics this service publishes on."""
        return tuple(sorted({event.topic for event in self.events if event.topic}))
