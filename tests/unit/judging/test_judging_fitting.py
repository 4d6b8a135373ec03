"""Weights that are proposed: learnt from the earlier part alone, told beside those in force, and left to the city."""

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from kyoso.cli import main
from kyoso.judging.behaving import invented
from kyoso.judging.contest import Known, group_task, lists_of
from kyoso.judging.fitting import LEARNT, Choices, TooLittle, earlier, logit, propose
from kyoso.judging.history import History, PersonLine
from kyoso.judging.learning import learn, several, tried
from kyoso.judging.ours import Recommender
from kyoso.judging.telling_learnt import several_as_json, several_as_text, tried_as_json, tried_as_text
from tests.unit.judging.judging_kit import AREAS, BEFORE, GROUPS, NORTH, SPLIT, a_past, joined

IN_FORCE = {"tag": 3.0, "role": 2.4, "area": 2.0, "time": 1.6, "language": 1.8}


def chosen_by(weights, rows=1_000, groups=8, seed=4):
    """Choices that were really drawn by a conditional logit with these weights."""
    random = np.random.default_rng(seed)
    features = random.random((rows, groups, len(weights)))
    drawn = features @ np.array(weights) + random.gumbel(size=(rows, groups))
    return Choices(features, drawn.argmax(axis=1), np.zeros((rows, groups), dtype=bool))


def test_what_people_chose_by_is_found():
    """Drawn with known weights: they come out again, also the one that counts nothing."""
    found = logit(chosen_by((1.0, 0.0, 3.0, 0.5, 2.0)))

    assert [1.0, 0.0, 3.0, 0.5, 2.0] == pytest.approx(found.tolist(), abs=0.4)


def test_what_was_not_new_could_not_be_chosen():
    """A group that somebody was in already does not count against what they chose: with it barred nothing is learnt."""
    features = np.array([[[0.0], [1.0]]] * 100)
    barred = np.array([[True, False]] * 100)

    assert [0.0] == logit(Choices(features, np.ones(100, dtype=int), barred)).tolist()


def test_a_proposal_keeps_the_first_weight_and_takes_one_step():
    """By hand: twice the weight of tags for places, 6 points; times a quarter at least, roles eight times at most."""
    found = propose(BEFORE, chosen_by((1.0, 20.0, 2.0, 0.0, 0.6)), IN_FORCE)

    assert 3.0 == found.proposed["tag"]
    assert 8 * 2.4 == found.proposed["role"]
    assert 6.0 == pytest.approx(found.proposed["area"], abs=1.5)
    assert 0.4 == found.proposed["time"]
    assert found.learnt["role"] > found.proposed["role"]


def test_too_few_first_times_propose_nothing():
    """Forty-nine are chance; and where interests explain nothing there is no measure for the others."""
    few = chosen_by((1.0, 1.0, 1.0, 1.0, 1.0), rows=49)
    against = chosen_by((-2.0, 1.0, 1.0, 1.0, 1.0))

    for choices in (few, against):
        with pytest.raises(TooLittle):
            propose(BEFORE, choices, IN_FORCE)
    with pytest.raises(TooLittle):
        earlier(a_past(()))


@pytest.fixture(scope="module")
def history():
    """Of 600 people; the walk is what they go by most."""
    return invented(600, 7).history


def test_what_came_after_the_split_teaches_nothing(history):
    """With all later deeds turned round, or gone, the proposal is the same; with earlier ones it is another."""
    later = [deed for deed in history.deeds if deed.on >= history.split]
    gone = replace(history, deeds=tuple(deed for deed in history.deeds if deed.on < history.split))
    groups = [group.id for group in history.groups]
    other = tuple(joined(deed.person, groups[n % len(groups)], deed.on) for n, deed in enumerate(later))
    turned = replace(gone, deeds=(*gone.deeds, *other))
    cut = replace(gone, deeds=tuple(deed for n, deed in enumerate(gone.deeds) if n % 10))

    assert learn(history) == learn(gone) == learn(turned)
    assert learn(cut) != learn(history)


def test_nobody_s_age_teaches_anything(history):
    """The file may have age bands; they are for the tables alone."""
    ageless = replace(history, people=tuple(p.model_copy(update={"age_band": None}) for p in history.people))

    assert learn(history) == learn(ageless)
    assert not {"age", "access", "small", "newly"} & set(LEARNT)


def test_a_proposal_is_told_with_before_and_after(history):
    """In both languages, and as a version that the service reads."""
    found = tried(history, seed=1, resamples=20)
    text, plain = tried_as_text(found), tried_as_json(found)

    assert "The city decides" in text
    assert "nothing later was seen" in text
    assert history.split + timedelta(days=1) == date.fromisoformat(plain["version"]["effective_from"])
    assert 13.5 == plain["weights"]["area"]["in_force"]  # of the day of the split, to which the lists before belong
    assert found.proposal.proposed.items() <= plain["version"]["weights"].items()
    assert {"hit", "ndcg", "gini"} == plain["after_the_split"].keys()


def test_several_pasts_are_compared_past_by_past(history):
    """Means, and in how many of them the recommender is the better."""
    found = several([(1, a_past()), (2, a_past())])
    won = {(each["way"], each["other"], each["measure"]): each["won"] for each in several_as_json(found)["differences"]}

    assert (1, 2) == found.seeds
    assert set(won.values()) <= {0, 2}
    assert "± 0.000" in several_as_text(found)


def test_a_district_says_more_than_the_neighbourhood_around_it():
    """Who lives in one school district of a wide neighbourhood is shown what is in it first, not all around."""
    group = next(each for each in GROUPS if each.id == "tea-north")
    wide = {"neighbourhood": "minami"}
    here, there = (
        group.model_copy(update={"id": id, "tags": (), "areas": {**wide, "school": id}})
        for id in ("osawa-sho", "kawabe-sho")
    )
    person = PersonLine(id="p", areas={**wide, "school": "osawa-sho"})
    known = Known.of(History.of(SPLIT, [person, here, there]))
    task = group_task(History.of(SPLIT, [here, there]), known)

    for mine in ("osawa-sho", "kawabe-sho"):
        asking = person.model_copy(update={"areas": {**wide, "school": mine}})
        assert mine == lists_of(Recommender(known), task, [asking])["p"][0]


def test_a_list_of_groups_is_the_one_that_is_shown():
    """The tenth place goes by turns: over the days it is everybody's whom the score does not show."""
    groups = [
        GROUPS[0].model_copy(update={"id": f"g-{n:02}", "tags": ("tea",) if n < 10 else ("chorus",)}) for n in range(14)
    ]
    person = PersonLine(id="a", areas=NORTH, tags=("tea",))
    seen = set()
    for day in range(14):
        history = History.of(date(2026, 10, 5) + timedelta(days=day), [*AREAS, person, *groups])
        known = Known.of(history)
        shown = lists_of(Recommender(known), group_task(history, known), [person])["a"]
        by_score = lists_of(Recommender(known, turns=False), group_task(history, known), [person])["a"]
        assert shown[:9] == by_score[:9]
        assert 10 == len(shown)
        seen.add(shown[9])

    assert {"g-10", "g-11", "g-12", "g-13"} < seen


def test_the_command_proposes_and_changes_nothing(tmp_path):
    """The weights are the city's: the command prints a version, and says where there is too little to learn from."""
    file, run = tmp_path / "past.jsonl", CliRunner()
    assert 0 == run.invoke(main, ["matching", "invent", str(file), "--people", "600", "--seed", "7"]).exit_code
    said = ["matching", "evaluate", "--export", str(file), "--fit", "--resamples", "20"]
    ended = run.invoke(main, [*said, "--json"])
    few = tmp_path / "few.jsonl"
    few.write_text(
        "".join(line for line in file.read_text("utf-8").splitlines(True) if "attended" not in line), "utf-8"
    )

    assert 0 == ended.exit_code, ended.output
    assert {"middle", "first_times", "weights", "after_the_split", "version"} == json.loads(ended.output).keys()
    refused = run.invoke(main, ["matching", "evaluate", "--export", str(few), "--fit"])
    assert (1, True) == (refused.exit_code, "leave the weights as they are" in refused.output)
    assert 2 == run.invoke(main, [*said, "--pasts", "3"]).exit_code
