"""``kyoso matching``: how good the recommendations are, on the sample town or on a city's own past.

None of it needs a running town.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kyoso.commands.common import FAULT, USAGE, stop

if TYPE_CHECKING:
    from kyoso.judging.contest import Ranker
    from kyoso.judging.history import History
    from kyoso.judging.judgement import Judgement

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
PEOPLE = click.IntRange(300, 5_000)


@click.group("matching")
def command() -> None:
    """おすすめの質を測ります（docs/matching-quality.md）。 / How good recommendations are, measured."""


@command.command("evaluate")
@click.option(
    "--people", type=PEOPLE, default=5_000, show_default=True, help="見本の街の人数 / people of the sample town"
)
@click.option("--seed", type=click.IntRange(0), default=20261122, show_default=True, help="乱数の種 / the seed")
@click.option(
    "--resamples",
    type=click.IntRange(20, 10_000),
    default=1_000,
    show_default=True,
    help="再抽出の回数 / draws for intervals",
)
@click.option(
    "--export", "export", type=FILE, help="市の記録のファイル（JSONL） / a city's own past instead of the sample town"
)
@click.option(
    "--knowledge", type=FOLDER, help="市の言葉・エリア・重みのフォルダ / a folder with the city's words, areas, weights"
)
@click.option("--json", "as_json_", is_flag=True, help="JSON で出します / print JSON")
@click.option("--page", type=FILE, help="このページの数値を書き換えます / replace the figures of this page")
def evaluate(
    people: int,
    seed: int,
    resamples: int,
    export: Path | None,
    knowledge: Path | None,
    *,
    as_json_: bool,
    page: Path | None,
) -> None:
    """おすすめを、人気順・近い順・コサイン・無作為と比べます。 / Compare the recommender with four others.

    同じ種なら同じ結果です。 / The same seed gives the same figures.
    """
    from kyoso.judging.telling import as_json, as_text, into_page  # noqa: PLC0415 - loaded when something runs

    found = _of_file(export, knowledge, seed, resamples) if export else _of_town(people, knowledge, seed, resamples)
    click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=1) if as_json_ else as_text(found))
    if page is not None:
        said = f"kyoso matching evaluate --people {people} --seed {seed} --resamples {resamples}"
        try:
            page.write_text(into_page(page.read_text("utf-8"), as_text(found), said), "utf-8")
        except ValueError as missing:
            stop(f"{page}: 数値を入れる場所がありません / has no place for figures: {missing}", USAGE)
        except OSError as fault:
            stop(f"{page}: 使えません / may not be read or written: {fault.strerror}", USAGE)


@command.command("invent")
@click.argument("file", type=FILE)
@click.option("--people", type=PEOPLE, default=5_000, show_default=True, help="人数 / people")
@click.option("--seed", type=click.IntRange(0), default=20261122, show_default=True, help="乱数の種 / the seed")
def invent(file: Path, people: int, seed: int) -> None:
    """見本の街の過去を、市の記録と同じ形のファイルに書きます。 / Write the sample town's past as such a file."""
    from kyoso.judging.behaving import invented  # noqa: PLC0415 - loaded when something runs
    from kyoso.judging.history_file import write_history  # noqa: PLC0415 - as above

    try:
        lines = write_history(invented(people, seed).history, file)
    except OSError as fault:
        stop(f"{file}: 書けません / may not be written: {fault.strerror}", USAGE)
    click.echo(f"{file}: {lines:,} 行 / lines")


def _of_town(people: int, knowledge: Path | None, seed: int, resamples: int) -> "Judgement":
    from kyoso.judging.baselines import Ceiling  # noqa: PLC0415 - loaded when something runs
    from kyoso.judging.behaving import invented  # noqa: PLC0415 - as above

    made = invented(people, seed)
    drawn = {
        (person.id, group.id): float(made.drawn[row, column])
        for row, person in enumerate(made.history.people)
        for column, group in enumerate(made.history.groups)
    }
    return _judged(made.history, knowledge, seed, resamples, Ceiling(drawn))


def _of_file(file: Path, knowledge: Path | None, seed: int, resamples: int) -> "Judgement":
    from kyoso.judging.history_file import WrongHistory, read_history  # noqa: PLC0415 - loaded when something runs

    try:
        history = read_history(file)
    except WrongHistory as wrong:
        stop(
            "\n".join(
                (*(f"{file}: {fault}" for fault in wrong.faults), "何も読み込みませんでした / nothing was taken")
            ),
            USAGE,
        )
    except OSError as fault:
        stop(f"{file}: 読めません / may not be read: {fault.strerror}", USAGE)
    return _judged(history, knowledge, seed, resamples)


def _judged(history: "History", knowledge: Path | None, seed: int, resamples: int, *more: "Ranker") -> "Judgement":
    from kyoso.judging.judgement import NothingToJudge, evaluate  # noqa: PLC0415 - loaded when something runs

    try:
        return evaluate(history, seed=seed, resamples=resamples, knowledge=knowledge, more=lambda known: more)
    except NothingToJudge:
        stop(
            "分割日より後に、初めて関わった団体も参加した催しもないため、測れません。分割日（split）を早めてください。"
            " / nothing came true after the split: choose an earlier day",
            FAULT,
        )
    except (KeyError, ValueError) as wrong:
        stop(f"{knowledge}: 読み込めません / cannot be loaded: {wrong}", USAGE)
