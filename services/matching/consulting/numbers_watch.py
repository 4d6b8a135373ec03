"""Says plainly when a city shows phone numbers that nobody answers: in the log at its start, and as a figure."""

import logging

from services.matching.domain.consulting.triage import Triage
from services.matching.domain.consulting.triage_file import made_up
from shared.metrics import Metrics

log = logging.getLogger(__name__)


class NumbersWatch:
    """The made-up numbers of a city's triage. ``demo``: there they are as they should be."""

    def __init__(self, triage: Triage, *, demo: bool) -> None:
        self._ids = sorted(made_up(triage.file))
        self._demo = demo

    def show(self, metrics: Metrics) -> None:
        """Put the figure on the service's page."""
        metrics.gauge_of(
            "matching_made_up_numbers", "Phone numbers of triage that are made up.", lambda: float(len(self._ids))
        )

    async def tell(self) -> None:
        """At a start, before the service is ready."""
        if self._ids and not self._demo:
            log.warning(
                "phone numbers of triage are made up: put the city's own into triage.toml",
                extra={"numbers": self._ids},
            )
