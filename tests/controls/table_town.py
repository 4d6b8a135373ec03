"""The safety nets of what only the demo has. See ``table``."""

from tests.controls.table import Control

PLAY = "tests/unit/trying/test_play.py"
TRYING = "tests/end_to_end/test_trying.py"
CLOCK = "tests/unit/town/test_file_clock.py"
PLANNED = "tests/unit/town/test_past.py"
PAST = "tests/end_to_end/test_past_week.py"
LOADING = "tests/end_to_end/test_story_town.py"
WORRIES = "tests/unit/town/test_worries.py"
ROSTER = "tests/end_to_end/test_town_roster.py"
LIGHT_STORY = "tests/integration/matching/test_matching_light_story.py"

TOWN = (
    Control(
        "a month of the town's past is counted before the next one begins",
        "kyoso/town/living.py",
        "                await self.told(month.name)\n",
        "                pass\n",
        (f"{WORRIES}::test_each_worry_is_brought_in_its_month_and_each_month_is_counted_before_the_next",),
    ),
    Control(
        "a month of the town's past that is over is not lived through again, in a time that is not its own",
        "kyoso/town/living.py",
        " if now < month.counted_at]\n",
        "]\n",
        (f"{WORRIES}::test_who_goes_on_lives_through_the_month_in_which_the_clock_is_again_and_no_other",),
    ),
    Control(
        "a town that began without the months has none",
        "kyoso/town/living.py",
        "    if tokyo_date(now) >= first - ONE_DAY:\n",
        "    if False:\n",
        (f"{WORRIES}::test_a_town_that_began_without_the_months_has_none",),
    ),
    Control(
        "the hall of an older town divides once it is loaded again",
        "kyoso/town/seats.py",
        "        if any(room.parts for room in house.rooms):\n",
        "        if False:\n",
        (f"{LOADING}::test_the_hall_of_an_older_town_divides_once_the_town_is_loaded_again",),
    ),
    Control(
        "welfare groups have their reduction in each year that is booked for",
        "kyoso/town/load.py",
        " for group in WELFARE for year in years]",
        " for group in WELFARE for year in years[:1]]",
        (f"{LOADING}::test_an_interrupted_load_goes_on_and_a_second_one_changes_nothing",),
    ),
    Control(
        "what is tried is for this machine only",
        "kyoso/trying/pages.py",
        "include_in_schema=False, dependencies=[Depends(only_this_machine)])",
        "include_in_schema=False)",
        (f"{TRYING}::test_nobody_gets_in_from_elsewhere",),
    ),
    Control(
        "nobody who tries it plays a child",
        "kyoso/trying/meeting.py",
        '            if account["age_band"] != CHILDREN:\n',
        "            if True:\n",
        (f"{TRYING}::test_nobody_plays_a_child",),
    ),
    Control(
        "no child is introduced in the town's past",
        "kyoso/town/past.py",
        " if age_on(who.birth_date, day - TOLD) >= ALONE_FROM]",
        "]",
        (f"{PLANNED}::test_no_child_is_introduced_in_the_past",),
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
    Control(
        "a folder in which something was recorded is never turned back",
        "kyoso/folder.py",
        'not any(self.path.glob("*.db")) and self.clock()',
        "self.clock()",
        (f"{CLOCK}::test_a_folder_in_which_something_was_recorded_is_never_turned_back",),
    ),
    Control(
        "a clock that there is already is never turned back",
        "shared/clock.py",
        'self.file.open("x")',
        'self.file.open("w")',
        (f"{CLOCK}::test_a_new_clock_may_begin_in_the_past_once",),
    ),
    Control(
        "a folder in use is not turned back",
        "kyoso/folder.py",
        """        ``FolderUnusable``.
        \"\"\"
        self.lock()
""",
        """        ``FolderUnusable``.
        \"\"\"
""",
        (f"{CLOCK}::test_a_folder_in_use_is_not_turned_back",),
    ),
    Control(
        "who goes on with an interrupted week does so where the clock is",
        "kyoso/town/living.py",
        "    return moments[over:]",
        "    return moments[over + 1 :]",
        ("tests/unit/town/test_past.py::test_who_goes_on_finds_the_moment_in_which_the_clock_is",),
    ),
    Control(
        "a past that goes on after midnight is the one that was begun",
        "kyoso/town/load.py",
        '        _write(marker, {"first": day.isoformat()})\n',
        "",
        ("tests/unit/town/test_past.py::test_who_goes_on_after_midnight_lives_through_the_same_week",),
    ),
    Control(
        "after its past week the town is in the present",
        "kyoso/town/living.py",
        "if rest := self.clock.behind:",
        "if rest := timedelta(0):",
        (f"{PAST}::test_the_town_is_in_the_present_and_nothing_lies_in_the_future",),
    ),
    Control(
        "a cluster that has recorded something is never turned back",
        "kyoso/cluster/cluster.py",
        "if by and not self.members.recorded:",
        "if by:",
        ("tests/unit/town/test_cluster_past.py::test_a_cluster_that_has_recorded_something_is_never_turned_back",),
    ),
    Control(
        "the story notices a guardian's yes that is not asked for, and a no that counts for nothing",
        "kyoso/story/guardian.py",
        "        raise AssertionError(wrong)\n",
        "        return\n",
        (
            f"{LIGHT_STORY}::test_a_yes_that_counts_for_nothing_fails_the_story",
            f"{LIGHT_STORY}::test_a_no_that_leaves_the_consent_fails_the_story",
        ),
    ),
    Control(
        "the story notices a guardian's yes that counts for nothing",
        "kyoso/story/guardian.py",
        'raise AssertionError("a guardian agreed',
        'raise TakenError("a guardian agreed',
        (f"{LIGHT_STORY}::test_a_yes_that_counts_for_nothing_fails_the_story",),
    ),
    Control(
        "a no of the story bars nobody from introductions",
        "kyoso/story/guardian.py",
        "    await _make_up(stage, family)\n",
        "",
        (f"{LIGHT_STORY}::test_a_guardian_agrees_and_takes_it_back_and_the_same_family_plays_again",),
    ),
    Control(
        "the story notices a place among children without a check",
        "kyoso/story/vetting.py",
        '                raise AssertionError("somebody has a place among children whom nobody checked")\n',
        "                pass\n",
        (f"{LIGHT_STORY}::test_a_check_that_counts_for_nothing_fails_the_story",),
    ),
    Control(
        "the story notices a check that counts for nothing",
        "kyoso/story/vetting.py",
        '            raise AssertionError("who was checked is refused all the same")\n',
        "            return False\n",
        (f"{LIGHT_STORY}::test_a_check_that_counts_for_nothing_fails_the_story",),
    ),
    Control(
        "the story notices points that do not add up",
        "kyoso/story/reasons.py",
        '        raise AssertionError("the points do not add up to the score")\n',
        "        pass\n",
        (f"{LIGHT_STORY}::test_points_that_are_told_wrongly_fail_the_story",),
    ),
    Control(
        "the story notices a fourth reason",
        "kyoso/story/reasons.py",
        " or len(told) > REASONS_MAX:\n",
        ":\n",
        (f"{LIGHT_STORY}::test_a_fourth_reason_fails_the_story",),
    ),
    Control(
        "the story notices that what is set aside stays",
        "kyoso/story/reasons.py",
        "        return (lowered and (few or not listed)) or None\n",
        "        return True\n",
        (f"{LIGHT_STORY}::test_what_is_set_aside_and_stays_fails_the_story",),
    ),
    Control(
        "nobody from elsewhere asks a group for residents in the town's past",
        "kyoso/town/past.py",
        " and not (elsewhere and each.outsiders_welcome is False)",
        "",
        ("tests/unit/town/test_past.py::test_nobody_from_elsewhere_asks_a_group_that_is_for_residents",),
    ),
    Control(
        "who of the town has days off ahead gets no more of them",
        "kyoso/town/registering.py",
        "        if entry is None or any(each.last_day >= today for each in entry.leave):\n",
        "        if entry is None:\n",
        (f"{ROSTER}::test_days_off_leave_all_else_as_it_stands",),
    ),
)
