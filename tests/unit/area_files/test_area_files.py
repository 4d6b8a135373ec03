"""A city's own areas: from tables and maps, whole or not at all, with the line of every fault."""

import csv
import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kyoso.area_files.names import plain
from kyoso.area_files.reading import put_layer, text_of, towns_of_map, towns_of_table
from kyoso.area_files.shapes import contains, middle, polygons_of
from kyoso.area_files.writing import check_file, document_of
from kyoso.cli import main
from services.matching.domain.areas import Area, AreaMap
from services.matching.knowledge import PACKAGED

DATA = Path(os.environ.get("KYOSO_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
TABLE = """code6,city,town,lat,lon,neighbourhood,学区
139998,こもれび市,北町一丁目,35.20,139.20,北住区,北小
139998,こもれび市,北町二丁目,35.19,139.20,北住区,中小
139998,こもれび市,中町,35.18,139.21,中住区,中小
"""
SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]


def shared(*path):
    file = DATA.parent.joinpath(*path)
    if not file.exists():
        pytest.skip(f"the real data is not here: {'/'.join(path)}")
    return file


def faults(text):
    return [(finding.line, finding.en) for finding in towns_of_table(text).check().faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_table_becomes_towns_and_layers_in_any_writing(encoding, ends):
    """What a spreadsheet saves; the file that is made is read by matching."""
    draft = towns_of_table(text_of(TABLE.replace("\n", ends).encode(encoding))).check()

    areas = AreaMap(document_of(draft))

    assert [] == draft.findings
    assert {"neighbourhood": {"北住区", "中住区"}, "school": {"北小", "中小"}} == {
        layer: {areas.word(area).ja for area in areas.words if area.layer == layer} for layer in draft.layers
    }
    assert {3, 2} == {len(areas.towns), len({home["school"] for home in map(areas.home_of, areas.towns)})}


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        ("35.19,139.20", "139.20,35.19", 3, "swapped"),
        ("35.19,139.20", "3.519,139.20", 3, "not in Japan"),
        ("35.19,139.20", "36.19,139.20", 3, "from the other towns"),
        ("35.19,139.20", "北,139.20", 3, "degrees"),
        ("北町二丁目", "北町一丁目", 3, "in line 2 too"),
        ("北町二丁目", "北町1丁目", 3, "writing only"),
        ("北住区,中小", "北住区;中住区,中小", 3, "several areas"),
        ("中住区,中小", "中住区", 4, "6 columns"),
        ("town,lat", "place,lat", 1, "no column"),
        ("北町二丁目,", ",", 3, "no name"),
    ],
)
def test_a_fault_is_named_with_its_line(was, becomes, line, said):
    """And with what to do next."""
    found = faults(TABLE.replace(was, becomes, 1))

    assert found, "nothing was found"
    assert (line, True) == (found[0][0], said in found[0][1])


def test_a_town_in_no_area_is_said_and_no_fault():
    """Statistics count it nowhere; whether that is right, people decide."""
    draft = towns_of_table(TABLE.replace("中住区,中小", ",中小")).check()

    assert [] == draft.faults
    assert ["中町 is in no area of neighbourhood"] == [finding.en.partition(" (")[0] for finding in draft.findings]


def test_a_file_with_a_fault_writes_nothing(tmp_path):
    """No half import: what stood there before stays; a good file takes its place."""
    source, out = tmp_path / "towns.csv", tmp_path / "areas.json"
    out.write_text("before", "utf-8")
    source.write_text(TABLE.replace("35.19,139.20", "139.20,35.19"), "utf-8")
    refused = CliRunner().invoke(main, ["areas", "import", str(source), "--out", str(out)])
    assert (1, "before") == (refused.exit_code, out.read_text("utf-8"))
    assert "緯度と経度が逆です" in refused.output

    source.write_text(TABLE, "utf-8")
    taken = CliRunner().invoke(main, ["areas", "import", str(source), "--out", str(out)])
    checked = CliRunner().invoke(main, ["areas", "check", str(out)])

    assert (0, 0) == (taken.exit_code, checked.exit_code), taken.output + checked.output
    assert ["areas.json", "towns.csv"] == sorted(each.name for each in tmp_path.iterdir())


def test_the_packaged_areas_have_nothing_wrong():
    """Every town of the sample town is in exactly one area of every layer."""
    assert [] == check_file((PACKAGED / "areas.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('"towns": ["kawabe-3"]', '"towns": []', ["no towns", "a hole"]),
        ('"towns": ["kawabe-3"]', '"towns": ["kawabe-3", "kawabe-2"]', ["an overlap"]),
        ('"towns": ["kawabe-3"]', '"towns": ["kawabe-4"]', ["not in towns", "a hole"]),
        ("川辺三丁目", "川辺2丁目", ["writing only"]),
        ("35.1565", "36.1565", ["from the other towns"]),
        ('"walk_half_minutes": 20', '"walk_half_minutes": 10', ["more than a tenth"]),
        ('"half_distance_km": 1.2,', "", ["cannot be loaded"]),
        ('"layers": {', '"layers": [', ["no JSON"]),
    ],
)
def test_what_is_wrong_with_a_file_is_found_with_its_line(was, becomes, said):
    """Holes, overlaps, unknown towns, areas without towns, names, points, and what cannot be read."""
    text = (PACKAGED / "areas.json").read_text("utf-8")
    assert was in text

    found = check_file(text.replace(was, becomes, 1))

    assert all(any(each in finding.en for finding in found) for each in said), found
    assert all(finding.line > 0 for finding in found) or "cannot be loaded" in said


@given(st.booleans(), st.booleans(), st.integers(0, 3))
def test_a_polygon_may_be_wound_and_begin_as_it_likes(outer, inner, start):
    """With a hole and in several parts."""
    ring = (SQUARE[:-1][start:] + SQUARE[:-1][:start])[:: 1 if outer else -1]
    hole = HOLE[:: 1 if inner else -1]
    found = polygons_of(
        {"type": "MultiPolygon", "coordinates": [[[*ring, ring[0]], hole], [[[9, 9], [10, 9], [9, 10]]]]}
    )

    assert [True, False, True, False] == [contains(found, *point) for point in ((0.5, 0.5), (2, 2), (9.2, 9.2), (5, 5))]
    assert contains(found, *middle(found))


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=3, max_size=9, unique=True))
def test_a_middle_lies_inside(corners):
    """Of every bar chart turned on its side: concave, with a spine of its own."""
    ring = [(0.0, 0.0)]
    for step, (width, _) in enumerate(corners):
        ring += [(float(width), float(step)), (float(width), step + 1.0)]
    ring.append((0.0, float(len(corners))))
    polygons = polygons_of({"type": "Polygon", "coordinates": [ring]})

    assert contains(polygons, *middle(polygons))


def test_a_map_of_polygons_puts_towns_into_areas():
    """A town by its point; one outside every polygon is a hole, one inside two an overlap."""

    def feature(geometry, **properties):
        return {"type": "Feature", "properties": properties, "geometry": geometry}

    def square(west, south, size, **properties):
        ring = [[west + x * size, south + y * size] for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
        return feature({"type": "Polygon", "coordinates": [ring]}, **properties)

    towns = [
        feature({"type": "Point", "coordinates": [139.20, 35.20]}, name="a"),
        feature({"type": "Point", "coordinates": [139.22, 35.20]}, name="b"),
        square(139.235, 35.195, 0.01, name="c"),
        feature({"type": "Point", "coordinates": [139.26, 35.20]}, name="d"),
    ]
    schools = [square(139.19, 35.19, 0.04, name="west"), square(139.21, 35.19, 0.04, name="east")]
    draft = towns_of_map(json.dumps({"type": "FeatureCollection", "features": towns}))
    put_layer(draft, "school", json.dumps({"type": "FeatureCollection", "features": schools}))
    draft.check()

    assert [["west"], ["west", "east"], ["east"], []] == [town.areas["school"] for town in draft.towns]
    assert [(2, "several areas"), (4, "no area")] == [
        (each.line, "several areas" if "several areas" in each.en else "no area") for each in draft.findings
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("諏訪一丁目", "諏訪１丁目"), ("聖ヶ丘十二丁目", "聖ケ丘12丁目"), ("A 町", "Ａ町")]
)
def test_names_that_differ_in_writing_are_one(one, other):
    """Numerals, the small ケ, widths and spaces."""
    assert plain(one) == plain(other)


def test_the_towns_of_three_real_cities_are_taken_in(tmp_path):
    """A real table, with one city of three chosen."""
    file = shared("data", "chome_points_tama.csv")
    out = tmp_path / "areas.json"

    taken = CliRunner().invoke(main, ["areas", "import", str(file), "--city", "多摩市", "--out", str(out)])

    assert 0 == taken.exit_code, taken.output
    assert 89 == len(AreaMap.read(out).towns)


def test_the_documents_areas_of_tama_are_four_lists_of_towns():
    """``諏訪１～６、馬引沢１～２、関戸６一部``: whole towns of each list are in it, and in no other."""
    table = shared("data", "chome_points_tama.csv")
    texts = [file.read_text("utf-8", errors="replace") for file in sorted(shared("seeds").glob("*.txt"))]
    lists = [found for text in texts for found in re.findall(r"^住所 (.+)$", text, re.MULTILINE)]
    names = [f"area-{number}" for number in range(1, len(lists) + 1)]
    rows = [row for row in csv.DictReader(table.open(encoding="utf-8")) if row["city"] == "多摩市"]
    within = {plain(town): name for name, said in zip(names, lists, strict=True) for town in whole_towns(said)}
    lines = [
        "town,lat,lon,school",
        *(f"{r['town']},{r['lat']},{r['lon']},{within.get(plain(r['town']), '')}" for r in rows),
    ]

    draft = towns_of_table("\n".join(lines)).check()
    areas = AreaMap(document_of(draft))
    found = {areas.word(area).ja: areas.members[area] for area in areas.words if area.layer == "school"}

    assert 4 == len(lists)
    assert [] == draft.faults
    assert set(names) == set(found)
    suwa = next(name for name, said in zip(names, lists, strict=True) if said.startswith("諏訪"))
    assert 8 == len(found[suwa])
    home = next(area for area in areas.words if areas.word(area).ja == suwa)
    assert 1.0 == areas.walks([home])[Area("school", home.id)]


def whole_towns(said):
    """The towns of ``諏訪１～６、貝取１一部・２～5``; what is there in part only is left out."""
    base = ""
    for part in re.split(r"[、・,]", plain(said).replace("~", "～")):
        if not (found := re.match(r"^([^0-9(（]*)(\d+)?(?:～(\d+))?(.*)$", part)):
            continue
        base = found[1] or base
        if found[2] and not found[4]:
            for number in range(int(found[2]), int(found[3] or found[2]) + 1):
                yield f"{base}{number}丁目"
