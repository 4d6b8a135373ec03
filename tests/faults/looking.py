"""What lies in a data folder, read from outside with nothing but SQLite: positions, rows, journals, snapshots."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kyoso.compose import builder
from shared.clock import SystemClock
from shared.journal import Journal, Stream
from shared.service import Site
from shared.settings import Settings
from tests.faults.books import Books, Kept, KeptCommit


@contextmanager
def opened(data: Path, service: str) -> Iterator[sqlite3.Connection]:
    """A service's file, read only: the write-ahead log stays for the town itself to recover."""
    with closing(sqlite3.connect(f"file:{data / service}.db?mode=ro", uri=True)) as db:
        yield db


@dataclass(frozen=True, slots=True)
class Behind:
    """What a start has to do again: commits that are not confirmed, events that some service has not finished."""

    commits: int
    events: int


def behind(data: Path, services: tuple[str, ...]) -> Behind:
    """How far relays and consumers are behind the journals, as the files say."""
    commits, outgoing, consumed = 0, dict[str, list[int]](), list[tuple[str, int]]()
    for service in services:
        with opened(data, service) as db:
            (last,) = db.execute("SELECT coalesce(max(position), 0) FROM journal").fetchone()
            marks = dict(db.execute("SELECT name, position FROM marks"))
            confirmed = [at for name, at in marks.items() if name == "reacted" or name.startswith("published/")]
            commits += last - min(confirmed, default=0)
            consumed += [(name.partition("/")[2], at) for name, at in marks.items() if name.startswith("consumed/")]
            for topic, position in db.execute("SELECT topic, position FROM outgoing ORDER BY position"):
                outgoing.setdefault(topic, []).append(position)
    events = sum(sum(1 for position in outgoing.get(topic, ()) if position > at) for topic, at in consumed)
    return Behind(commits, events)


def rows(data: Path, service: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row table, whole and in order."""
    with opened(data, service) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
        return {
            name: db.execute(f"SELECT * FROM {name} ORDER BY id").fetchall()
            for name in names
            if name.startswith("row_")
        }


def last_position(data: Path, service: str) -> int:
    """How many commits a journal holds."""
    with opened(data, service) as db:
        (last,) = db.execute("SELECT coalesce(max(position), 0) FROM journal").fetchone()
        return int(last)


def events(data: Path, service: str, *types: str) -> list[Kept]:
    """Everything of some types in a journal (of all when none is named), in its order."""
    return SqliteBooks(data).events(service, *types)


def twice(data: Path, service: str) -> list[str]:
    """Causes written more than once."""
    return SqliteBooks(data).twice(service)


def letters(data: Path, service: str) -> int:
    """Dead letters of a service, open or closed."""
    return SqliteBooks(data).letters(service)


class SqliteBooks(Books):
    """The books of a town in a data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def commits(self, service: str) -> list[KeptCommit]:
        found = []
        with opened(self.data, service) as db:
            for id, stream, version, cause, at, blob in db.execute(COMMITS):
                found.append(KeptCommit(id, stream, version, cause, at, KeptCommit.unpacked(bytes(blob))))
        return found

    def letters(self, service: str) -> int:
        with opened(self.data, service) as db:
            (count,) = db.execute("SELECT count(*) FROM dead_letters").fetchone()
        return int(count)

    def row_count(self, service: str, kind: str) -> int:
        return len(rows(self.data, service)[f"row_{kind}"])


async def states_differing(data: Path, service: str, port: int) -> tuple[int, list[str]]:
    """How many snapshots there are, and the streams whose snapshot or state is not the fold of their commits."""
    site = Site.of(Settings(data=data, port=port, demo=True), SystemClock())
    composed = builder(service)(site)
    journal: Journal = composed.journal
    await journal.open()
    try:
        with opened(data, service) as db:
            snapshots = {name: (at, bytes(state)) for name, at, state in db.execute(SNAPSHOTS)}
        states = {state.kind: state for state in journal.model.states}
        differing, last = [], ""
        while names := await journal.store.streams(last, 500):
            for name in names:
                kind = states[name.partition("/")[0]]
                folded, then = kind(stream_name=name), None
                for commit in await journal.store.of_stream(name):
                    for event in commit.events:
                        folded.apply(event)
                    if name in snapshots and commit.version == snapshots[name][0]:
                        then = folded.model_copy(deep=True)
                kept = await journal.ask(Stream(name, kind), lambda state: state.model_copy(deep=True))
                if kept != folded or (name in snapshots and then != kind.model_validate_json(snapshots[name][1])):
                    differing.append(name)
            last = names[-1]
        return len(snapshots), differing
    finally:
        await journal.close()


SNAPSHOTS = "SELECT stream, version, state FROM snapshots"
COMMITS = "SELECT id, stream, version, cause, at, events FROM journal ORDER BY position"
