"""The vault of one service: documents about persons, each encrypted with that person's own key.

A document is written before the commit that refers to it, under an id derived from the commit's cause. Keys are
insert-only under the person's id; dropping one makes every document of that person unreadable for good.
"""

import asyncio
import json
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.clock import Clock, utc_text
from shared.errors import Permanent, StoreUnavailable

T = TypeVar("T")

SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (person_id TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, person_id TEXT NOT NULL, written_at TEXT NOT NULL,
    sealed BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS documents_person ON documents (person_id);
CREATE TABLE IF NOT EXISTS accesses (number INTEGER PRIMARY KEY, at TEXT NOT NULL, document_id TEXT NOT NULL,
    reader TEXT NOT NULL, purpose TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS erased (person_id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
"""


class Erased(Permanent):
    """The person was erased here; nothing about them is taken in any more."""


class Unreadable(Permanent):
    """The document's key does not fit: another master key, or a damaged file."""


@dataclass(frozen=True, slots=True)
class VaultDocument:
    """One document: its id, whose it is, and what it says."""

    id: str
    person_id: str
    content: Mapping[str, Any]


class Vault:
    """Opens ``path`` (SQLite, full sync, freed pages overwritten). ``master`` (32 bytes) wraps the persons' keys."""

    def __init__(self, path: Path, master: bytes, clock: Clock) -> None:
        self.path = path
        self._master = AESGCM(master)
        self._clock = clock
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=path.stem)
        self._db: sqlite3.Connection | None = None

    async def open(self) -> None:
        """Create or open the file."""
        await self._run(lambda db: None)

    async def close(self) -> None:
        """Close the file."""

        def close() -> None:
            if self._db is not None:
                self._db.close()
                self._db = None

        await asyncio.get_running_loop().run_in_executor(self._pool, close)
        self._pool.shutdown()

    async def put(self, documents: Sequence[VaultDocument]) -> None:
        """Write documents in one transaction; one whose id is known is replaced. Raises ``Erased``."""

        def write(db: sqlite3.Connection) -> None:
            now = utc_text(self._clock.now())
            db.execute("BEGIN IMMEDIATE")
            for document in documents:
                key = self._key(db, document.person_id, create=True)
                plain = json.dumps(document.content, ensure_ascii=False).encode()
                sealed = _seal(AESGCM(key), plain, document.id.encode())
                db.execute(
                    "INSERT INTO documents VALUES (?,?,?,?) ON CONFLICT (id) DO UPDATE SET sealed=excluded.sealed",
                    (document.id, document.person_id, now, sealed),
                )
            db.execute("COMMIT")

        await self._run(write)

    async def get(self, document_id: str, *, reader: str, purpose: str) -> VaultDocument | None:
        """Read one document; who read it and what for is recorded first. ``None`` when it is not (or no longer) here."""

        def read(db: sqlite3.Connection) -> VaultDocument | None:
            found = db.execute("SELECT person_id, sealed FROM documents WHERE id=?", (document_id,)).fetchone()
            if found is None:
                return None
            person_id, sealed = found
            db.execute(
                "INSERT INTO accesses (at, document_id, reader, purpose) VALUES (?,?,?,?)",
                (utc_text(self._clock.now()), document_id, reader, purpose),
            )
            plain = _open(AESGCM(self._key(db, person_id, create=False)), sealed, document_id.encode())
            return VaultDocument(document_id, person_id, json.loads(plain))

        return await self._run(read)

    async def remove(self, document_ids: Sequence[str]) -> None:
        """Delete documents (orphans whose commit never came, replaced versions)."""
        await self._run(lambda db: db.executemany("DELETE FROM documents WHERE id=?", [(id,) for id in document_ids]))

    async def written_before(self, text_instant: str, limit: int = 1000) -> list[str]:
        """Ids of documents written before an instant (``utc_text``), for the sweep of orphans."""
        query = "SELECT id FROM documents WHERE written_at<? ORDER BY written_at LIMIT ?"
        return await self._run(lambda db: [id for (id,) in db.execute(query, (text_instant, limit))])

    async def erase(self, person_id: str) -> None:
        """Drop the person's key and documents, remember that they are erased, and overwrite what was freed."""

        def forget(db: sqlite3.Connection) -> None:
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM documents WHERE person_id=?", (person_id,))
            db.execute("DELETE FROM keys WHERE person_id=?", (person_id,))
            db.execute("INSERT OR IGNORE INTO erased VALUES (?,?)", (person_id, utc_text(self._clock.now())))
            db.execute("COMMIT")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

        await self._run(forget)

    async def accesses(self, document_id: str) -> list[tuple[str, str, str]]:
        """Who read a document: (instant, reader, purpose), oldest first."""
        query = "SELECT at, reader, purpose FROM accesses WHERE document_id=? ORDER BY number"
        return await self._run(lambda db: list(db.execute(query, (document_id,))))

    def _key(self, db: sqlite3.Connection, person_id: str, *, create: bool) -> bytes:
        found = db.execute("SELECT wrapped FROM keys WHERE person_id=?", (person_id,)).fetchone()
        if found:
            return _open(self._master, found[0], person_id.encode())
        if not create:
            raise Unreadable(f"no key for the owner of a document in {self.path.name}")
        if db.execute("SELECT 1 FROM erased WHERE person_id=?", (person_id,)).fetchone():
            raise Erased(person_id)
        key = AESGCM.generate_key(bit_length=256)
        db.execute("INSERT INTO keys VALUES (?,?)", (person_id, _seal(self._master, key, person_id.encode())))
        return key

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def guarded() -> T:
            try:
                db = self._connect()
                try:
                    return work(db)
                except BaseException:
                    if db.in_transaction:
                        db.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise StoreUnavailable(f"{self.path.name}: {error}") from error

        return await asyncio.get_running_loop().run_in_executor(self._pool, guarded)

    def _connect(self) -> sqlite3.Connection:
        if self._db is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self.path, isolation_level=None, timeout=5, check_same_thread=False)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                db.execute(f"PRAGMA {pragma}")
            db.executescript(SCHEMA)
            self._db = db
        return self._db


def _seal(key: AESGCM, plain: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + key.encrypt(nonce, plain, bound_to)


def _open(key: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    try:
        return key.decrypt(sealed[:12], sealed[12:], bound_to)
    except InvalidTag as error:
        raise Unreadable("the key does not fit") from error
