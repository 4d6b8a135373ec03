"""The safety nets of what the holder of a displaced booking gets, and of reasons shown afterwards. See ``table``."""

from tests.controls.table import Control

OFFERS = "tests/integration/booking/test_displaced_offers.py"
INSTEAD = "tests/unit/booking/test_instead.py"
COURSE = "tests/unit/booking/test_displacement.py"
SHOWN = "tests/integration/booking/test_reason_shown.py"
AUDIT = "tests/faults/test_ways_audit.py"
DOMAIN = "services/booking/domain"
PLACES = "services/booking/ways/other_places.py"

OFFERS_KEPT = (
    Control(
        "a choice of several houses",
        "services/booking/domain/ways/instead.py",
        "key=lambda n: (had.get(left[n].facility.facility_id, 0), n))",
        "key=lambda n: n)",
        (
            f"{INSTEAD}::test_every_house_has_its_turn_before_one_has_a_second",
            f"{OFFERS}::test_a_choice_of_houses_and_of_days",
        ),
    ),
    Control(
        "a room that fits comes before a hall",
        "services/booking/domain/ways/instead.py",
        "(missing, (held // wanted).bit_length(), not own, held - wanted)",
        "(missing, 0, not own, held - wanted)",
        (f"{INSTEAD}::test_a_room_that_fits_comes_before_a_hall_and_none_is_too_small",),
    ),
    Control(
        "rooms that are had together share no floor",
        "services/booking/domain/ways/instead.py",
        "if each[1] not in taken]",
        "if each[1] not in chosen]",
        (f"{INSTEAD}::test_rooms_that_share_a_floor_are_not_had_together",),
    ),
    Control(
        "one of the places is the own rooms on another day",
        PLACES,
        "        await self._take(this, same_time, missing - for_another_day)\n",
        "        await self._take(this, same_time, missing)\n",
        (f"{OFFERS}::test_a_choice_of_houses_and_of_days",),
    ),
    Control(
        "no place is kept where what was to be lent is not there",
        PLACES,
        "        if await self._judging.advice(wish, facility, replace(judged, terms=terms), now):\n",
        "        if not replace(judged, terms=terms):\n",
        (f"{OFFERS}::test_a_place_has_what_was_to_be_lent",),
    ),
    Control(
        "no place is kept in a closure that is not through yet",
        PLACES,
        "        for closure in await self._closures(this, facility):\n",
        "        for closure in ():\n",
        (f"{OFFERS}::test_no_place_lies_in_a_closure_that_is_not_through_yet",),
    ),
    Control(
        "a place that is lost is replaced",
        "services/booking/domain/ways/displacement.py",
        "        again = not held and not passed and self._is_time_to_search(kept, at)\n",
        "        again = False\n",
        (
            f"{OFFERS}::test_places_that_are_closed_too_are_replaced_and_the_holder_is_told_again",
            f"{OFFERS}::test_a_rival_who_is_faster_costs_the_holder_nothing",
            f"{OFFERS}::test_a_loss_that_dies_on_its_way_goes_on",
        ),
    ),
    Control(
        "places are not looked for without end",
        "services/booking/domain/ways/displacement.py",
        "        if self.until is None or self.searches >= SEARCHES_MAX:\n",
        "        if self.until is None:\n",
        (f"{COURSE}::test_searches_are_bounded_and_the_last_loss_is_told",),
    ),
    Control(
        "a place that is lost stays so, whatever step comes late",
        "services/booking/domain/ways/displacement.py",
        "self.held.get(booking_id) in (held, False):",
        "self.held.get(booking_id) == held:",
        (f"{COURSE}::test_a_step_that_comes_late_brings_no_place_back",),
    ),
    Control(
        "a search that did not know what is kept now counts for nothing",
        "services/booking/domain/ways/displacement.py",
        "        if self.search is None or {place.booking_id for place in self.kept} != set(beside):\n",
        "        if self.search is None:\n",
        (f"{COURSE}::test_a_search_that_did_not_know_what_is_kept_now_counts_for_nothing",),
    ),
    Control(
        "no room is kept for whoever has taken another",
        "services/booking/domain/ways/displacement.py",
        "        if self.over and not held:\n",
        "        if self.over:\n",
        (f"{COURSE}::test_what_comes_to_be_held_when_all_is_over_is_given_up",),
    ),
    Control(
        "the money follows a reason that was shown afterwards",
        "services/booking/money/model.py",
        '    on_commit(ReasonShown, "keep-less", _keep_less),\n',
        "",
        (f"{SHOWN}::test_the_doctor_s_note_comes_a_week_later",),
    ),
    Control(
        "the points follow a reason that was shown afterwards",
        "services/booking/registering/model.py",
        '            on_commit(ReasonShown, "waive-points-for-a-reason", rules.after_reason),\n',
        "",
        (f"{SHOWN}::test_the_doctor_s_note_comes_a_week_later",),
    ),
    Control(
        "a reason is shown once",
        "services/booking/domain/day_record.py",
        '                self.shown[event.ended.booking_id] = event.ended.reason or ""\n',
        "                pass\n",
        (f"{SHOWN}::test_half_that_came_back_already_is_not_given_twice",),
    ),
    Control(
        "what came back no more after a change stays so",
        "services/booking/domain/after_use/given_back_for.py",
        "end=0, kept=once.kept)",
        "end=0)",
        (f"{SHOWN}::test_what_came_back_no_more_after_a_change_stays_so",),
    ),
    Control(
        "nobody notes a reason of their own",
        "services/booking/permissions.py",
        '        "show-reason",\n    }\n',
        "    }\n",
        (f"{SHOWN}::test_only_a_colleague_notes_it",),
    ),
    Control(
        "the fault run notices a place that is kept for nobody",
        "tests/faults/ways_offers.py",
        "                self.over.add(id)\n",
        "                pass\n",
        (f"{AUDIT}::test_who_was_displaced_and_told_otherwise_than_it_is_is_noticed",),
    ),
)
