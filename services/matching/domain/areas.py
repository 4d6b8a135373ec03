"""A city's areas in layers, each a list of towns (町丁目) or a centre alone: who belongs where, and what is near.

For statistics and eligibility a town is in one area of a layer. For scores there are no edges: what counts is the walk
(``walking``), from the nearest thing known of a home to the nearest town of an area; so it does for choosing who has a
case (``reach``). ``around`` is for groups that look for groups, and for small help: areas of one layer by their
centres, halving every ``half_distance_km``, nothing below ``nearness_min``.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.matching.domain.mesh import middle_of
from services.matching.domain.walking import HALF_MINUTES, Point, Spots, metres
from services.matching.domain.words import Word

NEARNESS_DIGITS = 4
TOWN = "town"
"""The layer of the towns themselves: a home or an area of one's own may be said as one."""
FACILITY = "facility"
"""Not a layer of areas: a facility's own point, as ``Area("facility", id)``."""


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """An area's name in one layer."""

    layer: str
    id: str

    @property
    def key(self) -> str:
        """The area as one word, ``layer/id``."""
        return f"{self.layer}/{self.id}"


OUTSIDERS = Area("welcome", "outsiders")
"""Not a place: what welcomes people from elsewhere is where they are at home."""


@dataclass(frozen=True, slots=True)
class Town:
    """A town (町丁目): its names, how it is read, and a point in its middle."""

    id: str
    word: Word
    kana: str
    point: Point


class AreaMap:
    """The areas of a city: their names, towns and points, and how near they are, from 0 (far) to 1 (the same)."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Raises ``KeyError``, ``ValueError`` for a file that ``kyoso areas check`` would not pass."""
        half_km, least = float(document["half_distance_km"]), float(document["nearness_min"])
        self.half_minutes = float(document.get("walk_half_minutes", HALF_MINUTES))
        if not (half_km > 0 and self.half_minutes > 0):
            raise ValueError("distances are above 0")
        self.towns = {
            id: Town(id, Word(entry["ja"], entry["en"]), str(entry.get("kana", "")), _point(entry))
            for id, entry in document.get("towns", {}).items()
        }
        self.words: dict[Area, Word] = {}
        self.centres: dict[Area, Point] = {}
        self.members: dict[Area, tuple[str, ...]] = {}
        self._homes: dict[str, dict[str, Area]] = {id: {} for id in self.towns}
        for layer, areas in document["layers"].items():
            for id, entry in areas.items():
                self._put(Area(layer, id), entry)
        for town in self.towns.values():
            area = Area(TOWN, town.id)
            self.words[area], self.centres[area], self.members[area] = town.word, town.point, (town.id,)
        self._near = {area: self._beside(area, half_km, least) for area in self.centres}
        self._points = {area: self._points_of(area) for area in self.centres}
        self.spots = self.with_facilities({})

    @classmethod
    def read(cls, path: Path) -> "AreaMap":
        """The map of a file."""
        return cls(json.loads(path.read_text("utf-8")))

    def word(self, area: Area) -> Word:
        """The area's name; one that the file does not know reads as its id."""
        return self.words.get(area) or Word(area.id, area.id)

    def around(self, areas: Iterable[Area]) -> dict[Area, float]:
        """Every area that is near to one of ``areas`` in its layer, with its greatest nearness."""
        near: dict[Area, float] = {}
        for area in areas:
            for other, nearness in self._near.get(area, {area: 1.0}).items():
                near[other] = max(near.get(other, 0.0), nearness)
        return near

    def home_of(self, town: str) -> dict[str, str]:
        """The one area of each layer that a town is in, the town itself too: for statistics and eligibility."""
        found = {layer: area.id for layer, area in self._homes.get(town, {}).items()}
        return {**found, TOWN: town} if town in self.towns else {}

    def is_outsider(self, home: Mapping[str, str]) -> bool:
        """Whether somebody has no home area here: nothing said, or one that this city does not know."""
        return not any(area in self.words for area in areas_of(home))

    def with_facilities(self, facilities: Mapping[str, Point]) -> Spots[Area]:
        """All that has a place: areas by their towns, facilities by their own point."""
        return Spots.of({**self._points, **{Area(FACILITY, id): (point,) for id, point in facilities.items()}})

    def walks(
        self,
        home: Iterable[Area],
        own: Iterable[Area] = (),
        cell: str | None = None,
        spots: Spots[Area] | None = None,
    ) -> dict[Area, float]:
        """How near everything is to somebody, as a score counts it: above 0, at most 1.

        They are at the finest place known of their home (their ``cell``, else their town, else the middle of their
        narrowest areas) and at each area of their ``own``. What they called theirs counts in full; their home does when
        nothing finer is known.
        """
        home, own = tuple(home), tuple(own)
        origins = [self.centres[area] for area in own if area in self.centres]
        full = list(own)
        if cell is not None:
            origins.append(middle_of(cell))
        elif towns := [area for area in home if area.layer == TOWN and area in self.centres]:
            origins.extend(self.centres[town] for town in towns)
        else:
            origins.extend(self.centres[area] for area in self.narrowest(home) if area in self.centres)
            full.extend(home)
        near = (spots or self.spots).nearness(origins, self.half_minutes)
        near.update(dict.fromkeys(full, 1.0))
        return near

    def walks_home(self, cell: str, spots: Spots[Area] | None = None) -> dict[Area, float]:
        """How near everything is to the middle of a cell alone."""
        return (spots or self.spots).nearness((middle_of(cell),), self.half_minutes)

    def narrowest(self, areas: Iterable[Area]) -> tuple[Area, ...]:
        """Those of some areas that hold no other of them whole: a district says more than the wide area around it."""
        areas = tuple(areas)
        towns = {area: frozenset(self.members.get(area, ())) for area in areas}
        return tuple(a for a in areas if not any(towns[b] and towns[b] < towns[a] for b in areas))

    def reach(self, areas: Iterable[Area], point: Point | None = None) -> dict[str, float]:
        """How near every area is to where a case is, for choosing who has it: by ``Area.key``, in four digits.

        Where it is: at ``point`` (a facility where a group meets), else at the town or in the areas that are told. Of a
        home never more than that, because it stands in an event. Nothing when nothing is known.
        """
        near = self.spots.nearness((point,), self.half_minutes) if point else self.walks(areas)
        rounded = {area.key: round(nearness, NEARNESS_DIGITS) for area, nearness in near.items()}
        return {key: nearness for key, nearness in rounded.items() if nearness > 0}

    def _put(self, area: Area, entry: Mapping[str, Any]) -> None:
        if area.layer in (TOWN, FACILITY, OUTSIDERS.layer):
            raise ValueError(f"a layer may not be called {area.layer}")
        towns = tuple(entry.get("towns", ()))
        for town in towns:
            if town not in self.towns:
                raise ValueError(f"{area.key}: no such town: {town}")
            if area.layer in self._homes[town]:
                raise ValueError(f"{area.key}: {town} is in {self._homes[town][area.layer].key} already")
            self._homes[town][area.layer] = area
        self.words[area] = Word(entry["ja"], entry["en"])
        self.members[area] = towns
        if "latitude" in entry or not towns:
            self.centres[area] = _point(entry)
        else:
            points = [self.towns[town].point for town in towns]
            count = len(points)
            self.centres[area] = sum(p[0] for p in points) / count, sum(p[1] for p in points) / count

    def _points_of(self, area: Area) -> tuple[Point, ...]:
        return tuple(self.towns[town].point for town in self.members[area]) or (self.centres[area],)

    def _beside(self, area: Area, half_km: float, least: float) -> dict[Area, float]:
        measured = {
            other: round(0.5 ** (distance_km(self.centres[area], place) / half_km), NEARNESS_DIGITS)
            for other, place in self.centres.items()
            if other.layer == area.layer
        }
        return {**{other: nearness for other, nearness in measured.items() if nearness >= least}, area: 1.0}


def areas_of(areas: Mapping[str, str]) -> tuple[Area, ...]:
    """The areas of a ``{layer: area id}``, as events have it."""
    return tuple(Area(layer, id) for layer, id in sorted(areas.items()))


def distance_km(a: Point, b: Point) -> float:
    """The distance of two (latitude, longitude) within a city."""
    return metres(a, b) / 1000


def _point(entry: Mapping[str, Any]) -> Point:
    return float(entry["latitude"]), float(entry["longitude"])
