"""The safety nets of asking a town's past about other rules. See ``table``."""

from tests.controls.table import Control

CODE = "services/booking/simulator"
REPLAY = "tests/unit/booking/simulator/test_replay.py"
ASKED = "tests/integration/booking/test_simulation.py"
EQUIPMENT = "tests/integration/booking/test_simulation_equipment.py"
LENDING = "tests/unit/booking/simulator/test_lending.py"
READING = "tests/unit/booking/simulator/test_reading.py"

SIMULATOR = (
    Control(
        "a refusal stands in the order in which it was decided",
        f"{CODE}/ordering.py",
        "    if asking.reason not in {ROOM_TAKEN, EQUIPMENT_TAKEN}:\n",
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
    Control(
        "a replay counts what is lent",
        f"{CODE}/replay.py",
        "        if asking.equipment and not asking.fixed and self._is_lent_out(asking, rooms):\n"
        "            return Outcome(EQUIPMENT_TAKEN, 0)\n",
        "",
        (
            f"{EQUIPMENT}::test_refusals_for_equipment_are_replayed_and_come_out_as_they_were",
            f"{LENDING}::test_a_third_finds_no_projector_until_a_use_has_ended",
        ),
    ),
    Control(
        "what was lent has come back when a use has ended",
        f"{CODE}/replay.py",
        "            back = asking.start if ended.returned or ended.cancelled else first\n",
        "            back = first\n",
        (f"{LENDING}::test_a_third_finds_no_projector_until_a_use_has_ended",),
    ),
    Control(
        "a use that ends in time gives back what it had",
        f"{CODE}/reading.py",
        "            self._bring_back(self._returning.pop(), order)\n",
        "            self._returning.pop()\n",
        (f"{EQUIPMENT}::test_what_a_use_had_has_come_back_when_it_has_ended",),
    ),
    Control(
        "a refusal for equipment stands before what gave it back",
        f"{CODE}/ordering.py",
        "    if asking.reason not in {ROOM_TAKEN, EQUIPMENT_TAKEN}:\n",
        "    if asking.reason != ROOM_TAKEN:\n",
        (f"{READING}::test_a_refusal_for_equipment_stands_before_what_gave_the_thing_back",),
    ),
    Control(
        "a refusal whose equipment was not kept is left out",
        f"{CODE}/reading.py",
        "                if event.at is None or event.beside or unsaid:\n",
        "                if event.at is None or event.beside:\n",
        (f"{EQUIPMENT}::test_a_refusal_whose_things_were_not_kept_is_left_out_and_said",),
    ),
)
