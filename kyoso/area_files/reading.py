"""Read towns from a table (CSV in UTF-8 or CP932) or from GeoJSON, and areas from polygons. Nothing is guessed."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kyoso.area_files.model import (
    TOWNS_MAX,
    Finding,
    TownLine,
    about_belonging,
    about_names,
    about_points,
    misplaced,
)
from kyoso.area_files.names import id_of, plain
from kyoso.area_files.shapes import contains, middle, polygons_of

WANTED = ("town", "lat", "lon")
BESIDE = ("code6", "city", "kana", "en", "id")
HEADS = {
    "町丁目": "town", "町名": "town", "緯度": "lat", "経度": "lon", "市区町村": "city", "読み": "kana", "英語": "en",
    "latitude": "lat", "longitude": "lon", "name": "town",
    "住区": "neighbourhood", "学区": "school", "小学校区": "school", "町会": "association", "自治会": "association",
}  # fmt: skip
LAYER = re.compile(r"^[a-z][a-z0-9-]{0,39}$")
ID = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")
UNSEPARATED = re.compile(r"[;；]")


@dataclass(slots=True)
class Draft:
    """What was read, whole or not: ``layers`` are those that were asked for, also when no town is in them."""

    towns: list[TownLine] = field(default_factory=list)
    layers: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def faults(self) -> list[Finding]:
        """What stops an import."""
        return [finding for finding in self.findings if finding.fault]

    def say(self, line: int, ja: str, en: str) -> None:
        """Enter a fault."""
        self.findings.append(Finding(line, ja, en))

    def check(self) -> "Draft":
        """Look at all towns together, once everything was read."""
        if not self.towns and not self.faults:
            self.say(
                0, "町が一つもありません。市区町村の名前とファイルを確かめてください", "no towns: check file and --city"
            )
        if len(self.towns) > TOWNS_MAX:
            self.say(
                0, f"町が {TOWNS_MAX} より多いので、ファイルを分けてください", f"more than {TOWNS_MAX} towns: split"
            )
            return self
        self.findings += about_names([(town.line, town.name) for town in self.towns])
        self.findings += about_points([(town.line, town.name, town.point) for town in self.towns])
        for layer in self.layers:
            self.findings += about_belonging(layer, [(t.line, t.name, t.areas.get(layer, [])) for t in self.towns])
            areas = {name: town.line for town in reversed(self.towns) for name in town.areas.get(layer, ())}
            self.findings += about_names([(line, name) for name, line in areas.items()], layer)
        self.findings.sort()
        return self


def text_of(content: bytes) -> str:
    """The text of a file in UTF-8, with or without a mark, or in CP932. Raises ``ValueError``."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp932")
    except UnicodeDecodeError as wrong:
        raise ValueError("UTF-8 か Shift_JIS（CP932）で保存してください / save it as UTF-8 or CP932") from wrong


def towns_of_table(text: str, city: str | None = None) -> Draft:
    """The towns of a table; every column that is none of a town's own is a layer, with the area's name in each row."""
    draft = Draft()
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    if not (head := _head(draft, rows)):
        return draft
    draft.layers = [name for name in head if name not in (*WANTED, *BESIDE)]
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(head):
                draft.say(
                    rows.line_num,
                    f"列が {len(row)} あります（1行目は {len(head)}）。区切りを確かめてください",
                    f"{len(row)} columns, the head has {len(head)}: check the commas",
                )
                continue
            said = dict(zip(head, (cell.strip() for cell in row), strict=True))
            if city is None or said.get("city") == city:
                _take(draft, rows.line_num, said)
    except csv.Error as wrong:
        draft.say(rows.line_num, f"CSV として読めません（{wrong}）", f"this is no CSV: {wrong}")
    return draft


def towns_of_map(text: str, city: str | None = None) -> Draft:
    """The towns of GeoJSON: a point each, or a polygon, in which a point is found. Properties are as columns are."""
    draft = Draft()
    layers: dict[str, None] = {}
    for number, feature in enumerate(_features(text, draft), start=1):
        said = {HEADS.get(key, key.lower()): str(value).strip() for key, value in _properties(feature).items()}
        try:
            longitude, latitude = _point(feature.get("geometry") or {})
        except ValueError as wrong:
            draft.say(number, f"形が読めません（{wrong}）。図形を確かめてください", f"no such shape: {wrong}")
            continue
        said |= {"lat": str(latitude), "lon": str(longitude)}
        layers.update(dict.fromkeys(key for key in said if key in HEADS.values() and key not in (*WANTED, *BESIDE)))
        if city is None or said.get("city") == city:
            _take(draft, number, said)
    draft.layers = list(layers)
    return draft


def put_layer(draft: Draft, layer: str, text: str) -> None:
    """Put every town into the area of a layer whose polygon holds its point."""
    if not LAYER.match(layer) or layer in draft.layers:
        draft.say(0, f"層の名前「{layer}」は使えません（英小文字。2度は書けません）", f"no name for a layer: {layer}")
        return
    draft.layers.append(layer)
    shapes = []
    for number, feature in enumerate(_features(text, draft), start=1):
        said = {HEADS.get(key, key.lower()): str(value).strip() for key, value in _properties(feature).items()}
        name = said.get(layer) or said.get("town") or ""
        try:
            shapes.append((name, polygons_of(feature.get("geometry") or {})))
        except ValueError as wrong:
            draft.say(number, f"形が読めません（{wrong}）。図形を確かめてください", f"no such shape: {wrong}")
        if not name:
            draft.say(number, f"名前（name か {layer}）がありません", f"no name: give it name or {layer}")
    for town in draft.towns:
        latitude, longitude = town.point
        within = [name for name, polygons in shapes if contains(polygons, longitude, latitude)]
        town.areas[layer] = list(dict.fromkeys(within))
    used = {name for town in draft.towns for name in town.areas[layer]}
    for name, _ in shapes:
        if name not in used:
            draft.findings.append(
                Finding(
                    0,
                    f"{layer}「{name}」に入る町がありません。図形か町の位置を確かめてください",
                    f"no town lies in {name} of {layer}: check its shape",
                    fault=False,
                )
            )


def _head(draft: Draft, rows: Iterator[list[str]]) -> list[str]:
    """The names of the columns; none when they will not do."""
    try:
        head = [HEADS.get(name.strip(), name.strip().lower()) for name in next(rows, [])]
    except csv.Error as wrong:
        draft.say(1, f"CSV として読めません（{wrong}）", f"this is no CSV: {wrong}")
        return []
    if missing := [name for name in WANTED if name not in head]:
        draft.say(1, f"列がありません: {', '.join(missing)}。1行目に列の名前を書いてください", f"no column {missing}")
    for name in head:
        if head.count(name) > 1 or not (name in (*WANTED, *BESIDE) or LAYER.match(name)):
            draft.say(
                1, f"列の名前「{name}」は使えません（英小文字。2度は書けません）", f"no such column: {name}, or twice"
            )
    return [] if draft.faults else head


def _take(draft: Draft, line: int, said: dict[str, str]) -> None:
    name = said.get("town", "")
    if not name or len(name) > 80:
        draft.say(line, "町の名前がありません（80文字まで）", "no name of a town (80 characters at most)")
        return
    try:
        point = float(said["lat"]), float(said["lon"])
    except ValueError:
        draft.say(line, f"{name}: 緯度・経度が数ではありません。度で書いてください", f"{name}: lat and lon are degrees")
        return
    if wrong := misplaced(line, *point):
        draft.findings.append(wrong)
        return
    id = said.get("id") or id_of("t" + re.sub(r"\D", "", said.get("code6", ""))[:6], name)
    if not ID.match(id) or any(town.id == id for town in draft.towns if plain(town.name) != plain(name)):
        draft.say(line, f"id「{id}」は使えないか、2度書かれています", f"the id {id} cannot be used, or comes twice")
        return
    own = (*WANTED, *BESIDE)
    areas = {
        layer: [each.strip() for each in UNSEPARATED.split(value) if each.strip()]
        for layer, value in said.items()
        if layer not in own
    }
    draft.towns.append(TownLine(line, id, name, said.get("kana", ""), said.get("en") or name, point, areas))


def _features(text: str, draft: Draft) -> list[dict[str, Any]]:
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as wrong:
        line = getattr(wrong, "lineno", 0)
        draft.say(line, "JSON として読めません。書き出しをやり直してください", "this is no JSON: export it anew")
        return []
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        draft.say(0, "GeoJSON の FeatureCollection ではありません", "a FeatureCollection of GeoJSON is wanted")
        return []
    return features


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return (
        {key: value for key, value in properties.items() if value is not None} if isinstance(properties, dict) else {}
    )


def _point(geometry: dict[str, Any]) -> tuple[float, float]:
    if geometry.get("type") != "Point":
        return middle(polygons_of(geometry))
    try:
        return float(geometry["coordinates"][0]), float(geometry["coordinates"][1])
    except (KeyError, IndexError, TypeError) as wrong:
        raise ValueError("coordinates are no numbers") from wrong
