"""The figures of a report: what is added up for a house, a room, a band, a purpose, a party. Pure."""

from dataclasses import dataclass, field
from typing import Literal

Dimension = Literal["total", "facility", "room", "band", "purpose", "party"]
DIMENSIONS: tuple[Dimension, ...] = ("total", "facility", "room", "band", "purpose", "party")
ALL = "all"
"""The code of the one line of the dimension ``total``."""


@dataclass(slots=True)
class Cell:
    """The sums of one line in one period. Minutes, heads, yen. ``None`` where a line has no such figure.

    ``uses`` are bookings that stood; ``heads`` those of bookings, ``walk_ins`` of people who came without one. ``due``
    is the fee of bookings that stood and of no-shows.
    """

    uses: int = 0
    no_shows: int = 0
    cancelled: int = 0
    heads: int = 0
    walk_ins: int = 0
    booked_minutes: int | None = None
    open_minutes: int | None = None
    due: int = 0
    paid: int | None = None
    refunded: int | None = None

    @property
    def heads_all(self) -> int:
        """Everybody who came."""
        return self.heads + self.walk_ins

    @property
    def counts(self) -> bool:
        """Whether anything was booked, or anybody came."""
        return bool(self.uses or self.no_shows or self.cancelled or self.walk_ins)

    @property
    def occupancy_percent(self) -> float | None:
        """Booked minutes of a hundred open ones, to one decimal; nothing where nothing was open."""
        if not self.open_minutes or self.booked_minutes is None:
            return None
        return round(100 * self.booked_minutes / self.open_minutes, 1)

    def add_minutes(self, booked: int, open_: int) -> None:
        """Add what was taken and what was open."""
        self.booked_minutes = (self.booked_minutes or 0) + booked
        self.open_minutes = (self.open_minutes or 0) + open_

    def add_money(self, paid: int, refunded: int) -> None:
        """Add what was paid and what came back."""
        self.paid, self.refunded = (self.paid or 0) + paid, (self.refunded or 0) + refunded

    def add(self, other: "Cell") -> None:
        """Add another line's sums."""
        self.uses += other.uses
        self.no_shows += other.no_shows
        self.cancelled += other.cancelled
        self.heads += other.heads
        self.walk_ins += other.walk_ins
        self.due += other.due
        if other.open_minutes is not None:
            self.add_minutes(other.booked_minutes or 0, other.open_minutes)
        if other.paid is not None:
            self.add_money(other.paid, other.refunded or 0)


Key = tuple[Dimension, str]
"""A line: its dimension and code."""


@dataclass(slots=True)
class Sums:
    """The sums of one period, by line. A line that was never touched is not there."""

    cells: dict[Key, Cell] = field(default_factory=dict)

    def of(self, dimension: Dimension, code: str) -> Cell:
        """The line's cell, to add to."""
        return self.cells.setdefault((dimension, code), Cell())

    def get(self, dimension: Dimension, code: str) -> Cell:
        """The line's cell, to read; an empty one where there is none."""
        return self.cells.get((dimension, code)) or Cell()
