"""``kyoso areas``: a city's own towns and areas, checked and taken in. None of it needs a running town."""

import json
import sys
from pathlib import Path

import click

from kyoso.commands.common import FAULT, FILE, USAGE, stop

OUT = click.Path(dir_okay=False, path_type=Path)


@click.group("areas")
def command() -> None:
    """町と区域のデータ（services/matching/README.md の Areas）。 / A city's towns and areas as data."""


@command.command("check")
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """areas.json を調べます。指摘があれば終了コード 1 です。 / Check areas.json; exits with 1 on findings."""
    from kyoso.area_files.reading import text_of  # noqa: PLC0415 - loaded when something runs
    from kyoso.area_files.writing import check_file  # noqa: PLC0415 - as above

    try:
        findings = check_file(text_of(file.read_bytes()))
    except ValueError as wrong:
        stop(f"{file}: {wrong}", USAGE)
    for finding in findings:
        click.echo(f"{file}:{finding}")
    click.echo(f"指摘 {len(findings)} 件 / {len(findings)} findings")
    if findings:
        sys.exit(FAULT)


@command.command("import")
@click.argument("towns", type=FILE)
@click.option("--out", type=OUT, required=True, help="書き出す areas.json / the file to write")
@click.option("--city", help="この市区町村の行だけ / only the rows of this city")
@click.option(
    "--layer", "layers", multiple=True, metavar="NAME=FILE", help="区域の GeoJSON（school=gakku.geojson） / polygons"
)
def import_(towns: Path, out: Path, city: str | None, layers: tuple[str, ...]) -> None:
    """町の CSV か GeoJSON から areas.json を作ります。/ Make areas.json of towns; with any fault nothing is written.

    誤りが一つでもあれば何も書きません。
    列は town, lat, lon（ほかに code6, city, kana, en, id）。それ以外の列は層で、値は区域の名前です。
    / Columns: town, lat, lon; any other column is a layer, with the area's name in each row.
    """
    from kyoso.area_files.reading import put_layer, text_of, towns_of_map, towns_of_table  # noqa: PLC0415 - loaded when something runs
    from kyoso.area_files.writing import document_of  # noqa: PLC0415 - as above

    try:
        text = text_of(towns.read_bytes())
        draft = (towns_of_map if towns.suffix.lower() in (".geojson", ".json") else towns_of_table)(text, city)
        for each in layers:
            name, _, file = each.partition("=")
            if not file or not Path(file).is_file():
                stop(f"--layer {each}: ファイルがありません（NAME=FILE） / no such file (NAME=FILE)", USAGE)
            put_layer(draft, name, text_of(Path(file).read_bytes()))
    except ValueError as wrong:
        stop(f"{towns}: {wrong}", USAGE)
    draft.check()
    for finding in draft.findings:
        click.echo(f"{towns}:{finding}")
    if draft.faults:
        stop(
            f"誤り {len(draft.faults)} 件。何も書きませんでした / {len(draft.faults)} faults: nothing was written",
            FAULT,
        )
    document = document_of(draft)
    beside = out.with_name(f".{out.name}.new")
    try:
        beside.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
        beside.replace(out)
    except OSError as fault:
        stop(f"{out}: 書けません / may not be written: {fault.strerror}", USAGE)
    counts = ", ".join(f"{layer} {len(areas)}" for layer, areas in document["layers"].items())
    click.echo(f"{out}: 町 {len(draft.towns)}、区域 {counts or 0} / {len(draft.towns)} towns, areas: {counts or 0}")
