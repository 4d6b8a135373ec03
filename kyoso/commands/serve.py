"""``kyoso serve``: every service, or some, in one process, without the sample town."""

from pathlib import Path

import click

from kyoso.commands.common import UNAVAILABLE, data_option, go, listen_options, refuse_open_demo, settings_of, stop


@click.command("serve")
@listen_options
@data_option
@click.option("--service", "names", multiple=True, help="このサービスだけ（繰り返せます） / only this one; repeatable")
def command(host: str | None, port: int | None, data: Path | None, names: tuple[str, ...]) -> None:
    """全サービスをひとつのプロセスで動かします。Ctrl-C で止まります。 / Run all services in one process.

    見本の街とお試し用のログインを使うときは kyoso demo です。 / For the sample town and its sign-in use kyoso demo.
    """
    settings = settings_of(host=host, port=port, data=data)
    refuse_open_demo(settings)

    async def work() -> None:
        from kyoso.compose import NAMES  # noqa: PLC0415 - the services are loaded when they run
        from kyoso.runner import Town  # noqa: PLC0415 - as above
        from kyoso.serving import listen, serving, until_signalled  # noqa: PLC0415 - as above
        from shared.logs import configure_logging  # noqa: PLC0415 - as above

        if unknown := set(names) - set(NAMES):
            raise click.BadParameter(f"{', '.join(sorted(unknown))}: {', '.join(NAMES)}", param_hint="--service")
        configure_logging(settings.log_level)
        listener = listen(settings.host, settings.port)
        bound = settings.model_copy(update={"port": listener.getsockname()[1]})
        async with until_signalled() as asked:
            town = Town(bound, names=names or NAMES)
            async with town.up(), serving(town.app, listener, closing=town.let_go):
                click.echo(f"kyoso: {town.base_url}  (bus {town.bus.bootstrap})")
                await asked.wait()

    from kyoso.serving import PortTaken  # noqa: PLC0415 - the server is loaded when it runs

    try:
        go(work)
    except PortTaken as taken:
        stop(str(taken), UNAVAILABLE)
