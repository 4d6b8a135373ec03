"""What a backup asks of a store beside its port: reading commits as they are, and taking them into an empty place.

A copy is read beside running writers. A journal is insert-only, so the versions of one stream from 1 on are a
consistent copy of it whenever they are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.journal.commits import Commit, Record
from shared.journal.port import DeadLetter, LetterStatus, Mark

EVERY_STATUS: tuple[LetterStatus, ...] = ("failed", "parked", "releasing", "discarding", "replayed", "discarded")


@dataclass(frozen=True, slots=True)
class Copied:
    """A commit with whether something that follows it is still to be done."""

    commit: Commit
    pending: bool


class JournalCopy(Protocol):
    """One service's journal, to be read as it is or filled while it is empty. Every method: ``StoreUnavailable``."""

    journal_id: str

    async def open(self) -> None:
        """Begin to read; whoever writes is not disturbed."""
        ...

    async def close(self) -> None: ...

    async def streams(self, after: str, limit: int) -> Sequence[str]:
        """Names of streams in order."""
        ...

    async def commits(self, streams: Sequence[str]) -> Sequence[Copied]:
        """All commits of some streams; each stream's in order and without gaps."""
        ...

    async def letters(self, after: int, limit: int) -> Sequence[DeadLetter]:
        """Dead letters by number, closed ones too."""
        ...

    async def is_empty(self) -> bool:
        """Whether nothing was ever committed here."""
        ...

    async def count(self) -> int:
        """How many commits there are."""
        ...

    async def begin(self) -> None:
        """Before a journal is filled: no service opens it until ``end``, and its rows are made at the next opening."""
        ...

    async def take_in(self, commits: Sequence[Copied]) -> None:
        """Insert commits with what they had: id, version, cause, time. No rows are written."""
        ...

    async def told_until_here(self, topics: Sequence[str]) -> Mark | None:
        """What was taken in so far is confirmed; the place in the journal, where the store has places."""
        ...

    async def note_heard(self, marks: Mapping[str, Mark]) -> None:
        """By topic, how far this service has finished the owners' journals, where the store keeps that."""
        ...

    async def take_letters(self, letters: Sequence[DeadLetter]) -> None:
        """Insert letters with the status they had."""
        ...

    async def strip(self, stream: str, below: int, stub: Record) -> None:
        """Put ``stub`` in the place of the events of a stream's versions below one, and drop its snapshot.

        The one change of a commit beside its mark: repeating it is harmless, and it says the same each time.
        """
        ...

    async def end(self) -> None:
        """The journal is whole; a service may open it."""
        ...
