"""What there is to book: facilities, their rooms, and the parts that a hall divides into."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from services.booking.rulebook.rule import Data, Id, Ids, Name, Wrong


class Room(Data):
    """A room, a divisible hall, or a part of one. Its id is its own in the whole town."""

    id: Id
    name: Name
    capacity: Annotated[int, Field(ge=1, le=100_000)]
    type: Id = "room"
    """A word of the town's for what kind of room it is; tables of refunds use it."""
    parts: Ids = ()
    """The ids of the rooms that this one divides into. All of them together are this room."""


class Facility(Data):
    """A house with rooms."""

    id: Id
    kind: Id
    name: Name
    rooms: Annotated[tuple[Room, ...], Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """What one request is about: rooms of one facility. Made once for the same rooms, and told apart by identity."""

    facility: Facility
    rooms: tuple[Room, ...]
    ids: frozenset[str]
    touched: frozenset[str]
    """The rooms, their parts, and the halls that they are parts of."""
    name: Name
    """The rooms' names beside each other."""

    @property
    def capacity(self) -> int:
        """People that fit in all of them together."""
        return sum(room.capacity for room in self.rooms)


class Unanswerable(Wrong):
    """A request that the rules cannot be asked about: what it names is not there, or no rule speaks of it."""


class Places:
    """All rooms of a town, by id."""

    def __init__(self, facilities: Iterable[Facility]) -> None:
        """Raises ``Wrong`` where two rooms or facilities share an id, or a hall has a part that is not there."""
        self.facilities: dict[str, Facility] = {}
        self._rooms: dict[str, tuple[Facility, Room]] = {}
        for facility in facilities:
            if facility.id in self.facilities:
                raise Wrong(f"id {facility.id} の施設が二つあります", f"two facilities have the id {facility.id}")
            self.facilities[facility.id] = facility
            for room in facility.rooms:
                if room.id in self._rooms:
                    raise Wrong(f"id {room.id} の室が二つあります", f"two rooms have the id {room.id}")
                self._rooms[room.id] = facility, room
        self._halls: dict[str, Room] = {}
        for facility, hall in self._rooms.values():
            for part in hall.parts:
                if part == hall.id or part not in {room.id for room in facility.rooms}:
                    raise Wrong(
                        f"{hall.id}: 分割室 {part} は、施設 {facility.id} のほかの室ではありません",
                        f"{hall.id}: its part {part} is no other room of {facility.id}",
                    )
                self._halls[part] = hall
        self._known: dict[tuple[str, ...], Place] = {}

    @property
    def rooms(self) -> dict[str, Room]:
        """All rooms by id, in the order of the file."""
        return {name: room for name, (_, room) in self._rooms.items()}

    @property
    def kinds(self) -> set[str]:
        """The kinds of facility that there are."""
        return {facility.kind for facility in self.facilities.values()}

    def facility_of(self, room_id: str) -> Facility | None:
        """The facility of a room; nothing for a room that is not there (any more)."""
        found = self._rooms.get(room_id)
        return found[0] if found else None

    def hall_of(self, room_id: str) -> str:
        """The hall that a room is a part of; a room that is no part is its own."""
        hall = self._halls.get(room_id)
        return hall.id if hall else room_id

    def place(self, room_ids: tuple[str, ...]) -> Place:
        """The place of a request; all parts of a hall are the hall. Raises ``Unanswerable``."""
        if known := self._known.get(room_ids):
            return known
        wanted = dict.fromkeys(room_ids)
        for name in wanted:
            if name not in self._rooms:
                raise Unanswerable(f"室 {name} がありません", f"there is no room {name}")
        if len({self._rooms[name][0].id for name in wanted}) != 1:
            raise Unanswerable("室が一つの施設のものではありません", "the rooms are not of one facility")
        facility = self._rooms[room_ids[0]][0]
        for room in facility.rooms:
            if room.parts and set(room.parts) <= set(wanted):
                wanted = dict.fromkeys([room.id, *(name for name in wanted if name not in room.parts)])
        rooms = tuple(self._rooms[name][1] for name in wanted)
        touched = {*wanted, *(part for room in rooms for part in room.parts)}
        touched |= {self._halls[name].id for name in wanted if name in self._halls}
        beside = Name(ja="・".join(room.name.ja for room in rooms), en=" + ".join(room.name.en for room in rooms))
        place = Place(facility, rooms, frozenset(wanted), frozenset(touched), beside)
        if len(self._known) < 10_000:
            self._known[room_ids] = place
        return place
