"""One booking as a ledger tells it, before anybody has looked whether the place and the group exist. Pure."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from services.booking.houses.table import Note

Status = Literal["accepted", "repaired", "refused", "skipped"]


@dataclass(slots=True)
class LedgerRow:
    """A line (and, of a sheet, a cell like ``C5``), and what it says. ``start`` and ``end`` are quarters of the day.

    ``status`` ``accepted`` until something has to be said against it; ``repairs`` make it ``repaired``.
    """

    line: int
    cell: str = ""
    facility: str = ""
    room: str = ""
    day: date | None = None
    start: int = 0
    end: int = 0
    holder: str = ""
    people: int | None = None
    purpose: str = ""
    fee: int | None = None
    paid: bool = False
    status: Status = "accepted"
    notes: list[Note] = field(default_factory=list)

    def refuse(self, note: Note) -> None:
        """Say why it cannot be taken over."""
        self.status = "refused"
        self.notes.append(note)

    def skip(self, note: Note) -> None:
        """Say why there is nothing to take over."""
        self.status = "skipped"
        self.notes.append(note)

    def repaired(self, *notes: Note) -> None:
        """Say what was put right, each once."""
        for note in notes:
            if all(note.code != known.code for known in self.notes):
                self.notes.append(note)
            if self.status == "accepted":
                self.status = "repaired"

    @property
    def open(self) -> bool:
        """Whether it can still be taken over."""
        return self.status in {"accepted", "repaired"}


def skipped(line: int, note: Note, cell: str = "") -> LedgerRow:
    """A line without a booking."""
    return LedgerRow(line, cell, status="skipped", notes=[note])


def refused(line: int, note: Note, cell: str = "") -> LedgerRow:
    """A line that cannot be read."""
    return LedgerRow(line, cell, status="refused", notes=[note])


def cell_name(line: int, column: int) -> str:
    """How a spreadsheet calls a cell: ``C5``. ``column`` counts from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{line}"
