"""What one bill's stream folds into: what is due, what was paid, what is owed back. ``bill/<booking id>``.

Everything is a sum of events: ``charged = waived + held + outstanding - owed back``, where ``held`` is what was paid or
came along from another bill, less what was given back or went along. The limits in
``domain/money/bill.py`` bound the stream.
"""

from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from services.booking.domain.money.events import (
    BillCancelled,
    Booked,
    BookingHeard,
    FeeCarried,
    FeeKept,
    FeeReceived,
    FeeWaived,
    MoveHeard,
    PaymentAsked,
    PaymentFailed,
    PaymentMatched,
    PaymentOrdered,
    RefundAsked,
    RefundFailed,
    RefundOrdered,
)
from services.booking.domain.money.numbers import bill_number
from services.booking.domain.money.parts import AtItsEnd, Attempt, Receipt, RefundOrder
from shared.clock import tokyo_date
from shared.contracts.booking_money import FeeDue, FeeOverdue, FeePaid, FeeRefunded, PaidBy
from shared.events import Event
from shared.journal import State

KEPT_FOR = timedelta(days=5 * 366)
"""Claims of and against a city end after five years (地方自治法 236条); a bill is not archived before."""


class BillRecord(State):
    """The fold of ``bill/<booking id>``."""

    kind: ClassVar[str] = "bill"

    about: Booked | None = None
    charged: int = 0
    waived: int = 0
    pay_by: datetime | None = None
    lapses: bool = False
    overdue: bool = False
    cancelled: bool = False
    fee: int = 0
    """What the booking says that it costs, as far as is known here."""
    as_of: int = 0
    """The version of the facility-day in which a change said so."""
    kept: int = 0
    """What of ``charged`` is kept for parts of the booking that were given back."""
    ahead: tuple[tuple[int, int, int | None], ...] = ()
    """Changes that were heard of before what comes along from another bill: the fee before and after, the refund."""
    keeps: int = 0
    """What is kept of receipts that come along although the booking was cancelled meanwhile."""
    receipts: dict[str, Receipt] = {}
    attempts: dict[str, Attempt] = {}
    orders: dict[str, RefundOrder] = {}
    """Refunds under way, by their number."""
    refunds_made: int = 0
    moved_from: str | None = None
    moved_to: str | None = None
    at_its_end: AtItsEnd = AtItsEnd()
    moving: MoveHeard | None = None
    """Where it moves to, while it is not known here that the old place was given back."""
    booked_lines: dict[str, str] = {}
    """Lines of statements that were booked, with the receipt's number."""
    entries: int = 0

    @property
    def booking_id(self) -> str:
        """The booking that it is for."""
        return self.stream_key

    @property
    def number(self) -> str:
        """What people write on a transfer."""
        return bill_number(self.stream_key)

    # -- sums

    @property
    def held(self) -> int:
        """Money that is here for it."""
        return sum(receipt.held for receipt in self.receipts.values())

    @property
    def outstanding(self) -> int:
        """What is still to be paid."""
        return max(0, self.charged - self.waived - self.held)

    @property
    def unpaid(self) -> bool:
        """Whether something is to be paid, and nothing ever was."""
        return self.outstanding > 0 and not self.held

    @property
    def owed_back(self) -> int:
        """What is to be given back, what is on its way back included."""
        return max(0, self.held - self.charged + self.waived)

    def ordered(self, receipt_number: str) -> int:
        """What of a receipt is on its way back through the payment service."""
        return sum(order.amount for order in self.orders.values() if order.receipt_number == receipt_number)

    def owed(self) -> list[tuple[Receipt, int]]:
        """Of which receipts how much is to be given back, the newest first; what is on its way is left out."""
        left = self.owed_back - sum(order.amount for order in self.orders.values())
        found = []
        for receipt in reversed(self.receipts.values()):
            part = min(left, receipt.held - self.ordered(receipt.number))
            if part > 0:
                found.append((receipt, part))
                left -= part
        return found

    def owed_by_hand(self) -> dict[PaidBy, int]:
        """What waits to be given back at the counter or by a transfer."""
        found: dict[PaidBy, int] = {}
        for receipt, part in self.owed():
            if receipt.back_by != "online":
                found[receipt.back_by] = found.get(receipt.back_by, 0) + part
        return found

    @property
    def open_attempt(self) -> str | None:
        """The attempt of which nobody knows yet how it ends."""
        return next((id for id, attempt in self.attempts.items() if attempt.is_open), None)

    @property
    def due_at(self) -> datetime | None:
        """When time makes it overdue: not while somebody is paying."""
        if not self.outstanding or self.overdue or self.pay_by is None:
            return None
        attempt = self.attempts.get(self.open_attempt or "")
        if attempt is None:
            return self.pay_by
        return max(self.pay_by, attempt.next_at) if attempt.next_at else None

    def archivable(self, before: date) -> bool:
        """Nothing is owed either way, nobody is paying, and all claims have ended."""
        if self.about is None or self.outstanding or self.owed_back or self.open_attempt:
            return False
        return tokyo_date(self.about.starts_at + KEPT_FOR) < before

    # -- folding

    def apply(self, event: Event) -> None:
        self.entries += 1
        match event:
            case BookingHeard():
                self.fee, self.as_of = event.fee, event.version
                if event.was_fee is not None:
                    self.ahead = (*self.ahead, (event.was_fee, event.fee, event.refund))
            case FeeDue() | FeeWaived() | FeeOverdue() | FeeKept() | BillCancelled():
                self._apply_due(event)
            case FeePaid() | PaymentMatched() | FeeRefunded():
                self._apply_money(event)
            case PaymentOrdered() | PaymentAsked() | PaymentFailed():
                self._apply_attempt(event)
            case RefundOrdered() | RefundAsked() | RefundFailed():
                self._apply_order(event)
            case MoveHeard():
                self.moving = event
            case FeeCarried() | FeeReceived():
                self._apply_move(event)

    def _apply_due(self, event: FeeDue | FeeWaived | FeeOverdue | FeeKept | BillCancelled) -> None:
        match event:
            case FeeDue():
                self._open(Booked.model_validate(event.model_dump()), event.pay_by)
                self.charged += event.amount
                self.fee = event.amount if event.reason in {"fee", "moved"} else self.fee
                self.lapses, self.overdue = event.lapses, False
            case FeeWaived():
                self.waived += event.amount
            case FeeOverdue():
                self.overdue = True
            case FeeKept():
                self.kept += event.amount
            case BillCancelled():
                self.at_its_end = AtItsEnd(waived=self.waived, of=self.charged - self.kept, unpaid=self.unpaid)
                self.cancelled, self.keeps = True, event.keeps

    def _apply_move(self, event: FeeCarried | FeeReceived) -> None:
        if isinstance(event, FeeCarried):
            self.moved_to, self.cancelled, self.moving = event.to.booking_id, True, None
            for part in event.receipts:
                self.receipts[part.receipt_number].carried += part.amount
            return
        if self.about is None:
            self._open(event.to, event.pay_by)
            self.lapses = event.lapses
        self.moved_from = event.moved_from
        for part in event.receipts:
            told = part.model_dump(exclude={"receipt_number"})
            self.receipts[part.receipt_number] = Receipt(number=part.receipt_number, own=False, **told)

    def _open(self, about: Booked, pay_by: datetime) -> None:
        self.about, self.pay_by = about, pay_by

    def _apply_money(self, event: FeePaid | PaymentMatched | FeeRefunded) -> None:
        match event:
            case FeePaid():
                self.receipts[event.receipt_number] = Receipt(
                    number=event.receipt_number, channel=event.channel, amount=event.amount, paid_at=event.paid_at
                )
            case PaymentMatched():
                receipt = self.receipts[event.receipt_number]
                if event.attempt_id is not None:
                    receipt.attempt_id = event.attempt_id
                    self._end(event.attempt_id, "paid")
                if event.line is not None:
                    self.booked_lines[event.line] = event.receipt_number
            case FeeRefunded():
                self.refunds_made = max(self.refunds_made, int(event.refund_number.rpartition("R")[2]))
                self.receipts[event.receipt_number].refunded += event.amount
                self.orders.pop(event.refund_number, None)

    def _apply_attempt(self, event: PaymentOrdered | PaymentAsked | PaymentFailed) -> None:
        match event:
            case PaymentOrdered():
                self.attempts[event.attempt_id] = Attempt.model_validate(event.model_dump())
            case PaymentAsked():
                attempt = self.attempts[event.attempt_id]
                attempt.status, attempt.next_at = event.status, event.next_at
                attempt.url = event.url or attempt.url
                attempt.asks += 1
            case PaymentFailed():
                self._end(event.attempt_id, "failed", event.reason)

    def _end(self, attempt_id: str, status: Literal["paid", "failed"], reason: str = "") -> None:
        attempt = self.attempts[attempt_id]
        attempt.status, attempt.reason, attempt.next_at, attempt.url = status, reason, None, ""

    def _apply_order(self, event: RefundOrdered | RefundAsked | RefundFailed) -> None:
        match event:
            case RefundOrdered():
                self.refunds_made = max(self.refunds_made, int(event.refund_number.rpartition("R")[2]))
                self.orders[event.refund_number] = RefundOrder.model_validate(event.model_dump())
            case RefundAsked():
                order = self.orders[event.refund_number]
                order.next_at, order.asks = event.next_at, order.asks + 1
            case RefundFailed():
                order = self.orders.pop(event.refund_number)
                self.receipts[order.receipt_number].by_hand = True
