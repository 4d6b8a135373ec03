"""What a journal in MongoDB notes about itself: its id, how far its readers are, whether its rows are whole."""

from collections.abc import Mapping
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo.errors import DuplicateKeyError

from shared.journal import mongo_schema as schema
from shared.journal.mongo_copy import RESTORING
from shared.journal.port import Mark

STALE = "rows-stale"


class Meta:
    """The ``meta`` collection of one service. Raises what the driver raises."""

    def __init__(self, database: AsyncIOMotorDatabase[Any]) -> None:
        self._meta = database[schema.META]

    async def journal_id(self) -> str | None:
        """``None``: nobody has prepared this database."""
        found = await self._meta.find_one({"_id": "journal-id"})
        return str(found["value"]) if found else None

    async def is_restoring(self) -> bool:
        """Whether a restore has begun here and not ended."""
        return await self._meta.find_one({"_id": RESTORING}) is not None

    async def has_stale_rows(self) -> bool:
        """Whether rows are being derived anew, or that was cut short."""
        return await self._meta.find_one({"_id": STALE}) is not None

    async def note_stale_rows(self, building: str) -> None:
        """Rows are derived anew from now on, under the name ``building``."""
        await self._meta.replace_one({"_id": STALE}, {"_id": STALE, "value": building}, upsert=True)

    async def forget_stale_rows(self) -> None:
        """They are whole."""
        await self._meta.delete_one({"_id": STALE})

    async def marks(self) -> dict[str, Mark]:
        """How far each reader is, by its name."""
        found = self._meta.find({"mark": {"$ne": None}})
        return {d["mark"]: Mark(d["journal_id"], d["position"]) async for d in found}

    async def set_marks(self, marks: Mapping[str, Mark]) -> None:
        """Replace, or make; where another replica made one at the same moment, its own stands."""
        for name, mark in marks.items():
            key = {"_id": f"mark/{name}"}
            document = {**key, "mark": name, "journal_id": mark.journal_id, "position": mark.position}
            try:
                await self._meta.replace_one(key, document, upsert=True)
            except DuplicateKeyError:
                continue
