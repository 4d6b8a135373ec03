"""What the writer holds while it serves one batch: the commands, the states, what an attempt would write and answer."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.journal.causes import Cause
from shared.journal.commits import Commit
from shared.journal.model import State, Stream
from shared.journal.port import PlacedRow, Snapshot


@dataclass(slots=True)
class Command:
    """A stream to decide on (with a cause) or to ask (without), and the future that waits for the outcome."""

    stream: Stream[Any]
    function: Callable[[Any], Any]
    cause: Cause | None
    key: str
    traceparent: str
    done: "asyncio.Future[Any]"


@dataclass(slots=True)
class Held:
    """A state in the cache, the version it is at, and the time of that version's commit."""

    state: State
    version: int = 0
    at: datetime | None = None


@dataclass(slots=True)
class Plan:
    """What one attempt at a batch would write, and whom it would tell what."""

    commits: list[Commit] = field(default_factory=list)
    rows: list[PlacedRow] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    by_cause: dict[str, Commit] = field(default_factory=dict)
    answers: list[tuple[Command, Any]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    """Ids of commits that earlier attempts at this batch may have inserted."""
    found_again: dict[str, Commit] = field(default_factory=dict)
    """Those of them that the store has: their callers' own, not replays."""
    unreadable: dict[str, Exception] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Raised:
    """An outcome to raise; any other value is returned, be it an exception."""

    error: Exception


class Redo(Exception):
    """A bug spoiled a cached state in the middle of a batch: the culprit is answered, the rest is done again."""

    def __init__(self, culprit: Command) -> None:
        super().__init__()
        self.culprit = culprit


def answer_all(answers: Sequence[tuple[Command, Any]]) -> None:
    """Tell everybody their outcome."""
    for command, answer in answers:
        if command.done.done():
            continue
        if isinstance(answer, Raised):
            error = answer.error
            if isinstance(error, StopIteration):  # a future does not take it
                error = RuntimeError(f"{command.stream.name}: the decision ran out of items")
            command.done.set_exception(error)
        else:
            command.done.set_result(answer)
