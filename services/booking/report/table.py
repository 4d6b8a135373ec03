"""A report as a table for spreadsheets: UTF-8 with its mark, one line for each line of the report and period."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

from services.booking.report.cells import NEVER_OPEN, Cell
from services.booking.report.monthly import HouseReport, Line, Report
from services.booking.report.reading import Span

COLUMNS = (
    "month", "period", "first_day", "last_day", "facility_id", "facility", "dimension", "code", "name", "uses",
    "no_shows", "cancelled", "heads", "heads_bookings", "heads_walk_ins", "booked_minutes", "open_minutes",
    "occupancy_percent", "occupancy_note", "charged_yen", "outstanding_yen", "owed_back_yen", "received_yen",
    "refunded_yen",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula, in a name that somebody gave."""


def csv_of(report: Report) -> bytes:
    """The whole report in long form; an empty cell where a line has no such figure.

    Beside an empty occupancy ``occupancy_note`` says it where nothing was ever open.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    houses = (*report.houses, *((report.whole,) if report.whole else ()))
    for house in houses:
        for line in house.lines:
            writer.writerows(_rows(report, house, line))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _rows(report: Report, house: HouseReport, line: Line) -> Iterator[tuple[object, ...]]:
    periods = report.periods
    for name, span, cell in (
        ("month", periods.month, line.month),
        ("same-month-last-year", periods.last_year, line.last_year),
        ("fiscal-year-to-date", periods.year, line.year),
    ):
        yield (
            report.month, name, *_days(span), house.facility_id, plain(house.name), line.dimension, line.code,
            plain(line.name), *figures(cell),
        )  # fmt: skip


def figures(cell: Cell) -> tuple[object, ...]:
    """The figures of a cell in the order of the columns."""
    return (
        cell.uses, cell.no_shows, cell.cancelled, cell.heads_all, cell.heads, cell.walk_ins, cell.booked_minutes,
        cell.open_minutes, cell.occupancy_percent, NEVER_OPEN if cell.never_open else "", cell.charged,
        cell.outstanding, cell.owed_back, cell.received, cell.refunded,
    )  # fmt: skip


def _days(span: Span) -> tuple[str, str]:
    """First and last day; no last day of a period that has not got one yet."""
    last = (span.until - timedelta(days=1)).isoformat() if span.first < span.until else ""
    return span.first.isoformat(), last


def plain(name: str) -> str:
    """A name that no spreadsheet carries out."""
    return f"'{name}" if name.startswith(FORMULA) else name
