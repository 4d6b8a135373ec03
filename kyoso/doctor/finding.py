"""What a check says: fine, wrong, or not known, in two languages, with what to do next."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["fine", "wrong", "unknown"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One judgement. ``next_…`` is empty unless there is something to do. ``unknown``: it could not be looked at."""

    check: str
    level: Level
    ja: str
    en: str
    next_ja: str = ""
    next_en: str = ""


def fine(check: str, ja: str, en: str) -> Finding:
    """All is well here."""
    return Finding(check, "fine", ja, en)


def wrong(check: str, ja: str, en: str, next_ja: str, next_en: str) -> Finding:
    """Somebody should do something."""
    return Finding(check, "wrong", ja, en, next_ja, next_en)


def unknown(check: str, ja: str, en: str, next_ja: str = "", next_en: str = "") -> Finding:
    """What could not be looked at from here."""
    return Finding(check, "unknown", ja, en, next_ja, next_en)
