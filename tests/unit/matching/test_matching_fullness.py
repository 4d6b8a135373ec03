"""The alarm of a full team as pure decisions: it rings once, says who is back when, and is over with the next place."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.team.choosing import Coordinator, Leave
from services.matching.domain.team.fullness import QUIET, look_again, watched
from services.matching.domain.team.roster import Roster
from shared.contracts.matching_team import CapacityExhausted, CapacityRestored
from tests.unit.matching.test_matching_choosing import a_turn
from tests.unit.matching.test_matching_choosing import asking as consulting
from tests.unit.matching.test_matching_roster import NOW, asking

TOLD = (CapacityExhausted, CapacityRestored)
AWAY = Leave(first_day=date(2026, 11, 23), last_day=date(2026, 11, 26))
BACK = datetime(2026, 11, 26, 15, tzinfo=UTC)
"""Midnight of the 27th in Tokyo."""


class Watched(Roster):
    """Each decision as the reactions and use cases make it."""

    def do(self, decide, at=NOW):
        events = watched(self, decide(self), at)
        for event in events:
            self.apply(event)
        return [event for event in events if isinstance(event, TOLD)]

    def look(self, desk, at):
        events = look_again(self, desk, at)
        for event in events:
            self.apply(event)
        return [event for event in events if isinstance(event, TOLD)]


def a_roster(**coordinators):
    roster = Watched(stream_name="roster/main")
    roster.do(lambda it: it.set_desk("desk", 7))
    for name, entry in coordinators.items():
        enter(roster, name, entry)
    return roster


def enter(roster, name, entry, at=NOW):
    return roster.do(lambda it: it.set_coordinator(name, entry), at)


def ask(roster, id, at=NOW):
    return roster.do(lambda it: it.assign(asking(id, kita=1.0), at), at)


def worry(roster, id, desk="general"):
    return roster.do(lambda it: it.place(consulting(id), a_turn(desk), NOW))


def one(capacity=1, **entry):
    return Coordinator(areas={"neighbourhood": ("kita",)}, capacity=capacity, **entry)


def told(events):
    return [(type(event), event.desk, event.coordinator_id, event.until) for event in events]


def test_the_first_that_nobody_has_room_for_rings_and_the_next_ones_do_not():
    """Two places; the third rings, the fourth and fifth are the desk owner's without another word."""
    roster = a_roster(aoki=one(), baba=one())

    rung = [told(ask(roster, f"i{n}")) for n in range(5)]

    assert [[], [], [(CapacityExhausted, None, "desk", None)], [], []] == rung


def test_it_is_over_with_the_next_place_and_within_a_day_nobody_is_told_again():
    """A place that is free for a minute is no news twice; a day later it is."""
    roster = a_roster(aoki=one())
    later = NOW + timedelta(hours=1)
    ask(roster, "i1"), ask(roster, "i2")
    assert [(CapacityRestored, None, "desk", None)] == told(roster.do(lambda it: it.release("i1"), later))

    ask(roster, "i3", later)
    assert [] == ask(roster, "i4", later)
    assert roster.alarms[""].out, "the figure rings all the same"
    assert [] == roster.do(lambda it: it.release("i3"), later), "who was not told that it began is not told its end"
    assert not roster.alarms[""].out
    ask(roster, "i5", NOW + QUIET)
    assert [(CapacityExhausted, None, "desk", None)] == told(ask(roster, "i6", NOW + QUIET))


def test_what_goes_on_beyond_the_quiet_day_is_told_then():
    """It rang untold; the first case a day later tells."""
    roster = a_roster(aoki=one())
    ask(roster, "i1"), ask(roster, "i2")
    roster.do(lambda it: it.release("i1"))
    ask(roster, "i3"), ask(roster, "i4")

    assert [CapacityExhausted] == [type(event) for event in ask(roster, "i5", NOW + QUIET)]
    assert [] == ask(roster, "i6", NOW + 3 * QUIET)


def test_a_desk_rings_for_itself_and_tells_its_own_owner():
    """Welfare is full; the general desk and introductions are not."""
    roster = a_roster(aoki=one(2, desks=("welfare",)), baba=one(5))
    roster.do(lambda it: it.set_desk_owner("welfare", "chief"))

    rung = [told(worry(roster, f"k{n}", "welfare")) for n in range(4)]
    assert [[], [], [(CapacityExhausted, "welfare", "chief", None)], []] == rung
    assert [] == worry(roster, "k5") + ask(roster, "i1")
    assert [(CapacityRestored, "welfare", "chief", None)] == told(roster.do(lambda it: it.release_case("k1", 0)))


def test_a_desk_that_nobody_serves_and_a_place_elsewhere_do_not_ring():
    """A desk without coordinators is its owner's by plan; a coordinator who works far away has room."""
    roster = a_roster(
        aoki=one(0, desks=("welfare",)), baba=Coordinator(areas={"neighbourhood": ("minami",)}, capacity=1)
    )

    assert [] == worry(roster, "k1", "life") + ask(roster, "i1")


def test_leave_counts_as_full_and_says_until_when():
    """Baba has room and is back on the 27th; Chiba comes later."""
    later = Leave(first_day=date(2026, 11, 20), last_day=date(2026, 12, 20))
    roster = a_roster(aoki=one(), baba=one(leave=(AWAY,)), chiba=one(leave=(later,)))
    ask(roster, "i1")

    assert [(CapacityExhausted, None, "desk", BACK)] == told(ask(roster, "i2"))
    assert [] == roster.look(None, BACK - timedelta(seconds=1)), "not before"
    assert [(CapacityRestored, None, "desk", None)] == told(roster.look(None, BACK))
    assert [] == roster.look(None, BACK), "twice is once"


def test_a_leave_that_is_prolonged_puts_the_look_off():
    """The clock looks on the new day; leaves that follow upon each other are one."""
    roster = a_roster(aoki=one(leave=(AWAY,)))
    ask(roster, "i1")
    more = Leave(first_day=date(2026, 11, 27), last_day=date(2026, 11, 30))
    assert [] == enter(roster, "aoki", one(leave=(AWAY, more)))

    assert datetime(2026, 11, 30, 15, tzinfo=UTC) == roster.alarms[""].until
    assert [] == roster.look(None, BACK)


def test_more_places_or_another_coordinator_end_it():
    """What a team lead can do about it."""
    for change in (("aoki", one(2)), ("baba", one())):
        roster = a_roster(aoki=one())
        ask(roster, "i1"), ask(roster, "i2")

        assert [CapacityRestored] == [type(event) for event in enter(roster, *change)]


STEPS = st.lists(
    st.tuples(st.sampled_from(("ask", "release", "capacity", "leave", "retire", "hours")), st.integers(0, 9)),
    max_size=60,
)


@settings(max_examples=50, deadline=None)
@given(STEPS)
def test_in_any_order_it_rings_while_the_desk_owner_gets_it_and_only_then(steps):
    """After a case that nobody had room for the alarm is on; whenever somebody has a place it is off; and of each
    24 hours at most one is told."""
    roster, at, rung = a_roster(a=one(1), b=one(2)), NOW, []
    for count, (step, number) in enumerate(steps):
        name = "ab"[number % 2]
        match step:
            case "ask":
                known = set(roster.held)
                heard = ask(roster, f"i{count}", at)
                assert not roster.coordinators or set(roster.held) > known or roster.alarms[""].out
            case "release":
                heard = roster.do(lambda it: it.release(next(iter(it.held), "none")), at)
            case "capacity":
                heard = enter(roster, name, one(number % 3), at)
            case "leave":
                first = (at + timedelta(days=number % 3)).date()
                heard = enter(roster, name, one(2, leave=(Leave(first_day=first, last_day=first),)), at)
            case "retire":
                heard = roster.do(lambda it, name=name: it.retire(name), at)
            case _:
                at += timedelta(hours=7 * number)
                heard = roster.look(None, at)
        rung += [at for event in heard if type(event) is CapacityExhausted]
        alarm = roster.alarms.get("")
        if alarm and alarm.out and step in ("ask", "capacity", "leave"):
            day = (at + timedelta(hours=9)).date()
            assert not any(
                each.present(day) and roster.loads.get(id, 0) < each.capacity
                for id, each in roster.coordinators.items()
            )
    assert all(late - early >= QUIET for early, late in pairwise(rung))
