"""Places that may be as good as one that the house took away, in the order in which they are looked at. Pure.

At the same time first: rooms of a fitting size before larger ones, and of several houses before several of one house.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.ways.way_events import DisplacementOpened

OTHER_DAYS_MAX = 14
Touched = Callable[[Iterable[str]], frozenset[str]]
"""Rooms with their parts and halls."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be as good. ``rank``: the least is the best; what is in it see ``at_the_same_time``."""

    facility: FacilityInfo
    room_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    rank: tuple[int, int, bool, int] = (0, 0, False, 0)


def seats_wanted(opened: DisplacementOpened, house: FacilityInfo) -> int:
    """How many people it has to hold: those who were to come, as far as their own rooms held them."""
    had = [seats(house, room_id) for room_id in opened.room_ids if room_id in house.rooms]
    return min(opened.people, sum(had)) if len(had) == len(opened.room_ids) else opened.people


def seats(facility: FacilityInfo, room_id: str) -> int:
    """How many people a room holds, by its size and by the rules."""
    return min(facility.rooms[room_id].capacity, facility.rules.capacity(room_id))


def at_the_same_time(
    opened: DisplacementOpened, facility: FacilityInfo, free: Collection[str], wanted: int
) -> Iterator[Candidate]:
    """What free rooms of a house would do for ``wanted`` people at the time that was taken away.

    As many rooms together as were booked, or else one. They are ranked by how many times too large they are, in
    doublings; among equals the own house comes first, then the fewer seats that stay empty.
    """
    rules, own = facility.rules, facility.facility_id == opened.facility_id
    capacity = {room_id: seats(facility, room_id) for room_id in free}
    for room_ids in together(capacity, len(opened.room_ids), wanted, rules.touched):
        held = sum(capacity[room_id] for room_id in room_ids)
        missing = len(opened.room_ids) - len(room_ids)
        rank = (missing, (held // wanted).bit_length(), not own, held - wanted)
        yield Candidate(facility, room_ids, opened.starts_at, opened.ends_at, rank)


def together(capacity: Mapping[str, int], count: int, people: int, touched: Touched) -> Iterable[tuple[str, ...]]:
    """Rooms that are had together by so many people: ``count`` of them, or one; no set twice, no floor in one twice."""
    by_size = sorted((size, room_id) for room_id, size in capacity.items())
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for rooms in dict.fromkeys((count, 1)):
        for first in by_size:
            chosen = _together(by_size, first, rooms, people, touched)
            if chosen:
                found.setdefault(frozenset(chosen), chosen)
    return found.values()


def _together(
    by_size: list[tuple[int, str]], first: tuple[int, str], count: int, people: int, touched: Touched
) -> tuple[str, ...]:
    """``first``, and of what is free beside it always the smallest that holds its share of those who are left."""
    held, chosen = first[0], [first[1]]
    while len(chosen) < count:
        taken = touched(chosen)
        beside = [each for each in by_size if each[1] not in taken]
        if not beside:
            return ()
        share = -(-(people - held) // (count - len(chosen)))
        size, room_id = next((each for each in beside if each[0] >= share), beside[-1])
        held += size
        chosen.append(room_id)
    return tuple(chosen) if held >= people else ()


def in_turn(candidates: Iterable[Candidate], had: Mapping[str, int]) -> Iterator[Candidate]:
    """The best first; of a house of which places are ``had`` already only after those of houses that have fewer.

    ``had`` is by facility, and read again before each.
    """
    left = sorted(candidates, key=lambda each: (each.rank, each.facility.facility_id, each.room_ids))
    while left:
        best = min(range(len(left)), key=lambda n: (had.get(left[n].facility.facility_id, 0), n))
        yield left.pop(best)


def on_other_days(opened: DisplacementOpened, house: FacilityInfo) -> Iterator[Candidate]:
    """The same rooms at that time of other days: the nearest first, the later of two."""
    for days in range(1, OTHER_DAYS_MAX + 1):
        for moved in (timedelta(days=days), timedelta(days=-days)):
            yield Candidate(house, opened.room_ids, opened.starts_at + moved, opened.ends_at + moved)
