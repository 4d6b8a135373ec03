"""What comes back of a booking that is changed, moved or cancelled, worked out by the table of ``ways_tables.py``.

What a change gives back is what a cancellation of that moment would; of the yen that stand, what would not have come
back does so no more. The moment is known to a while only, so there may be two answers: what is told is one of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.faults.ways_tables import refund

Giving = tuple[int | None, int]
"""What of the yen that the fee falls by comes back, and how many of the new fee do no more."""


@dataclass
class Returns:
    """For each booking how many yen of its fee come back no more, as far as any do: by each moment that is possible."""

    lost: dict[str, frozenset[int]] = field(default_factory=dict)
    begun: dict[str, tuple[int, frozenset[Giving]]] = field(default_factory=dict)
    """By booking: the fee of a change that is under way, and what that gives back."""

    def begin(self, was: Mapping[str, Any], wanted: Mapping[str, Any], moments: Iterable[datetime]) -> None:
        """A change was asked for that is made later, or elsewhere."""
        fee = wanted["terms"]["fee"]
        found = self._giving(was, fee, moments)
        self.begun[was["booking_id"]] = fee, found
        self.lost[wanted["booking_id"]] = frozenset(lost for _, lost in found)

    def change(self, was: Mapping[str, Any], now: Mapping[str, Any], moments: Iterable[datetime]) -> Iterator[str]:
        """It is changed; what is wrong with what is told of that."""
        id = was["booking_id"]
        _, found = self.begun.pop(id, None) or (0, self._giving(was, now["fee"], moments))
        self.lost[id] = frozenset(lost for back, lost in found if back == now["refund"])
        if not self.lost[id]:
            yield f"of the change of {id} {now['refund']} yen come back, by the table {found}"

    def leave(self, was: Mapping[str, Any], told: int | None) -> Iterator[str]:
        """It has moved; what is wrong with what is told of the fee that goes along."""
        fee, found = self.begun.pop(was["booking_id"])
        self.lost.pop(was["booking_id"], None)
        fell = was["fee"] - min(was["fee"], fee)
        expected = {None if back is None else was["fee"] - fell + back for back, _ in found}
        if told not in expected:
            yield f"of {was['booking_id']} {told} yen move along, by the table {expected}"

    def cancel(self, was: Mapping[str, Any], moments: Iterable[datetime]) -> set[int]:
        """What may come back of it."""
        lost = self.lost.pop(was["booking_id"], frozenset({0}))
        return {min(refund(was, was["fee"], at), was["fee"] - each) for at in moments for each in lost}

    def _giving(self, was: Mapping[str, Any], fee: int, moments: Iterable[datetime]) -> frozenset[Giving]:
        lost_before = self.lost.get(was["booking_id"], frozenset({0}))
        return frozenset(gives(was, fee, lost, at) for at in moments for lost in lost_before)


def gives(was: Mapping[str, Any], fee: int, lost: int, at: datetime) -> Giving:
    """What a change to another fee gives back at a moment, and how much of the new fee comes back no more."""
    stands = min(was["fee"], fee)
    fell = was["fee"] - stands
    total = min(refund(was, was["fee"], at), was["fee"] - lost)
    back = min(refund(was, fell, at), total)
    rest = min(refund(was, stands, at), total - back)
    return (back if fell else None), max(stands - rest, min(lost, stands))
