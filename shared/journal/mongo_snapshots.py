"""Saved states in MongoDB: one document a stream, replaced whole. They may lag, differ or be missing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReplaceOne
from pymongo.errors import BulkWriteError

from shared.clock import utc_text
from shared.journal.mongo_client import only_duplicates
from shared.journal.mongo_commits import chunks
from shared.journal.port import Snapshot, Wanted

COLLECTION = "snapshots"


class Snapshots:
    """The ``snapshots`` collection of one service. Raises what the driver raises."""

    def __init__(self, database: AsyncIOMotorDatabase[Any]) -> None:
        self._snapshots = database[COLLECTION]

    async def usable(self, streams: Mapping[str, Wanted]) -> dict[str, Snapshot]:
        """Those of the fold versions that are wanted."""
        usable: dict[str, Snapshot] = {}
        for chunk in chunks(list(streams)):
            async for found in self._snapshots.find({"_id": {"$in": list(chunk)}}):
                name, at = found["_id"], datetime.fromisoformat(found["at"])
                if found["fold_version"] == streams[name].fold_version:
                    usable[name] = Snapshot(name, found["version"], found["fold_version"], at, found["state"].encode())
        return usable

    async def save(self, snapshots: Sequence[Snapshot]) -> None:
        """Replace; of two replicas that save one state for the first time either will do."""
        if not snapshots:
            return
        changes = [ReplaceOne({"_id": each.stream}, _document(each), upsert=True) for each in snapshots]
        try:
            await self._snapshots.bulk_write(changes, ordered=False)
        except BulkWriteError as error:
            if not only_duplicates(error):
                raise

    async def remove_all(self) -> None:
        """Every state is folded from its first commit again."""
        await self._snapshots.delete_many({})


def _document(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "_id": snapshot.stream,
        "version": snapshot.version,
        "fold_version": snapshot.fold_version,
        "at": utc_text(snapshot.at),
        "state": snapshot.state.decode(),
    }
