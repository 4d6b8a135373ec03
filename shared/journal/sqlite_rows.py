"""Rows in SQLite: a table a kind, the declared columns beside the row's JSON, replaced only by a higher version."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shared.clock import utc_text
from shared.journal.model import Row
from shared.journal.port import PlacedRow, RowQuery, Total
from shared.journal.rows import sortable, summed, told_apart
from shared.journal.sqlite_many import insert_many

Encoded = dict[str, list[tuple[Any, ...]]]
"""The values of rows, by kind."""
LISTED = json.JSONEncoder(ensure_ascii=False).encode
"""How a list is written: with the signs that people write, not with their numbers."""

FIXED = ("id", "stream", "version", "closed", "due_at", "data")


class RowTables:
    """The tables of one service's row kinds."""

    def __init__(self, kinds: Sequence[type[Row]]) -> None:
        self._kinds = {kind.kind: kind for kind in kinds}
        self._upserts = {kind.kind: _upsert(kind) for kind in kinds}

    def prepare(self, db: sqlite3.Connection) -> bool:
        """Create the tables; one whose declared columns changed is dropped first. True when any was made now."""
        made = False
        for kind in self._kinds.values():
            table = _table(kind)
            present = [column[1] for column in db.execute(f"PRAGMA table_info({table})")]
            if present and present != _columns(kind):
                db.execute(f"DROP TABLE {table}")
                present = []
            if not present:
                declared = "".join(f", {column}" for column in _columns(kind)[len(FIXED) :])
                db.execute(
                    f"CREATE TABLE {table} (id TEXT PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL,"
                    f" closed INTEGER NOT NULL, due_at TEXT, data BLOB NOT NULL{declared})"
                )
                for column in kind.columns:
                    db.execute(f"CREATE INDEX {table}_{column} ON {table} (c_{column}, id)")
                db.execute(f"CREATE INDEX {table}_due ON {table} (due_at) WHERE due_at IS NOT NULL AND closed=0")
                made = True
        return made

    def encoded(self, rows: Sequence[PlacedRow]) -> Encoded:
        """Rows as their tables have them: of what changed several times only the last, as of a day in a burst."""
        newest: dict[tuple[str, str], PlacedRow] = {}
        for placed in rows:
            key = placed.row.kind, placed.row.id
            if key not in newest or placed.version >= newest[key].version:
                newest[key] = placed
        by_kind: Encoded = {}
        for placed in newest.values():
            by_kind.setdefault(placed.row.kind, []).append(_values(placed))
        return by_kind

    def write(self, db: sqlite3.Connection, rows: Encoded) -> None:
        """Put rows where no higher version is."""
        for kind, values in rows.items():
            into, unless_newer = self._upserts[kind]
            insert_many(db, into, values, unless_newer)

    def clear(self, db: sqlite3.Connection) -> None:
        for kind in self._kinds.values():
            db.execute(f"DELETE FROM {_table(kind)}")  # noqa: S608 - the table's name is declared in code

    def placed(self, db: sqlite3.Connection, kind: type[Row], id: str) -> PlacedRow | None:
        query = f"SELECT data, stream, version FROM {_table(kind)} WHERE id=?"  # noqa: S608 - declared in code
        found = db.execute(query, (id,)).fetchone()
        return PlacedRow(kind.model_validate_json(found[0]), found[1], found[2]) if found else None

    def due(self, db: sqlite3.Connection, kind: type[Row], now: datetime, limit: int) -> list[PlacedRow]:
        query = (
            f"SELECT data, stream, version FROM {_table(kind)}"  # noqa: S608 - declared in code
            " WHERE due_at IS NOT NULL AND closed=0 AND due_at<=? ORDER BY due_at LIMIT ?"
        )
        found = db.execute(query, (utc_text(now), limit))
        return [PlacedRow(kind.model_validate_json(data), stream, version) for data, stream, version in found]

    def select(self, db: sqlite3.Connection, query: RowQuery) -> list[Row]:
        """Rows in the order asked for; only declared columns may be named. Raises ``ValueError`` otherwise."""
        kind, order = query.kind, _column(query.kind, query.order_by)
        terms: list[str] = []
        values: list[Any] = []
        for name, value in query.where.items():
            terms.append(f"{_column(kind, name)} IS ?")
            values.append(sortable(value))
        for name, value in query.having.items():
            if name not in kind.many:
                raise ValueError(f"{kind.kind} rows do not declare the list {name}")
            terms.append(f"EXISTS (SELECT 1 FROM json_each(m_{name}) WHERE json_each.value=?)")  # noqa: S608 - declared in code
            values.append(value)
        for sign, bound in ((">=", query.since), ("<", query.until)):
            if bound is not None:
                terms.append(f"{order}{sign}?")
                values.append(sortable(bound))
        if not query.with_closed:
            terms.append("closed=0")
        if query.after is not None:
            term, bound_values = _behind(order, sortable(query.after[0]), query.after[1], query.descending)
            terms.append(term)
            values.extend(bound_values)
        way = "DESC" if query.descending else "ASC"
        where = f" WHERE {' AND '.join(terms)}" if terms else ""
        text = f"SELECT data FROM {_table(kind)}{where} ORDER BY {order} {way}, id {way} LIMIT ?"  # noqa: S608 - names declared in code
        return [kind.model_validate_json(data) for (data,) in db.execute(text, (*values, query.limit))]

    def totals(
        self, db: sqlite3.Connection, kind: type[Row], by: str, of: str, since: Any, until: Any, distinct: str | None
    ) -> list[Total]:
        """Counts and sums by a column's value. Raises ``ValueError`` for a name that is not declared."""
        column, number = _column(kind, by), f"s_{summed(kind, of)}"
        different = f"COUNT(DISTINCT d_{told_apart(kind, distinct)})" if distinct else "0"
        text = (
            f"SELECT {column}, COUNT(*), SUM({number}), {different} FROM {_table(kind)}"  # noqa: S608 - names declared in code
            f" WHERE {column}>=? AND {column}<? GROUP BY {column} ORDER BY {column}"
        )
        return [Total(*found) for found in db.execute(text, (sortable(since), sortable(until)))]


def _behind(order: str, value: Any, id: str, descending: bool) -> tuple[str, tuple[Any, ...]]:
    """The condition for rows behind ``(value, id)``. NULL comes before every value, and equals nothing in SQL."""
    if value is None:
        return (f"({order} IS NULL AND id<?)", (id,)) if descending else (f"({order} IS NOT NULL OR id>?)", (id,))
    if descending:
        return f"(({order}, id)<(?, ?) OR {order} IS NULL)", (value, id)
    return f"({order}, id)>(?, ?)", (value, id)


def _table(kind: type[Row]) -> str:
    return f"row_{kind.kind.replace('-', '_')}"


def _columns(kind: type[Row]) -> list[str]:
    lists, sums = (f"m_{name}" for name in kind.many), (f"s_{name}" for name in kind.addends)
    return [*FIXED, *(f"c_{name}" for name in kind.columns), *lists, *sums, *(f"d_{name}" for name in kind.distinct)]


def _column(kind: type[Row], name: str) -> str:
    if name == "id":
        return "id"
    if name not in kind.columns:
        raise ValueError(f"{kind.kind} rows do not declare the column {name}")
    return f"c_{name}"


def _upsert(kind: type[Row]) -> tuple[str, str]:
    """Into what a row is inserted, and what happens where one is."""
    columns = _columns(kind)
    table = _table(kind)
    changes = ", ".join(f"{column}=excluded.{column}" for column in columns[1:])
    unless_newer = f"ON CONFLICT (id) DO UPDATE SET {changes} WHERE excluded.version>={table}.version"
    return f"{table} ({', '.join(columns)})", unless_newer


def _values(placed: PlacedRow) -> tuple[Any, ...]:
    row = placed.row
    data = row.__pydantic_serializer__.to_json(row)
    due_at = utc_text(row.due_at) if row.due_at else None
    columns = [sortable(getattr(row, name)) for name in row.columns]
    lists = [LISTED(list(getattr(row, name))) for name in row.many]
    sums = [getattr(row, name) for name in row.addends]
    apart = [getattr(row, name) for name in row.distinct]
    return (row.id, placed.stream, placed.version, int(row.closed), due_at, data, *columns, *lists, *sums, *apart)
