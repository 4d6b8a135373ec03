"""What the events of bills alone add up to. Nothing here asks a bill's state: this is what rows are compared with."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from services.booking.domain.money.events import Booked, FeeCarried, FeeReceived, FeeWaived
from shared.clock import fiscal_year, tokyo_date
from shared.contracts.booking_money import FeeDue, FeePaid, FeeRefunded
from shared.events import Event


@dataclass(slots=True)
class Sums:
    """Yen: what fell due and was countered, and what became of it."""

    charged: int = 0
    waived: int = 0
    paid: int = 0
    received: int = 0
    refunded: int = 0
    carried: int = 0

    def add(self, other: "Sums") -> None:
        """Another bill's beside these."""
        for each in fields(Sums):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def held(self) -> int:
        """What is here."""
        return self.paid + self.received - self.refunded - self.carried

    @property
    def outstanding(self) -> int:
        """What is still to be paid of one bill."""
        return max(0, self.charged - self.waived - self.held)

    @property
    def owed_back(self) -> int:
        """What is to be given back of one bill."""
        return max(0, self.held - self.charged + self.waived)


@dataclass(slots=True)
class Added:
    """One bill as its events tell it."""

    booking_id: str
    sums: Sums = field(default_factory=Sums)
    facility_id: str = ""
    year: int = 0
    receipts: dict[str, int] = field(default_factory=dict)
    """What is left of each receipt."""
    made: dict[str, int] = field(default_factory=dict)
    """Numbers of receipts and refunds of its own, with what they say."""
    carried_to: dict[str, int] = field(default_factory=dict)
    received_from: dict[str, int] = field(default_factory=dict)

    def take(self, events: Iterable[Event]) -> None:
        """Add events, in their order."""
        for event in events:
            match event:
                case FeeDue():
                    self._place(event.facility_id, event)
                    self.sums.charged += event.amount
                case FeeWaived():
                    self.sums.waived += event.amount
                case FeePaid():
                    self.sums.paid += event.amount
                    self._receive(event.receipt_number, event.amount)
                    self.made[event.receipt_number] = event.amount
                case FeeRefunded():
                    self.sums.refunded += event.amount
                    self._receive(event.receipt_number, -event.amount)
                    self.made[event.refund_number] = event.amount
                case FeeCarried() | FeeReceived():
                    self._take_move(event)

    def _take_move(self, event: FeeCarried | FeeReceived) -> None:
        total = sum(part.amount for part in event.receipts)
        sign = -1 if isinstance(event, FeeCarried) else 1
        for part in event.receipts:
            self._receive(part.receipt_number, sign * part.amount)
        if isinstance(event, FeeCarried):
            self.sums.carried += total
            self.carried_to[event.to.booking_id] = total
        else:
            self.sums.received += total
            self.received_from[event.moved_from] = total
            self._place(event.to.facility_id, event.to)

    def _place(self, facility_id: str, about: FeeDue | Booked) -> None:
        self.facility_id, self.year = facility_id, fiscal_year(tokyo_date(about.starts_at))

    def _receive(self, number: str, amount: int) -> None:
        self.receipts[number] = self.receipts.get(number, 0) + amount

    def faults(self) -> Iterable[tuple[str, str]]:
        """What cannot be of one bill, in Japanese and English."""
        for number, left in self.receipts.items():
            if left < 0:
                yield (
                    f"領収 {number} より {-left} 円多く返しています。",
                    f"{-left} yen more than receipt {number} says were given back.",
                )
        if self.sums.charged < 0 or not 0 <= self.sums.waived <= self.sums.charged:
            yield (
                f"請求 {self.sums.charged} 円と減免 {self.sums.waived} 円が合いません。",
                f"{self.sums.charged} yen are charged, but {self.sums.waived} waived.",
            )
