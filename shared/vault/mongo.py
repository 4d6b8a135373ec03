"""The vault's twin in MongoDB: keys, documents and readings as inserts, one database beside the service's journal.

What holds without an atomic update: a key is inserted once and never replaced; an erasure first says that it happened,
then drops key and documents; whoever writes looks afterwards whether an erasure came in between. The server may keep
freed blocks for a while: what lies there cannot be read without the key that was dropped and the master key, which is
not in the database.
"""

import json
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from bson.binary import Binary
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING
from pymongo.errors import DuplicateKeyError

from shared.clock import Clock, utc_text
from shared.journal.mongo_client import told
from shared.vault.mongo_copy import MongoVaultCopy
from shared.vault.mongo_puts import Puts
from shared.vault.port import Access, Unreadable, Vault, VaultDocument
from shared.vault.sealing import MASTER_CHECK, seal, unseal

UNDER_WAY_MAX = timedelta(hours=1)
"""Older than any command that may still be on its way from its document to its commit."""
NUMBER_MAX = 2**62

INDEXES = (
    ("documents", "person_id"),
    ("documents", "written_at"),
    ("accesses", "document_id"),
    ("accesses", "person_id"),
)
"""Made by ``kyoso store apply``. What must be unique is an ``_id``."""


class MongoVault(Vault):
    """The vault in ``database``. ``master`` (32 bytes) wraps the persons' keys; any number of processes use it."""

    def __init__(self, database: AsyncIOMotorDatabase[Any], master: bytes, clock: Clock) -> None:
        self.database = database
        self._master = AESGCM(master)
        self._clock = clock
        self._keys = database["keys"]
        self._documents = database["documents"]
        self._accesses = database["accesses"]
        self._erased = database["erased"]
        self._meta = database["meta"]
        self._puts = Puts(database, self._master, clock, self._drop)

    async def missing(self) -> Sequence[str]:
        """Indexes that are not there, in words."""
        async with told(self.database.name):
            return [f"{collection} ({field})" for collection, field in await self._missing()]

    async def prepare(self) -> Sequence[str]:
        """Make what is missing of indexes; what was made, in words. For a command, not for a start."""
        async with told(self.database.name):
            made = await self._missing()
            for collection, field in made:
                await self.database[collection].create_index([(field, ASCENDING)])
            return [f"{collection} ({field})" for collection, field in made]

    async def _missing(self) -> list[tuple[str, str]]:
        there = {name: await self.database[name].index_information() for name, _ in INDEXES}
        return [(name, field) for name, field in INDEXES if f"{field}_1" not in there[name]]

    async def open(self) -> None:
        async with told(self.database.name):
            check = await self._meta.find_one({"_id": "master-check"})
            if check is None:
                sealed = Binary(seal(self._master, MASTER_CHECK, MASTER_CHECK))
                try:
                    await self._meta.insert_one({"_id": "master-check", "sealed": sealed})
                except DuplicateKeyError:
                    check = await self._meta.find_one({"_id": "master-check"})
            if check is not None:
                unseal(self._master, bytes(check["sealed"]), MASTER_CHECK)
            async for found in self._erased.find({"done": False}):
                await self._drop(found["_id"])

    async def close(self) -> None:
        """Nothing to close: the client belongs to the process."""

    def copying(self) -> MongoVaultCopy:
        return MongoVaultCopy(self.database)

    async def put(self, documents: Sequence[VaultDocument]) -> None:
        await self._puts.put(documents)

    async def get(
        self, document_id: str, *, reader: str, purpose: str, noted_since: str | None = None
    ) -> VaultDocument | None:
        async with told(self.database.name):
            found = await self._documents.find_one({"_id": document_id})
            if found is None:
                return None
            key = await self._keys.find_one({"_id": found["person_id"]})
            if key is None:
                if await self._erased.find_one({"_id": found["person_id"]}):
                    return None
                raise Unreadable(f"no key for the owner of a document in {self.database.name}")
            reading = {"document_id": document_id, "reader": reader, "purpose": purpose}
            if not (noted_since and await self._accesses.find_one({**reading, "at": {"$gte": noted_since}})):
                await self._note(document_id, found["person_id"], reader, purpose)
        unwrapped = unseal(self._master, bytes(key["wrapped"]), found["person_id"].encode())
        plain = unseal(AESGCM(unwrapped), bytes(found["sealed"]), document_id.encode())
        return VaultDocument(document_id, found["person_id"], json.loads(plain))

    async def _note(self, document_id: str, person_id: str, reader: str, purpose: str) -> None:
        """Record a reading. Its number is the machine's time: readings by two replicas may change places."""
        note = {
            "at": utc_text(self._clock.now()),
            "document_id": document_id,
            "person_id": person_id,
            "reader": reader,
            "purpose": purpose,
        }
        number = time.time_ns()
        while True:
            try:
                await self._accesses.insert_one({"_id": number, **note})
            except DuplicateKeyError:
                number += 1
            else:
                return

    async def remove(self, document_ids: Sequence[str]) -> None:
        async with told(self.database.name):
            await self._documents.delete_many({"_id": {"$in": list(document_ids)}})

    async def documents_of(self, person_id: str) -> list[str]:
        async with told(self.database.name):
            found = self._documents.find({"person_id": person_id}, {"_id": 1}).sort("_id", ASCENDING)
            return [document["_id"] async for document in found]

    async def settled_ids(self, after: str = "", limit: int = 1000) -> Sequence[str]:
        """Ids of documents older than any command: another replica may be between a document and its commit."""
        before = utc_text(self._clock.now() - UNDER_WAY_MAX)
        query = {"_id": {"$gt": after}, "written_at": {"$lt": before}}
        async with told(self.database.name):
            found = self._documents.find(query, {"_id": 1}).sort("_id", ASCENDING).limit(limit)
            return [document["_id"] async for document in found]

    async def written_before(self, text_instant: str, limit: int = 1000) -> list[str]:
        async with told(self.database.name):
            found = self._documents.find({"written_at": {"$lt": text_instant}}, {"_id": 1})
            return [document["_id"] async for document in found.sort("written_at", ASCENDING).limit(limit)]

    async def erase(self, *person_ids: str) -> None:
        async with told(self.database.name):
            at = utc_text(self._clock.now())
            for person_id in person_ids:
                with suppress(DuplicateKeyError):  # said before; what is left is dropped all the same
                    await self._erased.insert_one({"_id": person_id, "at": at, "done": False})
                await self._drop(person_id)

    async def _drop(self, person_id: str) -> None:
        """Take everything of somebody away who is remembered as erased."""
        await self._keys.delete_many({"_id": person_id})
        await self._documents.delete_many({"person_id": person_id})
        await self._erased.update_one({"_id": person_id}, {"$set": {"done": True}})

    async def not_erased(self, person_ids: Iterable[str]) -> list[str]:
        asked = list(person_ids)
        async with told(self.database.name):
            found = self._erased.find({"_id": {"$in": asked}, "done": True}, {"_id": 1})
            known = {document["_id"] async for document in found}
        return [person_id for person_id in asked if person_id not in known]

    async def accesses(self, document_id: str) -> list[tuple[str, str, str]]:
        async with told(self.database.name):
            found = self._accesses.find({"document_id": document_id}).sort("_id", ASCENDING)
            return [(each["at"], each["reader"], each["purpose"]) async for each in found]

    async def accesses_of(self, person_id: str, before: int | None = None, limit: int = 50) -> list[Access]:
        query = {
            "person_id": person_id,
            "reader": {"$ne": person_id},
            "_id": {"$lt": NUMBER_MAX if before is None else before},
        }
        async with told(self.database.name):
            found = self._accesses.find(query).sort("_id", DESCENDING).limit(limit)
            return [
                Access(each["_id"], each["at"], each["document_id"], each["reader"], each["purpose"])
                async for each in found
            ]
