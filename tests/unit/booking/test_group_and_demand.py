"""Groups as heard over two topics, and lost demand."""

import itertools

import pytest

from services.booking.domain import demand as demand_module
from services.booking.domain.demand import Demand
from services.booking.domain.events import DemandFull, DemandRecorded
from services.booking.domain.grid import instant
from services.booking.domain.group import Group
from services.booking.domain.heard_events import GroupNoted
from tests.unit.booking.booking_kit import DAY, taken_in

NOTED = GroupNoted(group_id="garden", name="大沢ガーデン", group_kind="theme", members_min=5)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_two_topics_does_not_matter(order):
    """Officers may be heard of before their group; joining does not undo an appointment."""
    group = Group(stream_name="group/garden")
    facts = [
        lambda: group.note(NOTED),
        lambda: group.note_member("yui", officer=True),
        lambda: group.note_member("yui", officer=False),
    ]

    for index in order:
        taken_in(group, facts[index]())

    assert ("yui",) == group.officers
    assert 5 == group.members_min


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
def test_the_newest_that_is_known_of_how_a_group_stands_holds_in_whichever_order(order):
    """It paused, was back, and ended: heard in any order, each twice, it has ended; else as it is told."""
    group = Group(stream_name="group/garden")
    assert [] == group.note_standing("active", 0)
    said = {1: "suspended", 2: "active", 3: "ended"}
    for count in (*order, *order):
        taken_in(group, group.note_standing(said[count], count))
    assert ("ended", 3) == (group.standing, group.standing_count)
    assert [] == group.note_standing("active", 0), "of before it was counted"

    older = Group(stream_name="group/old")
    for standing in ("ended", "ended", "active"):
        taken_in(older, older.note_standing(standing, 0))
    assert "active" == older.standing


def test_facts_that_are_known_change_nothing():
    """A repeated fact makes no commit."""
    group = taken_in(Group(stream_name="group/garden"), [NOTED])
    taken_in(group, group.note_member("yui", officer=True))

    assert [] == group.note(NOTED)
    assert [] == group.note_member("yui", officer=True)
    assert [] == group.remove_member("ken")
    assert [] == group.remove_officer("ken")


def test_who_retires_stays_a_member_and_who_leaves_does_not():
    """The two facts are different ones."""
    group = Group(stream_name="group/garden")
    taken_in(group, group.note_member("yui", officer=True))

    taken_in(group, group.remove_officer("yui"))
    assert ((), {"yui": False}) == (group.officers, group.members)
    taken_in(group, group.remove_member("yui"))
    assert {} == group.members


def a_wish_refused(wisher="w1", reason="room-taken", rule_id=""):
    return DemandRecorded(
        facility_id="cc", room_id="big", starts_at=instant(DAY, 40), ends_at=instant(DAY, 44), people=5,
        purpose="meeting", for_group=False, reason=reason, rule_id=rule_id, wisher=wisher,
    )  # fmt: skip


def test_a_wish_counts_once():
    """A script that asks a thousand times is one wish; another person, or another reason, is another."""
    demand = Demand(stream_name=f"demand/cc/{DAY}")
    for wish in (a_wish_refused(), a_wish_refused(), a_wish_refused("w2"), a_wish_refused(rule_id="x.hours")):
        taken_in(demand, demand.record(wish))

    assert {"room-taken": 2, "x.hours": 1} == demand.by_reason


def test_a_day_keeps_a_limited_number_of_wishes(monkeypatch):
    """The stream is bounded, and says that it is full once."""
    monkeypatch.setattr(demand_module, "WISHES_A_DAY_MAX", 3)
    demand = Demand(stream_name=f"demand/cc/{DAY}")
    for n in range(3):
        taken_in(demand, demand.record(a_wish_refused(f"w{n}")))

    last = demand.record(a_wish_refused("w9"))

    assert [DemandFull(facility_id="cc")] == last
    taken_in(demand, last)
    assert demand.full
    assert [] == demand.record(a_wish_refused("w10"))
