"""A bill and the payment service: attempts and refunds that are on record before the service is asked.

Whatever the service says, twice or late, ends in the same sums. What nobody knows is ``uncertain`` and asked again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from services.booking.domain.money.events import (
    Instrument,
    NotPaid,
    PaymentAsked,
    PaymentFailed,
    PaymentMatched,
    PaymentOrdered,
    RefundAsked,
    RefundFailed,
    RefundOrdered,
)
from services.booking.domain.money.online import Answer
from services.booking.domain.money.record import BillRecord
from services.booking.money.refusals import (
    BillIsCancelled,
    NoBill,
    NothingDue,
    PaymentUnderWay,
    TooManyAttempts,
)
from shared.contracts.booking_money import FeePaid, FeeRefundDue, FeeRefunded, PaidBy
from shared.events import Event

ATTEMPTS_MAX = 10
"""Online payments that are begun for one bill."""
EXPIRES_AFTER = timedelta(minutes=30)
"""So long an order may be paid; the payment service takes none that arrives later."""
ANSWER_WITHIN = timedelta(minutes=2)
"""Without an answer on record by then, whoever asked is gone: the service is asked what became of it."""
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 3_600, *(6 * 3_600 for _ in range(14))))
"""Between one question and the next, three days and a half in all; then a person asks (``POST …/ask``)."""


class OnlineBill(BillRecord):
    """The part of a bill that speaks with the payment service."""

    # -- paying

    def order_payment(self, attempt_id: str, now: datetime, instrument: Instrument = "standard") -> Sequence[Event]:
        """Record that the service is about to be asked for all that is due. One at a time."""
        if self.about is None:
            raise NoBill(booking_id=self.booking_id)
        if self.cancelled:
            raise BillIsCancelled(booking_id=self.booking_id, moved_to=self.moved_to)
        if self.open_attempt:
            raise PaymentUnderWay(booking_id=self.booking_id, attempt_id=self.open_attempt)
        if not self.outstanding:
            raise NothingDue(booking_id=self.booking_id, receipts=[each.number for each in self.receipts.values()])
        if len(self.attempts) >= ATTEMPTS_MAX:
            raise TooManyAttempts(booking_id=self.booking_id, limit=ATTEMPTS_MAX)
        return [
            PaymentOrdered(
                attempt_id=attempt_id,
                booking_id=self.booking_id,
                amount=self.outstanding,
                instrument=instrument,
                expires_at=now + EXPIRES_AFTER,
                next_at=now + ANSWER_WITHIN,
            )
        ]

    def note_payment(self, attempt_id: str, answer: Answer | None, now: datetime) -> Sequence[Event]:
        """What the service said of an attempt; ``None``: nobody knows. Said again, or after the end, it is nothing new.

        Money that arrives late, for whatever ended meanwhile, is taken in, and owed back when nothing is due.
        """
        attempt = self.attempts.get(attempt_id)
        if attempt is None or attempt.status == "paid":
            return []
        if answer is not None and answer.kind == "paid" and answer.amount > 0:
            paid = self._paid("online", answer.amount, now)
            matched = PaymentMatched(receipt_number=paid.receipt_number, attempt_id=attempt_id)
            return self._then([paid, matched], now)
        if not attempt.is_open:
            return []
        if answer is not None and (reason := self._failed(answer, now >= attempt.expires_at)):
            return [PaymentFailed(attempt_id=attempt_id, reason=reason)]
        pause = PAUSES[attempt.asks] if attempt.asks < len(PAUSES) else None
        if attempt.asks >= len(PAUSES) + 1:
            return []
        status, url = ("pending", answer.url) if answer is not None and answer.kind == "pending" else ("uncertain", "")
        if _too_soon(attempt.next_at, now) and attempt.status in {"pending", status}:
            return []  # whoever asks on their own, however often, uses up none of the questions that are still to come
        return [PaymentAsked(attempt_id=attempt_id, status=status, url=url, next_at=now + pause if pause else None)]

    def _failed(self, answer: Answer, expired: bool) -> NotPaid | None:
        if answer.kind == "refused":
            return answer.reason
        if answer.kind == "unknown" and expired:
            return "never-arrived"
        return None

    # -- giving back

    def note_refund(self, refund_number: str, answer: Answer | None, now: datetime) -> Sequence[Event]:
        """What the service said of a refund; ``None``: nobody knows. Asking again is safe: it knows the number."""
        order = self.orders.get(refund_number)
        if order is None:
            return []
        if answer is not None and answer.kind == "paid":
            return [
                FeeRefunded(
                    **self._told(),
                    amount=order.amount,
                    channel="online",
                    receipt_number=order.receipt_number,
                    refund_number=refund_number,
                    refunded_at=now,
                )
            ]
        if answer is not None and answer.kind == "refused":
            return self._then([RefundFailed(refund_number=refund_number)], now)
        if order.asks >= len(PAUSES) + 1 or _too_soon(order.next_at, now):
            return []
        pause = PAUSES[order.asks] if order.asks < len(PAUSES) else None
        return [RefundAsked(refund_number=refund_number, next_at=now + pause if pause else None)]

    # -- within

    def _after(self, events: Sequence[Event]) -> Self:
        """The bill as it will be."""
        after = self.model_copy(deep=True)
        for event in events:
            after.apply(event)
        return after

    def _then(self, events: Sequence[Event], now: datetime) -> list[Event]:
        """The events, and what follows when money is owed back: orders to the service, and word of what waits."""
        after = self._after(events)
        orders = after.refund_orders(now)
        for order in orders:
            after.apply(order)
        before = self.owed_by_hand()
        waiting = [
            FeeRefundDue(**after._told(), amount=amount, channel=channel)  # noqa: SLF001 - the same class
            for channel, amount in after.owed_by_hand().items()
            if amount > before.get(channel, 0)
        ]
        return [*events, *orders, *waiting]

    def refund_orders(self, now: datetime) -> list[RefundOrdered]:
        """What the payment service is to give back."""
        parts = [(receipt, part) for receipt, part in self.owed() if receipt.back_by == "online"]
        return [
            RefundOrdered(
                refund_number=self._refund_number(n),
                receipt_number=receipt.number,
                attempt_id=receipt.attempt_id or "",
                booking_id=self.booking_id,
                amount=part,
                next_at=now,
            )
            for n, (receipt, part) in enumerate(parts, self.refunds_made + 1)
        ]

    def _refund_number(self, n: int) -> str:
        return f"{self.number}-R{n}"

    def _paid(self, channel: PaidBy, amount: int, paid_at: datetime) -> FeePaid:
        own = sum(receipt.own for receipt in self.receipts.values())
        return FeePaid(
            **self._told(),
            amount=amount,
            channel=channel,
            receipt_number=f"{self.number}-{own + 1}",
            paid_at=paid_at,
        )

    def _told(self) -> dict[str, Any]:
        """What every public event says of the booking."""
        assert self.about is not None
        return {**self.about.model_dump(), "bill_number": self.number}


def _too_soon(next_at: datetime | None, now: datetime) -> bool:
    """Whether the next question has its time still to come."""
    return next_at is not None and now < next_at
