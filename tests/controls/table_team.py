"""The safety nets of the alarm of a full team, and of what officers hear of suggestions. See ``table``."""

from tests.controls.table import Control

FULL = "tests/unit/matching/test_matching_fullness.py"
ALARM = "tests/integration/matching/test_matching_full_team.py"
MESSAGES = "tests/integration/notifications/test_notifications_team.py"

TEAM = (
    Control(
        "a full team rings once, not for each case",
        "services/matching/domain/fullness.py",
        "    if before is not None and before.out and (before.told or quiet):\n",
        "    if False:\n",
        (f"{FULL}::test_what_goes_on_beyond_the_quiet_day_is_told_then",),
    ),
    Control(
        "an alarm rings where everybody is full, not where somebody works far away",
        "services/matching/domain/fullness.py",
        "    return bool(serving) and not any(_has_place(team, id, each, at) for id, each in serving.items())\n",
        "    return True\n",
        (f"{FULL}::test_a_desk_that_nobody_serves_and_a_place_elsewhere_do_not_ring",),
    ),
    Control(
        "an alarm is over with the next place",
        "services/matching/domain/fullness.py",
        "        told += _look(after, alarm, at)\n",
        "        pass\n",
        (f"{FULL}::test_more_places_or_another_coordinator_end_it",),
    ),
    Control(
        "within a day nobody is told twice that the team is full",
        "services/matching/domain/fullness.py",
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
        "a full team is told to the desk owner",
        "services/notifications/telling_team.py",
        '@TELLING_TEAM.consumes(CapacityExhausted, name="tell-capacity-exhausted")\n',
        "",
        (f"{MESSAGES}::test_a_desk_owner_is_told_that_the_team_is_full_what_to_do_and_that_it_is_over",),
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
        "services/matching/domain/group_contact.py",
        '            return [self._ended("lapsed", "clock", "clock"), over]\n',
        '            return [self._ended("lapsed", "clock", "clock")]\n',
        (f"{ALARM}::test_officers_are_told_of_suggestions_whatever_becomes_of_them",),
    ),
)
