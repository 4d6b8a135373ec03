"""The safety nets of activities that groups hold together. See ``table``."""

from tests.controls.table import Control

HOSTING = "services/booking/domain/activities/hosting.py"
RECORD = "services/booking/domain/activities/record.py"
USES = "services/booking/activities/co_hosts.py"
DECIDED = "tests/unit/booking/test_activity_hosting.py"
WHOLE = "tests/integration/booking/test_activities_together.py"
MATCHING = "tests/integration/matching/test_matching_together.py"

TOGETHER = (
    Control(
        "a stranger learns of no question by trying",
        USES,
        '            if "officer" not in found:\n',
        "            if False:\n",
        (f"{WHOLE}::test_who_may_answer",),
    ),
    Control(
        "a group is not flooded with questions",
        HOSTING,
        "            if others.candidates[id].waiting >= WAITING_MAX:\n",
        "            if False:\n",
        (f"{WHOLE}::test_a_group_is_not_flooded_with_questions",),
    ),
    Control(
        "a group that is away asks nobody",
        HOSTING,
        '        if asked and others.first != "active":\n',
        "        if False:\n",
        (f"{WHOLE}::test_a_group_that_is_away_asks_nobody",),
    ),
    Control(
        "no name without a yes",
        "services/booking/domain/activities/announcement.py",
        'return {**self.model_dump(exclude={"together_with"}), "sessions": sessions}',
        'return {**self.model_dump(), "sessions": sessions, "together_with": self.together_with or ()}',
        (
            f"{DECIDED}::test_until_the_yes_the_activity_is_the_first_groups_alone",
            f"{WHOLE}::test_two_groups_hold_an_activity_together",
        ),
    ),
    Control(
        "the first word of a group counts",
        HOSTING,
        '        if standing != "asked":\n            raise CoHostAnsweredAlready(standing=standing)\n',
        "",
        (f"{DECIDED}::test_the_first_word_counts", f"{WHOLE}::test_two_officers_answer_at_once"),
    ),
    Control(
        "what was called off is answered no more",
        HOSTING,
        '            return []\n        self.check_stands()\n        if standing != "asked":\n',
        '            return []\n        if standing != "asked":\n',
        (
            f"{DECIDED}::test_called_off_before_the_answer",
            f"{WHOLE}::test_called_off_before_the_answer",
        ),
    ),
    Control(
        "who said no is not asked again",
        HOSTING,
        'if self.hosts.get(id) in {"declined", "left"}:',
        "if False:",
        (f"{DECIDED}::test_who_is_asked", f"{DECIDED}::test_a_co_host_leaves_once_and_not_when_it_is_over"),
    ),
    Control(
        "an activity asks so many groups and no more",
        HOSTING,
        " or self.hosts_asked + len(asked) > ASKED_MAX",
        "",
        (f"{DECIDED}::test_questions_are_bounded",),
    ),
    Control(
        "a change that says nothing of co-hosts keeps them",
        HOSTING,
        "        if wanted is None:\n            return []\n        return [id for id, standing",
        "        wanted = wanted or ()\n        return [id for id, standing",
        (
            f"{DECIDED}::test_a_change_asks_others_lets_them_go_or_leaves_them",
            f"{WHOLE}::test_a_change_that_does_not_name_them_keeps_them_and_one_that_leaves_them_out_lets_them_go",
        ),
    ),
    Control(
        "whoever has a place hears who holds it now",
        RECORD,
        "for person_id, known in self.untold.items() if known != current}",
        "for person_id, known in self.untold.items() if known.differs(current)}",
        (
            f"{DECIDED}::test_whoever_has_a_place_is_told_once_by_whom_it_is_held_now",
            f"{WHOLE}::test_who_has_a_place_already_hears_that_it_is_held_by_both",
        ),
    ),
    Control(
        "a co-host neither changes nor calls off",
        "services/booking/activities/permissions.py",
        '    "cancel": frozenset({"officer", "staff"}),',
        '    "cancel": frozenset({"officer", "co-host", "staff"}),',
        (
            "tests/unit/booking/test_activity_permissions.py::test_who_may_do_what",
            f"{WHOLE}::test_two_groups_hold_an_activity_together",
        ),
    ),
    Control(
        "nobody erased answers for a group",
        USES,
        "            self._forgotten.check(by.person_id)\n            events = activity",
        "            events = activity",
        (f"{WHOLE}::test_who_may_answer",),
    ),
    Control(
        "a group that pauses agrees to nothing new",
        USES,
        'if events and accepted and own != "active":',
        "if False:",
        (f"{WHOLE}::test_a_group_that_is_away_is_not_asked_and_does_not_say_yes",),
    ),
    Control(
        "a group that has ended holds nothing that is still to come",
        "services/booking/handlers.py",
        "    await booking.activities.co_hosts.end_of_group(event.group_id, cause=cause)\n",
        "    pass\n",
        (f"{WHOLE}::test_a_co_host_that_ends_holds_it_no_more",),
    ),
    Control(
        "a plan is no reason to fit",
        "services/matching/recommending/catalogue.py",
        "if now - LIVING < row.starts_at <= now and group_id in row.held_by]",
        "if group_id in row.held_by]",
        (f"{MATCHING}::test_who_held_something_together_fits_better_once_it_has_begun",),
    ),
    Control(
        "who met at what two groups held is tied across their fields",
        "services/matching/ladder/insights.py",
        'held = [(group, *joint.get(key.partition("#")[0], ())) for group, key in deeds]',
        "held = [(group,) for group, _ in deeds]",
        (f"{MATCHING}::test_who_met_at_what_two_groups_held_is_tied_across_their_fields",),
    ),
)
