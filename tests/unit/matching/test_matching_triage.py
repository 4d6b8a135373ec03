"""Triage of worries by a clerk's rules: worked cases, urgent words, and what is wrong with a file."""

from datetime import date

import pytest

from services.matching.domain.consulting.desks import Desks
from services.matching.domain.consulting.phrases import Phrases, grams, likeness, plain
from services.matching.domain.consulting.triage import Triage
from services.matching.domain.consulting.triage_file import WrongTriage, lint, loaded, measured, read_cases, tried
from services.matching.knowledge import PACKAGED

DAY = date(2026, 11, 27)
TEXT = (PACKAGED / "triage.toml").read_text("utf-8")
TRIAGE = Triage(loaded(TEXT))
DESKS = Desks.read(PACKAGED / "desks.json")
OUTCOMES = tried(TRIAGE, read_cases((PACKAGED / "triage.cases.csv").read_text("utf-8")), DAY)


def test_the_worked_cases_come_out_as_written():
    """Every sentence of the table that the rules are made with, urgent words and category."""
    assert [] == [each.case.text for each in OUTCOMES if each.differs and each.case.kind == "worked"]
    assert len(OUTCOMES) >= 120


def test_of_sentences_set_aside_most_in_danger_see_a_number():
    """The floor under which a change of the rules is no improvement; what is missed is printed by the command."""
    shares = measured([each for each in OUTCOMES if each.case.kind == "held"])

    assert shares["urgent recall"].hit >= 25
    assert shares["urgent precision"].hit == shares["urgent precision"].of


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("死ぬほど忙しい", ()),
        ("消防団に入りたい", ()),
        ("子どもが虐待されているかも", ("child",)),
        ("もう消えたい", ("suicide",)),
        ("死にたいわけではないが、ときどき死にたくなる", ("suicide",)),
        ("もう　シニタイ です", ("suicide",)),
        ("DVDを借りたい。夫のDVに悩んでいます", ("violence",)),
    ],
)
def test_an_everyday_use_does_not_hide_a_serious_one(text, urgent):
    """What overlaps an exception counts for nothing, the same word elsewhere does; width and kana do not matter."""
    assert urgent == tuple(each.id for each in TRIAGE.of(text, DAY).urgent)


def test_the_packaged_file_has_nothing_to_mend():
    """Examples lead to their rule, categories are of the menu, no two rules quarrel."""
    assert [] == lint(loaded(TEXT), DESKS.categories)


def test_the_lint_finds_what_a_clerk_gets_wrong():
    """A category that there is not, one word at one priority for two rules, an example that leads elsewhere."""
    more = """
[[rule]]
id = "a"
category = "nowhere"
priority = 50
words = ["騒音"]
examples = ["猫をさがしています"]
"""

    assert 3 == len(lint(loaded(TEXT + more), DESKS.categories))


@pytest.mark.parametrize(
    "wrong",
    [
        "]",
        TEXT.replace('numbers = ["heart", ', 'numbers = ["nobody", '),
        TEXT.replace("眠れ{nai}", "眠れ{x}"),
        TEXT.replace('source = "警察庁', 'sauce = "警察庁'),
        TEXT.replace('number = "110"', 'number = "いち"'),
    ],
)
def test_a_file_that_does_not_fit_itself_is_not_read(wrong):
    """Rather no start than urgent words that lead to no number."""
    with pytest.raises(WrongTriage):
        loaded(wrong)


def test_the_higher_priority_is_first_then_the_longer_word():
    """障害 (70) before 学校 (55); without it 学校; what else fits is named beside."""
    found = TRIAGE.of("障害のある子の学校のこと", DAY)

    assert ("disability", "disability", ("school",)) == (found.category, found.rule, found.others)


def test_likeness_suggests_and_never_decides():
    """Words of no rule that read like an example: shown beside, while the general desk has it."""
    found = TRIAGE.of("親の家のことでもめていて困る", DAY)
    unruled = TRIAGE.of("木の枝のことで、となりの家の木の枝のびています", DAY)

    assert found.decided_by in ("rule", "general")
    assert unruled.category is None
    assert "vacant" == unruled.similar[0].category


def test_likeness_is_twice_the_common_pairs_by_all_pairs():
    """あい+いう, あい+いえ: 2 × 1 / 4."""
    assert 0.5 == likeness(grams("あいう"), grams("アイエ"))


def test_a_rule_holds_on_its_days_only():
    """Both days included; before the file's own first day no rule decides, and urgent words still lead to a number."""
    dated = loaded(TEXT.replace('id = "digital"\n', 'id = "digital"\nsince = 2026-12-01\nuntil = 2026-12-02\n'))
    days = {day: Triage(dated).of("スマホ", date(2026, 12, day)).category for day in (1, 2, 3)}

    assert {1: "digital", 2: "digital", 3: None} == days
    early = TRIAGE.of("家賃のことで死にたい", date(2026, 3, 31))
    assert (None, 1) == (early.category, len(early.urgent))


def test_latin_words_are_whole_and_a_gap_ends_with_the_sentence():
    """rent is not in parent; 子…叩く is of one sentence."""
    phrases = Phrases(("rent", "子…叩く"), (), {})

    assert (None, "rent") == (phrases.found(plain("my parents")), phrases.found(plain("My rent!")).word)
    assert (None, "子…叩く") == (
        phrases.found(plain("子がいる。太鼓を叩く")),
        phrases.found(plain("子を 強く叩く")).word,
    )
