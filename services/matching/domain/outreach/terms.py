"""What a city's file says of outreach days: kinds of help, reasons, times, bounds, and days that recur."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.matching.domain.consulting.desks import ID
from services.matching.domain.outreach.ahead import Series
from services.matching.domain.outreach.events import OutreachTiming
from services.matching.domain.words import Word

MINUTES_MAX = 60 * 24 * 14


@dataclass(frozen=True, slots=True)
class Named:
    """A code's words in Japanese, English and plain Japanese."""

    word: Word
    plain: str


class OutreachTerms:
    """The file ``outreach.json``. Raises ``ValueError``, ``KeyError`` when it is incomplete or out of bounds."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.timing = OutreachTiming.model_validate(document["timing"])
        self.days_ahead_max = int(document["days_ahead_max"])
        self.slots_max = int(document["slots_max"])
        self.helpers_max = int(document["helpers_max"])
        self.kinds = _named(document["kinds"])
        self.reasons = _named(document["reasons"])
        bounds = (self.days_ahead_max, self.slots_max, self.helpers_max, *self.timing.model_dump().values())
        if min(bounds) < 1 or max(bounds) > MINUTES_MAX:
            raise ValueError("times and bounds must be above 0 and within two weeks of minutes")
        self.series_days_ahead = int(document.get("series_days_ahead", 56))
        self.series = tuple(Series.of(each, self.kinds) for each in document.get("series", ()))
        if not 1 <= self.series_days_ahead <= self.days_ahead_max:
            raise ValueError("series_days_ahead must be 1 to days_ahead_max")
        if len({each.id for each in self.series}) < len(self.series):
            raise ValueError("each series needs an id of its own")
        if "other" not in self.reasons or not self.kinds:
            raise ValueError("there must be a kind, and the reason 'other'")

    @classmethod
    def read(cls, path: Path) -> "OutreachTerms":
        """The terms of a file."""
        return cls(json.loads(path.read_text("utf-8")))


def _named(entries: Mapping[str, Any]) -> dict[str, Named]:
    for code in entries:
        if not ID.fullmatch(code):
            raise ValueError(f"not an id: {code!r}")
    return {code: Named(Word(each["ja"], each["en"]), each.get("plain", each["ja"])) for code, each in entries.items()}
