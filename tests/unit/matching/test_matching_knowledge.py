"""The data files and what is read from them: words, areas, weights, times of the week."""

import json
import re
from dataclasses import replace
from datetime import date, datetime

import pytest

from services.matching.domain.areas import Area, AreaMap, areas_of
from services.matching.domain.recommending.reasons import THEIRS, Pair
from services.matching.domain.recommending.scoring import KINDRED, Offer, Seeker, contributions, score_of
from services.matching.domain.recommending.weights import WeightTable
from services.matching.domain.times import time_of
from services.matching.domain.words import LISTS, Words
from services.matching.knowledge import PACKAGED, REASON_LISTS, Knowledge
from services.matching.settings import MatchingSettings
from shared.clock import TOKYO
from shared.errors import WrongFile

KNOWLEDGE = Knowledge.read()
KITA, NAKA, MINAMI = (Area("neighbourhood", id) for id in ("kita", "naka", "minami"))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=TOKYO)


def test_areas_have_no_hard_edges():
    """One's own in full, the neighbour in part, the far end not at all, another town's only itself."""
    near = KNOWLEDGE.areas.around(areas_of({"neighbourhood": "kita"}))

    assert 1.0 == near[KITA]
    assert 0 < near[NAKA] < 1
    assert MINAMI not in near
    assert {Area("ward", "x"): 1.0} == KNOWLEDGE.areas.around([Area("ward", "x")])


def test_nearness_halves_at_the_half_distance():
    """The formula of the file's description, at one point that can be checked by hand."""
    degrees = 1.2 / 111.19492664455873
    place = {"ja": "x", "en": "x", "longitude": 139.0}
    layers = {"l": {"a": {**place, "latitude": 35.0}, "b": {**place, "latitude": 35.0 + degrees}}}
    areas = AreaMap({"half_distance_km": 1.2, "nearness_min": 0.1, "layers": layers})

    assert pytest.approx(0.5, abs=0.001) == areas.around([Area("l", "a")])[Area("l", "b")]


def test_every_word_is_said_in_both_languages():
    """A code without a word would be shown as it is."""
    document = json.loads((PACKAGED / "vocabulary.json").read_text("utf-8"))

    lists = {name: words for name, words in document.items() if name != "about"}
    assert [] == [code for words in lists.values() for code, word in words.items() if not (word["ja"] and word["en"])]


def test_weights_are_those_in_force_on_the_day():
    """The version before stays readable, so that a past list can be explained."""
    version = json.loads((PACKAGED / "weights.json").read_text("utf-8"))["versions"][0]
    later = {**version, "effective_from": "2027-04-01", "weights": {**version["weights"], "tag": 9.0}}
    table = WeightTable({"versions": [later, version]})

    assert [3.0, 3.0, 9.0] == [
        table.on(day).weights.tag for day in (date(2020, 1, 1), date(2027, 3, 31), date(2027, 4, 1))
    ]
    with pytest.raises(ValueError, match="another day"):
        WeightTable({"versions": [version, version]})


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-11-20T09:00:00+09:00", "weekday-morning"),
        ("2026-11-20T12:00:00+09:00", "weekday-afternoon"),
        ("2026-11-20T17:00:00+09:00", "weekday-evening"),
        ("2026-11-22T09:00:00+09:00", "weekend-morning"),
        ("2026-11-23T09:00:00+09:00", "weekend-morning"),
        ("2026-09-22T20:00:00+09:00", "weekend-evening"),
        ("2026-11-20T23:30:00+00:00", "weekend-morning"),
    ],
)
def test_a_time_of_the_week_is_tokyos_and_knows_holidays(instant, expected):
    """23 November and the 国民の休日 of 2026 are free days; UTC's Friday night is Tokyo's Saturday."""
    assert expected == time_of(datetime.fromisoformat(instant))


def test_a_score_is_the_sum_and_the_reasons_its_greatest_parts():
    """Worked by hand from the weights."""
    seeker = Seeker(
        tags=("chorus", "gardening", "nature"),
        role_wishes=("publicity",),
        availability=frozenset({"weekend-morning"}),
        languages=("ja", "en"),
        nearness={MINAMI: 1.0},
    )
    offer = Offer(
        tags=frozenset({"gardening", "nature"}),
        needs=frozenset({"publicity"}),
        areas=(MINAMI,),
        times=("weekday-morning", "weekend-morning"),
        languages=frozenset({"ja", "en"}),
        size_band="10-29",
    )

    weights = KNOWLEDGE.weights.on(NOON.date())
    parts = contributions(seeker, offer, weights, NOON)

    assert 3.0 + 1.5 + 1.2 + 13.5 + 0.2 + 3.0 + 0.35 == pytest.approx(score_of(parts))
    assert ["same-area:neighbourhood/minami", "shared-tag:gardening", "shared-language:en"] == [
        reason.name for reason in Pair(seeker, offer, weights, NOON).reasons(parts)
    ]


def test_a_vocabulary_of_before_has_a_sentence_for_every_reason(tmp_path):
    """A city's own file without the newer lists and reasons: they are empty, and no reason is without words."""
    document = json.loads((PACKAGED / "vocabulary.json").read_text("utf-8"))
    for name in ("skills", "access", "ages"):
        del document[name]
    document["reasons"] = {"shared-tag": {"ja": "好きな{word}", "en": "your {word}"}}
    (tmp_path / "vocabulary.json").write_text(json.dumps(document))

    own = Knowledge.read(tmp_path)

    assert "好きな園芸" == own.reason("shared-tag", "gardening").ja
    assert set(THEIRS) <= set(own.words.reasons)
    assert {} == own.words.lists["skills"]


@pytest.mark.parametrize(
    ("code", "entry", "told"),
    [
        ("x", {"ja": "園芸", "en": "x"}, "reads as"),
        ("x", {"ja": "x", "en": "x", "broader": "nowhere"}, "broader tag"),
        ("x", {"ja": "x", "en": "x", "broader": "gardening"}, "broader tag"),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_refused(code, entry, told):
    """One word for two things, a broader tag that is none, three levels: said at the start."""
    document = json.loads((PACKAGED / "vocabulary.json").read_text("utf-8"))
    document["tags"][code] = entry

    with pytest.raises(ValueError, match=told):
        Words(document)


def test_synonyms_are_read_as_their_tag():
    """町会, 自治会, 花壇: what residents write."""
    assert (["neighbourhood", "gardening"], ["魔法"]) == KNOWLEDGE.words.codes(
        "tags", ["自治会", "町会", "花壇", "魔法"]
    )


def test_an_own_folder_replaces_only_the_files_it_has(tmp_path):
    """A city brings its areas and keeps the packaged words."""
    layers = {"ward": {"east": {"ja": "東", "en": "East", "latitude": 35.0, "longitude": 139.0}}}
    (tmp_path / "areas.json").write_text(json.dumps({"half_distance_km": 1, "nearness_min": 0.1, "layers": layers}))

    own = Knowledge.read(tmp_path)

    assert [Area("ward", "east")] == list(own.areas.words)
    assert KNOWLEDGE.words.lists == own.words.lists


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("areas.json", "{", r"areas\.json: .*Expecting"),
        ("weights.json", "[]", r"weights\.json: "),
        ("team.json", "{}", r"team\.json: .*is missing"),
        ("wieghts.json", "{}", r"wieghts\.json: .*no file of this name is read; known: .*weights\.json"),
    ],
)
def test_a_file_that_is_wrong_is_named(name, text, told, tmp_path):
    """What cannot be read, and a misspelt name that would be left out in silence: said with the file's name."""
    (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(WrongFile, match=told):
        Knowledge.read(tmp_path)


def test_a_folder_that_is_not_there_is_no_city(tmp_path):
    """A misspelt folder would start the demo town's desks and phone numbers."""
    with pytest.raises(WrongFile, match="is not a folder"):
        Knowledge.read(tmp_path / "komorbi")


def test_an_empty_setting_is_no_folder(monkeypatch):
    """Empty is as shipped, as the handbook says, and not the folder in which somebody starts the service."""
    monkeypatch.setenv("KYOSO_MATCHING_DATA", "")

    assert MatchingSettings().data is None


def _kanji(text):
    return set(re.findall(r"[\u4e00-\u9fff々]", text))


@pytest.mark.parametrize("name", [*LISTS, "reasons"])
def test_every_word_is_said_in_plain_japanese(name):
    """Kana, of kanji only those that learners meet first (in a sentence, minutes beside their number); no two alike."""
    entries = json.loads((PACKAGED / "vocabulary.json").read_text("utf-8"))[name]
    plain = {code: entry.get("plain", "") for code, entry in entries.items()}

    assert [] == [code for code, words in plain.items() if not words.strip()]
    allowed = set("人日月分") if name == "reasons" else set("人日月")
    assert {} == {code: words for code, words in plain.items() if _kanji(words) - allowed}
    assert len(plain) == len(set(plain.values()))


@pytest.mark.parametrize("name", LISTS)
def test_a_plain_reason_quotes_the_plain_word(name):
    """And never the ordinary one; each list that a reason is about, with all its words."""
    codes = [code for code, about in REASON_LISTS.items() if about == name]
    for code in codes:
        for entry, word in KNOWLEDGE.words.lists[name].items():
            told = KNOWLEDGE.reason(code, entry)
            assert (word.ja in told.ja, word.plain in told.plain) == (True, True)
            assert not _kanji(told.plain) - set("人日月")
    assert codes


def test_a_plain_reason_quotes_both_kindred_words_plainly():
    """One's own and theirs."""
    told = KNOWLEDGE.reason("kindred-tag", f"farming{KINDRED}gardening")

    assert "あなたが すきな「はたけの しごと」に ちかい「はなや やさいを そだてる こと」を して います" == told.plain


def test_a_citys_own_words_may_leave_plain_japanese_out():
    """Then the Japanese is shown, in a reason too."""
    document = json.loads((PACKAGED / "vocabulary.json").read_text("utf-8"))
    document["tags"]["tea"].pop("plain")
    document["reasons"]["soon"].pop("plain")
    own = replace(KNOWLEDGE, words=Words(document))

    assert "茶道" == own.words.word("tags", "tea").easy
    assert "あなたが すきな「茶道」を して います" == own.reason("shared-tag", "tea").plain
    assert "もうすぐ開かれる" == own.reason("soon", "").easy
