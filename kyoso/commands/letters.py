"""``kyoso dead-letters``: look at events that could not be handled, replay them in order, or let them go."""

from pathlib import Path
from typing import Any

import click

from kyoso.commands.common import FAULT, data_option, operate, stop


@click.group("dead-letters")
def command() -> None:
    """配送できなかったイベント。 / Events that a service could not handle; later ones of their subject wait."""


service_option = click.option("--service", help="このサービスのもの / of this service")


@command.command("list")
@service_option
@click.option("--closed", is_flag=True, help="処理済みのもの / those that were dealt with")
@data_option
def list_(service: str | None, closed: bool, data: Path | None) -> None:
    """一覧を出します。 / List them, in the order in which they arrived."""
    items = operate("dead-letters-list", {"service": service, "closed": closed}, data)["items"]
    for item in items:
        where = item["handler"] or item["origin"]
        click.echo(f"{item['id'][:12]}  {item['status']:<10} {item['service']:<14} {item['type']:<28} {where}")
        click.echo(f"    {item['at']}  {item['topic']}  {item['subject']}  {item['reason']}")
    if not items:
        click.echo("ありません / none")


@command.command("show")
@click.argument("id")
@service_option
@data_option
def show(id: str, service: str | None, data: Path | None) -> None:
    """1件を全部見せます。ID は始めの6文字から。 / Show one whole. ID: its first six characters or more."""
    letter = operate("dead-letters-show", {"id": id, "service": service}, data)
    for name, value in letter.items():
        if isinstance(value, dict):
            click.echo(f"{name}:")
            for key, inner in value.items():
                click.echo(f"  {key}: {inner}")
        else:
            click.echo(f"{name}: {value}")


@command.command("replay")
@click.argument("id")
@service_option
@data_option
def replay(id: str, service: str | None, data: Path | None) -> None:
    """もう一度処理し、後ろで待つものも順に処理します。 / Handle it again, then what waits behind it, in order."""
    _tell(operate("dead-letters-replay", {"id": id, "service": service}, data))


@command.command("discard")
@click.argument("id")
@click.option("--yes", is_flag=True, help="確認をたずねません / do not ask")
@service_option
@data_option
def discard(id: str, yes: bool, service: str | None, data: Path | None) -> None:
    """処理しないことに決め、後ろで待つものを順に処理します。 / Never handle it; what waits behind it goes on."""
    if not yes:
        click.confirm(f"{id} を破棄しますか / discard {id}?", abort=True)
    _tell(operate("dead-letters-discard", {"id": id, "service": service}, data))


def _tell(outcome: dict[str, Any]) -> None:
    click.echo(f"{outcome['service']}: {outcome['handled']} 件を処理しました / handled")
    if outcome["still_failing"]:
        stop(f"まだ処理できません / it still fails: {outcome['still_failing']}", FAULT)
