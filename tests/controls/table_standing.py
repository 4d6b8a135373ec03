"""The safety nets of groups that pause, end and are back. See ``table``."""

from tests.controls.table import Control

UNIT = "tests/unit/matching/test_matching_standing.py"
GROUPS = "tests/integration/matching/test_matching_standings.py"
SHOWN = f"{GROUPS}::test_a_group_that_pauses_is_recommended_no_more_and_is_again_when_it_is_back"
STORY = "tests/integration/matching/test_matching_groups_story.py"
BOTH = f"{GROUPS}::test_searches_and_suggestions_end_and_nothing_new_begins"

STANDING = (
    Control(
        "a group that is away is not recommended",
        "services/matching/recommending/catalogue.py",
        '        until = None if row.standing == "active" else PAST\n',
        "        until = None\n",
        (SHOWN,),
    ),
    Control(
        "what a group that is away announced is not recommended",
        "services/matching/recommending/catalogue.py",
        "        until = PAST if away else min(row.starts_at, row.deadline)\n",
        "        until = min(row.starts_at, row.deadline)\n",
        (SHOWN,),
    ),
    Control(
        "a group that is away has no turn",
        "services/matching/recommending/catalogue.py",
        '        if row.standing != "active":\n            return False\n        latest',
        "        latest",
        (SHOWN,),
    ),
    Control(
        "nobody is sent to a group that is away",
        "services/matching/introducing/introductions.py",
        "        if absent := away(group_id, group.standing):\n",
        "        if absent := None:\n",
        (SHOWN,),
    ),
    Control(
        "the clock tells what is under way how its group stands",
        "services/matching/app.py",
        '            Timer(GroupStandingRow, "group-standing", uses.standings.see_to),\n',
        "",
        (f"{GROUPS}::test_who_waits_is_told_kindly_and_somebody_by_name_suggests_another_group",),
    ),
    Control(
        "an introduction hears the newest of its group, in whichever order",
        "services/matching/domain/introducing/away.py",
        " or number <= self.group_number:\n",
        ":\n",
        (f"{UNIT}::test_a_change_that_is_heard_again_is_told_to_nobody",),
    ),
    Control(
        "an introduction that waits for another group still has a deadline",
        "services/matching/domain/introducing/record.py",
        '                self.status, self.due_at = "interrupted", event.due_at\n',
        '                self.status, self.due_at = "interrupted", None\n',
        (f"{GROUPS}::test_who_does_not_look_for_another_group_is_followed_by_the_next_owner",),
    ),
    Control(
        "a group that is away gives no yes",
        "services/matching/domain/introducing/telling.py",
        '        if self.status == "interrupted":\n',
        "        if False:\n",
        (f"{UNIT}::test_another_group_is_suggested_only_while_the_first_is_away",),
    ),
    Control(
        "a suggestion to a group that is away ends",
        "services/matching/groups/standing_reactions.py",
        '    on(StandingSeenTo, "withdraw-suggestions", _contacts),\n',
        "",
        (BOTH,),
    ),
    Control(
        "what has heard how its group stands is no reason for another look at once",
        "services/matching/groups/standings.py",
        "more = len(behind) > FOUND_MAX",
        "more = len(introductions) > FOUND_MAX",
        (f"{GROUPS}::test_what_one_look_cannot_take_the_next_does_and_then_the_clock_rests",),
    ),
    Control(
        "a suggestion that was made anew is not withdrawn for the old pause",
        "services/matching/groups/standings.py",
        "                    contacts=() if is_back else tuple(gone),\n",
        "                    contacts=tuple(gone),\n",
        (BOTH,),
    ),
    Control(
        "a group that is away looks for no successor",
        "services/matching/domain/groups/group.py",
        "        require_active(self.stream_key, self.standing)\n",
        "",
        (BOTH,),
    ),
    Control(
        "what has ended comes back by staff alone",
        "services/matching/domain/groups/group.py",
        '        if self.standing == "ended" and not undo:\n',
        "        if False:\n",
        (f"{GROUPS}::test_who_may_pause_and_end_a_group_and_who_brings_one_back",),
    ),
    Control(
        "an accompaniment of a group that ended has somebody by name",
        "services/matching/groups/standing_reactions.py",
        '    on(GroupEnded, "see-to-accompaniment-of-ended-group", _accompaniment),\n',
        "",
        (f"{GROUPS}::test_an_accompaniment_of_a_group_that_ended_is_seen_to_by_name",),
    ),
    Control(
        "no play is about a group that another one makes pause",
        "kyoso/story/cast.py",
        ' if not pauses(group["group_id"])]',
        "]",
        ("tests/unit/story/test_story_cast.py::test_no_play_is_about_a_group_that_another_one_makes_pause",),
    ),
    Control(
        "a play makes no group pause for which somebody waits",
        "kyoso/story/pausing.py",
        "        if officer is None or await _under_way(stage, id, officer):\n",
        "        if officer is None:\n",
        (f"{STORY}::test_a_group_for_which_somebody_waits_does_not_pause",),
    ),
    Control(
        "a play makes no group pause that refuses who lives elsewhere",
        "kyoso/story/pausing.py",
        ' if each.get("outsiders_welcome") is not False]',
        "]",
        (f"{STORY}::test_a_group_for_residents_does_not_pause_in_a_play",),
    ),
    Control(
        "a group that a play made pause is back, however that went",
        "kyoso/story/pausing.py",
        '    finally:\n        await client.command("PUT", path, officer, {"standing": "active"})\n',
        "    finally:\n        pass\n",
        (f"{STORY}::test_a_group_pauses_and_is_back",),
    ),
)
