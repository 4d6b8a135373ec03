"""The safety nets of changes: what goes along, what comes back of a fee, points, quotas. See ``table``."""

from tests.controls.table import Control

DOMAIN = "services/booking/domain"
CHANGING = "tests/unit/booking/test_changing.py"
QUOTAS = "tests/unit/booking/test_change_quotas.py"
GIVING = "tests/unit/booking/test_giving_back.py"
BILLS = "tests/unit/booking/test_bill_changes.py"
TERMS = "tests/integration/booking/test_change_terms.py"
MONEY = "tests/integration/booking/test_money_rules.py"
POINTS = "tests/integration/booking/test_penalty_points.py"
WHOLE = "tests/integration/booking/test_booking_changes.py"
PARTS = "tests/integration/booking/test_part_given_back.py"

CHANGES = (
    Control(
        "what a use is goes along with a change",
        "services/booking/ways/change_plans.py",
        '            whom |= {"marks": self.stands.marks, "adult": self.stands.adult}\n',
        "            pass\n",
        (f"{TERMS}::test_what_a_use_is_goes_along_with_every_change",),
    ),
    Control(
        "what a change was decided by is on record",
        "services/booking/domain/ways/changing.py",
        "        decided_again(was.booking_id, wanted.terms),\n",
        "",
        (f"{CHANGING}::test_a_change_knows_what_it_was_decided_by_also_of_older_bookings", QUOTAS),
    ),
    Control(
        "a day keeps what it knows of a booking",
        f"{DOMAIN}/day_facts.py",
        '"all_quotas", "marks", "adult", "kept", "unpaid")',
        '"all_quotas", "kept", "unpaid")',
        (f"{TERMS}::test_a_hold_that_was_confirmed_is_changed_as_what_it_was_held_for",),
    ),
    Control(
        "conditions of a permit go along with a move",
        "services/booking/domain/ways/changing.py",
        '    goes_along = {"conditions": held.confirmed.conditions, "terms":',
        '    goes_along = {"terms":',
        (f"{TERMS}::test_what_needed_approval_needs_it_again_and_keeps_its_conditions",),
    ),
    Control(
        "a place instead of another one is for the same use",
        "services/booking/ways/other_places.py",
        "            marks=by.marks, adult=by.adult,\n",
        "            adult=True,\n",
        (f"{TERMS}::test_a_place_instead_of_a_displaced_booking_is_for_the_same_use",),
    ),
    Control(
        "a change is planned for what stands",
        "services/booking/ways/changes.py",
        "            if Stands.of(day.held.get(booking_id)) != entered.stands:\n",
        "            if False:\n",
        (f"{TERMS}::test_two_changes_at_one_moment_are_both_made",),
    ),
    Control(
        "only staff say that the house answers for a change",
        "services/booking/ways/change_plans.py",
        "        if by_house and not entered.behalf.by_staff:\n",
        "        if False:\n",
        (f"{MONEY}::test_a_move_for_which_the_house_answers_costs_nothing",),
    ),
    Control(
        "what was lost by a change stays lost",
        "services/booking/domain/money/giving_back.py",
        "    if by_house or not held.kept:\n",
        "    if True:\n",
        (GIVING, f"{MONEY}::test_a_booking_that_moves_far_away_first_is_not_cancelled_for_nothing"),
    ),
    Control(
        "a growing has the rules' table too",
        "services/booking/domain/ways/changing.py",
        "    told = changed(day, held, wanted, held.giving)\n",
        "    told = changed(day, held, wanted, None)\n",
        (f"{MONEY}::test_a_group_that_changes_to_cheaper_hours_gets_no_more_of_it",),
    ),
    Control(
        "a cheaper move has the rules' table too",
        "services/booking/domain/ways/changing.py",
        'reason="moved", refund=refund)',
        'reason="moved", refund=None)',
        (f"{MONEY}::test_a_cheaper_place_gives_back_what_a_cancellation_would",),
    ),
    Control(
        "money waits until the old place is given back",
        "services/booking/domain/money/moving.py",
        "        if self.about is not None and not self.cancelled:\n",
        "        if False:\n",
        (f"{BILLS}::test_money_waits_until_the_old_place_is_given_back",),
    ),
    Control(
        "who moves away late has given it up late",
        "services/booking/registering/model.py",
        '            on_commit(PlaceGivenUp, "give-points-for-moving-away-late", rules.after_change),\n',
        "",
        (f"{POINTS}::test_whoever_moves_away_on_the_day_has_given_it_up_late",),
    ),
    Control(
        "a move counts as given up when it was asked for",
        "services/booking/registering/penalty_points.py",
        "            fault_of(kind, event.starts_at, at or following.at, reason),\n",
        "            fault_of(kind, event.starts_at, following.at, reason),\n",
        (f"{POINTS}::test_a_move_counts_as_given_up_when_it_was_asked_for",),
    ),
    Control(
        "a quota that the new terms do not name is left",
        "services/booking/domain/ways/changing.py",
        "        *_left(held, wanted),\n",
        "",
        (QUOTAS, f"{CHANGING}::test_a_quota_that_the_new_terms_do_not_name_is_left"),
    ),
    Control(
        "a quota that was entered for a change that lost is left",
        "services/booking/domain/ways/quota_ways.py",
        "        return [QuotaReleased(booking_id=booking_id)]\n",
        "        return []\n",
        (f"{CHANGING}::test_a_quota_that_did_not_count_a_booking_counts_it_no_more_when_its_growing_lost",),
    ),
    Control(
        "an older undoing leaves a newer growing alone",
        "services/booking/domain/ways/quota_ways.py",
        "    if known is None or known.change != change_id:\n",
        "    if known is None:\n",
        (f"{CHANGING}::test_what_undoes_an_older_growing_leaves_a_newer_one_alone",),
    ),
    Control(
        "a release that comes late does not undo what is newer",
        f"{DOMAIN}/quota.py",
        "        if known is None or (as_of is not None and known.as_of > as_of):\n",
        "        if known is None:\n",
        (f"{CHANGING}::test_a_step_that_comes_late_does_not_undo_what_is_newer",),
    ),
    Control(
        "what was counted after its end is given back",
        "services/booking/domain/ways/changing.py",
        "    gone = booking_id not in day.held and day.ended.get(booking_id) in GONE\n",
        "    gone = False\n",
        (f"{CHANGING}::test_what_was_counted_after_its_end_is_given_back",),
    ),
    Control(
        "nobody's booking lapses in the middle of its change",
        "services/booking/domain/after_use/unpaid.py",
        "    if held.leaving:",
        "    if False:",
        (f"{CHANGING}::test_a_booking_that_nobody_paid_lapses_when_its_change_has_ended", QUOTAS),
    ),
    Control(
        "what becomes smaller is not refused for a stock that shrank",
        "services/booking/domain/ways/changing.py",
        '({} if lent_more else {"equipment": {}})',
        "{}",
        (f"{CHANGING}::test_what_becomes_smaller_is_not_refused_for_what_is_lent_with_it",),
    ),
    Control(
        "a part is given back when requests have closed",
        "services/booking/domain/houses/rules.py",
        "CHECKS_OF_A_REST if rest else CHECKS)\n",
        "CHECKS)\n",
        (f"{PARTS}::test_requests_have_closed_and_a_part_is_given_back",),
    ),
    Control(
        "nobody is kept from giving a part back",
        "services/booking/registering/reading.py",
        "        if not rest:\n            self.check(today)\n",
        "        self.check(today)\n",
        (f"{PARTS}::test_who_is_suspended_gives_a_part_back",),
    ),
    Control(
        "who gives a part back asks for no approval",
        "services/booking/domain/houses/rules.py",
        '        own |= {"approval": ""} if rest else {}\n',
        "",
        (f"{PARTS}::test_a_part_of_what_was_approved_is_given_back",),
    ),
    Control(
        "what takes more is asked about like a new booking",
        "services/booking/ways/change_plans.py",
        "            and wish.ends_at <= was.ends_at\n",
        "",
        (f"{PARTS}::test_requests_have_closed_and_a_part_is_given_back",),
    ),
    Control(
        "a change that overtakes a move keeps what the rules keep",
        "services/booking/domain/money/moving.py",
        "return told.moved_from is not None and self.moved_from is None",
        "return False",
        (
            f"{BILLS}::test_of_what_a_change_gives_back_that_overtakes_a_move_as_much_is_kept",
            f"{BILLS}::test_in_whatever_order_a_move_and_what_follows_are_heard_of_it_comes_to_the_same",
        ),
    ),
    Control(
        "a change that overtakes a move keeps it in the service too",
        "services/booking/domain/money/moving.py",
        "            if (more := kept - self.kept) > 0:\n",
        "            if (more := 0) > 0:\n",
        ("tests/integration/booking/test_money_overtaken.py",),
    ),
    Control(
        "whoever comes after a move is told where the booking is",
        f"{DOMAIN}/day_record.py",
        "self.moved[event.booking_id] = event.change_id",
        "pass",
        (f"{WHOLE}::test_whoever_comes_after_a_move_is_told_where_the_booking_is",),
    ),
)
