"""What is counted of mails, beside what every service counts: how they ended, and how long the first in line waits."""

from collections.abc import Callable, Sequence

from services.notifications.domain.mail import CHANNEL
from services.notifications.rows import MailRow
from shared.contracts.notifications import (
    MessageDelivered,
    MessageFailed,
    MessageSent,
    MessageSuppressed,
    MessageUncertain,
)
from shared.journal import Commit, Journal
from shared.metrics import Metrics

ENDS: dict[type[MessageSent], tuple[str, str]] = {
    MessageDelivered: ("mails_delivered", "Mails that the mail server took."),
    MessageFailed: ("mails_failed", "Mails that were refused, came back, or were given up."),
    MessageUncertain: ("mails_uncertain", "Mails of which nobody knows whether the mail server took them."),
    MessageSuppressed: ("mails_suppressed", "Mails that were not sent for a reason of their person's."),
}


class MailFigures:
    """Counts what this process wrote. ``show`` puts it on the service's page."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._counting: dict[type, Callable[[], None]] = {}
        self._first: MailRow | None = None

    def show(self, metrics: Metrics) -> None:
        """Begin to count on a page. Every end is there from the start, so that the first of its kind is seen."""
        self._counting = {event: metrics.counter(name, text).inc for event, (name, text) in ENDS.items()}
        metrics.gauge_of(
            "mails_waiting_seconds",
            "How long the first mail in line has been due; 0 when none is.",
            self.waiting_seconds,
        )

    def saw(self, due: Sequence[MailRow]) -> None:
        """These are due now, the longest waiting first."""
        self._first = due[0] if due else None

    def waiting_seconds(self) -> float:
        """How long the first mail in line has been due, as this process last saw the line."""
        return max(0.0, (self._journal.now() - self._first.next_at).total_seconds()) if self._first else 0.0

    def count(self, commits: Sequence[Commit]) -> None:
        """Take note of how mails ended."""
        for commit in commits:
            for event in commit.events:
                if isinstance(event, MessageSent) and event.channel == CHANNEL and type(event) in self._counting:
                    self._counting[type(event)]()
