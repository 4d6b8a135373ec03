"""An activity as matching hears of it from booking: what a recommendation needs."""

from services.matching.domain.recommending.booking_events import ActivityHeard
from shared.events import Event
from shared.journal import State


class Activity(State):
    """One activity that was announced."""

    kind = "activity"
    fold_version = 2

    heard: ActivityHeard | None = None

    def hear(self, heard: ActivityHeard) -> list[Event]:
        """Take what booking tells."""
        return [] if heard == self.heard else [heard]

    def apply(self, event: Event) -> None:
        if isinstance(event, ActivityHeard):
            self.heard = event
