"""The safety nets of the ladder. See ``table``."""

from tests.controls.table import Control

PERSON = "tests/unit/matching/test_matching_ladder.py"
SERVICE = "tests/integration/matching/test_matching_ladder.py"

ESTIMATE = "tests/unit/matching/test_matching_ladder_estimate.py"
FIGURES = "tests/integration/matching/test_matching_ladder_figures.py"

CARRYING = "tests/integration/matching/test_matching_carrying.py"
INSIGHTS = "tests/unit/matching/test_matching_ladder_insights.py"
MOVED = "tests/integration/matching/test_matching_ladder_insights.py"
TABLES = "tests/integration/matching/test_matching_ladder_tables.py"

LADDER = (
    Control(
        "having been there once is no step higher",
        "services/matching/ladder/insights.py",
        "if _activity(deed) not in activities)",
        "if True)",
        (f"{MOVED}::test_coming_once_is_compared_without_the_visit_itself",),
    ),
    Control(
        "a table is looked at without being taken",
        "kyoso/commands/matching_ladder.py",
        "    if only_check:\n        yield",
        "    if False:\n        yield",
        ("tests/integration/matching/test_matching_ladder_tables.py::test_a_table_is_looked_at_before_it_is_taken",),
    ),
    Control(
        "the ladder notes the first word, whatever it says",
        "services/matching/domain/person.py",
        "(self.heard and known == ",
        "(known == ",
        ("tests/unit/matching/test_matching_first_word.py::test_an_empty_first_word_heard_again_moves_nobody_back",),
    ),
    Control(
        "an effect that may be chance is not told as one",
        "services/matching/domain/ladder/moved.py",
        '"may-be-chance" if low <= 0 <= high else None',
        "None",
        (f"{INSIGHTS}::test_where_we_cannot_tell_it_is_said",),
    ),
    Control(
        "people who differ are not compared",
        "services/matching/domain/ladder/moved.py",
        "    if matched < MATCHED_MIN:\n",
        "    if False:\n",
        (f"{INSIGHTS}::test_where_we_cannot_tell_it_is_said",),
    ),
    Control(
        "four different people are in no tie",
        "services/matching/domain/ladder/ties.py",
        " if len(people[kind]) >= COUNT_SHOWN_MIN)",
        ")",
        (f"{INSIGHTS}::test_four_different_people_are_in_no_pair",),
    ),
    Control(
        "an area with few who take part is put together with another",
        "services/matching/domain/ladder/estimate.py",
        "    while parts and min(sizes(parts[0])) < COUNT_SHOWN_MIN:\n",
        "    while False:\n",
        (
            f"{ESTIMATE}::test_an_area_with_four_is_put_together_with_the_next",
            f"{FIGURES}::test_an_area_with_few_is_put_together_and_a_town_with_few_is_withheld",
        ),
    ),
    Control(
        "figures of two days do not tell who came in between",
        "services/matching/domain/ladder/figures.py",
        "            counted, counted_on = self.active, before.counted_on\n",
        "            pass\n",
        (f"{FIGURES}::test_figures_of_two_days_do_not_tell_who_came_in_between",),
    ),
    Control(
        "a table with a wrong line is not taken in part",
        "services/matching/ladder/files.py",
        "    _raise(faults, empty=not newest)\n",
        "",
        (
            f"{ESTIMATE}::test_a_wrong_line_is_named_and_nothing_is_taken",
            f"{FIGURES}::test_a_wrong_table_changes_nothing",
        ),
    ),
    Control(
        "an attendance counts once on the ladder",
        "services/matching/domain/ladder/ladder.py",
        "        if key and any(deed.key == key for deed in self.deeds):\n",
        "        if False:\n",
        (f"{PERSON}::test_an_attendance_counts_once_and_can_be_taken_back",),
    ),
    Control(
        "a correction that comes before its attendance is kept",
        "services/matching/domain/ladder/ladder.py",
        "        if key in self.voids:\n",
        "        if False:\n",
        (
            f"{PERSON}::test_an_attendance_counts_once_and_can_be_taken_back",
            f"{SERVICE}::test_an_attendance_heard_twice_counts_once_and_a_correction_takes_it_back",
        ),
    ),
    Control(
        "without consent nothing is noted on the ladder",
        "services/matching/domain/present.py",
        "        return self.consent and not self.forgotten\n",
        "        return True\n",
        (f"{PERSON}::test_without_consent_nothing_is_kept_and_nothing_is_noted",),
    ),
    Control(
        "the ladder goes when consent is withdrawn",
        "services/matching/domain/ladder/ladder.py",
        "            case MatchingConsentChanged(given=False) | PersonForgotten()",
        "            case PersonForgotten()",
        (f"{SERVICE}::test_it_goes_when_consent_is_withdrawn_and_starts_anew",),
    ),
    Control(
        "the ladder is erased with its person",
        "services/matching/domain/ladder/ladder.py",
        "            case MatchingConsentChanged(given=False) | PersonForgotten()",
        "            case MatchingConsentChanged(given=False)",
        (f"{SERVICE}::test_it_is_erased_with_the_person",),
    ),
    Control(
        "what older versions kept of a person is carried before words are swept",
        "services/matching/app.py",
        "            Carrier(journal).run,\n",
        "",
        (f"{CARRYING}::test_resident_words_of_before_are_not_swept",),
    ),
    Control(
        "nothing is carried of who is gone",
        "services/matching/domain/person.py",
        "        return [carried] if self.takes else []\n",
        "        return [carried]\n",
        (f"{CARRYING}::test_nothing_is_carried_of_who_is_gone_or_took_the_consent_back",),
    ),
    Control(
        "a carried attendance that is heard again counts once",
        "services/matching/domain/carried.py",
        "    person.voids = {**dict.fromkeys(old.voids, True), **person.voids}\n",
        "",
        (f"{CARRYING}::test_an_attendance_of_before_counts_once_when_it_is_heard_again",),
    ),
)
