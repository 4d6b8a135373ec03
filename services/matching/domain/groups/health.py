"""A group's health in a few figures, each with what it means and what one could do. Pure; for its own officers alone.

Ages are told in whole fives of the members who agreed, in three broad bands, all of them or none: when one band has
fewer than ``COUNT_SHOWN_MIN`` people, the two coarser ones are tried, and then nothing is told.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from shared.small_counts import COUNT_SHOWN_MIN, whole_fives

BROAD: Mapping[str, str] = {
    "0-14": "under-40", "15-24": "under-40", "25-39": "under-40", "40-64": "40-64", "65-74": "65+", "75+": "65+",
}  # fmt: skip
COARSER: Mapping[str, str] = {"under-40": "under-65", "40-64": "under-65", "65+": "65+"}
LOAD_HIGH = 6.0
"""Activities and introductions a year for each officer, above which the load is high: one every other month."""
ANSWERED_LOW = 0.7
NEW_LOW = 1


class Words(BaseModel):
    """A text in Japanese, plain Japanese and English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ja: str
    plain: str
    en: str


class Said(BaseModel):
    """What a figure means, and what one could do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    means: Words
    could_do: Words


class HealthWords:
    """What is said of each figure (``data/health.json``), by its name and how it stands."""

    def __init__(self, document: Mapping[str, Mapping[str, object]]) -> None:
        self.said = {
            f"{name}/{level}": Said.model_validate(text)
            for name, levels in document.items()
            for level, text in levels.items()
        }

    @classmethod
    def read(cls, path: Path) -> "HealthWords":
        """The words of a file. Raises ``ValueError``, ``KeyError`` when one that is needed is missing."""
        found = cls(json.loads(path.read_text("utf-8"))["figures"])
        for needed in NEEDED:
            found.said[needed]
        return found


NEEDED = (
    "ages/untold", "ages/mixed", "ages/one-sided", "load/none", "load/fine", "load/high", "openness/none",
    "openness/fine", "openness/low", "new-members/fine", "new-members/low",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a group in the last year. ``bands``: the age bands of members who agreed."""

    officers: int
    activities: int
    introductions: int
    answered: int
    in_time: int
    new_members: int
    bands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its name, how it stands, and its values."""

    name: str
    level: str
    values: Mapping[str, float | int | None]

    @property
    def key(self) -> str:
        """Under which its words stand."""
        return f"{self.name}/{self.level}"


def figures_of(counted: Counted) -> list[Figure]:
    """The four figures."""
    return [_ages(counted.bands), _load(counted), _openness(counted), _new(counted)]


def ages_told(bands: Iterable[str]) -> dict[str, int]:
    """So many people in each broad band, in whole fives downwards; nothing when a band would tell too few."""
    broad = [BROAD[band] for band in bands if band in BROAD]
    for names in (broad, [COARSER[name] for name in broad]):
        counts = {name: names.count(name) for name in sorted(set(names))}
        if len(counts) > 1 and min(counts.values()) >= COUNT_SHOWN_MIN:
            return {name: whole_fives(count) for name, count in counts.items()}
    return {}


def _ages(bands: Iterable[str]) -> Figure:
    told = ages_told(bands)
    if not told:
        return Figure("ages", "untold", {})
    share = max(told.values()) / sum(told.values())
    return Figure("ages", "one-sided" if share > 0.8 else "mixed", dict(told))


def _load(counted: Counted) -> Figure:
    done = counted.activities + counted.introductions
    if not counted.officers:
        return Figure("load", "none", {"per_officer": None, "officers": 0})
    per_officer = round(done / counted.officers, 1)
    level = "high" if per_officer > LOAD_HIGH else "fine"
    return Figure("load", level, {"per_officer": per_officer, "officers": counted.officers})


def _openness(counted: Counted) -> Figure:
    if not counted.answered:
        return Figure("openness", "none", {"answered": 0, "in_time_share": None})
    share = round(counted.in_time / counted.answered, 2)
    level = "fine" if share >= ANSWERED_LOW else "low"
    return Figure("openness", level, {"answered": counted.answered, "in_time_share": share})


def _new(counted: Counted) -> Figure:
    level = "fine" if counted.new_members >= NEW_LOW else "low"
    return Figure("new-members", level, {"new_members": counted.new_members})
