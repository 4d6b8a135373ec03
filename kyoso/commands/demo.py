"""``kyoso demo``: the sample town at work in one process, with the loop played once."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoso.commands.common import UNAVAILABLE, data_option, go, listen_options, refuse_open_demo, settings_of, stop

if TYPE_CHECKING:
    import asyncio
    import socket
    from collections.abc import Coroutine

    from shared.settings import Settings


@click.command("demo")
@listen_options
@data_option
@click.option("--story/--no-story", default=True, help="一連の流れを一度試します / play the loop once")
def command(host: str | None, port: int | None, data: Path | None, story: bool) -> None:
    """見本の街をひとつのプロセスで動かします。Ctrl-C で止まります。 / Run the sample town in one process.

    もう一度実行すると、続きから始まります。 / Run again, it goes on where it was. Ctrl-C stops it.
    """
    settings = settings_of(host=host, port=port, data=data, demo=True)
    refuse_open_demo(settings)
    from kyoso.serving import PortTaken, listen  # noqa: PLC0415 - the server is loaded when it runs

    try:
        listener = listen(settings.host, settings.port)
    except PortTaken as taken:
        stop(str(taken), UNAVAILABLE)
    bound = settings.model_copy(update={"port": listener.getsockname()[1]})
    with listener:
        go(lambda: _demo(bound, listener, play_story=story))
    click.echo("止まりました / stopped")


async def _demo(settings: "Settings", listener: "socket.socket", *, play_story: bool) -> None:
    from kyoso.folder import DataFolder, behind  # noqa: PLC0415 - loaded when something runs
    from kyoso.runner import Town  # noqa: PLC0415 - the services are loaded when they run
    from kyoso.serving import serving, until_signalled  # noqa: PLC0415 - as above
    from kyoso.town.load import load_town  # noqa: PLC0415 - as above
    from kyoso.town.places import TOWN_NAME, TOWN_NAME_EN  # noqa: PLC0415 - as above
    from kyoso.town.progress import Bars  # noqa: PLC0415 - as above
    from shared.logs import configure_logging  # noqa: PLC0415 - as above

    click.echo(f"{TOWN_NAME}を始めます / starting the town of {TOWN_NAME_EN} …")
    async with until_signalled() as asked:
        folder = DataFolder(settings.data)
        folder.make()  # before the log is opened in it
        if settings.town_past_days and settings.store == "sqlite" and settings.clock_file is None:
            folder.begin_behind(behind(settings.town_past_days))  # elsewhere the folder does not say what is recorded
        town = Town(settings)
        configure_logging(settings.log_level, settings.data / "kyoso.log")
        async with town.up():
            loading = load_town(
                town.services,
                town.caught_up,
                settings.data,
                town.clock,
                people=settings.town_people,
                past_days=settings.town_past_days,
                advance=town.advance,
                progress=Bars(),
            )
            await _unless(asked, loading)
            if asked.is_set():
                return
            async with serving(town.app, listener, closing=town.let_go):
                _print_addresses(town.base_url, town.bus.connection.bootstrap, settings.data)
                if town.post:
                    click.echo(f"  メール / mails       {town.base_url}/demo/mails  (SMTP 127.0.0.1:{town.post.port})")
                if play_story:
                    await _unless(asked, _play(town.base_url))
                click.echo(click.style(f"  ブラウザーで開く / open in a browser   {town.base_url}", bold=True))
                click.echo("Ctrl-C で止まります / press Ctrl-C to stop")
                await asked.wait()
                click.echo("終了しています / stopping …")


def _print_addresses(base_url: str, bus: str, data: Path) -> None:
    click.echo(click.style(f"  アドレス / address   {base_url}", bold=True))
    click.echo(f"  バス / Kafka bus     {bus}  ({data / 'bus'})")
    click.echo(f"  ログ / log           {data / 'kyoso.log'}  (pid {os.getpid()})")


async def _play(base_url: str) -> None:
    """Play the loop once; a failure is told, and the town stays up."""
    from kyoso.story import StepFailed, play  # noqa: PLC0415 - loaded when something runs
    from kyoso.story.cast import Drawn  # noqa: PLC0415 - as above
    from kyoso.story.telling import told  # noqa: PLC0415 - as above

    try:
        outcome = await play(base_url, Drawn(), told)
    except StepFailed as failed:
        click.echo(f"✘ 失敗しました / failed: {failed}", err=True)
    else:
        click.echo(f"✔ 最後まで通りました / the loop was played to its end ({outcome.points} points)")


async def _unless(asked: "asyncio.Event", work: "Coroutine[Any, Any, None]") -> None:
    """Do ``work`` to its end, or leave it where it is when somebody asks to stop."""
    import asyncio  # noqa: PLC0415 - loaded when something runs

    working, waiting = asyncio.create_task(work), asyncio.create_task(asked.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not working.done():
        working.cancel()
        await asyncio.wait({working})
        return
    await working
