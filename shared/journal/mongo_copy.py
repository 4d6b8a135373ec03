"""A journal's MongoDB database, read beside the processes that write it, or filled while none does."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING

from shared.clock import utc_text
from shared.errors import StoreUnavailable
from shared.journal import mongo_schema as schema
from shared.journal.commits import Decode, Record, pack
from shared.journal.copying import EVERY_STATUS, Copied, JournalCopy
from shared.journal.mongo_client import told
from shared.journal.mongo_commits import Tails, chunks, commit_of, document_of, key_of
from shared.journal.mongo_letters import COLLECTION, LetterCollection
from shared.journal.mongo_snapshots import COLLECTION as SNAPSHOTS
from shared.journal.port import DeadLetter, Mark

RESTORING = "restoring"


class MongoJournalCopy(JournalCopy):
    """Commits are asked for by their keys, as everywhere; what is pending says so itself."""

    def __init__(self, database: AsyncIOMotorDatabase[Any], decode: Decode) -> None:
        self.journal_id = ""
        self._database = database
        self._decode = decode
        self._journal = database[schema.JOURNAL]
        self._meta = database[schema.META]
        self._letters = LetterCollection(database)

    async def open(self) -> None:
        async with told(self._database.name):
            found = await self._meta.find_one({"_id": "journal-id"})
        if found is None:
            raise StoreUnavailable(f"{self._database.name} is not prepared: run `kyoso store apply`")
        self.journal_id = found["value"]

    async def close(self) -> None:
        """Nothing to close: the client belongs to the process."""

    async def streams(self, after: str, limit: int) -> Sequence[str]:
        async with told(self._database.name):
            found = self._journal.find({"first": {"$gt": after}}, {"first": 1}).sort("first", ASCENDING).limit(limit)
            return [document["first"] async for document in found]

    async def commits(self, streams: Sequence[str]) -> Sequence[Copied]:
        tails = Tails(dict.fromkeys(streams, 0))
        pending: set[tuple[str, int]] = set()
        async with told(self._database.name):
            while keys := tails.keys():
                documents = [
                    document
                    for chunk in chunks(keys)
                    async for document in self._journal.find({"_id": {"$in": list(chunk)}})
                ]
                pending |= {(d["stream"], d["version"]) for d in documents if "pending" in d}
                tails.take([commit_of(document, self._decode) for document in documents])
        return [
            Copied(commit, (commit.stream, commit.version) in pending)
            for stream in streams
            for commit in tails.found[stream]
        ]

    async def letters(self, after: int, limit: int) -> Sequence[DeadLetter]:
        async with told(self._database.name):
            return await self._letters.select(EVERY_STATUS, after, limit)

    async def is_empty(self) -> bool:
        async with told(self._database.name):
            return await self._journal.find_one({}, {"_id": 1}) is None

    async def count(self) -> int:
        async with told(self._database.name):
            return int(await self._journal.count_documents({}))

    async def begin(self) -> None:
        async with told(self._database.name):
            for name in (RESTORING, "rows-stale"):
                document = {"_id": name, "value": uuid.uuid4().hex}
                await self._meta.replace_one({"_id": name}, document, upsert=True)

    async def take_in(self, commits: Sequence[Copied]) -> None:
        documents = []
        for copied in commits:
            document = document_of(copied.commit)
            if not copied.pending:
                del document["pending"]
            documents.append(document)
        async with told(self._database.name):
            await self._journal.insert_many(documents, ordered=True)

    async def told_until_here(self, topics: Sequence[str]) -> Mark | None:
        return None

    async def note_heard(self, marks: Mapping[str, Mark]) -> None:
        return

    async def take_letters(self, letters: Sequence[DeadLetter]) -> None:
        async with told(self._database.name):
            await self._letters.add(letters)
            for letter in letters:
                if letter.closed_at is not None:
                    change = {"closed_at": utc_text(letter.closed_at), "closed_by": letter.closed_by}
                    await self._database[COLLECTION].update_one({"_id": letter.id}, {"$set": change})

    async def strip(self, stream: str, below: int, stub: Record) -> None:
        keys = [key_of(stream, version) for version in range(1, below)]
        async with told(self._database.name):
            for chunk in chunks(keys):
                change = {"$set": {"events": pack([stub]).decode()}}
                await self._journal.update_many({"_id": {"$in": list(chunk)}}, change)
            await self._database[SNAPSHOTS].delete_one({"_id": stream})

    async def end(self) -> None:
        async with told(self._database.name):
            await self._meta.delete_one({"_id": RESTORING})
