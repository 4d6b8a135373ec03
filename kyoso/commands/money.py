"""``kyoso money check``: add up fees, payments and refunds; exits with 1 when a yen is missing."""

import json
import sys
from pathlib import Path

import click

from kyoso.commands.common import FAULT, data_option, operate


@click.group("money")
def command() -> None:
    """使用料のお金。 / Fees, payments and refunds."""


@command.command("check")
@click.option("--json", "as_json", is_flag=True, help="JSON で出します / print JSON")
@data_option
def check(as_json: bool, data: Path | None) -> None:
    """請求・入金・還付の記録を足し直し、一覧と1円まで比べます。 / Add up the records and compare them to the yen.

    合わないときは終了コード 1 です。 / Exits with 1 when a yen is missing.
    """
    report = operate("money-check", {}, data)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        from services.booking.money.check import MoneyReport  # noqa: PLC0415 - loaded when it is shown

        told = MoneyReport(**report)
        for language in ("ja", "en"):
            click.echo("\n".join(told.lines(language)))
    if not report["exact"]:
        sys.exit(FAULT)
