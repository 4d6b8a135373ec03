"""Keeps a replica's idea of what is parked as the store has it: operators and other replicas change it too."""

import asyncio
import logging

from shared.errors import Transient
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.dispatch import Dispatch
from shared.tasks import ended

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0


class LettersWatch:
    """Reads the letters of one service again and again; for stores that several processes write."""

    def __init__(self, dispatch: Dispatch, dead_letters: DeadLetters) -> None:
        self._dispatch = dispatch
        self._dead_letters = dead_letters
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._task = asyncio.create_task(self._watch(), name="letters-watch")

    async def stop(self) -> None:
        """Stop watching."""
        await ended(self._task)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self._dispatch.reload(with_discarded=False)
                await self._dead_letters.drain_left_behind()
            except Transient as fault:
                log.warning("the letters are read later", extra={"fault": str(fault)})
            except Exception:
                log.exception("the letters could not be read; they are read again")
