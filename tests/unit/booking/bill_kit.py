"""Makers for the unit tests of bills: a booking, a bill, and the folding of what was decided."""

from datetime import UTC, datetime, timedelta

from services.booking.domain.money.bill import Bill
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_ways import BookingChanged

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
"""Noon in Tokyo."""
STARTS = datetime(2026, 12, 20, 1, 0, tzinfo=UTC)


def a_booking(fee=300, *, id="b1", **changes):
    return BookingConfirmed(
        booking_id=id,
        facility_id="cc",
        room_ids=("big",),
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=1),
        person_id="hana",
        people=5,
        purpose="meeting",
        fee=fee,
        **changes,
    )


def cancelled(booking, refund=None, reason=None):
    return BookingCancelled(**booking.model_dump(), refund=refund, reason=reason)


def changed(was, fee, refund=None, **now):
    """The booking for another fee, or otherwise different."""
    before = {f"was_{name}": getattr(was, name) for name in ("room_ids", "starts_at", "ends_at", "people", "purpose")}
    return BookingChanged(**was.model_dump() | {"fee": fee} | now, **before, was_fee=was.fee, refund=refund)


def an_empty_bill(id="b1"):
    return Bill(stream_name=f"bill/{id}")


def did(bill, events):
    """The events, folded in: what a commit does."""
    for event in events:
        bill.apply(event)
    return list(events)


def a_bill(fee=300, *, id="b1", **changes):
    """A bill that is due."""
    bill = an_empty_bill(id)
    did(bill, bill.open(a_booking(fee, id=id, **changes), NOW))
    return bill
