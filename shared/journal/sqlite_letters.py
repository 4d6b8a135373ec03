"""Dead letters in SQLite: inserted once under the hash of what arrived, kept with who closed them and when."""

import json
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime

from shared.clock import utc_text
from shared.journal.port import DeadLetter, LetterStatus

COLUMNS = (
    "id, origin, topic, subject, sequence, type, handler, reason, payload, headers, status, at, closed_by, closed_at"
)


class Letters:
    """The ``dead_letters`` table."""

    def prepare(self, db: sqlite3.Connection) -> None:
        db.execute(
            "CREATE TABLE IF NOT EXISTS dead_letters (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
            " origin TEXT NOT NULL, topic TEXT NOT NULL, subject TEXT NOT NULL, sequence TEXT NOT NULL,"
            " type TEXT NOT NULL, handler TEXT NOT NULL, reason TEXT NOT NULL, payload BLOB NOT NULL,"
            " headers TEXT NOT NULL, status TEXT NOT NULL, at TEXT NOT NULL, closed_by TEXT NOT NULL, closed_at TEXT)"
        )
        db.execute("CREATE INDEX IF NOT EXISTS dead_letters_status ON dead_letters (status, number)")

    def add(self, db: sqlite3.Connection, letters: Sequence[DeadLetter]) -> None:
        db.executemany(
            f"INSERT OR IGNORE INTO dead_letters ({COLUMNS}) VALUES ({','.join('?' * 14)})",  # noqa: S608 - constants
            [
                (
                    letter.id,
                    letter.origin,
                    letter.topic,
                    letter.subject,
                    letter.sequence,
                    letter.type,
                    letter.handler,
                    letter.reason,
                    letter.payload,
                    json.dumps([[name, b64encode(value).decode()] for name, value in letter.headers]),
                    letter.status,
                    utc_text(letter.at),
                    letter.closed_by,
                    None,
                )
                for letter in letters
            ],
        )

    def select(
        self, db: sqlite3.Connection, statuses: Sequence[LetterStatus], after: int, limit: int
    ) -> list[DeadLetter]:
        marks = ",".join("?" * len(statuses))
        query = (
            f"SELECT {COLUMNS}, number FROM dead_letters"  # noqa: S608 - constants
            f" WHERE status IN ({marks}) AND number>? ORDER BY number LIMIT ?"
        )
        return [_letter(found) for found in db.execute(query, (*statuses, after, limit))]

    def get(self, db: sqlite3.Connection, id: str) -> DeadLetter | None:
        query = f"SELECT {COLUMNS}, number FROM dead_letters WHERE id=?"  # noqa: S608 - constants
        found = db.execute(query, (id,)).fetchone()
        return _letter(found) if found else None

    def mark(self, db: sqlite3.Connection, id: str, status: LetterStatus, by: str, at: datetime, reason: str) -> None:
        db.execute(
            "UPDATE dead_letters SET status=?, closed_by=?, closed_at=?, reason=CASE ? WHEN '' THEN reason ELSE ? END"
            " WHERE id=?",
            (status, by, utc_text(at), reason, reason, id),
        )


def _letter(found: tuple[object, ...]) -> DeadLetter:
    (id, origin, topic, subject, sequence, type_, handler, reason, payload, headers, status, at, by, closed, number) = (
        found
    )
    return DeadLetter(
        id=str(id),
        origin=origin,  # type: ignore[arg-type]  # the column holds only what add() wrote
        topic=str(topic),
        subject=str(subject),
        sequence=str(sequence),
        type=str(type_),
        handler=str(handler),
        reason=str(reason),
        payload=bytes(payload),  # type: ignore[call-overload]  # a BLOB column
        headers=tuple((name, b64decode(value)) for name, value in json.loads(str(headers))),
        status=status,  # type: ignore[arg-type]  # as above
        at=datetime.fromisoformat(str(at)),
        number=int(str(number)),
        closed_by=str(by),
        closed_at=datetime.fromisoformat(str(closed)) if closed else None,
    )
