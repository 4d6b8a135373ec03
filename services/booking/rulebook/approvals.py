"""Uses that staff decide about before they are booked: until then their rooms are kept. It refuses nobody."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from services.booking.rulebook.layers import Layers
from services.booking.rulebook.places import Place, Places
from services.booking.rulebook.rule import Decides, Ids, OneOfMany


class Approval(OneOfMany):
    """Which uses need the approval of staff: those for one of ``purposes``, or of ``people_min`` and more.

    Without either it is every use. Its texts say to who asks that, and why, their request is looked at.
    """

    SECTION: ClassVar[str] = "approvals"
    DECIDES: ClassVar[Decides] = "use"

    purposes: Ids = ()
    """Purposes or marks, such as ``event`` or ``commercial``."""
    people_min: Annotated[int, Field(ge=1, le=100_000)] | None = None

    def asks(self, purpose: str, marks: frozenset[str], people: int) -> bool:
        """Whether such a use needs approval."""
        if not self.purposes and self.people_min is None:
            return True
        named = purpose in self.purposes or not marks.isdisjoint(self.purposes)
        return named or (self.people_min is not None and people >= self.people_min)


def approvals_of(layers: Layers, places: Places, place: Place, day: date) -> Iterator[Approval]:
    """The rules of rooms together, and of each of them by itself."""
    for each in (place, *(places.place((room.id,)) for room in place.rooms if len(place.rooms) > 1)):
        yield from layers.of(Approval, each, day)
