"""The English words of a problem that was answered in Japanese: both languages are told, and nothing is asked twice."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from shared.errors import Refusal
from shared.web.words import filled

GAP = "…"
"""What stands in a filled text for what is not known."""
DATED = re.compile(r"\d{4}-\d{2}-\d{2}")


def in_english(problem: Mapping[str, Any]) -> tuple[str, str]:
    """What a problem says in English and what to do next; what it does not tell is left out.

    Nothing where this version does not know its code.
    """
    from shared.web.problems import STANDARD  # noqa: PLC0415 - with what ``_refusals`` loads

    kind = _refusals().get(str(problem.get("code", "")))
    if kind is None:
        return "", ""
    data = {name: _read(value) for name, value in problem.items() if name not in STANDARD}
    try:
        words = {**data, **getattr(kind(**data), "words", {})}
    except (TypeError, KeyError, ValueError, AttributeError):
        words = data
    said, step = (filled(text, words, "en") for text in (kind.en, kind.next_en))
    said = re.sub(rf" ?\([^()]*{GAP}[^()]*\)", "", said)
    return "" if GAP in said else said, "" if GAP in step else step


def _read(value: Any) -> Any:
    """Instants and days as they are said; everything else as it is."""
    if not isinstance(value, str) or not DATED.match(value):
        return value
    try:
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return value


@cache
def _refusals() -> Mapping[str, type[Refusal]]:
    """Every refusal of this version by its code; loaded when one is met."""
    import services.booking.app  # noqa: PLC0415 - as above
    import services.matching.app  # noqa: PLC0415 - as above
    import services.people.app  # noqa: F401, PLC0415 - as above

    found: dict[str, type[Refusal]] = {}
    waiting = list(Refusal.__subclasses__())
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if "code" in vars(each):
            found[each.code] = each
    return found
