"""Rows that every command asks for, in memory: read once, forgotten when their stream is written.

Only where this process alone writes the store: there the writer tells of each commit before anybody is answered, so
what is kept is never older than an answer. Where others write too, each question goes to the store.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Generic, TypeVar

from shared.journal.commits import Commit
from shared.journal.journal import Journal
from shared.journal.model import Row, State

R = TypeVar("R", bound=Row)

KEPT_MAX = 20_000
"""Rows, or the knowledge that there is none; of more the one that was longest asked for is forgotten."""


class KnownRows(Generic[R]):
    """Rows of one kind whose ids are the keys of the streams of ``state`` that they belong to."""

    def __init__(self, journal: Journal, kind: type[R], state: type[State], *, kept_max: int = KEPT_MAX) -> None:
        self._journal = journal
        self._kind = kind
        self._streams = f"{state.kind}/"
        self._kept_max = kept_max
        self._known: OrderedDict[str, R | None] = OrderedDict()
        self._written = 0
        if journal.store.exclusive:
            journal.writer.listeners.append(self._committed)
            journal.writer.forgetting.append(self._forget)

    async def get(self, id: str) -> R | None:
        """One row, or ``None``. Raises ``StoreUnavailable``."""
        if id in self._known:
            return self._known[id]
        written = self._written
        row = await self._journal.get(self._kind, id)
        if self._journal.store.exclusive and written == self._written:  # else it may be older than what was written
            self._known[id] = row
            if len(self._known) > self._kept_max:
                self._known.popitem(last=False)
        return row

    def _committed(self, commits: Sequence[Commit]) -> None:
        for commit in commits:
            if commit.stream.startswith(self._streams):
                self._written += 1
                self._known.pop(commit.stream[len(self._streams) :], None)

    def _forget(self) -> None:
        """Rows were made again: what was read meanwhile may have been missing."""
        self._written += 1
        self._known.clear()
