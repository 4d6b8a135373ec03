"""``kyoso report monthly``: the operator's monthly report as files, of a running deployment or of its data folder."""

import base64
from pathlib import Path

import click

from kyoso.commands.common import USAGE, data_option, operate, stop


@click.group("report")
def command() -> None:
    """施設の利用報告。 / Reports on the use of facilities."""


@command.command("monthly")
@click.option("--month", required=True, metavar="YYYY-MM", help="報告する月 / the month, e.g. 2026-11")
@click.option("--facility", "facility_id", help="1つの施設だけ（名前か番号） / one facility, by name or id")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="ファイルを置くフォルダ / the folder for the files",
)
@data_option
def monthly(month: str, facility_id: str | None, out: Path, data: Path | None) -> None:
    """月報を CSV と PDF で作ります。 / Make the monthly report: a CSV and a PDF.

    同じ月をもう一度作ると、ファイルを置きかえます。 / Made again, the files are replaced.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        report = operate("report-monthly", {"month": month, "facility_id": facility_id}, data)
        for name, content in report["files"].items():
            _write(out / name, base64.b64decode(content))
    except OSError as fault:
        stop(f"ファイルを書けません / the files cannot be written: {fault.filename}: {fault.strerror}", USAGE)
    for name in report["files"]:
        click.echo(str(out / name))
    if not report["complete"]:
        click.echo("終わった日だけを数えました。 / The month is not over: days that are over count.")


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(content)
    temporary.replace(path)
