"""A vault's SQLite file, read beside the process that writes it, or filled while nobody does."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from shared.errors import StoreUnavailable
from shared.vault.copying import FIELDS, PLACE, Kind, SealedRecord, VaultCopy

T = TypeVar("T")

BUSY_SECONDS = 10.0
TABLES: dict[Kind, str] = {"document": "documents", "key": "keys", "erased": "erased", "access": "accesses"}


class SqliteVaultCopy(VaultCopy):
    """Short questions only: an erasure has to empty the file's log, and waits for no reader."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None

    async def open(self) -> None:
        if not self._path.exists():
            raise StoreUnavailable(f"there is no {self._path}")

    async def close(self) -> None:
        if self._db is not None:
            await asyncio.to_thread(self._db.close)
            self._db = None

    async def page(self, kind: Kind, after: Any, limit: int) -> Sequence[SealedRecord]:
        if kind == "check":
            query = "SELECT value FROM meta WHERE name='master-check'"
            return await self._do(lambda db: [] if after else [{"sealed": value} for (value,) in db.execute(query)])
        behind = "" if after is None else f" WHERE {PLACE[kind]}>?"
        query = f"SELECT {', '.join(FIELDS[kind])} FROM {TABLES[kind]}{behind} ORDER BY {PLACE[kind]} LIMIT ?"  # noqa: S608 - constants
        values = (limit,) if after is None else (after, limit)
        return await self._do(lambda db: [_record(kind, found) for found in db.execute(query, values)])

    async def documents(self, ids: Sequence[str]) -> Sequence[SealedRecord]:
        marks = ",".join("?" * len(ids))
        query = f"SELECT {', '.join(FIELDS['document'])} FROM documents WHERE id IN ({marks})"  # noqa: S608 - marks
        return await self._do(lambda db: [_record("document", found) for found in db.execute(query, tuple(ids))])

    async def is_empty(self) -> bool:
        query = "SELECT EXISTS (SELECT 1 FROM documents) + EXISTS (SELECT 1 FROM keys) + EXISTS (SELECT 1 FROM erased)"
        return await self._do(lambda db: db.execute(query).fetchone()[0] == 0)

    async def take_in(self, kind: Kind, records: Sequence[SealedRecord]) -> None:
        fields = FIELDS[kind]
        marks = ",".join("?" * len(fields))
        insert = f"INSERT OR IGNORE INTO {TABLES[kind]} ({', '.join(fields)}) VALUES ({marks})"  # noqa: S608 - constants
        values = [tuple(record[name] for name in fields) for record in records]

        def write(db: sqlite3.Connection) -> None:
            db.execute("PRAGMA query_only=OFF")
            db.execute("BEGIN IMMEDIATE")
            db.executemany(insert, values)
            db.execute("COMMIT")

        await self._do(write)

    async def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await asyncio.to_thread(self._guarded, work)

    def _guarded(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            if self._db is None:
                self._db = sqlite3.connect(
                    self._path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
                )
                self._db.execute("PRAGMA query_only=ON")  # nothing is written here by mistake
            try:
                return work(self._db)
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        except (sqlite3.Error, OSError) as error:
            raise StoreUnavailable(f"{self._path.name}: {error}") from error


def _record(kind: Kind, found: Sequence[Any]) -> SealedRecord:
    return dict(zip(FIELDS[kind], found, strict=True))
