"""The port to a payment service: what kyoso asks of one, and what it may answer.

An order has an id that kyoso chose and recorded before it asked. The service knows an order by that id: the same order
again is the same order, and a refund with a number that it has seen is not paid twice. One that does not work so
cannot be connected, because after a crash nobody could find out what it did.
"""

from typing import Protocol

from services.booking.domain.money.online import Answer, Order
from shared.errors import Transient


class PortAway(Transient):
    """The payment service was not reached: it has certainly not heard what was said."""


class PortUnclear(Transient):
    """The line broke after it was spoken to: nobody knows whether it heard."""


class PaymentPort(Protocol):
    """A payment service. Every call ends within some seconds. Raises ``PortAway``, ``PortUnclear``."""

    async def start(self, order: Order) -> Answer:
        """Ask for a payment. The same order again changes nothing, and is answered with how it stands."""
        ...

    async def look_up(self, order_id: str) -> Answer:
        """How an order stands."""
        ...

    async def refund(self, order_id: str, refund_number: str, amount: int) -> Answer:
        """Give some of a paid order back. The same number again changes nothing, and is answered with how it stands."""
        ...
