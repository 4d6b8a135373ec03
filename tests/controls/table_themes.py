"""The safety nets of themes of consultations. See ``table``."""

from tests.controls.table import Control

RULE = "tests/unit/matching/test_matching_themes.py"
SERVICE = "tests/integration/matching/test_matching_themes.py"
ATTACK = f"{RULE}::test_no_subtraction_tells_a_small_cell_to_who_knows_every_total_and_the_rule"

THEMES = (
    Control(
        "a small cell of themes is not alone: who knows the total subtracts",
        "services/matching/domain/consulting/themes.py",
        "    return few | {category for category, people in cells.items() if people == smallest}\n",
        "    return few\n",
        (ATTACK, f"{RULE}::test_a_desk_hides_two_cells_or_none_or_has_only_one"),
    ),
    Control(
        "equals of the hidden cell are hidden too: who knows the rule works out which it was",
        "services/matching/domain/consulting/themes.py",
        "if people == smallest}\n",
        "if people == smallest and category == max(c or '' for c in cells if cells[c] == smallest)}\n",
        (f"{RULE}::test_worked_examples",),
    ),
    Control(
        "a month of themes is told once",
        "services/matching/domain/consulting/themes.py",
        "        if self.told is not None or self.due_at is None or now < self.due_at:\n",
        "        if self.due_at is None or now < self.due_at:\n",
        (
            f"{RULE}::test_a_month_is_told_once_and_never_again",
            f"{SERVICE}::test_what_comes_late_goes_or_is_erased_afterwards_changes_nothing",
        ),
    ),
    Control(
        "themes count people, not consultations",
        "services/matching/consulting/theme_counting.py",
        ".add(row.person_id or row.id)\n",
        ".add(row.id)\n",
        (f"{SERVICE}::test_one_persons_five_worries_are_one_person",),
    ),
    Control(
        "a month of which nothing is told is in no open list: that there is a table would tell that somebody came",
        "services/matching/consulting/theme_counting.py",
        " if any(each.people for each in row.themes)}\n",
        "}\n",
        (f"{SERVICE}::test_a_month_of_few_looks_like_one_of_nobody_and_like_one_not_counted",),
    ),
    Control(
        "the page of themes shows no number below five, whatever answers",
        "services/portal/models_themes.py",
        "    people: int | None = Field(ge=COUNT_SHOWN_MIN, multiple_of=COUNT_SHOWN_MIN)\n",
        "    people: int | None\n",
        ("tests/integration/portal/test_portal_themes.py::test_a_number_that_must_not_be_told_is_shown_to_nobody",),
    ),
)
