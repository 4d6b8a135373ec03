"""The safety nets of the check run itself. See ``table``."""

from tests.controls.table import Control

TALLY = "tests/unit/tools/test_tally.py"

TOOLS = (
    Control(
        "what passed before a second run is counted",
        ".ci/run",
        'mkdir -p "$junit/first" && mv "$said" "$junit/first/"',
        "true",
        (f"{TALLY}::test_a_shaky_test_does_not_hide_the_others",),
    ),
    Control(
        "a run that broke off is not run again",
        ".ci/run",
        """ && ! grep -qE 'message="(collection failure|internal error)"' "$said" &&""",
        " &&",
        (f"{TALLY}::test_a_run_that_broke_off_is_not_made_good_by_its_last_failed",),
    ),
    Control(
        "skipped the second time is not passed",
        "tools/tally.py",
        "FAILED if (first.get(name), end) == (FAILED, SKIPPED) else end",
        "end",
        (f"{TALLY}::test_what_did_not_pass_the_second_time_has_failed_once",),
    ),
)
