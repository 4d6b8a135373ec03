"""A store that several writers share, for tests without a server: SQLite below, pending marks in memory beside it."""

import asyncio
from pathlib import Path
from typing import Any

from shared.journal import Decoder, Model
from shared.journal.port import Batch
from shared.journal.sqlite import SqliteStore


class SharedStore(SqliteStore):
    """Open it once; give each further writer ``another()``."""

    exclusive = False

    def __init__(self, folder: Path, model: Model) -> None:
        super().__init__(folder, model, Decoder(model))
        self.marked: dict[tuple[str, int], Any] = {}
        self.derived: list[str] = []
        self.confirms: list[list[tuple[str, int]]] = []

    async def append(self, batch: Batch) -> Any:
        placed = await super().append(batch)
        for commit in placed:
            self.marked[commit.stream, commit.version] = commit
        return placed

    async def pending(self, limit: int, without: Any = ()) -> Any:
        await asyncio.sleep(0)
        found = [(stream, version, commit.at) for (stream, version), commit in self.marked.items()]
        return [each for each in found if each[0] not in without][:limit]

    async def pending_of(self, stream: str) -> Any:
        await asyncio.sleep(0)
        return [commit for (name, _), commit in sorted(self.marked.items()) if name == stream]

    async def unconfirmed(self, commits: Any) -> Any:
        await asyncio.sleep(0)
        return set(commits) & self.marked.keys()

    async def confirm(self, commits: Any) -> None:
        await asyncio.sleep(0)
        self.confirms.append([(commit.stream, commit.version) for commit in commits])
        for commit in commits:
            self.marked.pop((commit.stream, commit.version), None)

    async def derive_rows(self, streams: Any) -> None:
        self.derived.extend(streams)
