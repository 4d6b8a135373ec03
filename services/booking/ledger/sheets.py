"""Ledgers that are sheets: a column a room and a line a time of day, or a block a room and a column a day. Pure."""

from collections.abc import Sequence

from services.booking.houses.table import BLANK, FOOTER, Note, RawRow, clean, is_footer
from services.booking.ledger.rows import LedgerRow, cell_name, refused, skipped
from services.booking.ledger.said import (
    CROSSED,
    DITTO,
    MERGED,
    NO_DAY,
    NO_HOLDER,
    NO_ROOM,
    NOBODY,
    NOTHING_ABOVE,
    TITLE,
    WIDTH,
)
from services.booking.ledger.words import Unreadable, Year, is_ditto, looks_like_day, read_cell, read_day, read_span

NO_ROOMS = frozenset(
    {"時間", "区分", "時間帯", "時間区分", "日付", "備考", "曜日", "天候", "担当", "記事", "摘要", "確認"}
)


class Days:
    """A line a time of day, a column a room."""

    def __init__(
        self, rooms: dict[int, str], columns: dict[str, int], header: Sequence[str], year: Year | None, date: str
    ) -> None:
        self._rooms = rooms
        self._span = columns["span"]
        self._day = columns.get("day")
        self._header = header
        self._year = year
        self._date = date
        self._texts: dict[int, str] = {}

    def read(self, raws: Sequence[RawRow]) -> list[LedgerRow]:
        """Every cell from the header on."""
        rows = [skipped(raws[0].line, TITLE)]
        for raw in raws[1:]:
            rows.extend(self._line(raw))
        return rows

    def _line(self, raw: RawRow) -> list[LedgerRow]:
        filled = [clean(cell) for cell in raw.cells if cell.strip()]
        if raw.broken:
            return [refused(raw.line, raw.broken)]
        if not filled:
            return [skipped(raw.line, BLANK)]
        if looks_like_day(filled[0]) and len(filled) <= 2 and (self._day is None or len(filled) == 1):
            self._date = filled[0]
            return [skipped(raw.line, TITLE)]
        if is_footer(raw.cells):
            return [skipped(raw.line, FOOTER)]
        if [clean(cell) for cell in raw.cells] == list(self._header):
            return [skipped(raw.line, TITLE)]
        return self._cells(raw) or [skipped(raw.line, BLANK)]

    def _cells(self, raw: RawRow) -> list[LedgerRow]:
        merged = self._day is not None and not clean(_at(raw, self._day))
        if self._day is not None and not merged:
            self._date = clean(_at(raw, self._day))
        rows = []
        for column, room in self._rooms.items():
            text = _at(raw, column)
            if not text.strip():
                self._texts.pop(column, None)
                continue
            row = LedgerRow(raw.line, cell_name(raw.line, column), room=room)
            if merged:
                row.repaired(MERGED)
            self._texts[column] = _read_booking(row, text, self._texts.get(column, ""))
            if row.open:
                _read_when(row, self._date, _at(raw, self._span), self._year)
            rows.append(row)
        return rows


class Week:
    """A block a room, a line a band, a column a day."""

    def __init__(self, year: Year | None) -> None:
        self._year = year
        self._room = ""
        self._days: dict[int, str] = {}
        self._texts: dict[int, str] = {}

    def read(self, raws: Sequence[RawRow]) -> list[LedgerRow]:
        """Every cell of every block."""
        return [row for raw in raws for row in self._line(raw)]

    def _line(self, raw: RawRow) -> list[LedgerRow]:
        if raw.broken:
            return [refused(raw.line, raw.broken)]
        texts = [clean(cell) for cell in raw.cells]
        filled = [text for text in texts if text]
        if not filled:
            self._days = {}
            return [skipped(raw.line, BLANK)]
        days = {at: text for at, text in enumerate(texts) if looks_like_day(text)}
        if len(days) >= 2:
            self._room = texts[0] if texts[0] and 0 not in days and texts[0] not in NO_ROOMS else self._room
            self._days, self._texts = days, {}
            return [skipped(raw.line, TITLE)]
        if len(filled) == 1 and texts[0] and not is_footer(raw.cells) and not _is_span(texts[0]):
            self._room, self._days = filled[0], {}
            return [skipped(raw.line, TITLE)]
        if is_footer(raw.cells) or not self._days:
            return [skipped(raw.line, FOOTER if self._days else TITLE)]
        return self._band(raw) or [skipped(raw.line, BLANK)]

    def _band(self, raw: RawRow) -> list[LedgerRow]:
        rows = []
        for column, day in self._days.items():
            text = _at(raw, column)
            if not text.strip():
                self._texts.pop(column, None)
                continue
            row = LedgerRow(raw.line, cell_name(raw.line, column), room=self._room)
            self._texts[column] = _read_booking(row, text, self._texts.get(column, ""))
            if row.open:
                _read_when(row, day, raw.cells[0], self._year)
            rows.append(row)
        return rows


def _read_booking(row: LedgerRow, text: str, above: str) -> str:
    """Fill in who and how many from a cell of a sheet; the text that a ditto mark below would repeat."""
    if is_ditto(text) and not above:
        row.refuse(NOTHING_ABOVE)
        return ""
    if is_ditto(text):
        row.repaired(DITTO)
        text = above
    elif clean(text) != " ".join(text.split()):
        row.repaired(WIDTH)
    found = read_cell(text)
    if found is None:
        row.skip(NOBODY)
        return ""
    row.holder, row.people = found.holder, found.people
    if found.cancelled:
        row.skip(CROSSED)
        return ""
    if not row.holder:
        row.refuse(NO_HOLDER)
    return text


def _read_when(row: LedgerRow, day: str, span: str, year: Year | None) -> None:
    repairs: list[Note] = []
    if not day:
        row.refuse(NO_DAY)
        return
    try:
        row.day = read_day(day, year, repairs)
        row.start, row.end = read_span(span, repairs)
    except Unreadable as problem:
        row.refuse(problem.note)
        return
    row.repaired(*repairs)
    if not row.room:
        row.refuse(NO_ROOM)


def _is_span(text: str) -> bool:
    try:
        read_span(text, [])
    except Unreadable:
        return False
    return True


def _at(raw: RawRow, column: int) -> str:
    return raw.cells[column] if column < len(raw.cells) else ""
