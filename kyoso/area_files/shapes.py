"""Polygons of GeoJSON (RFC 7946), with holes and in several parts, wound in either direction."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

Ring = Sequence[tuple[float, float]]
"""(longitude, latitude), the order of GeoJSON."""
Polygon = Sequence[Ring]
"""The outer ring, then its holes."""
POINTS_MAX = 100_000


def polygons_of(geometry: dict[str, Any]) -> list[list[list[tuple[float, float]]]]:
    """The polygons of a Polygon or MultiPolygon. Raises ``ValueError``."""
    kind = geometry.get("type")
    given: Any = geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"a Polygon or MultiPolygon is wanted, not {kind}")
    try:
        parts = [given] if kind == "Polygon" else list(given or [])
        found = [[[(float(p[0]), float(p[1])) for p in ring] for ring in part] for part in parts]
    except (TypeError, IndexError, ValueError) as wrong:
        raise ValueError("coordinates are no lists of numbers") from wrong
    rings = [ring for part in found for ring in part]
    if not found or any(not part for part in found) or any(len(set(ring)) < 3 for ring in rings):
        raise ValueError("a ring has at least three corners")
    if sum(len(ring) for ring in rings) > POINTS_MAX:
        raise ValueError(f"more than {POINTS_MAX} corners")
    return found


def contains(polygons: Sequence[Polygon], x: float, y: float) -> bool:
    """Whether a point lies in one of them and in none of its holes (even-odd rule)."""
    return any(sum(_crosses(ring, x, y) for ring in polygon) % 2 == 1 for polygon in polygons)


def middle(polygons: Sequence[Polygon]) -> tuple[float, float]:
    """A point (longitude, latitude) inside the largest part: its centroid, or beside it where that lies outside."""
    polygon = max(polygons, key=lambda each: abs(_moments(each)[0]))
    area, x, y = _moments(polygon)
    if area == 0:
        raise ValueError("the polygon has no area")
    if contains([polygon], x, y):
        return x, y
    edges = [edge for ring in polygon for edge in _edges(ring)]
    heights = sorted({point[1] for ring in polygon for point in ring})
    bands = [(low + high) / 2 for low, high in pairwise(heights)]
    y = min(bands, key=lambda each: abs(each - y))  # between two corners, so that no edge is met at its end
    cuts = sorted(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) for a, b in edges if (a[1] > y) != (b[1] > y))
    low, high = max(zip(cuts[::2], cuts[1::2], strict=True), key=lambda span: span[1] - span[0])
    return (low + high) / 2, y


def _edges(ring: Ring) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _crosses(ring: Ring, x: float, y: float) -> int:
    """How often a ray to the east meets the ring."""
    return sum(
        (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) for a, b in _edges(ring)
    )


def _moments(polygon: Polygon) -> tuple[float, float, float]:
    """Area and centroid: of the outer ring, less its holes; relative to a corner, so that small ones stay exact."""
    x0, y0 = polygon[0][0]
    total = [0.0, 0.0, 0.0]
    for number, ring in enumerate(polygon):
        area = x = y = 0.0
        for a, b in _edges([(p[0] - x0, p[1] - y0) for p in ring]):
            cross = a[0] * b[1] - b[0] * a[1]
            area, x, y = area + cross / 2, x + (a[0] + b[0]) * cross / 6, y + (a[1] + b[1]) * cross / 6
        sign = (1 if number == 0 else -1) * (1 if area >= 0 else -1)
        total = [each + sign * more for each, more in zip(total, (area, x, y), strict=True)]
    area = total[0]
    return (area, x0 + total[1] / area, y0 + total[2] / area) if area else (0.0, x0, y0)
