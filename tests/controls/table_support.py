"""The safety nets of supporters in training and of accompaniment. See ``table``."""

from tests.controls.table import Control

PAIRING = "tests/unit/matching/test_matching_pairing.py"
AGREED = "tests/integration/matching/test_matching_accompaniments.py"
BESIDE = "tests/unit/matching/test_matching_accompaniment.py"
ACCOMPANIED = "tests/integration/matching/test_matching_accompaniments.py"
TRAINING = "tests/integration/matching/test_matching_training.py"

COMMAND = "tests/integration/matching/test_matching_hand_over_command.py"
VISITS = "tests/integration/notifications/test_notifications_team.py"
REMINDED = f"{ACCOMPANIED}::test_a_visit_that_is_not_made_reminds_and_then_somebody_else_has_it_by_the_clock_alone"

GOALS = "tests/unit/matching/test_matching_accompaniment_goals.py"
CHANGED = "tests/integration/matching/test_matching_accompaniment_goals.py"

OWNERS = "tests/integration/matching/test_matching_accompaniment_owners.py"

SUPPORT = (
    Control(
        "why somebody has an accompaniment is kept",
        "services/matching/domain/accompanying/owners.py",
        "considered=kept(considered, owner),",
        "",
        ("tests/integration/matching/test_matching_accompaniments.py::test_why_somebody_has_it_is_kept_turn_by_turn",),
    ),
    Control(
        "the new owner of a late visit is told",
        "services/matching/domain/accompanying/accompaniment.py",
        "        return [taken, self._visit_due(named.owner_id, self.overdue, due_at, taken_over=True)]\n",
        "        return [taken]\n",
        (
            f"{BESIDE}::test_each_new_owner_of_a_late_visit_is_told_and_nobody_twice",
            f"{OWNERS}::test_on_the_first_day_of_leave_it_goes_to_somebody_there_who_is_told",
        ),
    ),
    Control(
        "nobody is told of a late visit twice",
        "services/matching/domain/accompanying/record.py",
        "                self.told = (*self.told, event.coordinator_id)\n",
        "                self.told = ()\n",
        (
            f"{BESIDE}::test_each_new_owner_of_a_late_visit_is_told_and_nobody_twice",
            f"{OWNERS}::test_on_request_it_goes_by_a_plan_that_was_looked_at_and_back_without_a_second_message",
        ),
    ),
    Control(
        "what somebody sees to of accompaniments goes along when they hand over",
        "services/matching/accompanying/reactions.py",
        '    on(HandOverMade, "hand-over-accompaniments", _hand_over),\n',
        "",
        (f"{OWNERS}::test_on_the_first_day_of_leave_it_goes_to_somebody_there_who_is_told",),
    ),
    Control(
        "the first of two answers to changed goals counts",
        "services/matching/domain/accompanying/goals.py",
        '        if change.status != "open":\n            raise GoalsChangeOver',
        "        if False:\n            raise GoalsChangeOver",
        (
            f"{GOALS}::test_the_first_of_two_answers_counts_and_nobody_answers_themselves",
            f"{CHANGED}::test_two_answers_at_once_give_one_result",
        ),
    ),
    Control(
        "no side answers what it proposed itself",
        "services/matching/domain/accompanying/goals.py",
        "        if side == change.side:\n            raise OwnGoalsChange\n",
        "        if False:\n            raise OwnGoalsChange\n",
        (f"{GOALS}::test_the_first_of_two_answers_counts_and_nobody_answers_themselves",),
    ),
    Control(
        "changed goals that nobody answers lapse by the clock",
        "services/matching/app.py",
        '            Timer(GoalsChangeRow, "accompaniment-goals", uses.goal_changes.pass_deadline),\n',
        "",
        (f"{CHANGED}::test_what_cannot_be_is_refused_and_nobody_who_is_silent_changes_anything",),
    ),
    Control(
        "words about changed goals go with the consent of who wrote them",
        "services/matching/accompanying/reactions.py",
        '    on(GoalsAnswered, "note-words-of-answered-goals", _note_words),\n',
        "",
        (f"{CHANGED}::test_words_about_an_answer_go_with_the_consent_of_who_wrote_them",),
    ),
    Control(
        "an end gives up a change that is open",
        "services/matching/domain/accompanying/goals.py",
        "            case EndingSaid():\n                self._give_up()\n",
        "",
        (f"{GOALS}::test_in_whichever_order_one_answer_each_and_a_history_without_gaps_or_overlaps",),
    ),
    Control(
        "that other goals are proposed is read in the inbox",
        "services/notifications/telling_team.py",
        '@TELLING_TEAM.consumes(AccompanimentGoalsChange, name="tell-accompaniment-goals-change")\n',
        "",
        (f"{VISITS}::test_the_other_side_and_who_has_it_hear_of_changed_goals_once",),
    ),
    Control(
        "who accompanies a group is told that a visit is due",
        "services/matching/domain/accompanying/accompaniment.py",
        "            return [self._event(AccompanimentReminded, due_at=until), due]\n",
        "            return [self._event(AccompanimentReminded, due_at=until)]\n",
        (REMINDED,),
    ),
    Control(
        "a visit that is due reminds once",
        "services/matching/domain/accompanying/accompaniment.py",
        '        if self.status == "under-way" and not self.late and not self.reminded:\n',
        '        if self.status == "under-way" and not self.late:\n',
        (REMINDED,),
    ),
    Control(
        "that a visit is due is read in the inbox",
        "services/notifications/telling_team.py",
        '@TELLING_TEAM.consumes(AccompanimentVisitDue, name="tell-accompaniment-visit-due")\n',
        "",
        (f"{VISITS}::test_who_accompanies_a_group_is_told_once_that_a_visit_is_due",),
    ),
    Control(
        "a command hands over what was looked at, or nothing",
        "kyoso/handing_over.py",
        '    body = {"why": why, "plan": number or (seen or {})["plan"], **named}\n',
        '    body = {"why": why, **named}\n',
        (f"{COMMAND}::test_a_plan_that_is_no_longer_the_one_that_was_seen_is_refused",),
    ),
    Control(
        "a supporter is no desk owner",
        "services/matching/domain/team/roster.py",
        '        if entered is not None and entered.kind == "supporter":\n            raise OwnsNoCase\n',
        '        if entered is not None and entered.kind == "supporter":\n            return\n',
        (
            f"{PAIRING}::test_a_supporter_owns_no_case_and_no_desk",
            f"{TRAINING}::test_a_supporter_adds_no_room_and_owns_nothing",
        ),
    ),
    Control(
        "nobody who has a case or a desk becomes a supporter",
        "services/matching/domain/team/roster.py",
        '        if coordinator.kind == "supporter" and self._owns(person_id):\n',
        "        if False:\n",
        (f"{PAIRING}::test_a_supporter_owns_no_case_and_no_desk",),
    ),
    Control(
        "a kind that takes nothing adds no room",
        "services/matching/team/coordinators.py",
        "                capacity += each.capacity if owns else 0\n                room = max(each.capacity - roster.loads.get(id, 0), 0) if owns and each.present(day) else 0\n",
        "                capacity += each.capacity\n                room = max(each.capacity - roster.loads.get(id, 0), 0) if each.present(day) else 0\n",
        (f"{TRAINING}::test_a_supporter_adds_no_room_and_owns_nothing",),
    ),
    Control(
        "without anybody dedicated the desk owner has them by name",
        "services/matching/domain/learning/pairing.py",
        "        holder = chosen.id if chosen else roster.desk_owner\n",
        "        holder = chosen.id if chosen else None\n",
        (f"{PAIRING}::test_without_anybody_dedicated_the_desk_owner_has_them_by_name_and_not_longer_than_needed",),
    ),
    Control(
        "an old step takes no newer pairing away",
        "services/matching/domain/learning/pairing.py",
        "    if now.since > at:\n        return None\n",
        "",
        (f"{PAIRING}::test_a_leave_gives_them_to_somebody_else_at_once_and_an_old_step_takes_nobody_away",),
    ),
    Control(
        "a rotation moves whom it planned for, once",
        "services/matching/domain/learning/pairing.py",
        "        and now.number == move.number\n",
        "",
        (f"{PAIRING}::test_a_plan_is_carried_out_as_far_as_it_still_stands",),
    ),
    Control(
        "who retires leaves no supporter behind",
        "services/matching/learning/reactions.py",
        '    on_commit(CoordinatorRetired, "pair-when-retired", _set_right),\n',
        "",
        (f"{TRAINING}::test_retirement_and_leave_pair_anew_at_once_and_the_clock_does_it_on_the_first_day",),
    ),
    Control(
        "a goal is met by both",
        "services/matching/domain/learning/training.py",
        "        both = met and set(goal.said_by) | {side} == set(BOTH)\n",
        "        both = met\n",
        (f"{PAIRING}::test_a_goal_is_met_when_both_say_so",),
    ),
    Control(
        "a supporter learns by a case only where its person agreed",
        "services/matching/learning/cases.py",
        "        return said is not None and not said.closed and said.person_id == person_id\n",
        "        return True\n",
        (f"{TRAINING}::test_a_supporter_sees_cases_of_the_one_they_are_paired_with_where_the_person_agreed",),
    ),
    Control(
        "a consent that is taken back ends learning by a case",
        "services/matching/learning/reactions.py",
        '    on(MatchingConsentChanged, "unwelcome-without-matching", _unwelcome),\n',
        "",
        (f"{TRAINING}::test_a_supporter_sees_cases_of_the_one_they_are_paired_with_where_the_person_agreed",),
    ),
    Control(
        "an accompaniment whose owner is gone goes on at once",
        "services/matching/accompanying/reactions.py",
        '    on(CoordinatorRetired, "leave-accompaniments-when-retired", _left),\n',
        "",
        (f"{BESIDE}::test_an_intermediary_that_vanishes_or_is_full_leaves_it_with_somebody_named",),
    ),
    Control(
        "an accompaniment named too late gives its places back",
        "services/matching/accompanying/reactions.py",
        '    on_commit(AccompanimentUnused, "give-accompaniment-back", _give_back),\n',
        "",
        (f"{BESIDE}::test_somebody_named_after_it_ended_gives_the_place_back",),
    ),
    Control(
        "a stranger does not learn that an accompaniment is there",
        "services/matching/accompanying/accompaniments.py",
        '        if not theirs and not by.has("coordinator") and not by.has("staff"):\n',
        "        if False:\n",
        (f"{AGREED}::test_a_stranger_learns_nothing_by_trying_and_a_coordinator_that_it_is_not_theirs",),
    ),
    Control(
        "an accompaniment exceeds no capacity",
        "services/matching/domain/accompanying/owners.py",
        "    return person_id in held or (room and entered.present(tokyo_date(at)))\n",
        "    return True\n",
        (f"{ACCOMPANIED}::test_it_counts_a_place_and_no_more_than_fit",),
    ),
    Control(
        "who was reminded in vain hands it on",
        "services/matching/domain/accompanying/accompaniment.py",
        '            return [self._turned("late", "deadline", keep=True)]\n        if self.status == "ending" and (',
        '            return []\n        if self.status == "ending" and (',
        (f"{BESIDE}::test_the_worked_accompaniment",),
    ),
    Control(
        "a side speaks once at the end",
        "services/matching/domain/accompanying/accompaniment.py",
        "        if side in self.said:\n            raise SaidAlready\n",
        "",
        (f"{BESIDE}::test_sides_that_see_it_differently_are_both_kept",),
    ),
    Control(
        "words for an accompaniment go with the consent of who wrote them",
        "services/matching/accompanying/reactions.py",
        '    on(WriterWithdrew, "drop-words-of-accompaniment", _drop_words),\n',
        "",
        (f"{ACCOMPANIED}::test_a_consent_that_is_taken_back_takes_the_words_along",),
    ),
)
