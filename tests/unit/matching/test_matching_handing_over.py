"""Carrying a plan out on the roster as it is by then: nothing twice, and nothing beyond a capacity."""

from datetime import UTC, datetime, timedelta

from services.matching.domain.events import Asking, AssignmentMade
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.team.choosing import Coordinator
from services.matching.domain.team.handing_over import HandOver, PlannedMove
from services.matching.domain.team.roster import Roster
from services.matching.domain.team.wanted import wanted_near
from shared.clock import tokyo_date

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
KITA = {"neighbourhood/kita": 1.0}


class Folded(Roster):
    def do(self, events):
        for event in events:
            self.apply(event)
        return events


def asking(name="i1"):
    return Asking(
        introduction_id=name, person_id="hana", group_id="g", message_id="m", asked_at=NOW, nearness=KITA
    )  # fmt: skip


def a_roster(**capacities):
    roster = Folded(stream_name="roster/main")
    roster.do(roster.set_desk("desk", 7))
    for name, capacity in capacities.items():
        roster.do(roster.set_coordinator(name, Coordinator(areas={"neighbourhood": ("kita",)}, capacity=capacity)))
    return roster


def a_plan(to, *names, turn=1):
    day = tokyo_date(NOW)
    moves = [
        PlannedMove(name, wanted_near(asking(name), day, ("aoki",)), to, asking=asking(name), turn=turn, due_at=NOW)
        for name in names
    ]
    return HandOver("aoki", "request", moves)


def made_of(events):
    return [(each.asking.introduction_id, each.coordinator_id) for each in events if isinstance(each, AssignmentMade)]


def test_two_plans_of_the_same_cases_move_them_once():
    """The second names another; the case is no longer its holder's."""
    roster = a_roster(aoki=1, baba=5, chiba=5)
    roster.do(roster.assign(asking(), NOW))

    assert [("i1", "baba")] == made_of(roster.do(roster.hand_over(a_plan("baba", "i1"))))
    assert [] == roster.hand_over(a_plan("chiba", "i1"))
    assert {"baba": 1} == roster.loads


def test_a_place_that_is_gone_by_then_is_looked_for_anew():
    """The plan saw two places at Baba's; one is left: the other case goes where there is room."""
    roster = a_roster(aoki=2)
    for name in ("i1", "i2"):
        roster.do(roster.assign(asking(name), NOW))
    for name in ("baba", "chiba"):
        roster.do(roster.set_coordinator(name, Coordinator(areas={"neighbourhood": ("kita",)}, capacity=1)))

    assert [("i1", "baba"), ("i2", "chiba")] == made_of(roster.do(roster.hand_over(a_plan("baba", "i1", "i2"))))
    assert {"baba": 1, "chiba": 1} == roster.loads


def test_an_introduction_keeps_one_owner_in_whatever_order_two_choices_reach_it():
    """The older one is given back, with the name of who was chosen, so that the newer is not released."""
    roster = a_roster(aoki=1, baba=1)
    (first,) = roster.do(roster.assign(asking(), NOW))
    second = roster.do(roster.hand_over(a_plan("baba", "i1")))[1]
    introduction = Introduction(stream_name="introduction/i1")

    for made in (second, first):
        for event in introduction.take(made):
            introduction.apply(event)
            if event.type == "assignment-unused.v1":
                roster.do(roster.release(event.introduction_id, event.coordinator_id))

    assert ("baba", "proposed", {"baba": 1}) == (introduction.coordinator_id, introduction.status, roster.loads)


def test_a_deadline_that_passed_meanwhile_finds_somebody_already():
    """What was handed over has its next owner by the same turn."""
    roster = a_roster(aoki=1, baba=1)
    roster.do(roster.assign(asking(), NOW))
    roster.do(roster.hand_over(a_plan("baba", "i1")))

    assert [] == roster.assign(asking(), NOW + timedelta(days=8), turn=1, tried=("aoki",))
    assert {"baba": 1} == roster.loads


def test_a_desk_owner_who_retires_leaves_the_waiting_to_who_follows():
    """Nobody else has room: the heir has it, not who has gone."""
    roster = a_roster(desk=0, baba=0)
    roster.do(roster.assign(asking(), NOW))
    day = tokyo_date(NOW)
    move = PlannedMove("i1", wanted_near(asking(), day, ("desk",)), None, asking=asking(), turn=1, due_at=NOW)

    events = roster.do(roster.retire("desk", HandOver("desk", "retired", [move])))

    assert [("i1", "baba")] == made_of(events)
    assert ("baba", {}) == (roster.desk_owner, roster.loads)


def test_a_place_of_a_choice_that_came_second_is_free_again():
    """At the desk, the deadline and a hand-over begin the same turn: the introduction takes the first of the two."""
    roster = a_roster(baba=0)
    introduction = Introduction(stream_name="introduction/i1")
    (first,) = roster.do(roster.assign(asking(), NOW))
    (stays,) = roster.do(roster.stay_at_desk(asking(), NOW + timedelta(days=7), turn=1))
    roster.do(roster.set_coordinator("baba", Coordinator(areas={"neighbourhood": ("kita",)}, capacity=1)))
    move = PlannedMove("i1", wanted_near(asking(), tokyo_date(NOW)), "baba", asking=asking(), turn=1, due_at=NOW)
    (_, late) = roster.do(roster.hand_over(HandOver("desk", "request", [move])))
    assert {"baba": 1} == roster.loads

    for made in (first, stays, late):
        for event in introduction.take(made):
            introduction.apply(event)
            if event.type == "assignment-unused.v1":
                roster.do(roster.release(event.introduction_id, event.coordinator_id))

    assert ("desk", {}) == (introduction.coordinator_id, roster.loads)


def test_what_the_plan_leaves_to_the_desk_owner_takes_no_place_that_it_gave_to_another():
    """Baba's one place is for the second case; the first, which comes before it, is the desk's as it was looked at."""
    roster = a_roster(aoki=2)
    for name in ("i1", "i2"):
        roster.do(roster.assign(asking(name), NOW))
    roster.do(roster.set_coordinator("baba", Coordinator(areas={"neighbourhood": ("kita",)}, capacity=1)))
    plan = HandOver("aoki", "request", [*a_plan(None, "i1").moves, *a_plan("baba", "i2").moves])

    assert {("i1", "desk"), ("i2", "baba")} == {*made_of(roster.do(roster.hand_over(plan)))}
