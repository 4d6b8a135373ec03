"""What the rules say of a fee beside its amount: until when it is paid, and what comes back of it.

The rules are asked where a booking is confirmed or cancelled; what they said stands in that event, so that a bill never
changes because a rule did. Where the rules say nothing, the words below hold.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import get_args

from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_money import FeeRefundDue
from shared.contracts.booking_values import DisplacedBecause
from shared.events import Event

PAY_WITHIN_MIN = timedelta(minutes=30)
"""Whoever books at the last moment still has so long."""
CORRECTED_WITHIN = timedelta(days=14)
"""What a correction adds after the time to pay was over is paid within so long, and nothing lapses for it."""


def pay_by_of(booking: BookingConfirmed, confirmed_at: datetime) -> datetime:
    """Until when a fee is paid: what the rules said, else until the use begins."""
    return max(confirmed_at + PAY_WITHIN_MIN, booking.pay_by or booking.starts_at)


def refund_of(booking: BookingCancelled) -> int:
    """The yen of the whole fee that come back: what the rules said, else all of it.

    A person can cancel until the rules' deadline only, and the operator's cancellation gives everything back.
    """
    if booking.refund is None:
        return booking.fee
    return max(0, min(booking.refund, booking.fee))


def share_of(back: int, fee: int, net: int) -> int:
    """What comes back of a fee that was reduced or corrected since: the same share of it, rounded down."""
    return back * net // fee if fee > 0 else net


def or_another_place(booking: BookingCancelled, events: Sequence[Event]) -> Sequence[Event]:
    """What is told of the money of a booking that the house took away: it waits, or goes along to another place."""
    if booking.reason not in get_args(DisplacedBecause):
        return events
    return [e.model_copy(update={"displaced": True}) if isinstance(e, FeeRefundDue) else e for e in events]
