"""What the roster knows of accompaniments: who has each, and the places that it counts."""

from pydantic import BaseModel

from services.matching.domain.accompanying.events import AccompanimentOwnerNamed, AccompanimentReleased
from shared.events import Event
from shared.journal import State


class Accompanied(BaseModel):
    """Who has an accompaniment as of which turn, and how many places it counts of whom."""

    number: int
    turn: int
    owner_id: str
    at_desk: bool
    places: dict[str, int] = {}


class AccompaniedRecord(State):
    """A part of the roster, so that cases and accompaniments share one capacity exactly."""

    accompanied: dict[str, Accompanied] = {}
    """By group."""
    loads: dict[str, int] = {}

    def apply_to_accompanied(self, event: Event) -> None:
        """Take what is about accompaniments."""
        if isinstance(event, (AccompanimentOwnerNamed, AccompanimentReleased)):
            before = self.accompanied.pop(event.group_id, None)
            self._count(before.places if before else {}, -1)
        if isinstance(event, AccompanimentOwnerNamed):
            fields = event.model_dump(include=set(Accompanied.model_fields))
            self.accompanied[event.group_id] = Accompanied(**fields)
            self._count(event.places, 1)

    def _count(self, places: dict[str, int], by: int) -> None:
        for id, number in places.items():
            total = self.loads.get(id, 0) + by * number
            self.loads[id] = total
            if not total:
                del self.loads[id]
