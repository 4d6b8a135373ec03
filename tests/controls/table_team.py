"""The safety nets of the alarm of a full team, and of what officers hear of suggestions. See ``table``."""

from tests.controls.table import Control

FULL = "tests/unit/matching/test_matching_fullness.py"
ALARM = "tests/integration/matching/test_matching_full_team.py"
OWNERS = "tests/integration/matching/test_matching_accompaniment_owners.py"
LINE = "tests/unit/matching/test_matching_line.py"
OFFICES = "tests/integration/matching/test_matching_offices.py"
MESSAGES = "tests/integration/notifications/test_notifications_team.py"

TEAM = (
    Control(
        "what who serves keeps is no reason for another look at once",
        "services/matching/team/offices.py",
        "(introductions,) if serves else (introductions, follow_ups, contacts)",
        "(introductions, follow_ups, contacts)",
        (f"{OFFICES}::test_who_is_named_again_keeps_it_and_who_serves_keeps_what_they_see_to",),
    ),
    Control(
        "a full team rings once, not for each case",
        "services/matching/domain/team/fullness.py",
        "    if before is not None and before.out and (before.told or quiet):\n",
        "    if False:\n",
        (f"{FULL}::test_what_goes_on_beyond_the_quiet_day_is_told_then",),
    ),
    Control(
        "an alarm rings where everybody is full, not where somebody works far away",
        "services/matching/domain/team/fullness.py",
        "    return bool(serving) and not any(_has_place(team, id, each, at) for id, each in serving.items())\n",
        "    return True\n",
        (f"{FULL}::test_a_desk_that_nobody_serves_and_a_place_elsewhere_do_not_ring",),
    ),
    Control(
        "an alarm is over with the next place",
        "services/matching/domain/team/fullness.py",
        "        told += _look(after, alarm, at)\n",
        "        pass\n",
        (f"{FULL}::test_more_places_or_another_coordinator_end_it",),
    ),
    Control(
        "within a day nobody is told twice that the team is full",
        "services/matching/domain/team/fullness.py",
        "    if quiet:\n",
        "    if False:\n",
        (f"{FULL}::test_it_is_over_with_the_next_place_and_within_a_day_nobody_is_told_again",),
    ),
    Control(
        "the clock looks again when leave is over",
        "services/matching/app.py",
        '            Timer(RoomRow, "room-again", uses.hand_overs.look_for_room),\n',
        "",
        (f"{ALARM}::test_a_full_desk_rings_for_its_owner_and_the_clock_ends_it_when_leave_is_over",),
    ),
    Control(
        "a case that nobody had room for is looked at by the alarm",
        "services/matching/reactions.py",
        "lambda roster: watched(roster, roster.assign(e.asking, following.at), following.at)\n",
        "lambda roster: roster.assign(e.asking, following.at)\n",
        (f"{ALARM}::test_ten_at_once_find_a_full_team_and_it_rings_once",),
    ),
    Control(
        "an accompaniment that nobody had room for rings the alarm",
        "services/matching/accompanying/reactions.py",
        "watched(roster, named_by(roster, e, following.at), following.at)",
        "named_by(roster, e, following.at)",
        (f"{OWNERS}::test_an_accompaniment_that_nobody_has_room_for_rings_once_until_there_is_room",),
    ),
    Control(
        "a full team is told to the desk owner",
        "services/notifications/telling_team.py",
        '@TELLING_TEAM.consumes(CapacityExhausted, name="tell-capacity-exhausted")\n',
        "",
        (f"{MESSAGES}::test_a_desk_owner_is_told_that_the_team_is_full_what_to_do_and_that_it_is_over",),
    ),
    Control(
        "the figure of a full team is there before anybody is full",
        "services/matching/team/watch.py",
        "{INTRODUCTIONS: 0.0, ACCOMPANIMENTS: 0.0, **self._full}",
        "self._full",
        (f"{ALARM}::test_ten_at_once_find_a_full_team_and_it_rings_once",),
    ),
    Control(
        "the figure of a full team rings the alarm",
        "deploy/prometheus/rules/team.yml",
        "max by (desk) (kyoso_matching_team_full) > 0",
        "max by (desk) (kyoso_matching_team_full) > 1",
        ("tests/watch/test_rules.py::test_an_alert_fires_when_it_should_and_not_when_it_should_not[KyosoTeamFull]",),
    ),
    Control(
        "who asked is told that nobody answered",
        "services/matching/domain/groups/group_contact.py",
        '            return [self._ended("lapsed", "clock", "clock"), over]\n',
        '            return [self._ended("lapsed", "clock", "clock")]\n',
        (f"{ALARM}::test_officers_are_told_of_suggestions_whatever_becomes_of_them",),
    ),
    Control(
        "the line to the social-welfare coordinator fits the menu at the start",
        "services/matching/knowledge.py",
        "        check(team, desks)\n",
        "",
        (f"{LINE}::test_what_does_not_fit_is_named_at_the_start_and_by_the_command",),
    ),
    Control(
        "a rule of triage leads to the menu, or nothing starts",
        "services/matching/domain/consulting/triage_file.py",
        "    if strange := list(_strange(file, categories)):\n",
        "    if strange := []:\n",
        (f"{LINE}::test_a_menu_of_the_city_s_own_asks_for_a_line_and_rules_of_its_own",),
    ),
    Control(
        "a new desk owner has at once what the one before had",
        "services/matching/app.py",
        '            Timer(OfficeRow, "office-left", uses.offices.hand_on),\n',
        "",
        (f"{OFFICES}::test_a_desk_owner_who_is_replaced_is_followed_in_everything_at_once",),
    ),
    Control(
        "what was on its way to who left is found by a second look",
        "services/matching/team/roster_rows.py",
        "LOOKS = 2\n",
        "LOOKS = 1\n",
        (f"{OFFICES}::test_what_was_on_its_way_to_who_left_is_found_by_the_second_look",),
    ),
    Control(
        "who owns the desk again keeps what it has",
        "services/matching/team/offices.py",
        "            if roster.desk_owner == left:\n",
        "            if False:\n",
        (f"{OFFICES}::test_who_is_named_again_keeps_it_and_who_serves_keeps_what_they_see_to",),
    ),
)
