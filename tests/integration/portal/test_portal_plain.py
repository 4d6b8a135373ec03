"""Pages about matching in plain Japanese, before all words that matching has: none of the usual ones is left."""

import re
from datetime import date

import pytest

from services.matching.consulting.triage_views import NumbersView, TriageView
from services.matching.consulting.views import MenuView
from services.matching.domain.recommending.scoring import KINDRED
from services.matching.domain.words import LISTS
from services.matching.knowledge import REASON_LISTS, Knowledge
from services.matching.outreach.views import kinds_view
from services.matching.recommending.api import life_areas
from services.matching.recommending.api_visitors import NameView
from tests.integration.portal.portal_kit import NOW, a_house

KNOWLEDGE = Knowledge.read()
WORDS = KNOWLEDGE.words
KANJI = re.compile(r"[\u4e00-\u9fff々]")
PLAIN_KANJI = set("人日月") | set("火水木金土") | set("分")
"""Of those that learners meet first; the days of the week; minutes beside their number."""
REASONS = [
    {"ja": told.ja, "en": told.en, "plain": told.plain, "points": 1.0}
    for code, name in REASON_LISTS.items()
    for entry in WORDS.lists[name]
    for told in [KNOWLEDGE.reason(code, f"tea{KINDRED}{entry}" if code == "kindred-tag" else entry)]
]
GROUP = {"group_id": "g", "name": "みどりの かい", "times": list(WORDS.lists["times"])}
SHOPPING = KNOWLEDGE.help.categories["shopping"]
HELP = {
    "kind": "request", "minutes": 30, "free": 2, "until": "2026-12-05",
    "category": NameView.of("shopping", SHOPPING.word, SHOPPING.plain).model_dump(),
    "times": [NameView.of(code, word).model_dump() for code, word in WORDS.lists["times"].items()],
    "checks": [NameView.of(code, each.word, each.plain).model_dump() for code, each in KNOWLEDGE.help.checks.items()],
}  # fmt: skip
ACCOUNT = {"group": GROUP, "reasons": [], "score": 9.0, "contributions": REASONS}
LACKS = [{"ja": "遠い", "en": "far", "plain": "とおいです", "points": 2.0}]
SALON = {
    "day": "2099-12-01", "kinds": list(KNOWLEDGE.outreach.kinds), "place": "みどり ハウス", "facility_id": None,
    "starts_at": "2099-12-01T10:00:00+09:00", "ends_at": "2099-12-01T11:00:00+09:00", "waiting": 0, "slots": [],
}  # fmt: skip
PATHS = [
    "/five-minutes", *(f"/five-minutes?area={area.code}" for area in life_areas(WORDS)), "/five-minutes?tap=gardening",
    "/five-minutes/why?group_id=g&instead_of=h&tap=gardening", "/help-wanted", "/outreach", "/worry",
]  # fmt: skip


@pytest.fixture
def plain_town(world):
    """Matching tells every word that it has."""
    listed = {name: [{"code": code, "ja": word.ja, "en": word.en, "plain": word.easy} for code, word in each.items()]
              for name, each in WORDS.lists.items()}  # fmt: skip
    triage = KNOWLEDGE.triage
    found = triage.of("こまって います", date(2026, 12, 1))
    world.town.areas = []
    world.town.houses = [a_house(name="みどり ハウス", address="みどり 3-9", kind="civic-hub", phone="0422-00-0000")]
    world.town.documents = {
        "/matching/taps": {"items": [area.model_dump() for area in life_areas(WORDS)]},
        "/matching/vocabulary": listed,
        "/matching/recommendations": [{"group": GROUP, "reasons": REASONS}, {"group": GROUP, "reasons": REASONS}],
        "/matching/recommendations/why": {"this": ACCOUNT, "instead_of": {**ACCOUNT, "score": 11.0}, "lacking": LACKS},
        "/matching/requests/wanted": {"items": [HELP]},
        "/matching/outreach-kinds": kinds_view(KNOWLEDGE.outreach), "/matching/outreach-days": {"items": [SALON]},
        "/matching/consultations/menu": MenuView.of(KNOWLEDGE.desks, NOW).model_dump(mode="json"),
        "/matching/consultations/numbers": NumbersView.of(triage).model_dump(mode="json"),
        "/matching/consultations/triage": TriageView.of(found, KNOWLEDGE).model_dump(mode="json"),
    }  # fmt: skip
    return world


def said(html):
    """What a page says between its head and its foot, without tags."""
    return re.sub(r"<[^>]*>", " ", html[html.index("<main") : html.index("</main>")])


def unplain(words):
    """Pieces with kanji that are not plain."""
    return sorted({piece for piece in words.split() if set(KANJI.findall(piece)) - PLAIN_KANJI})


async def plainly(town, path):
    """A page in plain Japanese, as it is read."""
    answer = await town.get(f"{path}{'&' if '?' in path else '?'}lang=plain")

    assert 200 == answer.status_code
    return said(answer.text)


@pytest.mark.parametrize("path", PATHS)
async def test_no_usual_word_is_left_in_plain_japanese(plain_town, path):
    """Neither to choose from, nor in a heading, a reason, a time, or the name of a desk."""
    assert [] == unplain(await plainly(plain_town, path))


async def test_where_a_worry_leads_is_told_in_plain_japanese(plain_town):
    """By words and by taps: the desk, and what it is about."""
    for fields in ({"text": "こまって います"}, *({"category": each} for each in KNOWLEDGE.desks.categories)):
        answer = await plain_town.browser.post("/worry?lang=plain", data=fields)

        assert (200, []) == (answer.status_code, unplain(said(answer.text)))


async def test_all_plain_words_are_there_to_choose_from_and_to_read(plain_town):
    """Tags by two taps, times, and the words that a reason quotes; in Japanese the usual ones."""
    shown = "".join([await plainly(plain_town, path) for path in PATHS])

    assert [] == [word.plain for name in LISTS for word in WORDS.lists[name].values() if word.plain not in shown]
    assert "自然と緑" in said((await plain_town.get("/five-minutes?lang=ja")).text)


async def test_where_matching_has_no_plain_word_the_japanese_is_shown(plain_town):
    """A city's own lists, and a matching of an older version."""
    for each in plain_town.town.documents["/matching/vocabulary"]["times"]:
        each.pop("plain")
    for area in plain_town.town.documents["/matching/taps"]["items"]:
        area.pop("plain")

    assert "平日の午後" in await plainly(plain_town, "/five-minutes?tap=gardening")
    assert "自然と緑" in await plainly(plain_town, "/five-minutes")
