"""The page of themes: what was published, in ranges; what is not told by name; nothing that is smaller than five."""

import pytest

from services.portal.models_themes import Themes
from services.portal.rendering import Page
from services.portal.themes import MONTHS_SHOWN, themes_shown

PATH = "/matching/figures/themes"


def theme(name, people, desk="life"):
    return {
        "desk": desk, "desk_name": {"ja": f"{desk}の窓口", "en": f"{desk} desk"}, "people": people,
        "name": {"ja": name, "en": f"{name} (en)", "plain": f"{name} かな"},
    }  # fmt: skip


def published(*themes, **more):
    return {"month": "2026-11", "counted_on": "2026-12-01", "months": ["2026-11"], "themes": themes, **more}


@pytest.fixture
def town(world):
    """Matching published a month: two told at one desk, two hidden at another."""
    told = (theme("住まい", 5), theme("近所", 20), theme("介護", None, "care"), theme("健康", None, "care"))
    world.town.documents = {PATH: published(*told)}
    return world


async def test_a_month_is_told_in_ranges_and_what_is_not_told_by_name(town):
    """20 in whole fives is 20 to 24; the bar of 5 is a quarter of it; a desk of which nothing is told has no part."""
    html = (await town.get("/themes")).text

    for shown in ("2026年11月の相談", "20〜24人", "5〜9人", 'width="25.0"', "12月1日（火）に一度だけ"):
        assert shown in html
    assert html.index("近所") < html.index("住まい") < html.index("人数を示していない種類") < html.index("介護")
    assert "careの窓口" not in html
    assert "<script" not in html
    assert "健康 かな" in (await town.get("/themes?lang=plain")).text
    assert "Worries brought in Nov 2026" in (await town.get("/themes?lang=en")).text


@pytest.mark.parametrize("people", [4, 1, 0, 7])
async def test_a_number_that_must_not_be_told_is_shown_to_nobody(town, people):
    """Whatever answers: the page stands without it."""
    town.town.documents[PATH] = published(theme("住まい", people))

    answer = await town.get("/themes")

    assert (503, False) == (answer.status_code, "住まい" in answer.text)


async def test_a_month_of_which_nothing_is_told_leads_to_one_that_is(town):
    """The last one is shown beside."""
    town.town.gone = {f"{PATH}?month=2020-01"}
    wrong = await town.get("/themes?month=2020-01")

    assert (404, True, True) == (wrong.status_code, "ほかの月を選んで" in wrong.text, "20〜24人" in wrong.text)


async def test_before_any_month_is_told_the_page_says_when_one_will_be(world):
    """An empty page is no answer."""
    world.town.gone = {PATH}

    answer = await world.get("/themes")

    assert (200, True) == (answer.status_code, "示せる月はまだありません" in answer.text)


async def test_the_way_leads_from_the_worry_and_back(town):
    """Each page names the other."""
    assert 'href="/themes?lang=en"' in (await town.get("/worry?lang=en")).text
    assert 'href="/worry?lang=en"' in (await town.get("/themes?lang=en")).text


def test_months_are_bounded_and_keep_their_order():
    """The newest first, two years of them."""
    months = [f"{2040 - n // 12}-{12 - n % 12:02}" for n in range(40)]
    page = Page("/themes", {}, "ja", asked=False)

    shown = themes_shown(Themes.model_validate(published(months=months)), page)

    assert (MONTHS_SHOWN, "2040年12月", ()) == (len(shown.months), shown.months[0].name, shown.desks)
