"""``kyoso store plan | apply``: what a MongoDB needs before a service opens it. A data folder needs nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from kyoso.commands.common import FAULT, go, settings_of


@click.group("store")
def command() -> None:
    """保存先（MongoDB）の準備。 / Prepare a MongoDB: indexes are made here, never by a start."""


@command.command("plan")
def plan() -> None:
    """足りない索引を表示します。足りないときは終了コード 1 です。 / Show what is missing; exits with 1 when it is."""
    found = _each_database(made=False)
    _tell(found, "足りません / missing")
    if any(found.values()):
        raise SystemExit(FAULT)


@command.command("apply")
def apply() -> None:
    """足りない索引を作ります。何度実行しても安全です。 / Make what is missing. Repeating it is harmless."""
    _tell(_each_database(made=True), "作りました / made")


def _tell(found: Mapping[str, Sequence[str]], what: str) -> None:
    for name, indexes in found.items():
        click.echo(f"{name}: {'揃っています / complete' if not indexes else ''}")
        for index in indexes:
            click.echo(f"  {what}: {index}")


def _each_database(*, made: bool) -> Mapping[str, Sequence[str]]:
    """By database, what is missing; or what was missing and is made now."""
    settings = settings_of()
    if settings.store != "mongo":
        click.echo("KYOSO_STORE=mongo のときだけ必要です / only needed with KYOSO_STORE=mongo")
        return {}

    async def work() -> dict[str, Sequence[str]]:
        from kyoso.compose import compose  # noqa: PLC0415 - the services are loaded when they are needed
        from shared.clock import SystemClock  # noqa: PLC0415 - as above
        from shared.service import Site  # noqa: PLC0415 - as above

        found: dict[str, Sequence[str]] = {}
        for service in compose(Site.of(settings, SystemClock(), make_key=made)).values():
            stores: list[Any] = [service.journal.store, *([service.vault] if service.vault else [])]
            for store in stores:
                found[store.database.name] = await (store.prepare() if made else store.missing())
        return found

    return go(work)
