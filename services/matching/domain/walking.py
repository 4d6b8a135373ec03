"""How far it is to walk, and how near that counts: smooth everywhere, so that nobody falls over an edge.

``nearness = 0.5 ^ (minutes / half_minutes)``, ``minutes = metres / 80``: one minute for each 80 m, as the fair
competition code of the estate agents has it (不動産の表示に関する公正競争規約施行規則). No radius makes it 0.
Metres are as the crow flies; streets are longer.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_000.0
METRES_A_MINUTE = 80.0
HALF_MINUTES = 20.0
"""From the middle of a cell of 125 m to that of the next, across its corner, are 185 m: 8 % of a nearness."""
SLACK_MINUTES = 1e-6
"""400 m are 5 minutes, not 6, when the last digit says 400.00000001."""

Key = TypeVar("Key")
Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def metres(a: Point, b: Point) -> float:
    """Between two points of a city, on a flat map: below 0.1 % off up to 50 km."""
    middle = math.radians((a[0] + b[0]) / 2)
    return EARTH_RADIUS_M * math.hypot(math.radians(b[1] - a[1]) * math.cos(middle), math.radians(b[0] - a[0]))


def nearness_of(distance_m: float, half_minutes: float = HALF_MINUTES) -> float:
    """What a walk counts, 1 for none: half for every ``half_minutes``."""
    return float(0.5 ** (distance_m / METRES_A_MINUTE / half_minutes))


def minutes_of(nearness: float, half_minutes: float = HALF_MINUTES) -> int:
    """The walk that a nearness comes from, in whole minutes: a part of one is one, and the least is one."""
    return max(1, math.ceil(-math.log2(nearness) * half_minutes - SLACK_MINUTES))


def moved(point: Point, north_m: float, east_m: float) -> Point:
    """The point so many metres away."""
    latitude = point[0] + math.degrees(north_m / EARTH_RADIUS_M)
    longitude = point[1] + math.degrees(east_m / EARTH_RADIUS_M / math.cos(math.radians(point[0])))
    return latitude, longitude


@dataclass(frozen=True, slots=True)
class Spots(Generic[Key]):
    """Places of a city, each with one point or many: how near each is, by the nearest of its points.

    ``points`` is an array of shape (points, 2); those of a key stand together, from ``firsts`` on.
    """

    keys: tuple[Key, ...]
    firsts: NDArray[np.intp]
    points: NDArray[np.float64]

    @classmethod
    def of(cls, places: Mapping[Key, Sequence[Point]]) -> "Spots[Key]":
        """The places that have a point at all."""
        known = {key: points for key, points in places.items() if points}
        counts = [len(points) for points in known.values()]
        firsts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if counts else np.zeros(0)
        flat = [point for points in known.values() for point in points]
        return cls(tuple(known), firsts.astype(np.intp), np.array(flat, dtype=np.float64).reshape(-1, 2))

    def nearness(self, origins: Iterable[Point], half_minutes: float = HALF_MINUTES) -> dict[Key, float]:
        """How near each place is to the nearest of ``origins``, above 0 and at most 1; nothing without an origin."""
        distance: NDArray[np.float64] | None = None
        for origin in origins:
            each = self._metres(origin)
            distance = each if distance is None else np.minimum(distance, each)
        if distance is None or not self.keys:
            return {}
        nearest = np.minimum.reduceat(distance, self.firsts)
        near = 0.5 ** (nearest / METRES_A_MINUTE / half_minutes)
        return dict(zip(self.keys, near.tolist(), strict=True))

    def _metres(self, origin: Point) -> NDArray[np.float64]:
        latitude, longitude = self.points[:, 0], self.points[:, 1]
        middle = np.radians((latitude + origin[0]) / 2)
        east = np.radians(longitude - origin[1]) * np.cos(middle)
        found: NDArray[np.float64] = EARTH_RADIUS_M * np.hypot(east, np.radians(latitude - origin[0]))
        return found
