"""In which order places are looked at for whoever's booking the house took away."""

from collections import Counter
from datetime import timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.grid import instant
from services.booking.domain.ways import instead
from services.booking.domain.ways.way_events import DisplacementOpened
from tests.unit.booking.booking_kit import DAY, NOW, a_facility

AT, UNTIL = instant(DAY, 40), instant(DAY, 44)


def taken_away(*rooms, people, house="own"):
    return DisplacementOpened(
        booking_id="b", facility_id=house, room_ids=rooms, starts_at=AT, ends_at=UNTIL, person_id="hana", people=people,
        purpose="meeting", fee=0, reason="closure", opened_at=NOW,
    )  # fmt: skip


def houses(**rooms):
    return [a_facility(id=name, rooms=tuple(each.items())) for name, each in rooms.items()]


def ranked(opened, *facilities, had=None):
    """Facility and rooms of each candidate, in turn; each is taken."""
    wanted = instead.seats_wanted(opened, facilities[0])
    found = [each for house in facilities for each in instead.at_the_same_time(opened, house, house.rooms, wanted)]
    had = Counter(had or {})
    for each in instead.in_turn(found, had):
        yield each.facility.facility_id, *each.room_ids
        had[each.facility.facility_id] += 1


def test_a_room_that_fits_comes_before_a_hall_and_none_is_too_small():
    """Eight people are not sent into a hall for three hundred while something nearer is free."""
    facilities = houses(own={"big": 300, "mid": 12, "tiny": 6}, other={"room": 10})
    (_, far), opened = facilities, taken_away("big", people=8)
    (near,) = houses(own={"big": 300})

    assert [("own", "mid"), ("other", "room"), ("own", "big")] == list(ranked(opened, *facilities))
    assert [("other", "room"), ("own", "big")] == list(ranked(opened, near, far))


def test_every_house_has_its_turn_before_one_has_a_second():
    """A choice of three rooms in one house is no choice."""
    facilities = houses(own={"a": 8, "b": 9, "c": 10}, other={"a": 14, "b": 15}, third={"a": 30})

    order = list(ranked(taken_away("a", people=8), *facilities))

    assert ["own", "other", "third"] == [house for house, _ in order[:3]]
    assert Counter(own=3, other=2, third=1) == Counter(house for house, _ in order)


def test_a_house_that_has_a_place_already_waits():
    """What is kept still counts when others are looked for."""
    facilities = houses(own={"a": 8, "b": 9}, other={"a": 14})

    assert ("other", "a") == next(ranked(taken_away("a", people=8), *facilities, had={"own": 1}))


def test_several_rooms_are_had_together_in_one_house_or_else_one_for_all():
    """As few seats too many as can be."""
    facilities = houses(own={"a": 10, "b": 20, "c": 50}, other={"hall": 60}, small={"x": 9, "y": 9})

    order = [(house, set(rooms)) for house, *rooms in ranked(taken_away("a", "c", people=55), *facilities)]

    assert [("own", {"a", "c"}), ("own", {"b", "c"}), ("other", {"hall"})] == sorted(
        order, key=lambda each: -len(each[1])
    )
    assert ("own", {"a", "c"}) == order[0]


def test_rooms_that_share_a_floor_are_not_had_together():
    """A hall is not its own neighbour."""
    house = a_facility(
        id="own", rooms=(("whole", 40), ("east", 20), ("west", 20)), parts={"whole": ("east", "west")}
    )  # fmt: skip

    order = list(ranked(taken_away("whole", "east", people=30), house))

    assert [("own", "east", "west"), ("own", "whole")] == order


def test_whoever_was_more_than_their_room_holds_gets_one_as_large():
    """People counts are estimates: rooms that were large enough until now are."""
    facilities = houses(own={"a": 8}, other={"a": 8})

    assert [("own", "a"), ("other", "a")] == list(ranked(taken_away("a", people=9), *facilities))


def test_other_days_are_the_nearest_and_bounded():
    """Two weeks each way, of the same rooms at the same time."""
    (house,) = houses(own={"a": 8})

    days = [each.starts_at - AT for each in instead.on_other_days(taken_away("a", people=8), house)]

    assert [timedelta(days=n) for n in (1, -1, 2, -2)] == days[:4]
    assert 2 * instead.OTHER_DAYS_MAX == len(days) == len(set(days))


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8), st.integers(1, 3), st.integers(1, 90))
def test_rooms_together_hold_everybody_and_are_found_wherever_two_do(sizes, count, people):
    """Each set has room for all; of two rooms one is found whenever there is one."""
    capacity = {f"r{n}": size for n, size in enumerate(sizes)}

    found = list(instead.together(capacity, count, people, frozenset))

    assert all(sum(capacity[room] for room in rooms) >= people and len(set(rooms)) == len(rooms) for rooms in found)
    assert {count, 1} >= {len(rooms) for rooms in found}
    if count == 2:
        possible = any(a + b >= people for a, b in combinations(sizes, 2))
        assert possible == any(len(rooms) == 2 for rooms in found)
