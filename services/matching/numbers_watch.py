"""Says plainly when a city shows phone numbers that nobody answers: in the log at its start, and as a figure."""

import logging

from services.matching.domain.triage import Triage
from services.matching.domain.triage_file import made_up
from shared.metrics import Metrics

log = logging.getLogger(__name__)


def watch_numbers(triage: Triage, metrics: Metrics, *, demo: bool) -> None:
    """Put the figure on the page; outside the demo a made-up number is logged, with its id."""
    ids = made_up(triage.file)
    metrics.gauge_of("matching_made_up_numbers", "Phone numbers of triage that are made up.", lambda: float(len(ids)))
    if ids and not demo:
        log.warning(
            "phone numbers of triage are made up: put the city's own into triage.toml", extra={"numbers": sorted(ids)}
        )
