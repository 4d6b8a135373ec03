"""``kyoso matching export``: a running city's own past, without names, for measuring recommendations with."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kyoso.commands.common import FILE as TOKEN
from kyoso.commands.common import USAGE, stop
from kyoso.commands.counter_common import Day, Task, at_the_counter
from kyoso.commands.matching_cases import DEFAULT_URL

if TYPE_CHECKING:
    from kyoso.counter.clerk import Counter
    from kyoso.exporting import Exported


@click.command("export", cls=Task)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--split", type=Day(), help="分割日。なければ半年前 / the day that cuts the past; else half a year ago")
@click.option(
    "--base-url", envvar="KYOSO_URL", default=DEFAULT_URL, show_default=True,
    help="相手のアドレス / the instance (KYOSO_URL)",
)  # fmt: skip
@click.option(
    "--token", type=TOKEN,
    help="職員のトークンのファイル。なければお試し用のログイン / a file with a token of staff; else the demo's issuer",
)  # fmt: skip
def export(file: Path, split: date | None, base_url: str, token: Path | None) -> None:
    """動いている市の過去を、名前のないファイルに書き出します（職員）。 / Write the running city's past, without names.

    だれがいつ書き出したかは、その前に記録されます。ファイルは個人情報として扱ってください。
    / Who takes it is noted before. Treat the file as personal data.

    例 / example: kyoso matching export past.jsonl --split 2026-10-05 --token staff.token
    """

    async def work(counter: "Counter") -> None:
        from kyoso.exporting import export as fetched  # noqa: PLC0415 - loaded when something runs
        from kyoso.judging.history_file import WrongHistory  # noqa: PLC0415 - as above

        try:
            found = await fetched(counter.client, counter.actor, split, file)
        except WrongHistory as wrong:
            stop("\n".join((*wrong.faults, "何も書いていません / nothing was written")), USAGE)
        except OSError as fault:
            stop(f"{file}: 書けません / may not be written: {fault.strerror}", USAGE)
        click.echo(in_words(file, found))

    at_the_counter((base_url.rstrip("/"), token), work)


def in_words(file: Path, found: "Exported") -> str:
    """What is in the file, what is not, and what to do next."""
    holds = found.holds
    before, after = f"{found.before:,}", f"{found.after:,}"
    held = f"{holds.people:,} 人、{holds.groups:,} 団体、{holds.activities:,} 催し、参加 {holds.deeds:,} 件"
    lines = (
        f"{file}: {held}（分割日 {found.header.split} より前 {before}、後 {after}）",
        "  / people, groups, activities, deeds before and after the split",
        "  氏名・連絡先・自由記述・必要な配慮・住所は入っていません。",
        "  同意を取り消した人、18歳以上と分かっていない人もいません。",
        "  / no names, contacts, free text, needs or addresses; nobody who withdrew consent or may be under 18",
        "  それでも個人情報です。使い終わったら消してください / still personal data: delete it after use",
        f"  次に / next: kyoso matching evaluate --export {file}",
    )
    return "\n".join(lines)
