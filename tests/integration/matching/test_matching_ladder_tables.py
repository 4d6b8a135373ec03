"""`kyoso matching population` and `survey` against the routes: looked at first, and faults with their line."""

import httpx
import pytest

from kyoso.commands.matching import command
from kyoso.commands.matching_ladder import faults_in_words, taking
from kyoso.story.client import Actor, Client, Refused
from services.matching.domain.ladder.figures import LadderFigures
from tests import kit
from tests.integration.matching.test_matching_hand_over_command import Mounted
from tests.integration.matching.test_matching_ladder_figures import HEADER, POPULATION, SURVEY

BODY = {"layer": "neighbourhood", "source": "人口", "csv": POPULATION}


@pytest.fixture
async def staff(city):
    async with httpx.AsyncClient(
        transport=Mounted(kit.app_of(city.service, city.site)), base_url="http://127.0.0.1"
    ) as http:
        yield Client(http), Actor("staff-mori", kit.token("staff-mori", ("staff",)))


async def told(staff, table, body, *, only_check=False):
    return "\n".join([line async for line in taking(*staff, table, body, only_check=only_check)])


async def kept(city):
    return await city.journal.ask(LadderFigures.main(), lambda figures: (figures.population, figures.survey))


async def test_a_table_is_looked_at_before_it_is_taken(city, staff):
    """Looking takes nothing; taking says the same lines first; the same again changes nothing."""
    seen = await told(staff, "population", BODY, only_check=True)
    assert "まだありません" in seen
    assert "北住区" in seen
    assert "なし / none → 200" in seen
    assert (None, None) == await kept(city)

    assert "取り込みました" in await told(staff, "population", BODY)
    assert {"kita", "minami"} == set((await kept(city))[0].people)
    again = await told(staff, "population", BODY)
    assert "同じ表" in again
    assert "変わる行 0、同じ行 2" in again


async def test_what_a_newer_table_changes_is_told_line_by_line(city, staff):
    """One area grew, one is no longer named; of an older day it is said."""
    await told(staff, "population", BODY)
    csv = f"{HEADER}\n2026/9/1,北住区,230,230\n"
    seen = await told(staff, "population", {**BODY, "csv": csv}, only_check=True)

    assert "200 → 230" in seen
    assert "100 → なし / none" in seen
    assert "older than what is in force" in seen
    survey = {"source": "調査", "csv": SURVEY}
    await told(staff, "survey", survey)
    seen = await told(staff, "survey", {**survey, "csv": SURVEY.replace("50,30", "80,20")}, only_check=True)
    assert "25-39歳 / 25-39: 30/50 → 20/80" in seen


async def test_every_wrong_line_is_named_and_nothing_is_taken(city, staff, tmp_path):
    """Two faults, each on a line of its own with its number."""
    csv = f"{HEADER}\n2026/10/1,東,1,1\n2026/10/1,北住区,5,4\n"
    with pytest.raises(Refused) as refused:
        await told(staff, "population", {**BODY, "csv": csv})

    lines = faults_in_words(tmp_path / "jinko.csv", refused.value.problem)
    assert 3 == len(lines)
    assert ["2行目" in lines[0], "3行目" in lines[1], "何も" in lines[2]] == [True] * 3
    assert (None, None) == await kept(city)


async def test_only_staff_look_and_take(city, staff):
    """Whoever may not take a table may not look what it would change either."""
    with pytest.raises(Refused) as refused:
        await told((staff[0], Actor("x", kit.token("x", ("coordinator",)))), "population", BODY, only_check=True)
    assert 403 == refused.value.status
    assert {"population", "survey", "export"} <= set(command.commands)
