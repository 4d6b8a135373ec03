"""Areas without hard edges: one's own counts in full, a neighbouring one in part, by the distance of their centres.

Nearness halves every ``half_distance_km`` and is nothing below ``nearness_min``; areas of different layers, and areas
that the file does not know, are near to nothing but themselves.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.matching.domain.words import Word

EARTH_RADIUS_KM = 6371.0
NEARNESS_DIGITS = 4


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """An area's name in one layer."""

    layer: str
    id: str

    @property
    def key(self) -> str:
        """The area as one word, ``layer/id``."""
        return f"{self.layer}/{self.id}"


class AreaMap:
    """How near the areas of a city are to each other, from 0 (far) to 1 (the same)."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        half_km, least = float(document["half_distance_km"]), float(document["nearness_min"])
        self.words: dict[Area, Word] = {}
        self.centres: dict[Area, tuple[float, float]] = {}
        for layer, areas in document["layers"].items():
            for id, entry in areas.items():
                area = Area(layer, id)
                self.words[area] = Word(entry["ja"], entry["en"])
                self.centres[area] = (float(entry["latitude"]), float(entry["longitude"]))
        self._near: dict[Area, dict[Area, float]] = {}
        for area, centre in self.centres.items():
            measured = {
                other: round(0.5 ** (distance_km(centre, place) / half_km), NEARNESS_DIGITS)
                for other, place in self.centres.items()
                if other.layer == area.layer
            }
            self._near[area] = {other: nearness for other, nearness in measured.items() if nearness >= least}
            self._near[area][area] = 1.0

    @classmethod
    def read(cls, path: Path) -> "AreaMap":
        """The map of a file."""
        return cls(json.loads(path.read_text("utf-8")))

    def word(self, area: Area) -> Word:
        """The area's name; one that the file does not know reads as its id."""
        return self.words.get(area) or Word(area.id, area.id)

    def around(self, areas: Iterable[Area]) -> dict[Area, float]:
        """Every area that is near to one of ``areas``, with its greatest nearness."""
        near: dict[Area, float] = {}
        for area in areas:
            for other, nearness in self._near.get(area, {area: 1.0}).items():
                near[other] = max(near.get(other, 0.0), nearness)
        return near


def areas_of(areas: Mapping[str, str]) -> tuple[Area, ...]:
    """The areas of a ``{layer: area id}``, as events have it."""
    return tuple(Area(layer, id) for layer, id in sorted(areas.items()))


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance of two (latitude, longitude) within a city, on a flat map: below 0.1 % off up to 50 km."""
    middle = math.radians((a[0] + b[0]) / 2)
    east = math.radians(b[1] - a[1]) * math.cos(middle)
    north = math.radians(b[0] - a[0])
    return EARTH_RADIUS_KM * math.hypot(east, north)
