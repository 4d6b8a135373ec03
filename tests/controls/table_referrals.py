"""The safety nets of referrals between desks. See ``table``."""

from tests.controls.table import Control

DECISIONS = "tests/unit/matching/test_matching_referral.py"
EVERYBODY = "tests/unit/matching/test_matching_everybody.py"
SERVICE = "tests/integration/matching/test_matching_referrals.py"

REFERRALS = (
    Control(
        "who leaves their last desk leaves what they had of others",
        "services/matching/domain/team/roster.py",
        "            if case.desk == desk or not owns_more  # they may have another desk's, whose owner was on leave\n",
        "            if case.desk == desk\n",
        (f"{EVERYBODY}::test_who_leaves_their_last_desk_leaves_what_they_had_of_other_desks_too",),
    ),
    Control(
        "who is entered where nobody could follow a desk owner does",
        "services/matching/domain/team/roster.py",
        '        follows = self.vacant and coordinator.kind == "dedicated"\n',
        "        follows = False\n",
        (f"{EVERYBODY}::test_who_is_entered_after_the_last_one_was_erased_follows_at_the_desk",),
    ),
    Control(
        "nobody who is erased owns a desk",
        "services/matching/team/coordinators.py",
        "        return person is not None and person.closed\n",
        "        return False\n",
        ("tests/integration/matching/test_matching_offices.py::test_nobody_who_is_erased_is_entered_or_named",),
    ),
    Control(
        "who takes an introduction over that is not late is not told that it is",
        "services/matching/domain/introducing/introduction.py",
        "    if kind is not IntroductionLapsed or made.why is None:\n",
        "    if True:\n",
        (f"{EVERYBODY}::test_a_new_desk_owner_is_told_that_it_is_theirs_and_not_late",),
    ),
    Control(
        "nothing is referred before the person said yes",
        "services/matching/domain/consulting/referrals.py",
        "        return [proposed, self._now(ConsultationReferralProposed, asking, until)]\n",
        "        return [proposed, *self.refer(desk, now, by=by, general=general)]\n",
        (
            f"{DECISIONS}::test_a_proposal_asks_the_person_and_moves_nothing",
            f"{SERVICE}::test_no_and_silence_leave_it_where_it_was",
        ),
    ),
    Control(
        "one proposal at a time",
        "services/matching/domain/consulting/referrals.py",
        "        if self.proposal is not None:\n",
        "        if False:\n",
        (f"{SERVICE}::test_two_clerks_at_once_leave_one_proposal_and_one_word",),
    ),
    Control(
        "nobody is asked again about a desk that they declined",
        "services/matching/domain/consulting/referrals.py",
        "        if desk in self.declined:\n",
        "        if False:\n",
        (f"{DECISIONS}::test_nobody_is_pressed_about_a_desk_they_declined",),
    ),
    Control(
        "a yes answers the proposal that was shown",
        "services/matching/domain/consulting/referrals.py",
        " or number not in (None, proposal.number):\n",
        ":\n",
        (f"{DECISIONS}::test_a_word_about_another_proposal_is_not_taken_for_this_one",),
    ),
    Control(
        "a replica's clock that comes late lapses nothing twice",
        "services/matching/domain/consulting/referrals.py",
        " or proposal.wakes_at is None or now < proposal.wakes_at:\n",
        " or proposal.wakes_at is None:\n",
        (f"{DECISIONS}::test_the_clock_waits_for_the_day_and_speaks_once",),
    ),
    Control(
        "another body confirms what its person agreed to",
        "services/matching/domain/consulting/referrals.py",
        "        if not proposal.to_body or not proposal.agreed:\n",
        "        if not proposal.to_body:\n",
        (f"{SERVICE}::test_another_body_is_told_by_who_has_it_until_it_confirms",),
    ),
    Control(
        "an end takes a proposal along",
        "services/matching/domain/consulting/passing.py",
        "        case ConsultationAnswered() | ConsultationResolved() | ConsultationForgone():\n            return None\n",
        "",
        (
            f"{DECISIONS}::test_an_end_takes_the_proposal_along",
            f"{SERVICE}::test_an_erasure_half_way_ends_it_and_the_clock_asks_nobody",
        ),
    ),
    Control(
        "the new desk reads what was let go alone",
        "services/matching/consulting/consultations.py",
        '        let_go = row.withheld if "self" not in held else ()\n',
        "        let_go = ()\n",
        (f"{SERVICE}::test_the_new_desk_reads_what_the_person_let_go_and_nothing_else",),
    ),
    Control(
        "a clerk writes down what its person says by their number",
        "services/matching/consulting/referrals.py",
        "    if concerned is None and not by_number:\n",
        "    if False:\n",
        (f"{SERVICE}::test_who_rang_answers_a_clerk_who_writes_it_down_with_their_own_name",),
    ),
    Control(
        "who came by web answers themselves",
        "services/matching/consulting/referrals.py",
        '    if row.channel == "web":\n',
        "    if False:\n",
        (f"{SERVICE}::test_who_came_by_web_is_not_spoken_for",),
    ),
)
