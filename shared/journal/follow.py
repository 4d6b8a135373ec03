"""Following a journal: what one process keeps in memory is told of what other processes write."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from shared.errors import Transient
from shared.journal.journal import Journal
from shared.journal.model import State
from shared.tasks import ended

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
CHANGES_PER_READ = 1_000

Told = Callable[[Sequence[str]], Awaitable[None]]
"""Is given names of streams that were written, each once a call; reads them anew as far as it cares."""


class Follower:
    """Tells of written streams, a moment after their commits; ``start`` begins with what is written from then on.

    ``kinds`` are the states whose streams are wanted. The model has to name them, or nothing is noted of them.
    """

    def __init__(self, journal: Journal, kinds: Sequence[type[State]], told: Told) -> None:
        if not set(kinds) <= set(journal.model.followed):
            raise ValueError(f"{journal.model.service}: the model does not say that {kinds} are followed")
        self._kinds = {kind.kind for kind in kinds}
        self._journal = journal
        self._told = told
        self._task: asyncio.Task[None] | None = None
        self._change: int | None = None
        self._turn = asyncio.Lock()
        self._asked = 0
        self._answered = 0

    def start(self) -> None:
        """Begin to follow."""
        self._task = asyncio.create_task(self._follow(), name=f"{self._journal.model.service}-follower")

    def let_go(self) -> None:
        """No answer hangs on a follower."""

    async def stop(self) -> None:
        """Stop."""
        await ended(self._task)
        self._task = None

    async def catch_up(self) -> None:
        """Tell now of everything that was answered to anybody so far. Raises ``StoreUnavailable``.

        Whoever asks while another looks waits for the next look, and shares it with all who wait.
        """
        self._asked += 1
        mine = self._asked
        async with self._turn:
            if self._answered >= mine:
                return
            covered = self._asked
            if self._change is None:
                change = await self._journal.store.last_change()
                await self._told(())
                self._change = change
            self._change = await self._tell(self._change)
            self._answered = covered

    async def _follow(self) -> None:
        while True:
            try:
                await self.catch_up()
            except Transient as fault:
                log.warning("a follower waits for the store", extra={"fault": str(fault)})
            except RuntimeError:  # the service stops: its store takes no more questions
                return
            except Exception:
                log.exception("a follower failed in a way nobody foresaw; it goes on")
            await asyncio.sleep(POLL_SECONDS)

    async def _tell(self, change: int) -> int:
        """Tell of everything behind ``change``; the newest that was told."""
        while found := await self._journal.store.changes(change, CHANGES_PER_READ):
            streams = dict.fromkeys(stream for each in found for stream in each.streams)
            if wanted := tuple(stream for stream in streams if stream.partition("/")[0] in self._kinds):
                await self._told(wanted)
            change = found[-1].number
        return change
