"""The safety nets of first meetings and follow-ups. See ``table``."""

from tests.controls.table import Control

MEETINGS = "tests/unit/matching/test_matching_meetings.py"
OWNERS = "tests/unit/matching/test_matching_owners.py"
FOLLOW_UP = "tests/unit/matching/test_matching_follow_up.py"
MEETINGS_HTTP = "tests/integration/matching/test_matching_first_meetings.py"
PARTNERS = "tests/unit/matching/test_matching_partners.py"
PARTNERS_HTTP = "tests/integration/matching/test_matching_partners.py"
FOLLOW_UPS_HTTP = "tests/integration/matching/test_matching_follow_ups.py"

INTRODUCTIONS = (
    Control(
        "who retires hands introductions on at once",
        "services/matching/introducing/reactions.py",
        '    on(CoordinatorRetired, "leave-introductions", _left),\n',
        "",
        (
            f"{MEETINGS_HTTP}::test_a_coordinator_who_goes_hands_everything_on_at_once",
            f"{OWNERS}::test_what_is_not_over_has_one_owner_and_a_day_and_what_is_over_leaves_nothing",
        ),
    ),
    Control(
        "a choice of a coordinator who has gone is passed over",
        "services/matching/domain/introducing/introduction.py",
        "        if made.coordinator_id in self.gone:\n",
        "        if False:\n",
        (f"{MEETINGS}::test_who_retires_hands_on_at_once_and_a_choice_of_them_is_passed_over",),
    ),
    Control(
        "one hand-over at a time",
        "services/matching/domain/introducing/telling.py",
        "        return not self.over and self.passed <= self.turn\n",
        "        return not self.over\n",
        (f"{MEETINGS}::test_a_late_hand_over_does_not_shorten_what_was_arranged_meanwhile",),
    ),
    Control(
        "two officers make one decision",
        "services/matching/domain/introducing/introduction.py",
        "        if others and not even_so:\n",
        "        if False:\n",
        (
            f"{MEETINGS}::test_two_officers_answer_and_one_decision_stands",
            f"{MEETINGS_HTTP}::test_two_officers_who_answer_at_once_make_one_decision",
        ),
    ),
    Control(
        "a no is said in prepared words",
        "services/matching/introducing/introductions.py",
        "            if words is not None and kind_words.of_side(words, for_side) is None:\n",
        "            if False:\n",
        (f"{MEETINGS_HTTP}::test_a_no_is_said_in_prepared_words_and_never_in_free_ones",),
    ),
    Control(
        "the words about a place go",
        "services/matching/domain/introducing/telling.py",
        "        return [MeetingPlaceLetGo(introduction_id=self.stream_key, document_id=document_id)] if document_id else []\n",
        "        return []\n",
        (f"{MEETINGS_HTTP}::test_the_words_about_a_place_are_nowhere_but_in_the_vault_and_go",),
    ),
    Control(
        "without consent to introductions what is under way ends",
        "services/matching/introducing/reactions.py",
        '    on(IntroductionConsentChanged, "forgo-introductions-without-consent", _forgo),\n',
        "",
        (f"{MEETINGS_HTTP}::test_consent_taken_back_half_way_ends_it_with_all_that_it_led_to",),
    ),
    Control(
        "reasons go with the interests",
        "services/matching/introducing/reactions.py",
        '    on(ReasonsWithdrawn, "drop-reasons", _drop_reasons),\n',
        "",
        (f"{MEETINGS_HTTP}::test_without_consent_to_matching_the_reasons_of_what_is_under_way_go",),
    ),
    Control(
        "how it goes is between the person and who has it",
        "services/matching/permissions.py",
        '    "see-follow-up": frozenset({"self", "assigned"}),\n',
        '    "see-follow-up": frozenset({"self", "assigned", "staff", "coordinator"}),\n',
        (f"{FOLLOW_UPS_HTTP}::test_what_is_hard_is_somebodys_until_it_is_done",),
    ),
    Control(
        "silence ends a follow-up",
        "services/matching/domain/introducing/follow_up.py",
        '        if self.status == "asked":\n            return [self._ended("silent")]\n',
        "",
        (f"{FOLLOW_UP}::test_silence_ends_it_and_nobody_is_asked_again",),
    ),
    Control(
        "a group's health is for its own officers",
        "services/matching/permissions.py",
        '    "see-health": frozenset({"officer"}),\n',
        '    "see-health": frozenset({"officer", "coordinator", "staff"}),\n',
        (f"{PARTNERS_HTTP}::test_health_is_for_the_groups_own_officers_and_nobody_else",),
    ),
    Control(
        "ages of few are not told",
        "services/matching/domain/groups/health.py",
        "        if len(counts) > 1 and min(counts.values()) >= COUNT_SHOWN_MIN:\n",
        "        if counts:\n",
        (f"{PARTNERS}::test_ages_are_told_whole_or_not_at_all", f"{PARTNERS}::test_no_band_tells_fewer_than_five"),
    ),
    Control(
        "ages come from members who agreed",
        "services/matching/groups/group_health.py",
        "            if person is not None and person.statistics and not person.closed:\n",
        "            if person is not None:\n",
        (f"{PARTNERS_HTTP}::test_ages_come_only_from_members_who_agree_and_never_from_few",),
    ),
    Control(
        "one suggestion a pair",
        "services/matching/domain/groups/group_contact.py",
        '    return "~".join(sorted((one, other)))\n',
        '    return "~".join((one, other))\n',
        (f"{PARTNERS_HTTP}::test_both_ask_at_once_and_one_contact_is_made",),
    ),
    Control(
        "an erased person is asked nothing more",
        "services/matching/introducing/reactions.py",
        '    on(PersonForgotten, "forgo-follow-ups", _forgo_follow_ups),\n',
        "",
        (f"{FOLLOW_UPS_HTTP}::test_erasure_and_consent_taken_back_end_it",),
    ),
)
