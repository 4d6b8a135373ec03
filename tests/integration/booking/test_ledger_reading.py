"""Ledgers as houses have kept them: each shape read, each defect named. Nothing is written."""

import pytest
import pytest_asyncio

from shared.contracts.booking import SlotsTaken
from tests.integration.booking.bookings_kit import a_city
from tests.integration.booking.ledger_kit import DAYS, HEAD, QUERY, ROWS, TWO, WEEK, noted, notes, told
from tests.kit import published

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    async with a_city(tmp_path_factory.mktemp("city")) as city:
        yield city


async def test_every_defect_of_a_ledger_by_lines_is_named(city):
    """The shipped sample has one a line; what can be put right is, and says so."""
    report = await told(city, ROWS.read_bytes(), query="/bookings/imports?placeholder=counter-cc")

    assert ("rows", "utf-8-sig", "checked", 0) == tuple(
        report[name] for name in ("shape", "encoding", "outcome", "taken")
    )
    assert {
        "4": ("accepted",),
        "5": ("repaired", "merged", "group-unknown"),
        "6": ("repaired", "width"),
        "7": ("skipped", "duplicate"),
        "8": ("refused", "group-unknown", "collides-in-file"),
        "9": ("refused", "group-unknown", "purpose-other", "collides-in-file"),
        "10": ("refused", "weekday-differs"),
        "11": ("refused", "no-such-day"),
        "12": ("refused", "room-unknown"),
        "13": ("refused", "facility-unknown"),
        "14": ("refused", "closed-then"),
        "15": ("repaired", "end-of-day"),
        "16": ("skipped", "cancelled"),
        "17": ("skipped", "cancelled"),
        "18": ("repaired", "widened"),
        "19": ("refused", "ends-before-start"),
        "20": ("skipped", "past"),
        "21": ("repaired", "over-capacity"),
        "22": ("refused", "holder-missing"),
        "23": ("repaired", "old-era", "purpose-other"),
        "24": ("refused", "too-far"),
        "25": ("refused", "date-unreadable"),
        "26": ("refused", "time-unreadable"),
        "27": ("refused", "room-missing"),
        "28": ("refused", "unbalanced-quotes"),
        "29": ("refused", "cell-count"),
        "30": ("skipped", "footer"),
        "31": ("skipped", "footer"),
    } == notes(report)
    assert {"accepted": 1, "repaired": 6, "refused": 15, "skipped": 9} == report["counts"]
    assert "近い名前: 大会議室" in noted(report, 12, "room-unknown")
    assert "近い名前: 柳原コミュニティ・センター" in noted(report, 13, "facility-unknown")
    assert "9行目（合唱団こもれび 11:00-13:00）" in noted(report, 8, "collides-in-file")
    assert "8行目（書道クラブ 10:00-12:00）" in noted(report, 9, "collides-in-file")
    assert [] == await published(city.service, SlotsTaken)


async def test_a_week_sheet_is_read_cell_by_cell(city):
    """A block a room, a column a day; ditto marks, crossed out cells, closed ones, a cell over two lines."""
    report = await told(city, WEEK.read_bytes())

    assert ("week", "utf-8") == (report["shape"], report["encoding"])
    assert {
        "4B4": ("accepted",),
        "4C4": ("repaired", "width", "group-unknown"),
        "4D4": ("skipped", "nobody"),
        "4E4": ("refused", "ditto-of-nothing"),
        "4F4": ("skipped", "cancelled"),
        "5B5": ("repaired", "ditto"),
        "5D5": ("repaired", "group-unknown"),
        "5E5": ("accepted",),
        "5F5": ("skipped", "cancelled"),
        "7B7": ("refused", "time-unreadable"),
        "10B10": ("repaired", "group-unknown"),
        "10C10": ("refused", "weekday-differs"),
        "10E10": ("skipped", "width", "nobody"),
        "11D11": ("repaired", "width"),
        "12": ("skipped", "footer"),
    } == notes(report)
    lines = {f"{line['line']}{line['cell']}": line for line in report["lines"]}
    assert ("2026-12-10", "13:00", "17:00", "和室", "大沢ガーデン") == tuple(
        lines["11D11"][name] for name in ("day", "start", "end", "room", "holder")
    )
    assert ("合唱団こもれび", "大会議室") == (lines["5D5"]["holder"], lines["5D5"]["room"])


async def test_a_day_ledger_with_era_dates_in_cp932_is_read(city):
    """A column a room, dates of an era in full-width digits, merged cells, a sum below each."""
    report = await told(city, DAYS.read_bytes())

    assert ("days", "cp932") == (report["shape"], report["encoding"])
    assert {
        "3C3": ("repaired", "width"),
        "3D3": ("repaired", "width", "group-unknown"),
        "4C4": ("repaired", "merged", "group-unknown"),
        "5C5": ("repaired", "merged", "ditto", "group-unknown"),
        "5D5": ("skipped", "merged", "cancelled"),
        "6D6": ("accepted",),
        "7C7": ("refused", "merged", "end-of-day", "closed-then"),
        "8C8": ("refused", "weekday-differs"),
        "11": ("skipped", "footer"),
    } == notes(report)


@pytest.mark.parametrize(
    ("content", "query", "code"),
    [
        (b"PK\x03\x04", QUERY, "ledger-unreadable"),
        ("名称,所在地\n石橋,1-1\n".encode(), QUERY, "ledger-unreadable"),
        (b"", QUERY, "ledger-unreadable"),
        (TWO, "/bookings/imports?placeholder=a/b", "placeholder-missing"),
        (TWO, "/bookings/imports?placeholder=counter-cc&facility_id=none", "not-found"),
        (TWO, "/bookings/imports?facility_id=cc", "invalid-request"),
    ],
)
async def test_what_cannot_be_an_import_is_refused_by_name(city, content, query, code):
    """With what to do next, and nothing written."""
    answer = await city.staff.post(query, content=content)

    assert code == answer.json()["code"]
    assert "{" not in answer.json()["detail"]


async def test_a_date_without_a_year_needs_one(city):
    """From the title, or said with the command; guessed from nothing."""
    content = f"{HEAD}12/15,大会議室,9:00,12:00,大沢ガーデン,12,会議\n".encode()

    assert ("refused", "year-missing") == notes(await told(city, content))["2"]
    assert ("accepted",) == notes(await told(city, content, query=f"{QUERY}&year=2026"))["2"]
    assert ("accepted",) == notes(await told(city, "令和8年度 台帳\n".encode() + content))["3"]
