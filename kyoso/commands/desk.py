"""``kyoso desk``: what a cluster on one machine has instead of a city's issuer: sign-in, clock, sample town."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kyoso.commands.common import data_option, listen_options, refuse_open_demo, run_process, settings_of

if TYPE_CHECKING:
    from kyoso.serving import Process
    from shared.settings import Settings


@click.command("desk")
@listen_options
@data_option
@click.option("--load/--no-load", default=True, help="見本の街を入れます / load the sample town")
def command(host: str | None, port: int | None, data: Path | None, load: bool) -> None:
    """お試し用の受付を動かします（ログイン、時計、見本の街）。 / Run the demo's desk, on this machine only.

    クラスタの中で kyoso cluster が使います。 / kyoso cluster runs it.
    """
    settings = settings_of(host=host, port=port, data=data, demo=True)
    refuse_open_demo(settings)

    def compose(bound: "Settings") -> "Process":
        from kyoso.desk import Desk  # noqa: PLC0415 - the services are loaded when they run

        return Desk(bound, load=load)

    run_process(settings, compose)
