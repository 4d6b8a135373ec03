"""Changed goals of an accompaniment, worked by hand; and in whichever order: one answer, and a history without gaps."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.accompanying.goal_refusals import (
    GoalsAlike,
    GoalsChangeOpen,
    GoalsChangeOver,
    OwnGoalsChange,
    TooManyGoalsChanges,
    UnknownGoalsChange,
)
from services.matching.accompanying.refusals import AccompanimentNotSo
from services.matching.domain.accompanying.goals import CHANGES_MAX
from shared.contracts.matching_accompaniments import AccompanimentGoalsChange
from shared.errors import Refusal
from tests.unit.matching.accompaniment_kit import DAY, NOW, TERMS, Saga

OFFICERS = ("yui", "ken")


def propose(saga, goals, side="intermediary", by="inter"):
    return saga.run(lambda found: found.propose_goals(goals, side, saga.now, by=by, officers=OFFICERS))


def answer(saga, number, side="group", by="yui", *, accepted=True):
    return saga.run(
        lambda found: found.answer_goals(number, side, saga.now, accepted=accepted, by=by, officers=OFFICERS)
    )


def test_the_worked_change():
    """Money from day 0, by Yui and Rin; Rin proposes money and digital on day 10, Yui agrees on day 12: what was said
    of money stays, digital begins unsaid; on day 20 both see it ended. Two periods: days 0 to 12, days 12 to 20.
    """
    saga = Saga()
    saga.begin()
    saga.run(lambda found: found.say_goal("money", "group", "yui", met=True))
    saga.now += 10 * DAY
    _, told = propose(saga, ("money", "digital"))
    assert (("yui", "ken"), "inter", "proposed", saga.now + 14 * DAY) == (
        told.officer_ids, told.coordinator_id, told.status, told.due_at,
    )  # fmt: skip
    assert {"money": ("group",)} == saga.found.goals, "nothing changes before both have said so"
    saga.now += 2 * DAY
    answer(saga, 1)
    assert {"money": ("group",), "digital": ()} == saga.found.goals
    saga.run(lambda found: found.say_goal("money", "intermediary", "inter", met=True))
    saga.now += 8 * DAY
    for side, by in (("group", "ken"), ("intermediary", "inter")):
        saga.run(lambda f, side=side, by=by: f.end(side, "reached", saga.now, by=by, relation="officer"))

    first, second = saga.found.periods
    assert (("money",), {"group": "yui", "intermediary": "inter"}) == (first.goals, first.by)
    assert (NOW, NOW + 12 * DAY, ()) == (first.since, first.until, first.met)
    assert (("money", "digital"), NOW + 12 * DAY, NOW + 20 * DAY) == (second.goals, second.since, second.until)
    assert (("money",), 1) == (second.met, second.change)


def test_the_first_of_two_answers_counts_and_nobody_answers_themselves():
    """A yes behind a no changes nothing; a side neither answers nor takes back what is the other's to say."""
    saga = Saga()
    saga.begin()
    propose(saga, ("digital",))
    with pytest.raises(OwnGoalsChange):
        answer(saga, 1, "intermediary", "inter")
    with pytest.raises(OwnGoalsChange):
        saga.found.withdraw_goals(1, "group", saga.now, by="yui", officers=OFFICERS)
    with pytest.raises(GoalsChangeOpen):
        propose(saga, ("self-run",), "group", "yui")
    answer(saga, 1, accepted=False)
    with pytest.raises(GoalsChangeOver):
        answer(saga, 1, by="ken")
    with pytest.raises(UnknownGoalsChange):
        answer(saga, 2)

    assert (["money"], "declined", "yui") == (
        list(saga.found.goals), saga.found.changes[1].status, saga.found.changes[1].answered_by,
    )  # fmt: skip


def test_only_something_else_is_proposed_while_it_is_under_way_and_so_often():
    """The same goals in another order are no change; before both have begun there is nothing to change."""
    saga = Saga()
    saga.run(lambda f: f.propose(("money", "digital"), "inter", TERMS, saga.now, by="yui", relation="officer"))
    saga.drain()
    with pytest.raises(AccompanimentNotSo):
        propose(saga, ("digital",))
    saga.run(lambda found: found.agree("intermediary", "inter", saga.now))
    with pytest.raises(GoalsAlike):
        propose(saga, ("digital", "money"))
    for number in range(1, CHANGES_MAX + 1):
        propose(saga, ("self-run",))
        saga.run(lambda f, n=number: f.withdraw_goals(n, "intermediary", saga.now, by="inter", officers=OFFICERS))
    with pytest.raises(TooManyGoalsChanges):
        propose(saga, ("self-run",))


def test_nobody_answers_in_time_and_the_goals_stay_once():
    """On the 14th day the clock ends it; a second clock finds nothing to do."""
    saga = Saga()
    saga.begin()
    propose(saga, ("digital",))

    def lapse(found):
        return found.lapse_goals(found.number, 1, saga.now, OFFICERS)

    saga.now += 13 * DAY
    assert [] == saga.run(lapse)
    saga.now += DAY
    _, told = saga.run(lapse)

    assert ("lapsed", []) == (told.status, saga.run(lapse))
    assert (["money"], "lapsed") == (list(saga.found.goals), saga.found.changes[1].status)


def test_an_intermediary_that_is_gone_takes_the_open_change_and_the_period_along():
    """What was agreed with them holds until they are gone; with another one it begins anew."""
    saga = Saga()
    saga.begin()
    propose(saga, ("digital",))
    saga.now += 3 * DAY
    saga.leave("inter")
    assert "over" == saga.found.changes[1].status
    with pytest.raises(GoalsChangeOver):
        answer(saga, 1)
    saga.enter("other", "intermediary")
    saga.run(lambda found: found.name_intermediary("other"))
    saga.drain()
    saga.now += 2 * DAY
    saga.run(lambda found: found.agree("intermediary", "other", saga.now))

    first, second = saga.found.periods
    assert (NOW, NOW + 3 * DAY, "inter") == (first.since, first.until, first.by["intermediary"])
    assert (NOW + 5 * DAY, None, "other") == (second.since, second.until, second.by["intermediary"])


GOALS = st.sampled_from([("money",), ("digital",), ("money", "digital"), ("self-run", "money")])
DO = st.sampled_from(["propose", "yes", "no", "withdraw", "clock", "days", "late", "end", "leave", "met", "step"])
SIDES = ("group", "intermediary")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(DO, GOALS, st.integers(0, 3)), max_size=30))
def test_in_whichever_order_one_answer_each_and_a_history_without_gaps_or_overlaps(commands):
    """What holds is what was agreed last; each change has one result; each result is told once."""
    saga = Saga()
    saga.begin()
    for command, goals, n in commands:
        side = SIDES[n % 2]
        by = "inter" if side == "intermediary" else OFFICERS[n // 2]
        number = max(saga.found.changes, default=0)
        with contextlib.suppress(Refusal):
            match command:
                case "propose":
                    propose(saga, goals, side, by)
                case "yes" | "no":
                    answer(saga, number, side, by, accepted=command == "yes")
                case "withdraw":
                    saga.run(lambda f, s=side, b=by, i=number: f.withdraw_goals(i, s, saga.now, by=b, officers=()))
                case "clock":
                    saga.run(lambda f, i=number: f.lapse_goals(f.number, i, saga.now, OFFICERS))
                case "late":
                    saga.run(lambda f: f.pass_deadline(f.number, saga.now))
                case "days":
                    saga.now += (1 + 6 * n) * DAY
                case "end":
                    saga.run(lambda f, s=side, b=by: f.end(s, "early", saga.now, by=b, relation="officer"))
                case "leave":
                    saga.leave("inter", drain=False)
                case "met":
                    saga.run(lambda f, s=side, b=by, g=goals[0], met=n > 1: f.say_goal(g, s, b, met=met))
                case _:
                    saga.step(n)
        found = saga.found
        open_ones = [change for change in found.changes.values() if change.status == "open"]
        assert len(open_ones) <= (found.status == "under-way")
        for earlier, later in zip(found.periods, found.periods[1:], strict=False):
            assert earlier.since <= earlier.until <= later.since
        if found.status == "under-way":
            last = found.periods[-1]
            assert (None, tuple(found.goals)) == (last.until, last.goals)
    ends = [e.status for e in saga.log if isinstance(e, AccompanimentGoalsChange) and e.status != "proposed"]
    results = [change.status for change in saga.found.changes.values() if change.status not in ("open", "over")]
    assert results == ends
