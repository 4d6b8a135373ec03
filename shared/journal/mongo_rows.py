"""Rows in MongoDB: a collection a kind, replaced only forwards without asking the server for an atomic update.

A new row is an insert; one that is there is read, and replaced when it is older. Two replicas may do that at the same
moment, so whoever replaced a row tells it: the store then looks whether the stream has moved on, and writes again.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument
from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, ReplaceOne
from pymongo.errors import BulkWriteError

from shared.clock import utc_text
from shared.journal.model import Row
from shared.journal.mongo_client import DUPLICATE
from shared.journal.port import PlacedRow, RowQuery, Total
from shared.journal.rows import sortable, summed, told_apart


class RowCollections:
    """The rows of one service's kinds. ``building`` marks what a rebuild writes, while one is under way."""

    def __init__(self, database: AsyncIOMotorDatabase[Any], kinds: Sequence[type[Row]]) -> None:
        self._kinds = {kind.kind: kind for kind in kinds}
        self._collections = {kind.kind: database[collection_name(kind)] for kind in kinds}
        self.building = ""

    def encoded(self, rows: Sequence[PlacedRow]) -> "Encoded":
        """Rows ready to be written, the newest of each: what cannot be stored fails here, before the commit."""
        newest: dict[tuple[str, str], PlacedRow] = {}
        for placed in rows:
            known = newest.get((placed.row.kind, placed.row.id))
            if known is None or placed.version >= known.version:
                newest[placed.row.kind, placed.row.id] = placed
        by_kind: dict[str, list[tuple[PlacedRow, RawBSONDocument]]] = {}
        for (kind, _), placed in newest.items():
            by_kind.setdefault(kind, []).append((placed, RawBSONDocument(bson.encode(self._document(placed)))))
        return Encoded(by_kind)

    async def write(self, encoded: "Encoded") -> dict[str, int]:
        """Insert or replace; the streams of which a row was replaced, each with the version it was replaced by."""
        replaced: dict[str, int] = {}
        for kind, rows in encoded.by_kind.items():
            for placed in await self._write_kind(self._collections[kind], rows):
                replaced[placed.stream] = max(placed.version, replaced.get(placed.stream, 0))
        return replaced

    async def _write_kind(
        self, collection: AsyncIOMotorCollection[Any], rows: Sequence[tuple[PlacedRow, RawBSONDocument]]
    ) -> list[PlacedRow]:
        try:
            await collection.insert_many([document for _, document in rows], ordered=False)
        except BulkWriteError as error:
            errors = (error.details or {}).get("writeErrors", [])
            if any(each.get("code") != DUPLICATE for each in errors) or not errors:
                raise
            there = [rows[each["index"]] for each in errors]
        else:
            return []
        found = collection.find({"_id": {"$in": [placed.row.id for placed, _ in there]}}, {"version": 1})
        versions = {document["_id"]: document["version"] async for document in found}
        older = [(placed, document) for placed, document in there if versions.get(placed.row.id, 0) <= placed.version]
        if older:
            changes = [ReplaceOne({"_id": placed.row.id}, document) for placed, document in older]
            await collection.bulk_write(changes, ordered=False)
        return [placed for placed, _ in older]

    async def remove(self, rows: Sequence[PlacedRow]) -> None:
        for placed in rows:
            await self._collections[placed.row.kind].delete_one({"_id": placed.row.id})

    async def not_built(self, limit: int) -> list[PlacedRow]:
        """Rows that the rebuild under way has not written: written beside it, or by nobody who still would."""
        for kind in self._kinds.values():
            found = (
                self._collections[kind.kind]
                .find(
                    {
                        "$or": [{"built": {"$exists": False}}, {"built": {"$lt": self.building}}]
                    }  # a later rebuild's stay
                )
                .limit(limit)
            )
            if rows := [_placed(kind, document) async for document in found]:
                return rows
        return []

    async def placed(self, kind: type[Row], id: str) -> PlacedRow | None:
        found = await self._collections[kind.kind].find_one({"_id": id})
        return _placed(kind, found) if found else None

    async def due(self, kind: type[Row], now: datetime, limit: int) -> list[PlacedRow]:
        found = self._collections[kind.kind].find({"due": {"$lte": utc_text(now)}}).sort("due", ASCENDING).limit(limit)
        return [_placed(kind, document) async for document in found]

    async def select(self, query: RowQuery) -> list[Row]:
        """Rows in the order asked for; only declared columns may be named. Raises ``ValueError`` otherwise."""
        kind, order = query.kind, _column(query.kind, query.order_by)
        terms: list[Mapping[str, Any]] = [{_column(kind, name): sortable(v)} for name, v in query.where.items()]
        for name, value in query.having.items():
            if name not in kind.many:
                raise ValueError(f"{kind.kind} rows do not declare the list {name}")
            terms.append({f"m_{name}": value})
        bounds = {sign: sortable(b) for sign, b in (("$gte", query.since), ("$lt", query.until)) if b is not None}
        if bounds:
            terms.append({order: bounds})
        if not query.with_closed:
            terms.append({"closed": False})
        if query.after is not None:
            terms.append(_behind(order, sortable(query.after[0]), query.after[1], descending=query.descending))
        way = DESCENDING if query.descending else ASCENDING
        ordering = [(order, way)] if order == "_id" else [(order, way), ("_id", way)]
        found = self._collections[kind.kind].find({"$and": terms} if terms else {}, {"data": 1})
        found = found.sort(ordering).limit(query.limit)
        return [kind.model_validate_json(document["data"]) async for document in found]

    async def totals(
        self, kind: type[Row], by: str, of: str, since: Any, until: Any, distinct: str | None
    ) -> list[Total]:
        """Counts and sums by a column's value. Raises ``ValueError`` for a name that is not declared.

        The column's index finds the rows. What is told apart is grouped first and counted then, never collected into
        one document; whatever that takes beyond the server's share of memory goes to its disk.
        """
        column, number = _column(kind, by), f"s_{summed(kind, of)}"
        apart = {"different": f"$d_{told_apart(kind, distinct)}"} if distinct else {}
        found = self._collections[kind.kind].aggregate([
            {"$match": {column: {"$gte": sortable(since), "$lt": sortable(until)}}},
            {"$group": {"_id": {"value": f"${column}", **apart}, "rows": {"$sum": 1}, "sum": {"$sum": f"${number}"}}},
            {"$group": {"_id": "$_id.value", "rows": {"$sum": "$rows"}, "sum": {"$sum": "$sum"},
                        "distinct": {"$sum": {"$cond": [{"$gt": ["$_id.different", None]}, 1, 0]}}}},
            {"$sort": {"_id": ASCENDING}},
        ], allowDiskUse=True)  # fmt: skip
        return [Total(each["_id"], each["rows"], each["sum"], each["distinct"]) async for each in found]

    def _document(self, placed: PlacedRow) -> dict[str, Any]:
        row = placed.row
        armed = {"due": utc_text(row.due_at)} if row.due_at and not row.closed else {}
        columns = {f"c_{name}": sortable(getattr(row, name)) for name in row.columns}
        lists = {f"m_{name}": list(getattr(row, name)) for name in row.many}
        sums = {f"s_{name}": getattr(row, name) for name in row.addends}
        apart = {f"d_{name}": value for name in row.distinct if (value := getattr(row, name)) is not None}
        data = row.__pydantic_serializer__.to_json(row).decode()
        built = {"built": self.building} if self.building else {}
        return {
            "_id": row.id,
            "stream": placed.stream,
            "version": placed.version,
            "closed": row.closed,
            "data": data,
            **armed,
            **columns,
            **lists,
            **sums,
            **apart,
            **built,
        }


class Encoded:
    """Rows as they will be written, by kind."""

    def __init__(self, by_kind: Mapping[str, Sequence[tuple[PlacedRow, RawBSONDocument]]]) -> None:
        self.by_kind = by_kind

    def only(self, keys: Collection[tuple[str, int]]) -> "Encoded":
        """Those that commits of these (stream, version) made."""
        return Encoded({
            kind: kept
            for kind, rows in self.by_kind.items()
            if (kept := [each for each in rows if (each[0].stream, each[0].version) in keys])
        })  # fmt: skip


def collection_name(kind: type[Row]) -> str:
    """Where rows of a kind lie."""
    return f"row_{kind.kind.replace('-', '_')}"


def _placed(kind: type[Row], document: Mapping[str, Any]) -> PlacedRow:
    return PlacedRow(kind.model_validate_json(document["data"]), document["stream"], document["version"])


def _behind(order: str, value: Any, id: str, *, descending: bool) -> Mapping[str, Any]:
    """The condition for rows behind ``(value, id)``. Nothing (null) comes before every value."""
    sign = "$lt" if descending else "$gt"
    if order == "_id":
        return {"_id": {sign: id}}
    same = {"$and": [{order: value}, {"_id": {sign: id}}]}
    if value is None:
        return same if descending else {"$or": [{order: {"$ne": None}}, same]}
    beyond: list[Mapping[str, Any]] = [{order: {sign: value}}, same]
    return {"$or": [*beyond, {order: None}] if descending else beyond}


def _column(kind: type[Row], name: str) -> str:
    if name == "id":
        return "_id"
    if name not in kind.columns:
        raise ValueError(f"{kind.kind} rows do not declare the column {name}")
    return f"c_{name}"
