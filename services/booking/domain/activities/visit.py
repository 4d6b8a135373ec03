"""A visit of matching (coming once) as booking hears of it: whether it has ended, so that no place waits for it. Pure.

The visit's own stream decides between its end and a place that is named for it late: whichever comes second sees the
other, and the place is given back.
"""

from datetime import date

from services.booking.domain.activities.events import PlaceForVisit, VisitHeardEnded
from shared.clock import tokyo_date
from shared.events import Event
from shared.journal import State


class Visit(State):
    """The stream ``visit/<id>/<who was to come>``. Bound by how often one place is named for visits."""

    kind = "visit"

    ended: VisitHeardEnded | None = None

    def hear_end(self, heard: VisitHeardEnded) -> list[Event]:
        """It does not come about; nothing happens when that was heard before."""
        return [] if self.ended else [heard]

    def place_named(self, named: PlaceForVisit) -> list[Event]:
        """Step of a saga: they have a place for it. Where it has ended, that is said again."""
        return [self.ended] if self.ended and self.has_ended(named.activity_id) else []

    def has_ended(self, activity_id: str) -> bool:
        """Whether it has ended, and led to this activity."""
        return self.ended is not None and self.ended.activity_id == activity_id

    def archivable(self, before: date) -> bool:
        """The activity has begun long ago: nobody gives a place in it back any more."""
        return self.ended is not None and tokyo_date(self.ended.starts_at) < before

    def apply(self, event: Event) -> None:
        if isinstance(event, VisitHeardEnded):
            self.ended = event
