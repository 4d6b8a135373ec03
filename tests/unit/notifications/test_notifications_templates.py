"""Every template exists in both languages with the same parameters, and every draft fills them."""

import re
from string import Formatter
from typing import get_args

import pytest

from services.notifications.domain import drafts, money_drafts
from services.notifications.domain.events import Kind
from services.notifications.domain.recipient import text_language
from services.notifications.rendering import Texts, plain_time, render, texts
from shared.contracts.booking_money import FeeDue
from shared.contracts.points import PointsGiven, PointsReturned
from tests.unit.notifications.booking_messages import BOOKING, SILENT, TEN
from tests.unit.notifications.every_draft import DRAFTS, FEE, MOVED, POINTS, REDEEMED, REWARD, passed
from tools import readability

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def fields(text):
    return {(name, spec) for _, name, spec, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_templates_and_kinds():
    """And these are exactly the ones that drafts are made for."""
    ja, en = texts("ja"), texts("en")

    assert set(DRAFTS) == set(ja.messages) == set(en.messages)
    assert set(get_args(Kind)) == set(ja.kinds) == set(en.kinds)
    assert set(ja.unknown) == set(en.unknown)


@pytest.mark.parametrize("name", DRAFTS)
def test_both_languages_use_the_same_parameters_in_the_same_forms(name):
    """A translation that forgets a parameter, or invents one, is found here."""
    ja, en = (texts(language).messages[name] for language in ("ja", "en"))

    assert {"title", "body"} == set(ja) == set(en)
    assert fields(ja["title"] + ja["body"]) == fields(en["title"] + en["body"])


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", DRAFTS)
def test_every_draft_fills_its_template(name, language):
    """With names and without them: no brace is left, and the text is in its language."""
    (draft,) = DRAFTS[name](name)
    assert name == draft.template
    known = {**draft.parameters, **dict.fromkeys(draft.names, "Osawa Garden Club")}
    unknown = {**draft.parameters, **dict.fromkeys(draft.names)}

    for parameters in (known, unknown):
        words = render(name, parameters, language)
        assert not re.search(r"[{}]|None", words.title + words.body)
        assert (language == "ja") == bool(JAPANESE.search(words.title + words.body))


def test_plain_japanese_has_every_message_with_the_same_parameters():
    """What it lacks would be said in words that were asked not to be used; and every draft fills what it has."""
    ja, plain = texts("ja"), texts("ja-plain")

    assert (set(ja.messages), set(ja.kinds), set(ja.unknown)) == (
        set(plain.messages), set(plain.kinds), set(plain.unknown),
    )  # fmt: skip
    for name, message in plain.messages.items():
        usual = ja.messages[name]
        assert {each for each, _ in fields(usual["title"] + usual["body"])} == {
            each for each, _ in fields(message["title"] + message["body"])
        }, name
        (draft,) = DRAFTS[name](name)
        words = render(name, {**draft.parameters, **dict.fromkeys(draft.names)}, "ja-plain")
        assert not re.search(r"[{}]|None", words.title + words.body)


@pytest.mark.parametrize("name", sorted(texts("ja-plain").messages))
def test_plain_japanese_is_plainer(name):
    """Measured, message by message: no long sentence, and fewer kanji than the usual text has."""
    usual, plain = readability.of_message(name, "ja"), readability.of_message(name, "ja-plain")

    assert plain.longest <= readability.SENTENCE_CHARS_MAX
    assert plain.kanji < usual.kanji
    assert not re.search(r"ご[一-鿿]|いただ|くださいませ|いたし", str(texts("ja-plain").messages[name]))


def test_the_measure_of_plainness_tells_hard_from_plain():
    """It can fail: a sentence of an office is found hard."""
    hard = "当該施設の利用許可申請に係る使用料の減免につきましては所定の様式により御申請いただく必要がございます。"

    assert readability.figures(hard).longest > readability.SENTENCE_CHARS_MAX
    assert readability.figures(hard).kanji > 0.4
    assert readability.Figures(5, 3 / 5) == readability.figures("部屋（へや）を 使う。")


@pytest.mark.parametrize(
    ("hour", "minute", "end", "said"),
    [
        (0, 0, False, "夜中の0時"), (0, 0, True, "夜の12時"), (0, 5, False, "午前0時5分"),
        (9, 30, False, "午前9時30分"), (12, 0, True, "昼の12時"), (12, 15, False, "午後0時15分"),
        (13, 0, False, "午後1時"), (23, 59, True, "午後11時59分"),
    ],
)  # fmt: skip
def test_a_time_is_said_so_that_nobody_has_to_calculate(hour, minute, end, said):
    """午前 and 午後; noon and midnight by their names, and midnight at the end of a day is not the beginning of it."""
    assert said == plain_time(hour, minute, end=end)


def test_a_booking_in_plain_japanese():
    """Day and time without a doubt; what costs nothing says so."""
    (draft,) = DRAFTS["booking-confirmed"]("booking-confirmed")
    words = render("booking-confirmed", {**draft.parameters, "place": "大沢センター", "fee": 0}, "ja-plain")

    assert "部屋（へや）を 使えます: 2026年12月1日（火曜日） 午前10時" == words.title
    assert "いつ: 2026年12月1日（火曜日） 午前10時から 夜の12時まで" in words.body
    assert "いくら: お金は いりません" in words.body


def test_a_message_that_plain_japanese_lacks_is_told_in_the_usual_one(monkeypatch):
    """A template that was added yesterday must not stop anybody's inbox."""
    plain = texts("ja-plain")
    less = Texts(plain.kinds, plain.unknown, {}, plain.mail)
    usual = texts("ja")
    monkeypatch.setattr("services.notifications.rendering.texts", {"ja": usual, "ja-plain": less}.__getitem__)

    assert "園芸会の会員になりました" == render("group-joined", {"group": "園芸会"}, "ja-plain").title


def test_a_booking_in_japanese():
    """Day with weekday, a midnight end as 24:00, yen with a comma."""
    (draft,) = DRAFTS["booking-confirmed"]("booking-confirmed")
    words = render("booking-confirmed", {**draft.parameters, "place": "大沢コミュニティ・センター 会議室"}, "ja")

    assert "予約ができました: 2026年12月1日（火） 10:00" == words.title
    assert (
        "大沢コミュニティ・センター 会議室を予約しました。\n"
        "日時: 2026年12月1日（火） 10:00から24:00まで\n"
        "人数: 1,200人\n"
        "使用料: 2,550円\n"
        "使うのをやめるときは、早めに予約を取り消してください。"
    ) == words.body


def test_points_in_english():
    """The bound at midnight is the end of the day before."""
    (draft,) = DRAFTS["points-earned"]("points-earned")
    words = render("points-earned", draft.parameters, "en")

    assert "You earned 50 points" == words.title
    assert words.body.endswith("until: Tue, 1 December 2026")


@pytest.mark.parametrize("made", [drafts.of_redemption, drafts.of_gift, drafts.of_return])
def test_what_moves_points_of_several_programmes_is_told_once(made):
    """By the last of its events, which knows the whole and the balance after it."""
    more = {drafts.of_redemption: REDEEMED, drafts.of_gift: PointsGiven(**MOVED, role="giver")}
    event = more.get(made, PointsReturned(**MOVED, **REWARD, reason="cancelled"))

    assert [] == made(event.model_copy(update={"parts": 2}))
    (draft,) = made(event.model_copy(update={"part": 2, "parts": 2, "amount": 20, "total": 70}))
    assert 70 == draft.parameters["amount"]


def test_what_is_free_says_so():
    """No "0 yen"."""
    (draft,) = drafts.of_booking("booking-confirmed", BOOKING.model_copy(update={"fee": 0}))

    assert "使用料: 無料" in render("booking-confirmed", {**draft.parameters, "place": "x"}, "ja").body
    assert "Fee: free" in render("booking-confirmed", {**draft.parameters, "place": "x"}, "en").body


def test_a_name_with_braces_stays_as_it_is():
    """A group may call itself anything; its name is not a template."""
    words = render("group-joined", {"group": "{group}の{0.__class__}会"}, "ja")

    assert "{group}の{0.__class__}会の会員になりました" == words.title


def test_points_that_do_not_expire_say_so():
    """A missing instant is put in words."""
    (draft,) = drafts.of_points("points-earned", POINTS.model_copy(update={"expires_at": None}))

    assert "期限なし" in render("points-earned", draft.parameters, "ja").body


@pytest.mark.parametrize(("language", "texts_in"), [("ja", "ja"), ("en-GB", "en"), ("en", "en"), ("zh-Hans", "ja")])
def test_whoever_reads_neither_is_told_in_japanese(language, texts_in):
    """Two languages of texts, whatever people read."""
    assert texts_in == text_language(language)


@pytest.mark.parametrize("reason", ["declined", "cancelled", "signed-up"])
def test_who_left_the_list_by_their_own_doing_is_told_nothing_more(reason):
    """They know; and of a cancellation they hear by itself."""
    assert [] == passed(reason)("")


@pytest.mark.parametrize("name", DRAFTS)
def test_every_draft_asks_for_the_template_that_it_is_made_for(name):
    """What has changed decides which one."""
    (draft,) = DRAFTS[name](name)

    assert name == draft.template


@pytest.mark.parametrize("what", SILENT)
def test_nobody_is_told_twice(what):
    """Something else says it, or they did it themselves."""
    assert [] == SILENT[what]()


def test_what_only_counters_a_fee_is_told_to_nobody():
    """A cancellation is told by itself, and of a correction only what is left to pay."""
    due = FeeDue(**FEE, pay_by=TEN, total=300)

    for change in ({"amount": -300}, {"total": 0}):
        assert [] == money_drafts.of_due(due.model_copy(update=change))
