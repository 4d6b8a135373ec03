"""The nearest free alternatives to a wish whose room is taken: the same room at other times, other rooms then."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from services.booking.domain.grid import QUARTERS, day_text, instant, span
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.wish import Wish

SAME_ROOM_MAX = 3
OTHER_ROOMS_MAX = 3
KEPT_MAX = 64
"""Answers kept of one facility: many who lost one room ask the same. A key is all that an answer depends on."""

Span = tuple[int, int]
"""The first quarter, and the one after the last."""


def nearest_free(taken: Mapping[str, int], wish: Wish, facility: FacilityInfo, now: datetime) -> list[dict[str, str]]:
    """Up to three other times for the room (nearest first), then up to three other rooms (best fitting first)."""
    kept, opened = facility.rules.nearest, facility.rules.bookable_masks(wish.day, now)
    key = (wish.room_ids, wish.day, wish.start, wish.end, wish.people, opened, frozenset(taken.items()))
    found = kept.get(key)
    if found is None:
        if len(kept) >= KEPT_MAX:
            kept.clear()
        found = kept[key] = _nearest_free(taken, wish, facility, now)
    return list(found)


def _nearest_free(taken: Mapping[str, int], wish: Wish, facility: FacilityInfo, now: datetime) -> list[dict[str, str]]:
    first, *more = wish.room_ids
    found = [_place(wish, facility, first, span) for span in _other_times(taken, wish, facility, now)]
    if not more:
        as_asked = wish.start, wish.end
        found.extend(_place(wish, facility, room, as_asked) for room in _other_rooms(taken, wish, facility, now))
    return found


def _other_times(taken: Mapping[str, int], wish: Wish, facility: FacilityInfo, now: datetime) -> list[Span]:
    rules = facility.rules
    free = span(0, QUARTERS)
    for room_id in wish.room_ids:
        free &= rules.bookable_mask(wish.day, now, room_id)
    for room_id in rules.touched(wish.room_ids):
        free &= ~taken.get(room_id, 0)
    found: list[Span] = []
    for start, end in _spans(wish, rules.whole_bands(wish.room_ids, wish.day), rules.step):
        wanted = span(start, end)
        if free & wanted == wanted and rules.possible(wish.room_ids, wish.day, start, end):
            found.append((start, end))
            if len(found) == SAME_ROOM_MAX:
                break
    return found


def _spans(wish: Wish, bands: tuple[Span, ...], step: int) -> Iterator[Span]:
    """Other spans of the day, the nearest first: as long as the wish, or whole bands where rooms are lent by them."""
    length = wish.end - wish.start
    if bands:
        several = [(one[0], other[1]) for n, one in enumerate(bands) for other in bands[n:]]
        several.sort(key=lambda each: (abs(each[0] - wish.start) + abs(each[1] - wish.end), -each[0]))
        yield from (each for each in several if each != (wish.start, wish.end))
    else:
        yield from ((start, start + length) for start in _outwards(wish.start, step, QUARTERS - length))


def _outwards(start: int, step: int, last: int) -> Iterator[int]:
    """Places on the grid by distance from ``start``: the later one first where two are equally far."""
    for distance in range(step, QUARTERS, step):
        if start + distance <= last:
            yield start + distance
        if start - distance >= 0:
            yield start - distance


def _other_rooms(taken: Mapping[str, int], wish: Wish, facility: FacilityInfo, now: datetime) -> list[str]:
    rules = facility.rules
    fitting = sorted(
        (room.capacity, room.room_id)
        for room in facility.rooms.values()
        if room.room_id not in wish.room_ids
        and rules.capacity(room.room_id) >= wish.people
        and not any(taken.get(touched, 0) & wish.mask for touched in rules.touched((room.room_id,)))
        and not wish.mask & ~rules.bookable_mask(wish.day, now, room.room_id)
        and rules.possible((room.room_id,), wish.day, wish.start, wish.end)
    )
    return [room_id for _, room_id in fitting[:OTHER_ROOMS_MAX]]


def _place(wish: Wish, facility: FacilityInfo, room_id: str, when: Span) -> dict[str, str]:
    return {
        "facility_id": wish.facility_id,
        "room_id": room_id,
        "room_name": facility.rooms[room_id].name,
        "room_name_en": facility.rooms[room_id].name_en,
        "starts_at": day_text(instant(wish.day, when[0])),
        "ends_at": day_text(instant(wish.day, when[1])),
    }
