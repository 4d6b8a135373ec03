"""What a schema refused, field by field in words. What was sent is never repeated: it may be personal data."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.web.words import Language, filled

FIELDS_MAX = 50
NAME_CHARS_MAX = 100

GENERAL = ("値が正しくありません。", "The value is not valid.")
NUMBER = ("数字で入力してください。", "Give a number.")
INTEGER = ("整数で入力してください。", "Give a whole number.")
TEXT = ("文字で入力してください。", "Give a text.")
INSTANT = (
    "日時の形が正しくありません（例: 2026-12-01T09:00:00+09:00）。",
    "Not a date and time (e.g. 2026-12-01T09:00:00+09:00).",
)
OFFSET = (
    "時差を付けてください（例: 2026-12-01T09:00:00+09:00）。",
    "Give the offset too (e.g. 2026-12-01T09:00:00+09:00).",
)
DAY = ("日付の形が正しくありません（例: 2026-12-01）。", "Not a date (e.g. 2026-12-01).")
CHOICE = ("次のどれかにしてください: {expected}", "Choose one of: {expected}")
OBJECT = (
    "JSON のオブジェクトで送ってください（Content-Type: application/json）。",
    "Send a JSON object (Content-Type: application/json).",
)

WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("必要な項目です。", "This is required."),
    "extra_forbidden": ("知らない項目です。", "There is no such field."),
    "string_type": TEXT,
    "string_unicode": ("読めない文字が含まれています。", "It holds characters that cannot be read."),
    "string_too_short": ("{min_length}文字以上にしてください。", "At least {min_length} characters."),
    "string_too_long": ("{max_length}文字以内にしてください。", "At most {max_length} characters."),
    "string_pattern_mismatch": ("形が正しくありません。", "It does not have the right form."),
    "int_type": INTEGER,
    "int_parsing": INTEGER,
    "int_from_float": INTEGER,
    "int_parsing_size": ("数が大きすぎます。", "The number is too large."),
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "bool_type": ("true か false にしてください。", "Give true or false."),
    "bool_parsing": ("true か false にしてください。", "Give true or false."),
    "greater_than": ("{gt}より大きくしてください。", "Must be greater than {gt}."),
    "greater_than_equal": ("{ge}以上にしてください。", "Must be {ge} or more."),
    "less_than": ("{lt}より小さくしてください。", "Must be less than {lt}."),
    "less_than_equal": ("{le}以下にしてください。", "Must be {le} or less."),
    "multiple_of": ("{multiple_of}の倍数にしてください。", "Must be a multiple of {multiple_of}."),
    "literal_error": CHOICE,
    "enum": CHOICE,
    "list_type": ("配列で送ってください。", "Give a list."),
    "tuple_type": ("配列で送ってください。", "Give a list."),
    "set_type": ("配列で送ってください。", "Give a list."),
    "too_short": ("{min_length}件以上にしてください。", "At least {min_length} items."),
    "too_long": ("{max_length}件以内にしてください。", "At most {max_length} items."),
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "datetime_type": INSTANT,
    "datetime_parsing": INSTANT,
    "datetime_from_date_parsing": INSTANT,
    "datetime_object_invalid": INSTANT,
    "timezone_aware": OFFSET,
    "instant_out_of_range": ("年は1900年から2199年までです。", "The year must lie between 1900 and 2199."),
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "date_from_datetime_inexact": DAY,
    "time_type": ("時刻の形が正しくありません（例: 09:00）。", "Not a time of day (e.g. 09:00)."),
    "time_parsing": ("時刻の形が正しくありません（例: 09:00）。", "Not a time of day (e.g. 09:00)."),
    "uuid_type": ("UUID の形が正しくありません。", "Not a UUID."),
    "uuid_parsing": ("UUID の形が正しくありません。", "Not a UUID."),
    "json_invalid": ("JSON として読めません。", "This is no JSON."),
}
"""Words by pydantic's error type; braces are filled from the error's context."""

PLACES = {
    "body": ("本文", "body"),
    "query": ("クエリ", "query"),
    "path": ("パス", "path"),
    "header": ("ヘッダー", "header"),
}


class WrongForm(ValueError):
    """A body whose fields do not go together: what a validator raises to have it said in words."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja, self.en = ja, en


def fields_in_words(errors: Sequence[Mapping[str, Any]], language: Language) -> list[dict[str, str]]:
    """One entry a refused field: where it is, what is wrong, and pydantic's word for it."""
    at = 0 if language == "ja" else 1
    entries = []
    for error in errors[:FIELDS_MAX]:
        kind = str(error.get("type", ""))
        known = {name: value for name, value in error.get("ctx", {}).items() if name != "error"}
        if language == "ja" and "expected" in known:
            known["expected"] = str(known["expected"]).replace(" or ", "、").replace(", ", "、")
        wrong = error.get("ctx", {}).get("error")
        words = (wrong.ja, wrong.en) if isinstance(wrong, WrongForm) else WORDS.get(kind, GENERAL)
        message = filled(words[at], known, language)
        entries.append({"field": field_name(error, language), "message": message, "kind": kind})
    return entries


def field_name(error: Mapping[str, Any], language: Language) -> str:
    """The field's place as a path: ``slots.0.starts_at``; the whole of a place by the place's name."""
    location = [str(part) for part in error.get("loc", ())]
    if error.get("type") == "json_invalid":
        location = location[:1]
    if len(location) > 1 and location[0] in PLACES:
        return ".".join(location[1:])[:NAME_CHARS_MAX]
    place = location[0] if location else "body"
    return PLACES.get(place, (place, place))[0 if language == "ja" else 1][:NAME_CHARS_MAX]
