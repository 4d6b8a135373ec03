"""The safety nets of the roster: plans, hand-overs, and the reasons of a choice. See ``table``."""

from tests.controls.table import Control

ASSIGNING = "tests/unit/matching/test_matching_assigning.py"
CARRIED = "tests/unit/matching/test_matching_handing_over.py"
OVER = "tests/integration/matching/test_matching_hand_overs.py"
LEAVE = "tests/integration/matching/test_matching_leave.py"
REASONS = "tests/unit/matching/test_matching_reasons_of_choices.py"
PLANS = "tests/integration/matching/test_matching_reasons_of_plans.py"

ROSTER = (
    Control(
        "a plan fills no more than the free places",
        "services/matching/domain/team/assigning.py",
        "            places = min(max(capacity - load, 0), len(self.cases))\n",
        "            places = len(self.cases)\n",
        (f"{ASSIGNING}::test_the_worked_table_of_a_batch_with_full_load",),
    ),
    Control(
        "a plan spreads",
        "services/matching/domain/team/assigning.py",
        " + self.weights.spread * taken) / capacity for taken in range(places)\n",
        ") / capacity for taken in range(places)\n",
        (f"{ASSIGNING}::test_the_worked_table_of_a_batch_with_full_load",),
    ),
    Control(
        "weights by which a lone case would leave the table are refused",
        "services/matching/domain/team/assigning.py",
        "        if not self.load < self.field < self.field + self.load < self.distance * STEP:\n",
        "        if False:\n",
        (f"{ASSIGNING}::test_weights_by_which_a_lone_case_would_leave_the_table_are_refused",),
    ),
    Control(
        "a plan that nobody proved says so",
        "services/matching/domain/team/assigning.py",
        "    return Assignment(to, points, None)\n",
        "    return Assignment(to, points, 0.0)\n",
        (f"{ASSIGNING}::test_without_a_proof_it_says_so_and_everybody_has_somebody",),
    ),
    Control(
        "nobody is said to have more points than who was chosen, unless they have",
        "services/matching/domain/team/team.py",
        "    if own > theirs:\n",
        "    if True:\n",
        (
            f"{REASONS}::test_no_answer_in_a_plan_is_false",
            f"{PLANS}::test_of_a_plan_for_several_cases_no_answer_is_false_before_nor_after",
        ),
    ),
    Control(
        "who goes on with a case is not said to have the fewest points",
        "services/matching/domain/team/team.py",
        '"kept" if each.out or fewest < theirs else "chosen"',
        '"kept" if each.out else "chosen"',
        (f"{REASONS}::test_without_a_plan_who_goes_on_with_a_case_is_not_said_to_have_the_fewest_points",),
    ),
    Control(
        "what went up to the desk owner is told as that",
        "services/matching/team/choice_views.py",
        "    if row.at_desk and any(each.candidate.out is None for each in explained.weighed):\n",
        "    if False:\n",
        (f"{PLANS}::test_a_worry_that_went_up_is_not_said_to_have_found_nobody",),
    ),
    Control(
        "what stays at the desk owner's is with them, whoever could have it",
        "services/matching/domain/team/roster.py",
        "        chosen = None if to_owner else chosen_of(considered)\n",
        "        chosen = chosen_of(considered)\n",
        (f"{REASONS}::test_what_stays_at_the_desk_is_not_said_to_have_been_with_everybody",),
    ),
    Control(
        "who was chosen is kept with the choice",
        "services/matching/domain/team/choosing.py",
        "        key=lambda each: (each.id != chosen, each.out is not None, ",
        "        key=lambda each: (each.out is not None, ",
        (f"{REASONS}::test_who_was_chosen_is_kept_with_the_choice_however_many_were_nearer",),
    ),
    Control(
        "who had a consultation earlier is kept with the choice of a plan",
        "services/matching/domain/team/roster.py",
        "        if chosen is not None and chosen == turn.to:",
        "        if False:",
        (f"{REASONS}::test_what_decided_in_a_plan_is_kept_with_the_choice",),
    ),
    Control(
        "what a plan leaves to the desk owner takes no place that it gave to another",
        "services/matching/domain/team/handing_over.py",
        "    for move in sorted(still[:MOVES_MAX], key=lambda move: move.to is None):",
        "    for move in still[:MOVES_MAX]:",
        (f"{CARRIED}::test_what_the_plan_leaves_to_the_desk_owner_takes_no_place_that_it_gave_to_another",),
    ),
    Control(
        "a case is handed over by who has it, once",
        "services/matching/domain/team/roster.py",
        "        still = [move for move in plan.moves if self._still(plan.person_id, move)]\n",
        "        still = list(plan.moves)\n",
        (f"{CARRIED}::test_two_plans_of_the_same_cases_move_them_once",),
    ),
    Control(
        "a place of a plan is looked at again when it is carried out",
        "services/matching/domain/team/handing_over.py",
        "        if move.to is not None and now.has_room(move.to, move.wanted):\n",
        "        if move.to is not None:\n",
        (f"{CARRIED}::test_a_place_that_is_gone_by_then_is_looked_for_anew",),
    ),
    Control(
        "a choice that was left behind is given back by its name",
        "services/matching/domain/introducing/introduction.py",
        "            return [] if made.coordinator_id == self.coordinator_id else [self._unused(made)]\n",
        "            return []\n",
        (f"{CARRIED}::test_a_place_of_a_choice_that_came_second_is_free_again",),
    ),
    Control(
        "what was handed over meanwhile is not chosen for again",
        "services/matching/domain/team/roster.py",
        "        if self.turns.get(asking.introduction_id, -1) >= max(turn, 1):\n",
        "        if False:\n",
        (f"{CARRIED}::test_a_deadline_that_passed_meanwhile_finds_somebody_already",),
    ),
    Control(
        "a plan is carried out as it was looked at",
        "services/matching/team/hand_overs.py",
        "            if digest is not None and digest != plan.digest:\n",
        "            if False:\n",
        (f"{OVER}::test_a_plan_is_looked_at_first_and_carried_out_as_it_was_or_not_at_all",),
    ),
    Control(
        "leave moves what is due within it, and no more",
        "services/matching/team/hand_overs.py",
        "    return any(first <= tokyo_date(each.due_at) <= last for first, last in leaves)\n",
        "    return True\n",
        (f"{LEAVE}::test_on_the_first_day_of_leave_what_is_due_within_it_goes_and_the_rest_waits",),
    ),
    Control(
        "only the excess goes",
        "services/matching/team/hand_overs.py",
        "newest if named else newest[:excess]\n",
        "newest\n",
        (f"{LEAVE}::test_a_capacity_below_the_load_hands_the_excess_over_and_no_more",),
    ),
    Control(
        "a live case is moved for overload only where there is one",
        "services/matching/team/hand_overs.py",
        "                if excess <= 0:\n",
        "                if False:\n",
        (f"{OVER}::test_a_live_case_is_moved_for_leave_and_overload_only_when_there_is_one",),
    ),
    Control(
        "why somebody could not keep a case is not for everybody",
        "services/matching/team/choices.py",
        '"handed-over" if row.why in PRIVATE else row.why',
        "row.why",
        (f"{OVER}::test_who_had_it_when_and_why_is_kept_for_who_may_read_the_case",),
    ),
)
