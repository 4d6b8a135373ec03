"""The safety nets of handing out a city's past. See ``table``."""

from tests.controls.table import Control

LINES = "services/matching/history/lines.py"
EXPORTS = "services/matching/history/exports.py"
TESTS = "tests/integration/matching/test_matching_history_export.py"
WHOLE = f"{TESTS}::test_a_past_is_written_that_the_evaluation_reads_and_nothing_else_is_in_it"
WHO = f"{TESTS}::test_whoever_took_back_consent_is_erased_or_may_be_a_child_is_not_in_it"
NOTED = f"{TESTS}::test_who_took_it_is_noted_first_and_only_staff_may"
FEW = f"{TESTS}::test_an_area_and_an_age_are_told_only_where_five_share_them"
LATER = f"{TESTS}::test_what_was_said_later_is_not_told_of_the_day"

HISTORY = (
    Control(
        "whoever took back consent or may be a child is in no export",
        LINES,
        "    if not person.takes or not then.language or not person.of_age(today):\n",
        "    if not then.language:\n",
        (WHO,),
    ),
    Control(
        "of what an activity is about only words of the list are told",
        LINES,
        'tags, _ = self.words.codes("tags", row.tags)',
        "tags = row.tags",
        (WHOLE,),
    ),
    Control("ids of an export lead to nobody", LINES, "secrets.token_bytes(32)", "bytes(32)", (WHOLE,)),
    Control(
        "what was said after the day is not told of it",
        LINES,
        "        if then is None and commit.at >= split:\n",
        "        if False:\n",
        (LATER,),
    ),
    Control(
        "what was said before a consent was taken back is not told",
        LINES,
        "isinstance(event, MatchingConsentChanged) and not event.given",
        "False",
        (LATER,),
    ),
    Control(
        "an area that few share is not told",
        LINES,
        "for area, people in shared.items() if people < COUNT_SHOWN_MIN}",
        "for area, people in shared.items() if False}",
        (FEW,),
    ),
    Control(
        "an age that few of an area share is not told",
        LINES,
        '                if bands[places, str(told["age_band"])] < COUNT_SHOWN_MIN:\n',
        "                if False:\n",
        (FEW,),
    ),
    Control(
        "an age is told with the consent to statistics alone",
        LINES,
        "person.age_band if person.may_be_counted else None",
        "person.age_band",
        (FEW,),
    ),
    Control(
        "only who noted an export fetches it",
        EXPORTS,
        " or row.by != by.person_id:\n",
        ":\n",
        (NOTED,),
    ),
    Control(
        "an export is noted anew after an hour",
        EXPORTS,
        "        if self.journal.now() >= row.at + OPEN_FOR:\n            raise ExportOver\n",
        "",
        (NOTED,),
    ),
    Control(
        "an export that broke off is no file",
        "kyoso/exporting.py",
        "    if said != f",
        "    if False and said != f",
        (f"{TESTS}::test_an_answer_that_breaks_off_leaves_the_file_of_before",),
    ),
)
