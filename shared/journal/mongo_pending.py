"""The marks of commits that are not confirmed: a field that is there or not, found through an index of its own.

The mark's value is the commit's key, so that a pattern for its beginning asks that index and nothing else.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection

from shared.journal.commits import Commit, Decode
from shared.journal.mongo_commits import commit_of, key_of

FIELDS = {"stream": 1, "version": 1, "at": 1}


class PendingMarks:
    """The pending commits of one ``journal`` collection. Raises what the driver raises."""

    def __init__(self, journal: AsyncIOMotorCollection[Any], decode: Decode) -> None:
        self._journal = journal
        self._decode = decode

    async def some(self, limit: int, without: Collection[str]) -> list[tuple[str, int, datetime]]:
        """Up to ``limit`` of them, of other streams than ``without``."""
        result: list[tuple[str, int, datetime]] = []
        async for found in self._journal.find({"pending": {"$regex": "^"}}, FIELDS):
            if found["stream"] not in without:
                result.append((found["stream"], found["version"], datetime.fromisoformat(found["at"])))
                if len(result) >= limit:
                    break
        return result

    async def of(self, stream: str) -> list[Commit]:
        """A stream's, in order."""
        found = self._journal.find({"pending": {"$regex": f"^{_escaped(stream)}@"}})
        commits = [commit_of(document, self._decode) async for document in found if document["stream"] == stream]
        return sorted(commits, key=lambda commit: commit.version)

    async def among(self, commits: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
        """Those of these (stream, version)."""
        keys = {key_of(stream, version): (stream, version) for stream, version in commits}
        found = self._journal.find({"_id": {"$in": list(keys)}}, {"pending": 1})
        return {keys[document["_id"]] async for document in found if "pending" in document}

    async def take_away(self, commits: Sequence[Commit]) -> None:
        """Remove the marks. Repeating it is harmless."""
        keys = [key_of(commit.stream, commit.version) for commit in commits]
        await self._journal.update_many({"_id": {"$in": keys}}, {"$unset": {"pending": ""}})


def _escaped(text: str) -> str:
    return "".join(each if each.isalnum() or each in "/-_" else f"\\{each}" for each in text)
