"""What booking tells the others of money: what is due for a booking, what was paid and what was given back. In yen.

The subject is the bill, ``bill/<booking id>``: what happens to one bill stays in order. Nothing is ever edited: whoever
adds up ``fee-due`` (which may be below zero), ``fee-paid`` and ``fee-refunded`` of a bill knows how it stands.
"""

from typing import Literal

from shared.contracts.base import BOOKINGS, Instant, PublicEvent

PaidBy = Literal["counter", "bank", "online"]
DueFor = Literal["fee", "correction", "cancelled", "moved"]


class _OfBill(PublicEvent):
    topic = BOOKINGS.name

    booking_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant
    group_id: str | None = None
    person_id: str
    amount: int
    bill_number: str = ""


class FeeDue(_OfBill):
    """``amount`` is due for a booking until ``pay_by``; below zero it counters what was due before.

    ``total`` is what is still to be paid after it; ``lapses``: the booking is given up when it is not.
    """

    type = "fee-due.v1"

    pay_by: Instant
    reason: DueFor = "fee"
    total: int = 0
    lapses: bool = False


class FeePaid(_OfBill):
    """``amount`` was paid."""

    type = "fee-paid.v1"

    channel: PaidBy
    receipt_number: str
    paid_at: Instant


class FeeRefunded(_OfBill):
    """``amount`` of what ``receipt_number`` says was given back, by the channel it came."""

    type = "fee-refunded.v1"

    channel: PaidBy
    receipt_number: str
    refund_number: str
    refunded_at: Instant


class FeeOverdue(_OfBill):
    """``amount`` was not paid in time. ``lapses``: the booking is given up for it."""

    type = "fee-overdue.v1"

    pay_by: Instant
    lapses: bool = False


class FeeRefundDue(_OfBill):
    """``amount`` waits for its person, all in all, to be given back by hand: at the counter or by a transfer."""

    type = "fee-refund-due.v1"

    channel: PaidBy
    displaced: bool = False
    """The house took the booking away: whoever chooses another place has it put towards that instead."""


MONEY_EVENTS = (FeeDue, FeePaid, FeeRefunded, FeeOverdue, FeeRefundDue)
