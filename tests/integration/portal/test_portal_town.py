"""The page of figures: three charts, each with its numbers in a table; it stands when a service is away."""

from xml.etree import ElementTree as ET

import pytest

from services.portal import town as town_module
from services.portal.week import COUNTED, MOVEMENTS
from services.portal.words_plain import MOVEMENTS as PLAIN_MOVEMENTS
from services.portal.words_plain import STEPS
from tests.integration.portal.portal_kit import a_quiet_week

DAYS = ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01"]


def a_figure(what, counts, amounts=None, *, open=False):
    days = [
        {
            "day": day,
            "count": n,
            "amount": amount,
            "exact": open or n is not None,
            "fewer_than": 5 if n is None else None,
        }
        for day, n, amount in zip(DAYS, counts, amounts or [None] * 8, strict=True)
    ]
    return {"what": what, "open": open, "days": days}


@pytest.fixture
def busy(world):
    """A week in which something happened."""
    world.town.figures = {
        "booking": a_quiet_week(
            a_figure("room-booked", [20, 18, 22, 19, 30, 23, 0, 4], open=True),
            a_figure("activity-signed-up", [6, None, 7, 8, None, None, None, 5]),
            hours=[{"hour": 10, "count": 100}, {"hour": 18, "count": 36}],
        ),
        "points": a_quiet_week(a_figure("points-earned", [5] * 7 + [None], [250] * 7 + [None])),
    }
    return world


def part(html, id):
    """One section of the page, as a tree: it must be well-formed."""
    begin = html.index(f'<section aria-labelledby="{id}">')
    end = html.index("</section>", begin) + len("</section>")
    return ET.fromstring(html[begin:end].replace("<br>", " "))


async def test_the_week_is_told_in_words_and_figures(busy):
    """The days that are counted, exact and careful numbers, and why some are careful."""
    html = (await busy.get("/town")).text

    assert "11月24日（火）から11月30日（月）までの7日間" in html
    assert "<b>136件</b>" in html
    assert "うち、きょうのここまで: 4件" in html
    assert "<b>26件以上</b>" in html
    assert "だれのことかが分からないように" in html
    assert "Rooms booked" in (await busy.get("/town?lang=en")).text


async def test_each_chart_has_its_numbers_in_a_table(busy):
    """What is drawn is what is written: whoever cannot see the bars misses nothing."""
    html = (await busy.get("/town")).text
    hours, funnel, points = (part(html, id) for id in ("hours", "funnel", "points"))

    bars = {round(float(bar.get("x")) - 1) // 10: float(bar.get("height")) for bar in hours.iter("rect")}
    rows = [row.find("td").text for row in hours.iter("tr") if row.find("td") is not None]
    assert (24, {10: 100.0, 18: 36.0}) == (len(rows), bars)
    assert ("100件", "36件", "0件") == (rows[10], rows[18], rows[0])
    lengths = [float(bar.get("width")) for bar in funnel.iter("rect") if bar.get("class") == "in"]
    assert [pytest.approx(each, abs=0.01) for each in (100.0, 26 / 136 * 100)] == [lengths[4], lengths[6]]
    assert [7, 7] == [len(list(points.iter("rect"))), len(list(points.iter("td")))]
    for chart in (hours, funnel, points):
        (image, *_) = [each for each in chart.iter() if each.get("role") == "img"]
        assert len(image.get("aria-label")) > 10
        assert chart.find("figure/figcaption").text.strip()


async def test_in_plain_japanese_no_label_is_left_as_it_was(world):
    """Steps, movements of points, what is to be seen and what is too few; with all that a town may tell."""
    counts = [5, 6, None, 8, 9, 10, 11, None]
    world.town.figures = {
        service: a_quiet_week(
            *(a_figure(what, counts, counts) for what in {**COUNTED, **MOVEMENTS}),
            hours=[{"hour": 10, "count": 100}],
        )
        for service in ("booking", "matching", "points")
    }

    html = (await world.get("/town?lang=plain")).text

    for label in (*STEPS.values(), *PLAIN_MOVEMENTS.values(), "いちばん おおいのは 10じからで"):
        assert label in html
    usual = {*(ja for _, ja, _ in COUNTED.values()), *(ja for ja, _, _ in MOVEMENTS.values()), "人未満", "件", "以上"}
    assert [] == [words for words in usual if words in html]


async def test_an_empty_week_is_told_in_words(world):
    """The first day of a town: no empty axes, and no zero that would tell of people."""
    html = (await world.get("/town")).text

    assert "予約はまだありません" in html
    assert "5人以上のポイントが動いた日はありません" in html
    assert "数えられる記録はまだありません" in html
    assert 'class="chart"' not in html


async def test_a_service_that_is_away_takes_only_its_part_away(busy, monkeypatch):
    """And what was read before is shown with its time."""
    busy.town.away = {"/points"}
    html = (await busy.get("/town")).text

    assert 1 == html.count("1分ほど待ってから")
    assert 'id="hours"' in html
    assert 'id="points"' not in html
    monkeypatch.setattr(town_module, "FRESH_SECONDS", 0.0)
    busy.town.away = {"/booking", "/matching", "/points"}
    html = (await busy.get("/town")).text
    assert "<b>136件</b>" in html
    assert "10:00に読み込んだ情報です" in html


async def test_when_all_are_away_it_asks_to_come_again(world):
    """503 with words, as the other pages."""
    world.town.away = {"/booking", "/matching", "/points"}

    answer = await world.get("/town")

    assert (503, "60") == (answer.status_code, answer.headers["retry-after"])
    assert "1分ほど待ってから" in answer.text


async def test_every_page_leads_to_the_figures(world):
    """From the footer, in the language of the page."""
    assert 'href="/town"' in (await world.get("/")).text
    assert 'href="/town?lang=en"' in (await world.get("/houses?lang=en")).text


async def test_a_crowd_asks_once(world):
    """However many look, each service is asked once every few seconds."""
    for _ in range(10):
        await world.get("/town")

    assert 3 == len(world.town.asked)
    assert {"from": "2026-11-24", "until": "2026-12-01"} == world.town.asked[0][1]
