"""How much of the open time rooms were taken, by the masks of the days: exact to the quarter, with the parts of halls.

What was freed again (a use that ended early, a no-show) does not count; what a closure or other hours left outside the
opening hours does not count either, neither as taken nor as open, so nothing is ever above a hundred percent.
"""

from collections.abc import Mapping

from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.houses.openness import beside
from services.booking.domain.ways.held import WHOLE_HOUSE
from services.booking.rows import DayRow
from shared.contracts.booking import Room


def units(rooms: Mapping[str, Room]) -> tuple[str, ...]:
    """The smallest pieces that can be booked: rooms that divide into no others. Their time is the house's."""
    return tuple(room_id for room_id, room in rooms.items() if not room.parts)


def occupied(rooms: Mapping[str, Room], taken: Mapping[str, int]) -> dict[str, int]:
    """The quarters in which each room was taken. A part is taken with its hall; a hall by its own bookings only."""
    masks = {room_id: taken.get(room_id, 0) for room_id in rooms}
    for hall in rooms.values():
        for part in hall.parts:
            if part in masks:
                masks[part] |= taken.get(hall.room_id, 0)
    return masks


def shut(facility: FacilityInfo, room_id: str, day: DayRow | None) -> int:
    """The quarters of a day in which an announced closure shut a room: with its house, a part, or a hall of it."""
    if day is None or not day.shut:
        return 0
    mask = 0
    for each in (WHOLE_HOUSE, *beside(facility, room_id)):
        mask |= day.shut.get(each, 0)
    return mask
