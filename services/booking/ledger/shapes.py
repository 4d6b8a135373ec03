"""The three shapes in which houses keep their ledgers, and which of them a file has. Pure.

* *rows*: a line a booking, with headings (日付, 室名, 開始, 終了, 団体名 …);
* *days*: a line a time of day, a column a room, the date in a column or on a line of its own;
* *week*: a block a room, a line a band, a column a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.booking.houses.table import BLANK, RawRow, clean, read_grid
from services.booking.ledger.lines import COLUMNS, Lines
from services.booking.ledger.refusals import LedgerUnreadable
from services.booking.ledger.rows import LedgerRow, skipped
from services.booking.ledger.said import TITLE
from services.booking.ledger.sheets import NO_ROOMS, Days, Week
from services.booking.ledger.words import Year, looks_like_day, year_in
from services.booking.refusals import TableUnreadable

SHEET_HEADER_LINES_MAX = 40
"""A header stands near the top, under titles and blank lines at most."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A file as it was read: its encoding, which shape it has, and every line or cell of it."""

    encoding: str
    shape: str
    rows: tuple[LedgerRow, ...]


def read_ledger(content: bytes, year: int | None = None) -> Ledger:
    """The bookings of a file. ``year`` is for dates that say none. Raises ``LedgerUnreadable``."""
    try:
        encoding, raws = read_grid(content)
    except TableUnreadable as problem:
        raise LedgerUnreadable(ja=problem.words["problem_ja"], en=problem.words["problem_en"]) from None
    given = Year(year, fiscal=False) if year else None
    for index, raw in enumerate(raws[:SHEET_HEADER_LINES_MAX]):
        headings = [clean(cell) for cell in raw.cells]
        columns = _columns(headings)
        titled = given or _year_above(raws[: index + 1])
        above = [skipped(each.line, TITLE if any(each.cells) else BLANK) for each in raws[:index]]
        if {"day", "holder"} <= columns.keys() and ("span" in columns or {"start", "end"} <= columns.keys()):
            return Ledger(encoding, "rows", (*above, *Lines(columns, len(headings), titled).read(raws[index:])))
        if "span" in columns and "holder" not in columns and _rooms(headings, columns):
            days = Days(_rooms(headings, columns), columns, headings, titled, _date_above(raws[:index]))
            return Ledger(encoding, "days", (*above, *days.read(raws[index:])))
        if sum(looks_like_day(heading) for heading in headings) >= 2:
            return Ledger(encoding, "week", tuple(Week(titled).read(raws)))
    raise LedgerUnreadable(ja="台帳の見出しが見つかりません。", en="it has none of the headings of a ledger.")


def _columns(headings: Sequence[str]) -> dict[str, int]:
    """Which cell has which heading; the first of those by which a column is known."""
    bare = [heading.replace(" ", "").casefold() for heading in headings]
    return {
        name: bare.index(known.casefold())
        for name, aliases in reversed(COLUMNS.items())
        for known in reversed(aliases)
        if known.casefold() in bare
    }


def _rooms(headings: Sequence[str], columns: dict[str, int]) -> dict[int, str]:
    known = set(columns.values())
    return {
        at: name
        for at, name in enumerate(headings)
        if name and at not in known and name.replace(" ", "") not in NO_ROOMS
    }


def _year_above(raws: Sequence[RawRow]) -> Year | None:
    return next((year for raw in raws for cell in raw.cells if (year := year_in(cell))), None)


def _date_above(raws: Sequence[RawRow]) -> str:
    """The date of a sheet that stands above its header."""
    return next((clean(cell) for raw in reversed(raws) for cell in raw.cells if looks_like_day(cell)), "")
