"""``kyoso serve``: every service, or some, or the pages alone, in one process, without the sample town."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kyoso.commands.common import data_option, listen_options, refuse_open_demo, run_process, settings_of

if TYPE_CHECKING:
    from kyoso.serving import Process
    from shared.settings import Settings

PORTAL = "portal"


@click.command("serve")
@listen_options
@data_option
@click.option("--service", "names", multiple=True, help="このサービスだけ（繰り返せます） / only this one; repeatable")
def command(host: str | None, port: int | None, data: Path | None, names: tuple[str, ...]) -> None:
    """全サービスをひとつのプロセスで動かします。Ctrl-C で止まります。 / Run all services in one process.

    --service portal は画面だけです。 / portal: the pages alone; they ask the services at KYOSO_TOWN_URL.

    見本の街とお試し用のログインを使うときは kyoso demo です。 / For the sample town and its sign-in use kyoso demo.
    """
    settings = settings_of(host=host, port=port, data=data)
    refuse_open_demo(settings)

    def compose(bound: "Settings") -> "Process":
        from kyoso.compose import NAMES  # noqa: PLC0415 - the services are loaded when they run

        if unknown := set(names) - {*NAMES, PORTAL}:
            known = ", ".join((*NAMES, PORTAL))
            raise click.BadParameter(f"{', '.join(sorted(unknown))}: {known}", param_hint="--service")
        if names == (PORTAL,):
            from kyoso.pages import Pages  # noqa: PLC0415 - as above

            return Pages(bound)
        from kyoso.runner import Town  # noqa: PLC0415 - as above

        return Town(bound, names=tuple(name for name in names if name != PORTAL) or NAMES)

    run_process(settings, compose)
