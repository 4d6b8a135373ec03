"""Every bill of the ways test worked out once more to the yen: what each commit must have made of it, and its sums.

Nothing is taken from the product: a bill is a price, what need not be paid of it, and cash.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults.books import KeptCommit

Bodies = tuple[tuple[str, dict[str, Any]], ...]
COSTS = frozenset({"booking-confirmed.v1", "booking-changed.v1", "booking-cancelled.v1"})


@dataclass(slots=True)
class Bill:
    """One bill, in yen."""

    due: int = 0
    waived: int = 0
    kept: int = 0
    """Of what is due: what is kept of parts that were given back."""
    here: int = 0
    fee: int = 0
    """What the booking costs, as far as the bill has heard."""
    keeps: int = 0
    over: bool = False
    opened: bool = False
    fixed: bool = False
    """Staff said what it costs."""
    whole: tuple[int, int] = 0, 0
    """When its booking ended: what was due for it as it stood, and what was waived of that."""
    receipts: list[tuple[str, str, int]] = field(default_factory=list)
    """Number, channel and what is left of it, the newest last."""

    @property
    def open(self) -> int:
        """What is still to be paid."""
        return max(0, self.due - self.waived - self.here)

    @property
    def owed(self) -> int:
        """What is to be given back."""
        return max(0, self.here - self.due + self.waived)

    def owed_by(self, channel: str) -> int:
        """What is to be given back by one channel: the newest receipts first."""
        left, found = self.owed, 0
        for _, paid_by, amount in reversed(self.receipts):
            part = min(left, amount)
            left -= part
            found += part if paid_by == channel else 0
        return found

    def add(self, events: Bodies) -> None:
        """The sums after a commit's events."""
        for kind, body in events:
            if kind == "fee-due.v1":
                self.due += body["amount"]
                self.opened = True
            elif kind == "bill-cancelled.v1":
                self.whole = self.due - self.kept, self.waived
            elif kind == "fee-waived.v1":
                self.waived += body["amount"]
            elif kind == "fee-kept.v1":
                self.kept += body["amount"]
            elif kind == "fee-paid.v1":
                self._receive(body["receipt_number"], body["channel"], body["amount"])
            elif kind == "fee-refunded.v1":
                self._give(body["receipt_number"], body["amount"])
            elif kind in {"fee-carried.v1", "fee-received.v1"}:
                for part in body["receipts"]:
                    if kind == "fee-carried.v1":
                        self._give(part["receipt_number"], part["amount"])
                    else:
                        self._receive(part["receipt_number"], part["channel"], part["amount"])
                        self.opened = True
            if kind in {"bill-cancelled.v1", "fee-carried.v1"}:
                self.over, self.keeps = True, body.get("keeps", self.keeps)

    def _receive(self, number: str, channel: str, amount: int) -> None:
        self.here += amount
        self.receipts.append((number, channel, amount))

    def _give(self, number: str, amount: int) -> None:
        self.here -= amount
        found = next(n for n, receipt in enumerate(self.receipts) if receipt[0] == number)
        _, channel, left = self.receipts[found]
        self.receipts[found] = (number, channel, left - amount)

    @property
    def sums(self) -> tuple[int, int, int, int]:
        """What is compared."""
        return self.due, self.waived, self.kept, self.here


@dataclass
class Money:
    """All bills; the facts of bookings that bills are to follow; all cash."""

    bills: dict[str, Bill] = field(default_factory=lambda: defaultdict(Bill))
    costs: dict[str, int] = field(default_factory=dict)
    """What each booking costs that stands; 0 once it is over."""
    facts: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    """By event: what a bill has still to hear of."""
    on_the_way: dict[str, tuple[str, int, int, int]] = field(default_factory=dict)
    """By booking that took another's place: from which bill, how much, what it cost then, what is waived of that."""
    numbers: set[str] = field(default_factory=set)
    cash: int = 0
    made: int = 0
    wrong: list[str] = field(default_factory=list)

    def take(self, commit: KeptCommit) -> None:
        """One commit."""
        kind, _, name = commit.stream.partition("/")
        if kind == "facility-day":
            for index, (event, body) in enumerate(commit.events):
                if event in COSTS:
                    self._book(f"{commit.id}.{index}", event, body)
                elif event in {"booking-started.v1", "booking-completed.v1"}:
                    self.costs[body["booking_id"]] = body["fee"]
        elif kind == "bill":
            self._take_bill(name, commit)

    def _book(self, event_id: str, event: str, body: dict[str, Any]) -> None:
        self.costs[body["booking_id"]] = 0 if event == "booking-cancelled.v1" else body["fee"]
        wanted = ("fee", "was_fee", "refund", "moved_from", "booking_id")
        self.facts[event_id] = event, {name: body.get(name) for name in wanted}

    def _take_bill(self, id: str, commit: KeptCommit) -> None:
        bill = self.bills[id]
        cause = commit.cause.split("/")
        about = self.facts.pop(cause[1], None) if cause[0] == "commit" and cause[2] != "receive-fee" else None
        try:
            expected = self._expected(id, bill, about, commit)
        except LookupError as fault:
            self.wrong.append(f"{commit.stream} v{commit.version}: {cause[:3]} follows nothing that is known: {fault}")
            expected = None
        bill.add(commit.events)
        self._count(id, bill, commit.events)
        if expected is not None and expected != bill.sums:
            self.wrong.append(
                f"{commit.stream} v{commit.version} by {'/'.join(cause[:3])}: due, waived, kept and cash are"
                f" {bill.sums}, by the audit {expected}; {about}"
            )
        if bill.here < 0 or bill.due < 0 or not 0 <= bill.waived <= bill.due or any(r[2] < 0 for r in bill.receipts):
            self.wrong.append(f"{commit.stream} v{commit.version}: {bill} cannot be")

    def _count(self, id: str, bill: Bill, events: Bodies) -> None:
        for kind, body in events:
            if kind in {"fee-paid.v1", "fee-refunded.v1"}:
                number = body["receipt_number" if kind == "fee-paid.v1" else "refund_number"]
                if number in self.numbers:
                    self.wrong.append(f"bill/{id}: the number {number} was given twice")
                self.numbers.add(number)
                self.made += 1
                self.cash += body["amount"] if kind == "fee-paid.v1" else -body["amount"]
            elif kind == "fee-carried.v1":
                amount = sum(part["amount"] for part in body["receipts"])
                waived = still_waived(*bill.whole, body["fee"])
                self.on_the_way[body["to"]["booking_id"]] = id, amount, body["fee"], waived

    # -- what a commit must make of a bill

    def _expected(
        self, id: str, bill: Bill, about: tuple[str, dict[str, Any]] | None, commit: KeptCommit
    ) -> tuple[int, int, int, int] | None:
        kinds = dict(commit.events)
        due, waived, kept, here = bill.sums
        if "fee-carried.v1" in kinds:
            if about is not None and "bill-cancelled.v1" in kinds:
                due, waived, kept, here = self._followed(bill, *about)
            elif not bill.over and bill.opened:  # nothing is due here any more but what was kept of parts
                due, waived = min(kept, here), 0
            return due, waived, kept, here - max(0, here - due + waived)
        if "fee-received.v1" in kinds:
            return self._received(id, bill, kinds["fee-received.v1"])
        if about is not None:
            return self._followed(bill, *about)
        if "fee-paid.v1" in kinds:
            return (due, waived, kept, here + bill.open) if bill.open and not bill.over else (-1, 0, 0, 0)
        if "fee-refunded.v1" in kinds:
            return due, waived, kept, here - bill.owed_by(kinds["fee-refunded.v1"]["channel"])
        if "fee-corrected.v1" in kinds:
            bill.fixed = True
            fee = sum(body["amount"] for kind, body in commit.events if kind == "fee-due.v1" and body["amount"] > 0)
            return fee, min(waived, fee), 0, here
        if "fee-waived.v1" in kinds:
            amount = kinds["fee-waived.v1"]["amount"]
            return due, waived + (amount if 0 < amount <= bill.open and not bill.over else -1), kept, here
        if "fee-overdue.v1" in kinds and bill.open:
            return bill.sums
        raise LookupError(", ".join(kinds))

    def _received(self, id: str, bill: Bill, body: Mapping[str, Any]) -> tuple[int, int, int, int]:
        """What was paid for the booking that moved here comes along, once, all of it; and so does what was waived."""
        source, amount, fee, reduced = self.on_the_way.pop(id)
        if source != body["moved_from"]:
            raise LookupError(f"from {body['moved_from']}, but {source} sent it")
        due, waived, kept, here = bill.sums
        if bill.over:
            keeps = bill.keeps - (bill.keeps * reduced // fee if fee else 0)
            return due + min(amount, keeps), waived, kept, here + amount
        if not bill.opened:
            bill.fee = due = fee
        return due, waived + still_waived(fee, reduced, due), kept, here + amount

    def _followed(self, bill: Bill, event: str, told: dict[str, Any]) -> tuple[int, int, int, int]:
        """What a bill makes of what became of its booking."""
        due, waived, kept, here = bill.sums
        net = due - waived - kept
        if event == "booking-confirmed.v1" and told["moved_from"]:
            return bill.sums  # what was paid goes along once the old place is given back
        if event == "booking-confirmed.v1":
            bill.fee = told["fee"]
            return told["fee"], waived, kept, here
        if event == "booking-changed.v1":
            return self._changed(bill, told)
        back = told["fee"] if told["refund"] is None else max(0, min(told["refund"], told["fee"]))
        if not bill.opened or bill.over:
            return bill.sums
        if told["fee"] != net:  # reduced or corrected since: the same share of it
            back = back * net // told["fee"] if told["fee"] > 0 else net
        keep = max(0, min(here, net - back + kept))
        return keep, 0, kept, here

    def _changed(self, bill: Bill, told: dict[str, Any]) -> tuple[int, int, int, int]:
        due, waived, kept, here = bill.sums
        if not bill.opened:
            bill.fee = told["fee"]
            return told["fee"], waived, kept, here
        known, bill.fee = bill.fee, told["fee"]
        fell = told["was_fee"] - told["fee"]
        keep = 0
        if fell > 0 and told["refund"] is not None:
            net = due - waived - kept
            too_much = here - kept - (told["fee"] - still_waived(due - kept, waived, told["fee"]))
            keep = max(0, min(too_much, net - (told["fee"] + told["refund"]) * net // told["was_fee"]))
        if told["fee"] == known:
            return due, waived, kept, here
        bill.fixed = False
        return told["fee"] + kept + keep, still_waived(due - kept, waived, told["fee"]), kept + keep, here

    # -- at the end

    def at_the_end(self) -> Iterator[str]:
        """What does not add up: of one bill, of what moved between two, of all."""
        for id, fee in self.costs.items():
            bill = self.bills.get(id)
            due = bill.due - bill.kept if bill and not bill.over else 0
            if fee and due != fee and not (bill and bill.fixed):
                yield f"bill {id}: {due} yen are due, the booking costs {fee}"
            if not fee and bill and bill.due and not bill.over:
                yield f"bill {id}: {bill.due} yen are due for a booking that is over"
        for id, (source, amount, fee, _) in self.on_the_way.items():
            if amount or fee:
                yield f"bill {id}: {amount} yen left bill {source} and never came"
        if self.cash != sum(bill.here for bill in self.bills.values()):
            yield f"{self.cash} yen were paid and not given back, the bills have other sums"


def still_waived(of: int, waived: int, fee: int) -> int:
    """What need not be paid of another fee, where ``waived`` of the yen ``of`` did not have to be."""
    return waived if fee >= of else waived * fee // of
