"""The safety nets of a town's rules as data: what does not load, what is not computed, what is found. See ``table``."""

from tests.controls.table import Control

HERE = "tests/unit/booking/rulebook"
CODE = "services/booking/rulebook"
SCHEMA = f"{HERE}/test_rulebook_schema.py"
LAYERS = f"{HERE}/test_rulebook_layers.py"
WINDOWS = f"{HERE}/test_rulebook_windows.py"

RULEBOOK = (
    Control(
        "a text that no refusal can fill does not load",
        f"{CODE}/rule.py",
        "    if unknown := sorted(set(placeholders(text)) - known):\n",
        "    if unknown := sorted(set(placeholders(text)) & set()):\n",
        (f"{SCHEMA}::test_a_rule_without_its_three_texts_does_not_load",),
    ),
    Control(
        "rules that overlap do not load",
        f"{CODE}/whole.py",
        "    for one, other in layers.overlapping():\n",
        "    for one, other in ():\n",
        (f"{SCHEMA}::test_a_file_with_a_mistake_is_not_loaded",),
    ),
    Control(
        "a room without a rule that everybody needs keeps the file from loading",
        f"{CODE}/whole.py",
        "        for kind in NEEDED:\n",
        "        for kind in ():\n",
        (f"{SCHEMA}::test_a_room_without_a_rule_that_everybody_needs_keeps_the_file_from_loading",),
    ),
    Control(
        "the narrowest layer speaks",
        f"{CODE}/layers.py",
        "key=lambda rule: -rule.level",
        "key=lambda rule: rule.level",
        (f"{LAYERS}::test_the_narrowest_layer_speaks",),
    ),
    Control(
        "a rule holds on its days only",
        f"{CODE}/rule.py",
        "and (self.until is None or day <= self.until)",
        "",
        (f"{LAYERS}::test_where_a_narrow_rule_is_not_in_force_the_wide_one_is",),
    ),
    Control(
        "works in a part close the hall",
        f"{CODE}/opening.py",
        "    TOUCHED: ClassVar[bool] = True\n",
        "    TOUCHED: ClassVar[bool] = False\n",
        (f"{LAYERS}::test_works_in_a_part_close_the_hall_and_not_the_other_part",),
    ),
    Control(
        "all parts of a hall are the hall",
        f"{CODE}/places.py",
        "if room.parts and set(room.parts) <= set(wanted):",
        "if False:",
        (f"{LAYERS}::test_all_parts_of_a_hall_are_the_hall", f"{HERE}/test_rulebook_towns.py"),
    ),
    Control(
        "what has no price is refused",
        f"{CODE}/engine.py",
        "        return [], no_entry(asked, table, column)\n",
        "        return [], None\n",
        (f"{HERE}/test_rulebook_prices.py::test_what_has_no_entry_is_refused_by_name_and_never_computed",),
    ),
    Control(
        "an hour that has begun counts whole",
        f"{CODE}/prices.py",
        "    hours = -(-request.minutes // 60)\n",
        "    hours = request.minutes // 60\n",
        (f"{HERE}/test_rulebook_prices.py::test_hours_count_whole_when_they_have_begun",),
    ),
    Control(
        "a reduction needs a grant that was filed in time",
        f"{CODE}/reductions.py",
        "        elif latest is not None and grant.filed_on > latest:\n",
        "        elif False:\n",
        (f"{HERE}/test_rulebook_prices.py::test_a_reduction_needs_a_grant_for_the_fiscal_year_of_the_use",),
    ),
    Control(
        "equipment ends with its stock",
        f"{CODE}/equipment.py",
        "        if count > left:\n",
        "        if False:\n",
        (f"{HERE}/test_rulebook_prices.py::test_equipment_costs_for_each_band_and_ends_with_its_stock",),
    ),
    Control(
        "a share is counted in people, not in rounded percent",
        f"{CODE}/eligibility.py",
        "share > wanted if rule.more_than else share >= wanted",
        "share >= wanted",
        (f"{HERE}/test_rulebook_eligibility.py::test_a_condition_on_who_asks",),
    ),
    Control(
        "a cap counts its period alone",
        f"{CODE}/caps.py",
        "if first <= use.day <= last and",
        "if",
        (f"{HERE}/test_rulebook_eligibility.py::test_a_cap_counts_what_lies_in_its_period",),
    ),
    Control(
        "a moved deadline goes in the direction of its rule",
        f"{CODE}/moments.py",
        'ONE_DAY if self.moves == "next" else -ONE_DAY, working',
        "ONE_DAY, working",
        (f"{HERE}/test_rulebook_moments.py::test_each_rule_says_which_way_it_moves",),
    ),
    Control(
        "nobody asks for what has begun",
        f"{CODE}/windows.py",
        "return closes if closes.at <= begins else",
        "return closes if True else",
        (f"{WINDOWS}::test_nobody_asks_for_what_has_begun",),
    ),
    Control(
        "points of a suspension are spent",
        f"{CODE}/penalties.py",
        "            alive = []\n",
        "",
        (f"{WINDOWS}::test_a_suspension_begins_and_ends",),
    ),
    Control(
        "a change is told only when the rule says yes to it",
        f"{CODE}/explain.py",
        "        if any(_still(refusal, change, other) for other in again.refusals):\n            continue\n",
        "",
        (f"{HERE}/test_rulebook_explain.py::test_the_nearest_change",),
    ),
    Control(
        "a no without its limit is found",
        f"{CODE}/lint.py",
        'if not {"limit", "until"} & set(placeholders(text)):',
        "if False:",
        (f"{HERE}/test_rulebook_lint.py::test_what_a_clerk_would_want_to_know",),
    ),
    Control(
        "opening hours without a price are found",
        f"{CODE}/lint_prices.py",
        "            missing += _beside_bands(day)\n",
        "            pass\n",
        (f"{HERE}/test_rulebook_lint.py::test_opening_hours_beside_the_bands_have_no_price",),
    ),
    Control(
        "a bare refusal is found in the tree",
        "tools/lint_rules.py",
        "            if maker in MAKERS and MAKERS[maker] != place:\n",
        "            if False:\n",
        ("tests/unit/tools/test_lint_rules.py::test_a_bare_refusal_is_found",),
    ),
    Control(
        "a case that differs ends the command with 1",
        "kyoso/commands/rules.py",
        "    if differ:\n",
        "    if False:\n",
        (f"{HERE}/test_rules_command.py::test_cases_that_differ_end_the_command_with_1",),
    ),
)
