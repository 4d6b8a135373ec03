"""What a report tells apart of a booking: where, when, how it ended, for what, for whom. One text, as stores add up.

``<facility>/<day>/<rooms>/<start>/<outcome>/<purpose>/<party>``: rooms joined by ``+``, the start as ``10:00`` (Tokyo).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

Outcome = Literal["stood", "no-show", "cancelled"]
Party = Literal["group", "person"]

OUTCOMES: dict[str, Outcome] = {
    "confirmed": "stood",
    "started": "stood",
    "completed": "stood",
    "no-show": "no-show",
    "cancelled": "cancelled",
}
"""How a booking of a status counts. A status that is not here counts nowhere."""
NOWHERE = "none"
ROOMS = "+"


@dataclass(frozen=True, slots=True)
class Use:
    """One kind of use on one day."""

    facility_id: str
    day: date
    room_ids: tuple[str, ...]
    start: str
    outcome: str
    purpose: str
    party: str

    @classmethod
    def parse(cls, key: str) -> Self:
        """The use that a key says."""
        facility_id, day, rooms, start, outcome, purpose, party = key.split("/")
        return cls(facility_id, date.fromisoformat(day), tuple(rooms.split(ROOMS)), start, outcome, purpose, party)


def use_key(
    facility_id: str, start: str, room_ids: tuple[str, ...], status: str, purpose: str, *, of_group: bool
) -> str:
    """The key of a booking. ``start`` is its instant as written in Tokyo (``2026-12-02T10:00:00+09:00``)."""
    outcome, party = OUTCOMES.get(status, NOWHERE), "group" if of_group else "person"
    return f"{facility_id}/{start[:10]}/{ROOMS.join(room_ids)}/{start[11:16]}/{outcome}/{purpose}/{party}"
