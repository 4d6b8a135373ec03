"""One bill: what it decides, and in which events; the sums are held by ``test_bill_ledger``."""

from datetime import timedelta

import pytest

from services.booking.domain.after_use.unpaid import lapse_unpaid
from services.booking.domain.events import RoomsGivenUp
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.money.bill import ENTRIES_MAX
from services.booking.domain.money.bill_online import ATTEMPTS_MAX, EXPIRES_AFTER
from services.booking.domain.money.events import (
    BookingHeard,
    FeeCarried,
    RefundOrdered,
    StatementLine,
    StatementLineUnfit,
)
from services.booking.domain.money.fee_terms import ADDED_WITHIN, PAY_WITHIN_MIN
from services.booking.domain.money.online import Answer
from services.booking.money.refusals import FeeUnchanged, NoBill, NothingDue, TooManyAttempts
from shared.contracts.booking import BookingCancelled, BookingStarted, SlotsFreed
from shared.contracts.booking_money import FeeDue, FeeOverdue, FeePaid, FeeRefundDue
from tests.unit.booking.bill_kit import NOW, STARTS, a_bill, a_booking, an_empty_bill, cancelled, changed, did

PAID = Answer("paid", amount=300)


def test_a_free_booking_makes_no_bill():
    """And nothing can be done with it."""
    bill = an_empty_bill()

    assert [] == bill.open(a_booking(0), NOW) == bill.cancel(cancelled(a_booking(0)), NOW) == bill.fall_overdue(STARTS)
    for command in (lambda: bill.pay("counter", 1, NOW), lambda: bill.order_payment("a", NOW)):
        with pytest.raises(NoBill):
            command()


def test_the_rules_say_until_when_one_pays():
    """Without them until the use begins; whoever books at the last moment has half an hour."""
    assert STARTS == a_bill().pay_by
    soon = NOW + timedelta(days=7)
    assert soon == a_bill(pay_by=soon).pay_by
    assert NOW + PAY_WITHIN_MIN == a_bill(pay_by=NOW).pay_by


def test_the_rules_say_what_comes_back():
    """Half of the fee is kept: countered and due anew, so that no sum was ever edited."""
    bill = a_bill()
    did(bill, bill.pay("counter", 300, NOW))

    events = did(bill, bill.cancel(cancelled(a_booking(), refund=150), NOW))

    assert [-300, 150] == [event.amount for event in events if isinstance(event, FeeDue)]
    assert (150, 150, {"counter": 150}) == (bill.charged, bill.owed_back, bill.owed_by_hand())


def test_of_a_reduced_fee_the_same_share_comes_back():
    """Half was waived and the rest paid; half of that comes back."""
    bill = a_bill()
    did(bill, bill.waive(100, "community", "application", ""))
    did(bill, bill.pay("counter", 200, NOW))

    did(bill, bill.cancel(cancelled(a_booking(), refund=150), NOW))

    assert (100, 100) == (bill.charged, bill.owed_back)


@pytest.mark.parametrize(("reason", "displaced"), [("closure", True), ("pre-empted", True), ("holder", False)])
def test_the_money_of_who_was_displaced_may_go_along(reason, displaced):
    """Its holder is told so: they choose another place, or fetch it."""
    bill = a_bill()
    did(bill, bill.pay("counter", 300, NOW))

    *_, waits = did(bill, bill.cancel(cancelled(a_booking(), reason=reason), NOW))

    assert (FeeRefundDue, 300, displaced) == (type(waits), waits.amount, waits.displaced)


def test_what_was_not_paid_is_not_demanded_after_a_cancellation():
    """Even where the rules would keep some: they speak of what was paid."""
    bill = a_bill()

    did(bill, bill.cancel(cancelled(a_booking(), refund=0), NOW))

    assert (0, 0, 0) == (bill.charged, bill.outstanding, bill.owed_back)


def test_a_second_fee_of_a_booking_counters_the_first():
    """A booking whose price changed says it again: the difference is due, or owed back."""
    bill = a_bill()
    did(bill, bill.pay("counter", 300, NOW))

    dearer = [e for e in did(bill, bill.change(changed(a_booking(), 500), NOW)) if isinstance(e, FeeDue)]
    same = did(bill, bill.change(changed(a_booking(500), 500), NOW))

    assert ([-300, 500], [200, 200]) == ([e.amount for e in dearer], [e.total for e in dearer])
    assert (200, [BookingHeard]) == (bill.outstanding, [type(event) for event in same])


def test_a_booking_at_another_time_for_the_same_price_is_due_for_that_time():
    """The bill is for what is used; the first entry is countered, as any other."""
    bill = a_bill()
    later = changed(a_booking(), 300, starts_at=STARTS + timedelta(hours=2))

    events = [event for event in did(bill, bill.change(later, NOW)) if isinstance(event, FeeDue)]

    assert ([-300, 300], [STARTS, later.starts_at]) == ([e.amount for e in events], [e.starts_at for e in events])
    assert (later.starts_at, 300) == (bill.about.starts_at, bill.outstanding)


def test_a_correction_after_the_time_to_pay_gives_new_time_and_lapses_nothing():
    """Nobody loses a room because a clerk made a mistake."""
    bill = a_bill(pay_by=NOW + timedelta(days=1), lapses=True)
    did(bill, bill.pay("counter", 300, NOW))
    late = NOW + timedelta(days=3)

    did(bill, bill.correct(400, "wrong-price", late))

    assert (late + ADDED_WITHIN, False) == (bill.pay_by, bill.lapses)
    assert [] == bill.fall_overdue(late)
    (overdue,) = bill.fall_overdue(late + ADDED_WITHIN)
    assert (100, False) == (overdue.amount, overdue.lapses)


def test_a_cancelled_bill_can_only_become_cheaper():
    """The operator may give more back than the rules, never demand more."""
    bill = a_bill()
    did(bill, bill.pay("counter", 300, NOW))
    did(bill, bill.cancel(cancelled(a_booking(), refund=0), NOW))

    with pytest.raises(FeeUnchanged):
        bill.correct(301, "operator", NOW)
    did(bill, bill.correct(0, "operator", NOW))

    assert 300 == bill.owed_back


def test_the_newest_payment_goes_back_first():
    """Paid at the counter and then online: the second was the one too many."""
    bill = a_bill()
    did(bill, bill.order_payment("a1", NOW))
    did(bill, bill.pay("counter", 300, NOW))

    events = did(bill, bill.note_payment("a1", PAID, NOW))

    (order,) = [event for event in events if isinstance(event, RefundOrdered)]
    assert (300, "a1", {}) == (order.amount, order.attempt_id, bill.owed_by_hand())


def test_an_answer_after_the_end_counts_when_it_is_money():
    """A service that said no, and then took the money after all."""
    bill = a_bill()
    did(bill, bill.order_payment("a1", NOW))
    did(bill, bill.note_payment("a1", Answer("refused"), NOW))

    assert [] == bill.note_payment("a1", Answer("pending"), NOW) == bill.note_payment("a1", None, NOW)
    did(bill, bill.note_payment("a1", PAID, NOW))

    assert (300, "paid") == (bill.held, bill.attempts["a1"].status)


def test_an_order_that_is_unknown_may_still_arrive_until_it_expires():
    """Only then it certainly never did."""
    bill = a_bill()
    did(bill, bill.order_payment("a1", NOW))

    did(bill, bill.note_payment("a1", Answer("unknown"), NOW))
    assert "uncertain" == bill.attempts["a1"].status
    did(bill, bill.note_payment("a1", Answer("unknown"), NOW + EXPIRES_AFTER))

    assert ("failed", "never-arrived") == (bill.attempts["a1"].status, bill.attempts["a1"].reason)


def test_nobody_is_overdue_while_they_pay():
    """The timer waits for the payment to end."""
    bill = a_bill(pay_by=NOW + timedelta(days=1))
    at = NOW + timedelta(days=1)
    did(bill, bill.order_payment("a1", at - timedelta(minutes=1)))

    assert at < bill.due_at
    assert [] == bill.fall_overdue(at + timedelta(minutes=5))
    did(bill, bill.note_payment("a1", Answer("refused"), at))
    assert [FeeOverdue] == [type(event) for event in bill.fall_overdue(at)]


def test_a_booking_whose_time_has_come_lapses_no_more():
    """Whoever did not come still owes the fee."""
    for at, lapses in ((STARTS - timedelta(seconds=1), True), (STARTS, False)):
        bill = a_bill(pay_by=at, lapses=True)

        (overdue,) = bill.fall_overdue(at)

        assert lapses == overdue.lapses


def test_a_line_of_a_statement_is_booked_once():
    """Even when the same amount is due again."""
    bill, line = a_bill(), StatementLine(line="l1", booking_id="b1", amount=300, on=NOW)
    did(bill, bill.book_line(line))
    did(bill, bill.correct(600, "use-changed", NOW))

    assert [] == bill.book_line(line)
    other = line.model_copy(update={"line": "l2", "amount": 299})
    assert [StatementLineUnfit(line="l2", amount=299, reason="amount-differs")] == bill.book_line(other)


def test_what_was_paid_goes_along_when_a_booking_moves():
    """Dearer: the difference is due. The receipt keeps its number, and its channel for a refund."""
    old, new = a_bill(), an_empty_bill("b2")
    (paid, *_) = did(old, old.pay("bank", 300, NOW))
    moved = a_booking(400, id="b2", moved_from="b1")

    did(old, old.carry(moved, NOW))
    carried = did(old, old.cancel(cancelled(a_booking(), reason="moved"), NOW))[-1]
    did(new, new.receive(carried, NOW))

    assert isinstance(carried, FeeCarried)
    assert (0, 0, 0) == (old.charged, old.held, old.owed_back)
    assert (100, {paid.receipt_number}) == (new.outstanding, set(new.receipts))
    assert [] == old.carry(moved, NOW) == new.receive(carried, NOW)
    assert [] == old.cancel(cancelled(a_booking()), NOW)
    did(new, new.cancel(cancelled(moved), NOW))
    assert {"bank": 300} == new.owed_by_hand()


def test_a_cheaper_move_owes_the_rest_back():
    """And a move to what costs nothing owes all of it."""
    for fee, owed in ((200, 100), (0, 300)):
        old, new = a_bill(), an_empty_bill("b2")
        did(old, old.pay("counter", 300, NOW))
        did(old, old.carry(a_booking(fee, id="b2", moved_from="b1"), NOW))
        (*_, carried) = did(old, old.cancel(cancelled(a_booking(), reason="moved"), NOW))
        did(new, new.receive(carried, NOW))

        assert {"counter": owed} == new.owed_by_hand()


def test_a_move_from_a_free_room_to_one_that_costs_makes_a_bill():
    """And between free rooms there is none."""
    old, new = an_empty_bill(), an_empty_bill("b2")

    assert [] == old.carry(a_booking(0, id="b2", moved_from="b1"), NOW)
    (carried,) = old.carry(a_booking(300, id="b2", moved_from="b1"), NOW)
    (_, due) = new.receive(carried, NOW)

    assert (300, 300, "moved") == (due.amount, due.total, due.reason)


def test_a_bill_has_limits():
    """Of online attempts, and of entries by staff; what follows from others is always taken in."""
    bill = a_bill()
    for n in range(ATTEMPTS_MAX):
        did(bill, bill.order_payment(f"a{n}", NOW))
        did(bill, bill.note_payment(f"a{n}", Answer("refused"), NOW))
    with pytest.raises(TooManyAttempts):
        bill.order_payment("more", NOW)
    for fee in range(301, 301 + ENTRIES_MAX):
        if bill.entries < ENTRIES_MAX:
            did(bill, bill.correct(fee, "other", NOW))
    with pytest.raises(TooManyAttempts):
        bill.correct(1, "other", NOW)

    assert FeePaid in {type(event) for event in bill.note_payment("a0", PAID, NOW)}
    assert bill.cancel(cancelled(a_booking()), NOW)


def test_nothing_is_taken_twice():
    """Neither by hand nor online."""
    bill = a_bill()
    did(bill, bill.pay("counter", 300, NOW))

    for command in (lambda: bill.pay("bank", 300, NOW), lambda: bill.order_payment("a", NOW)):
        with pytest.raises(NothingDue) as refused:
            command()
        assert list(bill.receipts) == refused.value.data["receipts"]


def test_an_unpaid_booking_lapses_unless_it_has_begun():
    """Its rooms are free again; once, and never under somebody who is there."""
    day, booking = FacilityDay(stream_name="facility-day/cc/2026-12-20"), a_booking()
    day.apply(booking)

    freed = lapse_unpaid(day, "b1", NOW)
    assert [BookingCancelled, SlotsFreed, RoomsGivenUp] == [type(event) for event in freed]
    day.apply(BookingStarted(**booking.model_dump()))
    assert [] == lapse_unpaid(day, "b1", NOW) == lapse_unpaid(day, "b2", NOW)


def test_a_bill_is_kept_until_all_claims_have_ended():
    """Five years after the use, when nothing is owed either way."""
    bill = a_bill()
    later = (STARTS + timedelta(days=6 * 366)).date()
    assert not bill.archivable(later)
    did(bill, bill.pay("counter", 300, NOW))

    assert bill.archivable(later)
    assert not bill.archivable((STARTS + timedelta(days=4 * 366)).date())
    assert not an_empty_bill().archivable(later)
