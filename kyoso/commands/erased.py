"""``kyoso erased``: the ids of those who were erased, one a line; ``kyoso erase --list`` takes them in again."""

from pathlib import Path

import click

from kyoso.commands.common import data_option, operate


@click.command("erased")
@data_option
def command(data: Path | None) -> None:
    """消去した利用者の番号を1行に1つ出します。 / Print the ids of those who were erased, one a line.

    バックアップより後の消去は、戻すと元に戻ってしまいます。この一覧を別の場所に毎日保存し、戻したあとで
    kyoso erase --list FILE を実行してください。
    / An erasure after a backup is undone by a restore: keep this list elsewhere every day, and after a restore run
    kyoso erase --list FILE.
    """
    cursor: str | None = ""
    while cursor is not None:
        page = operate("erased", {"cursor": cursor or None}, data)
        for person_id in page["items"]:
            click.echo(person_id)
        cursor = page["next"]
