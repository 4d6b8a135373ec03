"""The figures of a report: halls with parts, sums of lines, and what a spreadsheet is given."""

import csv
from datetime import date
from io import StringIO

from services.booking.domain.after_use.use import Use, use_key
from services.booking.domain.grid import span
from services.booking.report.cells import Cell
from services.booking.report.monthly import HouseReport, Line, Report, periods_of
from services.booking.report.occupancy import occupied, units
from services.booking.report.table import COLUMNS, csv_of, plain
from shared.contracts.booking import Room

ROOMS = {
    "hall": Room(room_id="hall", name="ホール", capacity=100, parts=("east", "west")),
    "east": Room(room_id="east", name="東", capacity=50),
    "west": Room(room_id="west", name="西", capacity=50),
    "tea": Room(room_id="tea", name="茶室", capacity=8),
}


def test_a_part_is_taken_with_its_hall_and_a_hall_is_no_room_more():
    """The hall from 9 to 12 and its east from 11 to 13: east was taken four hours, west three, the hall three."""
    taken = occupied(ROOMS, {"hall": span(36, 48), "east": span(44, 52)})

    assert {"hall": 12, "east": 16, "west": 12, "tea": 0} == {id: mask.bit_count() for id, mask in taken.items()}
    assert ("east", "west", "tea") == units(ROOMS)


def test_occupancy_is_of_the_open_time():
    """To one decimal; of what was never open there is none, and that is said."""
    shut = Cell(booked_minutes=0, open_minutes=0)

    assert 33.3 == Cell(booked_minutes=1, open_minutes=3).occupancy_percent
    assert [None, None] == [Cell().occupancy_percent, shut.occupancy_percent]
    assert [False, True, False] == [cell.never_open for cell in (Cell(), shut, Cell(booked_minutes=0, open_minutes=15))]


def test_cells_add_up_and_what_is_unknown_stays_unknown():
    """A line without a cash book leaves the others' sums alone."""
    whole = Cell()
    whole.add(Cell(uses=1, heads=2, walk_ins=3, charged=4, booked_minutes=5, open_minutes=6))
    assert (None, None) == (whole.received, whole.refunded)
    whole.add(Cell(no_shows=1, cancelled=2, charged=6, outstanding=1, owed_back=9, received=7, refunded=8))

    expected = Cell(
        uses=1, no_shows=1, cancelled=2, heads=2, walk_ins=3, booked_minutes=5, open_minutes=6, charged=10,
        outstanding=1, owed_back=9, received=7, refunded=8,
    )  # fmt: skip
    assert (expected, 5) == (whole, whole.heads_all)


def test_the_key_of_a_use_says_everything_that_is_told_apart():
    """And is read back as it was written."""
    key = use_key("cc", "2026-12-02T10:00:00+09:00", ("big", "small"), "completed", "meeting", of_group=True)

    expected = Use("cc", date(2026, 12, 2), ("big", "small"), "10:00", "stood", "meeting", "group")
    assert expected == Use.parse(key)
    assert "none" == Use.parse(use_key("cc", "2026-12-02T10:00:00+09:00", ("a",), "held", "x", of_group=False)).outcome


def a_report(name="柳原センター"):
    line = Line("total", "all", "合計", Cell(uses=2, charged=700), Cell(), Cell(uses=9, received=1))
    return Report("2026-12", periods_of("2026-12", date(2027, 1, 5)), (HouseReport("cc", name, (line,)),), None)


def read(content):
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_table_has_a_mark_stated_columns_and_a_line_for_each_period():
    """Excel knows the characters by the mark; what is unknown is empty and not zero."""
    content = csv_of(a_report())

    assert content.startswith(b"\xef\xbb\xbfmonth,period,")
    rows = read(content)
    assert list(COLUMNS) == list(rows[0])
    assert ["month", "same-month-last-year", "fiscal-year-to-date"] == [row["period"] for row in rows]
    assert ("2", "700", "", "2026-12-01", "2026-12-31") == tuple(
        rows[0][name] for name in ("uses", "charged_yen", "received_yen", "first_day", "last_day")
    )
    assert "2026-04-01" == rows[2]["first_day"]


def test_names_are_no_formulas():
    """A spreadsheet carries out what begins so; somebody named the house."""
    (row, *_) = read(csv_of(a_report("=HYPERLINK(1)")))

    assert "'=HYPERLINK(1)" == row["facility"]
    assert ["'@x", "柳原", "a=b"] == [plain(name) for name in ("@x", "柳原", "a=b")]


def test_what_was_never_open_has_a_word_and_no_number_in_the_table():
    """Nothing of a hundred is another thing; whoever adds the column up finds an empty cell."""
    cells = (Cell(booked_minutes=0, open_minutes=0), Cell(), Cell(booked_minutes=0, open_minutes=60))
    line = Line("band", "morning@09:00-12:00", "午前 09:00-12:00", *cells)
    report = Report("2026-12", periods_of("2026-12", date(2027, 1, 5)), (HouseReport("cc", "館", (line,)),), None)

    told = [(row["occupancy_percent"], row["occupancy_note"]) for row in read(csv_of(report))]

    assert [("", "開館なし"), ("", ""), ("0.0", "")] == told
