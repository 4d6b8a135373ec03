"""Why this one, why not that one: of everybody who was considered, what is answered is true of their points."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.team.assigning import Case, assign
from services.matching.domain.team.choosing import CONSIDERED_MAX, Candidate, Coordinators, Wanted, kept
from services.matching.domain.team.team import explain
from services.matching.knowledge import Knowledge
from tests.unit.matching.test_matching_assigning import (
    DAY,
    KITA_ONLY,
    NORTH,
    PEOPLE,
    WANTED,
    WEIGHTS,
    a_team,
    at,
    cost_of,
)
from tests.unit.matching.test_matching_choosing import a_roster, coordinator
from tests.unit.matching.test_matching_handing_over import NOW
from tests.unit.matching.test_matching_handing_over import a_roster as an_introduction_roster
from tests.unit.matching.test_matching_handing_over import asking as introduction

TABLE = Knowledge.read().assigning


def told(case, to, team):
    """Of a case of a plan: the answer for each one who was considered, with the points that are shown."""
    lines = kept(team.weigh(case.wanted), to)
    weighed = explain(lines, to or "", TABLE, DAY, planned="planned")
    return {each.candidate.id: (each.answer, each.total) for each in weighed}


def answers(cases, team):
    to = assign(cases, team, WEIGHTS).to
    return {case.id: {id: answer for id, (answer, _) in told(case, to[case.id], team).items()} for case in cases}


def test_who_is_nearer_for_one_case_alone_is_not_said_to_have_more_points():
    """Aoki's only place is left to who can use no other: for the other case Chiba has 6,000 points more than Aoki."""
    team = Coordinators({"aoki": at("kita", 1), "chiba": at("naka", 1)}, {})
    cases = [Case("either", Wanted(DAY, NORTH)), Case("north", Wanted(DAY, KITA_ONLY))]

    assert {
        "either": {"chiba": "planned", "aoki": "for-the-whole"},
        "north": {"aoki": "planned", "chiba": "far"},
    } == answers(cases, team)
    assert {"aoki": "planned", "chiba": "behind"} == answers(cases[:1], team)["either"]


def test_who_has_as_many_points_is_told_so():
    """Two are alike: one of them has it, in a plan or without."""
    team = Coordinators({"aoki": at("kita", 1), "baba": at("kita", 1)}, {})
    case = Case("north", Wanted(DAY, NORTH))

    assert {"aoki": "planned", "baba": "level"} == answers([case], team)["north"]
    alone = explain(kept(team.weigh(case.wanted), "aoki"), "aoki", TABLE, DAY, planned=None)
    assert ["chosen", "level"] == [each.answer for each in alone]


def test_a_case_for_the_desk_owner_is_not_for_want_of_anybody_who_could():
    """One place for two: of the case that nobody gets, too, Aoki could have had it."""
    team = Coordinators({"aoki": at("kita", 1)}, {})
    cases = [Case("one", Wanted(DAY, NORTH)), Case("two", Wanted(DAY, NORTH))]

    assert [{"aoki": "for-the-whole"}, {"aoki": "planned"}] == sorted(answers(cases, team).values(), key=str)


def placed(owner, **turn):
    """The answers of a consultation that is placed among Aoki, who is nearest, and Chiba."""
    roster = a_roster({"aoki": coordinator("kita"), "chiba": coordinator("naka")}, {})
    made = roster.given("k1", {"neighbourhood/kita": 1.0, "neighbourhood/naka": 0.8}, number=1, **turn)
    assert owner == made.coordinator_id
    planned = "planned" if turn.get("to") else None
    weighed = explain(made.considered, owner if made.counted else "", TABLE, DAY, planned=planned)
    return {each.candidate.id: each.answer for each in weighed}


def test_without_a_plan_who_goes_on_with_a_case_is_not_said_to_have_the_fewest_points():
    """It was reopened and is with who had it; somebody nearer could have it."""
    assert {"chiba": "kept", "aoki": "stays"} == placed("chiba", why="reopened", before="chiba")


def test_what_went_up_to_the_desk_owner_is_not_there_because_nobody_could_have_it():
    """Two could."""
    assert {"chiba": "raised", "aoki": "raised"} == placed("owner-city", why="escalated", to_owner=True)


def test_what_stays_at_the_desk_is_not_said_to_have_been_with_everybody():
    """Aoki was entered after the introduction had come to the desk owner, and never had it."""
    roster = an_introduction_roster(baba=0)
    roster.do(roster.assign(introduction(), NOW))
    roster.do(roster.set_coordinator("aoki", coordinator("kita")))

    (made,) = roster.stay_at_desk(introduction(), NOW, turn=1)

    weighed = explain(made.considered, "", TABLE, DAY, planned=None)
    assert {"aoki": "raised", "baba": "full"} == {each.candidate.id: each.answer for each in weighed}
    assert ("desk", True) == (made.coordinator_id, made.at_desk)


def test_what_decided_in_a_plan_is_kept_with_the_choice():
    """Chiba had it earlier: 3,000 points for Aoki, who is nearer by 2,000."""
    turn = {"why": "handed-on", "to": "chiba", "earlier": ("chiba",)}

    assert {"chiba": "planned", "aoki": "behind"} == placed("chiba", **turn)


def test_who_was_chosen_is_kept_with_the_choice_however_many_were_nearer():
    """A plan may give a case to somebody whom a hundred others come before."""
    many = [Candidate(f"c{number:03}", None, 1.0, 0, 5) for number in range(CONSIDERED_MAX)]

    lines = kept([*many, Candidate("zuse", None, 0.4, 0, 5)], "zuse")

    assert CONSIDERED_MAX == len(lines)
    assert "planned" == explain(lines, "zuse", TABLE, DAY, planned="planned")[0].answer


@settings(max_examples=150, deadline=None)
@given(PEOPLE, st.lists(st.integers(0, 3), max_size=4), st.lists(WANTED, min_size=1, max_size=4))
def test_no_answer_in_a_plan_is_false(people, loads, wanted):
    """Each candidate beside the points of a lone assignment, counted a second time."""
    team = a_team(people, loads)
    cases = [Case(f"k{number}", each) for number, each in enumerate(wanted)]
    to = assign(cases, team, WEIGHTS, seconds_max=10.0).to

    for case in cases:
        chosen = to[case.id]
        theirs = cost_of([chosen], [case], team)
        for id, (answer, total) in told(case, chosen, team).items():
            alone = cost_of([id], [case], team)
            if id == chosen:
                assert "planned" == answer
            elif alone is None:
                assert (True, None) == (answer in TABLE.outs, total)
            else:
                assert alone == pytest.approx(total, abs=1e-4)
                expected = "behind" if alone > theirs + 1e-4 else "level" if alone > theirs - 1e-4 else "for-the-whole"
                assert expected == answer
                assert len(cases) > 1 or answer != "for-the-whole", "a case alone goes to who has the fewest points"
