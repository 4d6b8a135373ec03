"""A numbered list of which streams were written, for followers: MongoDB keeps no order over streams by itself.

Each batch adds one entry under the next number, an insert under a unique key; a number that a rival has taken is tried
again behind it. So there is no gap, and whoever reads on from the last number misses nothing.
"""

import time
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import DESCENDING
from pymongo.errors import DuplicateKeyError

from shared.journal.port import Change

COLLECTION = "changes"
KEPT = 100_000
"""Followers are never so far behind; what is older is removed now and then."""
WINDOW = 64
READ_FIRST = 16
"""How many numbers are asked for when nothing may have come; more and more while there are some."""
IDLE_SECONDS = 30.0
"""After such a pause the end of the list is looked for before the next note."""


class Changes:
    """The ``changes`` collection of one service: of streams of the kinds that are followed, and of no other.

    Raises what the driver raises.
    """

    def __init__(self, database: AsyncIOMotorDatabase[Any], followed: AbstractSet[str]) -> None:
        self._entries = database[COLLECTION]
        self._followed = followed
        self._last = 0
        self._noted_at = float("-inf")

    async def open(self) -> None:
        """Look where the list ends."""
        last = await self._entries.find({}, {"_id": 1}).sort("_id", DESCENDING).limit(1).to_list(1)
        self._last = int(last[0]["_id"]) if last else 0

    async def note(self, written: Collection[str]) -> None:
        """Append an entry: the next number, or the one behind a rival's."""
        streams = sorted(stream for stream in written if stream.partition("/")[0] in self._followed)
        if not streams:
            return
        if time.monotonic() - self._noted_at > IDLE_SECONDS:
            await self.open()  # numbers long past may have been removed: there an insert would pass unseen
        self._noted_at = time.monotonic()
        number = self._last + 1
        while True:
            try:
                await self._entries.insert_one({"_id": number, "streams": streams})
            except DuplicateKeyError:
                number = await self._newest(number) + 1
            else:
                break
        self._last = max(self._last, number)
        if number % (KEPT // 10) == 0:
            await self._entries.delete_many({"_id": {"$lt": number - KEPT}})

    async def since(self, after: int, limit: int) -> list[Change]:
        """Entries behind ``after``, in a row."""
        changes: list[Change] = []
        width = READ_FIRST
        while len(changes) < limit:
            first = after + len(changes) + 1
            keys = list(range(first, first + min(width, limit - len(changes))))
            found = self._entries.find({"_id": {"$in": keys}})
            known = {entry["_id"]: tuple(entry["streams"]) async for entry in found}
            changes += [Change(number, known[number]) for number in sorted(known)]
            if len(known) < len(keys):
                break
            width *= 4
        return changes

    async def last(self) -> int:
        """The newest number."""
        while (newest := await self._newest(self._last)) > self._last:
            self._last = newest
        return self._last

    async def _newest(self, known: int) -> int:
        """The last number in a window behind ``known``, asked for by keys; ``known`` when there is none."""
        keys = list(range(known + 1, known + 1 + WINDOW))
        return max(
            [entry["_id"] async for entry in self._entries.find({"_id": {"$in": keys}}, {"_id": 1})], default=known
        )
