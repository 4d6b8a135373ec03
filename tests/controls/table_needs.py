"""The safety nets of what is sealed about a person: needs, ages, homes. See ``table``."""

from tests.controls.table import Control

NEEDS = "tests/integration/matching/test_matching_needs.py"

SEALED = (
    Control(
        "needs and ages are in no event",
        "services/matching/domain/person.py",
        "interests=interests.told)",
        "interests=interests)",
        (f"{NEEDS}::test_they_count_and_are_in_no_event_row_refusal_or_log",),
    ),
    Control(
        "needs and ages of older journals are not read",
        "services/matching/domain/person.py",
        "                self.interests = event.interests.told\n",
        "                self.interests = event.interests\n",
        (f"{NEEDS}::test_what_an_older_version_wrote_in_its_journal_is_not_read",),
    ),
    Control(
        "a later declaration removes what was sealed for the earlier one",
        "services/matching/domain/person.py",
        "            *(self._needs_gone() if needs_id != self.needs_id else ()),\n",
        "",
        (f"{NEEDS}::test_a_later_declaration_takes_the_place_of_the_earlier_one",),
    ),
    Control(
        "a repeated declaration brings nothing back",
        "services/matching/interests.py",
        "        if commit.replayed:",
        "        if False:",
        (f"{NEEDS}::test_a_repeat_brings_nothing_back",),
    ),
    Control(
        "what is sealed goes with a withdrawn consent, at once",
        "services/matching/interests.py",
        "lambda person: person.hear_consent(given=given)\n            )\n            await self.needs.drop_let_go(commit)\n",
        "lambda person: person.hear_consent(given=given)\n            )\n",
        (f"{NEEDS}::test_they_go_at_once_with_consent_and_with_the_person",),
    ),
    Control(
        "a home that was told again outlives an old withdrawal",
        "services/matching/recommending/needs.py",
        "            if row is None or row.closed:\n",
        "            if True:\n",
        (f"{NEEDS}::test_a_withdrawal_that_is_heard_again_takes_nothing_that_came_since",),
    ),
    Control(
        "the sweep spares needs",
        "services/matching/words_kept.py",
        "            await self.journal.get(NeedsRow, document_id),\n",
        "",
        (f"{NEEDS}::test_the_sweep_spares_what_is_referred_to_and_takes_the_rest",),
    ),
)
