"""Streams whose reaction failed for good, in a store of several processes: the store's letters say which they are.

A parked stream's commits simply stay unconfirmed; when an operator lets it go on, whichever replica reads that first
drives them. So nothing is kept here that another replica would have to know.
"""

import asyncio
from collections.abc import Callable, Mapping

from shared.journal import Commit, Journal
from shared.journal.port import DeadLetter, LetterStatus, PendingStore
from shared.messaging import letters

RELEASE_SECONDS_MAX = 30.0
RELEASE_SECONDS_ELSEWHERE = 10.0
"""How long a process without a relay (a command line) waits for a replica to let a stream go on."""
POLL_SECONDS = 0.05


class PendingParked:
    """The parked streams of one journal, as of the last ``refresh``."""

    def __init__(self, journal: Journal, drive_soon: Callable[[str], None]) -> None:
        self._journal = journal
        self._store: PendingStore = journal.store  # type: ignore[assignment]  # relay_of chose this relay by it
        self._drive_soon = drive_soon
        self._releases: dict[str, DeadLetter] = {}
        self.streams: set[str] = set()
        self.discarded: set[str] = set()
        self.running = False

    async def load_discarded(self) -> None:
        """Read what is never to be done: a restore may bring those commits back when the fault is long mended."""
        async for letter in letters.every(self._store, ("discarded",)):
            if letter.origin == "reaction":
                self.discarded.add(letter.id)

    async def refresh(self) -> None:
        """Read which streams are parked, and which are to go on; a release that is over already is closed."""
        parked: set[str] = set()
        releases: dict[str, DeadLetter] = {}
        async for letter in letters.every(self._store, ("failed", "releasing", "discarding")):
            if letter.origin == "reaction":
                if letter.status == "failed":
                    parked.add(letter.subject)
                elif await self._store.unconfirmed([(letter.subject, _version(letter))]):
                    releases[letter.subject] = letter
                else:  # who drove the stream died before it could say so
                    await self._close(letter)
        self.streams = parked - releases.keys()
        self._releases = releases
        for stream in releases:
            self._drive_soon(stream)

    def skipped(self, stream: str) -> str:
        """The letter whose reaction is not to be taken, when its stream is let go on without it."""
        letter = self._releases.get(stream)
        return letter.id if letter is not None and letter.status == "discarding" else ""

    async def was_discarded(self, letter: DeadLetter) -> bool:
        """Whether an operator has discarded this reaction before; it is remembered."""
        if letter.id in self.discarded:
            return False
        known = await self._journal.store.letter(letter.id)
        if known is None or known.status != "discarded":
            return False
        self.discarded.add(letter.id)
        return True

    async def park(self, letter: DeadLetter) -> bool:
        """Keep the letter of a reaction that failed; whether one more is open now. Raises ``StoreUnavailable``."""
        stream, store, now = letter.subject, self._journal.store, self._journal.now()
        released = self._releases.pop(stream, None)
        self.streams.add(stream)
        if released is not None and released.id == letter.id:
            await store.mark_letter(letter.id, "failed", released.closed_by, now, letter.reason)
            return False
        more = await letters.put(store, letter)
        if released is not None:
            await self._close(released)
        return more and released is None

    async def passed(self, newest: Mapping[str, Commit]) -> None:
        """Streams were driven up to these commits: letters of those that were let go on are closed."""
        for stream, letter in list(self._releases.items()):
            if stream in newest and newest[stream].version >= _version(letter):
                self._releases.pop(stream)
                await self._close(letter)

    async def _close(self, letter: DeadLetter) -> None:
        done: LetterStatus = "discarded" if letter.status == "discarding" else "replayed"
        await self._journal.store.mark_letter(letter.id, done, letter.closed_by, self._journal.now())

    def releasing(self, stream: str) -> bool:
        """Whether the stream's commits are being let go just now."""
        return stream in self._releases

    async def release(self, letter: DeadLetter, *, without_it: bool, by: str) -> str:
        """Let a parked stream go on, with its reaction or without it; why it is still parked, or an empty string.

        Any replica does it. When none is there the wish is kept, and the next start goes on with it.
        """
        status: LetterStatus = "discarding" if without_it else "releasing"
        store = self._journal.store
        await store.mark_letter(letter.id, status, by, self._journal.now())
        if self.running:
            await self.refresh()
        seconds = RELEASE_SECONDS_MAX if self.running else RELEASE_SECONDS_ELSEWHERE
        for _ in range(int(seconds / POLL_SECONDS)):
            found = await store.letter(letter.id)
            assert found is not None
            if found.status not in {"releasing", "discarding"}:
                return found.reason if found.status == "failed" else ""
            await asyncio.sleep(POLL_SECONDS)
        return "" if not self.running else "not yet"


def _version(letter: DeadLetter) -> int:
    return int(letter.sequence.partition(".")[0])
