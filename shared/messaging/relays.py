"""Which relay drives a journal: the store decides."""

from shared.health import Health
from shared.journal import Journal
from shared.messaging.bus import Bus
from shared.messaging.pending_relay import PendingRelay
from shared.messaging.relay import Relay
from shared.metrics import Metrics

AnyRelay = Relay | PendingRelay


def relay_of(journal: Journal, bus: Bus, source: str, metrics: Metrics, health: Health) -> AnyRelay:
    """By positions where this process is the only writer, by the mark on each commit where there may be others."""
    kind = Relay if journal.store.exclusive else PendingRelay
    return kind(journal, bus, source, metrics, health)
