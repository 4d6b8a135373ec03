"""Ledgers with a line a booking and headings (日付, 室名, 開始, 終了, 団体名 …). Pure."""

from collections.abc import Sequence

from services.booking.houses.table import BLANK, FOOTER, Note, RawRow, clean, is_footer
from services.booking.ledger.rows import LedgerRow, refused, skipped
from services.booking.ledger.said import CROSSED, MERGED, NO_HOLDER, NO_ROOM, TITLE, WIDTH
from services.booking.ledger.words import (
    Unreadable,
    Year,
    crossed_out,
    is_ditto,
    read_day,
    read_paid,
    read_people,
    read_span,
    read_times,
    read_yen,
)

COLUMNS: dict[str, tuple[str, ...]] = {
    "day": ("日付", "利用日", "使用日", "年月日", "利用年月日", "使用年月日"),
    "facility": ("施設", "施設名", "館名", "利用施設"),
    "room": ("室名", "部屋", "部屋名", "室", "利用室", "使用室", "会議室名"),
    "start": ("開始", "開始時刻", "開始時間", "自"),
    "end": ("終了", "終了時刻", "終了時間", "至"),
    "span": ("利用時間", "使用時間", "時間", "時間帯", "時間区分"),
    "holder": ("団体名", "団体", "利用団体", "使用団体", "利用者", "申込者", "団体・氏名"),
    "people": ("人数", "利用人数", "使用人数", "予定人数"),
    "purpose": ("目的", "利用目的", "使用目的", "内容"),
    "fee": ("使用料", "利用料", "料金", "金額"),
    "paid": ("納付", "入金", "納入", "支払", "支払状況", "領収"),
    "state": ("状態", "状況", "取消", "備考"),
}
OUTER = frozenset({"day", "facility", "room"})
"""What stands once for several lines, where a spreadsheet's cells were merged."""


class Lines:
    """A line a booking."""

    def __init__(self, columns: dict[str, int], width: int, year: Year | None) -> None:
        self._columns = columns
        self._width = width
        self._year = year
        self._above: dict[str, str] = {}

    def read(self, raws: Sequence[RawRow]) -> list[LedgerRow]:
        """Every line from the header on."""
        return [skipped(raws[0].line, TITLE), *(self._line(raw, raws[0].cells) for raw in raws[1:])]

    def _line(self, raw: RawRow, header: Sequence[str]) -> LedgerRow:
        if raw.broken:
            return refused(raw.line, raw.broken)
        if not any(cell.strip() for cell in raw.cells):
            return skipped(raw.line, BLANK)
        if is_footer(raw.cells):
            return skipped(raw.line, FOOTER)
        if list(raw.cells) == list(header):
            return skipped(raw.line, TITLE)
        if len(raw.cells) > self._width:
            ja = f"列の数が見出しと合いません（見出しは{self._width}列、この行は{len(raw.cells)}列）。"
            return refused(
                raw.line, Note("cell-count", ja, f"It has {len(raw.cells)} cells, the header {self._width}.")
            )
        row = LedgerRow(raw.line)
        texts = {name: raw.cells[at] if at < len(raw.cells) else "" for name, at in self._columns.items()}
        if any(clean(text) != " ".join(text.split()) for text in texts.values()):
            row.repaired(WIDTH)
        self._fill_merged(texts, row)
        self._take(texts, row)
        return row

    def _fill_merged(self, texts: dict[str, str], row: LedgerRow) -> None:
        """A date, a house or a room that stands over several lines is written once.

        A merged cell covers no more lines than the one to its left: where that says something new, a blank is a blank.
        """
        outer_is_merged = True
        for name in sorted(OUTER & texts.keys(), key=lambda each: self._columns[each]):
            blank = not clean(texts[name])
            if (is_ditto(texts[name]) or (blank and outer_is_merged)) and self._above.get(name):
                texts[name] = self._above[name]
                row.repaired(MERGED)
            outer_is_merged = outer_is_merged and blank
            self._above[name] = texts[name]

    def _take(self, texts: dict[str, str], row: LedgerRow) -> None:
        holder, crossed = crossed_out(clean(texts["holder"]))
        row.facility, row.room, row.holder = clean(texts.get("facility", "")), clean(texts.get("room", "")), holder
        if crossed or crossed_out(clean(texts.get("state", "")))[1] or clean(texts.get("state", "")) in {"×", "✕"}:
            row.skip(CROSSED)
            return
        row.people, row.purpose = read_people(texts.get("people", "")), clean(texts.get("purpose", ""))
        row.fee, row.paid = read_yen(texts.get("fee", "")), read_paid(texts.get("paid", ""))
        repairs: list[Note] = []
        try:
            row.day = read_day(texts["day"], self._year, repairs)
            if "span" in texts:
                row.start, row.end = read_span(texts["span"], repairs)
            else:
                row.start, row.end = read_times(texts["start"], texts["end"], repairs)
        except Unreadable as problem:
            row.refuse(problem.note)
            return
        row.repaired(*repairs)
        if not row.holder:
            row.refuse(NO_HOLDER)
        elif not row.room:
            row.refuse(NO_ROOM)
