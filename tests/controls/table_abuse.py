"""The safety nets against scripts and friends who pass bookings on. See ``table``."""

from tests.controls.table import Control

HTTP = "tests/integration/booking/test_attempts_http.py"
PASSING = "tests/integration/booking/test_passing_on.py"

ABUSE = (
    Control(
        "who is refused again and again waits",
        "services/booking/bookings.py",
        "        self._attempts.check(asking, now)\n",
        "",
        (f"{HTTP}::test_a_script_is_told_for_how_long_to_wait_and_nobody_else_is",),
    ),
    Control(
        "staff ask for others, and count nowhere",
        "services/booking/attempts.py",
        '    if by.has("staff"):\n        return ()\n',
        "",
        (f"{HTTP}::test_staff_who_ask_for_many_are_never_told_to_wait",),
    ),
    Control(
        "what others gave up is cleared with the rules",
        "services/booking/domain/facility_day.py",
        "        return TakenFromOthers(unclear) if unclear else None\n",
        "        return None\n",
        (
            f"{PASSING}::test_the_fourth_time_the_friend_waits_and_somebody_else_does_not",
            f"{PASSING}::test_a_group_s_saga_is_held_to_it_as_well",
        ),
    ),
    Control(
        "what was taken hours later was not passed on",
        "services/booking/domain/passing.py",
        "        gave = [one for one in giver.gave if one.minutes <= within_minutes]\n",
        "        gave = list(giver.gave)\n",
        (f"{PASSING}::test_what_was_taken_hours_later_was_not_passed_on",),
    ),
    Control(
        "both shares count, so that who is quick is no friend of everybody",
        "services/booking/rulebook/passings.py",
        "        return often if often >= self.times and shares else 0\n",
        "        return often if often >= self.times else 0\n",
        ("tests/unit/booking/test_passing.py::test_who_takes_from_everybody_has_no_habit",),
    ),
)
