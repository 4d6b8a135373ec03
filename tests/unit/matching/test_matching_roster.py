"""The roster as pure decisions: no capacity is exceeded in any order of events, and somebody is always named."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.events import Asking
from services.matching.domain.team.choosing import Coordinator
from services.matching.domain.team.roster import Roster
from services.matching.refusals import NoDeskOwner

NOW = datetime(2026, 11, 23, 3, 0, 0, 123456, tzinfo=UTC)
AREAS = ("kita", "naka", "minami")


def asking(name="i1", **nearness):
    return Asking(
        introduction_id=name,
        person_id="hana",
        group_id="garden",
        message_id="m",
        asked_at=NOW,
        nearness={f"neighbourhood/{area}": near for area, near in nearness.items()},
    )


class Folded(Roster):
    def do(self, events):
        for event in events:
            self.apply(event)
        return events


def a_roster(desk="desk", **coordinators):
    """A roster with ``name=(area, capacity)``."""
    roster = Folded(stream_name="roster/main")
    if desk:
        roster.do(roster.set_desk(desk, 7))
    for name, (area, capacity) in coordinators.items():
        entry = Coordinator(areas={"neighbourhood": (area,)}, capacity=capacity)
        roster.do(roster.set_coordinator(name, entry))
    return roster


def test_without_a_desk_nothing_is_assigned():
    """There would be nobody in the end."""
    with pytest.raises(NoDeskOwner):
        a_roster(desk=None, a=("kita", 1)).assign(asking(kita=1.0), NOW)


def test_a_deadline_is_whole_seconds_after_the_days_that_are_given():
    """So that events, rows and answers say the same instant."""
    (made,) = a_roster().assign(asking(), NOW)

    assert (NOW + timedelta(days=7)).replace(microsecond=0) == made.due_at


def test_nearness_comes_before_load_and_load_before_the_name():
    """Own area even when busier; among equals the freer; among those the first by id."""
    roster = a_roster(b=("kita", 2), a=("naka", 9), c=("kita", 2))
    chosen = [roster.do(roster.assign(asking(f"i{n}", kita=1.0, naka=0.4), NOW))[0].coordinator_id for n in range(6)]

    assert ["b", "c", "b", "c", "a", "a"] == chosen


def test_when_no_area_is_known_load_alone_decides():
    """A city-wide group and a resident without a home area."""
    roster = a_roster(a=("kita", 1), b=("minami", 4))

    chosen = [roster.do(roster.assign(asking(f"i{n}"), NOW))[0].coordinator_id for n in range(6)]

    assert ["a", "b", "b", "b", "b", "desk"] == chosen


def test_a_hand_over_frees_the_one_before():
    """An introduction counts against one coordinator at a time."""
    roster = a_roster(a=("kita", 1), b=("kita", 1))
    roster.do(roster.assign(asking(kita=1.0), NOW))

    (made,) = roster.do(roster.assign(asking(kita=1.0), NOW, turn=1, tried=("a",)))

    assert ("b", {"b": 1}) == (made.coordinator_id, roster.loads)


def test_a_capacity_that_is_lowered_takes_nothing_away_and_lets_nothing_in():
    """What they have stays with them."""
    roster = a_roster(a=("kita", 2))
    roster.do(roster.assign(asking("i1", kita=1.0), NOW))
    roster.do(roster.set_coordinator("a", Coordinator(areas={"neighbourhood": ("kita",)}, capacity=1)))

    (made,) = roster.do(roster.assign(asking("i2", kita=1.0), NOW))

    assert ("desk", {"a": 1}) == (made.coordinator_id, roster.loads)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("assign"), st.integers(0, 30), st.sampled_from(AREAS)),
        st.tuples(st.just("hand-over"), st.integers(0, 30), st.sampled_from(AREAS)),
        st.tuples(st.just("release"), st.integers(0, 30), st.just("")),
        st.tuples(st.just("retire"), st.integers(0, 3), st.just("")),
        st.tuples(st.just("capacity"), st.integers(0, 3), st.just("")),
    ),
    max_size=80,
)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_in_any_order_of_steps_an_assignment_never_exceeds_a_capacity(steps):
    """And the loads are always those of what is held."""
    names = ["a", "b", "c", "d"]
    roster = a_roster(**{name: (AREAS[n % 3], 1 + n) for n, name in enumerate(names)})
    for turn_of_step, (step, number, area) in enumerate(steps, 1):
        match step:
            case "assign" | "hand-over":
                turn, tried = (turn_of_step, tuple(roster.held.values())[:1]) if step == "hand-over" else (0, ())
                if roster.turns.get(f"i{number}", 0) >= max(turn, 1):
                    assert [] == roster.assign(asking(f"i{number}"), NOW, turn=turn)
                    continue
                (made,) = roster.do(roster.assign(asking(f"i{number}", **{area: 1.0}), NOW, turn=turn, tried=tried))
                assert made.coordinator_id == "desk" if made.at_desk else made.coordinator_id in roster.coordinators
                if not made.at_desk:
                    held = [holder for holder in roster.held.values() if holder == made.coordinator_id]
                    assert len(held) <= roster.coordinators[made.coordinator_id].capacity
                    assert made.coordinator_id not in tried
            case "release":
                roster.do(roster.release(f"i{number}"))
            case "retire":
                roster.do(roster.retire(names[number]))
            case "capacity":
                roster.do(roster.set_coordinator(names[number], Coordinator(areas={}, capacity=number)))
        counted = {name: list(roster.held.values()).count(name) for name in set(roster.held.values())}
        assert counted == roster.loads
    for introduction_id in list(roster.held):
        roster.do(roster.release(introduction_id))
    assert {} == roster.loads
