"""The safety nets of a guardian's own consent. See ``table``."""

from tests.controls.table import Control

TESTS = "tests/integration/matching/test_matching_guardians.py"
GUARDED = "services/matching/domain/guarding/guarded.py"
CONSENT = "services/matching/domain/guarding/consent.py"
ENDS = "tests/integration/matching/test_matching_guardian_ends.py"
SAGA = "services/matching/guarding/reactions.py"

MINORS = "tests/integration/matching/test_matching_minors.py"
RULE = "tests/unit/matching/test_matching_minors.py"
ONE_RULE = "test_coming_once_an_introduction_and_a_membership_have_one_rule"
GROUPS = "services/matching/groups/groups.py"
TRUST = "tests/integration/matching/test_matching_help_trust.py"
AGE = "tests/integration/matching/test_matching_guardian_age.py"
BIRTH = "tests/integration/people/test_people_birth_dates.py"
BIRTHS = "tests/unit/people/test_people_details.py"

GUARDIANS = (
    Control(
        "a check that is over already wipes out no guardian's no",
        "services/matching/helping/helpers.py",
        "if not known or not checked_on <= today <= valid_until <= until_max:",
        "if not known or not checked_on <= valid_until <= until_max:",
        (f"{TRUST}::test_checks_are_recorded_by_coordinators_never_for_themselves",),
    ),
    Control(
        "help that rests on a guardian's consent ends with it",
        SAGA,
        '    on(GuardianGone, "end-help-without-guardian", _end_help),\n',
        "",
        (f"{ENDS}::test_taking_it_back_ends_what_rests_on_it",),
    ),
    Control(
        "introductions of a young person end with a guardian's no",
        SAGA,
        '    on(GuardianGone, "end-introductions-without-guardian", _end_introductions),\n',
        "",
        (f"{ENDS}::test_taking_it_back_ends_what_rests_on_it",),
    ),
    Control(
        "a consent that a coordinator takes back ends what rests on it too",
        GUARDED,
        "        if kind != GUARDIAN or not revoked or today is None:\n",
        "        if True:\n",
        (f"{ENDS}::test_a_coordinator_who_takes_a_recorded_consent_back_ends_the_same",),
    ),
    Control(
        "help that is free for all goes on without a guardian",
        "services/matching/domain/helping/request.py",
        '        if self.status == "closed" or self.asking is None or self.asking.minors == "free":\n',
        '        if self.status == "closed" or self.asking is None:\n',
        (f"{ENDS}::test_taking_it_back_ends_what_rests_on_it",),
    ),
    Control(
        "an earlier no ends no later tap",
        "services/matching/domain/helping/request.py",
        "answer is None or answer.status not in HELD or answer.number != number:",
        "answer is None or answer.status not in HELD:",
        (f"{ENDS}::test_a_later_tap_outlives_an_earlier_no",),
    ),
    Control(
        "who is of age keeps what they began",
        GUARDED,
        "        if self.of_age(today):\n            return gone\n",
        "",
        (f"{ENDS}::test_who_has_come_of_age_keeps_what_they_began",),
    ),
    Control(
        "after a guardian's no nobody is introduced",
        "services/matching/domain/person.py",
        "        self.require_guardian(asking.asked_at, IntroductionNeedsGuardian)\n",
        "",
        (f"{ENDS}::test_taking_it_back_ends_what_rests_on_it",),
    ),
    Control(
        "nobody is their own guardian",
        GUARDED,
        "        if ward_id == self.stream_key:\n",
        "        if False:\n",
        (f"{TESTS}::test_nobody_is_their_own_guardian_nor_one_who_is_not_known_to_be_of_age",),
    ),
    Control(
        "a guardian is of age",
        GUARDED,
        "        if not self.of_age(on):\n",
        "        if False:\n",
        (f"{TESTS}::test_nobody_is_their_own_guardian_nor_one_who_is_not_known_to_be_of_age",),
    ),
    Control(
        "one code, one consent",
        CONSENT,
        '        if self.status != "asked" or said.ward_id != self.ward_id or said.guardian_id == self.ward_id:\n',
        "        if False:\n",
        (f"{TESTS}::test_a_code_opens_once_for_fourteen_days_and_the_newest_only",),
    ),
    Control(
        "a code on paper grows old",
        CONSENT,
        "        if self.due_at is not None and now >= self.due_at:\n            return [self._refused",
        "        if False:\n            return [self._refused",
        (f"{TESTS}::test_a_code_opens_once_for_fourteen_days_and_the_newest_only",),
    ),
    Control(
        "a guardian who is gone leaves no consent",
        SAGA,
        '    on(WardsLeft, "end-consents-of-guardian", _end_all),\n',
        "",
        (f"{ENDS}::test_a_guardian_who_is_gone_leaves_no_consent_behind",),
    ),
    Control(
        "only the guardian takes their consent back",
        "services/matching/guarding/guardians.py",
        "        if row is None or row.guardian_id != by.person_id:\n",
        "        if row is None:\n",
        (f"{TESTS}::test_only_the_guardian_takes_it_back_and_fifty_clicks_do_it_once",),
    ),
    Control(
        "who is under 18 becomes no older by a form of their own",
        "services/people/domain/person.py",
        "        if needs_the_desk(birth.birth_date, given, today):\n            raise BirthDateAtTheDesk\n",
        "",
        (
            f"{AGE}::test_no_form_of_the_young_persons_own_ends_it",
            f"{BIRTH}::test_under_18_nobody_makes_themselves_older",
        ),
    ),
    Control(
        "who is under 18 until tomorrow becomes no older either",
        "services/people/domain/ages.py",
        "return given is None or given < known\n",
        "return given is None or age_band(given, today) != age_band(known, today)\n",
        (
            f"{BIRTH}::test_waiting_a_day_makes_nobody_older",
            f"{BIRTHS}::test_no_row_of_forms_makes_a_child_an_adult_early",
        ),
    ),
    Control(
        "a birth date is judged by the one that is known at the decision",
        "services/people/domain/person.py",
        "        if self.known().document_id != birth.document_id:\n",
        "        if not self.known():\n",
        (
            f"{BIRTH}::test_a_date_that_came_meanwhile_counts",
            f"{BIRTH}::test_who_is_always_overtaken_is_told_to_come_again",
        ),
    ),
    Control(
        "staff correct no birth date of their own",
        "services/people/permissions.py",
        'NEVER_ONES_OWN: frozenset[Action] = frozenset({"correct-birth-date"})',
        "NEVER_ONES_OWN: frozenset[Action] = frozenset()",
        (f"{BIRTH}::test_a_correction_is_for_staff_and_for_somebody_else",),
    ),
    Control(
        "a child is introduced when a guardian agrees",
        GUARDED,
        "        return self.is_child(today) and GUARDIAN not in self.valid_checks(today)\n",
        "        return False\n",
        (f"{MINORS}::test_a_child_is_introduced_when_a_guardian_agrees", f"{RULE}::{ONE_RULE}"),
    ),
    Control(
        "a child becomes a member when a guardian agrees",
        GROUPS,
        "        return MemberNeedsGuardian() if lacks else None\n",
        "        return None\n",
        (
            f"{MINORS}::test_a_child_becomes_a_member_when_a_guardian_agrees",
            f"{MINORS}::test_an_introduction_of_before_makes_no_child_a_member_alone",
        ),
    ),
    Control(
        "who is entered as they are needs no guardian",
        GROUPS,
        "        objection = await self._objection(group_id, person_id, introduction_id) if by else None\n",
        "        objection = await self._objection(group_id, person_id, introduction_id)\n",
        (f"{MINORS}::test_who_is_a_member_already_is_entered_as_they_are",),
    ),
    Control(
        "no child acts for a group",
        GROUPS,
        "        return OfficerNotAdult() if child else await self._without_guardian(person_id)\n",
        "        return await self._without_guardian(person_id)\n",
        (f"{MINORS}::test_no_child_acts_for_a_group",),
    ),
)
