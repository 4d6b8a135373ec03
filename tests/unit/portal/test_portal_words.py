"""The words of the pages: whole in both languages, counts that hide small numbers, dates as people read them."""

import re
from datetime import UTC, date, datetime, timedelta
from string import Formatter

import pytest

from services.portal import week, words_docs, words_plain
from services.portal.dates import clock, day_and_clock, day_text, hours, near_day_text
from services.portal.words import COUNTED, COUNTED_AS_OPEN, KINDS, TEXTS, at_least, kind_of, text
from tools import readability

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
OWN_SCRIPT = {"other_language", "language", "search"}
"""English texts that show a Japanese word on purpose."""
KANJI = re.compile(r"[\u4e00-\u9fff々]")
PLAIN_KANJI = set("人日月")
"""Of those that learners meet first."""
LONGEST_PLAIN = 39
NEIGHBOURS = (
    "neighbours", "received_by", "purpose", "event_types", "only_areas", "standing", "waiting", "last_failure",
)  # fmt: skip
"""Of the page for those who run systems, which is in two languages."""
NOON = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


def fields(words):
    return {field for _, field, _, _ in Formatter().parse(words) if field is not None}


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_is_there_in_both_languages(name):
    """Neither is empty, and both take the same values; the English is English."""
    ja, en = TEXTS[name]

    assert ja.strip()
    assert en.strip()
    assert fields(en) <= fields(ja)
    assert name in OWN_SCRIPT or not JAPANESE.search(en)
    assert name == "other_language" or not ja.isascii()


@pytest.mark.parametrize("name", words_plain.PLAIN)
def test_plain_japanese_takes_the_same_values_and_is_plainer(name):
    """Short sentences, spaces between words, hardly a kanji; the guideline on やさしい日本語."""
    usual, plain = TEXTS[name][0], words_plain.PLAIN[name]

    assert fields(plain) <= fields(usual)
    assert readability.figures(plain).longest <= LONGEST_PLAIN
    assert set(KANJI.findall(plain)) <= PLAIN_KANJI


def test_pages_of_the_town_leave_no_text_out_of_plain_japanese():
    """What has kanji and is on a page that offers plain Japanese has a text there."""
    of_other_pages = {*words_docs.TEXTS, "other_language", "language", "website", "colon", "colon_mark"}
    lacking = {
        name
        for name, (ja, _) in TEXTS.items()
        if KANJI.search(re.sub(r"\{[^}]*\}", "", ja)) and not words_plain.PLAIN.get(name) and name not in of_other_pages
    }

    assert {name for name in lacking if not name.startswith(NEIGHBOURS)} == set()


def test_what_is_counted_and_what_happens_is_told_in_plain_japanese_too():
    """No label and no sentence is left as it was."""
    labels = (words_plain.COUNTED, words_plain.STEPS, words_plain.MOVEMENTS)
    assert [each.keys() for each in labels] == [COUNTED.keys(), week.COUNTED.keys(), week.MOVEMENTS.keys()]
    for told in [*(label for each in labels for label in each.values()), *words_plain.AROUND_NAMES.values()]:
        assert set(KANJI.findall(told)) <= PLAIN_KANJI


def test_labels_of_counts_and_kinds_are_whole():
    """Each in both languages, no two alike."""
    for words in (COUNTED, KINDS):
        for index in (0, 1):
            texts = [pair[index] for pair in words.values()]
            assert all(texts)
            assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("count", "ja", "en"),
    [
        (0, "5人未満", "fewer than 5 people"),
        (1, "5人未満", "fewer than 5 people"),
        (4, "5人未満", "fewer than 5 people"),
        (5, "5件以上", "at least 5"),
        (1235, "1,235件以上", "at least 1,235"),
    ],
)
def test_small_counts_are_hidden(count, ja, en):
    """Zero too: a page that showed 0 become "fewer than 5" would tell when the first one did."""
    assert (ja, en) == (at_least(count, "ja"), at_least(count, "en"))


def test_what_is_counted_one_by_one_is_told_openly_as_well():
    """Of the events that the page counts only bookings are heard by everybody, each as ``slots-taken``."""
    assert {"booking-confirmed.v1"} == COUNTED_AS_OPEN
    assert COUNTED_AS_OPEN < set(COUNTED)


def test_an_unknown_kind_is_another_kind():
    """A city may have kinds of its own."""
    assert ("その他の施設", "Other") == (kind_of("observatory", "ja"), kind_of("observatory", "en"))


def test_times_are_tokyos_and_end_at_24_00():
    """A time span of one day reads as one; across midnight the end has its day."""
    late = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)

    assert "9:05" == clock(datetime(2026, 12, 1, 0, 5, tzinfo=UTC))
    assert ("12:00〜14:00", "12:00–14:00") == tuple(hours(NOON, NOON + timedelta(hours=2), x) for x in ("ja", "en"))
    assert "22:00〜24:00" == hours(late, late + timedelta(hours=2), "ja")
    assert "22:00–Wed 2 Dec 1:00" == hours(late, late + timedelta(hours=3), "en")


def test_dates_have_their_weekday():
    """11月23日 alone makes people look at a calendar."""
    day = date(2026, 11, 23)

    assert ("11月23日（月）", "Mon 23 Nov") == (day_text(day, "ja"), day_text(day, "en"))
    assert "12月1日（火）12:00" == day_and_clock(NOON, "ja")
    assert "Tue 1 Dec, 12:00" == day_and_clock(NOON, "en")


def test_near_days_have_names():
    """Today and tomorrow, then dates."""
    today = date(2026, 11, 23)

    assert ["きょう（月）", "あす（火）", "11月25日（水）"] == [
        near_day_text(today + timedelta(days=n), today, "ja") for n in range(3)
    ]
    assert ["Today", "Tomorrow", "Wed 25 Nov"] == [
        near_day_text(today + timedelta(days=n), today, "en") for n in range(3)
    ]


def test_a_text_takes_its_values():
    """Names are filled in."""
    assert "40 venues" == text("houses_count", "en", count=40)
