"""What money answers: bills, receipts, the till, and the outcomes of commands. Yen; instants at +09:00."""

from typing import Any, Literal

from services.booking.domain.money.events import FeeWaived, PaymentOrdered
from services.booking.money.bills import Booked
from services.booking.money.rows import BillRow, BillStatus, MoneyRow
from shared.contracts.booking_money import FeeDue, FeePaid, FeeRefunded, PaidBy
from shared.web import TokyoInstant, View


class ReceiptLineView(View):
    """What was paid at once. ``own``: for this booking, not for one that moved here."""

    receipt_number: str
    channel: PaidBy
    amount: int
    paid_at: TokyoInstant | None
    refunded: int
    own: bool


class AttemptView(View):
    """An online payment: ``started``, ``pending``, ``uncertain``, ``paid`` or ``failed`` (with a reason)."""

    attempt_id: str
    amount: int
    status: str
    reason: str
    expires_at: TokyoInstant
    pay_url: str


class BillView(View):
    """A bill. ``charged = waived + paid + received - refunded - carried + outstanding - owed_back``, always."""

    booking_id: str
    bill_number: str
    status: BillStatus
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    group_id: str | None
    person_id: str
    fiscal_year: int
    charged: int
    waived: int
    paid: int
    received: int
    refunded: int
    carried: int
    outstanding: int
    owed_back: int
    owed_by_hand: dict[PaidBy, int]
    pay_by: TokyoInstant
    moved_from: str | None
    moved_to: str | None
    receipts: tuple[ReceiptLineView, ...]
    payments: tuple[AttemptView, ...]

    @classmethod
    def of(cls, row: BillRow) -> "BillView":
        """A bill as it is now."""
        told = row.model_dump(include=set(cls.model_fields))
        told["payments"] = [{**each.model_dump(exclude={"url"}), "pay_url": each.url} for each in row.attempts]
        return cls(booking_id=row.id, bill_number=row.number, **told)


class MoneyView(View):
    """A receipt, or a refund: its number, the amount, by which channel, and for what."""

    number: str
    what: Literal["paid", "refunded"]
    receipt_number: str
    booking_id: str
    bill_number: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    channel: PaidBy
    amount: int
    made_at: TokyoInstant

    @classmethod
    def of(cls, row: MoneyRow) -> "MoneyView":
        """A line of the till."""
        return cls(number=row.id, **row.model_dump(include=set(cls.model_fields)))

    @classmethod
    def paid(cls, done: Booked) -> "MoneyView":
        """The receipt that a payment made."""
        event = done.commit.first(FeePaid)
        return cls(number=event.receipt_number, what="paid", made_at=event.paid_at, **_told(event))

    @classmethod
    def refunded(cls, event: FeeRefunded) -> "MoneyView":
        """A refund that was recorded."""
        return cls(number=event.refund_number, what="refunded", made_at=event.refunded_at, **_told(event))


def _told(event: FeePaid | FeeRefunded) -> dict[str, Any]:
    return event.model_dump(include=set(MoneyView.model_fields) - {"number", "what", "made_at"})


class RefundView(View):
    """What was given back at once: one refund for each receipt."""

    booking_id: str
    amount: int
    refunds: tuple[MoneyView, ...]

    @classmethod
    def done(cls, done: Booked) -> "RefundView":
        """The outcome of a command."""
        refunds = tuple(MoneyView.refunded(event) for event in done.commit.events if isinstance(event, FeeRefunded))
        return cls(booking_id=done.booking_id, amount=sum(each.amount for each in refunds), refunds=refunds)


class WaiverView(View):
    """A reduction or waiver that was recorded."""

    booking_id: str
    amount: int
    ground: str
    evidence: str | None
    reference: str

    @classmethod
    def done(cls, done: Booked) -> "WaiverView":
        """The outcome of a command."""
        return cls(**done.commit.first(FeeWaived).model_dump())


class CorrectionView(View):
    """A fee that was set anew: what was countered, what is the fee now, and what is still to be paid of it."""

    booking_id: str
    countered: int
    fee: int
    outstanding: int

    @classmethod
    def done(cls, done: Booked) -> "CorrectionView":
        """The outcome of a command."""
        dues = [event for event in done.commit.events if isinstance(event, FeeDue)]
        return cls(
            booking_id=done.booking_id,
            countered=-sum(event.amount for event in dues if event.amount < 0),
            fee=sum(event.amount for event in dues if event.amount > 0),
            outstanding=dues[-1].total,
        )


class PaymentBegunView(View):
    """An online payment that was begun; how it goes on, and where one pays, stands with the bill."""

    attempt_id: str
    booking_id: str
    amount: int
    expires_at: TokyoInstant

    @classmethod
    def of(cls, ordered: PaymentOrdered) -> "PaymentBegunView":
        """The outcome of a command."""
        return cls(**ordered.model_dump(include=set(cls.model_fields)))


class HeardView(View):
    """The payment service was asked about an order."""

    attempt_id: str
    booking_id: str
