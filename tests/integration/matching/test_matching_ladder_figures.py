"""The ladder's figures over HTTP: staff take tables in and publish, anybody reads, and nobody can be found in them."""

from datetime import timedelta

import pytest

from services.matching.domain.ladder.figures import LadderFigures
from shared.contracts.booking_activities import ActivityAttended
from shared.contracts.people import ConsentWithdrawn, PersonRegistered
from tests import kit
from tests.integration.matching.matching_kit import NORTH, SOUTH

HEADER = "調査年月日,地域名,総人口,25-29歳の男性"
POPULATION = f"{HEADER}\n2026/10/1,北住区,200,200\n2026/10/1,南住区,100,100\n"
SURVEY = "age_band,n,uninterested\n25-39,50,30\n"


@pytest.fixture
async def staff(city):
    async with kit.client(city.service, city.site, "staff-mori", ("staff",)) as client:
        yield client


@pytest.fixture
async def anybody(city):
    async with kit.client(city.service, city.site, None) as client:
        yield client


async def take_part(city, prefix, count, areas):
    for n in range(count):
        id = f"{prefix}{n}"
        await kit.deliver(
            city.service,
            PersonRegistered(person_id=id, areas=areas, age_band="25-39"),
            ActivityAttended(activity_id="walk", group_id="osawa-garden", person_id=id),
        )


async def take_tables(staff, population=POPULATION):
    body = {"layer": "neighbourhood", "source": "こもれび市 年齢別人口", "csv": population}
    assert 200 == (await staff.put("/ladder/population", json=body)).status_code
    assert 200 == (await staff.put("/ladder/survey", json={"source": "意識調査", "csv": SURVEY})).status_code


async def test_an_estimate_is_published_with_its_error_and_sources(city, staff, anybody):
    """194 x 0.6 and 94 x 0.6, by hand; a table for spreadsheets beside it."""
    await take_part(city, "n", 6, NORTH)
    await take_part(city, "s", 6, SOUTH)
    await take_tables(staff)
    assert 404 == (await anybody.get("/figures/ladder")).status_code

    answer = await staff.post("/ladder/figures")
    told = (await anybody.get("/figures/ladder")).json()
    table = (await anybody.get("/figures/ladder.csv")).text

    assert 201 == answer.status_code
    assert answer.json() == told
    assert [("市全体", 300, 12, 173, 115), ("北住区", 200, 6, 116, 78), ("南住区", 100, 6, 56, 38)] == [
        (line["ja"], line["people"], line["active"], line["uninterested"], line["interested"]) for line in told["lines"]
    ]
    assert all(line["error"] > 0 for line in told["lines"])
    assert "こもれび市 年齢別人口" in table
    assert "n0" not in table


async def test_an_area_with_few_is_put_together_and_a_town_with_few_is_withheld(city, staff, anybody):
    """Four in the south."""
    await take_part(city, "n", 3, NORTH)
    await take_tables(staff)
    assert {"withheld": True, "lines": []}.items() <= (await staff.post("/ladder/figures")).json().items()

    city.advance(timedelta(days=28))
    await take_part(city, "m", 4, NORTH)
    await take_part(city, "s", 4, SOUTH)
    await staff.post("/ladder/figures")
    told = (await anybody.get("/figures/ladder")).json()
    assert [["kita", "minami"]] == [line["areas"] for line in told["lines"]]


async def test_figures_of_two_days_do_not_tell_who_came_in_between(city, staff, anybody):
    """Within 28 days only a corrected table leads to new ones, and they count the people of before."""
    await take_part(city, "n", 6, NORTH)
    await take_part(city, "s", 6, SOUTH)
    await take_tables(staff)
    await staff.post("/ladder/figures")
    await take_part(city, "late", 1, SOUTH)
    city.advance(timedelta(days=27))

    refused = await staff.post("/ladder/figures")
    assert (409, "published-recently") == (refused.status_code, refused.json()["code"])
    await take_tables(staff, POPULATION.replace("100,100", "110,110"))
    corrected = (await staff.post("/ladder/figures")).json()
    assert (310, 12) == (corrected["lines"][0]["people"], corrected["lines"][0]["active"])
    city.advance(timedelta(days=1))
    assert 13 == (await staff.post("/ladder/figures")).json()["lines"][0]["active"]


async def test_who_withdraws_consent_is_counted_no_more(city, staff):
    """Everything derived from it has gone."""
    await take_part(city, "n", 7, NORTH)
    await kit.deliver(city.service, ConsentWithdrawn(person_id="n0", purpose="matching"))
    await take_tables(staff, f"{HEADER}\n2026/10/1,北住区,200,200\n")

    assert 6 == (await staff.post("/ladder/figures")).json()["lines"][0]["active"]


async def test_a_wrong_table_changes_nothing(city, staff):
    """The line is named in words."""
    await take_tables(staff)
    wrong = {"layer": "neighbourhood", "source": "x", "csv": f"{HEADER}\n2026/10/1,東,1,1\n"}
    answer = await staff.put("/ladder/population", json=wrong)

    assert (422, "wrong-ladder-file") == (answer.status_code, answer.json()["code"])
    assert "2行目" in answer.json()["detail"]
    kept = await city.journal.ask(LadderFigures.main(), lambda figures: figures.population)
    assert {"kita", "minami"} == set(kept.people)


async def test_only_staff_take_tables_and_publish(city):
    """Residents and coordinators are told so; without tables staff are told what is missing."""
    body = {"layer": "neighbourhood", "source": "x", "csv": POPULATION}
    for role in ("resident", "coordinator"):
        async with kit.client(city.service, city.site, "somebody", (role,)) as client:
            assert 403 == (await client.put("/ladder/population", json=body)).status_code
            assert 403 == (await client.put("/ladder/survey", json={"source": "x", "csv": SURVEY})).status_code
            assert 403 == (await client.post("/ladder/figures")).status_code
    async with kit.client(city.service, city.site, "staff-mori", ("staff",)) as client:
        assert "nothing-to-estimate" == (await client.post("/ladder/figures")).json()["code"]
