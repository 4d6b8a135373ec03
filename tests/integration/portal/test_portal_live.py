"""The live part over ASGI: told at once, told again when the words change, forgotten when the listener goes."""

import asyncio
from datetime import timedelta

import pytest

from services.portal import happening as happening_module
from services.portal import live as live_module
from tests.integration.portal.portal_kit import NOW, Listener
from tests.kit import until
from tests.unit.portal.happening_kit import a_sign_up, an_activity, heard, slots


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """No pause between two tellings."""
    monkeypatch.setattr(live_module, "PAUSE_SECONDS", 0.0)


def hear(world, event, n=1, **more):
    world.portal.happening.hear(heard(event, n=n, at=world.clock.now(), **more))


def words(content):
    return ["".join(part["text"] for part in each["parts"]) for each in content["news"]]


async def test_a_listener_is_told_what_is_so_and_then_what_happens(world):
    """The announced title arrives while the page is open."""
    async with Listener(world.app) as page:
        first = await page.told()
        hear(world, an_activity("夜の句会"))
        second = await page.told()

    assert [] == first["news"]
    assert ["催し「夜の句会」の案内が出ました"] == words(second)
    assert "10:00" == second["news"][0]["time"]
    assert [("部屋の予約", "0件"), ("催しの参加申込", "5人未満")] == [
        tuple(each.values()) for each in first["counts"][:2]
    ]
    assert "10:00から届いた分" == first["since"]
    assert (200, "text/event-stream; charset=utf-8", "no-store") == (
        page.start["status"],
        page.headers["content-type"],
        page.headers["cache-control"],
    )
    assert "nosniff" == page.headers["x-content-type-options"]


async def test_each_listener_has_a_language(world):
    """Side by side."""
    async with Listener(world.app, "lang=en") as english, Listener(world.app, "lang=ja") as japanese:
        hear(world, slots(starts_at=NOW, ends_at=NOW + timedelta(hours=1)))
        await until(lambda: world.portal.happening.listeners == 2)
        told = await english.told(), await japanese.told()

    assert ["大沢コミュニティ・センター: a room is booked, today 10:00–11:00"] == words(told[0])
    assert ["大沢コミュニティ・センターできょう10:00〜11:00、部屋の予約が入りました"] == words(told[1])


async def test_a_small_count_that_grows_is_not_told(world):
    """A page must not move when one person does something: between 0 and 4 all looks the same."""
    async with Listener(world.app) as page:
        await page.told()
        for n in range(1, 5):
            hear(world, a_sign_up(f"p{n}"), n=n)
        with pytest.raises(TimeoutError):
            await page.chunk(0.2)
        hear(world, a_sign_up("p5"), n=5)
        told = await page.told()

    assert "5件以上" == told["counts"][1]["count"]


async def test_one_person_who_acts_often_shows_nobody_else(world):
    """Neither the first number nor the next step is reached by more of the same: it takes five others."""
    async with Listener(world.app) as page:
        await page.told()
        for n, who in enumerate(["hana", "ken", "ken", "ken", "ken", "ken", "ken", "ken"], 1):
            hear(world, a_sign_up(who), n=n)
        with pytest.raises(TimeoutError):
            await page.chunk(0.2)


async def test_a_new_day_is_told(world, monkeypatch):
    """At midnight nothing happens, and yet the page begins anew."""
    monkeypatch.setattr(live_module, "BEAT_SECONDS", 0.05)
    hear(world, an_activity())
    async with Listener(world.app) as page:
        assert 1 == len((await page.told())["news"])
        world.clock.advance(timedelta(hours=15))
        told = await page.told()

    assert ([], "0:00から届いた分") == (told["news"], told["since"])


async def test_a_line_is_kept_open(world, monkeypatch):
    """Proxies cut what is silent."""
    monkeypatch.setattr(live_module, "BEAT_SECONDS", 0.05)
    async with Listener(world.app) as page:
        await page.told()

        assert ": still here\n\n" == await page.chunk()


async def test_a_burst_is_told_once(world, monkeypatch):
    """A screen that flickers helps nobody."""
    monkeypatch.setattr(live_module, "PAUSE_SECONDS", 0.2)
    async with Listener(world.app) as page:
        await page.told()
        for n in range(1, 51):
            hear(world, an_activity(f"{n}"), n=n)
        told = await page.told()
        with pytest.raises(TimeoutError):
            await page.chunk(0.3)

    assert "催し「50」の案内が出ました" == words(told)[0]


async def test_a_listener_that_goes_is_forgotten_at_once(world):
    """Not only when the next event comes."""
    async with Listener(world.app) as page:
        await page.told()
        assert 1 == world.portal.happening.listeners

    assert 0 == world.portal.happening.listeners


async def test_a_listener_whose_line_breaks_is_forgotten(world):
    """A send that fails ends the telling too."""
    page = Listener(world.app)

    async def broken(message):
        raise OSError("the line is cut")

    page._send = broken
    page.task = asyncio.create_task(page._app(page._scope, page._receive, broken))
    await asyncio.wait_for(asyncio.gather(page.task, return_exceptions=True), 2)

    assert 0 == world.portal.happening.listeners


async def test_every_listener_is_let_go_when_the_process_stops(world, monkeypatch):
    """A server waits for open requests; a stream that went on would hold up every stop."""
    monkeypatch.setattr(live_module, "PAUSE_SECONDS", 60.0)
    async with Listener(world.app) as page, Listener(world.app, "lang=en") as other:
        for each in (page, other):
            await each.told()
        world.portal.happening.close()
        await asyncio.wait_for(asyncio.gather(page.task, other.task), 1)

    assert page.ended
    assert other.ended
    assert 0 == world.portal.happening.listeners


async def test_one_listener_too_many_is_told_to_come_later(world, monkeypatch):
    """The line ends with when to ask again; the pages of the others go on."""
    monkeypatch.setattr(happening_module, "LISTENERS_MAX", 1)
    async with Listener(world.app) as page:
        await page.told()
        async with Listener(world.app) as late:
            assert "retry: 60000\nevent: busy\ndata: -\n\n" == await late.chunk()
            await asyncio.wait_for(late.task, 2)
            assert late.ended
        hear(world, an_activity())
        assert 1 == len((await page.told())["news"])


async def test_the_page_shows_the_same_as_the_live_part(world):
    """Without scripts it is what was so when the page was opened."""
    hear(world, an_activity("<b>夜の句会</b>"))

    html = (await world.get("/")).text

    assert "催し「&lt;b&gt;夜の句会&lt;/b&gt;」の案内が出ました" in html
