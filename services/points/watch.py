"""Keeps the books in memory beside the writer, for the metrics: each batch is taken in as it is committed."""

import asyncio
import logging
from collections.abc import Iterable, Sequence

from services.points.books import COMMITS_PER_READ, Books
from shared.errors import Transient
from shared.journal import Commit, Journal
from shared.metrics import Metrics

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.01
"""Between two reads of what lies back, so that a long journal does not hold up the start."""
RETRY_SECONDS = 1.0


class LedgerWatch:
    """Shows per programme how far it is from adding up, and what is in flight."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._books = Books()
        self._reading: asyncio.Task[None] | None = None
        journal.writer.listeners.append(self._committed)

    def show(self, metrics: Metrics) -> None:
        """Put the figures on the service's page."""
        metrics.gauges_of(
            "points_ledger_imbalance", "How far a programme is from adding up: zero.", ("programme",), self._imbalances
        )
        metrics.gauges_of(
            "points_in_flight", "Points between a programme and accounts.", ("programme",), self._in_flight
        )

    async def begin(self) -> None:
        """Read what was committed before this start, in the background."""
        self._reading = asyncio.create_task(self._catch_up(), name="points-books")

    async def _catch_up(self) -> None:
        """Read on until nothing is left; from there on the writer tells of each batch."""
        more = True
        while more:
            try:
                commits = await self._journal.store.after(self._books.position, COMMITS_PER_READ)
            except Transient:
                await asyncio.sleep(RETRY_SECONDS)
                continue
            except RuntimeError:  # the service stops: its store takes no more questions
                return
            self._books.take(commits)
            more = bool(commits)
            await asyncio.sleep(PAUSE_SECONDS)

    def _committed(self, commits: Sequence[Commit]) -> None:
        """Take a batch, unless what lies before it is still being read: then the reading comes to it."""
        try:
            if commits and commits[0].position == self._books.position + 1:
                self._books.take(commits)
        except Exception:
            log.exception("the books could not take a commit")

    def _imbalances(self) -> Iterable[tuple[tuple[str, ...], float]]:
        return [((id,), float(self._books.imbalance(id))) for id in list(self._books.programmes)]

    def _in_flight(self) -> Iterable[tuple[tuple[str, ...], float]]:
        return [((id,), float(sums.in_flight)) for id, sums in list(self._books.programmes.items())]
