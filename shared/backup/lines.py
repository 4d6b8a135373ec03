"""The lines of a copy: JSON objects with a ``kind``; and the digest of commits, whatever order they lie in."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.clock import utc_text
from shared.journal.commits import Commit, Decode, Record
from shared.journal.copying import Copied
from shared.journal.port import DeadLetter
from shared.vault.copying import FIELDS, SEALED, Kind, SealedRecord

Line = dict[str, Any]

MODULUS = 2**256
LETTER_TEXTS = ("id", "origin", "topic", "subject", "sequence", "type", "handler", "reason", "status", "closed_by")


def text_of(line: Mapping[str, Any]) -> bytes:
    """A line as it is written: the same bytes for the same content."""
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def commit_line(copied: Copied) -> Line:
    """A commit: what is stored, event bodies byte for byte as text. ``pending``: what follows it is not done yet."""
    commit = copied.commit
    line: Line = {
        "kind": "commit",
        "id": commit.id,
        "stream": commit.stream,
        "version": commit.version,
        "cause": commit.cause,
        "digest": commit.digest,
        "at": utc_text(commit.at),
        "actor": commit.actor,
        "trace": commit.trace,
        "events": [[record.type, record.body.decode()] for record in commit.records],
    }
    return {**line, "pending": True} if copied.pending else line


def commit_of(line: Mapping[str, Any], decode: Decode) -> Copied:
    """The inverse of ``commit_line``."""
    commit = Commit(
        id=line["id"],
        stream=line["stream"],
        version=line["version"],
        cause=line["cause"],
        digest=line["digest"],
        at=datetime.fromisoformat(line["at"]),
        actor=line["actor"],
        trace=line["trace"],
        records=tuple(Record(type_name, body.encode()) for type_name, body in line["events"]),
        _decode=decode,
    )
    return Copied(commit, bool(line.get("pending")))


def letter_line(letter: DeadLetter) -> Line:
    """A dead letter with what arrived."""
    return {
        "kind": "letter",
        **{name: getattr(letter, name) for name in LETTER_TEXTS},
        "payload": b64encode(letter.payload).decode(),
        "headers": [[name, b64encode(value).decode()] for name, value in letter.headers],
        "at": utc_text(letter.at),
        "closed_at": utc_text(letter.closed_at) if letter.closed_at else None,
    }


def letter_of(line: Mapping[str, Any]) -> DeadLetter:
    """The inverse of ``letter_line``."""
    return DeadLetter(
        payload=b64decode(line["payload"]),
        headers=tuple((name, b64decode(value)) for name, value in line["headers"]),
        at=datetime.fromisoformat(line["at"]),
        closed_at=datetime.fromisoformat(line["closed_at"]) if line["closed_at"] else None,
        **{name: line[name] for name in LETTER_TEXTS},
    )


def sealed_line(kind: Kind, record: SealedRecord) -> Line:
    """A record of a vault, sealed as it is."""
    return {
        "kind": kind,
        **{name: b64encode(record[name]).decode() if name in SEALED else record[name] for name in FIELDS[kind]},
    }


def sealed_of(kind: Kind, line: Mapping[str, Any]) -> SealedRecord:
    """The inverse of ``sealed_line``."""
    return {name: b64decode(line[name]) if name in SEALED else line[name] for name in FIELDS[kind]}


class Root:
    """A digest over a set of commits: equal for equal sets, in whatever order they are added."""

    def __init__(self) -> None:
        self._sum = 0
        self.commits = 0

    def add(self, commit: Commit) -> None:
        """One more commit."""
        digest = hashlib.sha256(text_of(commit_line(Copied(commit, pending=False)))).digest()
        self._sum = (self._sum + int.from_bytes(digest, "big")) % MODULUS
        self.commits += 1

    def __str__(self) -> str:
        return f"{self._sum:064x}"
