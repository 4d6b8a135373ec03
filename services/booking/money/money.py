"""The use cases of money in one place, composed: what the routes, the timers and the sample town call."""

from dataclasses import dataclass
from pathlib import Path

from services.booking.groups.groups import Groups
from services.booking.money.bills import Bills
from services.booking.money.orders import Collector, OnlinePayments
from services.booking.money.payment_simulator import SimulatedPayments
from services.booking.money.payments import PaymentPort
from services.booking.money.rows import BillRow
from services.booking.money.statements import Statements
from services.booking.settings import BookingSettings
from shared.journal import Journal
from shared.service import Background, Site
from shared.timers import Timer

SIMULATOR_FILE = "payment-simulator.jsonl"


@dataclass(frozen=True)
class Money:
    """Bills, online payments, bank statements."""

    bills: Bills
    online: OnlinePayments
    statements: Statements
    collector: Collector

    @classmethod
    def of(
        cls, journal: Journal, groups: Groups, site: Site, settings: BookingSettings, port: PaymentPort | None = None
    ) -> "Money":
        """``port``: by default what the settings say. Raises ``ValueError`` as ``port_of`` does."""
        port = port or port_of(site, settings)
        bills = Bills(journal, groups)
        online = OnlinePayments(journal, bills, port)
        news = port.news if isinstance(port, SimulatedPayments) else tuple
        return cls(bills, online, Statements(journal, groups), Collector(journal, online, news))

    @property
    def timers(self) -> tuple[Timer, ...]:
        """What time does to bills."""
        return (Timer(BillRow, "bill-overdue", self.bills.fall_overdue),)

    @property
    def background(self) -> tuple[Background, ...]:
        """What goes on beside: the payment service is asked."""
        return (self.collector,) if self.online.port is not None else ()


def port_of(site: Site, settings: BookingSettings) -> PaymentPort | None:
    """The payment service of a deployment: the simulated one in the demo, unless the settings say otherwise.

    Raises ``ValueError`` for a simulator that replicas would share.
    """
    chosen = settings.payments or ("simulator" if site.settings.demo and site.settings.store == "sqlite" else "none")
    if chosen == "none":
        return None
    if site.settings.store != "sqlite":
        raise ValueError("KYOSO_BOOKING_PAYMENTS=simulator keeps its orders in one data folder: not for replicas")
    site.settings.data.mkdir(parents=True, exist_ok=True)
    return SimulatedPayments(site.clock, Path(site.settings.data) / SIMULATOR_FILE)
