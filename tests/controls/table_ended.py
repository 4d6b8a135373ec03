"""The safety nets of what becomes of a group's rooms, activities and members when it ends. See ``table``."""

from tests.controls.table import Control

ROOMS = "tests/integration/booking/test_ended_groups.py"
NOTHING_NEW = f"{ROOMS}::test_nothing_new_is_booked_in_the_name_of_a_group_that_has_ended"
TAKEN_OVER = f"{ROOMS}::test_rooms_of_an_ended_group_are_taken_over_in_one_step"
JOINS = f"{ROOMS}::test_what_it_announced_takes_nobody_until_it_is_back"
HEARD = "tests/unit/booking/test_group_and_demand.py"
NEWEST = f"{HEARD}::test_the_newest_that_is_known_of_how_a_group_stands_holds_in_whichever_order"

ENDED = (
    Control(
        "an earlier change that is heard late leaves a group as it stands",
        "services/booking/domain/group.py",
        "        if count < self.standing_count or (",
        "        if (",
        (NEWEST, f"{ROOMS}::test_a_group_is_as_it_was_heard_of_last_whatever_comes_late"),
    ),
    Control(
        "nothing new is booked in the name of a group that has ended",
        "services/booking/judging.py",
        "            if not rest and (over := await self._groups.over(wish.group_id)):  # what it gives back it may\n",
        "            if over := None:\n",
        (NOTHING_NEW,),
    ),
    Control(
        "what an ended group has it may give back in part",
        "services/booking/judging.py",
        "            if not rest and (over",
        "            if (over",
        (NOTHING_NEW,),
    ),
    Control(
        "a hold of a group that has ended becomes no booking",
        "services/booking/holds.py",
        "            self._forgotten.check(by.person_id)\n            if over is not None:\n                raise over\n",
        "            self._forgotten.check(by.person_id)\n",
        (NOTHING_NEW,),
    ),
    Control(
        "rooms are taken over from a group that has ended, and from no other",
        "services/booking/ended_groups.py",
        "            if not ended:\n",
        "            if False:\n",
        (TAKEN_OVER,),
    ),
    Control(
        "nobody takes rooms over for themselves",
        "services/booking/ended_groups.py",
        '        require("take-over", standings(by, holder=own_of(wish), officers=officers))\n',
        "",
        (TAKEN_OVER,),
    ),
    Control(
        "what has ended is not taken over again",
        "services/booking/domain/closing.py",
        '    if held.shown != "confirmed" or held.leaving:\n        raise BookingNotOpen(booking_id=was_id',
        "    if False:\n        raise BookingNotOpen(booking_id=was_id",
        (f"{ROOMS}::test_a_booking_that_has_begun_or_is_only_held_is_not_taken_over",),
    ),
    Control(
        "what a group that pauses or has ended announced takes nobody",
        "services/booking/activities.py",
        "            if absent is not None and not activity.has_place(person):\n",
        "            if False:\n",
        (JOINS,),
    ),
    Control(
        "nobody waits for a place with a group that is away",
        "services/booking/waiting_list.py",
        "                raise absent\n            return activity.wait(",
        "                pass\n            return activity.wait(",
        (JOINS,),
    ),
    Control(
        "a group that is away announces nothing",
        "services/booking/activities.py",
        "            if absent is not None:\n                raise absent\n            if unfit",
        "            if unfit",
        (JOINS,),
    ),
)
