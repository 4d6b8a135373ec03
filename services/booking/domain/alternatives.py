"""The nearest free alternatives to a wish whose room is taken: the same room at other times, other rooms then."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.grid import QUARTERS, day_text, instant, span
from services.booking.domain.wish import Wish

SAME_ROOM_MAX = 3
OTHER_ROOMS_MAX = 3


def nearest_free(taken: Mapping[str, int], wish: Wish, facility: FacilityInfo, now: datetime) -> list[dict[str, str]]:
    """Up to three other times for the room (nearest first), then up to three other rooms (best fitting first)."""
    bookable = facility.rules.bookable_mask(wish.day, now)
    first, *more = wish.room_ids
    found = [_place(wish, facility, first, start) for start in _other_times(taken, wish, facility, bookable)]
    if not more and wish.mask & ~bookable == 0:
        found.extend(_place(wish, facility, room_id, wish.start) for room_id in _other_rooms(taken, wish, facility))
    return found


def _other_times(taken: Mapping[str, int], wish: Wish, facility: FacilityInfo, bookable: int) -> list[int]:
    length = wish.end - wish.start
    free = bookable
    for room_id in facility.rules.touched(wish.room_ids):
        free &= ~taken.get(room_id, 0)
    starts: list[int] = []
    for start in _outwards(wish.start, facility.rules.step, QUARTERS - length):
        wanted = span(start, start + length)
        if free & wanted == wanted:
            starts.append(start)
            if len(starts) == SAME_ROOM_MAX:
                break
    return starts


def _outwards(start: int, step: int, last: int) -> Iterator[int]:
    """Places on the grid by distance from ``start``: the later one first where two are equally far."""
    for distance in range(step, QUARTERS, step):
        if start + distance <= last:
            yield start + distance
        if start - distance >= 0:
            yield start - distance


def _other_rooms(taken: Mapping[str, int], wish: Wish, facility: FacilityInfo) -> list[str]:
    rules = facility.rules
    fitting = sorted(
        (room.capacity, room.room_id)
        for room in facility.rooms.values()
        if room.room_id not in wish.room_ids
        and rules.capacity(room.room_id) >= wish.people
        and not any(taken.get(touched, 0) & wish.mask for touched in rules.touched((room.room_id,)))
    )
    return [room_id for _, room_id in fitting[:OTHER_ROOMS_MAX]]


def _place(wish: Wish, facility: FacilityInfo, room_id: str, start: int) -> dict[str, str]:
    return {
        "facility_id": wish.facility_id,
        "room_id": room_id,
        "room_name": facility.rooms[room_id].name,
        "starts_at": day_text(instant(wish.day, start)),
        "ends_at": day_text(instant(wish.day, start + wish.end - wish.start)),
    }
