"""What feeds, lists and imports ask of a facility's rules: when it is open, what is free. They ask it here only."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from services.booking.domain.grid import QUARTER_MINUTES, span
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.ways.held import WHOLE_HOUSE

DAYS_AHEAD_MAX = 400
"""No town's rules let anybody book further ahead."""


def open_mask(facility: FacilityInfo, day: date, room_id: str | None = None) -> int:
    """The quarters of a day in which the room (or the facility) is open; 0 on a closed day."""
    return facility.rules.open_mask(day, room_id)


def open_to_booking(facility: FacilityInfo, room_id: str, day: date, now: datetime) -> int:
    """The quarters of a day in which the room can be booked at ``now``, whatever is taken."""
    return facility.rules.bookable_mask(day, now, room_id)


def stands_until(facility: FacilityInfo, days: Iterable[date], now: datetime) -> datetime:
    """The moment at which ``open_to_booking`` may say something else of one of the days."""
    return facility.rules.stands_until(days, now)


def free_mask(rooms: Iterable[str], unfree: Mapping[str, int], bookable: int) -> int:
    """The quarters that can be booked of a room, given with all that cannot be used ``beside`` it."""
    for room_id in (WHOLE_HOUSE, *rooms):
        bookable &= ~unfree.get(room_id, 0)
    return bookable


def beside(facility: FacilityInfo, room_id: str) -> tuple[str, ...]:
    """The rooms that cannot be used while a room is: itself, its parts, and the halls that it is a part of."""
    return tuple(sorted(facility.rules.touched((room_id,))))


def slot_minutes(facility: FacilityInfo) -> int:
    """The finest grid that bookings start and end on."""
    return facility.rules.step * QUARTER_MINUTES


def fee(
    facility: FacilityInfo, room_id: str, day: date, start: int, end: int, *, purpose: str = "other", group: bool = True
) -> int:
    """The price in yen of a room on a day in the quarters ``start <= q < end``; 0 where the rules name none."""
    assert open_mask(facility, day, room_id) & span(start, end) == span(start, end)
    return facility.rules.usual_fee(room_id, day, start, end, purpose, group=group) or 0


def people_max(facility: FacilityInfo, room_id: str) -> int:
    """How many people a room may be booked for."""
    return facility.rules.capacity(room_id)
