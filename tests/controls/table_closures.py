"""What makes announced closures visible in every list and feed. Of holds, that none begins anew. See ``table``."""

from tests.controls.table import Control

TOLD = "tests/integration/booking/test_closures_told.py"
KEPT = "tests/integration/booking/test_calendars_kept.py"
OPENING = f"{TOLD}::test_a_closed_day_is_in_no_opening_calendar_until_it_is_lifted"
LISTS = f"{TOLD}::test_the_lists_of_what_is_free_say_closed_why_and_until_when"
ROOMS = f"{TOLD}::test_a_room_s_feed_shows_closed_time_as_taken"
ELSEWHERE = f"{KEPT}::test_a_closure_that_another_process_announced_stands_in_the_next_answer"

CLOSURES = (
    Control(
        "what is over is taken away by no closure",
        "services/booking/domain/ways/closing.py",
        "    return [held for held in found if at is None or held.confirmed.ends_at > at]\n",
        "    return found\n",
        ("tests/integration/booking/test_booking_closures.py::test_a_use_that_is_over_is_taken_away_by_no_closure",),
    ),
    Control(
        "what is lent has the deadline of its room",
        "services/booking/domain/ways/changing.py",
        "    return less or bool(",
        "    return bool(",
        ("tests/integration/booking/test_booking_equipment.py",),
    ),
    Control(
        "nothing that is over is changed",
        "services/booking/domain/ways/changing.py",
        "    if now >= held.confirmed.ends_at:\n",
        "    if False:\n",
        ("tests/integration/booking/test_booking_equipment.py",),
    ),
    Control(
        "a hold does not begin anew",
        "services/booking/domain/ways/holding.py",
        "    until = min(terms.hold_until or wish.starts_at, wish.starts_at, before or wish.starts_at)\n",
        "    until = min(terms.hold_until or wish.starts_at, wish.starts_at)\n",
        ("tests/integration/booking/test_hold_limits.py::test_a_hold_does_not_begin_anew",),
    ),
    Control(
        "nor by booking and cancelling in between",
        "services/booking/domain/given_up.py",
        "        if self.hold_until is not None and newer.hold_until is None:",
        "        if False:",
        ("tests/integration/booking/test_hold_limits.py::test_a_hold_does_not_begin_anew",),
    ),
    Control(
        "opening hours that were kept are forgotten when a closure is announced or lifted",
        "services/booking/calendars/kept.py",
        "        mark = self._occupancy.facilities_mark  # before reading: then older is safe\n",
        "        mark = 0\n",
        (OPENING, ELSEWHERE),
    ),
    Control(
        "a closure of another process is seen before opening hours are told",
        "services/booking/calendars/kept.py",
        "        await self._occupancy.look()\n"
        "        facility = await self._directory.facility(facility_id)\n"
        "        mark = self._occupancy.facilities_mark",
        "        facility = await self._directory.facility(facility_id)\n"
        "        mark = self._occupancy.facilities_mark",
        (ELSEWHERE,),
    ),
    Control(
        "a room's feed that was kept is forgotten with a closure",
        "services/booking/calendars/kept.py",
        "self._occupancy.mark(facility_id) + self._occupancy.facilities_mark",
        "self._occupancy.mark(facility_id)",
        (ELSEWHERE,),
    ),
    Control(
        "closures are read again when a facility was written",
        "services/booking/houses/announced.py",
        "        if known is not None and known.mark == mark and known.since <= first:\n",
        "        if known is not None and known.since <= first:\n",
        (LISTS, f"{TOLD}::test_closures_are_read_once_until_a_facility_is_written"),
    ),
    Control(
        "rooms closed one by one close the house",
        "services/booking/houses/announced.py",
        "    return whole | common\n",
        "    return whole\n",
        (f"{TOLD}::test_closed_hours_are_cut_out_of_the_opening_hours",),
    ),
    Control(
        "a closed part closes its hall",
        "services/booking/houses/announced.py",
        "isdisjoint(beside(facility, room_id))",
        "isdisjoint((room_id,))",
        (ROOMS,),
    ),
)
