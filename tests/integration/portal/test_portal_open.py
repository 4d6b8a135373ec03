"""Pages about matching without an account: three languages, text as text, an empty town, and matching that is away."""

import httpx
import pytest

from services.portal.words_open import WORDS

EVIL = "<script>alert(1)</script>"
LONG = "とても長い名前の" * 30
TRIAGE = {
    "urgent": [{"words": {"ja": "すぐ119へ", "en": "Call 119"}, "numbers": [
        {"id": "fire", "number": "119", "name": {"ja": "消防", "en": "Fire"}}]}],
    "matched": "介護",
    "suggestion": {"category": "care", "name": {"ja": "介護", "en": "Care"}, "desk": "welfare",
                   "desk_name": {"ja": "福祉の窓口", "en": "Care desk"}},
}  # fmt: skip
MENU = {
    "areas": [{"id": "care", "name": {"ja": "介護・健康", "en": "Care"}, "categories": [
        {"category": "care", "name": {"ja": "家族の介護", "en": "Care at home"}, "desk": "welfare"}]}],
    "desks": [{"desk": "welfare", "name": {"ja": "福祉の窓口", "en": "Care desk"},
               "due_at": "2026-12-04T17:15:00+09:00"}],
}  # fmt: skip
TAPS = {"items": [{"code": "outdoors", "ja": "自然", "en": "Nature",
                   "tastes": [{"code": "gardening", "ja": "園芸", "en": "gardening"}]}]}  # fmt: skip
STEPS = {
    "published_on": "2026-12-01", "population_source": "人口", "population_as_of": "2026-10-01",
    "survey_source": "調査", "survey_as_of": "2026-11-01", "withheld": False,
    "lines": [{"ja": "北住区", "en": "North", "people": 1000, "active": 4, "interested": 500,
               "uninterested": 496, "error": 31}],
}  # fmt: skip
PATHS = ("/five-minutes", "/five-minutes?tap=gardening", "/worry", "/help-wanted", "/outreach", "/steps", "/themes")
THEMES = {
    "month": "2026-11", "counted_on": "2026-12-01", "months": ["2026-11"],
    "themes": [{"desk": "life", "desk_name": {"ja": "くらしの窓口", "en": "Daily life"}, "people": 10,
                "name": {"ja": "住まい", "en": "Housing", "plain": "いえ"}}],
}  # fmt: skip
KINDS = {"kinds": [{"code": "digital-help", "name": {"ja": "スマホ相談", "en": "Phones", "plain": "スマホ"}}]}
SALON = {
    "day": "2099-12-01", "kinds": ["digital-help"], "place": "大沢団地 集会所", "facility_id": None, "waiting": 0,
    "starts_at": "2099-12-01T10:00:00+09:00", "ends_at": "2099-12-01T11:00:00+09:00",
    "slots": [{"starts_at": "2099-12-01T10:00:00+09:00", "free": 0},
              {"starts_at": "2099-12-01T10:30:00+09:00", "free": 2}],
}  # fmt: skip


def a_suggestion(name):
    reason = {"ja": f"「{name}」に関心", "en": "You like it"}
    return {"group": {"group_id": "g", "name": name}, "reasons": [reason], "walk_minutes": 5}


@pytest.fixture
def open_town(world):
    """Matching answers what the pages ask."""
    world.town.documents = {
        "/matching/taps": TAPS, "/matching/recommendations": [a_suggestion("大沢みどりの会")],
        "/matching/requests/wanted": {"items": []}, "/matching/consultations/menu": MENU,
        "/matching/consultations/triage": TRIAGE, "/matching/figures/ladder": STEPS,
        "/matching/figures/themes": THEMES,
        "/matching/outreach-kinds": KINDS, "/matching/outreach-days": {"items": [SALON]},
    }  # fmt: skip
    return world


async def test_every_text_says_the_same_things_in_three_languages():
    """What is filled in stands in each of them."""
    for name, texts in WORDS.items():
        names = [{part.partition("}")[0] for part in text.split("{")[1:]} for text in texts]
        assert all(texts), name
        assert names[1] <= names[0], name
        assert names[2] <= names[0], name


@pytest.mark.parametrize("code", ["ja", "plain", "en"])
@pytest.mark.parametrize("path", PATHS)
async def test_pages_are_in_three_languages_and_keep_them(open_town, path, code):
    """Each leads to the other two, and on in its own."""
    html = (await open_town.get(f"{path}{'&' if '?' in path else '?'}lang={code}")).text

    assert {"ja", "plain", "en"} - {code} <= {each for each in ("ja", "plain", "en") if f"lang={each}" in html}
    assert f'href="/?lang={code}"' in html
    assert " style=" not in html
    assert (code == "plain") == ('class="easy"' in html)


async def test_names_and_words_are_text_however_long(open_town):
    """Of a group, of a rule of triage, and of what somebody writes."""
    open_town.town.documents["/matching/recommendations"] = [a_suggestion(EVIL), a_suggestion(LONG)]
    open_town.town.documents["/matching/consultations/triage"] = {**TRIAGE, "matched": EVIL}

    listed = (await open_town.get("/five-minutes?tap=gardening")).text
    looked = (await open_town.browser.post("/worry", data={"text": EVIL})).text

    for html in (listed, looked):
        assert "<script>" not in html
        assert "&lt;script&gt;" in html
    assert LONG in listed


async def test_numbers_stand_there_before_and_after_and_whatever_is_away(open_town):
    """119 and 110 are the same in all of Japan."""
    for _ in range(2):
        html = (await open_town.get("/worry")).text
        assert 'href="tel:119"' in html
        assert 'href="tel:110"' in html
        assert html.index("tel:119") < html.index("<textarea")
        open_town.town.away = {"/matching", "/booking"}


async def test_a_worry_is_shown_its_desk_and_kept_nowhere(open_town, caplog):
    """The desk, the role, the day; the words are in no address, no log and nothing that is kept."""
    caplog.set_level(0)
    answer = await open_town.browser.post("/worry", data={"text": "母の介護のひみつ"})

    assert (200, "no-store") == (answer.status_code, answer.headers["cache-control"])
    for shown in ("福祉の窓口", "12月4日（金）17:15", "「介護」", "コーディネーター", "すぐ119へ"):
        assert shown in answer.text
    assert answer.text.index("すぐ119へ") < answer.text.index("12月4日")
    assert "ひみつ" not in caplog.text
    assert "ひみつ" not in str(open_town.town.asked)
    assert "ひみつ" not in str(open_town.portal.town._kept)


@pytest.mark.parametrize(
    ("code", "because", "others"),
    [
        ("ja", "「眠れません」と書かれているため", "ほかの候補"),
        ("plain", "「眠れません」と かいて あるから", "ほかの ところ"),
        ("en", "Because you wrote “眠れません”", "It might also be"),
    ],
)
async def test_why_is_said_in_the_person_s_words_and_no_other_desk_beside_urgent_ones(open_town, code, because, others):
    """Whatever matching suggests, next to a number to call there is one desk; in calm the others stand there."""
    found = {**TRIAGE, "matched": "眠れません", "similar": [TRIAGE["suggestion"]]}
    shown = []
    for urgent in (TRIAGE["urgent"], []):
        open_town.town.documents["/matching/consultations/triage"] = {**found, "urgent": urgent}
        shown.append((await open_town.browser.post(f"/worry?lang={code}", data={"text": "夜、眠れません"})).text)

    assert [True, True] == [because in each for each in shown]
    assert [False, True] == [others in each for each in shown]


async def test_two_taps_lead_to_a_desk_without_a_word(open_town):
    """And an empty form says what to do."""
    chosen = await open_town.browser.post("/worry", data={"category": "care"})
    empty = await open_town.browser.post("/worry", data={"text": "  "})

    assert "行き先：福祉の窓口" in chosen.text
    assert (422, True) == (empty.status_code, "まだ何も書かれていません" in empty.text)


async def test_words_are_not_lost_when_matching_is_away(open_town):
    """They stand in the form still, with what to do."""
    open_town.town.away = {"/matching"}

    answer = await open_town.browser.post("/worry", data={"text": "母の介護"})

    assert 503 == answer.status_code
    assert "押しなおす" in answer.text
    assert "母の介護</textarea>" in answer.text


@pytest.mark.parametrize(
    "path", ["/five-minutes", "/five-minutes?tap=gardening", "/help-wanted", "/outreach", "/steps", "/themes"]
)
async def test_when_matching_is_away_the_page_says_what_to_do(open_town, path):
    """503 and words, never an error."""
    open_town.town.away = {"/matching"}

    answer = await open_town.get(path)

    assert (503, True) == (answer.status_code, "1分ほど待ってから" in answer.text)


async def test_help_of_a_group_that_pauses_says_so_in_three_languages(open_town):
    """It still stands: who would help hears first that the group takes a break."""
    wanted = {
        "kind": "request", "category": {"code": "event", "ja": "行事の手伝い", "en": "Events"},
        "minutes": 30, "free": 2,
        "until": "2026-12-05", "group": {"group_id": "g", "name": "大沢みどりの会", "standing": "suspended"},
    }  # fmt: skip
    open_town.town.documents["/matching/requests/wanted"] = {"items": [wanted]}

    for lang, said in (
        ("ja", "いま活動をお休みしています"),
        ("en", "takes a break"),
        ("plain", "いま やすんで います"),
    ):
        assert said in (await open_town.get(f"/help-wanted?lang={lang}")).text, lang


async def test_an_empty_town_says_so(open_town):
    """No group, no help, no estimate: what to do instead."""
    open_town.town.documents["/matching/recommendations"] = []
    del open_town.town.documents["/matching/figures/ladder"]
    open_town.town.figures = {}
    open_town.town.houses = []

    assert "選びなおすか" in (await open_town.get("/five-minutes?tap=gardening")).text
    assert "市役所の代表番号" in (await open_town.get("/help-wanted")).text


async def test_the_estimate_is_told_of_a_hundred_people_with_its_error(open_town):
    """4 of 1,000 are fewer than one of 100; 31 of 1,000 round up to 4."""
    html = (await open_town.get("/steps")).text

    assert "参加が分かっている人は1人未満、関心がある人は50人ほど、関心がない人は50人ほどです" in html
    for code, said in (("plain", "かつどうする 人 1人より すくない、"), ("en", "Of 100: fewer than 1 are known")):
        assert said in (await open_town.get(f"/steps?lang={code}")).text
    assert "4人ほど多いか少ない" in html
    assert 'x1="47.3" x2="53.5"' in html


async def test_what_cannot_be_chosen_is_said(open_town):
    """A made-up taste leads back to the choice."""
    answer = await open_town.get("/five-minutes?tap=nope")

    assert (422, True) == (answer.status_code, "その選び方はできません" in answer.text)
    assert httpx.codes.OK == (await open_town.get("/five-minutes?area=outdoors")).status_code


async def test_outreach_days_tell_their_free_times(open_town):
    """What is taken is not told."""
    html = (await open_town.get("/outreach")).text
    assert ("大沢団地 集会所" in html, "10:30" in html, "スマホ相談" in html) == (True, True, True)
    assert "10:00</dd>" not in html
    assert "スマホ" in (await open_town.get("/outreach?lang=plain")).text


async def test_where_no_outreach_day_is_planned_the_desk_is_told(open_town):
    """An empty list is no empty page."""
    open_town.town.documents["/matching/outreach-days"] = {"items": []}

    assert "いまのところ、予定はありません" in (await open_town.get("/outreach")).text
