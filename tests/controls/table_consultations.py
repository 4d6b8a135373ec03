"""The safety nets of consultations. See ``table``."""

from tests.controls.table import Control

CHOOSING = "tests/unit/matching/test_matching_choosing.py"
DECISIONS = "tests/unit/matching/test_matching_consultation.py"
PERSON = "tests/unit/matching/test_matching_consulting_person.py"
SERVICE = "tests/integration/matching/test_matching_consultations.py"
ENDS = "tests/integration/matching/test_matching_consultation_ends.py"
FALLBACK = "tests/unit/matching/test_matching_fallback_chain.py"
REPLICAS = "tests/integration/matching/test_matching_consultation_replicas.py"
RACES = "tests/integration/matching/test_matching_consultation_races.py"

TRIAGE = "tests/unit/matching/test_matching_triage.py"
PORTAL_OPEN = "tests/integration/portal/test_portal_open.py"
TRIAGE_TOLD = "tests/unit/matching/test_matching_triage_told.py"
TRIAGE_HTTP = "tests/integration/matching/test_matching_triage_http.py"

CONSULTATIONS = (
    Control(
        "an everyday use of an urgent word does not hide a serious one",
        "services/matching/domain/consulting/phrases.py",
        "                if any(start < last and first < end for first, last in off):\n",
        "                if off:\n",
        (f"{TRIAGE}::test_an_everyday_use_does_not_hide_a_serious_one",),
    ),
    Control(
        "a tap decides before a rule",
        "services/matching/consulting/opening.py",
        "        if worry.category is not None:\n",
        "        if False:\n",
        (f"{TRIAGE_HTTP}::test_a_tap_decides_before_a_rule_and_a_rule_before_the_general_desk",),
    ),
    Control(
        "urgent words lead to a number that there is",
        "services/matching/domain/consulting/triage.py",
        "            if unknown := [id for id in each.numbers if id not in self.numbers]:\n",
        "            if unknown := []:\n",
        (f"{TRIAGE}::test_a_file_that_does_not_fit_itself_is_not_read",),
    ),
    Control(
        "what a rule found is told in the person's own words",
        "services/matching/domain/consulting/triage.py",
        "            matched=stretch(text, first[4].start, first[4].end) if first else None,\n",
        "            matched=first[4].word if first else None,\n",
        (
            f"{TRIAGE_TOLD}::test_what_matched_is_told_as_the_person_wrote_it",
            f"{TRIAGE_HTTP}::test_a_number_and_a_desk_are_shown_before_anything_is_sent",
        ),
    ),
    Control(
        "what a rule found is in no line about the outcome",
        "services/matching/domain/consulting/triage.py",
        "    matched: str | None = field(repr=False)\n",
        "    matched: str | None\n",
        (f"{TRIAGE_TOLD}::test_what_was_found_is_in_no_line_about_it_and_stays_in_no_cache",),
    ),
    Control(
        "words that are compared stay in no cache",
        "services/matching/domain/consulting/phrases.py",
        "def plain(text: str) -> str:\n",
        "@lru_cache(maxsize=8192)\ndef plain(text: str) -> str:\n",
        (f"{TRIAGE_TOLD}::test_what_was_found_is_in_no_line_about_it_and_stays_in_no_cache",),
    ),
    Control(
        "beside urgent words no other desk reads like them",
        "services/matching/domain/consulting/triage.py",
        "            similar=() if urgent else self._alike(text, day, named),\n",
        "            similar=self._alike(text, day, named),\n",
        (
            f"{TRIAGE_TOLD}::test_who_is_in_danger_is_not_told_of_hedges",
            f"{TRIAGE_HTTP}::test_beside_urgent_words_no_other_desk_is_suggested",
        ),
    ),
    Control(
        "beside urgent words no other rule names a desk",
        "services/matching/domain/consulting/triage.py",
        "            others=() if urgent else named[1:4],\n",
        "            others=named[1:4],\n",
        (f"{TRIAGE_TOLD}::test_beside_urgent_words_no_other_desk_is_named",),
    ),
    Control(
        "the page of a worry names no other desk beside a number to call",
        "services/portal/templates/worry.html",
        " and not triage.urgent and (",
        " and (",
        (f"{PORTAL_OPEN}::test_why_is_said_in_the_person_s_words_and_no_other_desk_beside_urgent_ones",),
    ),
    Control(
        "one capacity for introductions and consultations",
        "services/matching/domain/team/roster_record.py",
        "                if event.counted:\n",
        "                if False:\n",
        (
            f"{CHOOSING}::test_introductions_and_consultations_share_one_capacity",
            f"{RACES}::test_200_worries_and_introductions_at_once_exceed_no_capacity",
        ),
    ),
    Control(
        "a consultation is escalated once",
        "services/matching/domain/consulting/record.py",
        "            self.wakes_at = None if self.escalated else turn.due_at\n",
        "            self.wakes_at = turn.due_at\n",
        (
            f"{SERVICE}::test_the_deadline_escalates_once_without_any_request",
            f"{DECISIONS}::test_the_clock_escalates_once_however_long_it_goes_on",
            f"{REPLICAS}::test_moving_the_clock_past_the_deadline_escalates_once_with_two_replicas_running",
            f"{FALLBACK}::test_left_alone_each_is_escalated_once_to_somebody_named_and_never_again",
        ),
    ),
    Control(
        "a replica that comes late finds nothing due",
        "services/matching/domain/consulting/consultation.py",
        "        if self.wakes_at is None or now < self.wakes_at or self.asking is None or self.closed:\n",
        "        if self.asking is None or self.closed:\n",
        (f"{REPLICAS}::test_a_replica_that_read_before_the_other_wrote_escalates_nothing_more",),
    ),
    Control(
        "the words of a worry are for who has it",
        "services/matching/permissions.py",
        '    "read-worry": frozenset({"self", "assigned", "desk-owner"}),\n',
        '    "read-worry": frozenset({"self", "assigned", "desk-owner", "staff"}),\n',
        (f"{SERVICE}::test_the_words_are_for_the_person_who_has_it_and_the_desk_owner",),
    ),
    Control(
        "who retires hands consultations on",
        "services/matching/domain/team/roster.py",
        "        return [*retired, *moved, *_handed_on(person_id, left)]\n",
        "        return retired\n",
        (
            f"{ENDS}::test_who_retires_hands_every_case_on",
            f"{FALLBACK}::test_a_consultation_ends_at_a_named_person_whoever_goes",
        ),
    ),
    Control(
        "a choice of somebody who has gone is passed over",
        "services/matching/domain/consulting/consultation.py",
        "        if placed.coordinator_id in self.gone and placed.coordinator_id not in turn.without:\n",
        "        if False:\n",
        (f"{RACES}::test_who_retires_beside_a_choice_is_not_left_with_it",),
    ),
    Control(
        "a choice that comes after the end is given back",
        "services/matching/domain/consulting/consultation.py",
        "            return [ConsultationUnused(consultation_id=self.stream_key, number=turn.number)]\n",
        "            return []\n",
        (f"{RACES}::test_an_erasure_before_anybody_had_it_leaves_no_place_taken",),
    ),
    Control(
        "an older turn releases nothing of a later one",
        "services/matching/domain/team/roster.py",
        "        if case is None or case.number > number:\n",
        "        if case is None:\n",
        (f"{CHOOSING}::test_what_was_chosen_for_an_earlier_turn_neither_replaces_nor_releases_a_later_one",),
    ),
    Control(
        "the sweep spares the words of consultations",
        "services/matching/words_kept.py",
        "await self.journal.get(ConsultationWordsRow, document_id)",
        "None",
        (f"{SERVICE}::test_words_that_a_crash_left_behind_are_swept_and_those_of_open_ones_stay",),
    ),
    Control(
        "the open consultations of a person",
        "services/matching/domain/person.py",
        "        if self.consults_enough:\n",
        "        if False:\n",
        (
            f"{PERSON}::test_a_person_has_five_open_ones_and_twenty_that_can_be_taken_up",
            f"{RACES}::test_ten_reopened_at_once_leave_five_open",
        ),
    ),
    Control(
        "what is reopened counts before it is open",
        "services/matching/domain/person.py",
        "                if event.over:\n",
        "                if False:\n",
        (
            f"{RACES}::test_ten_reopened_at_once_leave_five_open",
            f"{RACES}::test_what_is_brought_and_what_is_reopened_at_once_share_the_limit",
            f"{RACES}::test_two_services_over_one_store_leave_five_open",
        ),
    ),
    Control(
        "a late note of an end hides nothing",
        "services/matching/domain/person.py",
        "        if own is None or not own.is_open or number < own.turn:\n",
        "        if own is None or not own.is_open:\n",
        (f"{RACES}::test_an_end_that_is_noted_late_does_not_hide_what_was_reopened_since",),
    ),
    Control(
        "what has changed is not taken up",
        "services/matching/domain/consulting/consultation.py",
        "        if (self.over, self.numbered) == (taken.over, taken.number):\n",
        "        if True:\n",
        (f"{DECISIONS}::test_what_is_taken_up_is_as_it_was_seen_or_left_alone",),
    ),
    Control(
        "days of leave",
        "services/matching/domain/team/choosing.py",
        "        return not self.away and not any(",
        "        return not self.away or any(",
        (f"{CHOOSING}::test_the_worked_table",),
    ),
    Control(
        "a supporter never has a case",
        "services/matching/domain/team/choosing.py",
        "        if not each.may_take(wanted.what):\n",
        "        if False:\n",
        (f"{CHOOSING}::test_a_supporter_is_named_beside_who_has_it_and_adds_no_room",),
    ),
    Control(
        "nobody is given their own worry",
        "services/matching/domain/team/choosing.py",
        "        if id == wanted.person_id:\n",
        "        if False:\n",
        (f"{SERVICE}::test_nobody_is_given_their_own_worry",),
    ),
    Control(
        "nobody names themselves a desk's owner",
        "services/matching/team/coordinators.py",
        "    if by is not None and owner_id == by.person_id:\n",
        "    if by is not None and owner_id is by:\n",
        (
            "tests/integration/matching/test_matching_consultation_http.py::test_staff_keep_desks_owners_and_coordinators",
        ),
    ),
    Control(
        "a desk takes more than one category",
        "services/matching/domain/consulting/desks.py",
        "            if count == 1:\n",
        "            if count == 0:\n",
        ("tests/unit/matching/test_matching_desks.py::test_a_desk_for_one_category_alone_is_refused",),
    ),
    Control(
        "a made-up phone number is found without its mark, too",
        "services/matching/domain/consulting/triage_file.py",
        " if each.fictional or each.number.startswith(SAMPLE)]\n",
        " if each.fictional]\n",
        ("tests/unit/matching/test_matching_numbers.py::test_a_number_is_made_up_by_its_mark_or_its_form",),
    ),
    Control(
        "the doctor says that a city shows numbers nobody answers",
        "kyoso/doctor/checks.py",
        "    checks_settings.numbers,\n",
        "",
        ("tests/watch/test_doctor.py::test_each_fault_is_found_alone_and_said_with_what_to_do",),
    ),
)
