"""The safety nets of measuring recommendations. See ``table``."""

from tests.controls.table import Control

JUDGED = "tests/unit/judging/test_judging.py"
FITTING = "tests/unit/judging/test_judging_fitting.py"
FILE = "tests/unit/judging/test_judging_history_file.py"

JUDGING = (
    Control(
        "what came after the split is not known to who chooses",
        "kyoso/judging/contest.py",
        "for deed in history.deeds if deed.on < history.split)",
        "for deed in history.deeds)",
        (f"{JUDGED}::test_what_came_later_changes_no_list",),
    ),
    Control(
        "a list of what was not asked for is no list",
        "kyoso/judging/contest.py",
        " or not {each.id for each in among}.issuperset(top)",
        "",
        (f"{JUDGED}::test_a_way_that_gives_what_was_not_asked_for_is_found",),
    ),
    Control(
        "a file of a past knows no field for a name",
        "kyoso/judging/history.py",
        'frozen=True, extra="forbid"',
        "frozen=True",
        (f"{FILE}::test_a_name_is_refused_and_not_repeated",),
    ),
    Control(
        "a file of a past is read whole or not at all",
        "kyoso/judging/history_file.py",
        "    if faults:\n        raise",
        "    if not read:\n        raise",
        (f"{FILE}::test_a_fault_is_named_with_its_line",),
    ),
    Control(
        "what came after the split teaches no weight",
        "kyoso/judging/fitting.py",
        "known = tuple(deed for deed in history.deeds if deed.on < history.split)",
        "known = history.deeds",
        (f"{FITTING}::test_what_came_after_the_split_teaches_nothing",),
    ),
    Control(
        "what was not new to somebody was no choice of theirs",
        "kyoso/judging/fitting.py",
        "        utility[choices.barred] = -np.inf\n",
        "",
        (f"{FITTING}::test_what_was_not_new_could_not_be_chosen",),
    ),
    Control(
        "too little proposes no weights",
        "kyoso/judging/fitting.py",
        "    if count < CHOICES_MIN:\n",
        "    if False:\n",
        (f"{FITTING}::test_too_few_first_times_propose_nothing",),
    ),
    Control(
        "one proposal is one step",
        "kyoso/judging/fitting.py",
        "round(min(max(learnt, LEAST * now), MOST * now), 1)",
        "round(learnt, 1)",
        (f"{FITTING}::test_a_proposal_keeps_the_first_weight_and_takes_one_step",),
    ),
    Control(
        "the list that is judged is the one that is shown, with its turn",
        "kyoso/judging/ours.py",
        "            slots = with_turns(slots, turns, limit)\n",
        "",
        (f"{FITTING}::test_a_list_of_groups_is_the_one_that_is_shown",),
    ),
    Control(
        "who measures does not import the recommender",
        "tools/lint_imports.py",
        'place.name != JUDGED and top == "services"',
        "False",
        ("tests/unit/tools/test_lint_imports.py::test_who_measures_does_not_import_the_recommender",),
    ),
)
