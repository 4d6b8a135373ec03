"""The safety nets of measuring recommendations. See ``table``."""

from tests.controls.table import Control

JUDGED = "tests/unit/judging/test_judging.py"
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
        "who measures does not import the recommender",
        "tools/lint_imports.py",
        'place.name != JUDGED and top == "services"',
        "False",
        ("tests/unit/tools/test_lint_imports.py::test_who_measures_does_not_import_the_recommender",),
    ),
)
