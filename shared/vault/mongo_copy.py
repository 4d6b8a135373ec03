"""A vault's MongoDB database, read beside the processes that write it, or filled while none does."""

from collections.abc import Sequence
from typing import Any

from bson.binary import Binary
from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING
from pymongo.errors import BulkWriteError

from shared.journal.mongo_client import only_duplicates, told
from shared.vault.copying import FIELDS, PLACE, SEALED, Kind, SealedRecord, VaultCopy

COLLECTIONS: dict[Kind, str] = {"document": "documents", "key": "keys", "erased": "erased", "access": "accesses"}


class MongoVaultCopy(VaultCopy):
    """The place of a record is its ``_id``."""

    def __init__(self, database: AsyncIOMotorDatabase[Any]) -> None:
        self._database = database

    async def open(self) -> None:
        async with told(self._database.name):
            await self._database["meta"].find_one({}, {"_id": 1})

    async def close(self) -> None:
        """Nothing to close: the client belongs to the process."""

    async def page(self, kind: Kind, after: Any, limit: int) -> Sequence[SealedRecord]:
        async with told(self._database.name):
            if kind == "check":
                found = None if after else await self._database["meta"].find_one({"_id": "master-check"})
                return [{"sealed": bytes(found["sealed"])}] if found else []
            behind = {} if after is None else {"_id": {"$gt": after}}
            page = self._database[COLLECTIONS[kind]].find(behind).sort("_id", ASCENDING).limit(limit)
            return [_record(kind, document) async for document in page]

    async def documents(self, ids: Sequence[str]) -> Sequence[SealedRecord]:
        async with told(self._database.name):
            found = self._database["documents"].find({"_id": {"$in": list(ids)}})
            return [_record("document", document) async for document in found]

    async def is_empty(self) -> bool:
        async with told(self._database.name):
            for name in ("documents", "keys", "erased"):
                if await self._database[name].find_one({}, {"_id": 1}) is not None:
                    return False
            return True

    async def take_in(self, kind: Kind, records: Sequence[SealedRecord]) -> None:
        documents = []
        for record in records:
            values = {name: Binary(record[name]) if name in SEALED else record[name] for name in FIELDS[kind]}
            document = {"_id": values.pop(PLACE[kind]), **values}
            if kind == "erased":
                document["done"] = True
            documents.append(document)
        async with told(self._database.name):
            try:
                await self._database[COLLECTIONS[kind]].insert_many(documents, ordered=False)
            except BulkWriteError as error:
                if not only_duplicates(error):
                    raise


def _record(kind: Kind, document: dict[str, Any]) -> SealedRecord:
    found = {**document, PLACE[kind]: document["_id"]}
    return {name: bytes(found[name]) if name in SEALED else found[name] for name in FIELDS[kind]}
