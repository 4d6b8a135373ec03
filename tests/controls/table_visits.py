"""The safety nets of coming once. See ``table``."""

from tests.controls.table import Control

TESTS = "tests/integration/matching/test_matching_visits.py"
VISITING = "services/matching/domain/visiting.py"
VISIT = "services/matching/domain/visit.py"
SAGA = "services/matching/visit_reactions.py"

VISITS = (
    Control(
        "one visit a group, however often it is tapped",
        VISITING,
        "if group == visiting.group_id), None):",
        "if False), None):",
        (f"{TESTS}::test_one_visit_a_group_three_in_all_and_none_for_members",),
    ),
    Control(
        "where nobody greets somebody named sees to it",
        VISIT,
        "        alone = VisitAlone(visit_id=self.stream_key, owner_id=owner_id)\n",
        "        return []\n",
        (f"{TESTS}::test_when_nobody_greets_somebody_named_sees_to_it",),
    ),
    Control(
        "a visit ends with its activity",
        "services/matching/activities.py",
        "            await self.journal.transact(Visit.stream(row.id), cause, lambda visit: visit.hear(heard))\n",
        "            continue\n",
        (f"{TESTS}::test_what_becomes_of_the_activity_becomes_of_the_visit",),
    ),
    Control(
        "a child comes with a guardian who agrees",
        VISITING,
        '        if self.age == "minor" and not self.of_age(today) and GUARDIAN not in self.valid_checks(today):\n',
        "        if False:\n",
        (f"{TESTS}::test_a_child_comes_with_a_guardian_who_agrees",),
    ),
    Control(
        "a visit ends with a guardian's no",
        SAGA,
        '    on(GuardianGone, "end-visits-without-guardian", _without_guardian),\n',
        "",
        (f"{TESTS}::test_a_child_comes_with_a_guardian_who_agrees",),
    ),
    Control(
        "who is gone leaves no visit",
        SAGA,
        '    on(VisitsLeft, "leave-visits", _left),\n',
        "",
        (f"{TESTS}::test_who_is_gone_comes_to_nothing_and_greets_nobody",),
    ),
    Control(
        "who greets is of the group or a coordinator",
        "services/matching/visits.py",
        "            if not fits:\n",
        "            if False:\n",
        (f"{TESTS}::test_who_may_greet_and_who_may_say_so",),
    ),
    Control(
        "how somebody decided after a visit is theirs",
        "services/matching/api_visits.py",
        'row.how if own or row.how in ("withdrawn", "cancelled") else None',
        "row.how",
        (f"{TESTS}::test_not_for_me_ends_kindly_and_is_told_to_nobody",),
    ),
)
