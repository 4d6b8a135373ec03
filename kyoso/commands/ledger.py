"""``kyoso ledger check``: recompute the books of points; exits with 1 when they do not balance."""

import json
import sys
from pathlib import Path

import click

from kyoso.commands.common import FAULT, data_option, operate


@click.group("ledger")
def command() -> None:
    """ポイントの帳簿。 / The books of points."""


@command.command("check")
@click.option("--json", "as_json", is_flag=True, help="JSON で出します / print JSON")
@data_option
def check(as_json: bool, data: Path | None) -> None:
    """すべての仕訳を合計し直し、口座と比べます。 / Recompute every sum and compare it with the accounts.

    合わないときは終了コード 1 です。 / Exits with 1 when something does not add up.
    """
    report = operate("ledger-check", {}, data)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        from services.points.ledger import LedgerReport  # noqa: PLC0415 - loaded when it is shown

        told = LedgerReport(**report)
        for language in ("ja", "en"):
            click.echo("\n".join(told.lines(language)))
    if not report["balanced"]:
        sys.exit(FAULT)
