"""A facility as matching hears of it from booking: where it is, for walks. Nothing else of it matters here."""

from services.matching.domain.recommending.booking_events import FacilityHeard
from shared.events import Event
from shared.journal import State


class Facility(State):
    """One facility of the city."""

    kind = "facility"

    heard: FacilityHeard | None = None

    def hear(self, heard: FacilityHeard) -> list[Event]:
        """Take what booking tells; most changes of a facility do not move it."""
        return [] if heard == self.heard else [heard]

    def apply(self, event: Event) -> None:
        if isinstance(event, FacilityHeard):
            self.heard = event
