"""The safety nets of the ladder. See ``table``."""

from tests.controls.table import Control

PERSON = "tests/unit/matching/test_matching_ladder.py"
SERVICE = "tests/integration/matching/test_matching_ladder.py"

LADDER = (
    Control(
        "an attendance counts once on the ladder",
        "services/matching/domain/ladder.py",
        "        if key and any(deed.key == key for deed in self.record.deeds):\n",
        "        if False:\n",
        (f"{PERSON}::test_an_attendance_counts_once_and_can_be_taken_back",),
    ),
    Control(
        "a correction that comes before its attendance is kept",
        "services/matching/domain/ladder.py",
        "        if key in self.voids:\n",
        "        if False:\n",
        (
            f"{PERSON}::test_an_attendance_counts_once_and_can_be_taken_back",
            f"{SERVICE}::test_an_attendance_heard_twice_counts_once_and_a_correction_takes_it_back",
        ),
    ),
    Control(
        "without consent nothing is noted on the ladder",
        "services/matching/domain/ladder.py",
        "        return self.open and not self.forgotten\n",
        "        return True\n",
        (f"{PERSON}::test_without_consent_nothing_is_kept_and_nothing_is_noted",),
    ),
    Control(
        "the ladder goes when consent is withdrawn",
        "services/matching/ladder_reactions.py",
        '    on(MatchingConsentChanged, "drop-or-reopen-ladder", _consent),\n',
        "",
        (f"{SERVICE}::test_it_goes_when_consent_is_withdrawn_and_starts_anew",),
    ),
    Control(
        "the ladder is erased with its person",
        "services/matching/ladder_reactions.py",
        '    on(PersonForgotten, "forget-ladder", _forget),\n',
        "",
        (f"{SERVICE}::test_it_is_erased_with_the_person",),
    ),
)
