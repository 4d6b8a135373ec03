"""What is in an account, lot by lot: taken from those that end first, put back where it came from, lost in time.

Every change of the balance is counted by its kind, so that a statement needs no sums over the past.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Self

from services.points.domain.events import EXPIRED, Entry, LotExpired, Posted, account_of, debt_of
from services.points.domain.lot import Attendance, Hold, Lot
from services.points.domain.spending_events import Part, Restored
from shared.contracts.points import PointsExpired
from shared.events import Event
from shared.journal import State

PARTS_MAX = 200
"""Lots that one redemption or gift takes from at most: it bounds the event, which names each of them."""

Moved = Literal["earned", "redeemed", "given", "received", "expired", "reversed", "returned"]
"""The kinds of movements of a statement."""


class Lots(State):
    """The lots of one account and what is owed. ``balance`` is what can be spent: never below zero."""

    balance: int = 0
    debts: dict[str, int] = {}
    """Per programme: each has a budget of its own, and repays only from its own earnings."""
    lots: dict[str, Lot] = {}
    """Also the used ones, until the books of their year close: a correction needs them."""
    attendances: dict[str, Attendance] = {}
    erased: bool = False

    sums: dict[Moved, int] = {}
    """All that ever came (above zero) or went, by kind; together they are the balance."""
    lines: int = 0
    """How many movements there were."""
    line_at: datetime | None = None
    """When the last one was; it never runs backwards, so that a month's movements lie together."""

    @property
    def debt(self) -> int:
        """What the next earnings repay, over all programmes."""
        return sum(self.debts.values())

    def spendable(self) -> list[Lot]:
        """Lots with something left, in the order in which they are spent: the earliest end first."""
        return sorted(
            (lot for lot in self.lots.values() if lot.remaining), key=lambda lot: (lot.expires_at, lot.issued_at)
        )

    def available(self, now: datetime) -> int:
        """What can be spent in one go: a lot whose end has come gives nothing, even before the timer took it away."""
        return sum(lot.remaining for lot in self._usable(now))

    def _usable(self, now: datetime) -> list[Lot]:
        return [lot for lot in self.spendable() if lot.expires_at > now][:PARTS_MAX]

    # -- for decisions

    def _parts(self, amount: int, now: datetime) -> tuple[Part, ...]:
        """``amount`` out of the lots that end first. There must be so much (``available``)."""
        parts: list[Part] = []
        for lot in self._usable(now):
            if taken := min(lot.remaining, amount):
                parts.append(_part(lot, taken))
                amount -= taken
        if amount:
            raise ValueError("more is taken than there is")
        return tuple(parts)

    def _repaid(self, hold: Hold) -> dict[str, int]:
        """By lot, what a return puts into a debt: the lot was taken back meanwhile, and what it lacked became owed."""
        debts, repaid = dict(self.debts), dict[str, int]()
        for part in hold.parts:
            owed = debts.get(part.programme_id, 0) if part.lot_id in hold.reversed else 0
            if amount := min(part.amount, owed):
                debts[part.programme_id] = owed - amount
                repaid[part.lot_id] = amount
        return repaid

    def _restored(self, hold: Hold, repaid: Mapping[str, int]) -> tuple[Restored, ...]:
        """What a return gives back to the earnings that paid, meanwhile, for lots of it that were taken back."""
        paid = {lot.earning_id: lot.repaid for lot in self.lots.values() if lot.repaid}
        restored: list[Restored] = []
        for part in hold.parts:
            left = part.amount - repaid.get(part.lot_id, 0) if part.lot_id in hold.reversed else 0
            for id, most in paid.items():
                if self.lots[id].programme_id == part.programme_id and (amount := min(left, most)):
                    restored.append(Restored(lot_id=part.lot_id, into=id, amount=amount))
                    left -= amount
                    paid[id] = most - amount
        return tuple(restored)

    def _after(self, *events: Event) -> Self:
        """The account as it will be after ``events``."""
        copy = self.model_copy(deep=True)
        for event in events:
            copy.apply(event)
        return copy

    def _ended(self, now: datetime, among: Iterable[str] | None = None) -> list[Event]:
        """Lots (``among`` these) whose end has come are lost to time, the earliest first."""
        events: list[Event] = []
        balance, ids = self.balance, None if among is None else set(among)
        for lot in self.spendable():
            if lot.expires_at > now:
                break
            if ids is None or lot.earning_id in ids:
                balance -= lot.remaining
                entries = ((account_of(self.stream_key), -lot.remaining), (EXPIRED, lot.remaining))
                events += [
                    LotExpired(**self._of_lot(lot, now), amount=lot.remaining),
                    PointsExpired(**self._public(lot, lot.remaining, balance)),
                    posted(lot.programme_id, lot.earning_id, entries),
                ]
        return events

    # -- for the fold

    def _move(self, kind: Moved, change: int, at: datetime) -> None:
        """The balance changes, and it is remembered why."""
        self.balance += change
        self.sums[kind] = self.sums.get(kind, 0) + change
        self.lines += 1
        self.line_at = at if self.line_at is None else max(at, self.line_at)

    def _take_out(self, parts: Sequence[Part]) -> None:
        for part in parts:
            lot = self.lots[part.lot_id]
            lot.remaining -= part.amount
            self._forget_used(lot)

    def _put_back(self, hold: Hold, repaid: Mapping[str, int], restored: Iterable[Restored]) -> int:
        """Into the lots it came from, made again where they are gone, or those that paid for them meanwhile.

        How much reached the balance.
        """
        reached, elsewhere = 0, dict[str, int]()
        for each in restored:
            lot = self.lots[each.into]
            lot.remaining += each.amount
            lot.repaid -= each.amount
            elsewhere[each.lot_id] = elsewhere.get(each.lot_id, 0) + each.amount
        for part in hold.parts:
            paid = repaid.get(part.lot_id, 0)
            self._owe(part.programme_id, -paid)
            reached += part.amount - paid
            if amount := part.amount - paid - elsewhere.get(part.lot_id, 0):
                self._add(part.lot_id, part, amount)
        return reached

    def _add(self, id: str, part: Part, amount: int) -> None:
        """``amount`` more in a lot of this id; one that is not there is made as the part's was."""
        lot = self.lots.get(id)
        if lot is None:
            lot = self.lots[id] = Lot(
                earning_id=id,
                amount=part.credited,
                remaining=0,
                **part.model_dump(exclude={"lot_id", "credited", "amount"}),
            )
        lot.remaining += amount
        lot.amount = max(lot.amount, lot.remaining)

    def _forget_used(self, lot: Lot) -> None:
        """Drop a lot of which nothing is left and which nothing can correct any more."""
        seen = self.attendances.get(lot.activity_id)
        if not lot.remaining and (seen is None or seen.earning_id != lot.earning_id):
            del self.lots[lot.earning_id]

    def _owe(self, programme_id: str, amount: int) -> None:
        owed = self.debts.get(programme_id, 0) + amount
        if owed:
            self.debts[programme_id] = owed
        else:
            self.debts.pop(programme_id, None)

    # -- words for events

    def _of_lot(self, lot: Lot, at: datetime) -> dict[str, Any]:
        return {
            "earning_id": lot.earning_id,
            "programme_id": lot.programme_id,
            "person_id": self.stream_key,
            "activity_id": lot.activity_id,
            "sequence": lot.sequence,
            "day": lot.day,
            "at": at,
        }

    def _public(self, lot: Lot, amount: int, balance: int) -> dict[str, Any]:
        return {
            "account_id": self.stream_key,
            "person_id": self.stream_key,
            "programme_id": lot.programme_id,
            "amount": amount,
            "balance": balance,
            "cause": lot.earning_id,
            "expires_at": lot.expires_at,
        }

    def _told(self, parts: Sequence[Part], cause: str, balance: int, sign: int) -> list[dict[str, Any]]:
        """What public events say of parts: one a programme, each with its place among them and the balance after it."""
        told: list[dict[str, Any]] = []
        totals = by_programme(parts)
        for number, (programme_id, amount) in enumerate(totals.items(), start=1):
            balance += sign * amount
            told.append(
                {
                    "account_id": self.stream_key,
                    "person_id": self.stream_key,
                    "programme_id": programme_id,
                    "amount": amount,
                    "balance": balance,
                    "cause": cause,
                    "expires_at": min(part.expires_at for part in parts if part.programme_id == programme_id),
                    "total": sum(totals.values()),
                    "part": number,
                    "parts": len(totals),
                }
            )
        return told

    def _back(self, hold: Hold, repaid: Mapping[str, int], source: str, reference: str) -> list[Event]:
        """The postings of a return, one a programme: from ``source`` into what is owed and into the account."""
        events: list[Event] = []
        for programme_id, amount in by_programme(hold.parts).items():
            paid = sum(repaid.get(part.lot_id, 0) for part in hold.parts if part.programme_id == programme_id)
            person = self.stream_key
            entries = ((source, -amount), (debt_of(person), paid), (account_of(person), amount - paid))
            events.append(posted(programme_id, reference, entries))
        return events


def by_programme(parts: Iterable[Part]) -> dict[str, int]:
    """The points of parts, a sum a programme, in the parts' order."""
    totals: dict[str, int] = {}
    for part in parts:
        totals[part.programme_id] = totals.get(part.programme_id, 0) + part.amount
    return totals


def reached_by(hold: Hold, restored: Iterable[Restored]) -> set[str]:
    """The lots into which a return may have put something."""
    return {part.lot_id for part in hold.parts} | {each.into for each in restored}


def posted(programme_id: str, reference: str, entries: Sequence[Entry]) -> Posted:
    """One balanced movement; entries of nothing are left out."""
    return Posted(programme_id=programme_id, reference=reference, entries=tuple(entry for entry in entries if entry[1]))


def _part(lot: Lot, amount: int) -> Part:
    return Part(
        lot_id=lot.earning_id,
        credited=lot.amount,
        amount=amount,
        **lot.model_dump(exclude={"earning_id", "amount", "remaining", "repaid", "expired"}),
    )
