"""``kyoso triage``: check a city's rules of triage (よろず相談のふりわけ), and try them on worked cases.

None of it needs a running town, and nothing of the sentences is kept.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kyoso.commands.common import FAULT, FILE, USAGE, stop
from shared.clock import SystemClock, tokyo_date

if TYPE_CHECKING:
    from services.matching.domain.consulting.triage_file import Tried

T = TypeVar("T")


@click.group("triage")
def command() -> None:
    """よろず相談のふりわけ規則。 / Rules by which a worry finds its desk."""


@command.command("check")
@click.argument("file", type=FILE)
@click.option("--desks", type=FILE, help="市の desks.json / the city's desks.json")
@click.option(
    "--team", type=FILE, help="市の team.json / the city's team.json: the line to the social-welfare coordinator"
)
def check(file: Path, desks: Path | None, team: Path | None) -> None:
    """規則と、地域福祉コーディネーターへの線を調べます。 / Check rules, and the line to the social-welfare coordinator.

    相談の種類は desks.json のメニューにあるものだけです。指摘があれば終了コード 1 です。 / Exits with 1 on findings.
    """
    from services.matching.domain.consulting import line  # noqa: PLC0415 - loaded when something runs
    from services.matching.domain.consulting.desks import Desks  # noqa: PLC0415 - loaded when something runs
    from services.matching.domain.consulting.triage_file import WrongTriage, lint, loaded, remarks  # noqa: PLC0415 - as above
    from services.matching.domain.team.team import Team  # noqa: PLC0415 - as above
    from services.matching.knowledge import PACKAGED  # noqa: PLC0415 - as above

    try:
        rules = loaded(_text(file))
    except WrongTriage as wrong:
        for finding in wrong.findings:
            click.echo(f"{file}: {finding}")
        stop(f"読み込めません: 指摘 {len(wrong.findings)} 件 / cannot be loaded: {len(wrong.findings)} findings", FAULT)
    beside = remarks(rules, tokyo_date(SystemClock().now()))
    menu, drawn = _read(Desks.read, desks or PACKAGED / "desks.json"), _read(Team.read, team or PACKAGED / "team.json")
    findings = [*lint(rules, menu.categories), *line.findings(drawn, menu)]
    for told in (*beside, *findings):
        click.echo(f"{file}: {told}")
    counts = f"{len(rules.rule)} + {len(rules.urgent)}"
    click.echo(f"{rules.name.ja}: 規則 {counts}（急ぎ）、指摘 {len(findings)} 件、注記 {len(beside)} 件")
    click.echo(f"{rules.name.en}: {counts} (urgent) rules, {len(findings)} findings, {len(beside)} remarks")
    if findings:
        sys.exit(FAULT)


@command.command("try")
@click.argument("file", type=FILE)
@click.argument("cases", type=FILE)
@click.option("--all", "all_", is_flag=True, help="合った事例も出します / show those that fit too")
def try_(file: Path, cases: Path, all_: bool) -> None:
    """事例（CSV: set,text,urgent,category）を試し、適合率・再現率と外れを出します。 / Try cases; say what is missed.

    set が worked の事例に違いがあれば終了コード 1 です。ほかの事例は測るためのもので、規則を合わせ込みません。
    / Exits with 1 when one of the set worked differs. The others measure: no rule is fitted to them.
    """
    from services.matching.domain.consulting import triage_file as files  # noqa: PLC0415 - loaded when something runs
    from services.matching.domain.consulting.triage import Triage  # noqa: PLC0415 - as above

    try:
        triage, given = Triage(files.loaded(_text(file))), files.read_cases(_text(cases))
    except files.WrongTriage as wrong:
        stop("\n".join(wrong.findings), USAGE)
    outcomes = files.tried(triage, given, tokyo_date(SystemClock().now()))
    for each in outcomes:
        if each.differs or all_:
            click.echo(_line(each))
    for kind in dict.fromkeys(each.case.kind for each in outcomes):
        part = [each for each in outcomes if each.case.kind == kind]
        click.echo(f"{kind}: 事例 {len(part)} 件、違い {sum(each.differs for each in part)} 件 / cases, that differ")
        for name, share in files.measured(part).items():
            click.echo(f"    {name}: {share}")
    if any(each.differs for each in outcomes if each.case.kind == "worked"):
        sys.exit(FAULT)


def _line(each: "Tried") -> str:
    expected = f"{each.case.urgent or '-'} {each.case.category or '-'}"
    actual = f"{','.join(each.urgent) or '-'} {each.category or '-'}"
    return f"{'×' if each.differs else '○'} [{each.case.kind}] {each.case.text}: {expected} ≠ {actual}"


def _read(reader: Callable[[Path], T], file: Path) -> T:
    try:
        return reader(file)
    except (KeyError, ValueError) as wrong:
        stop(f"{file}: 読み込めません / cannot be loaded: {wrong}", FAULT)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        stop(f"{file}: UTF-8 で保存してください / save it as UTF-8", USAGE)
