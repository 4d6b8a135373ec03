"""Judging recommendations: what came later is not known, who measures does not know the recommender, seeds decide."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from kyoso.cli import main
from kyoso.judging.baselines import Chance, Nearest, OneHotCosine, Popularity
from kyoso.judging.behaving import SPLIT, invented
from kyoso.judging.contest import Known, activity_task, group_task, lists_of
from kyoso.judging.history_file import read_history
from kyoso.judging.judgement import NothingToJudge, evaluate
from kyoso.judging.ours import Recommender
from kyoso.judging.telling import as_json, as_text, into_page
from tests.unit.judging.judging_kit import BEFORE, DEEDS, a_past, joined
from tools.findings import ROOT

OURS = ("kyoso", "kyoso-by-score")


def lists(past, make):
    known = Known.of(past)
    return lists_of(make(known), group_task(past, known), known.people.values())


@pytest.mark.parametrize("module", ["tastes", "behaving", "contest", "baselines", "measures", "history_file"])
def test_who_measures_does_not_know_the_recommender(module):
    """Not even by what its imports import: neither code nor weights are read across."""
    code = f"import sys, kyoso.judging.{module}; print([n for n in sys.modules if n.startswith('services')])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert "[]" == loaded.stdout.strip()


def test_the_recommender_does_not_know_who_measures():
    """No file of the service names the judging; that a service imports no ``kyoso`` is linted too."""
    files = (ROOT / "services" / "matching").rglob("*.*")

    assert [] == [path for path in files if path.suffix in {".py", ".json"} and "judging" in path.read_text("utf-8")]


@pytest.mark.parametrize("make", [Recommender, Popularity, Nearest, OneHotCosine, lambda known: Chance()])
def test_what_came_later_changes_no_list(make):
    """Only what happened before the day is known."""
    later_only = tuple(deed for deed in DEEDS if deed.on <= BEFORE)

    assert lists(a_past(later_only), make) == lists(a_past(), make)
    assert lists(a_past((*later_only, joined("a", "choir-north", BEFORE))), make) != lists(a_past(), make)


def test_each_way_chooses_as_it_says():
    """By hand: b and c took part in tea-north; b lives in the north."""
    assert "tea-north" == lists(a_past(), Popularity)["a"][0]
    assert {"tea-north", "choir-north"} == set(lists(a_past(), Nearest)["a"][:2])
    assert "tea-north" == lists(a_past(), OneHotCosine)["a"][0]
    assert "tea-north" == lists(a_past(), Recommender)["a"][0]
    assert "tea-north" not in lists(a_past(), Popularity)["b"]


def test_what_came_true_is_what_is_new_and_in_time():
    """b had joined before; the walk of December is beyond the four weeks."""
    past = a_past()
    known = Known.of(past)

    assert {"a": {"tea-north", "tea-south"}, "c": {"walk-south"}} == group_task(past, known).came_true
    assert {"c": {"walk"}} == activity_task(past, known).came_true
    assert ["walk"] == [each.id for each in activity_task(past, known).candidates]


def test_a_way_that_gives_what_was_not_asked_for_is_found():
    """A list of one's own groups would count hits that help nobody."""

    class Cheating:
        name = "cheating"

        def top(self, person, among, limit):
            return ["tea-north"]

    with pytest.raises(ValueError, match="not asked for"):
        lists(a_past(), lambda known: Cheating())


@pytest.fixture(scope="module")
def town():
    return invented(300, 7)


def test_the_same_seed_is_the_same_past(town):
    """To the last deed, and to the last digit; another seed is another past."""
    assert town.history == invented(300, 7).history
    assert town.history.deeds != invented(300, 8).history.deeds
    first, second = (as_json(evaluate(a_past(), seed=7, resamples=50)) for _ in range(2))
    assert first == second
    assert set(first["tasks"]["groups"]["ways"]) == {*OURS, "popularity", "nearest", "one-hot-cosine", "random"}


def test_most_people_of_the_invented_town_take_part_in_nothing(town):
    """About three of four, as of the town with 5,000; in a small one the sixty groups' first members weigh more."""
    invited = {deed.person for deed in town.history.deeds if deed.kind == "attended" and deed.on < SPLIT}

    assert 0.1 < len(invited) / len(town.history.people) < 0.4


def test_a_past_in_which_nothing_comes_true_cannot_be_judged():
    """Said, instead of a table of nothing."""
    with pytest.raises(NothingToJudge):
        evaluate(a_past(DEEDS[:2]), seed=1, resamples=20)


def test_a_page_without_a_place_for_figures_is_left_alone():
    """The figures go between two marks."""
    page = (ROOT / "docs" / "matching-quality.md").read_text("utf-8")

    assert "new" in into_page(page, "new", "kyoso")
    with pytest.raises(ValueError, match="from here"):
        into_page("no marks", "new", "kyoso")


def test_the_command_says_where_a_file_is_wrong(tmp_path):
    """And takes nothing of it."""
    file = tmp_path / "past.jsonl"
    file.write_text('{"kind":"header"}\n', "utf-8")
    ended = CliRunner().invoke(main, ["matching", "evaluate", "--export", str(file)])

    assert 2 == ended.exit_code
    assert "line 1" in ended.output
    assert "nothing was taken" in ended.output


def test_a_written_past_is_judged_as_a_city_s_own(tmp_path):
    """What the command invents, it reads again; only a maker knows the ceiling."""
    file, run = tmp_path / "past.jsonl", CliRunner()
    assert 0 == run.invoke(main, ["matching", "invent", str(file), "--people", "300", "--seed", "7"]).exit_code
    ended = run.invoke(main, ["matching", "evaluate", "--export", str(file), "--resamples", "20", "--json"])

    assert 0 == ended.exit_code, ended.output
    judged = json.loads(ended.output)
    assert 300 == judged["people"]
    assert "ceiling" not in judged["tasks"]["groups"]["ways"]
    assert read_history(file) == invented(300, 7).history


def test_a_table_is_in_both_languages():
    """For a council and for whoever compares."""
    text = as_text(evaluate(a_past(), seed=1, resamples=20))

    assert "的中率" in text
    assert "hit rate" in text
    assert "one-hot" in text
