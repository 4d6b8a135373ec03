"""The figures of a report: what is added up for a house, a room, a band, a purpose, a party. Pure."""

from dataclasses import dataclass, field
from typing import Literal

from services.booking.houses.house_bands import DayBand

Dimension = Literal["total", "facility", "room", "band", "purpose", "party"]
DIMENSIONS: tuple[Dimension, ...] = ("total", "facility", "room", "band", "purpose", "party")
ALL = "all"
"""The code of the one line of the dimension ``total``."""

NEVER_OPEN = "開館なし"
"""Said instead of an occupancy where nothing was open: there is none, and it is not nothing of a hundred."""


@dataclass(slots=True)
class Cell:
    """The sums of one line in one period. Minutes, heads, yen. ``None`` where a line has no such figure.

    ``uses`` are bookings that stood; ``heads`` those of bookings, ``walk_ins`` of people who came without one.
    ``charged``, ``outstanding`` and ``owed_back`` are of the uses of the period, whenever they are paid; ``received``
    and ``refunded`` are the cash book of the period, whenever the use is.
    """

    uses: int = 0
    no_shows: int = 0
    cancelled: int = 0
    heads: int = 0
    walk_ins: int = 0
    booked_minutes: int | None = None
    open_minutes: int | None = None
    charged: int = 0
    outstanding: int = 0
    owed_back: int = 0
    received: int | None = None
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
    def never_open(self) -> bool:
        """Whether it is something that opens, and did not for a quarter of an hour."""
        return self.open_minutes == 0

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

    def add_cash(self, received: int, refunded: int) -> None:
        """Add what came in and what was given back."""
        self.received, self.refunded = (self.received or 0) + received, (self.refunded or 0) + refunded

    def add(self, other: "Cell") -> None:
        """Add another line's sums."""
        self.uses += other.uses
        self.no_shows += other.no_shows
        self.cancelled += other.cancelled
        self.heads += other.heads
        self.walk_ins += other.walk_ins
        self.charged += other.charged
        self.outstanding += other.outstanding
        self.owed_back += other.owed_back
        if other.open_minutes is not None:
            self.add_minutes(other.booked_minutes or 0, other.open_minutes)
        if other.received is not None:
            self.add_cash(other.received, other.refunded or 0)


Key = tuple[Dimension, str]
"""A line: its dimension and code."""


@dataclass(slots=True)
class Sums:
    """The sums of one period, by line. A line that was never touched is not there.

    ``bands``: the bands that were in force on some day of it, by their code.
    """

    cells: dict[Key, Cell] = field(default_factory=dict)
    bands: dict[str, DayBand] = field(default_factory=dict)

    def of(self, dimension: Dimension, code: str) -> Cell:
        """The line's cell, to add to."""
        return self.cells.setdefault((dimension, code), Cell())

    def band(self, band: DayBand) -> Cell:
        """The cell of a band."""
        self.bands.setdefault(band.code, band)
        return self.of("band", band.code)

    def get(self, dimension: Dimension, code: str) -> Cell:
        """The line's cell, to read; an empty one where there is none."""
        return self.cells.get((dimension, code)) or Cell()
