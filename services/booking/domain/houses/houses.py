"""A facility of the register as the rules see it: its rooms under names that are their own in the whole town.

The register says which rooms there are, and how large; a file of rules that names the facility may say more of them:
their type, and their parts.
"""

from collections.abc import Mapping
from typing import NamedTuple

from services.booking.rulebook.book import Book
from services.booking.rulebook.places import Facility, Room
from services.booking.rulebook.rule import Name
from shared.contracts.booking import Room as Registered


class House(NamedTuple):
    """A facility, how the rules call its rooms, and its rooms with the parts that are known of them."""

    facility: Facility
    keys: Mapping[str, str]
    rooms: Mapping[str, Registered]


def house_of(book: Book, facility_id: str, name: str, kind: str, rooms: Mapping[str, Registered]) -> House:
    """The facility for the rules. Rooms are called ``<facility>/<room>`` there.

    A room that the file has under the facility's id keeps its own, so that its rules and prices are found.
    """
    declared = book.places.facilities.get(facility_id)
    known = {room.id: room for room in declared.rooms} if declared else {}
    keys = {room_id: room_id if room_id in known else f"{facility_id}/{room_id}" for room_id in rooms}
    with_parts = {
        room_id: room.model_copy(update={"parts": _parts(room, known.get(room_id), rooms)})
        for room_id, room in rooms.items()
    }
    called = Name(ja=name, en=name)
    made = tuple(
        Room.model_construct(
            id=keys[room_id],
            name=Name(ja=room.name, en=room.name_en or (known[room_id].name.en if room_id in known else room.name)),
            capacity=room.capacity,
            type=known[room_id].type if room_id in known else "room",
            parts=tuple(keys[part] for part in room.parts),
        )
        for room_id, room in with_parts.items()
    )
    facility = Facility.model_construct(
        id=facility_id, kind=kind, name=declared.name if declared else called, rooms=made
    )
    return House(facility, keys, with_parts)


def _parts(room: Registered, declared: Room | None, rooms: Mapping[str, Registered]) -> tuple[str, ...]:
    named = room.parts or (declared.parts if declared else ())
    return tuple(part for part in named if part in rooms and part != room.room_id)
