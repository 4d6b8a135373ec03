"""What is wrong with the form of a file or of a case, in words for who wrote it: what is there, and what to write."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

from services.booking.rulebook.rule import Wrong

SHOWN_MAX = 40
"""Names that a message lists; of more the most alike are told."""
DAY = ("2027-02-25 の形の日付を書きます", "write a day like 2027-02-25")
MOMENT = (
    "日付と時刻を 2026-11-27T10:00:00 の形で書きます",
    "write a day with its time, like 2026-11-27T10:00:00",
)
NUMBER = ("整数を書きます", "write a whole number")
LIST = ("角かっこの並び [ … ] で書きます", "write a list: [ … ]")
PATTERNS = {
    r"^\d{2}-\d{2}$": ("月日を 12-29 の形で書きます", "write a day of the year like 12-29"),
    r"^[a-z0-9][a-z0-9.-]{0,79}$": (
        "小文字の英数字と - と . で書きます",
        "write small letters, digits, hyphens and points",
    ),
}
SAID: dict[str, tuple[str, str]] = {
    "missing": ("必要な項目がありません", "Field required"),
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "date_from_datetime_inexact": DAY,
    "datetime_type": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_from_date_parsing": MOMENT,
    "datetime_object_invalid": MOMENT,
    "int_type": NUMBER,
    "int_parsing": NUMBER,
    "int_from_float": NUMBER,
    "bool_type": ("true か false を書きます", "write true or false"),
    "bool_parsing": ("true か false を書きます", "write true or false"),
    "string_type": ('"…" の文字を書きます', 'write text: "…"'),
    "tuple_type": LIST,
    "list_type": LIST,
    "frozen_set_type": LIST,
    "dict_type": ("{ 名前 = 値 } の形で書きます", "write { name = value }"),
    "model_type": ("{ 名前 = 値 } の形で書きます", "write { name = value }"),
}
BOUNDS = {
    "greater_than_equal": ("ge", "小さすぎます。{} 以上です", "is too small: {} or more"),
    "greater_than": ("gt", "小さすぎます。{} より大きい数です", "is too small: more than {}"),
    "less_than_equal": ("le", "大きすぎます。{} 以下です", "is too large: {} or less"),
    "too_short": ("min_length", "足りません。{} 以上です", "are too few: {} or more"),
    "too_long": ("max_length", "多すぎます。{} 以下です", "are too many: {} or fewer"),
    "string_too_short": ("min_length", "短すぎます。{} 字以上です", "is too short: {} characters or more"),
    "string_too_long": ("max_length", "長すぎます。{} 字以下です", "is too long: {} characters or fewer"),
}


def said(faults: Iterable[Any], known: Iterable[str] = ()) -> tuple[str, str]:
    """What several faults of one field come to, in both languages; ``known`` are the fields that there are."""
    words = list(dict.fromkeys(_said(fault, tuple(known)) for fault in faults))
    return "、または ".join(ja for ja, _ in words), ", or ".join(en for _, en in words)


def _said(fault: Any, known: tuple[str, ...]) -> tuple[str, str]:
    kind, context = fault["type"], fault.get("ctx", {})
    if isinstance(error := context.get("error"), Wrong):
        return error.ja, error.en
    if kind == "extra_forbidden":
        ja, en = instead(str(fault["loc"][-1]), known)
        return f"知らない項目です。{ja}", f"is no known field; {en}"
    if kind == "literal_error":
        words = context.get("expected", "").replace(" or ", ", ")
        return f"使えることばは {words} です", f"write one of {words}"
    if kind == "string_pattern_mismatch" and (found := PATTERNS.get(context.get("pattern", ""))):
        return found
    if bound := BOUNDS.get(kind):
        return bound[1].format(context.get(bound[0])), bound[2].format(context.get(bound[0]))
    return SAID.get(kind) or ("値が正しくありません", str(fault["msg"]))


def instead(name: str, known: Iterable[str]) -> tuple[str, str]:
    """What may have been meant by a name that is not there; else what there is."""
    names = sorted(known)
    if close := get_close_matches(name, names, n=1, cutoff=0.7):
        return f"{close[0]} のことですか", f"did you mean {close[0]}?"
    if len(names) > SHOWN_MAX:
        listed = ", ".join(sorted(get_close_matches(name, names, n=SHOWN_MAX, cutoff=0.0)))
        return f"近いのは {listed} です（ほかにもあります）", f"the most alike are: {listed} (there are more)"
    listed = ", ".join(names) or "-"
    return f"あるのは {listed} です", f"there are: {listed}"


def fields_at(model: type[BaseModel], path: Iterable[Any]) -> tuple[str, ...]:
    """The fields that may stand where a path leads, as files write them."""
    models = [model]
    for part in path:
        if isinstance(part, str):
            models = [inner for one in models for inner in _inside(one, part)] or models
    return tuple(info.alias or name for one in models for name, info in one.model_fields.items())


def _inside(model: type[BaseModel], field: str) -> Iterator[type[BaseModel]]:
    for name, info in model.model_fields.items():
        if field in {name, info.alias}:
            yield from _models(info.annotation)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def within(path: Iterable[Any], raw: Any) -> list[Any]:
    """The parts of a path that the file itself has; what a parser says of its own types is left out."""
    parts: list[Any] = []
    *inner, last = path or ("",)
    for part in inner:
        is_item = isinstance(raw, list) and isinstance(part, int) and part < len(raw)
        if is_item or (isinstance(raw, dict) and part in raw):
            raw = raw[part]
            parts.append(part)
    is_there = (isinstance(raw, list) and isinstance(last, int)) or isinstance(raw, dict)
    return [*parts, last] if is_there else parts
