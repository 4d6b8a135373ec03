"""Towns as they were read, with the line of each, and what is said of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from kyoso.area_files.names import plain
from services.matching.domain.walking import Point, metres

FAR_M = 30_000
"""From the middle of all towns: no municipality of Japan with one centre is wider, islands apart."""
TOWNS_MAX = 5_000


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What was found in a line (0: the whole file), in Japanese and English, and what to do next.

    A fault stops an import; what is no fault is for people to decide.
    """

    line: int
    ja: str
    en: str
    fault: bool = True

    def __str__(self) -> str:
        return f"{self.line}: {self.ja} / {self.en}"


@dataclass(slots=True)
class TownLine:
    """A town of a file: its names, its point, and the name of its area in each layer."""

    line: int
    id: str
    name: str
    kana: str
    en: str
    point: Point
    areas: dict[str, list[str]] = field(default_factory=dict)


def misplaced(line: int, latitude: float, longitude: float) -> Finding | None:
    """What is wrong with a point: swapped, or not in Japan."""
    if 20 <= latitude <= 46 and 122 <= longitude <= 154:
        return None
    if 20 <= longitude <= 46 and 122 <= latitude <= 154:
        return Finding(
            line,
            "緯度と経度が逆です。lat と lon を入れ替えてください",
            "latitude and longitude are swapped: exchange lat and lon",
        )
    return Finding(
        line, "位置が日本の外です。緯度・経度を確かめてください", "the point is not in Japan: check lat and lon"
    )


def about_points(towns: Iterable[tuple[int, str, Point]]) -> list[Finding]:
    """Points that lie far from all others, and points that two towns share."""
    known = list(towns)
    if not known:
        return []
    middle = median(each[2][0] for each in known), median(each[2][1] for each in known)
    found, seen = [], dict[Point, str]()
    for line, name, point in known:
        if (away := metres(middle, point)) > FAR_M:
            found.append(
                Finding(
                    line,
                    f"{name} がほかの町から {away / 1000:.0f} km 離れています。位置を確かめてください",
                    f"{name} lies {away / 1000:.0f} km from the other towns: check its point",
                )
            )
        if point in seen:
            found.append(
                Finding(
                    line,
                    f"{name} の位置が {seen[point]} と同じです。位置を確かめてください",
                    f"{name} has the same point as {seen[point]}: check it",
                    fault=False,
                )
            )
        seen[point] = name
    return found


def about_names(names: Iterable[tuple[int, str]], what: str = "町") -> list[Finding]:
    """Names that come twice, also when only numerals or small letters are written another way."""
    seen: dict[str, tuple[int, str]] = {}
    found = []
    for line, name in names:
        if (before := seen.get(plain(name))) is None:
            seen[plain(name)] = (line, name)
        elif before[1] == name:
            found.append(
                Finding(
                    line,
                    f"{what}「{name}」が {before[0]} 行目にもあります。どちらかを消してください",
                    f"{name} is in line {before[0]} too: remove one",
                )
            )
        else:
            found.append(
                Finding(
                    line,
                    f"{what}「{name}」は {before[0]} 行目の「{before[1]}」と書き方だけが違います。一つにしてください",
                    f"{name} differs from {before[1]} in line {before[0]} in its writing only: keep one",
                )
            )
    return found


def about_belonging(layer: str, towns: Iterable[tuple[int, str, list[str]]]) -> list[Finding]:
    """Towns in no area of a layer (a hole), and towns in two (an overlap): each should count in exactly one."""
    found = []
    for line, name, areas in towns:
        if not areas:
            found.append(
                Finding(
                    line,
                    f"{name} はどの{layer}にも入っていません（統計ではどこにも数えません）。区域を決めてください",
                    f"{name} is in no area of {layer} (a hole; statistics count it nowhere): decide on one",
                    fault=False,
                )
            )
        elif len(areas) > 1:
            both = "、".join(areas)
            found.append(
                Finding(
                    line,
                    f"{name} が{layer}の複数の区域に入っています: {both}。一つにしてください",
                    f"{name} is in several areas of {layer}: {', '.join(areas)} (an overlap): keep one",
                )
            )
    return found
