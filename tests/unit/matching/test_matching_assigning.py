"""Many cases at once: a table computed by hand, the optimum beside every possibility, and a lone case as the table."""

import itertools
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.team.assigning import NOBODY, AssigningWeights, Case, _Problem, assign, one_by_one
from services.matching.domain.team.choosing import Coordinator, Coordinators, Leave, Wanted
from services.matching.knowledge import Knowledge

DAY = date(2026, 11, 24)
WEIGHTS = Knowledge.read().assigning.on(DAY)
NORTH = {"neighbourhood/kita": 1.0, "neighbourhood/naka": 0.4}
SOUTH = {"neighbourhood/minami": 1.0, "neighbourhood/naka": 0.4}
KITA_ONLY = {"neighbourhood/kita": 1.0}


def at(area, capacity, **more):
    return Coordinator(areas={"neighbourhood": (area,)}, capacity=capacity, **more)


TEAM = {"aoki": at("kita", 2), "baba": at("minami", 1), "chiba": at("naka", 2), "goto": at("kita", 9, kind="supporter")}
LOADS = {"chiba": 1}
BATCH = [Case("n1", Wanted(DAY, NORTH)), Case("n2", Wanted(DAY, NORTH)), Case("n3", Wanted(DAY, NORTH)),
         Case("s1", Wanted(DAY, SOUTH)), Case("s2", Wanted(DAY, SOUTH))]  # fmt: skip


def holders(made):
    return sorted(holder or "desk" for holder in made.to.values())


def test_the_worked_table_of_a_batch_with_full_load():
    """Five cases, four places. Two in the north are Aoki's (0 and half of 3,000.4 points), one in the south is Baba's
    (0), one more is Chiba's from the neighbouring area (0.6 × 10,000 and half of 0.4), one is the desk owner's
    (1,000,000); each of the four is nobody's field (0.5): 1,007,502.4."""
    made = assign(BATCH, Coordinators(TEAM, LOADS), WEIGHTS)

    assert ["aoki", "aoki", "baba", "chiba", "desk"] == holders(made)
    assert 1_007_502.4 == pytest.approx(made.points)
    assert 0 <= made.gap < 1e-9


def test_the_worked_table_with_leave():
    """Baba is on leave: Chiba's one place is the only one that a case of the south can have, or one of the north; two
    go to the desk owner: 0.5 + (0.5 + 1,500.2) + (0.5 + 6,000.2) + 2,000,000 = 2,007,501.9."""
    leave = (Leave(first_day=DAY, last_day=DAY),)
    team = {**TEAM, "baba": at("minami", 1, leave=leave)}

    made = assign(BATCH, Coordinators(team, LOADS), WEIGHTS)

    assert ["aoki", "aoki", "chiba", "desk", "desk"] == holders(made)
    assert 2_007_501.9 == pytest.approx(made.points)


def test_together_a_place_is_left_to_who_can_use_no_other():
    """In turn, the first takes Aoki's only place, and nobody is left for the second, which needs the north."""
    team = Coordinators({"aoki": at("kita", 1), "chiba": at("naka", 1)}, {})
    cases = [Case("either", Wanted(DAY, NORTH)), Case("north", Wanted(DAY, KITA_ONLY))]

    assert {"either": "aoki", "north": None} == one_by_one(cases, team, WEIGHTS).to
    assert {"either": "chiba", "north": "aoki"} == assign(cases, team, WEIGHTS).to


def test_who_knew_the_case_gets_it_from_a_little_farther():
    """Continuity is worth 3,000 points: 0.3 of nearness."""
    team = Coordinators({"aoki": at("kita", 5), "chiba": at("naka", 5)}, {})
    for near, expected in ((0.8, "chiba"), (0.6, "aoki")):
        wanted = Wanted(DAY, {"neighbourhood/kita": 1.0, "neighbourhood/naka": near}, before=("chiba",))
        cases = [Case("known", wanted), Case("other", Wanted(DAY, {"neighbourhood/minami": 1.0}))]

        assert expected == assign(cases, team, WEIGHTS).to["known"]
        assert expected == assign(cases[:1], team, WEIGHTS).to["known"]


def test_somebody_who_speaks_the_language_comes_before_the_nearest():
    """Nobody needs to interpret; who does, when nobody who speaks it has room, is named."""
    team = {"aoki": at("kita", 1), "doi": at("minami", 1, languages=("vi",))}
    wanted = Wanted(DAY, NORTH, desk="general", language="vi")

    assert "doi" == Coordinators(team, {}).choose(wanted)
    assert "aoki" == Coordinators(team, {"doi": 1}).choose(wanted)
    assert ("doi", None) == tuple(Coordinators(team, {}).interpreter(wanted, id) for id in ("aoki", "doi"))
    assert "aoki" == Coordinators(team, {}).choose(Wanted(DAY, NORTH, desk="general", language="ja-easy"))


def test_without_a_proof_it_says_so_and_everybody_has_somebody():
    """The solver had no time: each in turn by the table, and no bound is known."""
    made = assign(BATCH, Coordinators(TEAM, LOADS), WEIGHTS, seconds_max=0.0)

    assert (None, False) == (made.gap, made.proved)
    assert {case.id for case in BATCH} == set(made.to)
    assert ["aoki", "aoki", "baba", "chiba", "desk"] == holders(made)


@pytest.mark.parametrize("change", [{"load": 0.9}, {"field": 2.0}, {"language": 9_000}, {"load": 0.0}])
def test_weights_by_which_a_lone_case_would_leave_the_table_are_refused(change):
    """The README's table is the optimum of a lone case, by any weights that are accepted."""
    with pytest.raises(ValueError, match=r"must|greater"):
        AssigningWeights.model_validate({**WEIGHTS.model_dump(), **change})


AREAS = ("kita", "naka", "minami")
NEAR = st.dictionaries(
    st.sampled_from([f"neighbourhood/{area}" for area in AREAS]), st.sampled_from([1.0, 0.9999, 0.4]), max_size=3
)
PEOPLE = st.lists(
    st.builds(
        at, st.sampled_from(AREAS), st.integers(0, 3), away=st.sampled_from([False, False, True]),
        kind=st.sampled_from(["dedicated", "dedicated", "professional", "supporter"]),
        desks=st.sampled_from([(), ("welfare",), ("general",)]), languages=st.sampled_from([(), ("vi",)]),
        fields=st.sampled_from([(), ("nature",)]),
    ), min_size=1, max_size=4,
)  # fmt: skip
WANTED = st.builds(
    Wanted, st.just(DAY), NEAR, desk=st.sampled_from([None, "general", "welfare"]),
    professionals=st.booleans(), language=st.sampled_from([None, "vi"]),
    fields=st.sampled_from([(), ("nature",), ("music",)]), general=st.booleans(),
)  # fmt: skip


def a_team(people, loads):
    team = {f"c{number}": each for number, each in enumerate(people)}
    return Coordinators(team, {id: min(load, team[id].capacity) for id, load in zip(team, loads, strict=False) if load})


def by_table(team, wanted):
    """The README's table, written a second time: who can have it at all; then language, area, field, load."""
    takes = {"dedicated": True, "professional": wanted.desk and wanted.professionals, "supporter": False}
    rows = []
    for id, each in team.all.items():
        near = max((wanted.nearness.get(f"neighbourhood/{area}", 0) for area in each.areas["neighbourhood"]), default=0)
        near = near if wanted.nearness else 1.0
        mine = bool(set(each.fields) & set(wanted.fields))
        competent = wanted.desk is None or (wanted.desk in each.desks if each.desks else wanted.general)
        in_reach = near > 0 or wanted.desk is not None
        room = team.loads.get(id, 0) < each.capacity
        if takes[each.kind] and not each.away and competent and in_reach and room:
            if each.fields and wanted.fields and not mine:
                continue
            speaks = wanted.language is None or wanted.language in each.languages
            rows.append((not speaks, -near, not mine, team.loads.get(id, 0) / each.capacity, id))
    return min(rows)[-1] if rows else None


@settings(max_examples=80, deadline=None)
@given(PEOPLE, st.lists(st.integers(0, 3), max_size=4), WANTED)
def test_a_lone_case_goes_as_the_table_says_and_no_whole_plan_is_cheaper(people, loads, wanted):
    """The greedy choice is the special case of one: the same person, and the solver's optimum costs the same."""
    team, case = a_team(people, loads), Case("k", wanted)

    lone = assign([case], team, WEIGHTS)

    assert by_table(team, wanted) == lone.to["k"] == team.choose(wanted)
    assert lone.points == pytest.approx(_Problem([case], team, WEIGHTS).solved(5.0).points, abs=1e-5)


def cost_of(to, cases, team):
    """What an assignment costs, written a second time from the words of the data file; ``None``: it does not fit."""
    total, taken = 0.0, {}
    for case, id in zip(cases, to, strict=True):
        if id is None:
            total += NOBODY
            continue
        each, before = team.all[id], taken.get(id, 0)
        only = Coordinators({id: each}, team.loads)
        if by_table(only, case.wanted) is None or team.loads.get(id, 0) + before >= each.capacity:
            return None
        near = each.nearness(case.wanted.nearness)
        total += 0 if case.wanted.language is None or case.wanted.language in each.languages else 20_000
        total += 10_000 * (1 - near) + (0 if set(each.fields) & set(case.wanted.fields) else 0.5)
        total += 0.4 * (team.loads.get(id, 0) + before) / each.capacity + 3_000 * before / each.capacity
        taken[id] = before + 1
    return total


@settings(max_examples=40, deadline=None)
@given(PEOPLE, st.lists(st.integers(0, 3), max_size=4), st.lists(WANTED, min_size=2, max_size=4))
def test_no_possible_assignment_is_cheaper_and_none_exceeds_a_capacity(people, loads, wanted):
    """Beside every one of them, counted out."""
    team = a_team(people, loads)
    cases = [Case(f"k{number}", each) for number, each in enumerate(wanted)]

    made = assign(cases, team, WEIGHTS, seconds_max=10.0)

    every = (cost_of(to, cases, team) for to in itertools.product([None, *team.all], repeat=len(cases)))
    best = min(cost for cost in every if cost is not None)
    assert best == pytest.approx(made.points, abs=1e-4)
    assert best == pytest.approx(cost_of([made.to[case.id] for case in cases], cases, team), abs=1e-4)
    assert made.proved
    assert made.points <= one_by_one(cases, team, WEIGHTS).points + 1e-4


@settings(max_examples=40, deadline=None)
@given(PEOPLE, st.lists(WANTED, min_size=1, max_size=4), st.integers(1, 3))
def test_supporters_never_change_who_owns_a_case_nor_any_room(people, wanted, count):
    """They learn beside; however many are entered, with whatever capacity."""
    team = a_team(people, [])
    learning = {f"a-supporter{number}": at("kita", 500, kind="supporter", desks=()) for number in range(count)}
    cases = [Case(f"k{number}", each) for number, each in enumerate(wanted)]

    with_them = assign(cases, Coordinators({**learning, **team.all}, {}), WEIGHTS)

    assert assign(cases, team, WEIGHTS).points == pytest.approx(with_them.points)
    assert not set(learning) & set(with_them.to.values())
    assert [team.choose(each) for each in wanted] == [
        Coordinators({**learning, **team.all}, {}).choose(each) for each in wanted
    ]
