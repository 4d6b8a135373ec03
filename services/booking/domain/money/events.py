"""Private events of a bill, and the values in them. Codes, ids, numbers and yen: never a name, an account, or words."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.base import Instant
from shared.contracts.booking_money import PaidBy
from shared.events import Event

Ground = Literal["public", "community", "youth", "welfare", "operator", "other"]
"""Why a fee is reduced or waived. Coarse on purpose: a bill says nothing of anybody's health."""
Evidence = Literal["document-seen", "application", "registration", "decision"]
Correction = Literal["use-changed", "equipment", "wrong-price", "operator", "other"]
Instrument = Literal["standard", "refused", "late", "twice", "silent"]
"""What a simulated payer does; a real payment service asks the payer itself and is given ``standard``."""
Unfit = Literal["already-paid", "cancelled", "amount-differs", "not-due"]
NotPaid = Literal["declined", "expired", "never-arrived", "not-reached"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Booked(_Value):
    """The booking that a bill is for, as far as money needs to know it."""

    booking_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant
    group_id: str | None = None
    person_id: str


class CarriedReceipt(_Value):
    """``amount`` of what a receipt says, which goes along to another bill."""

    receipt_number: str
    channel: PaidBy
    amount: int
    attempt_id: str | None = None
    by_hand: bool = False


class StatementLine(_Value):
    """One transfer of a bank's statement that fits a bill. ``line`` identifies it, whenever it is read again."""

    line: str
    booking_id: str
    amount: int
    on: Instant


class FeeWaived(Event):
    """``amount`` need not be paid; below zero it counters what was waived before."""

    type = "fee-waived.v1"

    booking_id: str
    amount: int
    ground: Ground
    evidence: Evidence | None = None
    reference: str = ""


class FeeCorrected(Event):
    """Why the fee was countered and set anew in this commit."""

    type = "fee-corrected.v1"

    booking_id: str
    reason: Correction


class ReceiptNoted(Event):
    """What a clerk wrote down beside a payment or a refund: the number of the paper."""

    type = "receipt-noted.v1"

    number: str
    reference: str


class FeeKept(Event):
    """``amount`` of a fee that was paid is kept for what was given back; below zero it counters that."""

    type = "fee-kept.v1"

    booking_id: str
    amount: int


class BookingHeard(Event):
    """What a bill knows of its booking: its ``fee``, as ``version`` of the facility-day's stream has it.

    ``waived``: the yen of it that need not be paid. Where a change is heard of before what comes along from another
    bill: the fee that it was, and what the rules give back of the difference (``refund``; ``None``: all).
    """

    type = "booking-heard.v1"

    booking_id: str
    fee: int
    version: int = 0
    waived: int = 0
    was_fee: int | None = None
    refund: int | None = None


class BillCancelled(Event):
    """Nothing more is due for the booking, beyond what was kept.

    ``keeps``: the yen that the rules keep of what is still to come along from another bill.
    """

    type = "bill-cancelled.v1"

    booking_id: str
    keeps: int = 0


class PaymentOrdered(Event):
    """The payment service is about to be asked for ``amount``; until ``next_at`` its answer should be known."""

    type = "payment-ordered.v1"

    attempt_id: str
    booking_id: str
    amount: int
    instrument: Instrument = "standard"
    expires_at: Instant
    next_at: Instant


class PaymentAsked(Event):
    """The payment service was asked and has not ended it: ``pending``, or nobody knows (``uncertain``)."""

    type = "payment-asked.v1"

    attempt_id: str
    status: Literal["pending", "uncertain"]
    url: str = ""
    next_at: Instant | None = None


class PaymentMatched(Event):
    """The payment in this commit ends an attempt, or is a line of a statement."""

    type = "payment-matched.v1"

    receipt_number: str
    attempt_id: str | None = None
    line: str | None = None


class PaymentFailed(Event):
    """An attempt ended without money."""

    type = "payment-failed.v1"

    attempt_id: str
    reason: NotPaid


class RefundOrdered(Event):
    """The payment service is about to be asked to give ``amount`` back."""

    type = "refund-ordered.v1"

    refund_number: str
    receipt_number: str
    attempt_id: str
    booking_id: str
    amount: int
    next_at: Instant


class RefundAsked(Event):
    """The payment service was asked and has not given it back yet, or nobody knows."""

    type = "refund-asked.v1"

    refund_number: str
    next_at: Instant | None = None


class RefundFailed(Event):
    """The payment service cannot give it back: it is given back by hand."""

    type = "refund-failed.v1"

    refund_number: str


class MoveHeard(Event):
    """The booking has moved, and when its old place is given back, what was paid goes along to the bill of ``to``."""

    type = "move-heard.v1"

    booking_id: str
    to: Booked
    fee: int
    pay_by: Instant
    lapses: bool = False


class FeeCarried(Event):
    """The booking was moved: what was paid goes along to the bill of the booking that took its place.

    ``waived``: the yen of the new fee that need not be paid, because they did not have to be before.
    """

    type = "fee-carried.v1"

    booking_id: str
    to: Booked
    fee: int
    pay_by: Instant
    lapses: bool = False
    waived: int = 0
    receipts: tuple[CarriedReceipt, ...] = ()


class FeeReceived(Event):
    """What was paid for a booking that moved here came along."""

    type = "fee-received.v1"

    moved_from: str
    to: Booked
    pay_by: Instant
    lapses: bool = False
    receipts: tuple[CarriedReceipt, ...] = ()


class StatementTaken(Event):
    """Lines of one bank statement that are to be booked. The stream is the file."""

    type = "statement-taken.v1"

    lines: tuple[StatementLine, ...]


class StatementLineUnfit(Event):
    """A line that fitted when the file was read no longer did when its turn came. The money is at the bank."""

    type = "statement-line-unfit.v1"

    line: str
    amount: int
    reason: Unfit


PRIVATE_MONEY_EVENTS = (
    FeeWaived,
    FeeCorrected,
    FeeKept,
    BookingHeard,
    ReceiptNoted,
    BillCancelled,
    PaymentOrdered,
    PaymentAsked,
    PaymentMatched,
    PaymentFailed,
    RefundOrdered,
    RefundAsked,
    RefundFailed,
    MoveHeard,
    FeeCarried,
    FeeReceived,
    StatementTaken,
    StatementLineUnfit,
)
