"""The page that says why this and not that: its rows add up, and a tap is told as one."""

import re

import pytest


def an_account(name, *parts):
    group = {"group_id": name, "name": name}
    told = [
        {"code": code, "about": "", "ja": code, "plain": code, "en": code, "points": points} for code, points in parts
    ]
    return {"group": group, "score": round(sum(points for _, points in parts), 4), "contributions": told, "reasons": []}


WHY = {
    "this": an_account("chorus", ("far", 3.3333), ("newly-registered", 0.3333), ("small-group", 0.3333)),
    "instead_of": an_account("garden", ("shared-tag", 15.0), ("on-foot-from-area", 6.2461), ("small-group", 0.35)),
    "lacking": [{"code": "tag", "ja": "関心", "plain": "すき", "en": "interest", "points": 15.0}],
    "tap_factor": 5.0,
}
PATH = "/five-minutes/why?group_id=chorus&instead_of=garden&tap=gardening&place=town/osawa-1"
POINTS = re.compile(r'<td class="number">([\d.-]+)</td>')


@pytest.fixture
def why(world):
    """Matching explains a chorus beside a garden."""
    world.town.documents = {"/matching/recommendations/why": WHY}
    return world


async def test_the_rows_are_in_sum_what_the_heading_says(why):
    """4.00 and 21.60: three thirds of a point would be 3.99."""
    html = (await why.get(PATH)).text

    assert ["3.34", "0.33", "0.33", "4.00", "15.00", "6.25", "0.35", "21.60"] == POINTS.findall(html)
    assert "chorusは4.00点、gardenは21.60点です" in html


@pytest.mark.parametrize(("factor", "told"), [(5.0, 1), (1.0, 0)])
async def test_what_was_tapped_is_told_to_count_five_times(why, factor, told):
    """Beside that row alone, and not where nothing was tapped."""
    why.town.documents = {"/matching/recommendations/why": {**WHY, "tap_factor": factor}}

    html = (await why.get(PATH)).text

    assert told == html.count("いま選んだので、5倍に数えています")
    assert told == html.count("倍に数えています")


@pytest.mark.parametrize(
    ("code", "words"), [("ja", "おすすめの一覧にもどる"), ("en", "Back to the list"), ("plain", "いちらんに もどる")]
)
async def test_the_way_back_says_that_it_leads_to_the_list(why, code, words):
    """And leads there, with what was chosen."""
    html = (await why.get(f"{PATH}&lang={code}")).text

    link = re.search(rf'href="([^"]+)">{words}<', html)
    assert link
    assert link[1].startswith("/five-minutes?tap=gardening&amp;place=town%2Fosawa-1")


@pytest.mark.parametrize(("minutes", "words"), [(1, "about 1 minute&#39;s walk"), (2, "about 2 minutes&#39; walk")])
async def test_one_minute_is_one(world, minutes, words):
    """In English."""
    group = {"group": {"group_id": "g", "name": "g"}, "reasons": [], "walk_minutes": minutes}
    name = {"ja": "大沢一丁目", "en": "Osawa 1"}
    world.town.documents = {
        "/matching/taps": {"items": []}, "/matching/recommendations": [group],
        "/matching/requests/wanted": {"items": []},
        "/matching/areas": {
            "items": [{"area_id": "minami", "layer": "neighbourhood", "name": name, "towns": ["osawa-1"]}],
            "towns": [{"town_id": "osawa-1", "name": name}],
        },
    }  # fmt: skip

    html = (await world.get("/five-minutes?tap=any&place=town/osawa-1&lang=en")).text

    assert words in html
