"""The adapters of the journal's port that the contract is held against. A new one is one more line in ``ADAPTERS``."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from shared.errors import StoreUnavailable
from shared.journal import Decoder, Model
from shared.journal.port import Batch, Store, VersionTaken
from shared.journal.sqlite import SqliteStore


class Adapter(Protocol):
    """How the suite opens, spoils and inspects one kind of store."""

    name: str

    def store(self, folder: Path, model: Model) -> Store:
        """A store on ``folder``; the same data for the same folder."""
        ...

    async def fill(self, store: Any) -> None:
        """Leave no room for anything more, as a full disk would."""
        ...

    async def give_space(self, store: Any) -> None:
        """The opposite."""
        ...

    crash_between_append_and_rows: str
    """Python that makes the ``store`` of a child process die when it has inserted commits and not yet their rows."""


class SqliteAdapter:
    """One SQLite file; a batch with its rows is one transaction."""

    name = "sqlite"
    crash_between_append_and_rows = "store._rows.write = lambda db, rows: os._exit(9)"

    def store(self, folder: Path, model: Model) -> SqliteStore:
        return SqliteStore(folder, model, Decoder(model))

    async def fill(self, store: SqliteStore) -> None:
        def limit(db: Any) -> None:
            (pages,) = db.execute("PRAGMA page_count").fetchone()
            db.execute(f"PRAGMA max_page_count={pages}")

        await store._write(limit)

    async def give_space(self, store: SqliteStore) -> None:
        await store._write(lambda db: db.execute("PRAGMA max_page_count=1073741823"))


ADAPTERS: Mapping[str, Adapter] = {"sqlite": SqliteAdapter()}


class Proxy:
    """A store that passes everything on. Two of them on one store are two replicas of a service."""

    def __init__(self, store: Store, *, owner: bool = False, exclusive: bool = False) -> None:
        self._store = store
        self.exclusive = exclusive
        self._owner = owner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def open(self) -> None:
        if self._owner:
            await self._store.open()

    async def close(self) -> None:
        if self._owner:
            await self._store.close()


class Faulty(Proxy):
    """Does ``first`` before the next append; fails appends after inserting a share of their commits, as stores may."""

    def __init__(self, store: Store, *, exclusive: bool) -> None:
        super().__init__(store, owner=True, exclusive=exclusive)
        self.faults: list[tuple[type[Exception], float]] = []
        self.first: Callable[[], Awaitable[Any]] | None = None

    async def append(self, batch: Batch) -> Any:
        if self.first:
            first, self.first = self.first, None
            await first()
        if not self.faults:
            return await self._store.append(batch)
        error, share = self.faults.pop(0)
        if count := round(len(batch.commits) * share):
            inserted = {(commit.stream, commit.version) for commit in batch.commits[:count]}
            rows = [placed for placed in batch.rows if (placed.stream, placed.version) in inserted]
            await self._store.append(Batch(batch.commits[:count], rows, ()))
        raise error("simulated")


FAULTS = [
    (VersionTaken, 0.0),
    (VersionTaken, 0.5),
    (StoreUnavailable, 0.0),
    (StoreUnavailable, 0.5),
    (StoreUnavailable, 1.0),
]
"""Nothing inserted, half of it, and all of it with the answer lost."""
