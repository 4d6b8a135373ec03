"""Accompaniment, worked by hand; and in whichever order: an owner by name, one ending, exact places."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.accompanying.refusals import AccompanimentNotSo, AccompanimentUnderWay, SaidAlready, VisitDay
from services.matching.domain.accompanying.events import (
    AccompanimentEnded,
    AccompanimentProposed,
    AccompanimentReminded,
)
from services.matching.domain.team.handing_over import HandOver
from services.matching.domain.team.roster import Roster
from services.matching.domain.team.roster_events import AccompanimentMove
from shared.clock import tokyo_date
from shared.contracts.matching_accompaniments import AccompanimentVisitDue
from shared.errors import Refusal
from tests.unit.matching.accompaniment_kit import DAY, TERMS, Saga


def test_the_worked_accompaniment():
    """Agreed; a visit on 1 December: reminded on the 5th (3 days of grace), with Sato on the 12th, who counts a place
    beside the intermediary's; made on the 13th: the intermediary's again; both say it is reached: every place is free.
    """
    saga = Saga()
    saga.begin()
    assert ("under-way", "inter", "inter") == saga.now_is
    assert {"inter": 1} == saga.roster.loads
    saga.run(lambda found: found.plan_visit(date(2026, 12, 1), "inter", tokyo_date(saga.now)))
    assert date(2026, 12, 5) == tokyo_date(saga.found.due_at)
    saga.tick(12)
    assert (True, "inter") == (saga.found.reminded, saga.found.owner_id)
    saga.tick(7)
    assert ("under-way", "sato", "inter") == saga.now_is
    assert {"inter": 1, "sato": 1} == saga.roster.loads
    saga.tick(14)
    assert "abe" == saga.found.owner_id

    saga.run(lambda found: found.note_visit(1, "inter", tokyo_date(saga.now), made=True))
    saga.drain()

    assert ("under-way", "inter", "inter") == saga.now_is
    saga.run(lambda found: found.end("group", "reached", saga.now, by="yui", relation="officer"))
    saga.run(lambda found: found.end("intermediary", "reached", saga.now, by="inter", relation="intermediary"))
    saga.drain()
    assert ("ended", "reached", ()) == (saga.found.status, saga.found.outcome, saga.found.silent)
    assert {} == saga.roster.loads == saga.roster.accompanied


def test_an_end_that_one_side_does_not_answer_goes_to_a_coordinator_and_ends_in_silence():
    """14 days with the intermediary, 14 with Sato; who said nothing is told."""
    saga = Saga()
    saga.begin()
    saga.run(lambda found: found.end("group", "early", saga.now, by="yui", relation="officer"))
    saga.tick(14)
    assert ("ending", "sato") == (saga.found.status, saga.found.owner_id)
    saga.tick(14)

    assert ("ended", "early", ("intermediary",)) == (saga.found.status, saga.found.outcome, saga.found.silent)
    with pytest.raises(AccompanimentNotSo):
        saga.found.end("intermediary", "early", saga.now, by="inter", relation="intermediary")


def test_sides_that_see_it_differently_are_both_kept():
    """It ends, and says so; a side speaks once."""
    saga = Saga()
    saga.begin()
    saga.run(lambda found: found.end("group", "early", saga.now, by="yui", relation="officer"))
    with pytest.raises(SaidAlready):
        saga.found.end("group", "reached", saga.now, by="yui", relation="officer")
    saga.run(lambda found: found.end("intermediary", "reached", saga.now, by="inter", relation="intermediary"))

    assert "differs" == saga.found.outcome
    assert {"group": "early", "intermediary": "reached"} == {side: said.how for side, said in saga.found.said.items()}


def test_an_intermediary_that_vanishes_or_is_full_leaves_it_with_somebody_named():
    """At once, with the goals; another one may be asked, and agrees anew."""
    saga = Saga(capacity=1)
    saga.begin()
    saga.do(Roster.main(), lambda roster: roster.retire("inter"))
    saga.drain()
    assert ("seeking", "sato", None) == saga.now_is
    saga.enter("full", "intermediary", 0)
    saga.enter("other", "intermediary", 1)
    saga.run(lambda found: found.name_intermediary("full"))
    saga.drain()
    assert ("seeking", "abe", None) == saga.now_is, "no room there; Sato had it just now"
    saga.run(lambda found: found.name_intermediary("other"))
    saga.drain()
    saga.run(lambda found: found.agree("intermediary", "other", saga.now))

    assert ("under-way", "other", "other") == saga.now_is
    assert {"other": 1} == saga.roster.loads


def test_somebody_named_after_it_ended_gives_the_place_back():
    """The end overtakes the step that names an owner: nothing stays counted."""
    saga = Saga()
    saga.run(lambda found: found.propose(("money",), "inter", TERMS, saga.now, by="yui", relation="officer"))
    saga.run(lambda found: found.decline("group", saga.now))
    saga.step(-1)
    saga.drain()

    assert ("ended", "not-begun") == (saga.found.status, saga.found.outcome)
    assert {} == saga.roster.loads == saga.roster.accompanied


def test_one_at_a_time_and_visits_on_days_that_can_be():
    """Two who propose at once have one; a visit is not noted before its day."""
    saga = Saga()
    saga.begin()
    with pytest.raises(AccompanimentUnderWay):
        saga.found.propose((), None, TERMS, saga.now, by="ken", relation="officer")
    today = tokyo_date(saga.now)
    with pytest.raises(VisitDay):
        saga.found.plan_visit(today - DAY, "inter", today)
    saga.run(lambda found: found.plan_visit(today + DAY, "inter", today))
    with pytest.raises(VisitDay):
        saga.found.note_visit(1, "inter", today, made=True)


COMMANDS = st.sampled_from(
    [
        "propose", "propose-open", "agree", "agree-group", "decline", "decline-group", "name", "visit", "made",
        "called-off", "end-group", "end-intermediary", "retire", "enter", "retire-sato", "enter-sato", "desk",
        "group-gone", "days", "month", "clock", "step", "step", "step", "drain",
    ]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(COMMANDS, st.integers(0, 50)), max_size=45))
def test_whatever_happens_somebody_named_has_it_and_it_ends_once(commands):
    """Steps in any order: never without an owner, never two endings, places exact once all steps are done."""
    saga = Saga()
    today = tokyo_date(saga.now)
    for command, number in commands:
        today = tokyo_date(saga.now)
        try:
            match command:
                case "propose" | "propose-open":
                    to = "inter" if command == "propose" else None
                    saga.run(lambda f, to=to: f.propose(("money",), to, TERMS, saga.now, by="yui", relation="officer"))
                case "agree" | "agree-group":
                    side = "group" if command == "agree-group" else "intermediary"
                    saga.run(lambda f, side=side: f.agree(side, "x", saga.now))
                case "decline" | "decline-group":
                    side = "group" if command == "decline-group" else "intermediary"
                    saga.run(lambda f, side=side: f.decline(side, saga.now))
                case "name":
                    saga.run(lambda f: f.name_intermediary("inter"))
                case "visit":
                    saga.run(lambda f, n=number, on=today: f.plan_visit(on + n * DAY, "x", on))
                case "made" | "called-off":
                    made = command == "made"
                    saga.run(lambda f, n=number, made=made, on=today: f.note_visit(1 + n % 3, "x", on, made=made))
                case "end-group" | "end-intermediary":
                    how = ("reached", "early", "handed-on")[number % 3]
                    side = command.removeprefix("end-")
                    saga.run(lambda f, side=side, how=how: f.end(side, how, saga.now, by="x", relation="officer"))
                case "retire" | "retire-sato":
                    who = "sato" if command == "retire-sato" else "inter"
                    saga.do(Roster.main(), lambda roster, who=who: roster.retire(who))
                case "enter" | "enter-sato":
                    kind, who = ("dedicated", "sato") if command == "enter-sato" else ("intermediary", "inter")
                    saga.enter(who, kind, number % 3)
                case "desk":
                    saga.do(Roster.main(), lambda roster, n=number: roster.set_desk(f"desk-{n % 2}", 7))
                case "group-gone":
                    saga.run(lambda f: f.group_gone())
                case "days" | "month":
                    saga.now += (5 if command == "days" else 31) * DAY
                case "clock":
                    saga.run(lambda f: f.pass_deadline(f.number, saga.now))
                case "step":
                    saga.step(number)
                case _:
                    saga.drain()
        except Refusal:
            continue
        found = saga.states.get("accompaniment/garden")
        if found is not None and not found.over:
            assert found.owner_id
            assert found.due_at is not None or found.pending is not None
    saga.drain()
    ended = [event.number for event in saga.log if isinstance(event, AccompanimentEnded)]
    begun = [event.number for event in saga.log if isinstance(event, AccompanimentProposed)]
    assert len(ended) == len(set(ended))
    assert set(ended) <= set(begun)
    found = saga.states.get("accompaniment/garden")
    if found is None or found.over:
        assert {} == saga.roster.loads
        return
    known = saga.roster.accompanied["garden"]
    assert (found.owner_id, found.due_at is not None) == (known.owner_id, True)
    served = saga.roster.coordinators
    assert all(id in served for id in known.places)
    assert found.at_desk or found.owner_id in served
    assert saga.roster.loads == {id: n for id, n in known.places.items() if n}


DO = st.sampled_from(["visit", "made", "called-off", "days", "clock", "hand-over", "retire", "enter", "desk", "step"])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(DO, st.integers(0, 9)), max_size=40))
def test_each_new_owner_of_a_late_visit_is_told_and_nobody_twice(commands):
    """However it changes hands: by the clock, for leave, on request, with a new desk owner; also back and forth."""
    saga = Saga(capacity=3)
    saga.begin()
    for command, n in [("clock", 9), *commands]:
        who, today = ("sato", "ito")[n % 2], tokyo_date(saga.now)
        try:
            match command:
                case "visit":
                    saga.run(lambda f, on=today, n=n: f.plan_visit(on + n * DAY, "x", on))
                case "made" | "called-off":
                    made, last = command == "made", max(saga.found.visits, default=1)
                    saga.run(lambda f, m=made, on=today, i=last: f.note_visit(i, "x", on, made=m))
                case "days":
                    saga.now += 7 * n * DAY
                case "clock":
                    saga.tick(7 * n)
                case "hand-over":
                    known = saga.roster.accompanied["garden"]
                    move = AccompanimentMove(
                        accompaniment_id="", group_id="garden", turn=known.turn, to=None if n > 6 else who
                    )
                    plan = HandOver(known.owner_id, "leave", accompaniments=(move,))
                    saga.do(Roster.main(), lambda roster, plan=plan: roster.hand_over(plan))
                case "retire":
                    saga.leave(who, drain=False)
                case "enter":
                    saga.enter(who, "dedicated", 2)
                case "desk":
                    saga.do(Roster.main(), lambda roster, n=n: roster.set_desk(f"desk-{n % 2}", 7))
                case _:
                    saga.drain()
        except Refusal:
            continue
        found = saga.found
        if found.overdue and found.pending is None:
            assert found.owner_id in found.told
    heard = set()
    for event in saga.log:
        if isinstance(event, AccompanimentReminded):
            heard.clear()
        if isinstance(event, AccompanimentVisitDue):
            assert event.coordinator_id not in heard
            heard.add(event.coordinator_id)
