"""Dead letters in MongoDB: inserted once under the hash of what arrived, numbered under a unique key of their own."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from bson.binary import Binary
from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING
from pymongo.errors import DuplicateKeyError

from shared.clock import utc_text
from shared.journal.port import DeadLetter, LetterStatus

COLLECTION = "dead_letters"
TEXTS = tuple(
    field.name
    for field in fields(DeadLetter)
    if field.name not in {"id", "payload", "headers", "at", "number", "closed_at"}
)


class LetterCollection:
    """The ``dead_letters`` collection. Letters are rare, so each is given the number behind the last one."""

    def __init__(self, database: AsyncIOMotorDatabase[Any]) -> None:
        self._letters = database[COLLECTION]

    async def add(self, letters: Sequence[DeadLetter]) -> None:
        for letter in letters:
            document = _document(letter)
            while await self._letters.find_one({"_id": letter.id}, {"_id": 1}) is None:
                try:
                    await self._letters.insert_one({**document, "number": await self._next_number()})
                except DuplicateKeyError:
                    continue  # another replica has put this letter, or has taken the number
                break

    async def _next_number(self) -> int:
        last = await self._letters.find({}, {"number": 1}).sort("number", DESCENDING).limit(1).to_list(1)
        return int(last[0]["number"]) + 1 if last else 1

    async def select(self, statuses: Sequence[LetterStatus], after: int, limit: int) -> list[DeadLetter]:
        wanted = {"status": {"$in": list(statuses)}, "number": {"$gt": after}}
        return [_letter(found) async for found in self._letters.find(wanted).sort("number", ASCENDING).limit(limit)]

    async def get(self, id: str) -> DeadLetter | None:
        found = await self._letters.find_one({"_id": id})
        return _letter(found) if found else None

    async def mark(self, id: str, status: LetterStatus, by: str, at: datetime, reason: str) -> None:
        change = {"status": status, "closed_by": by, "closed_at": utc_text(at)}
        await self._letters.update_one({"_id": id}, {"$set": {**change, **({"reason": reason} if reason else {})}})


def _document(letter: DeadLetter) -> dict[str, Any]:
    return {
        "_id": letter.id,
        **{name: getattr(letter, name) for name in TEXTS},
        "payload": Binary(letter.payload),
        "headers": [{"name": name, "value": Binary(value)} for name, value in letter.headers],
        "at": utc_text(letter.at),
        "closed_at": None,
    }


def _letter(found: dict[str, Any]) -> DeadLetter:
    return DeadLetter(
        id=found["_id"],
        payload=bytes(found["payload"]),
        headers=tuple((each["name"], bytes(each["value"])) for each in found["headers"]),
        at=datetime.fromisoformat(found["at"]),
        number=found["number"],
        closed_at=datetime.fromisoformat(found["closed_at"]) if found["closed_at"] else None,
        **{name: found[name] for name in TEXTS},
    )
