"""The safety nets of registrations to use and of penalty points. See ``table``."""

from tests.controls.table import Control

UNIT = "tests/unit/booking/test_registration.py"
GRANTS = "tests/integration/booking/test_registration_grants.py"
POINTS = "tests/unit/booking/test_registration_penalties.py"
RIGHTS = "tests/unit/booking/test_registration_permissions.py"
WHOLE = "tests/integration/booking/test_registrations.py"
HAPPEN = "tests/integration/booking/test_penalty_points.py"
FACTS = "tests/integration/booking/test_registration_facts.py"
ELIGIBILITY = "tests/unit/booking/rulebook/test_rulebook_eligibility.py"
ERASED = "tests/integration/booking/test_registration_erasure.py"

REGISTRATIONS = (
    Control(
        "points suspend in the same decision",
        "services/booking/domain/registering/penalties.py",
        "return [fault, told, *self._suspend(follows.standing(today), today)]",
        "return [fault, told]",
        (f"{POINTS}::test_at_the_threshold_the_same_decision_suspends",),
    ),
    Control(
        "a fault is recorded once",
        "services/booking/domain/registering/penalties.py",
        "        if fault.penalty_id in self.penalties or (",
        "        if (",
        (f"{POINTS}::test_points_are_recorded_once_with_what_they_come_to",),
    ),
    Control(
        "spent points do not suspend again",
        "services/booking/domain/registering/penalty_course.py",
        "            alive = []\n",
        "            pass\n",
        (f"{POINTS}::test_points_are_counted_as_the_rulebook_counts_them",),
    ),
    Control(
        "a waiver ends the suspension that rests on it",
        "services/booking/domain/registering/penalties.py",
        '            events.append(SuspensionNoted(by="points"))\n',
        "            pass\n",
        (f"{POINTS}::test_waived_points_end_the_suspension_that_rests_on_them",),
    ),
    Control(
        "a booking given back late costs points",
        "services/booking/registering/model.py",
        '            on_commit(BookingCancelled, "give-points-for-cancelling-late", rules.after_cancellation),\n',
        "",
        (f"{HAPPEN}::test_a_booking_given_back_on_the_day_costs_points",),
    ),
    Control(
        "what the house does costs no points",
        "services/booking/registering/penalty_points.py",
        " or reason in WITHOUT_POINTS:",
        ":",
        (f"{POINTS}::test_what_the_house_does_costs_nobody_points_whatever_the_rules_except",),
    ),
    Control(
        "a no-show costs points",
        "services/booking/registering/model.py",
        '            on_commit(BookingNoShow, "give-points-for-no-show", rules.after_no_show),\n',
        "",
        (f"{HAPPEN}::test_a_no_show_costs_points_until_staff_take_it_back",),
    ),
    Control(
        "a no-show that is taken back costs none",
        "services/booking/registering/model.py",
        '            on_commit(NoShowWithdrawn, "waive-points-of-no-show", rules.after_withdrawal),\n',
        "",
        (f"{HAPPEN}::test_a_no_show_costs_points_until_staff_take_it_back",),
    ),
    Control(
        "nobody is approved whom nobody has seen",
        "services/booking/domain/registering/registration.py",
        "        if proof_required and self.proof is None:\n",
        "        if False:\n",
        (f"{UNIT}::test_nobody_is_approved_whom_nobody_has_seen",),
    ),
    Control(
        "what is granted for one use is a fact of its day",
        "services/booking/registering/reading.py",
        "    for use in granted.uses:\n",
        "    for use in ():\n",
        (GRANTS,),
    ),
    Control(
        "a reduction for single uses is granted for no year",
        "services/booking/registering/deciding.py",
        "        if wrong:\n",
        "        if False:\n",
        (GRANTS,),
    ),
    Control(
        "what was granted for one use is kept with the decision",
        "services/booking/domain/houses/rules.py",
        " or one.day == wish.day}",
        "}",
        (GRANTS,),
    ),
    Control(
        "a list with other numbers is looked at again",
        "services/booking/domain/registering/registration.py",
        " and was != (listed.members, listed.eligible)\n",
        " and was[1] * listed.members > listed.eligible * was[0]\n",
        (f"{UNIT}::test_the_city_looks_again_where_other_numbers_are_on_the_list",),
    ),
    Control(
        "more residents count when the city has looked",
        "services/booking/registering/reading.py",
        "    members, eligible = row.counted or listed\n",
        "    members, eligible = listed\n",
        (
            f"{WHOLE}::test_more_residents_count_when_the_city_has_looked",
            f"{FACTS}::test_a_longer_list_with_a_smaller_share_does_not_reach_the_minimum_unseen",
        ),
    ),
    Control(
        "what a new list says hides nothing before the city has looked",
        "services/booking/registering/reading.py",
        "claimed=listed if row.counted not in {None, listed} else None",
        "claimed=None",
        (f"{WHOLE}::test_a_new_list_replaces_the_old_one_in_the_vault",),
    ),
    Control(
        "a rule about members asks of both lists",
        "services/booking/rulebook/asking.py",
        "return (seen,) if self.claimed is None else (seen, self.claimed)",
        "return (seen,)",
        (f"{ELIGIBILITY}::test_a_list_that_the_city_has_not_seen_helps_nobody_and_hides_nothing",),
    ),
    Control(
        "a list that came after the one that was looked at is not approved",
        "services/booking/domain/registering/registration.py",
        "list_version != self.listed.version:",
        "False:",
        (f"{UNIT}::test_a_list_that_came_after_the_one_that_was_looked_at_is_not_approved",),
    ),
    Control(
        "the end is told once",
        "services/booking/domain/registering/registration.py",
        "and self.term and not self.told and today",
        "and self.term and today",
        (f"{UNIT}::test_time_tells_of_the_end_once_and_then_ends_it",),
    ),
    Control(
        "registrations end by a timer",
        "services/booking/app.py",
        '            Timer(RegistrationRow, "registration-term", registrations.fall_due),\n',
        "",
        (f"{WHOLE}::test_the_end_is_told_in_time_and_comes_by_itself",),
    ),
    Control(
        "nobody decides about themselves",
        "services/booking/registering/permissions.py",
        ' and not (action in NOT_ABOUT_ONESELF and found & {"self", "officer"})',
        "",
        (RIGHTS, f"{WHOLE}::test_nobody_of_the_staff_decides_about_themselves"),
    ),
    Control(
        "a list that was not committed leaves the vault",
        "services/booking/registering/registrations.py",
        "            await self.kept.drop_unless_counted(registration_id, kept.ids)\n            raise\n",
        "            raise\n",
        (f"{WHOLE}::test_a_key_with_another_list_leaves_nothing_in_the_vault",),
    ),
    Control(
        "a list that is replaced leaves the vault",
        "services/booking/registering/registrations.py",
        "[*kept.ids, *replaced])",
        "[])",
        (
            f"{WHOLE}::test_a_new_list_replaces_the_old_one_in_the_vault",
            f"{WHOLE}::test_a_repeated_command_gets_its_first_answer_however_late",
        ),
    ),
    Control(
        "member lists that nothing refers to are swept",
        "services/booking/registering/members_kept.py",
        "        await sweep_orphans(self.vault, referred_to)\n",
        "        assert referred_to\n",
        (f"{WHOLE}::test_a_crash_between_vault_and_commit_is_swept",),
    ),
    Control(
        "an answer is what its commit made",
        "services/booking/registering/reading.py",
        "            if each.version <= commit.version:\n",
        "            if True:\n",
        (f"{WHOLE}::test_a_repeated_command_gets_its_first_answer_however_late",),
    ),
    Control(
        "an erased member counts no more",
        "services/booking/handlers.py",
        "    await booking.registrations.erasing.forget(event, cause=cause)\n",
        "    assert event\n",
        (f"{ERASED}::test_an_erased_member_leaves_the_list_and_the_counts",),
    ),
    Control(
        "a member is struck once",
        "services/booking/domain/registering/registration.py",
        "return [gone] if self.listed and gone.document_id in self.listed.document_ids else []",
        "return [gone] if self.listed else []",
        (f"{UNIT}::test_an_erased_member_counts_no_more_once",),
    ),
    Control(
        "an erasure between a list and its commit",
        "services/booking/registering/erasing.py",
        '                await self._strike(registration_id, self._kept.gone(document), cause.beside("erased"))\n',
        "                assert document\n",
        (f"{ERASED}::test_an_erasure_between_the_list_and_its_commit_is_made_good",),
    ),
    Control(
        "a restored vault of booking forgets again",
        "services/booking/registering/members_kept.py",
        "                await self.vault.erase(*left)\n",
        "                assert left\n",
        (f"{ERASED}::test_a_restored_vault_forgets_whom_the_journal_calls_forgotten",),
    ),
)
