"""What is said to a payment service and by it: orders and answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.booking.domain.money.events import Instrument, NotPaid


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid. The service takes no order after ``expires_at``, and ends one that is not paid by then."""

    id: str
    amount: int
    bill_number: str
    expires_at: datetime
    instrument: Instrument = "standard"


@dataclass(frozen=True, slots=True)
class Answer:
    """How an order or a refund stands. ``unknown``: the service has never heard of it. ``url``: where one pays."""

    kind: Literal["paid", "pending", "refused", "unknown"]
    amount: int = 0
    reason: NotPaid = "declined"
    url: str = ""
