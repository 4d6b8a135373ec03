"""From a template and its parameters to words, in Japanese or English. The texts are data files beside this module."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from services.notifications.domain.events import Kind, Parameter
from services.notifications.domain.recipient import TextLanguage
from shared.clock import TOKYO

FOLDER = Path(__file__).parent / "templates"
WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of one language: kinds of messages, what stands for an unknown name, and title and body by template."""

    kinds: Mapping[Kind, str]
    unknown: Mapping[str, str]
    messages: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words."""

    title: str
    body: str


@cache
def texts(language: TextLanguage) -> Texts:
    """The texts of a language, read once."""
    return Texts(**json.loads((FOLDER / f"{language}.json").read_text("utf-8")))


def render(template: str, parameters: Mapping[str, Parameter], language: TextLanguage) -> Rendered:
    """A message in words. Raises ``KeyError`` for a template that was never there: templates are not removed."""
    found = texts(language)
    message = found.messages[template]
    words = _Words(language, found.unknown)
    return Rendered(words.vformat(message["title"], (), parameters), words.vformat(message["body"], (), parameters))


class _Words(Formatter):
    """Fills ``{name:form}``. Forms: ``day``, ``time``, ``end``, ``last-day`` of an instant; ``number``, ``yen``."""

    def __init__(self, language: TextLanguage, unknown: Mapping[str, str]) -> None:
        self._japanese = language == "ja"
        self._unknown = unknown

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        """A parameter; a name that was not heard gives the neutral words for it."""
        value = kwargs.get(str(key))
        return _Plain(self._unknown[str(key)]) if value is None else value

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value in the form that the text asks for."""
        if isinstance(value, _Plain) or not format_spec:
            return str(value)
        if format_spec == "number":
            return f"{value:,}"
        if format_spec == "yen":
            return self._yen(value)
        return self._instant(datetime.fromisoformat(value), format_spec)

    def _yen(self, value: int) -> str:
        if value == 0:
            return "無料" if self._japanese else "free"
        return f"{value:,}円" if self._japanese else f"{value:,} yen"

    def _instant(self, instant: datetime, form: str) -> str:
        """In Tokyo's time. ``end`` says 24:00 at midnight; ``last-day`` is the last day before a bound."""
        at = instant.astimezone(TOKYO)
        if form == "last-day":
            at -= timedelta(seconds=1)
        if form in ("day", "last-day"):
            if self._japanese:
                return f"{at.year}年{at.month}月{at.day}日（{WEEKDAYS[at.weekday()]}）"
            return f"{at:%a}, {at.day} {at:%B %Y}"
        if form == "end" and (at.hour, at.minute) == (0, 0):
            return "24:00"
        if form in ("time", "end"):
            return f"{at.hour}:{at.minute:02d}"
        raise ValueError(f"there is no form {form!r}")


class _Plain(str):
    """Words that stand as they are, whatever form was asked for."""

    __slots__ = ()
