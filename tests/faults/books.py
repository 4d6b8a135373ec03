"""What the journals of a town say, read from outside: commits with their causes, events with the ids of the bus."""

import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kept:
    """One event of a journal. ``id`` is the ``ce_id`` that a public one has on the bus."""

    id: str
    stream: str
    type: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptCommit:
    """One commit of a journal; ``events`` are (type, body)."""

    id: str
    stream: str
    version: int
    cause: str
    at: str
    events: tuple[tuple[str, dict[str, Any]], ...]

    @staticmethod
    def unpacked(blob: bytes) -> tuple[tuple[str, dict[str, Any]], ...]:
        """Events as stores keep them: a line each, type, blank, JSON."""
        lines = [line.partition(b" ") for line in blob.split(b"\n")]
        return tuple((kind.decode(), json.loads(body)) for kind, _, body in lines)


class Books(ABC):
    """All journals of one town. ``letters`` counts dead letters, open or closed."""

    @abstractmethod
    def commits(self, service: str) -> Sequence[KeptCommit]:
        """A service's journal; the commits of one stream in order."""

    @abstractmethod
    def letters(self, service: str) -> int: ...

    @abstractmethod
    def row_count(self, service: str, kind: str) -> int:
        """How many rows of a kind there are."""

    def events(self, service: str, *types: str) -> list[Kept]:
        """Everything of some types in a journal (of all when none is named), in its order."""
        return [
            Kept(f"{commit.id}.{index}", commit.stream, kind, body)
            for commit in self.commits(service)
            for index, (kind, body) in enumerate(commit.events)
            if not types or kind in types
        ]

    def twice(self, service: str) -> list[str]:
        """Causes written more than once: one fact, one handler, one stream (or one request) must be one commit."""
        found = Counter(commit.cause for commit in self.commits(service))
        return [cause for cause, count in found.items() if count > 1]


class Since(Books):
    """What other books say beyond what they said when this was made."""

    def __init__(self, books: Books, services: Sequence[str], rows: Sequence[tuple[str, str]]) -> None:
        self._books = books
        self.known = {service: {commit.id for commit in books.commits(service)} for service in services}
        self._letters = {service: books.letters(service) for service in services}
        self._rows = {(service, kind): books.row_count(service, kind) for service, kind in rows}

    def commits(self, service: str) -> list[KeptCommit]:
        known = self.known[service]
        return [commit for commit in self._books.commits(service) if commit.id not in known]

    def letters(self, service: str) -> int:
        return self._books.letters(service) - self._letters[service]

    def row_count(self, service: str, kind: str) -> int:
        return self._books.row_count(service, kind) - self._rows[service, kind]
