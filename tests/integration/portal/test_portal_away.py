"""A service that is away: the page says so, shows what it had, and does not press on."""

import pytest

from services.portal import town as town_module
from tests.integration.portal.portal_kit import an_activity


@pytest.fixture
def at_once(monkeypatch):
    """Nothing is kept as fresh: each request asks again."""
    monkeypatch.setattr(town_module, "FRESH_SECONDS", 0.0)


async def test_a_part_that_cannot_be_had_says_what_to_do(world):
    """The page itself stands, with the parts that can be had."""
    world.town.away = {"/booking"}

    answer = await world.get("/")

    assert 200 == answer.status_code
    assert 2 == answer.text.count("1分ほど待ってから")
    assert "いま起きていること" in answer.text
    assert "Please wait a minute" in (await world.get("/?lang=en")).text


async def test_what_was_read_before_is_shown_with_its_time(world, at_once):
    """Old is better than nothing, when it says that it is old."""
    await world.get("/")
    world.town.away = {"/booking"}

    html = (await world.get("/")).text

    assert "大沢の畑で土づくり" in html
    assert 2 == html.count("10:00に読み込んだ情報です")


async def test_what_is_too_old_is_not_shown(world, at_once, monkeypatch):
    """Last week's free rooms help nobody."""
    await world.get("/")
    world.town.away = {"/booking"}
    monkeypatch.setattr(town_module, "STALE_SECONDS_MAX", 0.0)

    html = (await world.get("/")).text

    assert "大沢の畑で土づくり" not in html
    assert 2 == html.count("1分ほど待ってから")


async def test_it_comes_back_by_itself(world, at_once):
    """The next request after the service is there again shows it."""
    world.town.away = {"/booking"}
    await world.get("/")
    world.town.away = set()

    assert "大沢の畑で土づくり" in (await world.get("/")).text


@pytest.mark.parametrize("path", ["/houses", "/houses/osawa-cc"])
async def test_pages_of_houses_answer_later(world, path):
    """503 with when to come again, in words."""
    world.town.away = {"/booking"}

    answer = await world.get(path)

    assert (503, "60") == (answer.status_code, answer.headers["retry-after"])
    assert "1分ほど待ってから" in answer.text


async def test_a_house_is_shown_without_its_free_times(world):
    """Where it is helps already."""
    world.town.away = {"/booking/facilities/osawa-cc/availability"}

    answer = await world.get("/houses/osawa-cc")

    assert 200 == answer.status_code
    assert "大沢三丁目9番2号" in answer.text
    assert "1分ほど待ってから" in answer.text


async def test_houses_are_found_without_the_names_of_areas(world):
    """Matching is another service."""
    world.town.away = {"/matching"}

    html = (await world.get("/")).text

    assert "すべての施設" in html
    assert "大沢コミュニティ・センター" in html


@pytest.mark.parametrize("items", [[{"title": 1}], "no list", None, [an_activity(starts_at="soon")]])
async def test_an_answer_that_cannot_be_read_is_as_none(world, items):
    """A service of another version must not break the page."""
    world.town.activities = []
    world.town.houses = items if isinstance(items, list) else [items]

    answer = await world.get("/")

    assert 200 == answer.status_code
    assert "1分ほど待ってから" in answer.text


async def test_a_crowd_asks_once(world):
    """A page that everybody opens is a handful of questions every few seconds."""
    for _ in range(20):
        await world.get("/")

    assert 4 == len(world.town.asked)


async def test_an_unknown_house_is_asked_for_once(world):
    """Known not to be there, for as long as what is there is known."""
    for _ in range(3):
        assert 404 == (await world.get("/houses/nowhere")).status_code

    assert 1 == sum(path == "/booking/facilities/nowhere" for path, _ in world.town.asked)


async def test_memory_has_a_bound(world, monkeypatch):
    """Whoever makes up addresses does not fill it."""
    monkeypatch.setattr(town_module, "KEPT_MAX", 5)

    for n in range(20):
        await world.get(f"/houses/nowhere-{n}")

    assert 5 == len(world.portal.town._kept)
