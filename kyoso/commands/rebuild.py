"""``kyoso rebuild SERVICE``: derive a service's rows and states again from its journal."""

from pathlib import Path

import click

from kyoso.commands.common import data_option, operate


@click.command("rebuild")
@click.argument("service")
@data_option
def command(service: str, data: Path | None) -> None:
    """SERVICE の一覧と状態を記録から作り直します。 / Derive the rows and states of SERVICE again from its journal.

    例 / for example: kyoso rebuild booking
    """
    done = operate("rebuild", {"service": service}, data)
    click.echo(f"{done['service']}: {done['streams']} 件を作り直しました / streams derived again")
