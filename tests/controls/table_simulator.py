"""The safety nets of asking a town's past about other rules. See ``table``."""

from tests.controls.table import Control

CODE = "services/booking/simulator"
REPLAY = "tests/unit/booking/simulator/test_replay.py"
ASKED = "tests/integration/booking/test_simulation.py"

SIMULATOR = (
    Control(
        "a refusal stands in the order in which it was decided",
        f"{CODE}/reading.py",
        "    if asking.reason != ROOM_TAKEN:\n",
        "    if asking.reason:\n",
        (
            "tests/unit/booking/simulator/test_reading.py::test_a_refusal_written_down_after_the_room_came_free_stands_before_that",
        ),
    ),
    Control(
        "a cancellation is that of the wish, whichever request won it",
        f"{CODE}/replay.py",
        "        number = self._meant.get(number, number)\n",
        "",
        (f"{REPLAY}::test_a_cancellation_belongs_to_the_wish_whichever_request_won_it",),
    ),
    Control(
        "what the house closed nobody gets",
        f"{CODE}/replay.py",
        "        return not any(shut & mask and not rooms.isdisjoint(touched) for rooms, shut in self._closed[place].values())\n",
        "        return True\n",
        (f"{REPLAY}::test_what_the_house_closed_nobody_gets_in_any_replay",),
    ),
    Control(
        "a past that the rules in force do not reproduce is not believed",
        "kyoso/commands/rules.py",
        "    if found.differing:\n",
        "    if False:\n",
        (f"{ASKED}::test_a_past_that_the_rules_in_force_do_not_reproduce_is_said",),
    ),
    Control(
        "fewer than five are not told in the open file",
        f"{CODE}/telling.py",
        "        if len(line.parties) < SHOWN_MIN:\n",
        "        if False:\n",
        ("tests/unit/booking/simulator/test_telling.py::test_the_open_file_tells_nothing_of_few_and_only_whole_fives",),
    ),
    Control(
        "who others made way for stands in every replay",
        f"{CODE}/reading.py",
        "                if event.booking_id in pre_empting:\n",
        "                if False:\n",
        (f"{ASKED}::test_holds_changes_and_closures_are_replayed_as_they_were",),
    ),
)
