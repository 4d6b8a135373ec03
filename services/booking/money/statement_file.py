"""Reads a bank's statement as it is downloaded: CSV with a header, in UTF-8 or CP932. Whole, or not at all.

Pure. A line that cannot be understood refuses the file: half a statement booked would be worse than none. What a
line says of its sender is read for the bill's number and then forgotten.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from services.booking.domain.money.numbers import find_number
from services.booking.domain.money.statement import LINES_MAX
from services.booking.houses.table import RawRow, Table, folded, read_table
from services.booking.money.refusals import StatementUnreadable
from services.booking.refusals import TableUnreadable

COLUMNS: dict[str, tuple[str, ...]] = {
    "on": ("日付", "取引日", "入金日", "勘定日", "お取引日", "年月日", "起算日", "date", "value date", "booking date"),
    "amount": ("入金額", "お預入金額", "お預り金額", "入金", "入金金額", "預入額", "金額", "amount", "credit"),
    "text": ("摘要", "摘要内容", "振込依頼人名", "依頼人名", "内容", "備考", "お取扱内容", "description", "reference"),
    "kind": ("入払区分", "入出金区分", "取引区分", "kind"),
    "number": ("照会番号", "取引番号", "番号", "transaction id", "id"),
}
REQUIRED = ("on", "amount", "text")
NO_HEADER = (
    "「日付」「入金額」「摘要」の見出しが見つかりません。",
    "it has no header with a date, an amount and a description.",
)
DAY = re.compile(r"(?P<year>\d{4})[./年-]?(?P<month>\d{1,2})[./月-]?(?P<day>\d{1,2})日?")
REIWA = re.compile(r"(?:令和|R)?\.?(?P<year>\d{1,2})[./年-](?P<month>\d{1,2})[./月-](?P<day>\d{1,2})日?", re.IGNORECASE)
REIWA_BEGAN = 2018
AMOUNT = re.compile(r"[¥\\]?(-?\d{1,3}(?:,\d{3})+|-?\d+)円?")
OUTGOING = ("出金", "払", "支払", "debit", "2")


@dataclass(frozen=True, slots=True)
class Transfer:
    """One line: money that came in (or did not: ``incoming`` is false). ``id``: the same in every file it is in."""

    line: int
    id: str
    on: date
    amount: int
    bill_number: str | None
    incoming: bool


def read_statement(content: bytes) -> tuple[str, list[Transfer]]:
    """The encoding and the transfers of a file. Raises ``StatementUnreadable``; then nothing of it counts."""
    table = _table(content)
    if len(table.rows) > LINES_MAX:
        ja, en = f"明細が{len(table.rows)}行あります。", f"it has {len(table.rows)} rows."
        raise StatementUnreadable(ja=ja + "分けて取り込んでください。", en=en, limit=LINES_MAX)
    seen: Counter[tuple[str, ...]] = Counter()
    return table.encoding, [_transfer(raw, table, seen) for raw in table.rows]


def _table(content: bytes) -> Table:
    try:
        table = read_table(content, COLUMNS, REQUIRED, NO_HEADER)
    except TableUnreadable as fault:
        words = fault.words
        raise StatementUnreadable(ja=words["problem_ja"], en=fault.data["problem"], limit=LINES_MAX) from None
    for raw in table.rows:
        if raw.broken is not None:
            raise _unreadable(raw.line, raw.broken.ja, raw.broken.en)
    return table


def _transfer(raw: RawRow, table: Table, seen: Counter[tuple[str, ...]]) -> Transfer:
    cells = {name: folded(raw.cells[column]) for name, column in table.columns.items()}
    on, amount = _day(cells["on"]), _amount(cells["amount"])
    if on is None:
        raise _unreadable(raw.line, f"日付「{cells['on'][:20]}」が読めません。", "its date cannot be read.")
    if amount is None and cells["amount"]:
        raise _unreadable(raw.line, f"金額「{cells['amount'][:20]}」が読めません。", "its amount cannot be read.")
    incoming = (amount or 0) > 0 and not cells.get("kind", "").casefold().startswith(OUTGOING)
    number = find_number(cells["text"]) or find_number(cells.get("number", ""))
    key = (on.isoformat(), str(amount or 0), number or "", cells.get("number", ""))
    seen[key] += 1  # two equal lines are two transfers, in whichever file they stand
    id = hashlib.sha256("\0".join((*key, str(seen[key]))).encode()).hexdigest()[:24]
    return Transfer(raw.line, id, on, amount or 0, number, incoming)


def _unreadable(line: int, ja: str, en: str) -> StatementUnreadable:
    return StatementUnreadable(ja=f"{line}行目: {ja}", en=f"line {line}: {en}", limit=LINES_MAX)


def _day(cell: str) -> date | None:
    """A day as banks write it: 2026-12-01, 20261201, 2026/12/1, 2026年12月1日, R8.12.1, 8/12/1 (Reiwa)."""
    for pattern, begins in ((DAY, 0), (REIWA, REIWA_BEGAN)):
        match = pattern.fullmatch(cell.replace(" ", ""))
        if match is not None:
            try:
                return date(begins + int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                return None
    return None


def _amount(cell: str) -> int | None:
    match = AMOUNT.fullmatch(cell.replace(" ", ""))
    return int(match[1].replace(",", "")) if match else None
