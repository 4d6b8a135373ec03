"""Pages about matching in plain Japanese, before all words that matching has: none of the usual ones is left."""

import re

import pytest

from services.matching.domain.recommending.scoring import KINDRED
from services.matching.domain.words import LISTS
from services.matching.knowledge import REASON_LISTS, Knowledge
from services.matching.recommending.api import life_areas
from services.matching.recommending.api_visitors import NameView

KNOWLEDGE = Knowledge.read()
WORDS = KNOWLEDGE.words
KANJI = re.compile(r"[\u4e00-\u9fff]")
USUAL = {word.ja for name in LISTS for word in WORDS.lists[name].values() if KANJI.search(word.ja)}
"""The words of all lists, but those that are in kana anyway."""
REASONS = [
    {"ja": told.ja, "en": told.en, "plain": told.plain, "points": 1.0}
    for code, name in REASON_LISTS.items()
    for entry in WORDS.lists[name]
    for told in [KNOWLEDGE.reason(code, f"tea{KINDRED}{entry}" if code == "kindred-tag" else entry)]
]
GROUP = {"group_id": "g", "name": "みどりの かい", "times": list(WORDS.lists["times"])}
HELP = {
    "kind": "request", "minutes": 30, "free": 2, "until": "2026-12-05",
    "category": {"code": "shopping", "ja": "買物支援", "en": "Shopping", "plain": "かいものの てつだい"},
    "times": [NameView.of(code, word).model_dump() for code, word in WORDS.lists["times"].items()],
}  # fmt: skip
ACCOUNT = {"group": GROUP, "reasons": [], "score": 9.0, "contributions": REASONS}
LACKS = [{"ja": "遠い", "en": "far", "plain": "とおいです", "points": 2.0}]


@pytest.fixture
def plain_town(world):
    """Matching tells every word that it has."""
    listed = {name: [{"code": code, "ja": word.ja, "en": word.en, "plain": word.easy} for code, word in each.items()]
              for name, each in WORDS.lists.items()}  # fmt: skip
    world.town.documents = {
        "/matching/taps": {"items": [area.model_dump() for area in life_areas(WORDS)]},
        "/matching/vocabulary": listed,
        "/matching/recommendations": [{"group": GROUP, "reasons": REASONS}, {"group": GROUP, "reasons": REASONS}],
        "/matching/recommendations/why": {"this": ACCOUNT, "instead_of": {**ACCOUNT, "score": 11.0}, "lacking": LACKS},
        "/matching/requests/wanted": {"items": [HELP]},
    }  # fmt: skip
    return world


def said(html):
    """What a page says between its head and its foot, without tags."""
    return re.sub(r"<[^>]*>", " ", html[html.index("<main") : html.index("</main>")])


PATHS = [
    "/five-minutes", *(f"/five-minutes?area={area.code}" for area in life_areas(WORDS)), "/five-minutes?tap=gardening",
    "/five-minutes/why?group_id=g&instead_of=h&tap=gardening", "/help-wanted", "/outreach", "/worry",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
async def test_no_usual_word_is_left_in_plain_japanese(plain_town, path):
    """Neither to choose from, nor in a heading, a reason, or a time."""
    answer = await plain_town.get(f"{path}{'&' if '?' in path else '?'}lang=plain")
    words = said(answer.text)

    assert answer.status_code in (200, 503)
    assert [] == sorted(word for word in USUAL if word in words)


async def test_all_plain_words_are_there_to_choose_from_and_to_read(plain_town):
    """Tags by two taps, times, and the words that a reason quotes."""
    shown = "".join(
        [said((await plain_town.get(f"{path}{'&' if '?' in path else '?'}lang=plain")).text) for path in PATHS]
    )

    assert [] == [word.plain for name in LISTS for word in WORDS.lists[name].values() if word.plain not in shown]
    assert "自然と緑" in said((await plain_town.get("/five-minutes?lang=ja")).text)


async def test_where_matching_has_no_plain_word_the_japanese_is_shown(plain_town):
    """A city's own lists, and a matching of an older version."""
    for each in plain_town.town.documents["/matching/vocabulary"]["times"]:
        each.pop("plain")
    for area in plain_town.town.documents["/matching/taps"]["items"]:
        area.pop("plain")

    assert "平日の午後" in (await plain_town.get("/five-minutes?tap=gardening&lang=plain")).text
    assert "自然と緑" in (await plain_town.get("/five-minutes?lang=plain")).text
