"""The SQLite file of a journal: one writing thread, one that reads, each with a connection of its own."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from shared.errors import StoreUnavailable
from shared.journal.port import VersionTaken

T = TypeVar("T")

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an acknowledged commit survives a power cut, not only a killed process
    "PRAGMA secure_delete=ON",  # freed pages are overwritten: what was erased is not left in the file
    "PRAGMA wal_autocheckpoint=8192",  # 32 MiB: keys are random; a checkpoint every 4 MiB costs two thirds of the speed
    "PRAGMA cache_size=-16384",
    "PRAGMA temp_store=MEMORY",
)

BUSY_SECONDS = 0.5
"""Somebody outside holds the file (a copy, a check): each write waits this long before the store counts as away. Writes
queue one behind the other: with 5 s, a command was told *later* after 27 s."""


class SqliteFile:
    """The file at ``path``, opened when it is first written or read; ``service`` is told by the threads' names."""

    def __init__(self, path: Path, service: str) -> None:
        self.path = path
        self._writing = ThreadPoolExecutor(1, thread_name_prefix=f"{service}-write")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix=f"{service}-read")
        self._connections = threading.local()

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do ``work`` behind all that was asked before. Raises ``VersionTaken`` or ``StoreUnavailable``."""
        return await asyncio.get_running_loop().run_in_executor(self._writing, self._guarded, work)

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do ``work``, which writes nothing, beside whatever is being written."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, self._guarded, work)

    async def close(self) -> None:
        """Close both connections; the write-ahead log is folded into the file."""
        for pool in (self._reading, self._writing):
            await asyncio.get_running_loop().run_in_executor(pool, self._disconnect)
            pool.shutdown()

    def _guarded(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run on this thread's connection; on failure roll back and say it in the port's own words."""
        try:
            db = self._connect()
            try:
                return work(db)
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
        except sqlite3.IntegrityError as error:
            raise VersionTaken(str(error)) from error
        except (sqlite3.OperationalError, sqlite3.DatabaseError, OSError) as error:
            raise StoreUnavailable(f"{self.path.name}: {error}") from error

    def _connect(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._connections, "db", None)
        if db is None:
            db = sqlite3.connect(self.path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False)
            for pragma in PRAGMAS:
                db.execute(pragma)
            self._connections.db = db
        return db

    def _disconnect(self) -> None:
        db = getattr(self._connections, "db", None)
        if db is not None:
            db.close()
            self._connections.db = None
