"""The indexes of a journal in MongoDB: made by ``kyoso store apply``, never by a service that starts.

Two replicas that start together must not build indexes beside each other, and a journal without its unique keys must
not take a single commit: a service whose store is not prepared refuses to open.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError

from shared.journal.model import Model, Row
from shared.journal.mongo_letters import COLLECTION as LETTERS
from shared.journal.mongo_rows import collection_name

JOURNAL = "journal"
META = "meta"


@dataclass(frozen=True, slots=True)
class Index:
    """One index that must be there. The ``_id`` of the journal, stream and version, is unique by itself."""

    collection: str
    keys: tuple[str, ...]
    unique: bool = False
    sparse: bool = False

    @property
    def name(self) -> str:
        """The server's own way to call it."""
        return "_".join(f"{key}_1" for key in self.keys)

    def __str__(self) -> str:
        return f"{self.collection} ({', '.join(self.keys)}){' unique' if self.unique else ''}"


def wanted(model: Model) -> tuple[Index, ...]:
    """Every index of a service's database."""
    return (
        Index(JOURNAL, ("cause",), unique=True),
        Index(JOURNAL, ("pending",), unique=True, sparse=True),  # holds what is not confirmed, and nothing else
        Index(JOURNAL, ("first",), unique=True, sparse=True),  # one entry a stream: a rebuild pages through it
        Index(LETTERS, ("number",), unique=True),
        Index(LETTERS, ("status", "number")),
        *(index for kind in model.rows for index in _of_rows(kind)),
    )


def _of_rows(kind: type[Row]) -> Sequence[Index]:
    name = collection_name(kind)
    columns = [Index(name, (f"c_{column}", "_id")) for column in kind.columns]
    lists = [Index(name, (f"m_{each}",)) for each in kind.many]
    return (*columns, *lists, Index(name, ("due",), sparse=True))


def _declared(kind: type[Row]) -> list[str]:
    """What rows of a kind carry beside themselves: when it changes, they must be made again."""
    lists, sums = (f"*{name}" for name in kind.many), (f"+{name}" for name in kind.addends)
    return sorted([*kind.columns, *lists, *sums, *(f"#{name}" for name in kind.distinct)])


async def missing(database: AsyncIOMotorDatabase[Any], model: Model) -> list[Index]:
    """The indexes that are not there, or not as they must be."""
    present = set()
    there = set(await database.list_collection_names())
    for name in sorted({index.collection for index in wanted(model)} & there):
        for found in (await database[name].index_information()).values():
            keys = tuple(key for key, _ in found["key"])
            present.add(Index(name, keys, bool(found.get("unique")), bool(found.get("sparse"))))
    return [index for index in wanted(model) if index not in present]


async def apply(database: AsyncIOMotorDatabase[Any], model: Model) -> list[Index]:
    """Make what is missing, give the journal its id, and note when rows have other columns now; what was made.

    Repeating it is harmless. Raises ``pymongo.errors.OperationFailure`` for an index of that name that differs.
    """
    made = await missing(database, model)
    for index in made:
        keys = [(key, ASCENDING) for key in index.keys]
        await database[index.collection].create_index(keys, name=index.name, unique=index.unique, sparse=index.sparse)
    await _insert_once(database, {"_id": "journal-id", "value": uuid.uuid4().hex})
    columns = {kind.kind: _declared(kind) for kind in model.rows}
    known = await database[META].find_one({"_id": "columns"})
    if known is None:
        await _insert_once(database, {"_id": "columns", "value": columns})
    elif known["value"] != columns:
        await _insert_once(database, {"_id": "rows-stale", "value": uuid.uuid4().hex})
        await database[META].replace_one({"_id": "columns"}, {"_id": "columns", "value": columns})
    return made


async def _insert_once(database: AsyncIOMotorDatabase[Any], document: dict[str, Any]) -> None:
    try:
        await database[META].insert_one(document)
    except DuplicateKeyError:
        return
