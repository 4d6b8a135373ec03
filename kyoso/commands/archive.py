"""``kyoso archive SERVICE --before DATE --to DIR``: move the history of what is long over out of the store."""

from datetime import datetime
from pathlib import Path

import click

from kyoso.commands.common import USAGE, data_option, go, operate, settings_of, stop


@click.command("archive")
@click.argument("service")
@click.option(
    "--before", required=True, type=click.DateTime(["%Y-%m-%d"]), help="この日より前 / what is over before this day"
)
@click.option(
    "--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="空のフォルダ / empty"
)
@data_option
def command(service: str, before: datetime, folder: Path, data: Path | None) -> None:
    """SERVICE の終わった記録を移します。元に戻せません。 / Move what is over of SERVICE to a folder, for good.

    一覧には残ります。移した記録への操作は 410 で断ります。同じ操作のやり直しも、二度は行われません。
    / Lists keep showing it. Commands are refused with 410; a repeated one is still recognised and never done again.

    途中で止まったら、別のフォルダでもう一度実行してください。 / Cut short? Run it again with another folder.
    """
    settings = settings_of(data=data)
    from kyoso import archive  # noqa: PLC0415 - the services are loaded when they are needed
    from kyoso.backup import topics_by_owner  # noqa: PLC0415 - as above
    from kyoso.progress import Counting  # noqa: PLC0415 - as above

    if service not in (known := topics_by_owner(settings)):
        stop(f"サービスがありません / no such service: {service} ({', '.join(known)})", USAGE)
    counting = Counting("件を閉じました / streams closed")
    arguments = {"service": service, "before": before.date().isoformat(), "archive": folder.name}
    after: str | None = ""
    closed = 0
    while after is not None:
        page = operate("archive-close", {**arguments, "after": after}, data)
        closed, after = closed + page["closed"], page["next"]
        counting.told(service, closed)
    counting.end()
    manifest = go(lambda: archive.collect(settings, service, folder))
    done = go(lambda: archive.strip(settings, service, folder, manifest))
    entry = manifest.services[service]
    click.echo(f"✔ {service}: {done} streams, {entry.commits} commits → {folder} ({entry.journal.bytes:,} bytes)")
