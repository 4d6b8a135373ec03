"""However a booking is changed and moved, no more of its fee comes back than a cancellation would have given."""

from datetime import timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.giving_back import by_change, refund_of_cancelling
from services.booking.domain.grid import instant, midnight
from services.booking.domain.held import Held
from services.booking.rulebook.book import TOWNS, Book
from tests.unit.booking.bill_kit import a_booking
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
