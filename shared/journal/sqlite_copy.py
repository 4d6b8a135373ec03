"""A journal's SQLite file, read beside the process that writes it, or filled while nobody does."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from shared.clock import utc_text
from shared.errors import StoreUnavailable
from shared.journal import sqlite_commits
from shared.journal.commits import Decode, Record, pack
from shared.journal.copying import EVERY_STATUS, Copied, JournalCopy
from shared.journal.model import Model
from shared.journal.port import DeadLetter, Mark
from shared.journal.sqlite_letters import Letters

T = TypeVar("T")

BUSY_SECONDS = 10.0
RESTORING = "restoring"


class SqliteJournalCopy(JournalCopy):
    """Each question is a transaction of its own, so that the writer's log can be folded in between."""

    def __init__(self, path: Path, model: Model, decode: Decode) -> None:
        self.journal_id = ""
        self._path = path
        self._decode = decode
        self._letters = Letters()
        self._topic_of = {event.type: event.topic for event in model.events if event.topic}
        self._db: sqlite3.Connection | None = None

    async def open(self) -> None:
        if not self._path.exists():
            raise StoreUnavailable(f"there is no {self._path}")
        self.journal_id = await self._do(
            lambda db: str(db.execute("SELECT value FROM meta WHERE name='journal-id'").fetchone()[0])
        )

    async def close(self) -> None:
        if self._db is not None:
            await asyncio.to_thread(self._db.close)
            self._db = None

    async def streams(self, after: str, limit: int) -> Sequence[str]:
        query = "SELECT DISTINCT stream FROM journal WHERE stream>? ORDER BY stream LIMIT ?"
        return await self._do(lambda db: [name for (name,) in db.execute(query, (after, limit))])

    async def commits(self, streams: Sequence[str]) -> Sequence[Copied]:
        """A commit is pending behind the slowest position, and in a parked stream from its letter on."""

        def read(db: sqlite3.Connection) -> list[Copied]:
            told, parked = self._told(db), _parked(db)
            where = f"WHERE stream IN ({','.join('?' * len(streams))}) ORDER BY stream, version"
            return [
                Copied(commit, commit.position > told or commit.version >= parked.get(commit.stream, 2**62))
                for commit in sqlite_commits.commits(db, self._decode, where, tuple(streams))
            ]

        return await self._do(read)

    def _told(self, db: sqlite3.Connection) -> int:
        marks = {name: (id, at) for name, id, at in db.execute("SELECT name, journal_id, position FROM marks")}
        names = ["reacted", *(f"published/{topic}" for topic in sorted(set(self._topic_of.values())))]
        here = [marks[name][1] if marks.get(name, ("",))[0] == self.journal_id else 0 for name in names]
        return min(here)

    async def letters(self, after: int, limit: int) -> Sequence[DeadLetter]:
        return await self._do(lambda db: self._letters.select(db, EVERY_STATUS, after, limit))

    async def is_empty(self) -> bool:
        return await self._do(lambda db: db.execute("SELECT 1 FROM journal LIMIT 1").fetchone() is None)

    async def count(self) -> int:
        return await self._do(lambda db: int(db.execute("SELECT count(*) FROM journal").fetchone()[0]))

    async def begin(self) -> None:
        insert = "INSERT OR REPLACE INTO meta VALUES (?, '1')"
        await self._write(lambda db: db.executemany(insert, [(RESTORING,), ("rows-stale",)]))

    async def take_in(self, commits: Sequence[Copied]) -> None:
        def insert(db: sqlite3.Connection) -> None:
            first = int(db.execute("SELECT coalesce(max(position), 0) FROM journal").fetchone()[0]) + 1
            placed = [replace(copied.commit, position=first + n) for n, copied in enumerate(commits)]
            sqlite_commits.insert(db, placed)
            db.executemany(
                "INSERT INTO outgoing VALUES (?,?)",
                [
                    (topic, commit.position)
                    for commit in placed
                    for topic in sorted({self._topic_of[r.type] for r in commit.records if r.type in self._topic_of})
                ],
            )

        await self._write(insert)

    async def told_until_here(self, topics: Sequence[str]) -> Mark | None:
        def keep(db: sqlite3.Connection) -> int:
            last = int(db.execute("SELECT coalesce(max(position), 0) FROM journal").fetchone()[0])
            names = ["reacted", *(f"published/{topic}" for topic in topics)]
            db.executemany("INSERT OR REPLACE INTO marks VALUES (?,?,?)", [(n, self.journal_id, last) for n in names])
            return last

        return Mark(self.journal_id, await self._write(keep))

    async def note_heard(self, marks: Mapping[str, Mark]) -> None:
        values = [(f"consumed/{topic}", mark.journal_id, mark.position) for topic, mark in marks.items()]
        await self._write(lambda db: db.executemany("INSERT OR REPLACE INTO marks VALUES (?,?,?)", values))

    async def take_letters(self, letters: Sequence[DeadLetter]) -> None:
        def insert(db: sqlite3.Connection) -> None:
            self._letters.add(db, letters)
            for letter in letters:
                if letter.closed_at is not None:
                    db.execute(
                        "UPDATE dead_letters SET closed_at=? WHERE id=?", (utc_text(letter.closed_at), letter.id)
                    )

        await self._write(insert)

    async def strip(self, stream: str, below: int, stub: Record) -> None:
        def write(db: sqlite3.Connection) -> None:
            chosen = (stream, below)
            where = "SELECT position FROM journal WHERE stream=? AND version<?"
            db.execute(f"DELETE FROM outgoing WHERE position IN ({where})", chosen)  # noqa: S608 - constants
            db.execute("UPDATE journal SET events=? WHERE stream=? AND version<?", (pack([stub]), *chosen))
            db.execute("DELETE FROM snapshots WHERE stream=?", (stream,))

        await self._write(write)

    async def end(self) -> None:
        await self._write(lambda db: db.execute("DELETE FROM meta WHERE name=?", (RESTORING,)))

    # -- the file

    async def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def in_transaction(db: sqlite3.Connection) -> T:
            db.execute("PRAGMA query_only=OFF")
            db.execute("BEGIN IMMEDIATE")
            done = work(db)
            db.execute("COMMIT")
            return done

        return await self._do(in_transaction)

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


def _parked(db: sqlite3.Connection) -> dict[str, int]:
    """By stream, the version from which its commits wait behind a letter of the service's own relay."""
    query = (
        "SELECT subject, min(sequence) FROM dead_letters WHERE origin='reaction'"
        " AND status IN ('failed','releasing','discarding') GROUP BY subject"
    )
    return {subject: int(sequence.partition(".")[0]) for subject, sequence in db.execute(query)}
