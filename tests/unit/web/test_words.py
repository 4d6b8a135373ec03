"""The language of answers and the words in them."""

from datetime import UTC, date, datetime, timedelta
from enum import Enum

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.web import TokyoInstant, View
from shared.web.problems import plain
from shared.web.validation import FIELDS_MAX, WORDS, fields_in_words
from shared.web.words import filled, language_of, spoken


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "ja"),
        ("", "ja"),
        ("en", "en"),
        ("ja", "ja"),
        ("EN-us", "en"),
        ("ja-JP,en;q=0.8", "ja"),
        ("en;q=0.8, ja;q=0.9", "ja"),
        ("en;q=0.9, ja;q=0.8", "en"),
        ("fr, en;q=0.3", "en"),
        ("fr", "ja"),
        ("*", "ja"),
        ("fr, *;q=0.1", "ja"),
        ("*, ja;q=0.1", "en"),
        ("en;q=0", "ja"),
        ("en;q=nan", "ja"),
        ("en;q=x, ja;q=0.1", "ja"),
        ("en;q=5", "ja"),
        (";;;,,,q=1", "ja"),
        ("en" * 10_000, "ja"),
        ("ja;q=0.5,en;q=0.5", "ja"),
    ],
)
def test_the_language_is_the_one_that_is_liked_better(header, language):
    """Japanese unless English is clearly preferred; nonsense counts for nothing."""
    assert language == language_of(header)


@pytest.mark.parametrize(
    ("value", "ja", "en"),
    [
        (datetime(2026, 12, 1, 0, 5, tzinfo=UTC), "2026年12月1日 9:05", "2026-12-01 9:05"),
        (date(2026, 4, 1), "2026年4月1日", "2026-04-01"),
        (["a", "b"], "a、b", "a, b"),
        ({"b", "a"}, "a、b", "a, b"),
        ((), "", ""),
        (7, "7", "7"),
    ],
)
def test_values_are_read_out_in_the_language(value, ja, en):
    """Instants in Tokyo's time, lists with the language's comma."""
    assert (ja, en) == (spoken(value, "ja"), spoken(value, "en"))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{a}", "1"),
        ("{b}", "…"),
        ("{a.real}", "1"),
        ("{a.nothing}", "…"),
        ("{a:03d}", "001"),
        ("{{a}}", "{a}"),
        ("x", "x"),
    ],
)
def test_a_gap_in_a_text_is_no_second_fault(text, result):
    """A text that names what is not there still reads."""
    assert result == filled(text, {"a": 1}, "ja")


class Colour(Enum):
    RED = "red"


class Inner(BaseModel):
    at: datetime


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01T09:00:00+09:00"),
        (datetime(2026, 1, 1), "2026-01-01T00:00:00"),  # noqa: DTZ001 - to see that it is no fault
        (date(2026, 1, 1), "2026-01-01"),
        (float("nan"), None),
        (float("-inf"), None),
        (1.5, 1.5),
        (Colour.RED, "red"),
        ({3, 1}, [1, 3]),
        ((1, [2]), [1, [2]]),
        ({1: {"a": None}}, {"1": {"a": None}}),
        (Inner(at=datetime(2026, 1, 1, tzinfo=UTC)), {"at": "2026-01-01T09:00:00+09:00"}),
        (b"x", "b'x'"),
        (True, True),
    ],
)
def test_any_value_becomes_plain_json(value, result):
    """Whatever a refusal carries can be sent."""
    assert result == plain(value)


def test_a_value_without_end_is_cut():
    """A structure that holds itself is no fault."""
    endless = []
    endless.append(endless)

    assert "…" in str(plain(endless))


INSTANT = TypeAdapter(TokyoInstant)


@pytest.mark.parametrize("text", ["2026-12-01T00:00:00Z", "2026-12-01T09:00:00+09:00", "2026-11-30T19:00:00-05:00"])
def test_instants_are_written_at_tokyos_offset(text):
    """Read with any offset, written with one."""
    assert b'"2026-12-01T09:00:00+09:00"' == INSTANT.dump_json(INSTANT.validate_json(f'"{text}"'))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("2026-12-01T09:00:00", "timezone_aware"),
        ("2026-12-01", "timezone_aware"),
        ("1899-12-31T00:00:00Z", "instant_out_of_range"),
        ("2200-01-01T00:00:00Z", "instant_out_of_range"),
        ("x", "datetime_from_date_parsing"),
    ],
)
def test_an_instant_without_offset_or_out_of_range_is_refused(value, kind):
    """A time of day without place is a guess."""
    with pytest.raises(ValidationError) as refused:
        INSTANT.validate_python(value)

    assert kind == refused.value.errors()[0]["type"]


def test_a_view_is_frozen():
    """An answer is not changed after it was made."""

    class Answer(View):
        n: int

    with pytest.raises(ValidationError):
        Answer(n=1).n = 2


def test_the_words_for_fields_are_in_both_languages_and_their_braces_are_pydantics():
    """Each text of the table fills without a gap from what pydantic gives."""
    for kind, (ja, en) in WORDS.items():
        assert ja
        assert en
        assert ja.count("{") == en.count("{"), kind


def test_a_flood_of_errors_is_cut():
    """A list of ten thousand bad items is answered briefly."""
    errors = [{"type": "missing", "loc": ("body", n), "ctx": {}} for n in range(10_000)]

    assert FIELDS_MAX == len(fields_in_words(errors, "ja"))


@pytest.mark.parametrize(
    ("error", "field"),
    [
        ({"loc": ("body", "slots", 0, "starts_at")}, "slots.0.starts_at"),
        ({"loc": ("query", "limit")}, "limit"),
        ({"loc": ("body",)}, "本文"),
        ({"loc": ()}, "本文"),
        ({"loc": ("body", "x" * 500)}, "x" * 100),
    ],
)
def test_a_field_is_named_by_its_place(error, field):
    """The path inside the body, cut where a client invents long names."""
    assert field == fields_in_words([{"type": "missing", **error}], "ja")[0]["field"]


def test_a_deadline_at_midnight_is_the_end_of_the_day_before():
    """Where a text asks for it (``{until:by}``); an instant of any other time, and a bare date, are as they are."""
    midnight = datetime(2026, 11, 27, 15, tzinfo=UTC)

    assert "2026年11月27日 24:00まで" == filled("{until:by}まで", {"until": midnight}, "ja")
    assert "until 2026-11-27 24:00" == filled("until {until:by}", {"until": midnight}, "en")
    assert "2026年11月28日 0:30" == filled("{until:by}", {"until": midnight + timedelta(minutes=30)}, "ja")
    assert filled("{until}", {"until": date(2026, 11, 28)}, "ja") == filled(
        "{until:by}", {"until": date(2026, 11, 28)}, "ja"
    )


def test_what_may_be_chosen_is_listed_in_the_language():
    """No English word in the middle of a Japanese list."""
    error = {"type": "literal_error", "loc": ("query", "waiting"), "ctx": {"expected": "'a', 'b' or 'c'"}}

    told = [fields_in_words([error], language)[0]["message"] for language in ("ja", "en")]

    assert ["次のどれかにしてください: 'a'、'b'、'c'", "Choose one of: 'a', 'b' or 'c'"] == told
