"""Many rows in few statements.

Between two statements the interpreter's lock changes hands, also between those of ``executemany``: a writing thread
beside a busy loop then gets through some two thousand rows a second, however fast the file is.
"""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

SIZES = (256, 64, 16, 4, 1)
"""Rows of a statement. Few different ones, so that each is prepared once."""
VALUES_MAX = 16_000
"""Half of what SQLite takes in one statement since 3.32."""


def insert_many(db: sqlite3.Connection, into: str, rows: Sequence[Sequence[Any]], behind: str = "") -> None:
    """``INSERT INTO <into> VALUES (…), (…) <behind>`` for all rows, in their order; all of the same width."""
    start = 0
    for size in SIZES:
        if not rows or size * len(rows[0]) > VALUES_MAX:
            continue
        while len(rows) - start >= size:
            values = [value for row in rows[start : start + size] for value in row]
            db.execute(_statement(into, len(rows[0]), size, behind), values)
            start += size


@lru_cache(maxsize=512)
def _statement(into: str, width: int, size: int, behind: str) -> str:
    one = f"({','.join('?' * width)})"
    return f"INSERT INTO {into} VALUES {','.join([one] * size)} {behind}"  # noqa: S608 - names declared in code
