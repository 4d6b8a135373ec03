"""The safety nets of the ways to a room: holds, parts, changes, closures, displacement, series. See ``table``."""

from tests.controls.table import Control

WHOLE_DAY = "tests/unit/booking/test_facility_day_ways.py"
CHANGING = "tests/unit/booking/test_changing.py"
HOLDS = "tests/integration/booking/test_booking_holds.py"
CHANGES = "tests/integration/booking/test_booking_changes.py"
CLOSURES = "tests/integration/booking/test_booking_closures.py"
CONDITIONS = "tests/integration/booking/test_conditions_kept.py"
SERIES = "tests/integration/booking/test_booking_series.py"
HOLD_LIMITS = "tests/integration/booking/test_hold_limits.py"
OTHER_ROOMS = "tests/integration/booking/test_series_other_rooms.py"
SERIES_HELD = "tests/integration/booking/test_series_held.py"
BY_RULE = "tests/integration/booking/test_refusals_by_rule.py"
EQUIPMENT = "tests/integration/booking/test_booking_equipment.py"

WAYS = (
    Control(
        "a hall and its parts are one floor",
        "services/booking/domain/wanted.py",
        "            touched=tuple(sorted(facility.rules.touched(wish.room_ids))),\n",
        "            touched=wish.room_ids,\n",
        (WHOLE_DAY,),
    ),
    Control(
        "a hold whose time is over is not confirmed",
        "services/booking/domain/ways/holding.py",
        "    if held.hold_until is not None and now >= held.hold_until:\n"
        "        raise HoldOver(booking_id=booking_id, until=held.hold_until)\n"
        "    return [BookingConfirmed(**held.body() | _due(held, rules, now)), *held_no_more(held)]\n",
        "    return [BookingConfirmed(**held.body() | _due(held, rules, now)), *held_no_more(held)]\n",
        (f"{HOLDS}::test_a_hold_that_nobody_confirms_lapses_once",),
    ),
    Control(
        "a refusal with words of its own says what its rule says",
        "services/booking/domain/houses/refusals.py",
        '        return {"rule_id": rule.id, "article": rule.article, "until": until, **texts}\n',
        '        return {"rule_id": rule.id, "article": "", "until": until, **dict.fromkeys(LANGUAGES, "")}\n',
        (BY_RULE,),
    ),
    Control(
        "what others have of a thing is told as what is left of it",
        "services/booking/domain/houses/ways.py",
        "        left = max(0, stock - (lent - count))\n",
        "        left = stock\n",
        (f"{BY_RULE}::test_what_others_have_is_refused_by_the_rule_that_lends_it",),
    ),
    Control(
        "a hold lapses only when it is due",
        "services/booking/domain/day_record.py",
        "for id, until in self.deadlines.items() if until <= now]",
        "for id, until in self.deadlines.items()]",
        (WHOLE_DAY,),
    ),
    Control(
        "holds lapse by a timer",
        "services/booking/app.py",
        '            Timer(BookingRow, "hold", holds.fall_due),\n',
        "",
        (f"{HOLDS}::test_a_groups_hold_counts_in_its_quota_until_it_lapses",),
    ),
    Control(
        "what lapsed counts in no quota",
        "services/booking/ways/model.py",
        '    on(BookingLapsed, "give-quota-of-hold-back",',
        '    on(ChangeBegun, "give-quota-of-hold-back",',
        (f"{HOLDS}::test_a_groups_hold_counts_in_its_quota_until_it_lapses",),
    ),
    Control(
        "nothing else becomes of a booking that moves",
        "services/booking/domain/day_record.py",
        "        if held.leaving:\n",
        "        if False:\n",
        (f"{CHANGES}::test_while_it_moves_nothing_else_becomes_of_a_booking",),
    ),
    Control(
        "the old place of a move is left",
        "services/booking/ways/model.py",
        '    on_commit(PlaceTaken, "leave-old-place",',
        '    on_commit(SomeDisplaced, "leave-old-place",',
        (f"{CHANGES}::test_a_move_is_a_new_booking_that_names_the_old_one",),
    ),
    Control(
        "the old place of a move that lost is kept",
        "services/booking/ways/model.py",
        "    if not event.origin:\n        return []\n    return [(day_named(event.origin), lambda day: changing.stay(",
        "    if event:\n        return []\n    return [(day_named(event.origin), lambda day: changing.stay(",
        (f"{CHANGES}::test_a_move_that_loses_leaves_everything_as_it_was",),
    ),
    Control(
        "a booking that moves does not count beside its new place",
        "services/booking/domain/ways/quota_ways.py",
        "    if over := quota.over(wanted.terms, wanted.use, without=wanted.moved_from):\n",
        "    if over := quota.over(wanted.terms, wanted.use):\n",
        (f"{CHANGES}::test_a_move_at_the_limit_of_the_quota_is_possible",),
    ),
    Control(
        "a growing that lost its rooms is undone in the quota",
        "services/booking/domain/ways/quota_ways.py",
        "    return [QuotaRecounted(booking_id=booking_id, use=known.was, as_of=known.as_of)]\n",
        "    return []\n",
        (f"{CHANGING}::test_a_growing_that_lost_its_rooms_is_undone",),
    ),
    Control(
        "what is closed cannot be booked",
        "services/booking/domain/day_record.py",
        "        if self.closed and (closed := self.closure_over(rooms, mask)):\n",
        "        if False and (closed := self.closure_over(rooms, mask)):\n",
        (f"{CLOSURES}::test_a_closed_span_cannot_be_booked_until_it_is_lifted", WHOLE_DAY),
    ),
    Control(
        "a day is closed once",
        "services/booking/domain/ways/closing.py",
        "    if closure_id in day.closed:\n        return []\n",
        "",
        (WHOLE_DAY,),
    ),
    Control(
        "a move that stays in what was closed is displaced",
        "services/booking/domain/ways/changing.py",
        "    after = unpaid(day, held, at) if held.unpaid else displaced_if_closed(day, held)\n",
        "    after = unpaid(day, held, at) if held.unpaid else []\n",
        (f"{CHANGING}::test_a_booking_that_stays_in_what_was_closed_is_displaced",),
    ),
    Control(
        "the conditions of a permit go along to the place instead",
        "services/booking/ways/other_places.py",
        'update={"conditions": opened.conditions}',
        "update={}",
        (f"{CONDITIONS}::test_who_is_displaced_takes_the_conditions_along",),
    ),
    Control(
        "of the places that are kept one is taken",
        "services/booking/domain/ways/displacement.py",
        "        if not self._is_open or not self.held.get(booking_id)",
        "        if not self.held.get(booking_id)",
        (f"{CLOSURES}::test_one_place_is_taken_and_the_others_are_free_again",),
    ),
    Control(
        "places that nobody takes are free again",
        "services/booking/app.py",
        '            Timer(DisplacementRow, "displacement", displacements.fall_due),\n',
        "",
        (f"{CLOSURES}::test_places_that_nobody_takes_are_free_again",),
    ),
    Control(
        "no cap refuses what the house has caused, and quotas count it",
        "services/booking/ways/model.py",
        '    on_commit(CountedAnyway, "count-anyway",',
        '    on_commit(SomeDisplaced, "count-anyway",',
        (f"{CLOSURES}::test_a_groups_replacement_counts_whatever_the_limit_says",),
    ),
    Control(
        "a series that one conflict stops gives everything back",
        "services/booking/ways/model.py",
        '    on(SeriesStopped, "give-occurrences-up",',
        '    on(SeriesKept, "give-occurrences-up",',
        (f"{SERIES}::test_all_or_none_when_a_rival_is_faster",),
    ),
    Control(
        "another room in a series is held to its own caps",
        "services/booking/ways/series.py",
        "            wanted, refusal, others = others[0], None, others[1:]\n",
        "            refusal = None\n",
        (f"{OTHER_ROOMS}::test_a_room_in_the_place_of_another_is_held_to_its_own_cap",),
    ),
    Control(
        "a room whose cap is reached is no choice for a series",
        "services/booking/ways/series.py",
        " and not await self._judging.is_over(there, wanted.terms):\n",
        ":\n",
        (f"{OTHER_ROOMS}::test_a_room_whose_cap_is_reached_is_not_chosen",),
    ),
    Control(
        "what quotas have not counted is not given in a race",
        "services/booking/ways/series_plan.py",
        " if other.terms.period_caps == wanted.terms.period_caps)\n",
        ")\n",
        (f"{OTHER_ROOMS}::test_where_a_rival_is_faster_a_room_is_given_that_caps_count_alike",),
    ),
    Control(
        "what waits for approval is held too",
        "services/booking/domain/houses/rules.py",
        "        return bool(self._approval(wish))\n",
        "        return False\n",
        (f"{HOLD_LIMITS}::test_what_waits_for_approval_is_held_too",),
    ),
    Control(
        "what staff change is held by nobody",
        "services/booking/domain/houses/rules.py",
        "        if wish.hold or wish.moved_from is not None or wish.preempts is not None:\n",
        "        if wish.hold or wish.preempts is not None:\n",
        (f"{HOLD_LIMITS}::test_what_staff_have_approved_by_changing_it_is_held_by_nobody",),
    ),
    Control(
        "nobody but a series ends what it holds",
        "services/booking/domain/day_record.py",
        "        if held.for_series:\n",
        "        if False:\n",
        (f"{SERIES_HELD}::test_of_a_series_that_a_rival_stops_nothing_stands",),
    ),
    Control(
        "occurrences of one month are counted together",
        "services/booking/domain/ways/quota_ways.py",
        "            if isinstance(event, QuotaReserved):\n                left.apply(event)\n",
        "            pass\n",
        (f"{SERIES}::test_a_groups_series_is_held_to_its_quota",),
    ),
    Control(
        "the stock is counted",
        "services/booking/domain/day_record.py",
        "            if (lent := peak_lent(standing, item, use.start, use.end) + count) > stock:\n",
        "            if (lent := count) > stock:\n",
        (f"{EQUIPMENT}::test_the_stock_is_never_passed", WHOLE_DAY),
    ),
    Control(
        "what is lent with a change is counted",
        "services/booking/domain/day_record.py",
        "        return self._lent_out(use, terms, gone) if terms.equipment else None\n",
        "        return self._lent_out(use, terms, gone) if terms.equipment and not gone else None\n",
        (WHOLE_DAY, "tests/integration/booking/test_booking_equipment.py"),
    ),
    Control(
        "nobody is told that another has a room that was closed",
        "services/booking/domain/facility_day.py",
        '        if refused.reason == "room-closed":\n',
        "        if False:\n",
        ("tests/unit/booking/test_closed_and_open_again.py",),
    ),
    Control(
        "what is held until all are does not end when the first use begins",
        "services/booking/ways/series.py",
        'way="hold", hold_until=wish.ends_at)',
        'way="hold", hold_until=wish.starts_at)',
        ("tests/integration/booking/test_series_held.py::test_what_is_held_for_all_outlasts_the_beginning_of_its_use",),
    ),
    Control(
        "what a series lacks is kept with its rule",
        "services/booking/ways/series_plan.py",
        "            rule_ids=_rules_of(each.refusal),\n",
        "            rule_ids=(),\n",
        (f"{SERIES}::test_closed_days_are_skipped",),
    ),
    Control(
        "what a series lacks is told afterwards by the rules of that moment",
        "services/booking/ways/series_words.py",
        "        if refusal.rule_id == rule_id and refusal.section in SURE:\n",
        "        if False:\n",
        (f"{SERIES}::test_closed_days_are_skipped",),
    ),
)
