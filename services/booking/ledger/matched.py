"""A line of a ledger whose place is known, and names as they are compared. Pure."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from services.booking.domain.grid import span
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.houses.openness import beside
from services.booking.ledger.rows import LedgerRow
from services.booking.rows import TENTATIVE, BookingRow, GroupRow
from shared.contracts.booking import Room

T = TypeVar("T")

NEAREST = 3
LOOKED_FOR_MAX = 1_000
"""Different unknown names of one file; what comes nearest costs a comparison with every name that is known."""


@dataclass(slots=True)
class Matched:
    """A line whose place is known."""

    row: LedgerRow
    facility: FacilityInfo
    room: Room
    day: date
    group: GroupRow | None
    purpose: str
    people: int

    @property
    def mask(self) -> int:
        """The quarters it wants."""
        return span(self.row.start, self.row.end)

    @property
    def beside(self) -> tuple[str, ...]:
        """The rooms that it cannot be beside."""
        return beside(self.facility, self.room.room_id)

    def is_at(self, booking: BookingRow, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether a booking that is sure has just this room at just this time."""
        return (
            booking.status not in TENTATIVE
            and (booking.starts_at, booking.ends_at) == (starts_at, ends_at)
            and booking.room_ids == (self.room.room_id,)
        )

    def hits(self, other: "Matched") -> bool:
        """Whether both want the same room, or what belongs to it, at the same time."""
        return bool(self.mask & other.mask) and other.room.room_id in self.beside


class Names(Generic[T]):
    """Things by their names and ids, and what comes nearest to a name that nothing has."""

    def __init__(self, things: Iterable[tuple[str, str, T]]) -> None:
        self._by_name: dict[str, dict[str, T]] = defaultdict(dict)
        self._names: dict[str, str] = {}
        self._nearest: dict[str, str] = {}
        for name, id, thing in things:
            self._by_name[folded_name(name)][id] = thing
            self._by_name[folded_name(id)][id] = thing
            self._names[folded_name(name)] = name

    def all(self, name: str) -> list[T]:
        """What has a name, or an id."""
        return list(self._by_name.get(folded_name(name), {}).values())

    def nearest(self, name: str) -> str:
        """The names that come nearest, for a note. Looked for once a name, and not for endlessly many of them."""
        folded = folded_name(name)
        if folded not in self._nearest and len(self._nearest) < LOOKED_FOR_MAX:
            near = difflib.get_close_matches(folded, self._names, n=NEAREST, cutoff=0.5)
            self._nearest[folded] = "、".join(self._names[each] for each in near)
        return self._nearest.get(folded) or "–"


def folded_name(name: str) -> str:
    """A name as it is compared: without blanks, width, case, middle dots and long bars of different kinds."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s・･\-‐‑‒–—―−ー]", "", plain)
