"""``kyoso matching population`` and ``survey``: both tables of the ladder's estimate, looked at before they count."""

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoso.commands.common import FAULT, FILE, USAGE, stop
from kyoso.commands.counter_common import Task, at_the_counter
from kyoso.commands.matching_cases import DEFAULT_URL

if TYPE_CHECKING:
    from kyoso.counter.clerk import Counter
    from kyoso.story.client import Actor, Client


def _taken(command: Callable[..., Any]) -> Callable[..., Any]:
    """The file, where it is from, whether it is only looked at, and which instance."""
    options = (
        click.argument("file", type=FILE),
        click.option("--source", required=True, help="出典（表の名前） / where the table is from"),
        click.option("--check/--apply", "only_check", default=True, help="調べるだけか、取り込む / look or take in"),
        click.option(
            "--base-url",
            envvar="KYOSO_URL",
            default=DEFAULT_URL,
            show_default=True,
            help="相手のアドレス / the instance (KYOSO_URL)",
        ),
        click.option(
            "--token",
            type=FILE,
            help="職員のトークンのファイル。なければお試し用 / a file with a token of staff; else the demo's",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command("population", cls=Task)
@_taken
@click.option("--layer", default="neighbourhood", show_default=True, help="地域名の層 / the layer of its areas")
def population(file: Path, layer: str, **said: Any) -> None:
    """地域・年齢別人口の CSV（FILE）を調べ、--apply で取り込みます。 / Check or take in people by area and age.

    列: 調査年月日、地域名、年齢ごとの男女。何が変わるかを見せます。行の誤りが一つでもあれば、何も取り込みません。
    / What would change is shown. With one wrong line, which is named, nothing is taken.

    例 / example: kyoso matching population jinko.csv --source 住民基本台帳 --apply
    """
    _go("population", file, {"layer": layer}, **said)


@click.command("survey", cls=Task)
@_taken
def survey(file: Path, **said: Any) -> None:
    """意識調査の CSV（FILE）を調べ、--apply で取り込みます。 / Check a survey; take it in with --apply.

    列: 年代、回答数、関心なし（何にも参加していない人の回答）。 / Columns: age_band, n, uninterested.
    """
    _go("survey", file, {}, **said)


def _go(
    table: str, file: Path, more: dict[str, str], *, source: str, only_check: bool, base_url: str, token: Path | None
) -> None:
    from kyoso.area_files.reading import text_of  # noqa: PLC0415 - loaded when something runs

    try:
        body = {"source": source, "csv": text_of(file.read_bytes()), **more}
    except (ValueError, OSError) as wrong:
        stop(f"{file}: {wrong}", USAGE)

    async def work(counter: "Counter") -> None:
        from kyoso.story.client import Refused  # noqa: PLC0415 - loaded when something runs

        try:
            async for line in taking(counter.client, counter.actor, table, body, only_check=only_check):
                click.echo(line)
        except Refused as refused:
            if refused.code != "wrong-ladder-file":
                raise
            stop("\n".join(faults_in_words(file, refused.problem)), FAULT)

    at_the_counter((base_url.rstrip("/"), token), work)


async def taking(
    client: "Client", actor: "Actor", table: str, body: Mapping[str, Any], *, only_check: bool
) -> AsyncIterator[str]:
    """What would change, then what was done. Raises ``Refused``, ``StepFailed``."""
    for line in changes_in_words(await client.command("POST", f"/matching/ladder/{table}/check", actor, body)):
        yield line
    if only_check:
        yield "調べただけです。取り込むには --apply / only looked at; take it in with --apply"
        return
    done = await client.command("PUT", f"/matching/ladder/{table}", actor, body)
    if done["taken"]:
        yield "取り込みました。公表は POST /matching/ladder/figures / taken in; publish with that route"
    else:
        yield "同じ表がすでに入っています / the same table is there already"


def changes_in_words(seen: Mapping[str, Any]) -> list[str]:
    """What would change, as a clerk reads it: each line with what is known now."""
    before = "まだありません / none yet"
    if seen["source_before"]:
        before = f"{seen['source_before']}（{seen['as_of_before']}）"
    lines = [f"いま / now: {before}", f"この表 / this table: {seen['source']}（{seen['as_of']}）"]
    if seen["older"]:
        lines.append("注意: いまの表より古い日付です / note: it is older than what is in force")
    for each in seen["changes"]:
        old, new = _number(each, "before"), _number(each, "after")
        lines.append(f"  {each['ja']} / {each['en']}: {old} → {new}")
    lines.append(f"変わる行 {len(seen['changes'])}、同じ行 {seen['unchanged']} / lines that change, lines that stay")
    return lines


def faults_in_words(file: Path, problem: Mapping[str, Any]) -> list[str]:
    """Every fault with its line; nothing was taken."""
    faults = str(problem.get("faults", "")).split(" / ")
    return [*(f"{file}: {fault}" for fault in faults), "何も取り込みませんでした / nothing was taken"]


def _number(change: Mapping[str, Any], when: str) -> str:
    if change[when] is None:
        return "なし / none"
    asked = change[f"asked_{when}"]
    return f"{change[when]:,}" if asked is None else f"{change[when]:,}/{asked:,}"
