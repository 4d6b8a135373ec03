"""The vault of one service in an SQLite file: documents about persons, each encrypted with that person's own key.

A document is written before the commit that refers to it, under an id derived from the commit's cause. Keys are
insert-only under the person's id; dropping one makes every document of that person unreadable for good.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.clock import Clock, utc_text
from shared.vault import scrub
from shared.vault.batches import Batches
from shared.vault.port import Access, AnotherPersons, Erased, Unreadable, Vault, VaultDocument
from shared.vault.sealing import MASTER_CHECK, seal, unseal
from shared.vault.sqlite_copy import SqliteVaultCopy

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS keys (person_id TEXT PRIMARY KEY, wrapped BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, person_id TEXT NOT NULL, written_at TEXT NOT NULL,
    sealed BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS documents_person ON documents (person_id);
CREATE TABLE IF NOT EXISTS accesses (number INTEGER PRIMARY KEY, at TEXT NOT NULL, document_id TEXT NOT NULL,
    person_id TEXT NOT NULL, reader TEXT NOT NULL, purpose TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS accesses_document ON accesses (document_id);
CREATE INDEX IF NOT EXISTS accesses_person ON accesses (person_id);
CREATE TABLE IF NOT EXISTS erased (person_id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
"""


class SqliteVault(Vault):
    """Opens ``path`` (SQLite, full sync, freed pages overwritten). ``master`` (32 bytes) wraps the persons' keys.

    Calls that wait at the same time share one transaction, and with it one fsync.
    """

    def __init__(self, path: Path, master: bytes, clock: Clock) -> None:
        self.path = path
        self._master = AESGCM(master)
        self._clock = clock
        self._file = Batches(path, SCHEMA, self._prepare)

    async def open(self) -> None:
        """Create or open the file. Raises ``Unreadable`` when another master key made it."""
        await self._file.run(lambda db: None)

    async def close(self) -> None:
        """Close the file."""
        await self._file.close()

    def copying(self) -> SqliteVaultCopy:
        """The file for a backup."""
        return SqliteVaultCopy(self.path)

    async def put(self, documents: Sequence[VaultDocument]) -> None:
        """Write documents, all or none; one whose id is known is replaced. Raises ``Erased``, ``AnotherPersons``."""
        plains = [json.dumps(document.content, ensure_ascii=False).encode() for document in documents]

        def write(db: sqlite3.Connection) -> None:
            now = utc_text(self._clock.now())
            for document, plain in zip(documents, plains, strict=True):
                sealed = seal(AESGCM(self._key(db, document.person_id)), plain, document.id.encode())
                written = db.execute(
                    "INSERT INTO documents VALUES (?,?,?,?) ON CONFLICT (id) DO UPDATE SET sealed=excluded.sealed,"
                    " written_at=excluded.written_at WHERE person_id=excluded.person_id",
                    (document.id, document.person_id, now, sealed),
                )
                if written.rowcount != 1:
                    raise AnotherPersons(document.id)

        await self._file.run(write)

    async def get(
        self, document_id: str, *, reader: str, purpose: str, noted_since: str | None = None
    ) -> VaultDocument | None:
        """Read one document; who read it and what for is on disk first. ``None`` when it is not (or no longer) here."""

        def read(db: sqlite3.Connection) -> tuple[str, bytes, bytes] | None:
            query = (
                "SELECT d.person_id, d.sealed, k.wrapped FROM documents d LEFT JOIN keys k USING (person_id)"
                " WHERE d.id=?"
            )
            found: tuple[str, bytes, bytes] | None = db.execute(query, (document_id,)).fetchone()
            noted = "SELECT 1 FROM accesses WHERE document_id=? AND reader=? AND purpose=? AND at>=? LIMIT 1"
            since = (document_id, reader, purpose, noted_since)
            if found and not (noted_since and db.execute(noted, since).fetchone()):
                db.execute(
                    "INSERT INTO accesses (at, document_id, person_id, reader, purpose) VALUES (?,?,?,?,?)",
                    (utc_text(self._clock.now()), document_id, found[0], reader, purpose),
                )
            return found

        found = await self._file.run(read)
        if found is None:
            return None
        person_id, sealed, wrapped = found
        if wrapped is None:
            raise Unreadable(f"no key for the owner of a document in {self.path.name}")
        key = unseal(self._master, wrapped, person_id.encode())
        return VaultDocument(document_id, person_id, json.loads(unseal(AESGCM(key), sealed, document_id.encode())))

    async def remove(self, document_ids: Sequence[str]) -> None:
        """Delete documents (orphans whose commit never came, replaced versions)."""

        def delete(db: sqlite3.Connection) -> None:
            db.executemany("DELETE FROM documents WHERE id=?", [(id,) for id in document_ids])

        await self._file.run(delete)

    async def documents_of(self, person_id: str) -> list[str]:
        """Ids of the documents that belong to a person, in order."""
        query = "SELECT id FROM documents WHERE person_id=? ORDER BY id"
        return await self._file.run(lambda db: [id for (id,) in db.execute(query, (person_id,))])

    async def settled_ids(self, after: str = "", limit: int = 1000) -> list[str]:
        """All ids: the sweep runs before this process, the only one, takes commands."""
        query = "SELECT id FROM documents WHERE id>? ORDER BY id LIMIT ?"
        return await self._file.run(lambda db: [id for (id,) in db.execute(query, (after, limit))])

    async def written_before(self, text_instant: str, limit: int = 1000) -> list[str]:
        """Ids of documents written before an instant (``utc_text``), oldest first."""
        query = "SELECT id FROM documents WHERE written_at<? ORDER BY written_at LIMIT ?"
        return await self._file.run(lambda db: [id for (id,) in db.execute(query, (text_instant, limit))])

    async def erase(self, *person_ids: str) -> None:
        """Drop the persons' keys and documents, remember that they are erased, and leave no copy in the file.

        Answers when the write-ahead log is empty and the file was searched for what the deletion may have left.
        Repeating it is harmless. Raises ``StoreUnavailable`` while another process reads the file.
        """

        def forget(db: sqlite3.Connection) -> list[bytes]:
            secrets: list[bytes] = []
            now = utc_text(self._clock.now())
            for person_id in person_ids:
                for table, column in (("keys", "wrapped"), ("documents", "sealed")):
                    query = f"DELETE FROM {table} WHERE person_id=? RETURNING {column}"  # noqa: S608 - constants
                    secrets.extend(secret for (secret,) in db.execute(query, (person_id,)).fetchall())
                db.execute("INSERT OR IGNORE INTO erased VALUES (?,?)", (person_id, now))
            if secrets:
                scrub.announce(db)
            return secrets

        await self._file.run(forget, then=lambda db, secrets: scrub.scrub(db, self.path, secrets))

    async def not_erased(self, person_ids: Iterable[str]) -> list[str]:
        """Those of ``person_ids`` whom this vault does not yet remember as erased (after a crash or a restore)."""

        def missing(db: sqlite3.Connection) -> list[str]:
            query = "SELECT 1 FROM erased WHERE person_id=?"
            return [id for id in person_ids if db.execute(query, (id,)).fetchone() is None]

        return await self._file.run(missing)

    async def accesses(self, document_id: str) -> list[tuple[str, str, str]]:
        """Who read a document: (instant, reader, purpose), oldest first."""
        query = "SELECT at, reader, purpose FROM accesses WHERE document_id=? ORDER BY number"
        return await self._file.run(lambda db: db.execute(query, (document_id,)).fetchall())

    async def accesses_of(self, person_id: str, before: int | None = None, limit: int = 50) -> list[Access]:
        """Who else read documents of a person, newest first, with numbers below ``before``."""
        query = (
            "SELECT number, at, document_id, reader, purpose FROM accesses"
            " WHERE person_id=? AND reader<>person_id AND number<? ORDER BY number DESC LIMIT ?"
        )
        bound = 2**62 if before is None else before
        return await self._file.run(
            lambda db: [Access(*found) for found in db.execute(query, (person_id, bound, limit))]
        )

    def _key(self, db: sqlite3.Connection, person_id: str) -> bytes:
        """The person's key, made when there is none; never replaced. Raises ``Erased``."""
        found = db.execute("SELECT wrapped FROM keys WHERE person_id=?", (person_id,)).fetchone()
        if found:
            return unseal(self._master, found[0], person_id.encode())
        if db.execute("SELECT 1 FROM erased WHERE person_id=?", (person_id,)).fetchone():
            raise Erased(person_id)
        key = AESGCM.generate_key(bit_length=256)
        db.execute("INSERT INTO keys VALUES (?,?)", (person_id, seal(self._master, key, person_id.encode())))
        return key

    def _prepare(self, db: sqlite3.Connection) -> None:
        """At opening: the master key must be the one the file was made with; an erasure cut short is finished."""
        check = db.execute("SELECT value FROM meta WHERE name='master-check'").fetchone()
        if check is None:
            sealed = seal(self._master, MASTER_CHECK, MASTER_CHECK)
            db.execute("INSERT INTO meta VALUES ('master-check', ?)", (sealed,))
        else:
            unseal(self._master, check[0], MASTER_CHECK)
        scrub.finish(db)
