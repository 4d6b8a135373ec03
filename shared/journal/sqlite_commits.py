"""Commits in SQLite: their columns, and the newest of them in memory."""

import sqlite3
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.clock import utc_text
from shared.journal.commits import Commit, Decode, pack, unpack
from shared.journal.sqlite_many import insert_many

COMMIT_COLUMNS = "id, stream, version, cause, digest, at, actor, trace, events, position"
RECENT_COMMITS_MAX = 4_096
"""Newest commits kept decoded in memory, so that the relay does not read back what was just written."""


class Recent:
    """The newest commits of a journal, without gaps; the store tells of each batch a moment after the file has it."""

    def __init__(self, topic_of: Mapping[str, str]) -> None:
        self._topic_of = topic_of
        self._commits: deque[Commit] = deque(maxlen=RECENT_COMMITS_MAX)
        self._topics: deque[frozenset[str | None]] = deque(maxlen=RECENT_COMMITS_MAX)
        """Of each commit the topics of its events: every topic's publishing asks for them."""

    def add(self, placed: Sequence[Commit]) -> None:
        """Take in a batch. What came before it is dropped when something in between was never told."""
        if self._commits and self._commits[-1].position + 1 != placed[0].position:
            self._commits.clear()
            self._topics.clear()
        self._commits.extend(placed)
        self._topics.extend(
            frozenset([self._topic_of.get(record.type) for record in commit.records]) for commit in placed
        )

    def after(self, position: int, limit: int) -> list[Commit]:
        """Commits behind ``position``; nothing when memory does not reach back so far, or has nothing yet."""
        if not self._reaches_back_to(position):
            return []
        return [self._commits[index] for index in self._between(position, position + limit)]

    def outgoing(self, topic: str, after: int, upto: int, limit: int) -> list[Commit] | None:
        """Commits with an event for ``topic``; ``None`` unless memory holds all of ``after < position <= upto``."""
        if not self._reaches_back_to(after) or self._commits[-1].position < upto:
            return None
        found = []
        for index in self._between(after, upto):
            if topic in self._topics[index]:
                found.append(self._commits[index])
                if len(found) == limit:
                    break
        return found

    def _reaches_back_to(self, position: int) -> bool:
        return bool(self._commits) and self._commits[0].position <= position + 1

    def _between(self, after: int, upto: int) -> range:
        """Where the commits ``after < position <= upto`` stand."""
        first = self._commits[0].position
        return range(max(0, after + 1 - first), min(len(self._commits), upto + 1 - first))


def commits(db: sqlite3.Connection, decode: Decode, where: str, values: tuple[object, ...]) -> list[Commit]:
    """The commits that fit ``where``, a condition with an order."""
    query = f"SELECT {COMMIT_COLUMNS} FROM journal {where}"  # noqa: S608 - constants of this module and the store
    return [
        Commit(
            id=id,
            stream=stream,
            version=version,
            cause=cause,
            digest=digest,
            at=datetime.fromisoformat(at),
            actor=actor,
            trace=trace,
            records=unpack(events),
            position=position,
            _decode=decode,
        )
        for id, stream, version, cause, digest, at, actor, trace, events, position in db.execute(query, values)
    ]


def insert(db: sqlite3.Connection, placed: Sequence[Commit]) -> None:
    """Insert commits that have their positions."""
    insert_values(db, [(*values_of(commit), commit.position) for commit in placed])


def insert_values(db: sqlite3.Connection, values: Sequence[tuple[object, ...]]) -> None:
    """Insert commits, each as ``values_of`` has it with its position behind."""
    insert_many(db, f"journal ({COMMIT_COLUMNS})", values)


def values_of(commit: Commit) -> tuple[object, ...]:
    """The columns of a commit but its position."""
    return (
        commit.id,
        commit.stream,
        commit.version,
        commit.cause,
        commit.digest,
        utc_text(commit.at),
        commit.actor,
        commit.trace,
        pack(commit.records),
    )
