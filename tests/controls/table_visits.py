"""The safety nets of coming once. See ``table``."""

from tests.controls.table import Control

TESTS = "tests/integration/matching/test_matching_visits.py"
VISITING = "services/matching/domain/visiting/visiting.py"
VISIT = "services/matching/domain/visiting/visit.py"
SAGA = "services/matching/visiting/reactions.py"

FRIEND = "test_a_friend_of_who_comes_once_has_a_place_until_the_visit_is_off"
GUESTS = "tests/unit/booking/test_activity_guests.py"
PLACES_OF = "tests/integration/booking/test_visit_places.py"
TWO = "tests/integration/booking/test_activities_whole.py"
PLACES = "services/booking/domain/activities/places.py"

PERMISSIONS = "services/matching/permissions.py"
RIGHTS = "tests/unit/matching/test_matching_permissions.py::test_nobody_who_comes_once_speaks_for_the_group"
GREETERS = "tests/integration/matching/test_matching_greeters.py"
THANKS = "tests/integration/matching/test_matching_visit_thanks.py"

VISITS = (
    Control(
        "who greets is thanked by another's word",
        VISIT,
        "if came and by != self.companion_id else []",
        "if came else []",
        (f"{THANKS}::test_ones_own_word_is_not_enough",),
    ),
    Control(
        "who greets is thanked once",
        VISIT,
        "        if self.thanked or not self.companion_id or self.visiting is None:\n",
        "        if not self.companion_id or self.visiting is None:\n",
        (f"{THANKS}::test_an_officers_word_thanks_once",),
    ),
    Control(
        "who comes once does not name who greets them",
        PERMISSIONS,
        '    "greet-visit": frozenset(),\n',
        "",
        (f"{RIGHTS}[greet-visit]", f"{THANKS}::test_who_comes_names_nobody_and_does_not_say_that_they_came"),
    ),
    Control(
        "who comes once does not say for the group that they came",
        PERMISSIONS,
        '    "note-visit": frozenset(),\n',
        "",
        (f"{RIGHTS}[note-visit]", f"{THANKS}::test_who_comes_names_nobody_and_does_not_say_that_they_came"),
    ),
    Control(
        "a tap against the group's word thanks nobody",
        VISIT,
        'again = said.answer == "again" and self.came is not False',
        'again = said.answer == "again"',
        (f"{THANKS}::test_a_tap_against_the_groups_word_thanks_nobody",),
    ),
    Control(
        "one place is named for a few visits",
        PLACES,
        "            if not events and known is not None and known.visits_named >= SIGN_UPS_PER_PERSON_MAX:\n",
        "            if False:\n",
        (f"{GUESTS}::test_a_place_is_for_so_many_visits_and_no_more",),
    ),
    Control(
        "who brings a friend is told of what has changed",
        "services/booking/domain/activities/activity.py",
        "return [*self._affected(person_id, untold), *anew] if untold else anew",
        "return anew",
        (f"{GUESTS}::test_who_brings_a_friend_is_still_told_what_has_changed",),
    ),
    Control(
        "a friend takes a place",
        "services/booking/domain/activities/participation.py",
        "return (1 + self.guests) * self.placed",
        "return int(self.placed)",
        (f"{GUESTS}::test_two_who_bring_a_friend_want_the_last_two_places", f"{TWO}::{FRIEND}"),
    ),
    Control(
        "there are places for two, or for none of them",
        PLACES,
        "        if self.free(role) < 1 + guests:\n",
        "        if False:\n",
        (f"{GUESTS}::test_two_who_bring_a_friend_want_the_last_two_places",),
    ),
    Control(
        "a friend who comes along later has a place or does not come",
        PLACES,
        "        if more > max(self.free(known.role), 0):\n",
        "        if False:\n",
        (f"{GUESTS}::test_two_who_bring_a_friend_want_the_last_two_places",),
    ),
    Control(
        "who takes an offered place takes no second one that is not there",
        PLACES,
        "        if more > max(self.free(offer.role), 0):\n",
        "        if False:\n",
        (f"{GUESTS}::test_a_friend_may_come_along_later_or_stay_at_home",),
    ),
    Control(
        "a friend has no task",
        PLACES,
        "        if guests and role != PARTICIPANT:\n",
        "        if False:\n",
        (f"{GUESTS}::test_a_friend_has_no_task",),
    ),
    Control(
        "the place of a visit that is off is free again",
        "services/booking/handlers.py",
        '    if event.role == "said":\n',
        "    if False:\n",
        (f"{TWO}::{FRIEND}",),
    ),
    Control(
        "a place that is named late for a visit that has ended comes back",
        "services/booking/activities/model.py",
        '    on(PlaceForVisit, "ask-visit-of-place", _ask_visit),\n',
        "",
        (f"{PLACES_OF}::test_a_sign_up_that_crosses_the_end_comes_back_once",),
    ),
    Control(
        "no place is taken for a visit that is known to have ended",
        "services/booking/activities/activities.py",
        "            if over:\n                raise VisitHasEnded\n",
        "",
        (f"{PLACES_OF}::test_a_sign_up_behind_the_end_takes_nothing",),
    ),
    Control(
        "the end of a visit ends no place in another activity",
        "services/booking/domain/activities/visit.py",
        "return self.ended is not None and self.ended.activity_id == activity_id",
        "return self.ended is not None",
        (f"{PLACES_OF}::test_whose_visit_it_was_and_where_it_led",),
    ),
    Control(
        "booking hears that who was to come is gone",
        VISIT,
        "return [closed, *off, *_told(VisitForgone, self.visiting, who_came)]",
        "return [closed, *off]",
        (f"{TESTS}::test_who_is_gone_comes_to_nothing_and_greets_nobody",),
    ),
    Control(
        "a place that was not taken for the visit stays",
        PLACES,
        "if self.cancelled or known is None or not known.placed or known.visit_id != visit_id:",
        "if self.cancelled or known is None or not known.placed:",
        (f"{GUESTS}::test_a_place_that_was_taken_for_a_visit_ends_with_it", f"{TWO}::{FRIEND}"),
    ),
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
        "services/matching/recommending/activities.py",
        "            await self.journal.transact(Visit.stream(row.id), cause, lambda visit: visit.hear(heard))\n",
        "            continue\n",
        (f"{TESTS}::test_what_becomes_of_the_activity_becomes_of_the_visit",),
    ),
    Control(
        "who sees to it that somebody greets hears that nobody comes",
        VISIT,
        'return [(self.owner_id, "owner")] if self.owner_id else []',
        "return []",
        (
            f"{GREETERS}::test_who_saw_to_it_that_somebody_greets_hears_that_nobody_comes",
            f"{GREETERS}::test_who_greets_or_sees_to_it_hears_once_that_the_group_is_away",
        ),
    ),
    Control(
        "an activity that is called off afterwards leaves nobody to greet",
        VISIT,
        'if self.visiting is None or self.status not in ("coming", "over"):\n            return []\n        if activity',
        'if self.visiting is None or self.status != "coming":\n            return []\n        if activity',
        (f"{GREETERS}::test_who_greets_hears_once_that_the_activity_is_off[afterwards]",),
    ),
    Control(
        "nobody is named to greet at what is off",
        "services/matching/visiting/visits.py",
        "        await self._catch_up(row, cause)\n",
        "",
        (f"{GREETERS}::test_nobody_is_named_for_what_was_called_off_meanwhile",),
    ),
    Control(
        "who greets reads words of their own when it is off",
        "services/notifications/domain/visit_drafts.py",
        'if event.reason == "cancelled" and event.role in ("along", "owner"):',
        "if False:",
        (
            "tests/unit/notifications/test_notifications_templates.py::test_every_draft_asks_for_the_template_that_it_is_made_for",
        ),
    ),
    Control(
        "a child comes with a guardian who agrees",
        VISITING,
        "        self.require_guardian(visiting.said_at, VisitNeedsGuardian)\n",
        "",
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
        "services/matching/visiting/visits.py",
        "            if not fits:\n",
        "            if False:\n",
        (f"{TESTS}::test_who_may_greet_and_who_may_say_so",),
    ),
    Control(
        "how somebody decided after a visit is theirs",
        "services/matching/visiting/api.py",
        'row.how if own or row.how in ("withdrawn", "cancelled") else None',
        "row.how",
        (f"{TESTS}::test_not_for_me_ends_kindly_and_is_told_to_nobody",),
    ),
)
