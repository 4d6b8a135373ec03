"""The pages over ASGI: both languages, what they show, what they say when something is missing or away."""

import re
from datetime import timedelta

import pytest

from services.portal import town as town_module
from services.portal.words import TEXTS
from tests.integration.portal.portal_kit import a_house, a_world, an_activity

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
OWN = ("lead", "houses", "activities", "how_to_book", "town_link", "neighbours", "missing_next", "may_change")
"""Words of ours on some of the pages."""
PAGES = ("/", "/houses", "/houses/osawa-cc", "/no-such-page", "/houses/no-such-house")


async def test_the_first_page_shows_activities_houses_and_what_happens(world):
    """In Japanese, when nobody asks for another language."""
    answer = await world.get("/")

    assert (200, "ja") == (answer.status_code, answer.headers["content-language"])
    assert '<html lang="ja">' in answer.text
    assert "こもれび市の催しと集まる場所" in answer.text
    for shown in ("大沢の畑で土づくり", "13:00〜15:00", "300円", "20人", "12月1日（火）12:00", "12月1日（火）"):
        assert shown in answer.text
    for shown in ("北住区", "大沢コミュニティ・センター", "1か所", "5人未満"):
        assert shown in answer.text
    assert 'href="/houses/osawa-cc"' in answer.text


@pytest.mark.parametrize(
    ("path", "accept", "language"),
    [
        ("/", "en", "en"),
        ("/", "en-GB,en;q=0.9,ja;q=0.8", "en"),
        ("/", "ja,en;q=0.9", "ja"),
        ("/", "fr", "ja"),
        ("/?lang=en", "ja", "en"),
        ("/?lang=ja", "en", "ja"),
        ("/?lang=xx", "en", "en"),
        ("/?lang=" + "x" * 5000, "ja", "ja"),
    ],
)
async def test_the_language_is_the_addresss_then_the_browsers(world, path, accept, language):
    """And whatever else stands there is no error."""
    answer = await world.get(path, accept_language=accept)

    assert (200, language) == (answer.status_code, answer.headers["content-language"])
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.parametrize("path", PAGES)
async def test_the_english_pages_are_english(world, path):
    """What remains Japanese is marked as Japanese: names, titles, and the way back."""
    world.town.free = {"gym": []}
    html = (await world.get(f"{path}?lang=en")).text

    unmarked = re.sub(r'<(\w+)[^>]* lang="ja"[^>]*>[^<]*</\1>', "", html)
    unmarked = re.sub(r"<title>.*?</title>|for example 和室|Language / ことば", "", unmarked)
    assert not JAPANESE.search(unmarked), JAPANESE.findall(unmarked)


@pytest.mark.parametrize("path", PAGES)
async def test_an_asked_language_stays_along_the_way(world, path):
    """Every link of a page in English leads to a page in English, but for the switch."""
    html = (await world.get(f"{path}?lang=en")).text

    links = re.findall(r'href="(/[^"#]*)"', html)
    pages = [link for link in links if not link.startswith("/portal/")]
    assert pages
    others = [link for link in pages if "lang=en" not in link]
    assert all(any(f"lang={code}" in link for code in ("ja", "plain")) for link in others)
    assert 1 == sum("lang=ja" in link for link in others)
    assert len(others) <= 2


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/neighbours"])
async def test_the_pages_of_the_town_are_in_plain_japanese_too(world, path):
    """Of their own words none is in kanji that only the usual ones have; it stays along the way."""
    html = (await world.get(f"{path}?lang=plain")).text

    assert 'class="easy"' in html
    assert 'href="/?lang=plain"' in html
    for name in OWN:
        usual = TEXTS[name][0]
        assert usual not in html, usual


@pytest.mark.parametrize("path", [*PAGES, "/portal/kyoso.css", "/portal/kyoso.js"])
async def test_every_answer_is_safe_to_show(world, path):
    """No sniffing; pages take scripts and styles from here only, and into no frame."""
    answer = await world.get(path)

    assert "nosniff" == answer.headers["x-content-type-options"]
    if answer.headers["content-type"].startswith("text/html"):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "Accept-Language" in answer.headers["vary"]
        assert " style=" not in answer.text
        assert " onclick=" not in answer.text


async def test_html_in_titles_and_names_is_text(world):
    """Whoever may announce an activity may not run scripts on everybody's page."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    world.town.activities = [an_activity(title=evil, place=evil, target=evil)]
    world.town.houses = [a_house(name=evil, address=evil, url="javascript:alert(3)", phone=evil)]

    for path in ("/", "/houses", "/houses/osawa-cc", "/houses?q=%3Cscript%3E"):
        html = (await world.get(path)).text
        assert "&lt;script&gt;" in html
        assert "<script>" not in html
        assert "<img" not in html
        assert 'href="javascript' not in html


async def test_activities_are_on_to_come_or_over(world):
    """What is over does not stand in the way of what is on."""
    world.town.activities = [
        an_activity("over", "朝の会", starts_at="2026-12-01T08:00:00+09:00", ends_at="2026-12-01T09:00:00+09:00"),
        an_activity("on", "昼の会", starts_at="2026-12-01T09:30:00+09:00"),
        an_activity("later", "夜の会", starts_at="2026-12-01T18:00:00+09:00", ends_at="2026-12-01T20:00:00+09:00"),
        an_activity("tomorrow", "翌日の会", starts_at="2026-12-02T10:00:00+09:00", ends_at="2026-12-02T11:00:00+09:00"),
    ]

    html = (await world.get("/")).text

    assert ["昼の会", "夜の会", "朝の会", "翌日の会"] == re.findall(r"<h3>([^<]+会)</h3>", html)
    assert 1 == html.count("いま開催中")
    assert "12月2日（水） 10:00〜11:00" in html
    assert "きょうの催し <b>3件</b>" in html


async def test_a_day_without_activities_says_so(world):
    """And an evening on which all are over."""
    assert "すべて終わりました" not in (await world.get("/")).text
    world.clock.advance(timedelta(hours=8))
    assert "すべて終わりました" in (await world.get("/")).text

    world.town.activities = []
    world.clock.advance(timedelta(days=1))
    assert "きょうの催しはありません" in (await world.get("/")).text


@pytest.mark.parametrize(
    ("standing", "ja", "en"),
    [("suspended", "団体が活動をお休みしています", "takes a break"), ("ended", "団体は活動を終えました", "has ended")],
)
async def test_of_a_group_that_is_away_the_page_says_so_plainly(world, standing, ja, en):
    """Beside each of its activities, in the place of free places and the deadline."""
    world.town.activities = [an_activity(starts_at="2026-12-01T14:00:00+09:00", group_standing=standing)]

    for language, said, free in (("ja", ja, "空きがあります"), ("en", en, "some left")):
        html = (await world.get(f"/?lang={language}")).text
        assert said in html
        assert free not in html


@pytest.mark.parametrize(
    ("names", "ja", "en"),
    [
        (("花の会", "町会", ""), ("開く団体（共催）", ">花の会と町会<"), ("Held together by", " and ")),
        (("花の会",), (">開く団体<", ">花の会<"), (">Held by<",)),
    ],
)
async def test_who_holds_an_activity_is_shown_by_name(world, names, ja, en):
    """The one that announced it first; a group whose name is not known is left out."""
    holders = [{"group_id": f"g{n}", "name": name} for n, name in enumerate(names)]
    world.town.activities = [an_activity(starts_at="2026-12-01T14:00:00+09:00", held_by=holders)]

    for language, said in (("ja", ja), ("en", en)):
        html = (await world.get(f"/?lang={language}")).text
        assert [] == [words for words in said if words not in html]


async def test_the_number_of_sign_ups_cannot_be_computed(world):
    """Places left are words: 20 places and 18 left would tell of two people."""
    world.town.activities = [an_activity(places_left=17)]

    html = (await world.get("/")).text

    assert "空きがあります" in html
    assert "17" not in re.sub(r'href="[^"]*"|src="[^"]*"', "", html)


async def test_houses_are_found_by_words_and_kind(world):
    """A form without scripts; what was asked stays in it."""
    world.town.houses = [a_house(), a_house("hall", "北原地区公会堂", kind="neighbourhood-hall")]

    found = (await world.get("/houses?q=%E5%8C%97%E5%8E%9F&kind=neighbourhood-hall")).text

    assert "1か所見つかりました" in found
    assert "/houses/hall" in found
    assert "/houses/osawa-cc" not in found
    assert 'value="北原"' in found
    assert 'value="neighbourhood-hall" selected' in found
    assert "見つかりませんでした" in (await world.get("/houses?q=xyz")).text


async def test_a_house_shows_its_rooms_and_when_they_are_free(world):
    """Today's, or those of a day within the week."""
    span = {"starts_at": "2026-12-01T18:00:00+09:00", "ends_at": "2026-12-02T00:00:00+09:00"}
    world.town.free = {"gym": [span]}

    html = (await world.get("/houses/osawa-cc")).text
    other = await world.get("/houses/osawa-cc?day=2026-12-05")

    assert "18:00〜24:00" in html
    assert "60人まで" in html
    assert "北住区" in html
    assert 'aria-current="date">きょう（火）' in html
    assert 'aria-current="date">12月5日（土）' in other.text
    assert ["2026-12-01", "2026-12-05"] == [
        query["from"] for path, query in world.town.asked if path.endswith("availability")
    ]


async def test_an_english_page_has_the_english_names_of_rooms(world):
    """Where a room has one; it is found by that name too."""
    rooms = [
        {"room_id": "gym", "name": "体育館", "name_en": "Gymnasium", "capacity": 60},
        {"room_id": "yard", "name": "校庭", "name_en": "", "capacity": 90},
    ]
    world.town.houses = [a_house(rooms=rooms)]

    english = (await world.get("/houses/osawa-cc?lang=en")).text
    japanese = (await world.get("/houses/osawa-cc?lang=ja")).text

    assert "Gymnasium" in english
    assert "体育館" not in english
    assert '<span lang="ja">校庭</span>' in english
    assert "Gymnasium" not in japanese
    assert "/houses/osawa-cc" in (await world.get("/houses?q=gymnasium")).text


@pytest.mark.parametrize("day", ["2020-01-01", "2027-12-01", "tomorrow", "", "2026-12-08", "9" * 300])
async def test_a_day_that_is_not_offered_is_today(world, day):
    """A bookmark of last week still leads somewhere."""
    answer = await world.get(f"/houses/osawa-cc?day={day}")

    assert 200 == answer.status_code
    assert 'aria-current="date">きょう（火）' in answer.text


async def test_a_closed_day_and_a_house_without_rooms_say_so(world):
    """In words, not by an empty list."""
    world.town.closed = ["2026-12-02"]
    world.town.houses.append(a_house("empty", "空の家", rooms=[], bookable=False))

    assert "この日は休みです" in (await world.get("/houses/osawa-cc?day=2026-12-02")).text
    assert "もう空きがありません" in (await world.get("/houses/osawa-cc")).text
    assert "この日の空きはありません" in (await world.get("/houses/osawa-cc?day=2026-12-03")).text
    assert "部屋の登録がまだない" in (await world.get("/houses/empty")).text
    assert "まだ予約できません" in (await world.get("/houses")).text


@pytest.mark.parametrize(
    "path", ["/no-such-page", "/houses/no-such-house", "/houses/a%2Fb", "/houses/%00", "/a/b/c?x=1"]
)
async def test_an_address_where_nothing_is_says_so_in_words(world, path):
    """With the ways on."""
    answer = await world.get(path)

    assert (404, "ja") == (answer.status_code, answer.headers["content-language"])
    assert "ページが見つかりません" in answer.text
    assert 'href="/houses"' in answer.text
    assert "This page does not exist" in (await world.get(f"{path}{'&' if '?' in path else '?'}lang=en")).text


async def test_a_program_gets_a_problem_for_an_address_where_nothing_is(world):
    """JSON for those who do not ask for HTML."""
    answer = await world.browser.get("/no-such-page", headers={"accept": "application/json"})

    assert (404, "no-such-route") == (answer.status_code, answer.json()["code"])


async def test_the_first_page_can_be_probed(world):
    """Monitors ask with HEAD."""
    assert 200 == (await world.browser.head("/")).status_code


async def test_a_city_has_its_own_name(tmp_path):
    """And only the sample town is called fictional."""
    async with a_world(tmp_path, city_name="みほん市", city_name_en="Sample", municipality="999999") as world:
        html = (await world.get("/")).text

        assert "みほん市の催しと集まる場所" in html
        assert "架空" not in html
        assert "What is on in Sample" in (await world.get("/?lang=en")).text
    async with a_world(tmp_path / "sample") as world:
        assert "こもれび市は、お試し用の架空のまちです" in (await world.get("/")).text


async def test_long_lists_are_read_page_by_page(world, monkeypatch):
    """Forty houses or a thousand."""
    monkeypatch.setattr(town_module, "PAGE_LIMIT", 10)
    world.town.houses = [a_house(f"h{n}", f"第{n}会堂") for n in range(25)]

    assert "25か所" in (await world.get("/")).text
    assert 3 == sum(path == "/booking/facilities" for path, _ in world.town.asked)
