"""A payment service that is none: for the demo and the tests. It behaves like a real one, faults included.

It confirms some seconds after it was asked, and says so on its own, sometimes twice; it refuses, is late, never hears
of a payer again; it knows an order by its id and a refund by its number. What it knows outlives a restart in a file.
Its clock is the deployment's, so that the demo's clock moves it too.
"""

import json
from collections import deque
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from services.booking.domain.money.online import Answer, Order
from services.booking.money.payments import PortAway, PortUnclear
from shared.clock import Clock

PAID_AFTER = timedelta(seconds=3)
LATE_AFTER = timedelta(minutes=10)

Fault = Literal["away", "lost", "unclear"]
"""``away``: it is not reached. ``lost``: the line broke before it heard. ``unclear``: it heard, and the line broke."""


@dataclass
class _Known:
    """An order as the service knows it."""

    order: Order
    started: datetime
    refunds: dict[str, int] = field(default_factory=dict)
    told: int = 0

    def status(self, now: datetime) -> Answer:
        """How it stands at an instant."""
        if self.order.instrument == "refused":
            return Answer("refused", reason="declined") if now >= self.started + PAID_AFTER else Answer("pending")
        after = LATE_AFTER if self.order.instrument == "late" else PAID_AFTER
        if self.order.instrument != "silent" and now >= self.started + after:
            return Answer("paid", amount=self.order.amount)
        if now >= self.order.expires_at:
            return Answer("refused", reason="expired")
        return Answer("pending", url=f"https://pay.example/{self.order.id}")


class SimulatedPayments:
    """The port, with a memory in ``file`` (``None``: none). ``faults`` are taken one a call, for tests."""

    def __init__(self, clock: Clock, file: Path | None = None) -> None:
        self.clock = clock
        self.faults: deque[Fault] = deque()
        self._file = file
        self._orders: dict[str, _Known] = {}
        for line in file.read_text("utf-8").splitlines() if file and file.exists() else ():
            self._remember(json.loads(line))

    async def start(self, order: Order) -> Answer:
        """Take an order, unless it has expired. The same again is the same."""
        self._before()
        now = self.clock.now()
        if order.id not in self._orders:
            if now >= order.expires_at:
                return Answer("refused", reason="expired")
            self._keep({"order": {**asdict(order), "expires_at": order.expires_at.isoformat()}, "at": now.isoformat()})
        answer = self._orders[order.id].status(now)
        self._after()
        return answer

    async def look_up(self, order_id: str) -> Answer:
        """How an order stands."""
        self._before()
        known = self._orders.get(order_id)
        self._after()
        return known.status(self.clock.now()) if known else Answer("unknown")

    async def refund(self, order_id: str, refund_number: str, amount: int) -> Answer:
        """Give some back of what was paid; no more than that. The same number again is the same refund."""
        self._before()
        known = self._orders.get(order_id)
        if known is None or known.status(self.clock.now()).kind != "paid":
            return Answer("unknown" if known is None else "refused")
        if refund_number not in known.refunds:
            if sum(known.refunds.values()) + amount > known.order.amount:
                return Answer("refused")
            self._keep({"refund": refund_number, "of": order_id, "amount": amount})
        self._after()
        return Answer("paid", amount=known.refunds[refund_number])

    def news(self) -> list[str]:
        """Orders that ended since they were last told of, as a real service would push them; some come twice."""
        now, found = self.clock.now(), []
        for id, known in self._orders.items():
            times = 2 if known.order.instrument == "twice" else 1
            if known.told < times and known.status(now).kind in {"paid", "refused"}:
                found += [id] * (times - known.told)
                known.told = times
        return found

    def given_back(self, order_id: str) -> int:
        """What was really given back of an order."""
        return sum(self._orders[order_id].refunds.values())

    def taken(self) -> int:
        """What it has really taken from payers, all in all."""
        now = self.clock.now()
        return sum(known.status(now).amount for known in self._orders.values())

    def _before(self) -> None:
        if self.faults and self.faults[0] in {"away", "lost"}:
            if self.faults.popleft() == "away":
                raise PortAway("the simulated payment service is away")
            raise PortUnclear("the line to the simulated payment service broke")

    def _after(self) -> None:
        if self.faults and self.faults[0] == "unclear":
            self.faults.popleft()
            raise PortUnclear("the simulated payment service heard, and the line broke")

    def _keep(self, fact: dict[str, Any]) -> None:
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(fact) + "\n")
        self._remember(fact)

    def _remember(self, fact: dict[str, Any]) -> None:
        if "order" in fact:
            told = {**fact["order"], "expires_at": datetime.fromisoformat(fact["order"]["expires_at"])}
            self._orders[told["id"]] = _Known(Order(**told), datetime.fromisoformat(fact["at"]))
        else:
            self._orders[fact["of"]].refunds[fact["refund"]] = fact["amount"]
