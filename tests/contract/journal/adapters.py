"""The adapters of the journal's port that the contract is held against. A new one is one more line in ``ADAPTERS``."""

import hashlib
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from pymongo.errors import OperationFailure

from shared.errors import StoreUnavailable
from shared.journal import Decoder, Journal, Model
from shared.journal.mongo import MongoStore
from shared.journal.mongo_client import connect, database_of
from shared.journal.port import Batch, Store, VersionTaken
from shared.journal.sqlite import SqliteStore


class Adapter(Protocol):
    """How the suite opens, spoils and inspects one kind of store."""

    name: str
    many: int
    """How many commits make a long journal, for a test that must end."""

    def store(self, folder: Path, model: Model) -> Store:
        """A store on ``folder``; the same data for the same folder."""
        ...

    async def prepare(self, store: Any) -> None:
        """What an operator does once before a service opens the store."""
        ...

    async def drop(self, folder: Path) -> None:
        """Remove what was written on ``folder``."""
        ...

    async def not_confirmed(self, journal: Journal, limit: int) -> list[Any]:
        """Every commit that waits for the relay, read as the relay does, ``limit`` at a time."""
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
    many = 10_000
    crash_between_append_and_rows = "store._rows.write = lambda db, rows: os._exit(9)"

    def store(self, folder: Path, model: Model) -> SqliteStore:
        return SqliteStore(folder, model, Decoder(model))

    async def prepare(self, store: SqliteStore) -> None:
        return

    async def drop(self, folder: Path) -> None:
        return

    async def not_confirmed(self, journal: Journal, limit: int) -> list[Any]:
        found: list[Any] = []
        position = 0
        while page := await journal.store.after(position, limit):
            found.extend(page)
            position = page[-1].position
        return found

    async def fill(self, store: SqliteStore) -> None:
        def limit(db: Any) -> None:
            (pages,) = db.execute("PRAGMA page_count").fetchone()
            db.execute(f"PRAGMA max_page_count={pages}")

        await store._write(limit)

    async def give_space(self, store: SqliteStore) -> None:
        await store._write(lambda db: db.execute("PRAGMA max_page_count=1073741823"))


DISK_FULL = 14_031


class MongoAdapter:
    """A database of its own for each folder, on the server at ``url``; a batch is an ordered insert, then its rows."""

    name = "mongo"
    many = 2_000
    crash_between_append_and_rows = """
    async def die(rows):
        os._exit(9)
    store._rows.write = die"""

    def __init__(self, url: str) -> None:
        self._url = url

    def store(self, folder: Path, model: Model) -> MongoStore:
        return MongoStore(self._database(folder), model, Decoder(model))

    def _database(self, folder: Path) -> Any:
        prefix = f"kyoso_test_{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
        return database_of(connect(self._url), prefix, "toy")

    async def prepare(self, store: Any) -> None:
        await store.prepare()

    async def drop(self, folder: Path) -> None:
        database = self._database(folder)
        await database.client.drop_database(database.name)
        database.client.close()

    async def not_confirmed(self, journal: Journal, limit: int) -> list[Any]:
        found: list[Any] = []
        while page := await journal.store.pending(limit):
            for stream in dict.fromkeys(stream for stream, _, _ in page):
                commits = await journal.store.pending_of(stream)
                found.extend(commits)
                await journal.store.confirm(commits)
        return found

    async def fill(self, store: MongoStore) -> None:
        """A server whose disk is full takes a little more, then says so."""
        whole, left = store._journal.insert_many, [3]

        async def insert_many(documents: Any, **options: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise OperationFailure("out of disk space", DISK_FULL)
            return await whole(documents, **options)

        store._journal = _Instead(store._journal, insert_many=insert_many)

    async def give_space(self, store: MongoStore) -> None:
        store._journal = store._journal.instead_of


class _Instead:
    """A collection of which one method is another one."""

    def __init__(self, instead_of: Any, **methods: Any) -> None:
        self.instead_of = instead_of
        self.__dict__.update(methods)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.instead_of, name)


SERVER = os.environ.get("TEST_STORE_MONGO", "")
"""Set by ``make test-store MONGO=…``; without it the contract is held against the embedded store alone."""

ADAPTERS: Mapping[str, Adapter] = {"sqlite": SqliteAdapter(), **({"mongo": MongoAdapter(SERVER)} if SERVER else {})}


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
