"""Paying online: the attempt on record, then the payment service, then its answer on record.

A process that ends in between leaves an attempt without an answer; it is asked again by ``Collector``, here or in
another replica, until the service knows how it ended. Asking twice is harmless: the service knows its orders by id.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from services.booking.domain.money.bill import Bill
from services.booking.domain.money.events import Instrument, PaymentOrdered
from services.booking.domain.money.numbers import bill_number
from services.booking.domain.money.online import Answer, Order
from services.booking.domain.money.parts import RefundOrder
from services.booking.money.bills import Bills
from services.booking.money.payments import PaymentPort, PortAway, PortUnclear
from services.booking.money.permissions import GATEWAY, require
from services.booking.money.refusals import NoOnlinePayment, NoSuchAttempt
from services.booking.money.rows import OrderRow
from services.booking.permissions import ROLES
from shared.journal import Cause, Commit, Journal
from shared.timers import Timer, Timers
from shared.web import Caller

log = logging.getLogger(__name__)

CALL_SECONDS = 10.0
"""A service that does not answer within so long may have heard or not: uncertain."""


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt that was put on record."""

    commit: Commit
    ordered: PaymentOrdered


class OnlinePayments:
    """What is asked of the payment service, and what becomes of its answers. ``port``: ``None`` where there is none."""

    def __init__(self, journal: Journal, bills: Bills, port: PaymentPort | None) -> None:
        self.journal = journal
        self.port = port
        self._bills = bills

    async def begin(self, booking_id: str, instrument: Instrument, *, by: Caller, cause: Cause) -> Begun:
        """Begin to pay all that is due. Raises ``NoOnlinePayment``, ``PaymentUnderWay``, ``NothingDue``."""
        stream = await self._bills.enter("pay-online", booking_id, by)
        if self.port is None:
            raise NoOnlinePayment
        now, attempt_id = self.journal.now(), cause.new_id("payment")
        commit = await self.journal.transact(
            stream, cause, lambda bill: bill.order_payment(attempt_id, now, instrument)
        )
        ordered = commit.first(PaymentOrdered)
        if not commit.replayed:
            await self._start(ordered, cause)
        return Begun(commit, ordered)

    async def _start(self, ordered: PaymentOrdered, cause: Cause) -> None:
        order = _order_of(ordered)
        answer: Answer | None
        try:
            answer = await self._call(lambda port: port.start(order))
        except PortAway as fault:  # this was the first word of it: the service has certainly not heard
            log.warning("the payment service is away", extra={"fault": str(fault)})
            answer = Answer("refused", reason="not-reached")
        await self._note(ordered.booking_id, ordered.attempt_id, answer, cause.beside("answer"))

    async def hear(self, attempt_id: str, *, by: Caller, cause: Cause) -> str:
        """The service says that something became of an order; it is asked what. Raises ``NoSuchAttempt``."""
        require("report-payment", frozenset(role for role in (*ROLES, GATEWAY) if by.has(role)))
        row = await self.journal.get(OrderRow, attempt_id)
        if row is None or row.what != "payment":
            raise NoSuchAttempt(attempt_id=attempt_id)
        await self.ask(row, cause)
        return row.booking_id

    async def ask_all(self, booking_id: str, *, by: Caller, cause: Cause) -> None:
        """Ask about everything of a bill of which nobody knows how it ends, at once."""
        stream = await self._bills.enter("ask-payment-service", booking_id, by)
        if self.port is None:
            raise NoOnlinePayment
        payments, refunds = await self.journal.ask(
            stream, lambda bill: ([id for id, each in bill.attempts.items() if each.is_open], list(bill.orders))
        )
        for id in payments:
            await self.ask(OrderRow(id=id, what="payment", booking_id=booking_id), cause.beside(id))
        for id in refunds:
            await self.ask(OrderRow(id=id, what="refund", booking_id=booking_id), cause.beside(id))

    async def ask(self, row: OrderRow, cause: Cause) -> None:
        """Ask the service how a payment or a refund ends, and put the answer on record."""
        if self.port is None:
            return
        if row.what == "payment":
            await self._note(row.booking_id, row.id, await self._asked(lambda port: port.look_up(row.id)), cause)
            return
        order = await self.journal.ask(Bill.stream(row.booking_id), lambda bill: _copied(bill.orders.get(row.id)))
        if order is None:
            return
        answer = await self._asked(lambda port: port.refund(order.attempt_id, row.id, order.amount))
        now = self.journal.now()
        await self.journal.transact(
            Bill.stream(row.booking_id), cause, lambda bill: bill.note_refund(row.id, answer, now)
        )

    async def _note(self, booking_id: str, attempt_id: str, answer: Answer | None, cause: Cause) -> None:
        now = self.journal.now()
        await self.journal.transact(
            Bill.stream(booking_id), cause, lambda bill: bill.note_payment(attempt_id, answer, now)
        )

    async def _asked(self, question: Callable[[PaymentPort], Awaitable[Answer]]) -> Answer | None:
        try:
            return await self._call(question)
        except PortAway as fault:
            log.warning("the payment service is away", extra={"fault": str(fault)})
            return None

    async def _call(self, question: Callable[[PaymentPort], Awaitable[Answer]]) -> Answer | None:
        """The service's answer; ``None`` when nobody knows whether it heard. Raises ``PortAway``."""
        assert self.port is not None
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await question(self.port)
        except (PortUnclear, TimeoutError) as fault:
            log.warning("nobody knows what the payment service did", extra={"fault": type(fault).__name__})
            return None


class Collector(Timers):
    """Asks about what is open when its time has come, beside the other timers: a slow service holds up nobody."""

    def __init__(self, journal: Journal, payments: OnlinePayments, news: Callable[[], Iterable[str]] = tuple) -> None:
        """``news``: orders of which the service says on its own that they ended; it may say so twice."""
        super().__init__(journal, (Timer(OrderRow, "payment-order", payments.ask),))
        self._books = journal
        self._payments = payments
        self._news = news

    async def run_due(self) -> int:
        """Hear the service's news, then ask what is due."""
        for n, id in enumerate(self._news()):
            row = await self._books.get(OrderRow, id)
            if row is not None:
                moment = round(self._books.now().timestamp() * 1_000)
                await self._payments.ask(row, self._books.causes.timer(f"payment-news-{n}", id, moment))
        return await super().run_due()

    def let_go(self) -> None:
        """Nothing here is anybody's open request."""


def _order_of(ordered: PaymentOrdered) -> Order:
    number = bill_number(ordered.booking_id)
    return Order(ordered.attempt_id, ordered.amount, number, ordered.expires_at, ordered.instrument)


def _copied(order: RefundOrder | None) -> RefundOrder | None:
    return order.model_copy() if order else None
