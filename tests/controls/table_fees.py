"""The safety nets of fees after a confirmation, a change or a move: time to pay, what is waived. See ``table``."""

from tests.controls.table import Control

DOMAIN = "services/booking/domain"
TIMES = "tests/unit/booking/test_bill_times.py"
GIVING = "tests/unit/booking/test_giving_back.py"
RETURNS = "tests/integration/booking/test_money_returns.py"
MONEY = "tests/integration/booking/test_money_changes.py"

FEES = (
    Control(
        "time to pay counts from the confirmation",
        "services/booking/domain/ways/holding.py",
        '    return {"pay_by": rules.pay_by(held.confirmed, now)}\n',
        "    return {}\n",
        (
            f"{MONEY}::test_what_was_looked_at_for_long_is_paid_in_as_long_as_anything_else",
            f"{MONEY}::test_what_was_held_is_paid_in_as_long_as_anything_else",
        ),
    ),
    Control(
        "time to pay does not begin anew with a change",
        "services/booking/ways/changes.py",
        "    return still_due(stands.booking, terms) if counts else terms\n",
        "    return terms\n",
        (f"{MONEY}::test_a_booking_that_is_moved_again_and_again_lapses_all_the_same",),
    ),
    Control(
        "nobody loses a paid booking for what a change adds",
        "services/booking/domain/money/moving.py",
        "        if total > (0 if late else self.outstanding):\n",
        "        if False:\n",
        (
            f"{TIMES}::test_what_a_change_adds_to_a_fee_that_was_paid_has_its_own_time",
            f"{MONEY}::test_a_paid_booking_that_grows_does_not_lapse_for_the_difference",
        ),
    ),
    Control(
        "nobody loses a paid booking for what a move adds",
        "services/booking/domain/money/moving.py",
        "        if not (self.at_its_end.unpaid if self.cancelled else self.unpaid):\n",
        "        if False:\n",
        (f"{TIMES}::test_what_a_move_adds_to_a_fee_that_was_paid_has_its_own_time",),
    ),
    Control(
        "a time that is nearly over is not made shorter",
        "services/booking/domain/money/moving.py",
        "        return max(by, min(self._pay_by, now + PAY_WITHIN_MIN)), booking.lapses\n",
        "        return by, booking.lapses\n",
        (f"{TIMES}::test_who_has_not_paid_has_no_more_time_after_a_change",),
    ),
    Control(
        "what was waived goes along with a move",
        "services/booking/domain/money/moving.py",
        "        waived = still_waived(ended.waived, ended.of, heard.fee)\n",
        "        waived = still_waived(0, ended.of, heard.fee)\n",
        (
            f"{GIVING}::test_what_was_waived_goes_along_when_a_booking_moves",
            f"{MONEY}::test_what_was_waived_stays_waived_wherever_the_booking_goes",
        ),
    ),
    Control(
        "of a lower fee the same share is waived",
        "services/booking/domain/money/fee_terms.py",
        "    return waived if fee >= of else waived * fee // of\n",
        "    return min(waived, fee)\n",
        (
            f"{GIVING}::test_a_part_of_a_reduced_fee_gives_back_its_share",
            f"{GIVING}::test_no_chain_of_changes_of_a_reduced_fee_costs_less_than_cancelling_at_once",
        ),
    ),
    Control(
        "of a reduced fee that comes along late the rules keep their share",
        "services/booking/domain/money/moving.py",
        "net - share_of(fee - self.keeps, fee, net)",
        "self.keeps",
        (f"{GIVING}::test_of_a_reduced_fee_that_comes_along_late_the_rules_keep_their_share",),
    ),
    Control(
        "what was lost is not won back by a booking that nobody paid",
        "services/booking/domain/money/giving_back.py",
        "max(stands - rest, min(held.kept, stands))",
        "stands - rest",
        (f"{GIVING}::test_what_was_lost_is_not_won_back_by_a_larger_booking_that_nobody_paid",),
    ),
    Control(
        "what a bill will say is said before a change",
        "services/booking/ways/changes.py",
        "[*told, *of_bill]",
        "told",
        (
            f"{MONEY}::test_what_comes_back_of_a_reduced_fee_is_said_before",
            f"{MONEY}::test_a_paid_booking_that_grows_does_not_lapse_for_the_difference",
        ),
    ),
    Control(
        "nobody cancels what is over",
        f"{DOMAIN}/facility_day.py",
        "        if now >= held.confirmed.ends_at:\n            raise BookingNotOpen(booking_id=booking_id, booking_status="
        '"over")\n        named',
        "        named",
        ("tests/unit/booking/test_facility_day.py::test_nobody_cancels_what_is_over",),
    ),
    Control(
        "one misuse costs its points once",
        "services/booking/domain/registering/penalties.py",
        ' or (fault.fault == "misuse" and self.misuse_of(fault.booking_id))',
        "",
        (
            "tests/unit/booking/test_registration_penalties.py::test_two_clerks_record_one_misuse",
            "tests/integration/booking/test_penalty_points.py::test_two_clerks_who_record_one_misuse_are_told_of_the_same_points",
        ),
    ),
    Control(
        "a bill hears of the end before it is said what comes back",
        "services/booking/money/returns.py",
        "if once is not None and bill is not None and bill.status not in OF_ENDED:",
        "if False:",
        (f"{RETURNS}::test_a_bill_that_has_not_heard_of_the_end_is_told_first",),
    ),
    Control(
        "a repeated cancellation says what it said",
        "services/booking/money/returns.py",
        " if commit.version <= last else ():",
        ":",
        (f"{RETURNS}::test_what_was_handed_out_is_said_afterwards_and_a_repeat_says_what_it_said",),
    ),
    Control(
        "no rule answers for what an older one kept",
        "services/booking/money/returns.py",
        "if rule is None or again != ended.refund:",
        "if rule is None:",
        ("tests/unit/booking/test_coming_back.py::test_no_rule_answers_for_what_an_older_one_kept",),
    ),
)
