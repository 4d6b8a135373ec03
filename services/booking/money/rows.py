"""What lists of money read: bills, what was paid and given back, and what the payment service is still to be asked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from services.booking.domain.grid import day_text
from services.booking.domain.money.bill import Bill
from services.booking.domain.money.events import (
    PaymentAsked,
    PaymentFailed,
    PaymentMatched,
    PaymentOrdered,
    RefundAsked,
    RefundFailed,
    RefundOrdered,
)
from services.booking.domain.money.parts import Receipt
from services.booking.domain.money.record import BillRecord
from shared.clock import fiscal_year, tokyo_date
from shared.contracts.booking_money import FeePaid, FeeRefunded, PaidBy
from shared.events import Event
from shared.journal import Row

BillStatus = Literal["due", "overdue", "paid", "waived", "refund-due", "cancelled"]


class ReceiptLine(BaseModel):
    """What was paid at once, as the bill's row tells it. ``own``: paid for this booking, not for one before it."""

    receipt_number: str
    channel: PaidBy
    amount: int
    paid_at: datetime | None
    refunded: int
    own: bool


class AttemptLine(BaseModel):
    """An online payment: how it stands, and where one pays while one can."""

    attempt_id: str
    amount: int
    status: str
    reason: str
    expires_at: datetime
    url: str


class BillRow(Row):
    """One bill: the income of one booking. ``fiscal_year`` is that of the use; ``id`` is the booking's."""

    kind = "bill"
    columns = ("at_facility", "of_person", "starts", "status", "number")

    number: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    fiscal_year: int
    group_id: str | None
    person_id: str
    status: BillStatus
    charged: int
    waived: int
    paid: int
    received: int
    refunded: int
    carried: int
    outstanding: int
    owed_back: int
    owed_by_hand: dict[PaidBy, int]
    pay_by: datetime
    moved_from: str | None
    moved_to: str | None
    receipts: tuple[ReceiptLine, ...]
    attempts: tuple[AttemptLine, ...]
    at_facility: str
    of_person: str
    starts: str


class MoneyRow(Row):
    """What was paid or given back at once: a line of the day's till. ``id`` is the receipt's or the refund's number."""

    kind = "money"
    columns = ("at_facility", "at")

    what: Literal["paid", "refunded"]
    booking_id: str
    bill_number: str
    receipt_number: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    channel: PaidBy
    amount: int
    made_at: datetime
    at_facility: str
    at: str


class OrderRow(Row):
    """An online payment or refund of which nobody knows yet how it ends; ``due_at``: the service is asked then."""

    kind = "payment-order"
    columns = ("what",)

    what: Literal["payment", "refund"]
    booking_id: str


MONEY_ROWS: tuple[type[Row], ...] = (BillRow, MoneyRow, OrderRow)


def project_money(state: Any, event: Event) -> Iterable[Row]:
    """The rows that an event of a bill makes or changes. Pure."""
    if not isinstance(state, Bill):
        return ()
    rows: list[Row] = [bill_row(state)] if state.about is not None else []
    match event:
        case FeePaid() | FeeRefunded():
            rows.append(_money(event))
            if isinstance(event, FeeRefunded) and event.channel == "online":
                rows.append(_order(event.refund_number, "refund", state.booking_id, None, closed=True))
        case PaymentOrdered() | PaymentAsked() | PaymentFailed() | PaymentMatched():
            if event.attempt_id is not None:
                attempt = state.attempts[event.attempt_id]
                due_at, closed = attempt.next_at, not attempt.is_open
                rows.append(_order(event.attempt_id, "payment", state.booking_id, due_at, closed=closed))
        case RefundOrdered() | RefundAsked() | RefundFailed():
            closed = isinstance(event, RefundFailed)
            due_at = None if isinstance(event, RefundFailed) else event.next_at
            rows.append(_order(event.refund_number, "refund", state.booking_id, due_at, closed=closed))
    return rows


def status_of(bill: BillRecord) -> BillStatus:
    """How a bill stands, in one word. What is owed back comes first: somebody waits for it."""
    if bill.owed_back:
        return "refund-due"
    if bill.outstanding:
        return "overdue" if bill.overdue else "due"
    if bill.cancelled:
        return "cancelled"
    return "paid" if bill.held else "waived"


def bill_row(bill: BillRecord) -> BillRow:
    """A bill of which something was told, as lists have it."""
    about, pay_by = bill.about, bill.pay_by
    assert about is not None
    assert pay_by is not None
    own = [receipt for receipt in bill.receipts.values() if receipt.own]
    came = [receipt for receipt in bill.receipts.values() if not receipt.own]
    start = day_text(about.starts_at)
    return BillRow(
        id=bill.booking_id,
        closed=not (bill.outstanding or bill.owed_back or bill.open_attempt),
        due_at=bill.due_at,
        number=bill.number,
        fiscal_year=fiscal_year(tokyo_date(about.starts_at)),
        status=status_of(bill),
        charged=bill.charged,
        waived=bill.waived,
        paid=sum(receipt.amount for receipt in own),
        received=sum(receipt.amount for receipt in came),
        refunded=sum(receipt.refunded for receipt in bill.receipts.values()),
        carried=sum(receipt.carried for receipt in bill.receipts.values()),
        outstanding=bill.outstanding,
        owed_back=bill.owed_back,
        owed_by_hand=bill.owed_by_hand(),
        pay_by=pay_by,
        moved_from=bill.moved_from,
        moved_to=bill.moved_to,
        receipts=tuple(_receipt(receipt) for receipt in bill.receipts.values()),
        attempts=tuple(
            AttemptLine(attempt_id=id, **attempt.model_dump(include=set(AttemptLine.model_fields)))
            for id, attempt in bill.attempts.items()
        ),
        at_facility=f"{about.facility_id}/{start}",
        of_person=f"{about.person_id}/{start}",
        starts=start,
        **about.model_dump(exclude={"booking_id"}),
    )


def _receipt(receipt: Receipt) -> ReceiptLine:
    told = receipt.model_dump(include={"channel", "amount", "paid_at", "refunded", "own"})
    return ReceiptLine(receipt_number=receipt.number, **told)


def _money(event: FeePaid | FeeRefunded) -> MoneyRow:
    paid = isinstance(event, FeePaid)
    made_at = event.paid_at if isinstance(event, FeePaid) else event.refunded_at
    at = day_text(made_at)
    return MoneyRow(
        id=event.receipt_number if isinstance(event, FeePaid) else event.refund_number,
        what="paid" if paid else "refunded",
        made_at=made_at,
        at_facility=f"{event.facility_id}/{at}",
        at=at,
        **event.model_dump(
            include={
                *("booking_id", "bill_number", "receipt_number", "facility_id"),
                *("room_ids", "starts_at", "ends_at", "channel", "amount"),
            }
        ),
    )


def _order(
    id: str, what: Literal["payment", "refund"], booking_id: str, due_at: datetime | None, *, closed: bool
) -> OrderRow:
    return OrderRow(id=id, what=what, booking_id=booking_id, due_at=due_at, closed=closed)
