"""The safety nets of invitations: who is found, how often they are asked, and what a group hears. See ``table``."""

from tests.controls.table import Control

PERSON = "services/matching/domain/inviting/invited_person.py"
TESTS = "tests/integration/matching/test_matching_invitations.py"
UNIT = "tests/unit/matching/test_matching_invitees.py"

PLACES = "tests/integration/matching/test_matching_invitation_places.py"

INVITATIONS = (
    Control(
        "two officers at once never pass a group's limit",
        "services/matching/domain/inviting/places.py",
        ">= asked.bounds.open_of_group:",
        ">= 1_000:",
        (f"{PLACES}::test_two_officers_at_once_never_pass_the_limit_and_an_answer_makes_room",),
    ),
    Control(
        "a place that was not used is free again",
        "services/matching/inviting/reactions.py",
        '    on(InvitationUnmade, "free-unused-place", _free),\n',
        "",
        (f"{PLACES}::test_a_place_is_free_again_where_nobody_was_asked_and_when_silence_ended",),
    ),
    Control(
        "an answer makes room for another",
        "services/matching/inviting/reactions.py",
        '    on(InvitationEnded, "free-place", _free),\n',
        "",
        (f"{PLACES}::test_two_officers_at_once_never_pass_the_limit_and_an_answer_makes_room",),
    ),
    Control(
        "nobody under 18 is found by groups",
        PERSON,
        "        if not self.is_adult(today):\n            raise AdultsOnly\n",
        "",
        (f"{TESTS}::test_nobody_under_18_is_found",),
    ),
    Control(
        "who turns out to be a child is found no more",
        "services/matching/domain/person.py",
        "return [heard, *self.hear_age(age_band)]",
        "return [heard]",
        (f"{TESTS}::test_whoever_turns_out_to_be_a_child_is_found_no_more",),
    ),
    Control(
        "nobody is invited more often in a week than is said",
        PERSON,
        "            and sum(now < at + WEEK for at in self.invited_at) < terms.a_week\n",
        "",
        (f"{TESTS}::test_nobody_is_pestered",),
    ),
    Control(
        "many clicks ask once",
        "services/matching/domain/inviting/places.py",
        "        if asked.person_id in held:\n            raise AlreadyInvited\n",
        "",
        (f"{TESTS}::test_two_officers_and_fifty_clicks_ask_once",),
    ),
    Control(
        "a group does not ask again soon who did not say yes",
        PERSON,
        "            and not (before is not None and now < before + timedelta(days=terms.again_days))\n",
        "",
        (f"{TESTS}::test_a_no_a_silence_and_a_withdrawal_read_the_same_to_the_group",),
    ),
    Control(
        "opting out empties what groups find people by",
        "services/matching/inviting/rows.py",
        "        return InviteeRow(id=person.stream_key, closed=True)\n",
        "        return InviteeRow(id=person.stream_key, secret='x', closed=False)\n",
        (f"{TESTS}::test_opting_out_is_at_once_and_complete",),
    ),
    Control(
        "a consent to introductions that is taken back ends invitations",
        PERSON,
        "return heard if given or not heard else [*heard, *self.close_to_invitations()]",
        "return heard",
        (f"{TESTS}::test_a_consent_that_is_withdrawn_half_way_ends_it",),
    ),
    Control(
        "a role that needs a check counts only with one",
        "services/matching/domain/inviting/invitees.py",
        "        return kind is None or (kind in checks and today <= checks[kind])\n",
        "        return True\n",
        (f"{TESTS}::test_a_role_that_needs_a_check_counts_only_with_one_that_holds",),
    ),
    Control(
        "where somebody lives does not show in points",
        "services/matching/domain/inviting/invitees.py",
        'COUNTS = frozenset({"tag", "role", "skill", "time", "language"})',
        'COUNTS = frozenset({"tag", "role", "skill", "time", "language", "area", "hands_wanted", "small", "newly"})',
        (f"{UNIT}::test_a_group_finds_by_what_it_may_know_alone",),
    ),
    Control(
        "silence ends by the clock",
        "services/matching/app.py",
        '            Timer(InvitationRow, "invitation", uses.invitations.lapse),\n',
        "",
        (f"{TESTS}::test_a_no_a_silence_and_a_withdrawal_read_the_same_to_the_group",),
    ),
)
