"""``kyoso restore DIR``: an empty place becomes what a backup holds, with either store."""

from datetime import datetime
from pathlib import Path

import click

from kyoso.commands.common import FOLDER, USAGE, data_option, go, settings_of, stop

ALL = "all"


@click.command("restore")
@click.argument("folder", type=FOLDER)
@click.option("--service", "only", multiple=True, help="このサービスだけ（繰り返せます） / only this one; repeatable")
@click.option(
    "--publish-since",
    "since",
    help="この時刻からのイベントをもう一度流します（2026-12-01T00:00:00Z、all で全部）。指定がなければ写しの1時間前から"
    " / publish again from this instant on, or all; by default from an hour before the backup began",
)
@data_option
def command(folder: Path, only: tuple[str, ...], since: str | None, data: Path | None) -> None:
    """FOLDER の写しから、空の場所に戻します。 / Fill an empty place from the backup in FOLDER.

    保存先の種類（SQLite、MongoDB）が違ってもかまいません。サービスは止めておいてください。
    / From either store into either: laptop to cluster and back. The services must not run meanwhile.

    終わったら kyoso verify FOLDER --against で確かめてください。 / Then prove it: kyoso verify FOLDER --against.
    """
    settings = settings_of(data=data)
    publish_since = None if since in {None, ALL} else instant_of(str(since), "--publish-since")
    from kyoso import backup  # noqa: PLC0415 - the services are loaded when they are needed
    from kyoso.progress import Counting  # noqa: PLC0415 - as above

    counting = Counting("件 / commits")
    manifest = go(
        lambda: backup.restore(
            settings, folder, counting.told, only=only, publish_since=publish_since, publish_all=since == ALL
        )
    )
    counting.end()
    names = only or tuple(manifest.services)
    commits = sum(manifest.services[name].commits for name in names)
    click.echo(f"✔ {', '.join(names)}: {commits:,} commits")
    for line in advice(only, backup.heard_from(settings, only), manifest.begun) if only else ():
        click.echo(line)


def instant_of(text: str, option: str) -> datetime:
    """An instant with its zone. Ends the command for anything else."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        stop(f"{option}: 2026-12-01T00:00:00Z のように時刻と時差を書いてください / an instant with its zone", USAGE)
    return instant


def advice(only: tuple[str, ...], heard: "dict[str, list[str]]", begun: datetime) -> list[str]:
    """What to do when one service was restored and the others are newer."""
    lines = [
        "他のサービスはもっと新しいままです。次に / the other services are newer; next:",
        "  1. kyoso verify --others   （失われた記録を知っているのは誰か / who still knows what was lost）",
    ]
    since = begun.isoformat(timespec="seconds")
    for owner, topics in heard.items():
        chosen = " ".join(f"--topic {topic}" for topic in topics)
        lines.append(f"  2. kyoso republish --since {since} --service {owner} {chosen}")
    return [*lines, f"  （{', '.join(only)} が聞き逃したもの / what {', '.join(only)} has not heard）"]
