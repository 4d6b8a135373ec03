"""The safety nets of small help. See ``table``."""

from tests.controls.table import Control

VISITORS = "tests/integration/matching/test_matching_visitors.py"

HELPING = "tests/integration/matching/test_matching_help.py"
ENDS = "tests/integration/matching/test_matching_help_ends.py"
TRUST = "tests/integration/matching/test_matching_help_trust.py"
TERMS = "tests/unit/matching/test_matching_help_decisions.py"
WISHES = "tests/integration/matching/test_matching_wishes.py"
REQUEST = "services/matching/domain/helping/request.py"
HELPER = "services/matching/domain/helping/helper.py"
USES = "services/matching/helping/requests.py"

HELP = (
    Control(
        "the places of a request",
        REQUEST,
        "        if self.free < tapped.people or self.taps >= TAPS_MAX:\n",
        "        if self.taps >= TAPS_MAX:\n",
        (f"{HELPING}::test_two_at_once_for_the_last_place", f"{HELPING}::test_places_are_never_exceeded_by_a_crowd"),
    ),
    Control(
        "one place a person, however often they tap",
        HELPER,
        "        if request_id in self.said or request_id in self.asked:\n",
        "        if request_id in self.asked:\n",
        (f"{HELPING}::test_fifty_clicks_give_one_place",),
    ),
    Control(
        "an earlier tap's end releases no later one",
        HELPER,
        "        if held.get(part, self.said.get(request_id) == number):\n",
        "        if held.get(part, request_id in self.said):\n",
        (f"{HELPING}::test_a_place_given_back_is_free_and_may_be_taken_again",),
    ),
    Control(
        "nobody confirms their own deed",
        USES,
        "        if by.person_id == about:\n",
        "        if False:\n",
        (f"{TRUST}::test_nobody_confirms_their_own_deed",),
    ),
    Control(
        "somebody goes along the first time",
        REQUEST,
        "        if asking.companion and not alone and companion_id is None:\n",
        "        if False:\n",
        (f"{TRUST}::test_the_first_time_somebody_goes_along",),
    ),
    Control(
        "who goes along is neither of the two sides",
        USES,
        "        if companion_id in (row.person_id, person_id):\n",
        "        if False:\n",
        (f"{TRUST}::test_the_first_time_somebody_goes_along",),
    ),
    Control(
        "what a category requires",
        HELPER,
        '        if missing := category.missing(self.valid_checks(today), self.age or "unknown", people):\n',
        "        if missing := ():\n",
        (f"{TRUST}::test_what_is_missing_is_said_exactly",),
    ),
    Control(
        "nobody is an adult of whom nothing was heard",
        HELPER,
        'self.age or "unknown", people):',
        'self.age or "adult", people):',
        ("tests/unit/matching/test_matching_first_word.py::test_nobody_is_an_adult_before_their_age_was_heard",),
    ),
    Control(
        "an adult's first word is noted too",
        "services/matching/domain/person.py",
        "(self.heard and known == (areas, language, age_band)):",
        '(known == (areas, language, age_band) or not self.heard and age_band == "25-39"):',
        ("tests/unit/matching/test_matching_first_word.py::test_an_old_word_heard_again_makes_nobody_an_adult",),
    ),
    Control(
        "a check holds until its day",
        HELPER,
        "if check.checked_on <= today <= check.valid_until)",
        "if check.checked_on <= today)",
        (f"{TRUST}::test_a_check_holds_until_its_day_and_until_it_is_revoked",),
    ),
    Control(
        "a guardian's consent under 18",
        "services/matching/domain/helping/terms.py",
        '        return (*needed, "birth-date" if age == "unknown" else "guardian")\n',
        "        return tuple(needed)\n",
        (f"{TRUST}::test_what_is_missing_is_said_exactly", f"{TERMS}::test_the_worked_table_of_what_is_missing"),
    ),
    Control(
        "nobody records a check of their own",
        "services/matching/permissions.py",
        '    "record-check": frozenset(),\n',
        "",
        (f"{TRUST}::test_checks_are_recorded_by_coordinators_never_for_themselves",),
    ),
    Control(
        "who is gone goes along with nobody",
        HELPER,
        "        if not self.takes:\n            return [HelpUnwelcome",
        "        if False:\n            return [HelpUnwelcome",
        (f"{TRUST}::test_a_companion_who_had_gone_already_is_no_company",),
    ),
    Control(
        "who is gone leaves nothing open",
        "services/matching/helping/reactions.py",
        '    on(HelperEnded, "forgo-help", _forgo_all),\n',
        "",
        (f"{ENDS}::test_an_erasure_names_what_must_end_elsewhere",),
    ),
    Control(
        "words of help go with its end",
        "services/matching/domain/helping/events.py",
        "        return (self.document_id,) if self.document_id else ()\n",
        "        return ()\n",
        (f"{ENDS}::test_the_words_are_for_those_it_concerns",),
    ),
    Control(
        "the sweep spares the words of help",
        "services/matching/words_kept.py",
        "await self.journal.get(HelpWordsRow, document_id)",
        "None",
        (f"{ENDS}::test_the_sweep_spares_what_is_open",),
    ),
    Control(
        "words of help are for those it concerns",
        "services/matching/helping/reading.py",
        '        if row.document_id and not row.closed and may("read-help", held):\n',
        "        if row.document_id and not row.closed:\n",
        (f"{ENDS}::test_the_words_are_for_those_it_concerns",),
    ),
    Control(
        "an attendance counts once",
        "services/matching/domain/ladder/ladder.py",
        "        if key and any(deed.key == key for deed in self.deeds):\n",
        "        if False:\n",
        (f"{TRUST}::test_an_attendance_heard_again_in_another_way_counts_once",),
    ),
    Control(
        "wishes are told of five people at least",
        "services/matching/recommending/wishes.py",
        " for id, n in found.items() if n >= COUNT_SHOWN_MIN]",
        " for id, n in found.items()]",
        (f"{WISHES}::test_coordinators_see_whole_fives_and_nobody_fewer",),
    ),
    Control(
        "wishes are told in whole fives",
        "services/matching/recommending/wishes.py",
        "Wanted(of, id, n - n % COUNT_SHOWN_MIN)",
        "Wanted(of, id, n)",
        (f"{WISHES}::test_coordinators_see_whole_fives_and_nobody_fewer",),
    ),
    Control(
        "wishes go with consent and the person",
        "services/matching/helping/rows.py",
        "            return [*words, *(_wish(id, of, target, closed=True) for of, target in event.wishes)]\n",
        "            return [*words]\n",
        (f"{WISHES}::test_wishes_go_with_consent_and_with_the_person",),
    ),
    Control(
        "nobody reads when somebody who asks for help is at home",
        "services/matching/recommending/visitors.py",
        "times = row.times if group else ()",
        "times = row.times",
        (f"{VISITORS}::test_help_of_a_group_is_told_with_who_and_when_of_a_person_neither",),
    ),
    Control(
        "everybody reads of where help is wanted no more than the neighbourhood",
        "services/matching/recommending/visitors.py",
        "areas = (Area(LAYER, said[LAYER]),) if LAYER in said else ()",
        "areas = tuple(Area(*each) for each in said.items())",
        (f"{VISITORS}::test_help_of_a_group_is_told_with_who_and_when_of_a_person_neither",),
    ),
)
