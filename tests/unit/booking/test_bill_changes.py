"""What a change of its booking does to a bill, also where it overtakes what a move brings along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.money.events import FeeCarried
from services.booking.money.refusals import BillIsCancelled
from tests.unit.booking.bill_kit import NOW, a_bill, a_booking, an_empty_bill, cancelled, changed, did

BIG, SMALL = a_booking(1000), a_booking(400)


def paid_bill():
    bill = a_bill(1000)
    did(bill, bill.pay("counter", 1000, NOW))
    return bill


@pytest.mark.parametrize(("refund", "charged", "back"), [(None, 400, 600), (300, 700, 300), (0, 1000, 0)])
def test_of_a_part_given_back_the_rules_keep_what_they_keep_of_a_whole(refund, charged, back):
    """600 of 1,000 yen are given up: all of them, half of them or nothing comes back."""
    bill = paid_bill()

    did(bill, bill.change(changed(BIG, 400, refund), NOW))

    assert (charged, back, 0) == (bill.charged, bill.owed_back, bill.outstanding)


def test_of_what_nobody_paid_nothing_is_kept():
    """A part is given back before the payment: only what stands is due."""
    bill = a_bill(1000)
    did(bill, bill.change(changed(BIG, 400, 0), NOW))

    assert (400, 400) == (bill.charged, bill.outstanding)


def test_what_was_kept_of_a_part_stays_kept_when_the_rest_is_cancelled():
    """Half of 600 yen was kept; of the 400 that stood, half comes back."""
    bill = paid_bill()
    did(bill, bill.change(changed(BIG, 400, 300), NOW))
    did(bill, bill.refund("counter", 300, NOW))

    did(bill, bill.cancel(cancelled(SMALL, refund=200), NOW))

    assert (500, 200) == (bill.charged, bill.owed_back)


def test_what_is_kept_whole_is_known_as_kept():
    """Nothing of 600 yen came back, so the sum is as before; of the 400 that stand all comes back, and no yen more."""
    bill = paid_bill()
    did(bill, bill.change(changed(BIG, 400, 0), NOW))

    did(bill, bill.cancel(cancelled(SMALL), NOW))

    assert (600, 400) == (bill.charged, bill.owed_back)


def test_what_was_kept_of_a_part_does_not_move_along():
    """The rest of what was paid does."""
    bill = paid_bill()
    did(bill, bill.change(changed(BIG, 400, 300), NOW))
    did(bill, bill.refund("counter", 300, NOW))

    did(bill, bill.carry(a_booking(400, id="b2", moved_from="b1"), NOW))
    carried = did(bill, bill.cancel(cancelled(SMALL, reason="moved"), NOW))[-1]

    assert [400] == [part.amount for part in carried.receipts]
    assert (300, 300, 0) == (bill.charged, bill.held, bill.owed_back)


def test_a_correction_by_staff_is_the_whole_fee():
    """What was kept is part of it, and asked for no more."""
    bill = paid_bill()
    did(bill, bill.change(changed(BIG, 400, 300), NOW))

    did(bill, bill.correct(400, "operator", NOW))
    did(bill, bill.cancel(cancelled(SMALL), NOW))

    assert (0, 1000) == (bill.charged, bill.owed_back)


def a_move():
    """The bill that is still empty, its booking, and what comes along."""
    old, booking = paid_bill(), a_booking(1000, id="b2", moved_from="b1")
    did(old, old.carry(booking, NOW))
    carried = did(old, old.cancel(cancelled(BIG, reason="moved"), NOW))[-1]
    assert isinstance(carried, FeeCarried)
    return an_empty_bill("b2"), booking, carried


@pytest.mark.parametrize(("refund", "charged", "back"), [(None, 0, 1000), (500, 500, 500)])
def test_a_cancellation_that_overtakes_a_move_demands_nothing(refund, charged, back):
    """What comes along afterwards is owed back, as far as the rules give it back."""
    bill, booking, carried = a_move()
    did(bill, bill.cancel(cancelled(booking, refund), NOW))

    did(bill, bill.receive(carried, NOW))

    assert (charged, back, 0) == (bill.charged, bill.owed_back, bill.outstanding)


@pytest.mark.parametrize("fee", [1500, 400, 0])
def test_a_change_that_overtakes_a_move_is_due_once(fee):
    """The newer fee counts, and what comes along pays it."""
    bill, booking, carried = a_move()
    did(bill, bill.change(changed(booking, fee), NOW))

    did(bill, bill.receive(carried, NOW))

    assert (fee, max(0, fee - 1000), max(0, 1000 - fee)) == (bill.charged, bill.outstanding, bill.owed_back)


@pytest.mark.parametrize(("refund", "kept"), [(None, 0), (600, 0), (300, 300), (0, 600)])
def test_of_what_a_change_gives_back_that_overtakes_a_move_as_much_is_kept(refund, kept):
    """From 1,000 to 400 yen before the 1,000 that were paid are here: the rules keep of the 600 what they always do."""
    bill, booking, carried = a_move()
    did(bill, bill.change(changed(booking, 400, refund), NOW))

    did(bill, bill.receive(carried, NOW))

    assert (400 + kept, 600 - kept, 0) == (bill.charged, bill.owed_back, bill.outstanding)
    did(bill, bill.cancel(cancelled(a_booking(400, id="b2", moved_from="b1"), 200), NOW))
    assert (200 + kept, 800 - kept) == (bill.charged, bill.owed_back)


BACK = st.one_of(st.none(), st.integers(0, 1_000))
STEPS = st.lists(st.tuples(st.integers(0, 1_500), BACK), max_size=4)


@given(STEPS, st.one_of(st.none(), BACK.map(lambda back: (back,))), st.integers(0, 1_000), st.booleans(), st.data())
def test_in_whatever_order_a_move_and_what_follows_are_heard_of_it_comes_to_the_same(steps, end, waived, paid, data):
    """Changes, a cancellation, and what comes along from the old place: nothing is lost, and nothing is given twice."""
    old, booking = a_bill(1_000), a_booking(1_000, id="b2", moved_from="b1")
    did(old, old.waive(waived, "welfare", "document-seen", "") if waived else [])
    did(old, old.pay("counter", old.outstanding, NOW) if paid and old.outstanding else [])
    did(old, old.carry(booking, NOW))
    carried = did(old, old.cancel(cancelled(BIG, reason="moved"), NOW))[-1]
    told, last = [], booking
    for fee, back in steps:
        told.append(changed(last, fee, None if back is None else min(back, max(0, last.fee - fee))))
        last = a_booking(fee, id="b2", moved_from="b1")
    ends = [cancelled(last, None if end[0] is None else min(end[0], last.fee))] if end else []
    at = data.draw(st.integers(0, len(steps) + len(ends)))

    def bill_of(at):
        bill = an_empty_bill("b2")
        for number, event in enumerate([*told, *ends, None]):
            if number == at:
                did(bill, bill.receive(carried, NOW))
            if event is not None:
                did(bill, bill.cancel(event, NOW) if event in ends else bill.change(event, NOW, number))
        return bill

    in_order, overtaken = bill_of(0), bill_of(at)
    sums = [(b.charged - b.waived, b.outstanding, b.owed_back, b.held) for b in (in_order, overtaken)]
    assert sums[0] == sums[1]


def test_a_change_that_overtakes_the_first_fee_is_not_undone_by_it():
    """The steps behind a booking may be taken after those behind its change."""
    bill = an_empty_bill()
    did(bill, bill.change(changed(BIG, 400), NOW, 2))

    assert [] == bill.open(BIG, NOW)
    assert 400 == bill.charged


def test_an_older_change_does_not_undo_a_newer_one():
    """From 1,000 to 400 to 600: heard of in the other order."""
    bill = a_bill(1000)
    did(bill, bill.change(changed(SMALL, 600), NOW, 3))

    assert [] == bill.change(changed(BIG, 400), NOW, 2)
    assert 600 == bill.charged


def test_a_booking_that_was_changed_to_free_and_heard_of_late_costs_nothing():
    """The first fee falls due no more."""
    bill = an_empty_bill()
    did(bill, bill.change(changed(BIG, 0), NOW, 2))

    assert [] == bill.open(BIG, NOW)
    assert (0, 0) == (bill.charged, bill.outstanding)


def test_nothing_falls_due_for_a_booking_that_has_ended():
    """Cancelled or moved before the first fee was heard of."""
    ended, moved = an_empty_bill(), an_empty_bill()
    did(ended, ended.cancel(cancelled(BIG), NOW))
    did(moved, moved.carry(a_booking(400, id="b2", moved_from="b1"), NOW))

    for bill in (ended, moved):
        assert [] == bill.open(BIG, NOW) == bill.change(changed(BIG, 400), NOW, 2)
        with pytest.raises(BillIsCancelled):
            bill.pay("counter", 1000, NOW)


@pytest.mark.parametrize("left_first", [True, False])
def test_a_cheaper_move_gives_back_what_the_rules_give_of_the_difference(left_first):
    """From 1,000 to 400 yen: 300 of the 600 stay with the city, and of the 700 that go along 300 come back."""
    old, new, moved = paid_bill(), an_empty_bill("b2"), a_booking(400, id="b2", moved_from="b1")
    steps = [lambda: old.cancel(cancelled(BIG, 700, "moved"), NOW), lambda: old.carry(moved, NOW)]

    (*_, carried) = [event for step in (steps if left_first else steps[::-1]) for event in did(old, step())]
    did(new, new.receive(carried, NOW))

    assert isinstance(carried, FeeCarried)
    assert (300, 300, 0) == (old.charged, old.held, old.owed_back)
    assert (400, 700, 300) == (new.charged, new.held, new.owed_back)


def test_money_waits_until_the_old_place_is_given_back():
    """Before that nobody knows what is kept of it: it is neither owed back nor gone."""
    bill = paid_bill()

    told = did(bill, bill.carry(a_booking(400, id="b2", moved_from="b1"), NOW))

    assert ["move-heard.v1"] == [event.type for event in told]
    assert (1000, 1000, 0) == (bill.charged, bill.held, bill.owed_back)
    assert [] == bill.carry(a_booking(400, id="b2", moved_from="b1"), NOW)


def test_what_is_kept_of_a_move_is_kept_of_money_that_comes_along_late():
    """Moved twice before what was paid for the first place came along: the second one keeps its part."""
    bill, booking, carried = a_move()
    did(bill, bill.carry(a_booking(400, id="b3", moved_from="b2"), NOW))
    did(bill, bill.cancel(cancelled(booking, 700, "moved"), NOW))

    did(bill, bill.receive(carried, NOW))

    assert (300, 700) == (bill.charged, bill.owed_back)


@given(st.integers(1, 1_000), st.integers(0, 1_000), st.integers(0, 1_000))
def test_a_reason_shown_afterwards_comes_to_what_it_would_have_come_to(fee, was, waived):
    """Some came back, then all does: whatever was waived before, and whatever was paid."""
    booking, was = a_booking(fee), min(was, fee)
    at_once, later = a_bill(fee), a_bill(fee)
    for bill in (at_once, later):
        if 0 < min(waived, fee):
            did(bill, bill.waive(min(waived, fee), "welfare", "document-seen", ""))
        if bill.outstanding:
            did(bill, bill.pay("counter", bill.outstanding, NOW))

    did(at_once, at_once.cancel(cancelled(booking, refund=fee), NOW))
    did(later, later.cancel(cancelled(booking, refund=was), NOW))
    shown = cancelled(booking, refund=fee, reason="illness")
    did(later, later.keep_less(shown, was, NOW))

    assert (at_once.charged, at_once.owed_back) == (later.charged, later.owed_back)
    assert [] == later.keep_less(shown, fee, NOW)
