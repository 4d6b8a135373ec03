"""Until when a bill is paid after a change, a move or a correction, and whether its booking lapses otherwise."""

from datetime import timedelta

import pytest

from services.booking.domain.money.events import FeeCarried
from services.booking.domain.money.fee_terms import ADDED_WITHIN, PAY_WITHIN_MIN, still_due
from services.booking.domain.terms import Terms
from tests.unit.booking.bill_kit import NOW, STARTS, a_bill, a_booking, an_empty_bill, cancelled, changed, did

WEEK = timedelta(days=7)
JUST_BEFORE = NOW + WEEK - timedelta(minutes=1)


def a_bill_of_a_week(*, paid=False):
    """Until in a week one pays, or the booking lapses."""
    bill = a_bill(300, pay_by=NOW + WEEK, lapses=True)
    if paid:
        did(bill, bill.pay("counter", 300, NOW))
    return bill


def moved(bill, fee=300, at=NOW, *, left_first=True, **terms):
    """The bill of the booking that takes the place of this one."""
    new, to = an_empty_bill("b2"), a_booking(fee, id="b2", moved_from="b1", **terms)
    steps = [lambda: bill.cancel(cancelled(a_booking(), reason="moved"), at), lambda: bill.carry(to, at)]
    told = [event for step in (steps if left_first else steps[::-1]) for event in did(bill, step())]
    (carried,) = (event for event in told if isinstance(event, FeeCarried))
    did(new, new.receive(carried, at))
    return new


def test_what_a_change_adds_to_a_fee_that_was_paid_has_its_own_time():
    """A paid booking that grows a minute before the old time is over stands, whatever becomes of the difference."""
    bill = a_bill_of_a_week(paid=True)

    did(bill, bill.change(changed(a_booking(), 500, pay_by=NOW + WEEK, lapses=True), JUST_BEFORE))

    assert (200, JUST_BEFORE + ADDED_WITHIN, False) == (bill.outstanding, bill.pay_by, bill.lapses)
    assert [] == bill.fall_overdue(NOW + WEEK)


def test_what_a_correction_adds_to_a_fee_that_was_paid_has_its_own_time_too():
    """Also before the old one is over: nobody loses a room because a clerk made a mistake."""
    bill = a_bill_of_a_week(paid=True)

    did(bill, bill.correct(500, "wrong-price", JUST_BEFORE))

    assert (JUST_BEFORE + ADDED_WITHIN, False) == (bill.pay_by, bill.lapses)


def test_who_has_not_paid_has_no_more_time_after_a_change():
    """It is told with the change; a time that is nearly over is not made shorter by what the rules say now."""
    bill, hasty = a_bill_of_a_week(), a_bill_of_a_week()

    did(bill, bill.change(changed(a_booking(), 500, pay_by=NOW + WEEK, lapses=True), JUST_BEFORE))
    did(hasty, hasty.change(changed(a_booking(), 500, pay_by=NOW, lapses=True), NOW))

    assert (500, NOW + WEEK, True) == (bill.outstanding, bill.pay_by, bill.lapses)
    assert NOW + PAY_WITHIN_MIN == hasty.pay_by


@pytest.mark.parametrize("left_first", [True, False])
def test_who_has_not_paid_has_no_more_time_after_a_move(left_first):
    """The old time goes along, and with it that the booking lapses."""
    bill = moved(a_bill_of_a_week(), at=JUST_BEFORE, left_first=left_first, pay_by=NOW + WEEK, lapses=True)

    assert (300, NOW + WEEK, True) == (bill.outstanding, bill.pay_by, bill.lapses)


@pytest.mark.parametrize("left_first", [True, False])
def test_what_a_move_adds_to_a_fee_that_was_paid_has_its_own_time(left_first):
    """The old time may be long over: nothing lapses."""
    bill = moved(a_bill_of_a_week(paid=True), 500, NOW + WEEK, left_first=left_first, pay_by=NOW + WEEK, lapses=True)

    assert (200, NOW + WEEK + ADDED_WITHIN, False) == (bill.outstanding, bill.pay_by, bill.lapses)


def test_what_was_waived_is_settled():
    """Nothing was to be paid, so what a move adds is no old debt."""
    bill = a_bill_of_a_week()
    did(bill, bill.waive(300, "community", "application", ""))

    new = moved(bill, 500, NOW + WEEK, pay_by=NOW + WEEK, lapses=True)

    assert (200, NOW + WEEK + ADDED_WITHIN, False) == (new.outstanding, new.pay_by, new.lapses)


def test_time_that_counts_from_the_request_does_not_begin_anew():
    """The earlier of both holds; a booking that had no time, or costs nothing, has what the rules say."""
    was, later = a_booking(pay_by=NOW + WEEK), Terms(fee=300, pay_by=NOW + 2 * WEEK)

    assert NOW + WEEK == still_due(was, later).pay_by == still_due(was, Terms(fee=300)).pay_by
    assert NOW == still_due(was, Terms(fee=300, pay_by=NOW)).pay_by
    assert later == still_due(a_booking(), later)
    assert still_due(was, Terms(fee=0)).pay_by is None


def test_a_town_without_a_rule_is_paid_until_the_use():
    """Of the time that the booking has after the change."""
    bill, later = a_bill(), STARTS + timedelta(days=2)

    did(bill, bill.change(changed(a_booking(), 300, starts_at=later), NOW))

    assert later == bill.pay_by
