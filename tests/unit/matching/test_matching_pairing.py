"""Supporters in training: who learns beside whom, worked by hand; rotation that is fair; no capacity and no case."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.learning.events import SupporterPaired, SupporterUnpaired, TrainingTerms
from services.matching.domain.learning.pairing import Beside, Pairs, looked_at, rotated, set_right
from services.matching.domain.learning.pairing_plan import due, planned
from services.matching.domain.learning.support_terms import SupportTerms
from services.matching.domain.learning.training import Training
from services.matching.domain.team.choosing import Coordinator, Leave, Wanted
from services.matching.domain.team.roster import Roster
from services.matching.knowledge import PACKAGED
from services.matching.learning.refusals import GoalExists, GoalIsMet, OwnsNoCase
from shared.errors import Refusal

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def at(area, kind="dedicated", **more):
    return Coordinator(areas={"n": (area,)}, capacity=more.pop("capacity", 5), kind=kind, **more)


class Team:
    """A roster, and the steps that follow each change of it."""

    def __init__(self, desk="abe", **entered):
        self.roster, self.now = Roster(stream_name="roster/main"), NOW
        if desk:
            self.do(self.roster.set_desk(desk, 7))
        for id, coordinator in entered.items():
            self.enter(id, coordinator)

    def do(self, events):
        for event in events:
            self.roster.apply(event)
        return events

    def right(self):
        return self.do(set_right(self.roster, self.now))

    def enter(self, id, coordinator):
        self.do(self.roster.set_coordinator(id, coordinator))
        return self.right()

    def retire(self, id):
        self.do(self.roster.retire(id))
        return self.right()

    def rotate(self, *, everybody=False):
        who = due(self.roster, self.now, everybody=everybody)
        plan = planned(self.roster, who, self.now, self.roster.training_terms)
        return self.do(rotated(self.roster, plan.moves, self.now))

    @property
    def pairs(self):
        return {id: each.coordinator_id for id, each in self.roster.pairings.items()}


def test_the_worked_pairings():
    """Goto (north): Aoki and Baba are free, Aoki shares the area: 0 against 1 point. Hana (north): Aoki has one by now,
    5 points against Baba's 1. When Aoki retires, Goto is Baba's too, at once: 5 + 1, and Chiba is no dedicated one.
    """
    team = Team(aoki=at("north"), baba=at("south"), chiba=at("north", "intermediary"))
    team.enter("goto", at("north", "supporter"))
    team.enter("hana", at("north", "supporter"))
    assert {"goto": "aoki", "hana": "baba"} == team.pairs

    (paired,) = team.retire("aoki")

    assert ("goto", "baba", "gone", 2, False) == (
        paired.supporter_id, paired.coordinator_id, paired.why, paired.number, paired.at_desk,
    )  # fmt: skip
    (line,) = paired.considered
    weighed = Beside.of_text(line)
    assert {"again": 0, "full": 0, "times": 0, "beside": 5, "far": 1} == weighed.costs(TrainingTerms())


def test_without_anybody_dedicated_the_desk_owner_has_them_by_name_and_not_longer_than_needed():
    """Also while nobody is there; whoever comes is found at once, and else looked for every week."""
    team = Team(goto=at("north", "supporter"))
    assert {"goto": "abe"} == team.pairs
    assert NOW + 7 * DAY == team.roster.pairings["goto"].until
    team.do(team.roster.set_desk("mori", 7))
    team.right()
    assert {"goto": "mori"} == team.pairs, "it follows the office"

    team.now += DAY
    (found,) = team.enter("baba", at("south"))

    assert ("baba", "found", False) == (found.coordinator_id, found.why, found.at_desk)


def test_a_leave_gives_them_to_somebody_else_at_once_and_an_old_step_takes_nobody_away():
    """A step that the relay decides again much later, with the day of then, leaves a newer pairing alone."""
    team = Team(aoki=at("north"), baba=at("south"), goto=at("north", "supporter"))
    leave = Leave(first_day=date(2026, 11, 23), last_day=date(2026, 11, 30))
    (paired,) = team.enter("aoki", at("north", leave=(leave,)))
    assert ("baba", "leave") == (paired.coordinator_id, paired.why)
    team.now += 30 * DAY
    team.rotate(everybody=True)
    assert {"goto": "aoki"} == team.pairs

    assert [] == set_right(team.roster, NOW + DAY)


def test_three_rotate_in_a_ring_where_one_in_turn_would_leave_somebody_behind():
    """One place each: Aoki's goes to Baba, Baba's to Chiba, Chiba's to Aoki; chosen in turn, the third stays."""
    team = Team(aoki=at("n"), baba=at("n"), chiba=at("n"))
    team.do(team.roster.learn_terms(TrainingTerms(most=1)))
    for id in ("goto", "hana", "ito"):
        team.enter(id, at("n", "supporter"))
    before = team.pairs
    assert 3 == len(set(before.values()))
    team.now += 90 * DAY

    moved = team.rotate()

    assert 3 == len(moved) == len(set(team.pairs.values()))
    assert all(before[id] != team.pairs[id] for id in before)
    assert [] == team.rotate(), "their terms have begun anew"


def test_a_plan_is_carried_out_as_far_as_it_still_stands():
    """Who was planned for and is gone is chosen anew; a pairing that has changed is left alone; nothing moves twice."""
    team = Team(aoki=at("n"), baba=at("n"), chiba=at("n"))
    for id in ("goto", "hana"):
        team.enter(id, at("n", "supporter"))
    team.now += 90 * DAY
    plan = planned(team.roster, ["goto", "hana"], team.now, team.roster.training_terms)
    (gone,) = [move.to for move in plan.moves if move.supporter_id == "goto"]
    team.do(team.roster.retire(gone))

    team.do(rotated(team.roster, plan.moves, team.now))

    assert gone not in team.pairs.values()
    assert [] == rotated(team.roster, plan.moves, team.now)
    assert [] == looked_at(team.roster, "goto", 1, team.now)


def test_a_supporter_owns_no_case_and_no_desk():
    """Neither when they are entered, nor when a desk is given away; whoever has a case hands it over first."""
    team = Team(aoki=at("n"), goto=at("n", "supporter"))
    for attempt in (
        lambda: team.roster.set_desk("goto", 7),
        lambda: team.roster.set_desk_owner("welfare", "goto"),
        lambda: team.roster.set_coordinator("abe", at("n", "supporter")),
    ):
        with pytest.raises(OwnsNoCase):
            attempt()
    assert not team.roster.team.has_room("goto", Wanted(date(2026, 11, 23)))


KINDS = st.sampled_from(["dedicated", "dedicated", "supporter", "supporter", "intermediary"])
STEPS = st.one_of(
    st.tuples(st.just("enter"), st.sampled_from("abcdef"), KINDS, st.booleans(), st.sampled_from(["n", "s"])),
    st.tuples(st.just("retire"), st.sampled_from("abcdef")),
    st.tuples(st.sampled_from(["rotate", "everybody", "days"])),
    st.tuples(st.just("desk"), st.sampled_from(["x", "a", "b"])),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_whatever_happens_every_supporter_learns_beside_somebody_named(steps):
    """A dedicated coordinator who is there, else the desk owner; never themselves; numbers only grow; and who is no
    supporter learns no more. Nobody stays with the same one where another could have them.
    """
    team, numbers = Team(desk="x"), {}
    for step in steps:
        try:
            match step:
                case ("enter", id, kind, away, area):
                    team.enter(id, at(area, kind, away=away))
                case ("retire", id):
                    team.retire(id)
                case ("desk", id):
                    team.do(team.roster.set_desk(id, 7))
                    team.right()
                case ("days",):
                    team.now += 40 * DAY
                case (how,):
                    before = team.pairs
                    for paired in team.rotate(everybody=how == "everybody"):
                        others = [each for each in map(Beside.of_text, paired.considered) if each.out is None]
                        again = before[paired.supporter_id] == paired.coordinator_id and not paired.at_desk
                        assert not again or 1 == len(others)
        except Refusal:
            continue
        entered = team.roster.coordinators
        supporters = {id for id, each in entered.items() if each.kind == "supporter"}
        there = {id for id, each in entered.items() if each.kind == "dedicated" and not each.away}
        assert supporters == set(team.pairs)
        assert all(own in there if there else own == team.roster.desk_owner for own in team.pairs.values())
        assert all(id != own for id, own in team.pairs.items())
        for id, each in team.roster.pairings.items():
            assert each.number >= numbers.get(id, 0)
            numbers[id] = each.number
        assert [] == set_right(team.roster, team.now), "it is right now"


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.integers(1, 4), st.integers(1, 3))
def test_rotations_share_the_work_and_the_learning(supporters, coordinators, most):
    """Beside nobody more than so many where all fit; nobody learns beside one more than twice oftener than another."""
    team = Team(**{f"c{n}": at("n") for n in range(coordinators)})
    team.do(team.roster.learn_terms(TrainingTerms(most=most)))
    for n in range(supporters):
        team.enter(f"s{n}", at("n", "supporter"))
    for _ in range(coordinators):
        team.now += 90 * DAY
        team.rotate()
        counts = [list(team.pairs.values()).count(f"c{n}") for n in range(coordinators)]
        assert supporters > most * coordinators or max(counts) <= most
    if coordinators > 1:
        all_times = team.roster.paired_times
        times = [all_times[f"s{n}"].get(f"c{m}", 0) for n in range(supporters) for m in range(coordinators)]
        assert max(times) - min(times) <= 2


def test_the_plan_costs_what_its_choices_cost():
    """One supporter: as chosen alone. Four beside two coordinators, at most 2 each: 0 + 5 each; no third place."""
    team = Team(aoki=at("n"), baba=at("n"))
    for id in ("s1", "s2", "s3", "s4"):
        team.enter(id, at("n", "supporter"))

    plan = planned(team.roster, list(team.pairs), NOW, TrainingTerms())

    # everybody changes sides (again is 1000): each was with the other one never, two beside each: 5 + 5
    assert 10.0 == plan.points
    assert all(move.to != team.pairs[move.supporter_id] for move in plan.moves)
    alone = planned(team.roster, ["s1"], NOW, TrainingTerms())
    weighed = [each for each in Pairs.of(team.roster, NOW, without=["s1"]).weigh("s1") if not each.again]
    assert [each.id for each in weighed] == [alone.moves[0].to]


# -- goals


def paired(number, coordinator="aoki"):
    return SupporterPaired(
        supporter_id="goto", coordinator_id=coordinator, number=number, since=NOW, until=NOW, why="entered"
    )


def a_training():
    training = Training(stream_name="training/goto")
    fold(training, training.turn(paired(1)))
    return training


def fold(state, events):
    for event in events:
        state.apply(event)
    return events


def test_a_goal_is_met_when_both_say_so():
    """Not by one of them, whoever; and not while one has taken it back; then it stays met."""
    training = a_training()
    fold(training, training.set_goal("g", "supporter", "goto", code="listening", document_id=None))
    with pytest.raises(GoalExists):
        training.set_goal("h", "coordinator", "aoki", code="listening", document_id=None)

    for side, met, both in (("supporter", True, False), ("supporter", False, False), ("coordinator", True, False)):
        (said,) = fold(training, training.say("g", side, "x", met=met))
        assert both == said.met == training.goals["g"].met
    (said,) = fold(training, training.say("g", "supporter", "goto", met=True))

    assert said.met
    assert [] == training.say("g", "supporter", "goto", met=True)
    for attempt in (lambda: training.say("g", "coordinator", "aoki", met=False), lambda: training.drop("g")):
        with pytest.raises(GoalIsMet):
            attempt()


def test_only_the_two_who_are_paired_speak_and_late_steps_change_nothing():
    """The one before speaks no more; an earlier pairing that comes late, or an end of before, is nothing."""
    training = a_training()
    fold(training, training.turn(paired(3, "baba")))

    assert [] == training.turn(paired(2, "chiba"))
    assert [] == training.end(SupporterUnpaired(supporter_id="goto", number=2, at=NOW, left=True))
    assert ["supporter", "coordinator", None] == [training.side_of(id) for id in ("goto", "baba", "aoki")]
    fold(training, training.set_goal("g", "coordinator", "baba", code=None, document_id="d"))
    (ended,) = fold(training, training.end(SupporterUnpaired(supporter_id="goto", number=3, at=NOW, left=True)))
    assert (("d",), None) == (ended.document_ids, training.side_of("goto"))


def test_every_code_has_words_in_three_languages():
    """Goals, features and reasons of the packaged file."""
    terms = SupportTerms.read(PACKAGED / "support.json")

    for words in (terms.learning_goals, terms.pairing_features, terms.pairing_reasons):
        assert all(word.ja and word.en and word.plain for word in words.values())
