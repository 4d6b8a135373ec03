"""``kyoso import facilities FILE``: take a city's table of facilities in, and say what became of every row."""

import base64
import json
from pathlib import Path
from typing import Any

import click

from kyoso.commands.common import data_option, operate

FILE_BYTES_MAX = 20 * 1024 * 1024


@click.group("import")
def command() -> None:
    """データを取り込みます。 / Take files in."""


@command.command("facilities")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="JSON で出します / print JSON")
@data_option
def facilities(file: Path, as_json: bool, data: Path | None) -> None:
    """施設一覧の CSV（FILE）を取り込みます。 / Take a table of facilities in (CSV, UTF-8 or CP932).

    直した行、断った行、対象外の行を、理由とともに報告します。同じファイルをもう一度取り込んでも何も変わりません。
    / Every row repaired, refused or skipped is reported with its reason; the same file twice changes nothing.
    """
    if file.stat().st_size > FILE_BYTES_MAX:
        raise click.BadParameter(f"{file} は20MBを超えています / is larger than 20 MB")
    arguments = {"content": base64.b64encode(file.read_bytes()).decode(), "source": file.name}
    report = operate("import-facilities", arguments, data)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(report)))


STATUS = {
    "accepted": "取り込み / accepted",
    "repaired": "直して取り込み / repaired",
    "refused": "取り込めない / refused",
    "skipped": "対象外 / skipped",
}
CHANGE = {"registered": "新規 / registered", "changed": "変更 / changed", "unchanged": "変更なし / unchanged"}


KIND = {
    "community-centre": "コミュニティ・センター / community centres",
    "neighbourhood-hall": "地区公会堂 / neighbourhood halls",
}
ORDER = ("skipped", "accepted", "repaired", "refused")
"""Of a long report on a terminal the end is read: there is what somebody should look at."""
NEXT = (
    "新しい施設は、部屋を登録するまで予約できません（PUT /booking/facilities/番号）。",
    "A new facility cannot be booked until it has rooms (PUT /booking/facilities/ID).",
)


def _lines(report: dict[str, Any]) -> list[str]:
    """Every row about which there is something to say, those to look at last; then the sums and what to do next."""
    lines = [
        f"{row['line']:>5}  {STATUS[row['status']]}  {row['name'] or '–'}: {note['ja']} / {note['en']}"
        for row in sorted(report["rows"], key=lambda row: (ORDER.index(row["status"]), row["line"]))
        for note in row["notes"]
    ]
    if lines:
        lines.insert(0, "   行 / line")
    lines.append(f"{report['source']} ({report['encoding']})")
    for words, counts in ((STATUS, report["counts"]), (CHANGE, report["changes"])):
        lines += [f"  {text}: {counts[code]}" for code, text in words.items() if code in counts]
    lines += [f"  {KIND.get(kind, kind)}: {count}" for kind, count in sorted(report["kinds"].items())]
    lines += NEXT if report["changes"].get("registered") else ()
    return lines
