"""From a template and its parameters to words: Japanese, plain Japanese, English. The texts are data files here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from services.notifications.domain.events import Kind, Parameter
from services.notifications.domain.recipient import Variant
from shared.clock import TOKYO

FOLDER = Path(__file__).parent / "templates"
WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of one language or variant: kinds, words for unknown names, messages by template, a mail's footer."""

    kinds: Mapping[Kind, str]
    unknown: Mapping[str, str]
    messages: Mapping[str, Mapping[str, str]]
    mail: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words."""

    title: str
    body: str


@cache
def texts(variant: Variant) -> Texts:
    """The texts of a variant, read once."""
    return Texts(**json.loads((FOLDER / f"{variant}.json").read_text("utf-8")))


def render(template: str, parameters: Mapping[str, Parameter], variant: Variant) -> Rendered:
    """A message in words. Raises ``KeyError`` for a template that was never there: templates are not removed.

    What plain Japanese does not have is said in the usual one.
    """
    if variant == "ja-plain" and template not in texts(variant).messages:
        variant = "ja"
    found = texts(variant)
    message = found.messages[template]
    words = _Words(variant, {**(texts("ja").unknown if variant == "ja-plain" else {}), **found.unknown})
    return Rendered(words.vformat(message["title"], (), parameters), words.vformat(message["body"], (), parameters))


class _Words(Formatter):
    """Fills ``{name:form}``. Forms: of an instant those of ``_instant``; ``number``, ``yen``."""

    def __init__(self, variant: Variant, unknown: Mapping[str, str]) -> None:
        self._japanese = variant != "en"
        self._plain = variant == "ja-plain"
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
            return "お金は いりません" if self._plain else "無料" if self._japanese else "free"
        return f"{value:,}円" if self._japanese else f"{value:,} yen"

    def _instant(self, instant: datetime, form: str) -> str:
        """In Tokyo's time. ``end`` says 24:00 at midnight; ``last-day`` is the last day before a bound.

        ``by-day`` and ``by`` tell a deadline; one at midnight is 24:00 of the day before, because "until 0:00 of the
        28th" is read as "on the 28th".
        """
        at = instant.astimezone(TOKYO)
        if form == "last-day" or (form == "by-day" and (at.hour, at.minute) == (0, 0)):
            at -= timedelta(seconds=1)
        if form == "by":
            form = "end"
        if form in ("day", "last-day", "by-day"):
            if self._japanese:
                weekday = WEEKDAYS[at.weekday()] + ("曜日" if self._plain else "")
                return f"{at.year}年{at.month}月{at.day}日（{weekday}）"
            return f"{at:%a}, {at.day} {at:%B %Y}"
        if self._plain and form in ("time", "end"):
            return plain_time(at.hour, at.minute, end=form == "end")
        if form == "end" and (at.hour, at.minute) == (0, 0):
            return "24:00"
        if form in ("time", "end"):
            return f"{at.hour}:{at.minute:02d}"
        raise ValueError(f"there is no form {form!r}")


def plain_time(hour: int, minute: int, *, end: bool = False) -> str:
    """A time of the day as it is said: 午前 and 午後, since not everybody reads 13:00, and midnight by its name."""
    if minute == 0 and hour in (0, 12):
        return "昼の12時" if hour == 12 else "夜の12時" if end else "夜中の0時"
    half = "午前" if hour < 12 else "午後"
    return f"{half}{hour % 12}時" + (f"{minute}分" if minute else "")


class _Plain(str):
    """Words that stand as they are, whatever form was asked for."""

    __slots__ = ()
