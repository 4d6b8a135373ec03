"""``kyoso verify``: a backup against itself, against what runs, and what services have heard against who said it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kyoso.commands.common import FAULT, FOLDER, USAGE, data_option, go, settings_of, stop

if TYPE_CHECKING:
    from shared.settings import Settings


@click.command("verify")
@click.argument("folder", required=False, type=FOLDER)
@click.option("--against", is_flag=True, help="いまの環境とも比べます / compare it with the deployment too")
@click.option("--others", is_flag=True, help="聞いた側にあり、出した側にない記録を探します / facts heard, but lost")
@click.option("--service", "only", help="--others で、この出し手だけ / with --others: of this owner only")
@data_option
def command(folder: Path | None, against: bool, others: bool, only: str | None, data: Path | None) -> None:
    """写し FOLDER が壊れておらず、抜けがなく、鍵で開けることを確かめます。 / Prove that the backup in FOLDER is whole.

    問題があれば終了コード 1 です。 / Exits with 1 when something is wrong.

    --others は、あるサービスだけを古い写しから戻した後に使います。 / --others is for a service that was restored alone.
    """
    settings = settings_of(data=data)
    if (folder is None) == (not others) or (against and folder is None):
        stop("FOLDER か --others のどちらかを指定してください / give FOLDER, or --others", USAGE)
    if folder is None:
        raise SystemExit(_others(settings, only))
    from kyoso import backup  # noqa: PLC0415 - the services are loaded when they are needed

    chosen = folder
    manifest, findings = go(lambda: backup.verify(settings, chosen, against=against))
    for note in findings.notes:
        click.echo(f"  {note}")
    if findings.problems:
        stop("\n".join(f"✘ {problem}" for problem in findings.problems), FAULT)
    commits = sum(entry.commits for entry in manifest.services.values())
    click.echo(f"✔ {len(manifest.services)} services, {commits:,} commits, root {manifest.root}")


def _others(settings: "Settings", only: str | None) -> int:
    from kyoso import heard  # noqa: PLC0415 - the services are loaded when they are needed

    report = go(lambda: heard.lost(settings, only))
    for line in report.lines():
        click.echo(line)
    return FAULT if report.lost else 0
