"""Keeps the books in memory for the metrics, a moment behind the journal, whoever writes it."""

from collections.abc import Iterable, Sequence

from services.points.books import Books
from services.points.domain.account import Account
from services.points.domain.programme import Programme
from shared.journal import Journal
from shared.journal.follow import Follower
from shared.metrics import Metrics


class LedgerWatch:
    """Shows per programme how far it is from adding up, and what is in flight."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._books = Books()
        self.follower = Follower(journal, (Programme, Account), self._follow)

    def show(self, metrics: Metrics) -> None:
        """Put the figures on the service's page."""
        metrics.gauges_of(
            "points_ledger_imbalance", "How far a programme is from adding up: zero.", ("programme",), self._imbalances
        )
        metrics.gauges_of(
            "points_in_flight", "Points between a programme and accounts.", ("programme",), self._in_flight
        )

    async def _follow(self, streams: Sequence[str]) -> None:
        """Take in what is new; everything at first, which may take a while and holds nothing up."""
        if self._books.change is None:
            await self._books.read(self._journal)
        await self._books.read_streams(self._journal, streams)

    def _imbalances(self) -> Iterable[tuple[tuple[str, ...], float]]:
        return [((id,), float(self._books.imbalance(id))) for id in list(self._books.programmes)]

    def _in_flight(self) -> Iterable[tuple[tuple[str, ...], float]]:
        return [((id,), float(sums.in_flight)) for id, sums in list(self._books.programmes.items())]
