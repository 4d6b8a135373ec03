"""What must happen later: rows with ``due_at``, polled against the injected clock, fired through the journal.

Firing is a commit whose cause names the entity and the version that armed it; its ``decide`` checks again that it is
due (and returns no events when it is not), so a timer fired twice, late or by a rival does no harm.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared import trace
from shared.errors import Transient
from shared.journal import Cause, Journal, Row
from shared.tasks import ended

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
SHARED_SECONDS = 2.0
"""Where several replicas poll, each does so at a random moment within so long."""
ROWS_PER_READ = 500


@dataclass(frozen=True, slots=True)
class Timer:
    """Fires for each open row of ``row`` whose ``due_at`` has come. ``name`` is pinned: it is part of causes."""

    row: type[Row]
    name: str
    fire: Callable[[Any, Cause], Awaitable[None]]


class Timers:
    """Polls the timers of one service."""

    def __init__(self, journal: Journal, timers: Sequence[Timer]) -> None:
        self._journal = journal
        self._timers = timers
        self._task: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    def start(self) -> None:
        """Begin to poll, when there is anything to poll."""
        if self._timers:
            self._task = asyncio.create_task(self._poll(), name=f"{self._journal.model.service}-timers")

    async def stop(self) -> None:
        """Stop polling."""
        await ended(self._task)

    async def run_due(self) -> int:
        """Fire everything that is due now, once; how many rows fired. One that fails is logged and tried again later.

        Rows that stay due, however many, hold up nobody behind them. One pass at a time: another would fire the same
        rows for nothing. Raises ``StoreUnavailable``.
        """
        async with self._turn:
            return sum([await self._run(timer, self._journal.now()) for timer in self._timers])

    async def _run(self, timer: Timer, now: datetime) -> int:
        fired, tried = 0, set[str]()
        while True:
            due = await self._journal.store.due(timer.row, now, ROWS_PER_READ + len(tried))
            new = [placed for placed in due if placed.row.id not in tried]
            for placed in new:
                tried.add(placed.row.id)
                trace.enter(None)  # nobody asked: what follows is a trace of its own
                cause = self._journal.causes.timer(timer.name, placed.row.id, placed.version)
                try:
                    await timer.fire(placed.row, cause)
                except Transient as fault:
                    log.warning("a timer waits", extra={"timer": timer.name, "fault": str(fault)})
                except Exception:
                    log.exception("a timer failed", extra={"timer": timer.name, "row": placed.row.id})
                else:
                    fired += 1
            if not new:
                return fired

    async def _poll(self) -> None:
        while True:
            try:
                await self.run_due()
            except Transient as fault:
                log.warning("timers wait for the store", extra={"fault": str(fault)})
            except Exception:
                log.exception("the timers failed in a way nobody foresaw; they try again")
            await asyncio.sleep(POLL_SECONDS if self._journal.store.exclusive else SHARED_SECONDS * random.random())  # noqa: S311 - replicas take turns
