"""The file that matching reads, made of towns; and what is wrong with one that somebody wrote or changed by hand."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kyoso.area_files.model import Finding, about_belonging, about_names, about_points, misplaced
from kyoso.area_files.names import id_of
from kyoso.area_files.reading import Draft
from services.matching.domain.areas import AreaMap
from services.matching.domain.walking import HALF_MINUTES

SMOOTH_MINUTES_MIN = 18.0
"""Below it a step from one cell of 125 m to the next can change a score by more than a tenth (Okinawa: 199 m)."""


def document_of(draft: Draft) -> dict[str, Any]:
    """Towns and layers as ``areas.json`` has them."""
    layers: dict[str, dict[str, Any]] = {layer: {} for layer in draft.layers}
    for town in draft.towns:
        for layer in draft.layers:
            for name in town.areas.get(layer, ()):
                entry = layers[layer].setdefault(id_of("a", name), {"ja": name, "en": name, "towns": []})
                entry["towns"].append(town.id)
    return {
        "about": "Made by kyoso areas import; kyoso areas check says what is wrong with it after a change.",
        "walk_half_minutes": HALF_MINUTES,
        "half_distance_km": 1.2,
        "nearness_min": 0.15,
        "towns": {
            town.id: {
                "ja": town.name, "kana": town.kana, "en": town.en,
                "latitude": town.point[0], "longitude": town.point[1],
            }
            for town in draft.towns
        },
        "layers": layers,
    }  # fmt: skip


def check_file(text: str) -> list[Finding]:
    """Everything that is wrong with ``areas.json``, by line; empty when matching can read it and every town counts."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as wrong:
        return [Finding(wrong.lineno, f"JSON として読めません（{wrong.msg}）", f"this is no JSON: {wrong.msg}")]
    if not isinstance(document, dict) or not isinstance(document.get("layers"), dict):
        return [Finding(0, "layers がありません。README の Areas を見てください", "no layers: see Areas in the README")]
    towns = document.get("towns") or {}
    found = list(_towns(text, towns))
    for layer, areas in document["layers"].items():
        found.extend(_layer(text, layer, areas, towns))
    half = document.get("walk_half_minutes", HALF_MINUTES)
    if isinstance(half, (int, float)) and 0 < half < SMOOTH_MINUTES_MIN:
        found.append(
            Finding(
                line_of(text, "walk_half_minutes"),
                f"walk_half_minutes が {SMOOTH_MINUTES_MIN:.0f} 分より短いと、20 m で点数が 1 割より大きく変わりえます",
                f"below {SMOOTH_MINUTES_MIN:.0f} minutes a score can change by more than a tenth within 20 m",
                fault=False,
            )
        )
    if not any(finding.fault for finding in found):
        try:
            AreaMap(document)
        except (KeyError, ValueError, TypeError, AttributeError) as wrong:
            found.append(Finding(0, f"読み込めません: {wrong}", f"cannot be loaded: {wrong}"))
    return sorted(found)


def line_of(text: str, key: str, after: int = 0) -> int:
    """The line where a key stands first, after a line; 0 for none."""
    quoted = json.dumps(key, ensure_ascii=False)
    lines = text.splitlines()
    return next(
        (n for n, line in enumerate(lines, start=1) if n > after and f"{quoted}:" in line.replace(" :", ":")), 0
    )


def _towns(text: str, towns: Mapping[str, Any]) -> Iterator[Finding]:
    known = []
    for id, entry in towns.items():
        line = line_of(text, id)
        try:
            point = float(entry["latitude"]), float(entry["longitude"])
            known.append((line, str(entry["ja"]), point))
        except (KeyError, TypeError, ValueError) as wrong:
            yield Finding(line, f"{id}: {wrong} が読めません", f"{id}: {wrong} cannot be read")
            continue
        if misplacement := misplaced(line, *point):
            yield misplacement
    yield from about_names([(line, name) for line, name, _ in known])
    yield from about_points(known)


def _layer(text: str, layer: str, areas: Mapping[str, Any], towns: Mapping[str, Any]) -> Iterator[Finding]:
    top = line_of(text, layer)
    within: dict[str, list[str]] = {id: [] for id in towns}
    names = []
    for id, entry in areas.items():
        line = line_of(text, id, top)
        names.append((line, str(entry.get("ja", id))))
        listed = entry.get("towns", [])
        for town in listed:
            if town not in within:
                yield Finding(
                    line,
                    f"{layer}「{id}」の町 {town} は towns にありません。綴りを確かめてください",
                    f"{town} in {id} of {layer} is not in towns: check its spelling",
                )
            else:
                within[town].append(id)
        if towns and not listed:
            yield Finding(
                line,
                f"{layer}「{id}」に町がありません。町を書くか、区域を消してください",
                f"{id} of {layer} has no towns: list them or remove it",
                fault="latitude" not in entry,
            )
    yield from about_names(names, layer)
    yield from about_belonging(
        layer, [(line_of(text, id), str(towns[id].get("ja", id)), areas) for id, areas in within.items()]
    )
