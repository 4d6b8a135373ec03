"""The journal in MongoDB, one database a service: commits are inserts under two unique keys, and nothing else is asked.

No transaction, no atomic update, no clock: what must be right rests on inserts alone. Writes are acknowledged by a
majority, so that an answered commit survives the loss of a server; reads are of what a majority has, so that nothing
is decided on what a new primary may take back.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, ReadPreference, ReplaceOne
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.clock import utc_text
from shared.errors import StoreUnavailable
from shared.journal import mongo_schema as schema
from shared.journal.commits import Commit, Decode
from shared.journal.model import Model, Row
from shared.journal.mongo_commits import Document, Tails, chunks, commit_of, document_of, key_of
from shared.journal.mongo_letters import LetterCollection
from shared.journal.mongo_rows import DUPLICATE, Encoded, RowCollections
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
    VersionTaken,
    Wanted,
)
from shared.journal.rebuild import derive

WRITTEN_KEPT_MAX = 20_000
"""Keys of own commits remembered as written with their rows."""
CHANGES_KEPT = 100_000
"""Followers are never so far behind; what is older is removed now and then."""
REPAIRS_MAX = 20
PENDING_FIELDS = {"stream": 1, "version": 1, "at": 1}


def connect(url: str) -> AsyncIOMotorClient[Any]:
    """A client for all databases of a process. The time-outs bound how long a command waits before it is told *later*.

    Write concern majority: an answered commit is on more than half of the servers. Read concern majority: what was
    read cannot be rolled back. The primary is asked, since a secondary may not have what was just acknowledged.
    """
    return AsyncIOMotorClient(
        url,
        w="majority",
        readConcernLevel="majority",
        serverSelectionTimeoutMS=2_000,
        connectTimeoutMS=2_000,
        socketTimeoutMS=10_000,
        appname="kyoso",
    )


def database_of(client: AsyncIOMotorClient[Any], prefix: str, service: str) -> AsyncIOMotorDatabase[Any]:
    """The database of one service."""
    return client.get_database(
        f"{prefix}_{service}",
        read_concern=ReadConcern("majority"),
        write_concern=WriteConcern("majority"),
        read_preference=ReadPreference.PRIMARY,
    )


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
        self._snapshots = database[schema.SNAPSHOTS]
        self._changes = database[schema.CHANGES]
        self._meta = database[schema.META]
        self._rows = RowCollections(database, model.rows)
        self._letters = LetterCollection(database)
        self._written: OrderedDict[str, None] = OrderedDict()
        self._last_change = 0

    async def open(self) -> None:
        """Look whether everything is there. Raises ``StoreUnavailable`` when it is not, or the server is away."""
        async with self._told():
            missing = await schema.missing(self.database, self._model)
            found = await self._meta.find_one({"_id": "journal-id"})
            if missing or found is None:
                what = ", ".join(str(index) for index in missing) or "the journal's id"
                raise StoreUnavailable(f"{self.database.name} is not prepared ({what}): run `kyoso store apply`")
            self.journal_id = found["value"]
            stale = await self._meta.find_one({"_id": "rows-stale"})
            self.rows_stale = stale is not None
            last = await self._changes.find({}, {"_id": 1}).sort("_id", DESCENDING).limit(1).to_list(1)
            self._last_change = int(last[0]["_id"]) if last else 0

    async def close(self) -> None:
        """Nothing to close: the client belongs to the process."""

    async def missing(self) -> Sequence[str]:
        """Indexes that are not there, in words."""
        async with self._told():
            return [str(index) for index in await schema.missing(self.database, self._model)]

    async def prepare(self) -> Sequence[str]:
        """Make what is missing of indexes; what was made, in words. For a command, not for a start."""
        async with self._told():
            return [str(index) for index in await schema.apply(self.database, self._model)]

    # -- the write path

    async def load(self, streams: Mapping[str, Wanted], causes: Sequence[str]) -> Loaded:
        """States first, causes behind them: whoever is in a state that was read is then found by its cause too."""
        loaded = Loaded()
        async with self._told():
            fresh = [name for name, wanted in streams.items() if wanted.version == 0]
            loaded.snapshots = await self._usable_snapshots({name: streams[name] for name in fresh})
            after = {
                name: loaded.snapshots[name].version if name in loaded.snapshots else wanted.version
                for name, wanted in streams.items()
            }
            loaded.tails = await self._tails(after)
            found = [document async for document in self._find("cause", causes)]
            loaded.causes = {document["cause"]: commit_of(document, self._decode) for document in found}
            crashed = [d for d in found if "pending" in d and d["_id"] not in self._written]
            for stream in {document["stream"] for document in crashed}:
                await self._derive_rows(stream)  # whoever wrote it may have died before its rows
        return loaded

    async def append(self, batch: Batch) -> Sequence[Commit]:
        """Insert in order; then rows, snapshots and the note of what changed.

        Of a batch that fails in the middle what was inserted stays: its causes are found when the batch is done again.
        """
        rows = self._rows.encoded(batch.rows)
        documents = [document_of(commit) for commit in batch.commits]
        async with self._told():
            try:
                await self._journal.insert_many(documents, ordered=True)
            except BulkWriteError as error:
                inserted = documents[: _first_error(error)]
                if inserted:
                    await self._after_insert(inserted, rows.only({(d["stream"], d["version"]) for d in inserted}), ())
                raise
            await self._after_insert(documents, rows, batch.snapshots)
        return list(batch.commits)

    async def _after_insert(self, documents: Sequence[Document], rows: Encoded, snapshots: Sequence[Snapshot]) -> None:
        await self._write_rows(rows)
        if snapshots:
            await self._save_snapshots(snapshots)
        await self._note_changes(sorted({document["stream"] for document in documents}))  # who reads it finds the rows
        for document in documents:
            self._written[document["_id"]] = None
        while len(self._written) > WRITTEN_KEPT_MAX:
            self._written.popitem(last=False)

    async def _usable_snapshots(self, streams: Mapping[str, Wanted]) -> dict[str, Snapshot]:
        found: dict[str, Snapshot] = {}
        for chunk in chunks(list(streams)):
            async for document in self._snapshots.find({"_id": {"$in": list(chunk)}}):
                name = document["_id"]
                if document["fold_version"] == streams[name].fold_version:
                    at = datetime.fromisoformat(document["at"])
                    state = document["state"].encode()
                    found[name] = Snapshot(name, document["version"], document["fold_version"], at, state)
        return found

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
                newest = await derive(self._model, self, self._kind_of(stream), stream)
                replaced |= await self._rows.write(self._rows.encoded(newest))

    async def _derive_rows(self, stream: str) -> None:
        await self._write_rows(self._rows.encoded(await derive(self._model, self, self._kind_of(stream), stream)))

    def _kind_of(self, stream: str) -> Any:
        kind = stream.partition("/")[0]
        return next((state for state in self._model.states if state.kind == kind), None)

    async def _save_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        changes = [
            ReplaceOne(
                {"_id": snapshot.stream},
                {
                    "_id": snapshot.stream,
                    "version": snapshot.version,
                    "fold_version": snapshot.fold_version,
                    "at": utc_text(snapshot.at),
                    "state": snapshot.state.decode(),
                },
                upsert=True,
            )
            for snapshot in snapshots
        ]
        if changes:
            try:
                await self._snapshots.bulk_write(changes, ordered=False)
            except BulkWriteError as error:
                if _first_error(error) == 0 and not _is_duplicate(error):
                    raise  # two replicas that save one state for the first time: either will do

    async def replace_rows(self, rows: Sequence[PlacedRow]) -> None:
        async with self._told():
            await self._write_rows(self._rows.encoded(rows))

    async def derive_rows(self, streams: Collection[str]) -> None:
        async with self._told():
            for stream in streams:
                await self._derive_rows(stream)

    async def begin_rebuild(self) -> None:
        async with self._told():
            self._rows.building = f"{self.journal_id}/{utc_text(datetime.now().astimezone())}"
            document = {"_id": "rows-stale", "value": self._rows.building}
            await self._meta.replace_one({"_id": "rows-stale"}, document, upsert=True)
            await self._snapshots.delete_many({})

    async def leftovers(self, limit: int) -> Sequence[PlacedRow]:
        async with self._told():
            return await self._rows.not_built(limit)

    async def remove_rows(self, rows: Sequence[PlacedRow]) -> None:
        async with self._told():
            await self._rows.remove(rows)

    async def end_rebuild(self) -> None:
        async with self._told():
            await self._meta.delete_one({"_id": "rows-stale"})
        self._rows.building = ""
        self.rows_stale = False

    async def row(self, kind: type[Row], id: str) -> Row | None:
        placed = await self.placed(kind, id)
        return placed.row if placed else None

    async def placed(self, kind: type[Row], id: str) -> PlacedRow | None:
        async with self._told():
            return await self._rows.placed(kind, id)

    async def rows(self, query: RowQuery) -> Sequence[Row]:
        async with self._told():
            return await self._rows.select(query)

    async def due(self, kind: type[Row], now: datetime, limit: int) -> Sequence[PlacedRow]:
        async with self._told():
            return await self._rows.due(kind, now, limit)

    # -- reading the journal

    async def of_stream(self, stream: str, from_version: int = 1) -> Sequence[Commit]:
        async with self._told():
            return (await self._tails({stream: from_version - 1}))[stream]

    async def streams(self, after: str, limit: int) -> Sequence[str]:
        async with self._told():
            found = self._journal.find({"first": {"$gt": after}}, {"first": 1}).sort("first", ASCENDING).limit(limit)
            return [document["first"] async for document in found]

    async def changes(self, after: int, limit: int) -> Sequence[Change]:
        async with self._told():
            found = self._changes.find({"_id": {"$in": list(range(after + 1, after + 1 + limit))}})
            known = {document["_id"]: tuple(document["streams"]) async for document in found}
        changes: list[Change] = []
        while (number := after + 1 + len(changes)) in known:
            changes.append(Change(number, known[number]))
        if not changes and known:  # what lies before was removed: nobody should be so far behind
            changes = [Change(number, known[number]) for number in sorted(known)]
        return changes

    async def last_change(self) -> int:
        async with self._told():
            while (newest := await self._newest_change(self._last_change)) > self._last_change:
                self._last_change = newest
            return self._last_change

    async def _note_changes(self, streams: Sequence[str]) -> None:
        """Append to the numbered list that followers read: the next number, or the one behind a rival's."""
        number = self._last_change + 1
        while True:
            try:
                await self._changes.insert_one({"_id": number, "streams": list(streams)})
            except DuplicateKeyError:
                number = await self._newest_change(number) + 1
            else:
                break
        self._last_change = max(self._last_change, number)
        if number % (CHANGES_KEPT // 10) == 0:
            await self._changes.delete_many({"_id": {"$lt": number - CHANGES_KEPT}})

    async def _newest_change(self, known: int) -> int:
        """The last number in a window behind ``known``, asked for by keys; ``known`` when there is none."""
        found = self._changes.find({"_id": {"$in": list(range(known + 1, known + 65))}}, {"_id": 1})
        return max([document["_id"] async for document in found], default=known)

    # -- what the relay has not confirmed

    async def pending(self, limit: int, without: Collection[str] = ()) -> Sequence[tuple[str, int, datetime]]:
        async with self._told():
            found = self._journal.find({"pending": {"$regex": "^"}}, PENDING_FIELDS)
            parked = set(without)
            result: list[tuple[str, int, datetime]] = []
            async for document in found:
                if document["stream"] not in parked:
                    result.append((document["stream"], document["version"], datetime.fromisoformat(document["at"])))
                    if len(result) >= limit:
                        break
            return result

    async def pending_of(self, stream: str) -> Sequence[Commit]:
        async with self._told():
            found = self._journal.find({"pending": {"$regex": f"^{_escaped(stream)}@"}})
            commits = [commit_of(document, self._decode) async for document in found if document["stream"] == stream]
        return sorted(commits, key=lambda commit: commit.version)

    async def unconfirmed(self, commits: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
        async with self._told():
            keys = {key_of(stream, version): (stream, version) for stream, version in commits}
            found = self._journal.find({"_id": {"$in": list(keys)}}, {"pending": 1})
            return {keys[document["_id"]] async for document in found if "pending" in document}

    async def confirm(self, commits: Sequence[Commit]) -> None:
        async with self._told():
            keys = [key_of(commit.stream, commit.version) for commit in commits]
            await self._journal.update_many({"_id": {"$in": keys}}, {"$unset": {"pending": ""}})

    # -- positions and dead letters

    async def marks(self) -> dict[str, Mark]:
        async with self._told():
            found = self._meta.find({"mark": {"$ne": None}})
            return {d["mark"]: Mark(d["journal_id"], d["position"]) async for d in found}

    async def set_marks(self, marks: Mapping[str, Mark]) -> None:
        async with self._told():
            for name, mark in marks.items():
                key = {"_id": f"mark/{name}"}
                document = {**key, "mark": name, "journal_id": mark.journal_id, "position": mark.position}
                try:
                    await self._meta.replace_one(key, document, upsert=True)
                except DuplicateKeyError:
                    continue  # another replica made it at the same moment

    async def add_letters(self, letters: Sequence[DeadLetter]) -> None:
        async with self._told():
            await self._letters.add(letters)

    async def letters(self, statuses: Sequence[LetterStatus], after: int = 0, limit: int = 100) -> Sequence[DeadLetter]:
        async with self._told():
            return await self._letters.select(statuses, after, limit)

    async def letter(self, id: str) -> DeadLetter | None:
        async with self._told():
            return await self._letters.get(id)

    async def mark_letter(self, id: str, status: LetterStatus, by: str, at: datetime, reason: str = "") -> None:
        async with self._told():
            await self._letters.mark(id, status, by, at, reason)

    @asynccontextmanager
    async def _told(self) -> AsyncIterator[None]:
        """Say the driver's faults in the port's own words."""
        try:
            yield
        except BulkWriteError as error:
            if _is_duplicate(error):
                raise VersionTaken(f"{self.database.name}: a rival was first") from error
            raise StoreUnavailable(f"{self.database.name}: {error}") from error
        except DuplicateKeyError as error:
            raise VersionTaken(f"{self.database.name}: a rival was first") from error
        except PyMongoError as error:
            raise StoreUnavailable(f"{self.database.name}: {type(error).__name__}") from error


def _first_error(error: BulkWriteError) -> int:
    """The index of the document at which an ordered insert stopped; 0 when the server does not say.

    The count of inserted documents is not used: servers differ in what they put there.
    """
    errors = (error.details or {}).get("writeErrors") or [{"index": 0}]
    return min(int(each["index"]) for each in errors)


def _is_duplicate(error: BulkWriteError) -> bool:
    details = error.details or {}
    errors = details.get("writeErrors") or []
    return (
        bool(errors) and all(each.get("code") == DUPLICATE for each in errors) and not details.get("writeConcernErrors")
    )


def _escaped(text: str) -> str:
    return "".join(each if each.isalnum() or each in "/-_" else f"\\{each}" for each in text)
