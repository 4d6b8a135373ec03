"""``kyoso backup DIR``: a copy of every service while it serves."""

from pathlib import Path

import click

from kyoso.commands.common import FAULT, USAGE, data_option, go, settings_of, stop


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@data_option
def command(folder: Path, data: Path | None) -> None:
    """全サービスの写しを FOLDER に取ります。止める必要はありません。 / Copy every service into FOLDER while it runs.

    個人の文書は封をしたまま入ります。鍵（KYOSO_MASTER_KEY_FILE）は入りません。別の場所に保管してください。
    / Personal documents stay sealed. The master key is not in the copy: keep it elsewhere, or the copy is unreadable.

    取った後は kyoso verify FOLDER で確かめてください。 / Afterwards prove it with kyoso verify FOLDER.
    """
    settings = settings_of(data=data)
    if settings.store == "sqlite" and not settings.data.exists():
        stop(f"データのフォルダがありません / there is no data folder: {settings.data}", USAGE)
    from kyoso import backup  # noqa: PLC0415 - the services are loaded when they are needed
    from kyoso.progress import Counting  # noqa: PLC0415 - as above
    from shared.backup.copying import Missing  # noqa: PLC0415 - as above

    counting = Counting("件 / commits")
    try:
        manifest = go(lambda: backup.make(settings, folder, counting.told))
    except Missing as missing:
        stop(
            f"{missing.service}: コミットが参照する文書がありません。バックアップは完成していません"
            f" / commits refer to documents that are not there; this backup is not whole: {', '.join(missing.ids)}",
            FAULT,
        )
    counting.end()
    for name, entry in manifest.services.items():
        documents = entry.vault_records.get("document", 0)
        click.echo(f"  {name}: {entry.streams} streams, {entry.commits} commits, {documents} documents")
    size = sum(file.bytes for e in manifest.services.values() for file in (e.journal, e.vault) if file is not None)
    click.echo(f"✔ {folder}  {size:,} bytes  root {manifest.root}")
    click.echo(
        f"鍵は入っていません。別に保管してください / the master key is not in it: keep {settings.key_file} elsewhere"
    )
