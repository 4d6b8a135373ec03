"""``kyoso rules``: check a town's rules of use, try them on worked cases, and ask what a change would have done.

None of it needs a running town; a simulation reads beside one.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kyoso.commands.common import FAULT, FILE, USAGE, data_option, go, settings_of, stop

if TYPE_CHECKING:
    from services.booking.rulebook.book import Book
    from services.booking.rulebook.cases import Case
    from services.booking.rulebook.trying import Outcome

FOLDER = click.Path(file_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


@click.group("rules")
def command() -> None:
    """施設の利用規則（docs/rulebook.md）。 / Rules of use as data."""


@command.command("check")
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """規則のファイルを調べます。指摘があれば終了コード 1 です。 / Check a file of rules; exits with 1 on findings.

    注記（架空の金額、まだ効力のない規則など）は指摘ではありません。 / Remarks are no findings.
    """
    from services.booking.rulebook.book import Book, WrongBook  # noqa: PLC0415 - loaded when something runs
    from services.booking.rulebook.lint import lint, remarks  # noqa: PLC0415 - as above

    try:
        book = Book.of(_text(file))
    except WrongBook as wrong:
        for finding in wrong.findings:
            click.echo(f"{file}:{finding}")
        stop(f"読み込めません: 指摘 {len(wrong.findings)} 件 / cannot be loaded: {len(wrong.findings)} findings", FAULT)
    beside = list(remarks(book))
    for remark in beside:
        click.echo(f"{file}: {remark}")
    findings = lint(book)
    for finding in findings:
        click.echo(f"{file}:{finding}")
    rules, rooms = len(book.file.rules()), len(book.places.rooms)
    name = book.file.name
    click.echo(f"{name.ja}: 規則 {rules}、室 {rooms}、指摘 {len(findings)} 件、注記 {len(beside)} 件")
    click.echo(f"{name.en}: {rules} rules, {rooms} rooms, {len(findings)} findings, {len(beside)} remarks")
    if findings:
        sys.exit(FAULT)


@command.command("try")
@click.argument("rules", type=FILE)
@click.argument("cases", type=FILE)
@click.option(
    "--explain", is_flag=True, help="理由と、変えればよいことも出します / say why, and what would have to differ"
)
def try_(rules: Path, cases: Path, explain: bool) -> None:
    """手で計算した事例（TOML か CSV）を試します。 / Try worked cases; show where they differ (expected ≠ actual).

    違いがあれば終了コード 1 です。 / Exits with 1 when any differs.
    """
    from services.booking.rulebook.trying import try_case  # noqa: PLC0415 - loaded when something runs

    book = _book(rules)
    outcomes = [try_case(book, case) for case in _cases(cases)]
    for outcome in outcomes:
        click.echo(f"{'×' if outcome.differences else '○'} {outcome.case.name}")
        for difference in outcome.differences:
            click.echo(f"    {difference}")
        if explain:
            _explain(book, outcome)
    differ = sum(bool(outcome.differences) for outcome in outcomes)
    click.echo(f"事例 {len(outcomes)} 件、違い {differ} 件 / {len(outcomes)} cases, {differ} differ")
    if differ:
        click.echo(
            "違いは「事例に書いた値 ≠ 規則の答え」です / a difference is: what the case expects ≠ what the rules say"
        )
        sys.exit(FAULT)


@command.command("simulate")
@click.argument("rules", type=FILE)
@click.option("--from", "since", type=DAY, required=True, help="利用日の初日 / first day of use")
@click.option("--until", type=DAY, required=True, help="利用日の末日 / last day of use")
@click.option("--out", type=FOLDER, help="表・図・オープンデータの出力先 / a folder for table, chart and open data")
@data_option
def simulate(rules: Path, since: datetime, until: datetime, out: Path | None, data: Path | None) -> None:
    """別の規則なら過去がどうなったかを、断られた申込みも含めて調べます。 / What other rules would have done.

    今の規則で過去がそのまま再現できないときは、終了コード 1 です。
    / Exits with 1 when the rules in force do not reproduce the past exactly.
    """
    from kyoso.simulating import simulated, told  # noqa: PLC0415 - loaded when something runs

    settings = settings_of(data=data)
    if until < since:
        stop("--until が --from より前です / --until is before --from", USAGE)
    _book(rules)
    found = go(lambda: simulated(settings, _text(rules), since.date(), until.date()))
    click.echo(told(found, out))
    if found.differing:
        sys.exit(FAULT)


def _book(file: Path) -> "Book":
    from services.booking.rulebook.book import Book, WrongBook  # noqa: PLC0415 - loaded when something runs

    try:
        return Book.of(_text(file))
    except WrongBook as wrong:
        findings = "\n".join(f"{file}:{finding}" for finding in wrong.findings)
        stop(f"{findings}\n規則を読み込めません / the rules cannot be loaded: kyoso rules check {file}", USAGE)


def _cases(file: Path) -> "list[Case]":
    from services.booking.rulebook.cases import WrongCases, read_cases  # noqa: PLC0415 - loaded when something runs

    try:
        return read_cases(_text(file), csv_table=file.suffix.lower() == ".csv")
    except WrongCases as wrong:
        stop("\n".join(f"{file}: {finding}" for finding in wrong.findings), USAGE)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        stop(f"{file}: UTF-8 で保存してください / save it as UTF-8", USAGE)


def _explain(book: "Book", outcome: "Outcome") -> None:
    from services.booking.rulebook.conditions import conditions  # noqa: PLC0415 - loaded when something runs
    from services.booking.rulebook.explain import enough, explain  # noqa: PLC0415 - as above

    decision = outcome.decision
    if decision is None:
        return
    for line in decision.lines:
        click.echo(f"    {line.what.ja} / {line.what.en}: {line.yen_each:,} × {line.count} = {line.yen:,}")
    explanations = explain(book, outcome.case.request, outcome.case.facts, outcome.case.now)
    for explanation in explanations:
        click.echo(f"    {explanation.refusal.rule_id} [{explanation.refusal.article}]")
        for language in ("ja", "plain", "en"):
            click.echo(f"      {explanation.words(language)}")
    if both := enough(book, decision, explanations):
        click.echo(f"    {both.words('ja')}")
        click.echo(f"    {both.words('plain')}")
        click.echo(f"    {both.words('en')}")
    for notice in decision.notices:
        click.echo(f"    {notice.rule_id}: {notice.ja} / {notice.en}")
    if decision.allowed:
        for condition in conditions(decision):
            click.echo(f"    {condition.rule_id}: {condition.ja} / {condition.en}")
