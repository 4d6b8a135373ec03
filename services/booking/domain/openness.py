"""What feeds, lists and imports ask of a facility's rules: when it is open, what is free. They ask it here only."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from services.booking.domain.checks import bookable_mask
from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.grid import span

DAYS_AHEAD_MAX = 400
"""No town's rules let anybody book further ahead."""


def open_mask(facility: FacilityInfo, day: date, room_id: str | None = None) -> int:
    """The quarters of a day in which the room (or the facility) is open; 0 on a closed day."""
    assert room_id is None or room_id in facility.rooms
    return facility.rules.open_mask(day)


def open_to_booking(facility: FacilityInfo, room_id: str, day: date, now: datetime) -> int:
    """The quarters of a day in which the room can be booked at ``now``, whatever is taken."""
    assert room_id in facility.rooms
    return bookable_mask(facility, day, now)


def free_mask(rooms: Iterable[str], taken: Mapping[str, int], bookable: int) -> int:
    """The quarters that can be booked of a room, given with all that cannot be used ``beside`` it."""
    for room_id in rooms:
        bookable &= ~taken.get(room_id, 0)
    return bookable


def beside(facility: FacilityInfo, room_id: str) -> tuple[str, ...]:
    """The rooms that cannot be used while a room is: itself."""
    assert room_id in facility.rooms
    return (room_id,)


def slot_minutes(facility: FacilityInfo) -> int:
    """The grid that bookings start and end on."""
    return facility.rules.slot_minutes.value


def fee(facility: FacilityInfo, room_id: str, day: date, start: int, end: int) -> int:
    """The price in yen of a room on a day in the quarters ``start <= q < end``."""
    assert room_id in facility.rooms
    assert open_mask(facility, day, room_id) & span(start, end) == span(start, end)
    return facility.rules.fee(start, end)


def people_max(facility: FacilityInfo, room_id: str) -> int:
    """How many people a room may be booked for."""
    return facility.rooms[room_id].capacity * facility.rules.capacity_percent.value // 100
