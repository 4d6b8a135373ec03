"""The journal in MongoDB, one database a service: commits are inserts under two unique keys, and nothing else is asked.

No transaction, no atomic update, no clock: what must be right rests on inserts alone. Writes are acknowledged by a
majority, so that an answered commit survives the loss of a server; reads are of what a majority has, so that nothing
is decided on what a new primary may take back.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING
from pymongo.errors import BulkWriteError

from shared.clock import utc_text
from shared.errors import StoreUnavailable
from shared.journal import mongo_schema as schema
from shared.journal.commits import Commit, Decode
from shared.journal.model import Model, Row
from shared.journal.mongo_changes import Changes
from shared.journal.mongo_client import first_error, told
from shared.journal.mongo_commits import Document, Tails, chunks, commit_of, document_of, key_of
from shared.journal.mongo_copy import MongoJournalCopy
from shared.journal.mongo_letters import LetterCollection
from shared.journal.mongo_meta import Meta
from shared.journal.mongo_pending import PendingMarks
from shared.journal.mongo_rows import Encoded, RowCollections
from shared.journal.mongo_snapshots import Snapshots
from shared.journal.port import (
    Batch,
    Change,
    DeadLetter,
    LetterStatus,
    Loaded,
    Mark,
    PendingStore,
    PlacedRow,
    RowQuery,
    Snapshot,
    Total,
    Wanted,
)
from shared.journal.rebuild import derive

WRITTEN_KEPT_MAX = 20_000
"""Keys of own commits remembered as written with their rows."""
REPAIRS_MAX = 20


class MongoStore(PendingStore):
    """One service's journal in ``database``; any number of processes write it at the same time."""

    exclusive = False

    def __init__(self, database: AsyncIOMotorDatabase[Any], model: Model, decode: Decode) -> None:
        self.journal_id = ""
        self.rows_stale = False
        self.database = database
        self._model = model
        self._decode = decode
        self._journal = database[schema.JOURNAL]
        self._snapshots = Snapshots(database)
        self._changes = Changes(database, {state.kind for state in model.followed})
        self._meta = Meta(database)
        self._rows = RowCollections(database, model.rows)
        self._letters = LetterCollection(database)
        self._pending = PendingMarks(self._journal, decode)
        self._written: OrderedDict[str, None] = OrderedDict()

    async def open(self) -> None:
        """Look whether everything is there. Raises ``StoreUnavailable`` when it is not, or the server is away."""
        async with told(self.database.name):
            missing = await schema.missing(self.database, self._model)
            found = await self._meta.journal_id()
            if missing or found is None:
                what = ", ".join(str(index) for index in missing) or "the journal's id"
                raise StoreUnavailable(f"{self.database.name} is not prepared ({what}): run `kyoso store apply`")
            if await self._meta.is_restoring():
                raise StoreUnavailable(f"{self.database.name}: a restore was cut short: drop it, restore again")
            self.journal_id = found
            self.rows_stale = await self._meta.has_stale_rows()
            await self._changes.open()

    async def close(self) -> None:
        """Nothing to close: the client belongs to the process."""

    def copying(self) -> MongoJournalCopy:
        return MongoJournalCopy(self.database, self._decode)

    async def missing(self) -> Sequence[str]:
        """Indexes that are not there, in words."""
        async with told(self.database.name):
            return [str(index) for index in await schema.missing(self.database, self._model)]

    async def prepare(self) -> Sequence[str]:
        """Make what is missing of indexes; what was made, in words. For a command, not for a start."""
        async with told(self.database.name):
            return [str(index) for index in await schema.apply(self.database, self._model)]

    # -- the write path

    async def load(self, streams: Mapping[str, Wanted], causes: Sequence[str]) -> Loaded:
        """States first, causes behind them: whoever is in a state that was read is then found by its cause too."""
        loaded = Loaded()
        async with told(self.database.name):
            fresh = [name for name, wanted in streams.items() if wanted.version == 0]
            loaded.snapshots = await self._snapshots.usable({name: streams[name] for name in fresh})
            after = {
                name: loaded.snapshots[name].version if name in loaded.snapshots else wanted.version
                for name, wanted in streams.items()
            }
            loaded.tails = await self._tails(after)
            found = [document async for document in self._find("cause", causes)]
            loaded.causes = {document["cause"]: commit_of(document, self._decode) for document in found}
            crashed = [d for d in found if "pending" in d and d["_id"] not in self._written]
            await self._derive_rows({document["stream"] for document in crashed})  # the writer died before them?
        return loaded

    async def append(self, batch: Batch) -> Sequence[Commit]:
        """Insert in order; then rows, snapshots and the note of what changed.

        Of a batch that fails in the middle what was inserted stays: its causes are found when the batch is done again.
        """
        rows = self._rows.encoded(batch.rows)
        documents = [document_of(commit) for commit in batch.commits]
        async with told(self.database.name):
            try:
                await self._journal.insert_many(documents, ordered=True)
            except BulkWriteError as error:
                inserted = documents[: first_error(error)]
                if inserted:
                    await self._after_insert(inserted, rows.only({(d["stream"], d["version"]) for d in inserted}), ())
                raise
            await self._after_insert(documents, rows, batch.snapshots)
        return list(batch.commits)

    async def _after_insert(self, documents: Sequence[Document], rows: Encoded, snapshots: Sequence[Snapshot]) -> None:
        await self._write_rows(rows)
        await self._snapshots.save(snapshots)
        await self._changes.note({document["stream"] for document in documents})  # who reads it finds the rows
        for document in documents:
            self._written[document["_id"]] = None
        while len(self._written) > WRITTEN_KEPT_MAX:
            self._written.popitem(last=False)

    async def _tails(self, after: Mapping[str, int]) -> dict[str, list[Commit]]:
        tails = Tails(after)
        while keys := tails.keys():
            tails.take([commit_of(document, self._decode) async for document in self._find("_id", keys)])
        return tails.found

    async def _find(self, field: str, values: Sequence[str]) -> AsyncIterator[Document]:
        for chunk in chunks(values):
            async for document in self._journal.find({field: {"$in": list(chunk)}}):
                yield document

    # -- what is derived

    async def _write_rows(self, rows: Encoded) -> None:
        """Write rows; where one was replaced and its stream has a newer commit by now, the newest state is written.

        Another replica may have written that newer state between our look at the row and our writing it.
        """
        replaced = await self._rows.write(rows)
        for _ in range(REPAIRS_MAX):
            if not replaced:
                return
            keys = {key_of(stream, version + 1): stream for stream, version in replaced.items()}
            moved_on = [keys[d["_id"]] async for d in self._journal.find({"_id": {"$in": list(keys)}}, {"_id": 1})]
            replaced = {}
            for stream in moved_on:
                newest = await derive(self._model, self, stream)
                replaced |= await self._rows.write(self._rows.encoded(newest))

    async def _derive_rows(self, streams: Collection[str]) -> None:
        """Rows of streams whose writer may have died before them, and before its note for followers."""

        async def of(stream: str) -> None:
            await self._write_rows(self._rows.encoded(await derive(self._model, self, stream)))

        await asyncio.gather(*(of(stream) for stream in streams))
        await self._changes.note(streams)

    async def replace_rows(self, rows: Sequence[PlacedRow]) -> None:
        async with told(self.database.name):
            await self._write_rows(self._rows.encoded(rows))

    async def derive_rows(self, streams: Collection[str]) -> None:
        async with told(self.database.name):
            await self._derive_rows(streams)

    async def begin_rebuild(self) -> None:
        async with told(self.database.name):
            self._rows.building = f"{self.journal_id}/{utc_text(datetime.now(UTC))}"
            await self._meta.note_stale_rows(self._rows.building)
            await self._snapshots.remove_all()

    async def leftovers(self, limit: int) -> Sequence[PlacedRow]:
        async with told(self.database.name):
            return await self._rows.not_built(limit)

    async def remove_rows(self, rows: Sequence[PlacedRow]) -> None:
        async with told(self.database.name):
            await self._rows.remove(rows)

    async def end_rebuild(self) -> None:
        async with told(self.database.name):
            await self._meta.forget_stale_rows()
        self._rows.building = ""
        self.rows_stale = False

    async def row(self, kind: type[Row], id: str) -> Row | None:
        placed = await self.placed(kind, id)
        return placed.row if placed else None

    async def placed(self, kind: type[Row], id: str) -> PlacedRow | None:
        async with told(self.database.name):
            return await self._rows.placed(kind, id)

    async def rows(self, query: RowQuery) -> Sequence[Row]:
        async with told(self.database.name):
            return await self._rows.select(query)

    async def totals(
        self, kind: type[Row], *, by: str, of: str, since: Any, until: Any, distinct: str | None = None
    ) -> Sequence[Total]:
        async with told(self.database.name):
            return await self._rows.totals(kind, by, of, since, until, distinct)

    async def due(self, kind: type[Row], now: datetime, limit: int) -> Sequence[PlacedRow]:
        async with told(self.database.name):
            return await self._rows.due(kind, now, limit)

    # -- reading the journal

    async def of_stream(self, stream: str, from_version: int = 1) -> Sequence[Commit]:
        async with told(self.database.name):
            return (await self._tails({stream: from_version - 1}))[stream]

    async def streams(self, after: str, limit: int) -> Sequence[str]:
        async with told(self.database.name):
            found = self._journal.find({"first": {"$gt": after}}, {"first": 1}).sort("first", ASCENDING).limit(limit)
            return [document["first"] async for document in found]

    async def changes(self, after: int, limit: int) -> Sequence[Change]:
        async with told(self.database.name):
            return await self._changes.since(after, limit)

    async def last_change(self) -> int:
        async with told(self.database.name):
            return await self._changes.last()

    # -- what the relay has not confirmed

    async def pending(self, limit: int, without: Collection[str] = ()) -> Sequence[tuple[str, int, datetime]]:
        async with told(self.database.name):
            return await self._pending.some(limit, set(without))

    async def pending_of(self, stream: str) -> Sequence[Commit]:
        async with told(self.database.name):
            return await self._pending.of(stream)

    async def unconfirmed(self, commits: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
        async with told(self.database.name):
            return await self._pending.among(commits)

    async def confirm(self, commits: Sequence[Commit]) -> None:
        async with told(self.database.name):
            await self._pending.take_away(commits)

    # -- positions and dead letters

    async def marks(self) -> dict[str, Mark]:
        async with told(self.database.name):
            return await self._meta.marks()

    async def set_marks(self, marks: Mapping[str, Mark]) -> None:
        async with told(self.database.name):
            await self._meta.set_marks(marks)

    async def add_letters(self, letters: Sequence[DeadLetter]) -> None:
        async with told(self.database.name):
            await self._letters.add(letters)

    async def letters(self, statuses: Sequence[LetterStatus], after: int = 0, limit: int = 100) -> Sequence[DeadLetter]:
        async with told(self.database.name):
            return await self._letters.select(statuses, after, limit)

    async def letter(self, id: str) -> DeadLetter | None:
        async with told(self.database.name):
            return await self._letters.get(id)

    async def mark_letter(self, id: str, status: LetterStatus, by: str, at: datetime, reason: str = "") -> None:
        async with told(self.database.name):
            await self._letters.mark(id, status, by, at, reason)
