"""``kyoso import``: take a city's table of facilities in, or a house's ledger, and say what became of every line."""

import base64
import json
from pathlib import Path
from typing import Any

import click

from kyoso.commands.common import FAULT, FILE, data_option, operate

FILE_BYTES_MAX = 20 * 1024 * 1024


@click.group("import")
def command() -> None:
    """データを取り込みます。 / Take files in."""


@command.command("facilities")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="JSON で出します / print JSON")
@data_option
def facilities(file: Path, as_json: bool, data: Path | None) -> None:
    """施設一覧の CSV（FILE）を取り込みます。 / Take a table of facilities in (CSV, UTF-8 or CP932).

    直した行、断った行、対象外の行を、理由とともに報告します。同じファイルをもう一度取り込んでも何も変わりません。
    断った行があれば終了コード 1 です。 / Every row repaired, refused or skipped is reported with its reason; the same
    file twice changes nothing. Exits with 1 when a row was refused; the others are taken in.
    """
    arguments = _file_of(file)
    report = operate("import-facilities", arguments, data)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(report)))
    _end(report)


@command.command("bookings")
@click.argument("file", type=FILE)
@click.option(
    "--facility", "facility_id", help="台帳に施設名がないときの施設（名前か番号） / the house, if none is named"
)
@click.option("--placeholder", required=True, help="団体不明の予約を預かる窓口の利用者番号 / the counter's person id")
@click.option("--year", type=click.IntRange(2000, 2199), help="年のない日付の年 / the year of dates that have none")
@click.option("--check/--apply", "only_check", default=True, help="調べるだけ（既定）か、取り込む / check or take over")
@click.option("--json", "as_json", is_flag=True, help="JSON で出します / print JSON")
@data_option
def bookings(
    file: Path,
    facility_id: str | None,
    placeholder: str,
    year: int | None,
    only_check: bool,
    as_json: bool,
    data: Path | None,
) -> None:
    """予約台帳の CSV（FILE）を調べ、--apply で取り込みます。 / Check a ledger of bookings; take it over with --apply.

    1行1件、日ごと、週間の3つの形を読みます。取り込めるものを全部取り込むか、途中で先を越されたときは何も取り込みません。
    取り込めない行があれば終了コード 1 です。 / Three shapes are read. Everything that can be taken is taken, or, when
    another booking comes first, nothing. Exits with 1 when a line was refused, or nothing was taken for that reason.
    """
    said = {"facility_id": facility_id, "placeholder": placeholder, "year": year, "apply": not only_check}
    report = operate("import-bookings", {**_file_of(file), **said}, data)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else "\n".join(_ledger_lines(report)))
    _end(report)


def _end(report: dict[str, Any]) -> None:
    """The exit code: a script that goes on has taken in every row that it meant to."""
    if report["counts"].get("refused") or report.get("outcome") == "stopped":
        raise click.exceptions.Exit(FAULT)


def _file_of(file: Path) -> dict[str, Any]:
    if file.stat().st_size > FILE_BYTES_MAX:
        raise click.BadParameter(f"{file} は20MBを超えています / is larger than 20 MB")
    return {"content": base64.b64encode(file.read_bytes()).decode(), "source": file.name}


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


SHAPE = {"rows": "1行1件 / a line a booking", "days": "日ごと / a column a room", "week": "週間 / a column a day"}
TITLES_TOO = "（見出しや空の行を含む / with titles and blank lines）"
OUTCOME = {
    "checked": "調べました。--apply を付けると取り込む予約 / checked; with --apply so many would be taken over",
    "nothing-to-take": "取り込むものはありません / there is nothing to take over",
    "taken-over": "取り込みました / taken over",
    "stopped": "取り込んでいません。ほかの予約が先に入りました / nothing was taken: another booking came first",
}


def _ledger_lines(report: dict[str, Any]) -> list[str]:
    """Every line of a ledger about which there is something to say, those to look at last; then the sums."""
    lines = [
        f"{line['line']:>5} {line['cell']:<4} {STATUS[line['status']]}  {_said(line)}: {note['ja']} / {note['en']}"
        for line in sorted(report["lines"], key=lambda line: (ORDER.index(line["status"]), line["line"]))
        for note in line["notes"]
        if note["code"] not in {"blank", "title"}
    ]
    if lines:
        lines.insert(0, "   行 / line")
    lines.append(f"{report['source']} ({report['encoding']}, {SHAPE[report['shape']]})")
    lines += [f"  {text}: {report['counts'][code]}" for code, text in STATUS.items() if code in report["counts"]]
    if report["counts"].get("skipped"):
        lines[-1] += TITLES_TOO
    lines.append(_outcome(report))
    return lines


def _outcome(report: dict[str, Any]) -> str:
    """What became of it, and of how many bookings; of a file that was only looked at, how many would be taken over."""
    ready = sum(report["counts"].get(status, 0) for status in ("accepted", "repaired"))
    count = {"checked": ready, "taken-over": report["taken"]}.get(report["outcome"])
    return OUTCOME[report["outcome"]] + ("" if count is None else f": {count}")


def _said(line: dict[str, Any]) -> str:
    when = f"{line['day']} {line['start']}-{line['end']}" if line["end"] else line["day"]
    return " ".join(filter(None, (when, line["room"], line["holder"]))) or "–"
