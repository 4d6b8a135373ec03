"""Reads a CSV file as cities publish them: finds its encoding and its header, and gives each row with its line.

Pure. Nothing is guessed silently: what was repaired or left out is said with the row. The whole file is refused only
when no row of it can be trusted.
"""

import csv
import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.booking.refusals import TableUnreadable

FILE_BYTES_MAX = 20 * 1024 * 1024
HEADER_LINES_MAX = 30
"""A header stands near the top, under a title and blank lines at most."""
RECORD_LINES_MAX = 20
"""A cell may hold line breaks; a record that goes on longer has lost a quotation mark."""
REPLACED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Note:
    """Something said about a row: a stable code, and words."""

    code: str
    ja: str
    en: str


@dataclass(slots=True)
class RawRow:
    """One record: its first line in the file, its cells as read, and why it cannot be used (if so)."""

    line: int
    cells: list[str]
    broken: Note | None = None


@dataclass(slots=True)
class Table:
    """The records below the header; ``columns`` says which cell has which heading."""

    encoding: str
    columns: dict[str, int]
    rows: list[RawRow] = field(default_factory=list)
    skipped: list[tuple[int, Note]] = field(default_factory=list)


UNBALANCED = Note("unbalanced-quotes", '引用符（"）が閉じていません。', "A quotation mark is not closed.")
TRUNCATED = Note("truncated", "行の途中でファイルが終わっています。", "The file ends in the middle of this row.")
UNREADABLE = Note("unreadable-bytes", "読めない文字が含まれています。", "It holds bytes that are no text.")
BLANK = Note("blank", "空の行です。", "A blank line.")
BEFORE_HEADER = Note("before-header", "見出しより前の行です。", "A line above the header.")
FOOTER = Note("footer", "表の後の注記です。", "A note below the table.")


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises ``TableUnreadable`` for what is no text at all."""
    if not content.strip():
        raise TableUnreadable(ja="ファイルが空です。", en="the file is empty.")
    if len(content) > FILE_BYTES_MAX:
        raise TableUnreadable(ja="ファイルが大きすぎます（20MBまで）。", en="the file is too large (20 MB at most).")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), "utf-16"
    if content.startswith((b"PK\x03\x04", b"%PDF")) or b"\0" in content:
        raise TableUnreadable(ja="CSV ではないファイルです。", en="this is no CSV file.")
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig", "replace"), "utf-8-sig"
    texts = {name: content.decode(name, "replace") for name in ("utf-8", "cp932")}
    name = min(texts, key=lambda each: texts[each].count(REPLACED))
    if texts[name].count(REPLACED) * 20 > len(texts[name]):
        raise TableUnreadable(ja="文字コードが分かりません。", en="its encoding is unknown.")
    return texts[name], name


NO_HEADER = ("「名称」と「所在地」の見出しが見つかりません。", "it has no header with a name and an address.")


def read_table(
    content: bytes,
    aliases: dict[str, tuple[str, ...]],
    required: Sequence[str],
    no_header: tuple[str, str] = NO_HEADER,
) -> Table:
    """The table in a file. ``aliases`` gives the headings by which each column is known.

    ``no_header`` says in both languages what was looked for. Raises ``TableUnreadable`` when there is no header with
    the ``required`` columns.
    """
    text, encoding = decode(content)
    table: Table | None = None
    above: list[tuple[int, Note]] = []
    records = _Records(text)
    for raw in records:
        if table is not None:
            _take(table, raw, records.width, cut=records.at_end and not text.endswith(("\n", "\r")))
            continue
        columns = _columns(raw.cells, aliases)
        if all(name in columns for name in required):
            table = Table(encoding, columns, skipped=above)
            records.width = len(raw.cells)
        elif raw.line > HEADER_LINES_MAX:
            break
        else:
            above.append((raw.line, BEFORE_HEADER if any(raw.cells) else BLANK))
    if table is None:
        raise TableUnreadable(ja=no_header[0], en=no_header[1])
    return table


def read_grid(content: bytes) -> tuple[str, list[RawRow]]:
    """Every record of a file whose header is not one line: a sheet as a spreadsheet writes it, all rows equally wide.

    Raises ``TableUnreadable`` for what is no text.
    """
    text, encoding = decode(content)
    records = _Records(text)
    rows: list[RawRow] = []
    for raw in records:
        records.width = records.width or len(raw.cells)
        if raw.broken is None and any(REPLACED in cell for cell in raw.cells):
            raw.broken = UNREADABLE
        rows.append(raw)
    return encoding, rows


def is_footer(cells: Sequence[str]) -> bool:
    """Whether a record is a note, a sum or a signature below a table."""
    filled = [cell for cell in cells if cell.strip()]
    return 0 < len(filled) <= 2 and bool(FOOTER_WORDS.match(clean(filled[0])))


FOOTER_WORDS = re.compile(r"(※|注[1-9:)]?|出典|合計|計$|以上|備考:|更新日|作成)")


def _take(table: Table, raw: RawRow, width: int, *, cut: bool) -> None:
    """File one record below the header. ``cut``: it is the last one, and no line break follows it."""
    filled = [cell for cell in raw.cells if cell.strip()]
    if raw.broken is None and not filled:
        table.skipped.append((raw.line, BLANK))
        return
    noted = len(filled) <= 2 and FOOTER_WORDS.match(clean(filled[0]))
    if raw.broken is None and (noted or (len(filled) == 1 and len(raw.cells) < width and not cut)):
        table.skipped.append((raw.line, FOOTER))
        return
    if any(REPLACED in cell for cell in raw.cells):
        raw.broken = UNREADABLE
    elif raw.broken is None and len(raw.cells) != width:
        cells = len(raw.cells)
        ja = f"列の数が見出しと合いません（見出しは{width}列、この行は{cells}列）。"
        raw.broken = Note("cell-count", ja, f"It has {cells} cells, the header {width}.")
    if cut and (raw.broken is not None or len(raw.cells) < width):
        raw.broken = TRUNCATED
    table.rows.append(raw)


class _Records:
    """Records with their first line. A quotation mark that is never closed costs its line, not the rest of the file.

    ``width`` (0: not known yet) is the header's number of cells: only lines that make so many belong together.
    """

    def __init__(self, text: str) -> None:
        self.width = 0
        self._lines = _lines(text)
        self._at = 0

    @property
    def at_end(self) -> bool:
        """Whether the record given last was the file's last."""
        return self._at >= len(self._lines)

    def __iter__(self) -> Iterator[RawRow]:
        while not self.at_end:
            first = self._at
            cells = self._joined()
            if cells is None:
                self._at = first + 1
                yield RawRow(first + 1, self._lines[first].rstrip("\r\n").split(","), UNBALANCED)
            else:
                yield RawRow(first + 1, cells)

    def _joined(self) -> list[str] | None:
        """The cells of the record that begins here, over several lines where a cell holds line breaks."""
        record = ""
        for taken in range(1, RECORD_LINES_MAX + 1):
            if self.at_end:
                return None
            record += self._lines[self._at]
            self._at += 1
            if record.count('"') % 2 == 0:
                cells = _cells(record.rstrip("\r\n"))
                return cells if taken == 1 or len(cells or ()) == self.width else None
        return None


def _cells(record: str) -> list[str] | None:
    try:
        return next(csv.reader([record]), [])
    except csv.Error:  # a line break outside quotation marks, or a cell larger than csv takes
        return None


def _lines(text: str) -> list[str]:
    """Lines with their ends; only real line breaks count, not the exotic ones that ``splitlines`` knows."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)


def _columns(cells: Sequence[str], aliases: dict[str, tuple[str, ...]]) -> dict[str, int]:
    headings = [clean(cell).casefold() for cell in cells]
    found: dict[str, int] = {}
    for name, known in aliases.items():
        for heading in known:
            if heading.casefold() in headings:
                found[name] = headings.index(heading.casefold())
                break
    return found


TAG = re.compile(r"<\s*/?\s*(?:br|p|div|span|b|i|a|font|strong|em)\b[^<>]*>", re.IGNORECASE)


def clean(cell: str) -> str:
    """A cell as it is compared: entities and tags resolved, compatibility forms folded, blanks collapsed."""
    return folded(without_markup(cell))


def without_markup(cell: str) -> str:
    """The cell without HTML: entities as characters, tags as blanks. What only looks like a tag stays."""
    text = html.unescape(html.unescape(cell)) if "&" in cell else cell
    return TAG.sub(" ", text).strip() if "<" in text else text


def folded(cell: str) -> str:
    """Full-width letters, digits and brackets as half-width, half-width kana as full-width, blanks collapsed."""
    return " ".join(unicodedata.normalize("NFKC", cell).split())
