"""Reads a journal of bookings from outside and works out, without the product's code, who had which room when.

A hall is the set of its parts: everything is counted in cells, one part for one quarter of an hour of one day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.faults.books import KeptCommit

TOKYO = ZoneInfo("Asia/Tokyo")
Cell = tuple[str, int]
GIVES = frozenset({"booking-confirmed.v1", "booking-held.v1", "booking-changed.v1", "booking-started.v1"})
COSTS = frozenset({"booking-confirmed.v1", "booking-changed.v1", "booking-started.v1", "booking-completed.v1"})
ENDS = frozenset({"booking-cancelled.v1", "booking-lapsed.v1", "booking-displaced.v1"})


@dataclass
class Day:
    """One facility-day as its events say it."""

    parts: Mapping[str, Sequence[str]]
    owners: dict[str, frozenset[Cell]] = field(default_factory=dict)
    over: dict[str, frozenset[Cell]] = field(default_factory=dict)
    """Of uses that are completed: the cells that nobody else has had since."""
    taken: set[Cell] = field(default_factory=set)
    closed: dict[str, frozenset[Cell]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    standing: dict[str, dict[str, Any]] = field(default_factory=dict)
    history: list[tuple[str, frozenset[Cell]]] = field(default_factory=list)
    """After each commit: its time, and the cells that were not free from then on."""

    def cells(self, body: Mapping[str, Any], rooms: Iterable[str] | None = None) -> frozenset[Cell]:
        """What rooms and a span are, in cells."""
        start, end = (_quarter(body[name]) for name in ("starts_at", "ends_at"))
        end = end or 96
        atoms = {part for room in rooms or body["room_ids"] for part in self.parts.get(room, (room,))}
        return frozenset((atom, quarter) for atom in atoms for quarter in range(start, end))

    def take(self, commit: KeptCommit) -> None:
        """One commit."""
        for kind, body in commit.events:
            if kind in GIVES:
                self._give(commit, kind, body)
            elif kind in ENDS:
                self.owners.pop(body["booking_id"], None)
                self.standing.pop(body["booking_id"], None)
            elif kind == "booking-completed.v1":
                self.over[body["booking_id"]] = self.owners.pop(body["booking_id"], frozenset())
                self.standing[body["booking_id"]] = body
            elif kind == "booking-released.v1":  # nobody came: they have what lies before it
                id, rest = body["booking_id"], self.cells({**body, "starts_at": body["released_from"]})
                self.owners[id] = self.owners[id] - rest
                self.standing[id] = {**body, "ends_at": body["released_from"]}
            elif kind == "slots-taken.v1":
                self.taken |= self.cells(body)
            elif kind == "slots-freed.v1":
                freed = self.cells(body)
                self.taken -= freed
                self.over = {id: cells - freed for id, cells in self.over.items()}
            elif kind == "span-closed.v1":
                atoms = body["room_ids"] or self._all_rooms()
                self.closed[body["closure_id"]] = self.cells(body, atoms)
            elif kind == "span-reopened.v1":
                self.closed.pop(body["closure_id"], None)
        owned = frozenset().union(*self.owners.values(), *self.over.values())
        if owned != self.taken:
            differing = owned ^ self.taken
            self.wrong.append(f"{commit.stream} v{commit.version}: told as taken is not what is had: {differing}")
        self.history.append((commit.at, owned.union(*self.closed.values())))

    def _all_rooms(self) -> list[str]:
        return [*self.parts, "tea"]

    def _give(self, commit: KeptCommit, kind: str, body: Mapping[str, Any]) -> None:
        id, cells = body["booking_id"], self.cells(body)
        had = self.owners.get(id, frozenset())
        for other, theirs in [*self.owners.items(), *self.over.items()]:
            if other != id and cells & theirs:
                self.wrong.append(f"{commit.stream} v{commit.version}: {id} and {other} both have {cells & theirs}")
        new = cells - had
        for closure, shut in self.closed.items():
            if new & shut:
                self.wrong.append(f"{commit.stream} v{commit.version}: {kind} of {id} inside the closure {closure}")
        self.owners[id] = cells
        self.standing[id] = dict(body)


def _quarter(text: str) -> int:
    at = datetime.fromisoformat(text).astimezone(TOKYO)
    return at.hour * 4 + at.minute // 15


@dataclass
class Audit:
    """All days, all quotas, and what was found wrong."""

    days: dict[str, Day]
    seen: dict[str, set[str]]
    """Types of events by booking."""
    quotas: dict[str, dict[str, int]]
    """What each quota's stream says that a booking counts."""
    receipts: set[str]
    """Numbers of receipts on record."""
    wrong: list[str]


@dataclass
class Bill:
    """One bill's money as its events add up, in yen."""

    due: int = 0
    here: int = 0
    """What was paid or came along, less what was given back or went along."""

    def take(self, kind: str, body: Mapping[str, Any]) -> None:
        """One event."""
        carried = sum(part["amount"] for part in body.get("receipts", ()))
        if kind == "fee-due.v1":
            self.due += body["amount"]
        elif kind in {"fee-waived.v1", "fee-kept.v1"}:
            self.due -= body["amount"]
        elif kind == "fee-paid.v1":
            self.here += body["amount"]
        elif kind == "fee-refunded.v1":
            self.here -= body["amount"]
        elif kind in {"fee-carried.v1", "fee-received.v1"}:
            self.here += carried if kind == "fee-received.v1" else -carried


@dataclass
class Money:
    """All bills, and what the bookings cost that stand."""

    bills: dict[str, Bill] = field(default_factory=lambda: defaultdict(Bill))
    fees: dict[str, int] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)
    paid: int = 0

    def take(self, commit: KeptCommit) -> None:
        """One commit."""
        kind, _, name = commit.stream.partition("/")
        for event, body in commit.events:
            if kind == "bill":
                self.bills[name].take(event, body)
                if event in {"fee-paid.v1", "fee-refunded.v1"}:
                    self.receipts.append(body["receipt_number" if event == "fee-paid.v1" else "refund_number"])
                    self.paid += body["amount"] if event == "fee-paid.v1" else -body["amount"]
            elif kind == "facility-day" and event in COSTS | ENDS:
                self.fees[body["booking_id"]] = body["fee"] if event in COSTS else 0

    def wrong(self) -> list[str]:
        """What does not add up: of one bill, of what moved between two, of all."""
        lines = [
            f"bill {id}: {self.bills[id].due} yen are due, the booking costs {self.fees.get(id, 0)}"
            for id in sorted({*self.bills, *self.fees})
            if self.bills[id].due != self.fees.get(id, 0)
        ]
        lines += [f"bill {id}: {bill.here} yen are here" for id, bill in self.bills.items() if bill.here < 0]
        if self.paid != sum(bill.here for bill in self.bills.values()):
            lines.append(f"{self.paid} yen were paid and not given back, the bills have other sums")
        if len(self.receipts) != len(set(self.receipts)):
            lines.append("a number of a receipt was given twice")
        return lines


def audit(commits: Iterable[KeptCommit], parts: Mapping[str, Sequence[str]]) -> Audit:
    """Work a whole journal through."""
    days: dict[str, Day] = defaultdict(lambda: Day(parts))
    seen: dict[str, set[str]] = defaultdict(set)
    quotas: dict[str, dict[str, int]] = defaultdict(dict)
    money = Money()
    for commit in commits:
        money.take(commit)
        kind, _, name = commit.stream.partition("/")
        for event, body in commit.events:
            if "booking_id" in body:
                seen[str(body["booking_id"])].add(event)
        if kind == "facility-day":
            days[name].take(commit)
        elif kind == "quota":
            _count(quotas[name], commit)
    wrong = [line for day in days.values() for line in day.wrong] + money.wrong()
    return Audit(dict(days), dict(seen), dict(quotas), set(money.receipts), wrong + _quota_differences(days, quotas))


def _count(quota: dict[str, int], commit: KeptCommit) -> None:
    for event, body in commit.events:
        id = str(body.get("booking_id"))
        if event in {"quota-reserved.v1", "quota-extended.v1", "quota-recounted.v1", "counted-anyway.v1"}:
            quota[id] = 1
        elif event == "quota-released.v1":
            quota.pop(id, None)


def _quota_differences(days: Mapping[str, Day], quotas: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Each group's month counts exactly its bookings that stand, none forgotten and none twice."""
    expected: dict[str, set[str]] = defaultdict(set)
    for name, day in days.items():
        month = name.rpartition("/")[2][:7]
        for id, body in day.standing.items():
            if body.get("group_id") and body.get("status", "held") != "offered":
                expected[f"{body['group_id']}/{month}"].add(id)
    found = {name: {id for id, amount in quota.items() if amount} for name, quota in quotas.items()}
    return [
        f"quota {name}: counted without standing {found.get(name, set()) - expected.get(name, set())}, "
        f"standing without being counted {expected.get(name, set()) - found.get(name, set())}"
        for name in sorted({*expected, *found})
        if found.get(name, set()) != expected.get(name, set())
    ]
