"""The language of an answer, and values in words: Japanese unless the client asks for English."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from string import Formatter
from typing import Any, Literal

from shared.clock import TOKYO

Language = Literal["ja", "en"]

TITLES: dict[int, tuple[str, str]] = {
    400: ("送り方に誤りがあります", "The request is not well formed"),
    401: ("ログインが必要です", "Sign-in needed"),
    403: ("この操作はできません", "Not permitted"),
    404: ("見つかりません", "Not found"),
    405: ("この操作は使えません", "Method not allowed"),
    409: ("今の状態ではできません", "Not possible in the present state"),
    410: ("もうありません", "Gone"),
    413: ("内容が大きすぎます", "Too large"),
    422: ("お受けできません", "Cannot be accepted"),
    429: ("回数が多すぎます", "Too many requests"),
    500: ("こちらの不具合です", "A fault on our side"),
    503: ("ただいま混み合っているか、一時的に使えません", "Not available for the moment"),
}
"""Titles by status: the kind of problem; the detail says what happened."""


def title(status: int, language: Language) -> str:
    """The title of a problem with this status."""
    ja, en = TITLES.get(status, ("お受けできません", "Cannot be accepted"))
    return ja if language == "ja" else en


@lru_cache(maxsize=256)
def language_of(accept_language: str | None) -> Language:
    """The language that ``Accept-Language`` likes better (RFC 9110 §12.5.4). Japanese when it does not say."""
    likes: dict[str, float] = {}
    for item in (accept_language or "")[:500].split(","):
        name, _, parameters = item.partition(";")
        name = name.strip().lower().split("-")[0]
        if name:
            likes[name] = max(likes.get(name, 0.0), _quality(parameters))
    anything = likes.get("*", 0.0)
    ja, en = likes.get("ja", anything), likes.get("en", anything)
    return "en" if en > ja else "ja"


PLAIN = frozenset({"ja-plain", "ja-x-plain"})
"""How a client asks for plain Japanese (やさしい日本語), where an answer has it."""


@lru_cache(maxsize=256)
def wants_plain(accept_language: str | None) -> bool:
    """Whether ``Accept-Language`` likes plain Japanese as much as any other Japanese, and Japanese best."""
    likes: dict[bool, float] = {}
    for item in (accept_language or "")[:500].split(","):
        name, _, parameters = item.partition(";")
        name = name.strip().lower()
        if name.split("-")[0] == "ja":
            likes[name in PLAIN] = max(likes.get(name in PLAIN, 0.0), _quality(parameters))
    plain = likes.get(True, 0.0)
    return plain > 0 and plain >= likes.get(False, 0.0) and language_of(accept_language) == "ja"


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return quality if 0.0 <= quality <= 1.0 else 0.0
    return 1.0


class _Words(Formatter):
    """Fills the braces of a text; a name that is not there leaves a gap instead of a second fault.

    ``{until:by}`` tells a deadline: one at midnight is 24:00 of the day before.
    """

    def __init__(self, language: Language) -> None:
        self._language = language

    def get_field(self, field_name: str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        try:
            return super().get_field(field_name, args, kwargs)
        except (KeyError, IndexError, AttributeError):
            return "…", field_name

    def format_field(self, value: Any, format_spec: str) -> Any:
        if not format_spec:
            return spoken(value, self._language)
        if format_spec == "by":
            return spoken_until(value, self._language)
        try:
            return super().format_field(value, format_spec)
        except (ValueError, TypeError):
            return spoken(value, self._language)


def filled(text: str, data: Mapping[str, Any], language: Language) -> str:
    """``text`` with its braces filled from ``data``, values in words of the language."""
    return _Words(language).vformat(text, (), data).strip() if "{" in text else text


def spoken_until(value: Any, language: Language) -> str:
    """Until when something lasts: midnight ends a day, because who reads "the 28th, 0:00" comes on the 28th."""
    if isinstance(value, datetime):
        at = value.astimezone(TOKYO) if value.tzinfo else value
        if (at.hour, at.minute) == (0, 0):
            return f"{spoken(at - timedelta(days=1), language).rpartition(' ')[0]} 24:00"
    return spoken(value, language)


def spoken(value: Any, language: Language) -> str:
    """A value as a person reads it: instants in Tokyo's time, lists with the language's comma."""
    if isinstance(value, datetime):
        at = value.astimezone(TOKYO) if value.tzinfo else value
        day = f"{at.year}年{at.month}月{at.day}日" if language == "ja" else f"{at:%Y-%m-%d}"
        return f"{day} {at.hour}:{at.minute:02d}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日" if language == "ja" else value.isoformat()
    if isinstance(value, (list, tuple)):
        return ("、" if language == "ja" else ", ").join(spoken(item, language) for item in value)
    if isinstance(value, (set, frozenset)):
        return spoken(sorted(value, key=str), language)
    return str(value)
