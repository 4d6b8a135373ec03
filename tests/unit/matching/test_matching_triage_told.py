"""What triage tells of a worry: the person's own spelling of what was found, and no other desk beside urgent words."""

import gc
import weakref
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.consulting.phrases import plain, stretch
from services.matching.domain.consulting.triage import Triage
from services.matching.domain.consulting.triage_file import loaded
from services.matching.knowledge import PACKAGED

DAY = date(2026, 11, 27)
TRIAGE = Triage(loaded((PACKAGED / "triage.toml").read_text("utf-8")))
LETTERS = "あかがばカガｶﾞﾟ゙゛㍿…！。、 　\n\tabＡßİ’家賃🙂"


class Words(str):
    """Words of a person, of which one can ask whether they are still somewhere."""

    __slots__ = ("__weakref__",)


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("夜、眠れません", "眠れません"),
        ("からだがだるい", "だるい"),
        ("お酒がなかなかやめられない", "お酒がなかなかやめ"),
        ("参加したいです", "参加したい"),
        ("なにか手伝いたくて", "手伝いたく"),
        ("ﾏﾝｼｮﾝ　の　ヤ チン ！", "ヤ チン"),
        ("I cannot pay the  RENT. ", "RENT"),
        ("ﾎﾞﾗﾝﾃｨｱに", "ﾎﾞﾗﾝﾃｨｱ"),
    ],
)
def test_what_matched_is_told_as_the_person_wrote_it(text, matched):
    """No pattern of a rule: neither a list of endings nor a gap, and width, kana and blanks as they stand there."""
    assert matched == TRIAGE.of(text, DAY).matched


def test_no_rule_of_the_packaged_file_shows_its_pattern():
    """Each example of each rule: what is shown stands in the example."""
    shown = [(text, TRIAGE.of(text, DAY).matched) for rule in TRIAGE.file.rule for text in rule.examples]

    assert [] == [(text, matched) for text, matched in shown if not matched or matched not in text]
    assert len(shown) >= 20


@pytest.mark.parametrize(
    ("text", "start", "end", "written"),
    [
        ("あｶﾞい", 1, 2, "ｶﾞ"),
        ("㍿の", 2, 3, "㍿"),
        (" ａ　あ い", 1, 3, "あ い"),
        ("a  b c", 2, 5, "b c"),
    ],
)
def test_a_stretch_is_whole_characters_of_the_text(text, start, end, written):
    """A voiced half-width kana is two characters and one in plain text, ㍿ is one and four."""
    assert written == stretch(text, start, end)


@given(st.text(LETTERS, max_size=30), st.data())
def test_a_stretch_holds_what_was_found(text, data):
    """Whatever is written, its plain form holds the place that was asked for."""
    same = plain(text)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(same))] * 2)))

    assert "".join(same[start:end].split()) in "".join(plain(stretch(text, start, end)).split())


@pytest.mark.parametrize(
    ("text", "urgent", "calm"),
    [
        ("夫に殴られています。木の枝のことで、となりの家の木の枝のびています", "violence", "vacant"),
        ("もう消えてしまいたい。障害のある子の学校のこと", "suicide", "school"),
    ],
)
def test_beside_urgent_words_no_other_desk_is_named(text, urgent, calm):
    """Neither by likeness nor by another rule; the same worry without them is shown what it may also be about."""
    found, without = TRIAGE.of(text, DAY), TRIAGE.of(text.partition("。")[2], DAY)

    assert ([urgent], (), ()) == ([each.id for each in found.urgent], found.others, found.similar)
    assert calm in (*without.others, *(each.category for each in without.similar))


@pytest.mark.parametrize("text", ["夫に殴られています", "もう消えてしまいたい"])
def test_who_is_in_danger_is_not_told_of_hedges(text):
    """Two sentences that read a little like an inheritance and a child's upbringing."""
    assert () == TRIAGE.of(text, DAY).similar


def test_what_was_found_is_in_no_line_about_it_and_stays_in_no_cache():
    """A log or an error that prints the outcome has none of the words; when the answer is given they are gone."""
    words = Words("お酒をひみつやめ")
    still_there = weakref.ref(words)
    found = TRIAGE.of(words, DAY)

    assert "ひみつ" in found.matched
    assert "ひみつ" not in repr(found)
    del words
    gc.collect()
    assert still_there() is None
