"""The safety nets of what becomes of a group's rooms, activities and members when it ends. See ``table``."""

from tests.controls.table import Control

ROOMS = "tests/integration/booking/test_ended_groups.py"
NOTHING_NEW = f"{ROOMS}::test_nothing_new_is_booked_in_the_name_of_a_group_that_has_ended"
TAKEN_OVER = f"{ROOMS}::test_rooms_of_an_ended_group_are_taken_over_in_one_step"
JOINS = f"{ROOMS}::test_what_it_announced_takes_nobody_until_it_is_back"
MATCHING = "tests/integration/matching/test_matching_ended_groups.py"
MEMBERSHIPS = f"{MATCHING}::test_memberships_end_with_the_group_and_each_is_told_once"
BEFORE = "tests/integration/matching/test_matching_ended_before.py"
PARTNERS = "tests/integration/matching/test_matching_partners.py"
REGISTERED = "tests/integration/booking/test_registration_of_ended_group.py"
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
        "services/booking/ways/holds.py",
        "            self._forgotten.check(by.person_id)\n            if over is not None:\n                raise over\n",
        "            self._forgotten.check(by.person_id)\n",
        (NOTHING_NEW,),
    ),
    Control(
        "rooms are taken over from a group that has ended, and from no other",
        "services/booking/groups/ended_groups.py",
        "            if not ended:\n",
        "            if False:\n",
        (TAKEN_OVER,),
    ),
    Control(
        "nobody takes rooms over for themselves",
        "services/booking/groups/ended_groups.py",
        '        require("take-over", standings(by, holder=own_of(wish), officers=officers))\n',
        "",
        (TAKEN_OVER,),
    ),
    Control(
        "the registration of a group ends with it",
        "services/booking/handlers.py",
        "    await booking.registrations.ending.end(event.group_id, cause)\n",
        "",
        (f"{REGISTERED}::test_a_registration_ends_with_its_group_once_and_nobody_is_asked_to_renew_it",),
    ),
    Control(
        "an end that is heard late ends no registration",
        "services/booking/registering/ending.py",
        '        if await self.journal.ask(Group.stream(group_id), lambda group: group.standing) != "ended":\n',
        "        if False:\n",
        (f"{REGISTERED}::test_an_end_that_is_heard_behind_the_return_ends_nothing",),
    ),
    Control(
        "nobody applies for a group that has ended",
        "services/booking/registering/registrations.py",
        "            if over is not None:\n                raise over\n",
        "",
        (f"{REGISTERED}::test_an_application_ends_too_and_nobody_applies_for_a_group_that_has_ended",),
    ),
    Control(
        "an application that crosses the end of its group ends",
        "services/booking/registering/registrations.py",
        '        await self.ending.end(group_id, cause.beside("group-ended"))  # it may have ended meanwhile\n',
        "",
        (f"{REGISTERED}::test_an_application_that_crosses_the_end_ends_too",),
    ),
    Control(
        "what an ended group has booked keeps its terms",
        "services/booking/registering/reading.py",
        "row.at_end if rest else None",
        "None",
        (f"{REGISTERED}::test_what_is_booked_keeps_its_terms_and_whoever_goes_on_has_their_own",),
    ),
    Control(
        "what stood when a group ended counts for nothing new",
        "services/booking/registering/reading.py",
        "row.at_end if rest else None",
        "row.at_end",
        (f"{REGISTERED}::test_what_is_booked_keeps_its_terms_and_whoever_goes_on_has_their_own",),
    ),
    Control(
        "registrations of groups that ended before end at the first start",
        "services/booking/app.py",
        "registrations.ending.sweep, ",
        "",
        (f"{REGISTERED}::test_those_of_groups_that_ended_before_end_at_the_first_start",),
    ),
    Control(
        "what has ended is not taken over again",
        "services/booking/domain/ways/closing.py",
        '    if held.shown != "confirmed" or held.leaving:\n        raise BookingNotOpen(booking_id=was_id',
        "    if False:\n        raise BookingNotOpen(booking_id=was_id",
        (f"{ROOMS}::test_a_booking_that_has_begun_or_is_only_held_is_not_taken_over",),
    ),
    Control(
        "what a group that pauses or has ended announced takes nobody",
        "services/booking/activities/activities.py",
        "            if absent is not None and not activity.keeps_place(person, guests or 0):\n",
        "            if False:\n",
        (JOINS,),
    ),
    Control(
        "a place that is held is theirs while the group is away",
        "services/booking/domain/activities/places.py",
        "self.has_place(person_id, guests) or (offer is not None and guests <= offer.guests)",
        "self.has_place(person_id, guests)",
        (f"{ROOMS}::test_a_place_that_is_held_stays_theirs_while_the_group_pauses",),
    ),
    Control(
        "who waited before has the place that comes free while the group is away",
        "services/booking/activities/waiting_list.py",
        "            if absent is not None and not activity.keeps_place(by.person_id):\n",
        "            if absent is not None:\n",
        (f"{ROOMS}::test_places_that_come_free_go_to_who_waited_while_the_group_is_away",),
    ),
    Control(
        "nobody waits for a place with a group that is away",
        "services/booking/activities/waiting_list.py",
        "                raise absent\n            return activity.wait(",
        "                pass\n            return activity.wait(",
        (JOINS,),
    ),
    Control(
        "a group that is away announces nothing",
        "services/booking/activities/activities.py",
        "            if absent is not None:\n                raise absent\n            if unfit",
        "            if unfit",
        (JOINS,),
    ),
    Control(
        "who was a member of an ended group is told once, officers too",
        "services/matching/domain/groups/group.py",
        "        told = self.officers if self.seen_number < self.number else []\n",
        "        told = self.officers\n",
        (MEMBERSHIPS,),
    ),
    Control(
        "memberships end with the group, however many",
        "services/matching/groups/standings.py",
        "            waits = waits or (ended and len(group.plain_members) > LEAVE_AT_ONCE) or left\n",
        "            waits = waits or left\n",
        (MEMBERSHIPS,),
    ),
    Control(
        "memberships of groups that ended before they ended with them end at the first start",
        "services/matching/app.py",
        "            EndedBefore(journal).run,\n",
        "",
        (f"{BEFORE}::test_a_real_start_begins_with_it_and_a_stop_on_the_way_is_made_good",),
    ),
    Control(
        "a start touches no group whose end is seen to",
        "services/matching/groups/ended_before.py",
        "if look is not None and look.closed and look.times <= LOOKS:",
        "if look is not None:",
        (f"{BEFORE}::test_no_other_group_is_touched",),
    ),
    Control(
        "a group that came back meanwhile loses nobody for an end of before",
        "services/matching/domain/groups/ended_before.py",
        '    if group.standing != "ended" or group.number != number:\n',
        "    if False:\n",
        (f"{BEFORE}::test_a_group_that_comes_back_meanwhile_loses_nobody",),
    ),
    Control(
        "a group that is back has lost nobody more for its end",
        "services/matching/domain/groups/group.py",
        '        if self.standing != "ended":\n            return []\n        return [event',
        "        return [event",
        (f"{MATCHING}::test_what_one_look_cannot_take_and_a_pause_end_no_office",),
    ),
    Control(
        "offices of an ended group end on their day",
        "services/matching/groups/standings.py",
        "    return now + WINDS_UP if ended and times == LOOKS else None\n",
        "    return None\n",
        (f"{MATCHING}::test_officers_of_an_ended_group_act_for_ninety_days_and_may_leave_before",),
    ),
    Control(
        "nobody is asked how it goes in a group that has ended, when the clock looks",
        "services/matching/groups/standing_endings.py",
        "        return [*found, *(",
        "        return [*(",
        (f"{MATCHING}::test_nobody_is_asked_how_it_goes_in_a_group_that_has_ended",),
    ),
    Control(
        "nor where the follow-up was on its way",
        "services/matching/introducing/follow_ups.py",
        "            gone = found.group_ended() if over else []\n",
        "            gone = []\n",
        (f"{MATCHING}::test_nobody_is_asked_how_it_goes_in_a_group_that_has_ended",),
    ),
    Control(
        "what somebody heard of an ended group they still see to",
        "services/matching/domain/introducing/follow_up.py",
        ' if self.status in ("planned", "asked") and self.answer is None else []',
        " if not self.over else []",
        (f"{MATCHING}::test_what_somebody_has_heard_of_a_group_they_see_to_after_its_end",),
    ),
    Control(
        "who was to come once to a group that is away is told",
        "services/matching/groups/standing_endings.py",
        "            *((Visit.stream(row.id), away) for row in coming),\n",
        "",
        (f"{MATCHING}::test_who_was_to_come_once_is_told_and_so_is_who_greets",),
    ),
    Control(
        "nobody is asked how a day was with a group that ended meanwhile",
        "services/matching/visiting/visits.py",
        '            gone = visit.group_away("ended", now) if over else []\n',
        "            gone = []\n",
        (f"{MATCHING}::test_a_day_in_course_goes_on_and_nobody_is_asked_after_it",),
    ),
    Control(
        "an invitation of a group that is away is over",
        "services/matching/groups/standing_endings.py",
        "            *((Person.stream(row.person_id), no_more) for row in asked),\n",
        "",
        (f"{MATCHING}::test_an_invitation_of_a_group_that_is_away_is_over_and_told_to_the_person_alone",),
    ),
    Control(
        "help that an ended group asked for is over",
        "services/matching/groups/standing_endings.py",
        "((HelpRequest.stream(row.id), HelpRequest.group_ended) for row in helps)",
        "()",
        (f"{MATCHING}::test_help_that_an_ended_group_asked_for_is_over_and_who_said_yes_is_told",),
    ),
    Control(
        "the first page says that a group is away",
        "services/portal/activities.py",
        '    if activity.group_standing != "active":  # also a standing that a newer service tells of\n',
        "    if False:\n",
        (
            "tests/integration/portal/test_portal_pages.py::test_of_a_group_that_is_away_the_page_says_so_plainly",
            "tests/unit/portal/test_portal_houses.py::test_of_a_group_that_is_away_that_is_said_and_no_places",
        ),
    ),
    Control(
        "a group that has ended has no partners",
        "services/matching/groups/partners.py",
        "        group = await self._group(group_id)\n        require_active(group.id, group.standing)\n",
        "        group = await self._group(group_id)\n",
        (f"{PARTNERS}::test_each_reason_for_a_partner_is_told_end_to_end",),
    ),
    Control(
        "a group's load is of days that are over",
        "services/matching/groups/group_health.py",
        " until=now,",
        "",
        (f"{PARTNERS}::test_the_load_of_the_last_year_counts_no_day_that_is_to_come",),
    ),
)
