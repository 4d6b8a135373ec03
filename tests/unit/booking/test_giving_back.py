"""However a booking is changed and moved, no more of its fee comes back than a cancellation would have given."""

from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.grid import instant, midnight
from services.booking.domain.money.events import FeeCarried
from services.booking.domain.money.giving_back import by_change, refund_of_cancelling
from services.booking.domain.ways.changing import moved_away
from services.booking.domain.ways.held import Held
from services.booking.rulebook.book import TOWNS, Book
from tests.unit.booking.bill_kit import a_bill, a_booking, an_empty_bill, cancelled, changed, did
from tests.unit.booking.booking_kit import DAY, a_facility

REFUNDS = """
[[refunds]]
id = "town.refunds"
article = "見本の規則"
rows = [
    { days_before = 14, percent = 100 },
    { days_before = 7, percent = 70 },
    { days_before = 1, percent = 30 },
]
ja = "{limit}まで（{value}円）"
plain = "{limit}までに します（{value}円）"
en = "until {limit}: {value}"
"""


@cache
def house():
    text = (TOWNS / "komorebi.toml").read_text("utf-8")
    return a_facility(book=Book.of(text + REFUNDS)).rules


def held(fee, day, kept=0):
    """A booking of the large room from ten to eleven on a day, of whose fee so much comes back no more."""
    times = {"starts_at": instant(DAY + timedelta(day), 40), "ends_at": instant(DAY + timedelta(day), 44)}
    return Held(confirmed=a_booking(fee).model_copy(update=times), start=40, end=44, kept=kept)


def back_of(booking, at, **more):
    refund = refund_of_cancelling(booking, house(), at, **more)
    return booking.confirmed.fee if refund is None else refund


CHANGES = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 1500), st.integers(0, 5)), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None)
@given(fee=st.integers(0, 1500), day=st.integers(0, 20), changes=CHANGES)
def test_no_chain_of_changes_gives_more_than_cancelling_at_once(fee, day, changes):
    """What came back on the way and at the end, less what was paid on top, is at most what the first moment gave."""
    booking, at = held(fee, day), midnight(DAY) - timedelta(days=1)
    at_once, back, paid = back_of(booking, at), 0, 0
    for to_day, new, later in changes:
        giving, kept = by_change(booking, house(), new, at)
        assert 0 <= kept <= new
        assert giving.fell == max(0, booking.confirmed.fee - new)
        back += giving.fell - giving.kept
        paid += max(0, new - booking.confirmed.fee)
        booking = held(new, max(to_day, 1), kept)
        at += timedelta(days=later)
        assert back + back_of(booking, at) - paid <= at_once


PATHS = st.lists(
    st.tuples(st.integers(0, 90), st.integers(0, 3000), st.integers(0, 5), st.booleans(), st.booleans()),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(fee=st.integers(1, 3000), share=st.integers(0, 100), day=st.integers(0, 20), path=PATHS)
def test_no_chain_of_changes_of_a_reduced_fee_costs_less_than_cancelling_at_once(fee, share, day, path):
    """Whatever was waived, paid, moved and changed in place: what stays with the city is at least what stayed then."""
    booking, at = held(fee, day), midnight(DAY) - timedelta(days=1)
    bills = [a_bill(fee)]
    if waived := fee * share // 100:
        did(bills[0], bills[0].waive(waived, "community", "application", ""))
    settle(bills[0], at)
    at_once = ended(bills[0].model_copy(deep=True), booking, at)
    for to_day, new, later, moves, pays in path:
        giving, kept = by_change(booking, house(), new, at, whole=moves)
        bills[-1:] = change(bills[-1], booking, new, giving, at, moves=moves)
        if pays:
            settle(bills[-1], at)
        booking = held(new, max(to_day, 1), kept)
        at += timedelta(days=later)
    last = ended(bills.pop(), booking, at)
    assert last + sum(bill.held - bill.owed_back for bill in bills) >= at_once


def settle(bill, at):
    """Pay what is due."""
    if bill.outstanding:
        did(bill, bill.pay("counter", bill.outstanding, at))


def change(bill, booking, fee, giving, at, *, moves):
    """The bills after a change: the one that was left, where there is one, and the one of the booking as it is."""
    was = booking.confirmed.model_copy(update={"booking_id": bill.booking_id})
    if not moves:
        did(bill, bill.change(changed(was, fee, giving.refund), at, bill.as_of + 1))
        return [bill]
    new = a_booking(fee, id=f"{bill.booking_id}x", moved_from=bill.booking_id)
    left = did(bill, bill.cancel(moved_away(was, giving), at)) + did(bill, bill.carry(new, at))
    to = an_empty_bill(new.booking_id)
    for event in left:
        if isinstance(event, FeeCarried):
            did(to, to.receive(event, at))
    return [bill, to]


def ended(bill, booking, at):
    """What stays with the city when a booking is cancelled."""
    refund = refund_of_cancelling(booking, house(), at)
    did(bill, bill.cancel(cancelled(booking.confirmed, refund), at))
    return bill.held - bill.owed_back


def test_a_part_of_a_reduced_fee_gives_back_its_share():
    """Of 3,000 yen 1,000 waived, half comes back: a third first, and then the rest, as much as all of it at once."""
    at_once, step = (reduced_by_a_third() for _ in range(2))

    did(at_once, at_once.cancel(cancelled(a_booking(3000), 1500), midnight(DAY)))
    did(step, step.change(changed(a_booking(3000), 2000, 500), midnight(DAY)))
    first = step.waived, step.outstanding, step.owed_back
    did(step, step.cancel(cancelled(a_booking(2000), 1000), midnight(DAY)))

    assert (1000, (666, 0, 332), 999) == (at_once.owed_back, first, step.owed_back)


@pytest.mark.parametrize(("fee", "waived", "due"), [(3000, 1000, 0), (4500, 1000, 1500), (1500, 500, 0), (0, 0, 0)])
def test_what_was_waived_goes_along_when_a_booking_moves(fee, waived, due):
    """Up to the new fee; of a lower one the same share. So does what was paid, in whatever order it is heard of."""
    for left_first in (True, False):
        old, new, moved = reduced_by_a_third(), an_empty_bill("b2"), a_booking(fee, id="b2", moved_from="b1")
        steps = [
            lambda old=old: old.cancel(cancelled(a_booking(3000), 3000, "moved"), midnight(DAY)),
            lambda old=old, moved=moved: old.carry(moved, midnight(DAY)),
        ]
        told = [event for step in (steps if left_first else steps[::-1]) for event in did(old, step())]
        (carried,) = (event for event in told if isinstance(event, FeeCarried))
        did(new, new.receive(carried, midnight(DAY)))

        assert (fee, waived, due) == (new.charged, new.waived, new.outstanding)
        assert 2000 - (fee - waived) == new.owed_back - new.outstanding
        assert (0, 0, 0) == (old.charged, old.waived, old.held)


def test_of_a_reduced_fee_that_comes_along_late_the_rules_keep_their_share():
    """Cancelled before what was paid came along: of 2,000 of 3,000 yen half is kept, as of the whole."""
    old, new, moved = reduced_by_a_third(), an_empty_bill("b2"), a_booking(3000, id="b2", moved_from="b1")
    did(old, old.cancel(cancelled(a_booking(3000), 3000, "moved"), midnight(DAY)))
    (carried,) = did(old, old.carry(moved, midnight(DAY)))
    did(new, new.cancel(cancelled(moved, 1500), midnight(DAY)))

    did(new, new.receive(carried, midnight(DAY)))

    assert (1000, 1000) == (new.charged, new.owed_back)


def test_of_a_reduced_fee_that_comes_along_after_a_change_the_same_share_is_waived():
    """From 3,000 to 1,500 yen before it arrived: half of the 1,000 yen."""
    old, new, moved = reduced_by_a_third(), an_empty_bill("b2"), a_booking(3000, id="b2", moved_from="b1")
    did(old, old.cancel(cancelled(a_booking(3000), 3000, "moved"), midnight(DAY)))
    (carried,) = did(old, old.carry(moved, midnight(DAY)))
    did(new, new.change(changed(moved, 1500), midnight(DAY)))

    did(new, new.receive(carried, midnight(DAY)))

    assert (1500, 500, 1000) == (new.charged, new.waived, new.owed_back)


def reduced_by_a_third():
    """3,000 yen, of which 1,000 are waived and the rest is paid."""
    bill = a_bill(3000)
    did(bill, bill.waive(1000, "community", "application", ""))
    did(bill, bill.pay("counter", 2000, midnight(DAY)))
    return bill


def test_in_time_a_change_takes_nothing():
    """Two weeks before, all of it would come back: so it does after the change."""
    giving, kept = by_change(held(1000, 20), house(), 400, midnight(DAY))

    assert (600, 600, 0) == (giving.fell, giving.refund, kept)


def test_what_was_lost_stays_lost_wherever_the_booking_moves():
    """Thirty of a hundred a day before; moved twice, and made cheaper in between."""
    _, kept = by_change(held(1000, 0), house(), 1000, midnight(DAY) - timedelta(days=1))
    giving, rest = by_change(held(1000, 60, kept), house(), 400, midnight(DAY))

    assert (700, 300, 400) == (kept, giving.refund, rest)
    assert 0 == back_of(held(400, 80, rest), midnight(DAY))


def test_where_the_house_answers_nothing_is_lost():
    """All of the difference comes back, and of the rest what came back before; a closure gives back everything."""
    giving, kept = by_change(held(1000, 0, 700), house(), 800, midnight(DAY) - timedelta(days=1), by_house=True)

    assert (200, 0, 700) == (giving.fell, giving.kept, kept)
    assert 1000 == back_of(held(1000, 0, 700), midnight(DAY), by_house=True)


def test_what_was_lost_is_not_won_back_by_a_larger_booking_that_nobody_paid():
    """3,000 yen come back no more; made 6,000 and 3,000 again, they still do not."""
    _, kept = by_change(held(6000, 9, 3000), house(), 3000, midnight(DAY))

    assert 3000 == kept
