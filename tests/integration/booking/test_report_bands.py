"""The monthly report by the bands of each house's rules: a table that changes in a month, and what is never open.

The centre's rules change with the 16th of December: until then morning, noon, afternoon and evening, from then on a
longer morning and no noon. In January its evenings are closed by rule.
"""

import csv
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import pytest_asyncio

from services.booking import rulebook
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.kit import clock_of, run_reactions
from tests.unit.booking.papers.papers_kit import text_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
TOWN = Path(rulebook.__file__).parent.parent / "data" / "towns" / "komorebi.toml"
OLD = 'id = "centre.slots"\n'
NEW = """
[[slots]]
id = "centre.slots"
from = 2026-12-16
article = "見本の規則"
kinds = ["community-centre"]
minutes = 30
bands = [
    { id = "morning", name = { ja = "午前", en = "morning" }, hours = "09:00-13:00" },
    { id = "afternoon", name = { ja = "午後", en = "afternoon" }, hours = "13:00-17:00" },
    { id = "evening", name = { ja = "夜間", en = "evening" }, hours = "17:00-21:00" },
]
ja = "{limit}分きざみです。"
plain = "{limit}分ごとです。"
en = "on the {limit}-minute grid."

[[closures]]
id = "evenings"
article = "見本の規則"
kinds = ["community-centre"]
from = 2027-01-01
until = 2027-01-31
weekly = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
hours = ["17:00-21:00"]
ja = "{value}は休みです。{limit}から開きます。"
plain = "{value}は休みです。{limit}から使えます。"
en = "{value} is closed; it opens again on {limit}."
"""
OLD_TABLE = ("morning@09:00-12:00", "noon@12:00-13:00", "afternoon@13:00-17:00", "evening@17:00-21:00")
NEW_TABLE = ("morning@09:00-13:00", "afternoon@13:00-17:00", "evening@17:00-21:00")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    """Ten to one on the 2nd and on the 17th, and what was tallied beside it; the small room is closed all January."""
    folder = tmp_path_factory.mktemp("bands")
    rules = TOWN.read_text("utf-8")
    assert OLD in rules
    (folder / "rules.toml").write_text(rules.replace(OLD, OLD + "until = 2026-12-15\n") + NEW, "utf-8")
    async with a_city(folder, rules_file=folder / "rules.toml") as city:
        for day in (2, 17):
            answer = await city.client().post("/bookings", json=body(**on(day, "10:00", "13:00")))
            assert 201 == answer.status_code, answer.text
        works = {"from": "2027-01-01T00:00:00+09:00", "until": "2027-02-01T00:00:00+09:00", "reason": "works"}
        answer = await city.staff.post("/facilities/cc/closures", json={**works, "room_ids": ["small"]})
        assert 201 == answer.status_code, answer.text
        await run_reactions(city.service)
        clock_of(city.site).advance(timedelta(days=62))
        yield city


async def bands_of(city, month, period="month", facility_id="cc"):
    answer = await city.staff.get("/reports/monthly", params={"month": month, "facility_id": facility_id})
    assert 200 == answer.status_code, answer.text
    (house,) = answer.json()["houses"]
    return {line["code"]: line[period] for line in house["lines"] if line["dimension"] == "band"}


async def test_a_change_of_the_rules_in_a_month_has_the_rows_of_both_tables(city):
    """Each with the days of its own; minutes where they lie, uses where they begin; together they are the house's.

    Until the 15th the centre is open on 13 days (all but Mondays), from the 16th to the 28th on 11, in two rooms.
    """
    bands = await bands_of(city, "2026-12")

    assert sorted({*OLD_TABLE, *NEW_TABLE}) == sorted(bands)
    told = {code: (cell["uses"], cell["booked_minutes"], cell["open_minutes"]) for code, cell in bands.items()}
    assert (1, 120, 13 * 180 * 2) == told["morning@09:00-12:00"]
    assert (0, 60, 13 * 60 * 2) == told["noon@12:00-13:00"]
    assert (1, 180, 11 * 240 * 2) == told["morning@09:00-13:00"]
    assert (0, 0, 24 * 240 * 2) == told["afternoon@13:00-17:00"]
    assert 2 * 16_320 == sum(cell["open_minutes"] for cell in bands.values())


async def test_the_fiscal_year_keeps_the_rows_of_the_table_that_is_gone(city):
    """In January only the new table is in force; the year so far has both, and last January the old one."""
    year = await bands_of(city, "2027-01", "fiscal_year_to_date")
    month = await bands_of(city, "2027-01")

    assert (1, 1) == (year["morning@09:00-12:00"]["uses"], year["morning@09:00-13:00"]["uses"])
    assert (None, False) == (month["noon@12:00-13:00"]["open_minutes"], month["noon@12:00-13:00"]["never_open"])


async def test_a_band_and_a_room_that_were_closed_all_month_have_no_occupancy(city):
    """By rule, or because staff announced it: the word in the table and on paper; what was merely empty has 0."""
    params = {"month": "2027-01", "facility_id": "cc"}
    table = (await city.staff.get("/reports/monthly.csv", params=params)).content.decode("utf-8-sig")
    rows = {
        (row["dimension"], row["code"]): (row["open_minutes"], row["occupancy_percent"], row["occupancy_note"])
        for row in csv.DictReader(StringIO(table, newline=""))
        if row["period"] == "month"
    }
    paper = text_of((await city.staff.get("/reports/monthly.pdf", params=params)).content)

    assert ("0", "", "開館なし") == rows["band", "evening@17:00-21:00"]
    assert ("0", "", "開館なし") == rows["room", "small"]
    assert ("0.0", "") == rows["room", "big"][1:]
    assert rows["room", "big"][0] == rows["total", "all"][0]
    assert "夜間17:00-21:00開館なし" in paper
    assert "和室開館なし" in paper


async def test_tallies_are_by_the_bands_of_the_day(city):
    """There was a noon on the 3rd and none on the 17th; a house without bands of its own counts by the usual ones."""
    path, tally = "/facilities/{}/walk-ins", {"day": "2026-12-03", "band": "noon", "heads": 4}
    taken = await city.staff.post(path.format("cc"), json=tally)
    refused = await city.staff.post(path.format("cc"), json={**tally, "day": "2026-12-17"})
    usual = await city.staff.post(path.format("always-open"), json={**tally, "band": "evening"})

    assert (201, 201) == (taken.status_code, usual.status_code)
    assert ("unknown-band", ["morning", "afternoon", "evening"]) == (refused.json()["code"], refused.json()["bands"])
    assert 4 == (await bands_of(city, "2026-12"))["noon@12:00-13:00"]["heads_walk_ins"]
    assert 4 == (await bands_of(city, "2026-12", facility_id="always-open"))["evening"]["heads_walk_ins"]
    back = await city.staff.post(path.format("cc"), json={**tally, "band": "night", "heads": -1})
    assert "more-than-counted" == back.json()["code"]
