"""What the rules say of a fee beside its amount: until when it is paid, and what comes back of it.

The rules are asked where a booking is confirmed or cancelled; what they said stands in that event, so that a bill never
changes because a rule did. Where the rules say nothing, the words below hold.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import get_args

from services.booking.domain.terms import Terms
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_money import FeeRefundDue
from shared.contracts.booking_values import DisplacedBecause
from shared.events import Event

PAY_WITHIN_MIN = timedelta(minutes=30)
"""Whoever books at the last moment still has so long."""
ADDED_WITHIN = timedelta(days=14)
"""What a change or a correction adds to a fee that was settled is paid within so long, and nothing lapses for it."""


def pay_by_of(booking: BookingConfirmed, confirmed_at: datetime) -> datetime:
    """Until when a fee is paid: what the rules said, else until the use begins."""
    return pay_by_at(confirmed_at, booking.pay_by, booking.starts_at)


def pay_by_at(confirmed_at: datetime, by_rule: datetime | None, starts_at: datetime) -> datetime:
    """The same before there is a booking: ``by_rule`` is what the rules say, if they do."""
    return max(confirmed_at + PAY_WITHIN_MIN, by_rule or starts_at)


def still_due(was: BookingConfirmed, terms: Terms) -> Terms:
    """The terms of a change where time to pay counts from the request: that is not begun anew by it."""
    if was.pay_by is None or not terms.fee:
        return terms
    pay_by = was.pay_by if terms.pay_by is None else min(was.pay_by, terms.pay_by)
    return terms.model_copy(update={"pay_by": pay_by})


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


def kept_of(was_fee: int, fee: int, refund: int | None, *, net: int, left: int, paid: int) -> int:
    """The yen that are kept of a fee that fell from ``was_fee`` to ``fee``, where ``refund`` of the difference is back.

    ``net`` and ``left`` are what was charged and is charged now without what is waived; ``paid`` bounds what is kept.
    """
    if fee >= was_fee or refund is None:
        return 0
    return max(0, min(paid - left, net - share_of(fee + refund, was_fee, net)))


def still_waived(waived: int, of: int, fee: int) -> int:
    """What stays waived (``waived`` of the yen ``of``) of another fee: of a lower one the same share, rounded down.

    Were more of it waived than before, a smaller booking and its cancellation would give back more than one at once.
    """
    return waived if fee >= of else waived * fee // of


def or_another_place(booking: BookingCancelled, events: Sequence[Event]) -> Sequence[Event]:
    """What is told of the money of a booking that the house took away: it waits, or goes along to another place."""
    if booking.reason not in get_args(DisplacedBecause):
        return events
    return [e.model_copy(update={"displaced": True}) if isinstance(e, FeeRefundDue) else e for e in events]
