"""The journal in one SQLite file a service: a batch is one transaction, rows are written with it, one fsync.

Write-ahead log with full sync; one writing thread, readers on a connection of their own. The embedded runner's lock
file keeps a second process out of the data folder, so a cached state is always the newest.
"""

import sqlite3
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from shared.clock import utc_text
from shared.errors import StoreUnavailable
from shared.journal import sqlite_commits
from shared.journal.commits import Commit, Decode
from shared.journal.model import Model, Row
from shared.journal.port import (
    Batch,
    Change,
    DeadLetter,
    LetterStatus,
    Loaded,
    Mark,
    PlacedRow,
    PositionStore,
    RowQuery,
    Snapshot,
    Total,
    Wanted,
)
from shared.journal.sqlite_commits import Recent
from shared.journal.sqlite_copy import RESTORING, SqliteJournalCopy
from shared.journal.sqlite_file import SqliteFile
from shared.journal.sqlite_letters import Letters
from shared.journal.sqlite_many import insert_many
from shared.journal.sqlite_rows import RowTables

T = TypeVar("T")

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS journal (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, stream TEXT NOT NULL, version INTEGER NOT NULL,
    cause TEXT NOT NULL, digest TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, trace TEXT NOT NULL,
    events BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS journal_version ON journal (stream, version);
CREATE UNIQUE INDEX IF NOT EXISTS journal_cause ON journal (cause);
CREATE TABLE IF NOT EXISTS outgoing (topic TEXT NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (topic, position)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS snapshots (stream TEXT PRIMARY KEY, version INTEGER NOT NULL,
    fold_version INTEGER NOT NULL, at TEXT NOT NULL, state BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, journal_id TEXT NOT NULL,
    position INTEGER NOT NULL) WITHOUT ROWID;
"""


class SqliteStore(PositionStore):
    """One service's journal in ``<folder>/<service>.db``."""

    exclusive = True

    def __init__(self, folder: Path, model: Model, decode: Decode) -> None:
        self.path = folder / f"{model.service}.db"
        self.journal_id = ""
        self.rows_stale = False
        self._decode = decode
        self._model = model
        self._rows = RowTables(model.rows)
        self._letters = Letters()
        self._topic_of = {event.type: event.topic for event in model.events if event.topic}
        self._file = SqliteFile(self.path, model.service)
        self._last_position = 0
        self._recent = Recent(self._topic_of)

    async def open(self) -> None:
        """Create or open the file. Raises ``StoreUnavailable`` when that is not possible."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        await self._write(self._prepare)

    async def close(self) -> None:
        """Close both connections; the write-ahead log is folded into the file."""
        await self._file.close()

    def copying(self) -> SqliteJournalCopy:
        return SqliteJournalCopy(self.path, self._model, self._decode)

    # -- the write path

    async def load(self, streams: Mapping[str, Wanted], causes: Sequence[str]) -> Loaded:
        return await self._write(lambda db: self._load(db, streams, causes))

    async def append(self, batch: Batch) -> Sequence[Commit]:
        """One transaction: all of the batch, or nothing. What is written is made before: the thread only writes."""
        commits = [sqlite_commits.values_of(commit) for commit in batch.commits]
        topics = [self._topics_of(commit) for commit in batch.commits]
        rows = self._rows.encoded(batch.rows)

        def insert(db: sqlite3.Connection) -> int:
            db.execute("BEGIN IMMEDIATE")
            first = _last_position(db) + 1  # asked each time: the answer to an earlier batch may have been lost
            sqlite_commits.insert_values(db, [(*values, first + n) for n, values in enumerate(commits)])
            insert_many(db, "outgoing", [(topic, first + n) for n, of_one in enumerate(topics) for topic in of_one])
            self._rows.write(db, rows)
            db.executemany(
                "INSERT INTO snapshots VALUES (?,?,?,?,?) ON CONFLICT (stream) DO UPDATE SET version=excluded.version,"
                " fold_version=excluded.fold_version, at=excluded.at, state=excluded.state",
                [(s.stream, s.version, s.fold_version, utc_text(s.at), s.state) for s in batch.snapshots],
            )
            db.execute("COMMIT")
            self._last_position = first + len(commits) - 1
            return first

        first = await self._write(insert)
        placed = [commit.placed(first + n) for n, commit in enumerate(batch.commits)]
        self._recent.add(placed)
        return placed

    def _load(self, db: sqlite3.Connection, streams: Mapping[str, Wanted], causes: Sequence[str]) -> Loaded:
        loaded = Loaded()
        for chunk in _chunks(list(streams), 500):
            self._load_streams(db, {name: streams[name] for name in chunk}, loaded)
        for chunk in _chunks(causes, 500):
            where = f"WHERE cause IN ({_marks(chunk)})"
            loaded.causes.update({commit.cause: commit for commit in self._commits(db, where, tuple(chunk))})
        return loaded

    def _load_streams(self, db: sqlite3.Connection, streams: Mapping[str, Wanted], loaded: Loaded) -> None:
        """The usable snapshots of some streams, and the commits after them: two questions for all together."""
        query = f"SELECT stream, version, fold_version, at, state FROM snapshots WHERE stream IN ({_marks(streams)})"  # noqa: S608 - marks
        for name, version, fold_version, at, state in db.execute(query, tuple(streams)):
            if fold_version == streams[name].fold_version and version > streams[name].version:
                loaded.snapshots[name] = Snapshot(name, version, fold_version, datetime.fromisoformat(at), state)
        loaded.tails.update({name: [] for name in streams})
        whole = [name for name in streams if name not in loaded.snapshots and streams[name].version == 0]
        if whole:
            where = f"WHERE stream IN ({_marks(whole)}) ORDER BY stream, version"
            for commit in self._commits(db, where, tuple(whole)):
                loaded.tails[commit.stream].append(commit)
        for name in streams.keys() - set(whole):
            snapshot = loaded.snapshots.get(name)
            after = snapshot.version if snapshot else streams[name].version
            loaded.tails[name] = self._commits(db, "WHERE stream=? AND version>? ORDER BY version", (name, after))

    def _topics_of(self, commit: Commit) -> list[str]:
        topic_of = self._topic_of
        return sorted({topic_of[record.type] for record in commit.records if record.type in topic_of})

    # -- the relay's readings

    async def after(self, position: int, limit: int) -> Sequence[Commit]:
        if recent := self._recent.after(position, limit):
            return recent
        return await self._read(
            lambda db: self._commits(db, "WHERE position>? ORDER BY position LIMIT ?", (position, limit))
        )

    async def outgoing(self, topic: str, after: int, upto: int, limit: int) -> Sequence[Commit]:
        if after >= upto:
            return []
        if (recent := self._recent.outgoing(topic, after, upto, limit)) is not None:
            return recent
        where = (
            "WHERE position IN (SELECT position FROM outgoing WHERE topic=? AND position>? AND position<=?"
            " ORDER BY position LIMIT ?) ORDER BY position"
        )
        return await self._read(lambda db: self._commits(db, where, (topic, after, upto, limit)))

    async def of_stream(self, stream: str, from_version: int = 1) -> Sequence[Commit]:
        where = "WHERE stream=? AND version>=? ORDER BY version"
        return await self._read(lambda db: self._commits(db, where, (stream, from_version)))

    async def last_position(self) -> int:
        return self._last_position

    async def streams(self, after: str, limit: int) -> Sequence[str]:
        query = "SELECT DISTINCT stream FROM journal WHERE stream>? ORDER BY stream LIMIT ?"
        return await self._read(lambda db: [name for (name,) in db.execute(query, (after, limit))])

    async def changes(self, after: int, limit: int) -> Sequence[Change]:
        return [Change(commit.position, (commit.stream,)) for commit in await self.after(after, limit)]

    async def last_change(self) -> int:
        return self._last_position

    # -- what is derived

    async def replace_rows(self, rows: Sequence[PlacedRow]) -> None:
        encoded = self._rows.encoded(rows)
        await self._write(lambda db: _in_transaction(db, lambda: self._rows.write(db, encoded)))

    async def begin_rebuild(self) -> None:
        def clear(db: sqlite3.Connection) -> None:
            self._rows.clear(db)
            db.execute("DELETE FROM snapshots")
            db.execute("INSERT OR REPLACE INTO meta VALUES ('rows-stale', '1')")

        await self._write(lambda db: _in_transaction(db, lambda: clear(db)))

    async def leftovers(self, limit: int) -> Sequence[PlacedRow]:
        return []

    async def remove_rows(self, rows: Sequence[PlacedRow]) -> None:
        return

    async def end_rebuild(self) -> None:
        await self._write(lambda db: db.execute("DELETE FROM meta WHERE name='rows-stale'"))
        self.rows_stale = False

    async def row(self, kind: type[Row], id: str) -> Row | None:
        placed = await self.placed(kind, id)
        return placed.row if placed else None

    async def placed(self, kind: type[Row], id: str) -> PlacedRow | None:
        return await self._read(lambda db: self._rows.placed(db, kind, id))

    async def rows(self, query: RowQuery) -> Sequence[Row]:
        return await self._read(lambda db: self._rows.select(db, query))

    async def totals(
        self, kind: type[Row], *, by: str, of: str, since: Any, until: Any, distinct: str | None = None
    ) -> Sequence[Total]:
        return await self._read(lambda db: self._rows.totals(db, kind, by, of, since, until, distinct))

    async def due(self, kind: type[Row], now: datetime, limit: int) -> Sequence[PlacedRow]:
        return await self._read(lambda db: self._rows.due(db, kind, now, limit))

    # -- positions and dead letters

    async def marks(self) -> dict[str, Mark]:
        query = "SELECT name, journal_id, position FROM marks"
        return await self._read(lambda db: {name: Mark(id, at) for name, id, at in db.execute(query)})

    async def set_marks(self, marks: Mapping[str, Mark]) -> None:
        values = [(name, mark.journal_id, mark.position) for name, mark in marks.items()]
        insert = "INSERT OR REPLACE INTO marks VALUES (?,?,?)"
        await self._write(lambda db: _in_transaction(db, lambda: db.executemany(insert, values)))

    async def add_letters(self, letters: Sequence[DeadLetter]) -> None:
        await self._write(lambda db: _in_transaction(db, lambda: self._letters.add(db, letters)))

    async def letters(self, statuses: Sequence[LetterStatus], after: int = 0, limit: int = 100) -> Sequence[DeadLetter]:
        return await self._read(lambda db: self._letters.select(db, statuses, after, limit))

    async def letter(self, id: str) -> DeadLetter | None:
        return await self._read(lambda db: self._letters.get(db, id))

    async def mark_letter(self, id: str, status: LetterStatus, by: str, at: datetime, reason: str = "") -> None:
        await self._write(lambda db: self._letters.mark(db, id, status, by, at, reason))

    # -- the file

    async def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._file.write(work)

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._file.read(work)

    def _prepare(self, db: sqlite3.Connection) -> None:
        db.executescript(SCHEMA)
        self._letters.prepare(db)
        db.execute("INSERT OR IGNORE INTO meta VALUES ('journal-id', ?)", (uuid.uuid4().hex,))
        self.journal_id = db.execute("SELECT value FROM meta WHERE name='journal-id'").fetchone()[0]
        if db.execute("SELECT 1 FROM meta WHERE name=?", (RESTORING,)).fetchone():
            raise StoreUnavailable(f"{self.path.name}: a restore was cut short; remove the file and restore again")
        self._last_position = _last_position(db)
        _in_transaction(db, lambda: self._prepare_rows(db))
        stale = db.execute("SELECT 1 FROM meta WHERE name='rows-stale'").fetchone()
        self.rows_stale = stale is not None

    def _prepare_rows(self, db: sqlite3.Connection) -> None:
        """Make what tables are missing, and say so in the same transaction: empty ones must not pass for whole ones."""
        if self._rows.prepare(db) and self._last_position > 0:  # a new journal has nothing that rows could lack
            db.execute("INSERT OR REPLACE INTO meta VALUES ('rows-stale', '1')")

    def _commits(self, db: sqlite3.Connection, where: str, values: tuple[object, ...]) -> list[Commit]:
        return sqlite_commits.commits(db, self._decode, where, values)


def _last_position(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(position), 0) FROM journal").fetchone()[0])


def _in_transaction(db: sqlite3.Connection, work: Callable[[], object]) -> None:
    db.execute("BEGIN IMMEDIATE")
    work()
    db.execute("COMMIT")


def _marks(items: Iterable[object]) -> str:
    return ",".join("?" for _ in items)


def _chunks(items: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))
