"""What a city's data say of learning and accompanying: terms, goals and the words of reasons (``support.json``)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.matching.domain.accompanying.events import AccompanimentTerms, Outcome
from services.matching.domain.learning.events import PairedWhy, PairingPoints, TrainingTerms
from services.matching.domain.team.team import PlainWord

GOALS_MAX = 100
NEXTS = ("proposed", "seeking", "under-way", "late", "ending", "ended")


class SupportTerms:
    """``support.json``. Raises ``ValueError``, ``KeyError`` when it is incomplete or contradicts itself."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        said = document["training"]
        self.training = TrainingTerms.model_validate({key: said[key] for key in ("pairing_days", "most", "points")})
        self.learning_goals = _words(said["goals"])
        self.pairing_features = _all_of(said["features"], PairingPoints.model_fields)
        self.pairing_reasons = _all_of(said["reasons"], PairedWhy.__args__)  # type: ignore[attr-defined]  # a Literal
        beside = document["accompaniment"]
        self.accompaniment = AccompanimentTerms.model_validate(beside["terms"])
        self.project_goals = _words(beside["goals"])
        self.endings = _all_of(beside["endings"], Outcome.__args__)  # type: ignore[attr-defined]  # a Literal
        self.nexts = _all_of(beside["nexts"], NEXTS)
        days = self.accompaniment.model_dump(exclude={"places"}).values()
        if min(days) < 1 or max(days) > 3650 or not 0 <= self.accompaniment.places <= 20:
            raise ValueError("days of an accompaniment are 1 to 3650, and its places 0 to 20")
        if len(self.learning_goals) > GOALS_MAX:
            raise ValueError("too many goals")
        if not (7 <= self.training.pairing_days <= 730 and 1 <= self.training.most <= 20):
            raise ValueError("a pairing lasts 7 to 730 days, beside a coordinator with 1 to 20 supporters")
        if min(self.training.points.model_dump().values()) < 0:
            raise ValueError("points of a pairing are not below 0")

    @classmethod
    def read(cls, path: Path) -> "SupportTerms":
        """The terms of a file."""
        return cls(json.loads(path.read_text("utf-8")))


def _words(entries: Mapping[str, Any]) -> dict[str, PlainWord]:
    return {code: PlainWord.of(entry) for code, entry in entries.items()}


def _all_of(entries: Mapping[str, Any], codes: Any) -> dict[str, PlainWord]:
    return {code: PlainWord.of(entries[code]) for code in codes}
