"""Sets that may not fit into memory: a file that is thrown away afterwards.

A city's journal has more streams, causes and ids than one wants to hold; memory stays bounded, the disk does not.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PRAGMAS = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-65536", "locking_mode=EXCLUSIVE")


class Scratch:
    """Tables of one task, in a temporary folder (``TMPDIR``, or ``folder``)."""

    def __init__(self, *tables: str, folder: Path | None = None) -> None:
        """``tables``: their definitions, ``name (columns, keys)``."""
        self._folder = tempfile.TemporaryDirectory(prefix=".kyoso-scratch-", dir=folder)
        self._db = sqlite3.connect(Path(self._folder.name) / "scratch.db", isolation_level=None)
        for pragma in PRAGMAS:
            self._db.execute(f"PRAGMA {pragma}")
        for table in tables:
            self._db.execute(f"CREATE TABLE {table}")
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        self._folder.cleanup()

    def add(self, table: str, values: Iterable[Sequence[Any]]) -> int:
        """Insert rows; how many of them were there already (and stay as they are)."""
        given = list(values)
        if not given:
            return 0
        marks = ",".join("?" * len(given[0]))
        before = self._db.total_changes
        self._db.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", given)  # noqa: S608 - names in code
        return len(given) - (self._db.total_changes - before)

    def change(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Do one statement for each row of values."""
        self._db.executemany(statement, values)

    def find(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The answers to a question."""
        return iter(self._db.execute(query, values))
