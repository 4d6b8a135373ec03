"""The safety nets of what only the demo has. See ``table``."""

from tests.controls.table import Control

PLAY = "tests/unit/trying/test_play.py"
TRYING = "tests/end_to_end/test_trying.py"

TOWN = (
    Control(
        "what is tried is for this machine only",
        "kyoso/trying/pages.py",
        "include_in_schema=False, dependencies=[Depends(only_this_machine)])",
        "include_in_schema=False)",
        (f"{TRYING}::test_nobody_gets_in_from_elsewhere",),
    ),
    Control(
        "a page that is sent twice is one command",
        "kyoso/trying/doing.py",
        "visit.play.group, once=form.once)",
        "visit.play.group)",
        (f"{TRYING}::test_a_page_that_is_sent_twice_does_everything_once",),
    ),
    Control(
        "an id in an address is one segment of a path",
        "kyoso/trying/play.py",
        'pattern=r"^([A-Za-z0-9][A-Za-z0-9._:|~-]{0,127})?$"',
        'pattern=r"^.*$"',
        (f"{PLAY}::test_what_is_no_play_is_refused",),
    ),
)
