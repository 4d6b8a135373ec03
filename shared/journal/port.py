"""What a store must be able to do to hold a journal. Adapters: ``sqlite`` (embedded), ``mongo`` (cluster).

Nothing here asks for more than atomic inserts under unique keys; ``tests/contract`` is the suite for every adapter.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from shared.errors import Transient
from shared.journal.commits import Commit
from shared.journal.model import Row

if TYPE_CHECKING:
    from shared.journal.copying import JournalCopy


class VersionTaken(Transient):
    """A rival wrote a version or a cause first, or the store's answer is ambiguous: load again and decide again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A stream to load: commits after ``version`` (what the cache holds; 0 for nothing), and the usable snapshots."""

    version: int
    fold_version: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state as JSON bytes, after the commit ``version`` at ``at``, folded by code of ``fold_version``."""

    stream: str
    version: int
    fold_version: int
    at: datetime
    state: bytes


@dataclass(slots=True)
class Loaded:
    """What ``load`` found: a snapshot where one is newer than what is held, the commits after it, known causes."""

    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    tails: dict[str, list[Commit]] = field(default_factory=dict)
    causes: dict[str, Commit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row with the stream it belongs to and the version that made it: only a higher version replaces it."""

    row: Row
    stream: str
    version: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Commits in the order they were decided, with what is derived from them."""

    commits: Sequence[Commit]
    rows: Sequence[PlacedRow]
    snapshots: Sequence[Snapshot]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a journal. A mark of another journal (after a restore) does not count."""

    journal_id: str
    position: int


@dataclass(frozen=True, slots=True)
class Change:
    """A hint for whoever follows a journal: these streams were written. It may come late, or twice."""

    number: int
    streams: tuple[str, ...]


LetterStatus = Literal["failed", "parked", "releasing", "discarding", "replayed", "discarded"]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What could not be handled (``failed``), or waits in order behind such a one (``parked``).

    ``origin`` is ``event`` for a message from the bus, ``reaction`` for a step of this service's own relay (then
    ``subject`` is the stream and ``payload`` empty: the journal has it). ``releasing`` and ``discarding`` mean that an
    operator lets a reaction's stream go on, with or without that reaction, and the relay has not finished yet.
    """

    id: str
    origin: Literal["event", "reaction"]
    topic: str
    subject: str
    sequence: str
    type: str
    handler: str
    reason: str
    payload: bytes
    headers: tuple[tuple[str, bytes], ...]
    status: LetterStatus
    at: datetime
    number: int = 0
    closed_by: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Rows of one kind: equal in ``where``, holding a value in ``having``, with ``since <= order_by < until``.

    ``after`` is the (order value, id) of the last row already seen; ``limit`` bounds the page.
    """

    kind: type[Row]
    where: Mapping[str, Any] = field(default_factory=dict)
    having: Mapping[str, str] = field(default_factory=dict)
    order_by: str = "id"
    descending: bool = False
    since: Any = None
    until: Any = None
    after: tuple[Any, str] | None = None
    limit: int = 50
    with_closed: bool = True


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows have one value in a column, the sum of a number in them, and how many different texts they have."""

    value: Any
    rows: int
    sum: int
    distinct: int = 0


class Store(Protocol):
    """One service's journal with its rows, snapshots, positions and dead letters."""

    exclusive: bool
    """Whether no other process can write: then a cached state is the newest."""
    journal_id: str
    """Made once with the journal; another after a restore from elsewhere."""
    rows_stale: bool
    """Whether the rows must be made again before use: their declared columns changed, or a rebuild was interrupted."""

    async def open(self) -> None: ...
    async def close(self) -> None: ...

    def copying(self) -> "JournalCopy":
        """The same journal for a backup: read beside a running service, or filled before the first one opens it."""
        ...

    async def load(self, streams: Mapping[str, Wanted], causes: Sequence[str]) -> Loaded:
        """States' raw material and known causes, as of now: whoever is in a state is also found by its cause."""
        ...

    async def append(self, batch: Batch) -> Sequence[Commit]:
        """Insert all commits (with positions in the answer). Raises ``VersionTaken`` or ``StoreUnavailable``.

        After a failure some of them may be there, never one behind another that is not; their causes tell.
        """
        ...

    async def of_stream(self, stream: str, from_version: int = 1) -> Sequence[Commit]:
        """A stream's commits in order."""
        ...

    async def streams(self, after: str, limit: int) -> Sequence[str]:
        """Names of streams in order, for a rebuild."""
        ...

    async def changes(self, after: int, limit: int) -> Sequence[Change]:
        """What was written behind the change ``after``, by any process: at least every commit that was answered.

        Only streams of kinds that the model says are followed need to be there.
        """
        ...

    async def last_change(self) -> int:
        """The number of the newest change."""
        ...

    async def replace_rows(self, rows: Sequence[PlacedRow]) -> None:
        """Write rows outside a commit (rebuild, repair); a lower version never replaces a higher one."""
        ...

    async def begin_rebuild(self) -> None:
        """Drop snapshots, and rows where nobody reads them meanwhile; rows are stale until ``end_rebuild``."""
        ...

    async def leftovers(self, limit: int) -> Sequence[PlacedRow]:
        """Rows that the rebuild under way has not written yet: made beside it, or belonging to nothing."""
        ...

    async def remove_rows(self, rows: Sequence[PlacedRow]) -> None:
        """Take rows away that belong to nothing."""
        ...

    async def end_rebuild(self) -> None:
        """Rows are fresh."""
        ...

    async def row(self, kind: type[Row], id: str) -> Row | None: ...
    async def rows(self, query: RowQuery) -> Sequence[Row]: ...
    async def totals(
        self, kind: type[Row], *, by: str, of: str, since: Any, until: Any, distinct: str | None = None
    ) -> Sequence[Total]:
        """Rows counted, and their ``of`` added up, for each value of the column ``by`` with ``since <= value < until``.

        With ``distinct`` also how many different values it has there; rows that have none do not count. In the order of
        the values. Raises ``ValueError`` for what the kind does not declare.
        """
        ...

    async def placed(self, kind: type[Row], id: str) -> PlacedRow | None:
        """A row with its stream and version."""
        ...

    async def due(self, kind: type[Row], now: datetime, limit: int) -> Sequence[PlacedRow]:
        """Open rows whose ``due_at`` has come, earliest first."""
        ...

    async def marks(self) -> dict[str, Mark]: ...
    async def set_marks(self, marks: Mapping[str, Mark]) -> None: ...

    async def add_letters(self, letters: Sequence[DeadLetter]) -> None:
        """Insert; a letter whose id is known stays as it is."""
        ...

    async def letters(self, statuses: Sequence[LetterStatus], after: int = 0, limit: int = 100) -> Sequence[DeadLetter]:
        """Letters by number."""
        ...

    async def letter(self, id: str) -> DeadLetter | None: ...
    async def mark_letter(self, id: str, status: LetterStatus, by: str, at: datetime, reason: str = "") -> None: ...


class PositionStore(Store, Protocol):
    """A store of one process, whose commits have an order of their own: the relay keeps two positions."""

    async def after(self, position: int, limit: int) -> Sequence[Commit]:
        """Commits behind ``position`` in the journal's order."""
        ...

    async def outgoing(self, topic: str, after: int, upto: int, limit: int) -> Sequence[Commit]:
        """Commits with an event for ``topic``, ``after < position <= upto``."""
        ...

    async def last_position(self) -> int: ...


class PendingStore(Store, Protocol):
    """A store of several processes: no order over streams, so each commit tells whether it is confirmed."""

    async def pending(self, limit: int, without: Collection[str] = ()) -> Sequence[tuple[str, int, datetime]]:
        """Some unconfirmed commits (stream, version, time), none of the streams ``without``.

        No snapshot: of a stream that is found here, earlier versions may be missing. Read it with ``pending_of``.
        """
        ...

    async def pending_of(self, stream: str) -> Sequence[Commit]:
        """A stream's unconfirmed commits in order."""
        ...

    async def unconfirmed(self, commits: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
        """Those of these (stream, version) that are not confirmed yet."""
        ...

    async def confirm(self, commits: Sequence[Commit]) -> None:
        """All that follows these commits is done. Repeating it is harmless."""
        ...

    async def derive_rows(self, streams: Collection[str]) -> None:
        """Bring the rows of some streams to their newest state: their writer may have died before."""
        ...
