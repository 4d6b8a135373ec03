"""The safety nets behind the faults of matching that are asked for by name. See ``table``."""

from tests.controls.table import Control

FAULTS = "tests/integration/matching/test_matching_faults.py"
ASSIGNING = "tests/unit/matching/test_matching_assigning.py"
MEETINGS = "tests/integration/matching/test_matching_first_meetings.py"
FILES = "tests/unit/area_files/test_area_files.py"
KNOWLEDGE = "tests/unit/matching/test_matching_knowledge.py"

NAMED = (
    Control(
        "a misspelt file of a city is not left out in silence",
        "services/matching/knowledge.py",
        "            if path.suffix in SUFFIXES and path.name not in names:",
        "            if False:",
        (f"{KNOWLEDGE}::test_a_file_that_is_wrong_is_named",),
    ),
    Control(
        "a folder that is not there starts no demo town",
        "services/matching/knowledge.py",
        "        if not folder.is_dir():",
        "        if False:",
        (f"{KNOWLEDGE}::test_a_folder_that_is_not_there_is_no_city",),
    ),
    Control(
        "a plan gives nothing to who is on leave",
        "services/matching/domain/team/choosing.py",
        "        return not self.away and not any(",
        "        return not self.away or any(",
        (f"{ASSIGNING}::test_the_worked_table_with_leave",),
    ),
    Control(
        "a second yes is told who has said it",
        "services/matching/domain/introducing/introduction.py",
        "        if self.status in SAID_YES:\n            raise AlreadyAccepted",
        "        if False:\n            raise AlreadyAccepted",
        (f"{MEETINGS}::test_fifty_clicks_on_accept_are_one_yes",),
    ),
    Control(
        "a town in no area is said",
        "kyoso/area_files/model.py",
        "        if not areas:\n            found.append(",
        "        if False:\n            found.append(",
        (f"{FILES}::test_a_map_of_polygons_puts_towns_into_areas",),
    ),
    Control(
        "a town in two areas is said",
        "kyoso/area_files/model.py",
        "        elif len(areas) > 1:\n",
        "        elif False:\n",
        (f"{FILES}::test_a_map_of_polygons_puts_towns_into_areas",),
    ),
    Control(
        "an interest that is said twice counts once",
        "services/matching/domain/words.py",
        "        return list(known), unknown\n",
        "        return [code for text in texts if (code := self.code(name, text))], unknown\n",
        (f"{FAULTS}::test_interests_that_contradict_each_other_are_counted_once_and_told_truly",),
    ),
    Control(
        "in an empty town nobody is left without an owner",
        "services/matching/introducing/introductions.py",
        "            raise NoDeskOwner\n",
        "            pass\n",
        (f"{FAULTS}::test_an_empty_town_answers_everything_with_nothing_and_loses_nobody",),
    ),
    Control(
        "a group of nobody is seen to by the coordinator",
        "services/matching/introducing/words.py",
        '    return NO_OFFICER if step.whose == "group" and not officers else step\n',
        "    return step\n",
        (f"{FAULTS}::test_a_group_of_nobody_is_no_dead_end",),
    ),
    Control(
        "what a resident says to a group is in no event",
        "services/matching/introducing/introductions.py",
        '            message_id=cause.new_id(f"message/{cause.digest}"),\n',
        "            message_id=message,\n",
        (f"{FAULTS}::test_what_is_told_in_confidence_is_in_no_event_row_reason_or_log",),
    ),
    Control(
        "what is said of a project is in no event",
        "services/matching/accompanying/accompaniments.py",
        '        document_id = cause.new_id(f"accompaniment/{cause.digest}")\n',
        "        document_id = words\n",
        (f"{FAULTS}::test_what_is_told_in_confidence_is_in_no_event_row_reason_or_log",),
    ),
)
