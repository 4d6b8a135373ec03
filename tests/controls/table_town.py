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
    Control(
        "a command of a page that is sent twice has one key",
        "kyoso/trying/visit.py",
        "await self.actor(role), body, key=key)",
        "await self.actor(role), body)",
        (f"{TRYING}::test_more_than_one_has_is_refused_and_one_reward_is_kept",),
    ),
    Control(
        "a page that is sent twice shows what it caused the first time",
        "kyoso/trying/pages.py",
        "visit.client.next_step(form.trace)",
        "visit.client.next_step()",
        (f"{TRYING}::test_more_than_one_has_is_refused_and_one_reward_is_kept",),
    ),
    Control(
        "what a worry is about stands in no address",
        "kyoso/trying/consulting.py",
        'consultation=told["consultation_id"], desk=',
        'consultation=told["consultation_id"], activity=category, desk=',
        (f"{TRYING}::test_a_worry_is_read_by_who_has_it_alone_and_stands_in_no_address",),
    ),
    Control(
        "whoever went back and pressed again is shown the way forward",
        "kyoso/trying/refusing.py",
        "refused.code in ALREADY,",
        "False,",
        (f"{PLAY}::test_what_was_done_before_lets_go_on",),
    ),
    Control(
        "nobody is led to a page that does not know their case",
        "kyoso/trying/pages.py",
        'return name if name == END or is_ready(BY_NAME[name], play) else ""',
        "return name",
        (f"{TRYING}::test_where_the_way_forward_is_not_known_none_is_offered",),
    ),
)
