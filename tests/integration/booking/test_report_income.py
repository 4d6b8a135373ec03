"""Money in the monthly report: what uses cost by the month of use, beside the cash book by the month of receipt.

Both are added up here a second time, from the events of the bills alone.
"""

import csv
from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
import pytest_asyncio

from services.booking.domain.money.events import FeeWaived
from shared.clock import tokyo_date
from shared.contracts.booking_money import FeeDue, FeePaid, FeeRefunded
from tests.integration.booking.money_kit import a_paying_city
from tests.kit import clock_of
from tests.unit.booking.papers.papers_kit import pages_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
MONTHS = ("2027-05", "2027-06", "2027-07", "2028-03", "2028-04")
NAMES = ("charged_yen", "outstanding_yen", "owed_back_yen", "received_yen", "refunded_yen")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    """Uses of 300 yen. In May 2027 three of June are booked: paid at once; given back after it was paid; never paid.

    In June one is paid of which 100 yen were waived, and one that then moves into July. What was given back is handed
    out in July. In March 2028 one of April is paid: of the next fiscal year.
    """
    async with a_paying_city(tmp_path_factory.mktemp("income")) as city:
        city.ids = []

        async def booked(day):
            times = {"starts_at": f"{day}T10:00:00+09:00", "ends_at": f"{day}T11:00:00+09:00"}
            city.ids.append(await city.booked(facility_id="cc", **times))
            return city.ids[-1]

        await city.pay(await booked("2027-06-08"))
        given_back = await booked("2027-06-09")
        await city.pay(given_back)
        await city.cancel(given_back)
        await booked("2027-06-10")
        await city.later(days=2)
        waived, moved = await booked("2027-06-11"), await booked("2027-06-15")
        body_of_waiver = {"amount": 100, "ground": "welfare", "evidence": "document-seen"}
        answer = await city.clerk.post(f"/bills/{waived}/waivers", json=body_of_waiver)
        assert 201 == answer.status_code, answer.text
        await city.pay(waived, 200)
        await city.pay(moved)
        there = {"starts_at": "2027-07-06T10:00:00+09:00", "ends_at": "2027-07-06T11:00:00+09:00"}
        answer = await city.asking().post(f"/bookings/{moved}/change", json=there)
        assert 200 == answer.status_code, answer.text
        city.ids.append(answer.json()["booking_id"])
        await city.follow()
        await city.later(days=31)
        answer = await city.clerk.post(f"/bills/{given_back}/refunds", json={"channel": "counter", "amount": 300})
        assert 201 == answer.status_code, answer.text
        clock_of(city.site).advance(timedelta(days=(date(2028, 3, 21) - tokyo_date(city.site.clock.now())).days))
        await city.pay(await booked("2028-04-05"))
        clock_of(city.site).advance(timedelta(days=60))
        yield city


async def told(city, month, period="month", line=("total", "all")):
    answer = await city.clerk.get("/reports/monthly", params={"month": month, "facility_id": "cc"})
    assert 200 == answer.status_code, answer.text
    lines = {(each["dimension"], each["code"]): each[period] for each in answer.json()["houses"][0]["lines"]}
    return tuple(lines[line][name] for name in NAMES)


async def test_money_stands_in_the_month_of_use_and_in_the_month_of_receipt(city):
    """As worked out by hand, for each month."""
    by_hand = {
        "2027-05": (0, 0, 0, 600, 0),  # two were paid
        "2027-06": (300 + 300 + 200, 300, 0, 200 + 300, 0),  # one is not paid; one was waived in part
        "2027-07": (300, 0, 0, 0, 300),  # what had moved here had been paid in June
        "2028-03": (0, 0, 0, 300, 0),
        "2028-04": (300, 0, 0, 0, 0),
    }

    assert by_hand == {month: await told(city, month) for month in MONTHS}


async def test_both_are_the_journal_s_to_the_yen(city):
    """The events of the bills say the same, month by month; and over all time the two views meet."""
    found = {month: Counter() for month in MONTHS}
    for id in city.ids:
        month = ""
        for event in await city.told(id, FeeDue, FeeWaived, FeePaid, FeeRefunded):
            match event:
                case FeeDue():
                    month = f"{tokyo_date(event.starts_at):%Y-%m}"
                    found[month]["charged_yen"] += event.amount
                case FeeWaived():
                    found[month]["charged_yen"] -= event.amount
                case FeePaid():
                    found[f"{tokyo_date(event.paid_at):%Y-%m}"]["received_yen"] += event.amount
                case FeeRefunded():
                    found[f"{tokyo_date(event.refunded_at):%Y-%m}"]["refunded_yen"] += event.amount

    reported = {month: dict(zip(NAMES, await told(city, month), strict=True)) for month in MONTHS}

    for name in ("charged_yen", "received_yen", "refunded_yen"):
        assert {month: found[month][name] for month in MONTHS} == {m: each[name] for m, each in reported.items()}
    whole = {name: sum(each[name] for each in reported.values()) for name in NAMES}
    assert whole["charged_yen"] + whole["owed_back_yen"] == (
        whole["received_yen"] - whole["refunded_yen"] + whole["outstanding_yen"]
    )


async def test_totals_run_from_april_to_march(city):
    """What was paid in March for April is received in the old fiscal year and charged in the new one."""
    running = {month: await told(city, month, "fiscal_year_to_date") for month in MONTHS}

    assert (0, 0, 0, 600, 0) == running["2027-05"]
    assert (800, 300, 0, 1_100, 0) == running["2027-06"]
    assert (1_100, 300, 0, 1_100, 300) == running["2027-07"]
    assert (1_100, 300, 0, 1_400, 300) == running["2028-03"]
    assert (300, 0, 0, 0, 0) == running["2028-04"]


async def test_bands_have_what_is_charged_and_no_cash_book(city):
    """A receipt has no band: an empty cell in the table, and the house's line has it."""
    params = {"month": "2027-06", "facility_id": "cc"}
    table = (await city.clerk.get("/reports/monthly.csv", params=params)).content.decode("utf-8-sig")
    rows = {
        row["code"]: tuple(row[name] for name in NAMES)
        for row in csv.DictReader(StringIO(table, newline=""))
        if row["period"] == "month" and row["dimension"] in {"band", "total"}
    }

    assert ("800", "300", "0", "", "") == rows["morning@09:00-12:00"]
    assert ("800", "300", "0", "500", "0") == rows["all"]


async def test_the_paper_has_a_line_of_income_for_each_house(city):
    """The month and the fiscal year; on the house's own page in words."""
    answer = await city.clerk.get("/reports/monthly.pdf", params={"month": "2027-07"})

    pages = pages_of(answer.content)
    assert "柳原コミュニティ・センター3001,1003000" in pages[0]
    assert "合計3001,10030001,100300300" in pages[0]
    house = next(page for page in pages if "室別" in page and "柳原" in page)
    assert "収納／還付（出納の月）0円／300円0円／0円1,100円／300円" in house
