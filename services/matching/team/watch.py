"""Shows for what nobody of the team has a place, a moment behind the journal, whoever writes it."""

from collections.abc import Iterable, Sequence

from services.matching.domain.team.roster import Roster
from shared.contracts.matching_team import ACCOMPANIMENTS
from shared.journal import Journal
from shared.journal.follow import Follower
from shared.metrics import Metrics

INTRODUCTIONS = "introductions"
"""What stands in the place of a desk for what comes to none."""


class TeamWatch:
    """The alarms of the roster as figures."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._full: dict[str, float] = {}
        self.follower = Follower(journal, (Roster,), self._follow)

    def show(self, metrics: Metrics) -> None:
        """Put the figures on the service's page."""
        metrics.gauges_of(
            "matching_team_full",
            "1 while nobody has a place: for introductions, for accompaniments, by desk.",
            ("desk",),
            self._figures,
        )

    async def _follow(self, streams: Sequence[str]) -> None:
        """Read anew; a desk that was full once stays, with 0."""

        def read(roster: Roster) -> dict[str, float]:
            return {id or INTRODUCTIONS: float(alarm.out) for id, alarm in roster.alarms.items()}

        self._full = await self._journal.ask(Roster.main(), read)

    def _figures(self) -> Iterable[tuple[tuple[str, ...], float]]:
        shown = {INTRODUCTIONS: 0.0, ACCOMPANIMENTS: 0.0, **self._full}  # never missing: an alarm reads it
        return [((desk,), number) for desk, number in shown.items()]
