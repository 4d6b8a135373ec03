"""Safety nets of what booking keeps in memory, and of refused wishes that are written together."""

from tests.controls.table import Control

KNOWN = "tests/integration/booking/test_known_rows.py"
TOGETHER = "tests/integration/booking/test_demand_together.py"
LEFT = "tests/integration/booking/test_refusals_leave_nothing.py"

BOOKING_MEMORY = (
    Control(
        "a row in memory is forgotten when its stream is written",
        "shared/journal/known_rows.py",
        "            journal.writer.listeners.append(self._committed)\n",
        "            pass\n",
        (f"{KNOWN}::test_a_row_is_read_once_until_its_stream_is_written",),
    ),
    Control(
        "a row that is written while it is read is not kept",
        "shared/journal/known_rows.py",
        "self._journal.store.exclusive and written == self._written:",
        "self._journal.store.exclusive:",
        (f"{KNOWN}::test_a_row_that_is_written_while_it_is_read_is_not_kept",),
    ),
    Control(
        "rows in memory are forgotten when rows are made again",
        "shared/journal/known_rows.py",
        "            journal.writer.forgetting.append(self._forget)\n",
        "            pass\n",
        (f"{KNOWN}::test_rows_that_are_made_again_are_read_again",),
    ),
    Control(
        "no row is kept where others write too",
        "shared/journal/known_rows.py",
        "self._journal.store.exclusive and written == self._written:",
        "written == self._written:",
        (f"{KNOWN}::test_a_store_that_others_write_too_is_asked_each_time",),
    ),
    Control(
        "rows in memory are bounded",
        "shared/journal/known_rows.py",
        "            if len(self._known) > self._kept_max:\n",
        "            if False:\n",
        (f"{KNOWN}::test_what_is_kept_is_bounded",),
    ),
    Control(
        "a wish that is on record takes no other along",
        "services/booking/demand_together.py",
        "        if commit.replayed and len(wishes) > 1:\n",
        "        if False:\n",
        (f"{TOGETHER}::test_a_repeat_takes_nobody_along",),
    ),
    Control(
        "a wish that cannot be written takes no other along",
        "services/booking/demand_together.py",
        "            for wish in wishes:  # so that one suffers\n",
        "            for wish in ():\n",
        (f"{TOGETHER}::test_a_key_with_another_body_takes_nobody_along",),
    ),
    Control(
        "no refusal waits long for its record",
        "services/booking/demand_together.py",
        "            loop.call_later(WAIT_SECONDS, group.told)\n",
        "",
        (f"{TOGETHER}::test_nobody_waits_long_and_it_is_written_all_the_same",),
    ),
    Control(
        "a service that stops writes what was refused",
        "services/booking/app.py",
        "            *uses.money.background,\n            demand,\n",
        "            *uses.money.background,\n",
        (f"{TOGETHER}::test_a_service_that_stops_writes_what_nobody_waited_for",),
    ),
    Control(
        "letting go of an answered refusal",
        "shared/web/problems.py",
        "    _forget_its_way(error)\n    return answer",
        "    return answer",
        (f"{LEFT}::test_an_answered_refusal_is_gone",),
    ),
    Control(
        "letting go of what others gave up",
        "services/booking/bookings.py",
        "taken.__traceback__ = None",
        "taken.__notes__ = []",
        (f"{LEFT}::test_what_was_given_up_by_others_is_gone",),
    ),
    Control(
        "letting go of what others gave up, in a change",
        "services/booking/ways/changes.py",
        "taken.__traceback__ = None",
        "taken.__notes__ = []",
        (f"{LEFT}::test_a_change_into_what_others_gave_up_leaves_nothing",),
    ),
)
