"""Refusals speak both languages and say what to do next."""

import pytest

from shared.errors import Refusal
from tools import lint_refusals

GOOD = {
    "code": "room-taken",
    "ja": "{room} は予約済みです。",
    "en": "{room} is taken.",
    "next_ja": "別の時間を選んでください。",
    "next_en": "Choose another time.",
}


def faults(**changes: object) -> list[str]:
    members = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return list(lint_refusals.faults(type("Tried", (Refusal,), members)))


def test_words_may_come_from_the_data():
    """A rule brings its own text in both languages."""
    assert [] == faults(ja="{rule_ja}", en="{rule_en}")


def test_a_whole_refusal_passes():
    """Code, status, both languages, both next steps."""
    assert [] == faults()


@pytest.mark.parametrize("missing", ["code", "ja", "en", "next_ja", "next_en"])
def test_a_refusal_without_a_text_is_found(missing):
    """Somebody would be left with no words or no next step."""
    assert 1 == len(faults(**{missing: None}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "RoomTaken"),
        ("status", 500),
        ("ja", "The room is taken."),
        ("en", "予約済みです。"),
        ("next_ja", "{room}: choose another."),
        ("en", "{room is taken."),
        ("en", "{0} is taken."),
    ],
)
def test_a_refusal_that_cannot_be_answered_with_is_found(field, value):
    """A code that is not stable, a status of ours, a text in the other language or with broken braces."""
    assert 1 == len(faults(**{field: value}))


def test_a_thing_that_has_no_japanese_word_is_found():
    """「お探しのaccompanimentが見つかりません」 helps nobody."""
    source = 'raise NotFound(what="booking")\n\nraise NotFound(what="gizmo")\n'

    assert [(3, "gizmo")] == lint_refusals.without_a_word(source)
