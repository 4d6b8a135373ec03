"""What is said of a ledger: what became of every line, and of the whole. Names in it are the file's; none is kept."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.booking.ledger.rows import LedgerRow, Status

Outcome = Literal["checked", "nothing-to-take", "taken-over", "stopped"]


class LedgerNote(BaseModel):
    """Something said about a line."""

    model_config = ConfigDict(frozen=True)

    code: str
    ja: str
    en: str


class LedgerLine(BaseModel):
    """One line, or one cell of a sheet. ``day``, ``start`` and ``end`` as ``2026-12-01``, ``09:00``, ``24:00``."""

    model_config = ConfigDict(frozen=True)

    line: int
    cell: str = ""
    status: Status
    facility: str = ""
    room: str = ""
    day: str = ""
    start: str = ""
    end: str = ""
    holder: str = ""
    booking_id: str | None = None
    group_id: str | None = None
    paid: bool = False
    notes: tuple[LedgerNote, ...] = ()


class LedgerReport(BaseModel):
    """What became of a ledger. ``counts`` by status; ``taken`` are bookings that stand now because of this import."""

    model_config = ConfigDict(frozen=True)

    source: str
    encoding: str
    shape: str
    outcome: Outcome
    taken: int
    counts: dict[Status, int]
    lines: tuple[LedgerLine, ...]

    def of(self, *statuses: Status) -> tuple[LedgerLine, ...]:
        """The lines that ended so."""
        return tuple(line for line in self.lines if line.status in statuses)


def line_of(row: LedgerRow, *, booking_id: str | None = None, group_id: str | None = None) -> LedgerLine:
    """A row as the report shows it."""
    return LedgerLine(
        line=row.line,
        cell=row.cell,
        status=row.status,
        facility=row.facility,
        room=row.room,
        day=row.day.isoformat() if row.day else "",
        start=clock_text(row.start) if row.end else "",
        end=clock_text(row.end) if row.end else "",
        holder=row.holder,
        booking_id=booking_id if row.open else None,
        group_id=group_id if row.open else None,
        paid=row.paid,
        notes=tuple(LedgerNote(code=note.code, ja=note.ja, en=note.en) for note in row.notes),
    )


def clock_text(quarter: int) -> str:
    """A quarter as a time of day."""
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"
