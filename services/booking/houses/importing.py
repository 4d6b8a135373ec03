"""``import_facilities``: takes the city's own list of public facilities over, and says what became of every row.

The **name** decides what a facility is: lists file facilities under wrong categories, and the report says where they
do. The same file twice changes nothing, because each facility is compared with what is registered.
"""

from collections import Counter
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.booking.domain.houses.facility import Change
from services.booking.houses.register_rows import COLUMNS, REQUIRED, RowRead, read_row
from services.booking.houses.table import Note, read_table
from services.booking.service import Booking

Status = Literal["accepted", "repaired", "refused", "skipped"]


class NoteView(BaseModel):
    """Something said about a row."""

    model_config = ConfigDict(frozen=True)

    code: str
    ja: str
    en: str


class RowReport(BaseModel):
    """What became of one row. ``line`` is its first line in the file, counted from 1."""

    model_config = ConfigDict(frozen=True)

    line: int
    status: Status
    name: str = ""
    kind: str = ""
    facility_id: str | None = None
    change: Change | None = None
    notes: tuple[NoteView, ...] = ()


class ImportReport(BaseModel):
    """What became of a file."""

    model_config = ConfigDict(frozen=True)

    source: str
    encoding: str
    rows: tuple[RowReport, ...]
    counts: dict[Status, int]
    changes: dict[Change, int]
    kinds: dict[str, int]

    def of(self, *statuses: Status) -> tuple[RowReport, ...]:
        """The rows that ended so."""
        return tuple(row for row in self.rows if row.status in statuses)


async def import_facilities(uses: Booking, content: bytes, *, source: str, actor: str) -> ImportReport:
    """Register or change the facilities of a file that can be booked in kyoso, and report every row.

    Raises ``TableUnreadable`` when no row of the file can be trusted.
    """
    encoding, rows = read_register(content)
    reports: list[RowReport] = []
    for row in rows:
        change = await _take_over(uses, row, content, actor) if row.draft else None
        reports.append(_report(row, change))
    return ImportReport(
        source=source,
        encoding=encoding,
        rows=tuple(reports),
        counts=dict(Counter(report.status for report in reports)),
        changes=dict(Counter(report.change for report in reports if report.change)),
        kinds=dict(Counter(report.kind for report in reports if report.facility_id)),
    )


def read_register(content: bytes) -> tuple[str, list[RowRead]]:
    """The file's encoding, and every line of it as it was read, in order. Pure. Raises ``TableUnreadable``."""
    table = read_table(content, COLUMNS, REQUIRED)
    rows = [RowRead(line, "skipped", notes=[note]) for line, note in table.skipped]
    first_of: dict[str, RowRead] = {}
    for raw in table.rows:
        row = read_row(raw, table.columns)
        if row.draft and (first := first_of.setdefault(row.draft.id, row)) is not row:
            _judge_repetition(row, first)
        rows.append(row)
    return table.encoding, sorted(rows, key=lambda row: row.line)


def _judge_repetition(row: RowRead, first: RowRead) -> None:
    """A name that came before: the same again is skipped, another address is for people to decide."""
    assert row.draft is not None
    assert first.draft is not None
    if row.draft.address == first.draft.address:
        row.status = "skipped"
        row.notes.append(
            Note("duplicate", f"{first.line}行目と同じ施設です。", f"The same facility as on line {first.line}.")
        )
    else:
        row.status = "refused"
        row.notes.append(
            Note(
                "conflict",
                f"{first.line}行目に、同じ名称で別の所在地の施設があります。どちらが正しいか確かめてください。",
                f"Line {first.line} has the same name with another address. Find out which one is right.",
            )
        )
    row.draft = None


async def _take_over(uses: Booking, row: RowRead, content: bytes, actor: str) -> Change:
    assert row.draft
    differs, changes = await uses.facilities.differs(row.draft)
    if not differs:
        return "unchanged"
    # the count of changes is part of the cause: a file that is imported again after another one changes things back
    cause = uses.journal.causes.operator("import-facilities", content, f"{row.draft.id}@{changes}", actor)
    done = await uses.facilities.list_as(row.draft, cause=cause)
    return done.change


def _report(row: RowRead, change: Change | None) -> RowReport:
    return RowReport(
        line=row.line,
        status=row.status,
        name=row.name,
        kind=row.draft.kind if row.draft else "",
        facility_id=row.draft.id if row.draft else None,
        change=change,
        notes=tuple(NoteView(code=note.code, ja=note.ja, en=note.en) for note in row.notes),
    )
