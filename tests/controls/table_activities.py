"""The safety nets of activities: places, offers, what is told, what is taken back, certificates. See ``table``."""

from tests.controls.table import Control

ACTIVITY = "tests/unit/booking/test_activity.py"
WAITING = "tests/unit/booking/test_activity_waiting.py"
LINE = "tests/unit/booking/test_activity_waiting_two.py"
ORDER = "tests/unit/booking/test_activity_waiting_order.py"
CHANGES = "tests/unit/booking/test_activity_changes.py"
SESSIONS = "tests/unit/booking/test_activity_sessions.py"
CHECKS = "tests/unit/booking/test_activity_checks.py"
CHECKS_ASKED = "tests/integration/booking/test_activity_checks_http.py"
TOLD = "tests/integration/booking/test_activity_changes_told.py"
WHOLE = "tests/integration/booking/test_activities_whole.py"
POINTS = "tests/integration/points/test_points_loop.py"
RECOMMENDED = "tests/integration/matching/test_matching_recommendations.py"

ACTIVITIES = (
    Control(
        "the capacity of an activity",
        "services/booking/domain/activities/places.py",
        "        if self.free(role) <= 0:\n",
        "        if False:\n",
        (f"{ACTIVITY}::test_the_last_place_is_given_once",),
    ),
    Control(
        "a role with children or in care is taken on nobody's own word",
        "services/booking/domain/activities/places.py",
        "        if role in NEEDS_CHECK and word is None:\n",
        "        if False:\n",
        (CHECKS, f"{CHECKS_ASKED}::test_nobody_enters_themselves_for_a_role_that_needs_a_check"),
    ),
    Control(
        "an officer or staff enter others for such a role, never themselves",
        "services/booking/activities/activities.py",
        "word = None if person == by.person_id else _word_of(standings)",
        "word = _word_of(standings)",
        (f"{CHECKS_ASKED}::test_nobody_enters_themselves_for_a_role_that_needs_a_check",),
    ),
    Control(
        "a place that is held of such a role is not taken by oneself",
        "services/booking/domain/activities/places.py",
        "        self._check_word(offer.role, word)\n",
        "",
        (f"{CHECKS}::test_a_place_that_was_held_before_is_not_taken_by_oneself",),
    ),
    Control(
        "nobody is offered such a role from a waiting list",
        "services/booking/domain/activities/line.py",
        " or places <= 0 or role in NEEDS_CHECK:",
        " or places <= 0:",
        (f"{CHECKS}::test_who_waited_before_the_role_needed_a_check_is_offered_nothing",),
    ),
    Control(
        "on whose word somebody has such a role is recorded",
        "services/booking/domain/activities/places.py",
        "evidence = word if role in NEEDS_CHECK else None",
        "evidence = None",
        (f"{CHECKS}::test_who_enters_somebody_gives_their_word",),
    ),
    Control(
        "booking's list of such roles is matching's",
        "services/booking/data/roles.toml",
        'needs_check = ["watching-children"]',
        'needs_check = ["driving"]',
        (f"{CHECKS}::test_booking_and_matching_have_one_list",),
    ),
    Control(
        "a place that is held for somebody is not free",
        "services/booking/domain/activities/record.py",
        "return self.capacity_of(role) - self.taken.get(role, 0) - self.held(role)",
        "return self.capacity_of(role) - self.taken.get(role, 0)",
        (f"{WAITING}::test_a_place_given_back_is_held_for_the_next_in_order", ORDER),
    ),
    Control(
        "a place that comes free is offered by the same decision",
        "services/booking/domain/activities/places.py",
        "return [withdrawn, *self._offer(known.role, self.free(known.role) + known.places, now)]",
        "return [withdrawn]",
        (ORDER,),
    ),
    Control(
        "nobody is overtaken",
        "services/booking/domain/activities/waiting.py",
        "    for each in waiting:\n",
        "    for each in reversed(list(waiting)):\n",
        (ORDER,),
    ),
    Control(
        "who waits for two is offered no single place",
        "services/booking/domain/activities/waiting.py",
        "if each.role == role and each.places <= places:",
        "if each.role == role and places > 0:",
        (f"{LINE}::test_a_single_place_goes_to_the_first_for_whom_it_is_enough_and_two_to_the_first_of_all",),
    ),
    Control(
        "what is held for two is two places",
        "services/booking/domain/activities/record.py",
        "return sum(offer.places for offer in self.offers.values() if offer.role == role)",
        "return sum(offer.role == role for offer in self.offers.values())",
        (f"{LINE}::test_two_places_that_are_free_at_once_are_held_for_both",),
    ),
    Control(
        "who takes one of two that are held leaves the other to the next",
        "services/booking/domain/activities/places.py",
        "left = self._offer(offer.role, self.free(offer.role) - more, now) if more < 0 else []",
        "left = []",
        (f"{LINE}::test_an_offer_of_two_may_be_taken_alone_and_the_other_place_goes_on",),
    ),
    Control(
        "who says otherwise about a friend stays where they are in the line",
        "services/booking/domain/activities/record.py",
        "            if was is not None:  # they",
        "            if False:  # they",
        (f"{LINE}::test_who_waits_says_otherwise_and_stays_where_they_are",),
    ),
    Control(
        "an offer that is over cannot be taken",
        "services/booking/domain/activities/places.py",
        "        if now >= until:\n",
        "        if False:\n",
        (f"{WAITING}::test_an_offer_that_nobody_took_goes_to_the_next",),
    ),
    Control(
        "offers go on by a timer",
        "services/booking/app.py",
        '            Timer(WaitingListRow, "waiting-list", activities.waiting.fall_due),\n',
        "",
        (f"{WHOLE}::test_an_offer_goes_on_by_the_timer_of_the_whole_service",),
    ),
    Control(
        "everybody is told once",
        "services/booking/domain/activities/record.py",
        "            case ParticipationAffected():\n                self.untold.pop(event.person_id, None)\n",
        "            case ParticipationAffected():\n                pass\n",
        (f"{CHANGES}::test_everybody_who_has_a_place_or_waits_is_told_what_was_and_what_is",),
    ),
    Control(
        "telling goes on until nobody is left",
        "services/booking/activities/model.py",
        '    on(SomeTold, "tell-on", _tell_next),\n',
        "",
        (f"{TOLD}::test_three_hundred_people_are_told_each_once_while_others_come_and_go",),
    ),
    Control(
        "a cancellation takes attendances back",
        "services/booking/domain/activities/activity.py",
        "return [*taken_back, told]",
        "return [told]",
        (
            f"{CHANGES}::test_a_cancelled_activity_tells_everybody_and_takes_back_what_was_recorded",
            f"{TOLD}::test_a_cancellation_takes_every_attendance_back_once_and_says_what_is_left",
        ),
    ),
    Control(
        "nothing is recorded for a cancelled activity",
        "services/booking/domain/activities/record.py",
        "            raise ActivityIsCancelled\n",
        "            pass\n",
        (f"{CHANGES}::test_nothing_is_taken_for_a_cancelled_activity",),
    ),
    Control(
        "a certificate is granted once",
        "services/booking/domain/activities/attending.py",
        "if terms and not (held and held.valid) and",
        "if terms and",
        (f"{SESSIONS}::test_a_certificate_is_granted_once_when_enough_sessions_were_attended",),
    ),
    Control(
        "a correction takes the certificate with it",
        "services/booking/domain/activities/attending.py",
        "            events.append(self._revoked(person_id, known))\n",
        "            pass\n",
        (f"{TOLD}::test_a_correction_makes_the_number_invalid_until_it_is_earned_again",),
    ),
    Control(
        "each session earns by itself",
        "services/points/service.py",
        'return event.activity_id if event.session is None else f"{event.activity_id}#{event.session}"',
        "return event.activity_id",
        (f"{POINTS}::test_each_session_of_an_activity_earns_once_and_is_reversed_by_itself",),
    ),
    Control(
        "what was cancelled is recommended no more",
        "services/matching/recommending/catalogue.py",
        "            if activity.closed:\n",
        "            if False:\n",
        (f"{RECOMMENDED}::test_a_changed_activity_is_recommended_as_it_is_and_a_cancelled_one_not_at_all",),
    ),
)
