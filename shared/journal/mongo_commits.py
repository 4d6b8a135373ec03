"""Commits as MongoDB documents: the key is stream and version, and reading asks for keys, never for a range of time.

Every question on the write path is an equality under a unique index: the one kind that any server which speaks the
protocol answers fast and right.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from shared.clock import utc_text
from shared.journal.commits import Commit, Decode, pack, unpack

Document = dict[str, Any]

KEYS_PER_QUESTION_MAX = 4_000
WINDOW_FIRST = 2
WINDOW_MAX = 256
"""How many versions are asked for at once: few at first, since most streams have nothing new, then more and more."""


def key_of(stream: str, version: int) -> str:
    """The ``_id`` of a commit, unique: of two writers of one version one wins. Text order is the stream's order."""
    return f"{stream}@{version:012d}"


def document_of(commit: Commit) -> Document:
    """A commit as it is inserted. ``pending`` is the only field that ever changes: it goes when all is confirmed.

    Without it from the beginning is what nothing follows from.
    """
    key = key_of(commit.stream, commit.version)
    first = {"first": commit.stream} if commit.version == 1 else {}
    pending = {} if commit.is_last else {"pending": key}
    return {
        "_id": key,
        "id": commit.id,
        "stream": commit.stream,
        "version": commit.version,
        "cause": commit.cause,
        "digest": commit.digest,
        "at": utc_text(commit.at),
        "actor": commit.actor,
        "trace": commit.trace,
        "events": pack(commit.records).decode(),
        **pending,
        **first,
    }


def commit_of(found: Mapping[str, Any], decode: Decode) -> Commit:
    """The commit that a document holds."""
    return Commit(
        id=found["id"],
        stream=found["stream"],
        version=found["version"],
        cause=found["cause"],
        digest=found["digest"],
        at=datetime.fromisoformat(found["at"]),
        actor=found["actor"],
        trace=found["trace"],
        records=unpack(found["events"].encode()),
        _decode=decode,
    )


class Tails:
    """Collects what lies behind given versions of several streams, window by window, up to each stream's end."""

    def __init__(self, after: Mapping[str, int]) -> None:
        self.found: dict[str, list[Commit]] = {stream: [] for stream in after}
        self._open = dict(after)
        self._width = WINDOW_FIRST

    def keys(self) -> list[str]:
        """The next keys to ask for; none when every stream's end was seen."""
        return [key_of(stream, last + n) for stream, last in self._open.items() for n in range(1, self._width + 1)]

    def take(self, commits: Iterable[Commit]) -> None:
        """Take the answer to ``keys``. Behind a gap nothing counts: what is missing there was not yet to be seen."""
        by_stream: dict[str, dict[int, Commit]] = {}
        for commit in commits:
            by_stream.setdefault(commit.stream, {})[commit.version] = commit
        still_open: dict[str, int] = {}
        for stream, last in self._open.items():
            version, seen = last, by_stream.get(stream, {})
            while version + 1 in seen:
                version += 1
                self.found[stream].append(seen[version])
            if version == last + self._width:
                still_open[stream] = version
        self._open = still_open
        self._width = min(self._width * 4, WINDOW_MAX)


def chunks(items: Sequence[str]) -> Iterable[Sequence[str]]:
    """Keys in portions that one question may hold."""
    return (items[start : start + KEYS_PER_QUESTION_MAX] for start in range(0, len(items), KEYS_PER_QUESTION_MAX))
