"""The monthly report of a small city whose December was worked out by hand, and of what a correction changes in it.

The centre is open from 9 to 21, on Sundays to 17, never on Mondays and from the 29th: 20 days of 720 minutes and 4
Sundays of 480 are 16,320 minutes a room, of which 4,320 lie in the morning, 1,440 at noon, 5,760 in the
afternoon, 4,800 after 17:00: bands of the centre's own rules.
"""

import csv
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
import pytest_asyncio

from services.booking.domain.grid import span
from services.booking.domain.houses.facility import FacilityDraft
from services.booking.money.told import MoneyTold
from services.booking.papers.texts import PaperTexts
from services.booking.report.monthly import MonthlyReports
from shared.contracts.booking import BookingCancelled, BookingCompleted, BookingConfirmed, BookingNoShow
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.kit import clock_of, events_of, published, run_reactions, run_timers
from tests.unit.booking.papers.papers_kit import pages_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
DECEMBER = {"month": "2026-12"}


async def booked(city, who=None, **changes):
    answer = await (who or city.client()).post("/bookings", json=body(**changes))
    assert 201 == answer.status_code, answer.text
    return answer.json()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    """December, as it was lived: three uses of the centre, a cancellation, people without a booking, a no-show.

    On the 2nd the big room: hana from 10 to 12 (300 yen, 12 came), the garden group from 13 to 17 (400 yen, 20 came).
    The small room: hana from 11 to 13 on the 5th (400 yen, 6 came); from 10 to 11 on the 6th it was given back.
    The house that is always open: nobody came at 10:00 on the 1st; free again from 10:30.
    """
    async with a_city(tmp_path_factory.mktemp("december")) as city:
        not_yet = FacilityDraft(facility_id="without-rooms", name="建設中の館", address="北1", kind="community-centre")
        await city.uses.register_facility(not_yet, city.service.journal.causes.operator("town", b"", "without-rooms"))
        await booked(city, facility_id="always-open", room_id="r1", **on(1, "10:00", "11:00"))
        uses = (
            (await booked(city, **on(2, "10:00", "12:00")), 12),
            (await booked(city, city.yui, group_id="osawa-garden", **on(2, "13:00", "17:00")), 20),
            (await booked(city, room_id="small", purpose="study", **on(5, "11:00", "13:00")), 6),
        )
        given_back = await booked(city, room_id="small", **on(6, "10:00", "11:00"))
        await city.client().post(f"/bookings/{given_back['booking_id']}/cancel")
        clock_of(city.site).advance(timedelta(hours=1, minutes=23))
        await run_timers(city.service)
        clock_of(city.site).advance(timedelta(days=36))
        for booking, heads in uses:
            await city.staff.post(f"/bookings/{booking['booking_id']}/heads", json={"heads": heads})
        await run_reactions(city.service)
        walk_in = {"day": "2026-12-03", "band": "afternoon", "heads": 9}
        await city.staff.post("/facilities/cc/walk-ins", json=walk_in)
        await city.staff.post("/facilities/cc/walk-ins", json={**walk_in, "heads": -2, "reason": "mistaken"})
        yield city


async def told(city, **params):
    answer = await city.staff.get("/reports/monthly", params=params)
    assert 200 == answer.status_code, answer.text
    return answer.json()


def lines_of(house, period="month"):
    return {(line["dimension"], line["code"]): line[period] for line in house["lines"]}


def figures(cell, *names):
    return tuple(cell[name] for name in names)


MAIN = (
    "uses", "heads_bookings", "heads_walk_ins", "charged_yen", "booked_minutes", "open_minutes", "occupancy_percent",
)  # fmt: skip


async def test_the_month_of_a_house_as_worked_out_by_hand(city):
    """Whole, by room, by band, by purpose, by party."""
    report = await told(city, facility_id="cc", **DECEMBER)
    lines = lines_of(report["houses"][0])

    assert (3, 38, 7, 1100, 480, 32_640, 1.5) == figures(lines["total", "all"], *MAIN)
    assert (2, 32, 0, 700, 360, 16_320, 2.2) == figures(lines["room", "big"], *MAIN)
    assert (1, 6, 0, 400, 120, 16_320, 0.7) == figures(lines["room", "small"], *MAIN)
    assert (2, 18, 0, 700, 180, 8_640, 2.1) == figures(lines["band", "morning@09:00-12:00"], *MAIN)
    assert (0, 0, 0, 0, 60, 2_880, 2.1) == figures(lines["band", "noon@12:00-13:00"], *MAIN)
    assert (1, 20, 7, 400, 240, 11_520, 2.1) == figures(lines["band", "afternoon@13:00-17:00"], *MAIN)
    assert (0, 0, 0, 0, 0, 9_600, 0.0) == figures(lines["band", "evening@17:00-21:00"], *MAIN)
    assert 4 == sum(dimension == "band" for dimension, _ in lines)
    assert [(2, 32, 700), (1, 6, 400)] == [
        figures(lines["purpose", code], "uses", "heads", "charged_yen") for code in ("meeting", "study")
    ]
    parties = [figures(lines["party", code], "uses", "charged_yen") for code in ("group", "person")]
    assert [(1, 400), (2, 700)] == parties
    assert (1, 0) == figures(lines["total", "all"], "cancelled", "no_shows")
    assert (True, None) == (report["complete"], report["whole"])


async def test_a_no_show_was_no_use_and_kept_the_room_half_an_hour(city):
    """Of 24 hours on 31 days in five rooms; what was freed is not counted as taken."""
    lines = lines_of((await told(city, facility_id="always-open", **DECEMBER))["houses"][0])

    assert (0, 1, 30, 5 * 31 * 1440) == figures(
        lines["total", "all"], "uses", "no_shows", "booked_minutes", "open_minutes"
    )


async def test_all_houses_together_are_their_sum(city):
    """With a line for each house that has rooms; one that cannot be booked yet has no report."""
    report = await told(city, **DECEMBER)
    whole = lines_of(report["whole"])

    assert {"cc", "always-open"} == {house["facility_id"] for house in report["houses"]}
    for name in ("uses", "heads", "charged_yen", "booked_minutes", "open_minutes", "no_shows", "cancelled"):
        houses = [lines_of(house)["total", "all"][name] for house in report["houses"]]
        assert sum(houses) == whole["total", "all"][name]
    assert 45 == whole["facility", "cc"]["heads"]


async def test_the_fiscal_year_so_far_and_the_same_month_of_last_year(city):
    """January's report still has December in its year; that of April has not; December's next year looks back at it."""
    clock = clock_of(city.site)
    january = lines_of((await told(city, facility_id="cc", month="2027-01"))["houses"][0], "fiscal_year_to_date")
    before = clock.offset
    clock.advance(timedelta(days=400))
    try:
        april = lines_of((await told(city, facility_id="cc", month="2027-04"))["houses"][0], "fiscal_year_to_date")
        december = (await told(city, facility_id="cc", month="2027-12"))["houses"][0]
    finally:
        clock.offset = before

    assert (3, 45) == figures(january["total", "all"], "uses", "heads")
    assert (0, 0) == figures(april["total", "all"], "uses", "heads")
    assert (0, 3) == tuple(lines_of(december, p)["total", "all"]["uses"] for p in ("month", "same_month_last_year"))
    assert 32_640 == lines_of(december, "same_month_last_year")["total", "all"]["open_minutes"]


async def test_every_number_is_the_journal_s(city):
    """An independent count over the events gives the same uses, heads and fees."""
    last = {}
    for event in await published(city.service, BookingConfirmed):
        last[event.booking_id] = event
    stood = [e for e in last.values() if not isinstance(e, (BookingCancelled, BookingNoShow)) and e.facility_id == "cc"]
    heads = {e.booking_id: e.heads for e in stood if isinstance(e, BookingCompleted)}

    total = lines_of((await told(city, facility_id="cc", **DECEMBER))["houses"][0])["total", "all"]

    assert (len(stood), sum(heads.values()), sum(e.fee for e in stood)) == figures(
        total, "uses", "heads_bookings", "charged_yen"
    )
    tallied = sum(event.heads for event in await events_of(city.service, "walk-in/cc/2026-12"))
    assert tallied == total["heads_walk_ins"]


async def test_the_table_says_what_the_report_says(city):
    """The same numbers for a spreadsheet; the rooms of a house add up to it."""
    answer = await city.staff.get("/reports/monthly.csv", params=DECEMBER)

    assert "text/csv; charset=utf-8" == answer.headers["content-type"]
    assert 'attachment; filename="monthly-2026-12.csv"' == answer.headers["content-disposition"]
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))
    rooms = [r for r in rows if (r["period"], r["facility_id"], r["dimension"]) == ("month", "cc", "room")]
    assert ["大会議室", "和室"] == [row["name"] for row in rooms]
    assert (3, 1100) == (sum(int(r["uses"]) for r in rooms), sum(int(r["charged_yen"]) for r in rooms))


async def test_the_paper_has_a_page_a_house_with_its_figures(city):
    """One for all, one for each; the chart's numbers are those of the table."""
    answer = await city.staff.get("/reports/monthly.pdf", params=DECEMBER)
    again = await city.staff.get("/reports/monthly.pdf", params=DECEMBER)

    pages = pages_of(answer.content)
    assert (3, answer.content) == (len(pages), again.content)
    page = next(page for page in pages if "柳原コミュニティ・センター" in page and "室別" in page)
    for words in ("施設利用月報", "令和8年12月分", "1.5%", "8／544時間", "3件", "45人", "1,100円", "大会議室"):
        assert words in page
    assert 2 <= page.count("2.2")
    assert "内部資料" in page


async def test_a_running_month_counts_the_days_that_are_over(city):
    """And says so, on paper too: of the first five days of January only the fifth was open."""
    report = await told(city, facility_id="cc", month="2027-01")

    assert (False, "2027-01-05") == (report["complete"], report["days"]["last_day"])
    assert 720 * 2 == lines_of(report["houses"][0])["total", "all"]["open_minutes"]
    paper = await city.staff.get("/reports/monthly.pdf", params={"facility_id": "cc", "month": "2027-01"})
    assert "途中の集計です" in pages_of(paper.content)[0]


async def test_reports_are_for_staff_and_auditors(city):
    """And a month that has not begun is refused in words."""
    for path in ("/reports/monthly", "/reports/monthly.csv", "/reports/monthly.pdf"):
        assert 403 == (await city.client().get(path, params=DECEMBER)).status_code
        assert 200 == (await city.client("aki", ("auditor",)).get(path, params=DECEMBER)).status_code
        refused = await city.staff.get(path, params={"month": "2027-02"})
        assert (422, "month-not-reported") == (refused.status_code, refused.json()["code"])
        assert 404 == (await city.staff.get(path, params={"facility_id": "nowhere", **DECEMBER})).status_code


class Changed:
    """A centre whose hours change with the 16th: 9 to 17 before, 9 to 21 from then on; closed on the 31st."""

    def __init__(self, facility):
        self._facility = facility

    async def facility(self, _):
        return self._facility


class ChangedRules:
    def open_mask(self, day, _room_id):
        return 0 if day == date(2026, 12, 31) else span(36, 68 if day.day < 16 else 84)

    def slots_of_past(self, _room_id, _day):
        return None


async def test_rules_that_change_in_the_middle_of_a_month(city):
    """15 days of 480 minutes and 15 of 720 are 18,000 a room; the fees of the bookings are as they were."""
    facility = await city.uses.directory.facility("cc")
    changed = replace(facility, rules=ChangedRules())
    journal = city.service.journal
    reports = MonthlyReports(journal, Changed(changed), PaperTexts.load(), MoneyTold(journal))

    total = (await reports.of("2026-12", "cc")).houses[0].total.month

    assert (2 * 18_000, 480, 1100) == (total.open_minutes, total.booked_minutes, total.charged)


async def test_a_correction_changes_the_report_and_nothing_else(city):
    """The last test of this city: twelve were fifteen."""
    row = next(e for e in await published(city.service, BookingCompleted) if e.heads == 12)
    await city.staff.post(f"/bookings/{row.booking_id}/heads", json={"heads": 15, "reason": "mistaken"})

    total = lines_of((await told(city, facility_id="cc", **DECEMBER))["houses"][0])["total", "all"]

    assert (3, 41, 1100) == figures(total, "uses", "heads_bookings", "charged_yen")
