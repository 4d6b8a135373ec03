"""What a bill consists of beside its sums: receipts, payments and refunds under way, and how it stood at its end."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from services.booking.domain.money.events import Instrument
from shared.contracts.booking_money import PaidBy


class Receipt(BaseModel):
    """What was paid at once, and what became of it. ``own``: it was paid for this bill and did not come along."""

    number: str
    channel: PaidBy
    amount: int
    paid_at: datetime | None = None
    own: bool = True
    refunded: int = 0
    carried: int = 0
    attempt_id: str | None = None
    by_hand: bool = False
    """Paid online, but the payment service does not give it back."""

    @property
    def held(self) -> int:
        """What is still here of it."""
        return self.amount - self.refunded - self.carried

    @property
    def back_by(self) -> PaidBy:
        """The channel by which it is given back."""
        return "counter" if self.by_hand else self.channel


class Attempt(BaseModel):
    """A payment that the payment service was asked for."""

    amount: int
    instrument: Instrument
    expires_at: datetime
    status: Literal["started", "pending", "uncertain", "paid", "failed"] = "started"
    next_at: datetime | None
    asks: int = 0
    reason: str = ""
    url: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody knows yet how it ends."""
        return self.status in {"started", "pending", "uncertain"}


class RefundOrder(BaseModel):
    """A refund that the payment service was asked for."""

    receipt_number: str
    attempt_id: str
    amount: int
    next_at: datetime | None
    asks: int = 0


class AtItsEnd(BaseModel):
    """How a bill stood when its booking ended, for the one that takes its place.

    ``waived`` of the yen ``of`` were not demanded. ``unpaid``: something was to be paid, and nothing ever was.
    """

    waived: int = 0
    of: int = 0
    unpaid: bool = False
