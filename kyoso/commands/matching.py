"""``kyoso matching``: how good the recommendations are, on the sample town or on a city's own past; and handing over.

``plan``, ``hand-over``, ``export``, ``population`` and ``survey`` need a running town.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from kyoso.commands import matching_cases, matching_export, matching_ladder
from kyoso.commands.common import FAULT, FOLDER, USAGE, stop

if TYPE_CHECKING:
    from kyoso.judging.contest import Ranker
    from kyoso.judging.history import History
    from kyoso.judging.judgement import Judgement

FILE = click.Path(dir_okay=False, path_type=Path)
PEOPLE = click.IntRange(300, 5_000)
Told = tuple[str, dict[str, Any], str]
"""Text, plain values, and which part of a page they belong to."""


@click.group("matching")
def command() -> None:
    """おすすめの質を測り、案件を引き継ぎます。 / Measure recommendations; hand cases over (docs/operations.md)."""


command.add_command(matching_cases.plan)
command.add_command(matching_cases.hand_over)
command.add_command(matching_export.export)
command.add_command(matching_ladder.population)
command.add_command(matching_ladder.survey)


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
@click.option(
    "--fit",
    is_flag=True,
    help="分割日より前だけから重みを学び、提案します / propose weights learnt from before the split alone",
)
@click.option(
    "--pasts",
    type=click.IntRange(1, 50),
    default=1,
    show_default=True,
    help="見本の街で、種を変えて何通り比べるか / so many pasts of the sample town, by seeds that follow",
)
def evaluate(
    people: int,
    seed: int,
    resamples: int,
    export: Path | None,
    knowledge: Path | None,
    *,
    as_json_: bool,
    page: Path | None,
    fit: bool,
    pasts: int,
) -> None:
    """おすすめを、人気順・近い順・コサイン・無作為と比べます。 / Compare the recommender with four others.

    同じ種なら同じ結果です。 / The same seed gives the same figures.
    """
    if pasts > 1 and (fit or export or knowledge):
        stop("--pasts は、見本の街だけを比べるときに使います / --pasts is for the sample town, and alone", USAGE)
    said = f"--people {people} --seed {seed}"
    if pasts > 1:
        text, plain, part = _several(people, seed, pasts)
        said = f"{said} --pasts {pasts}"
    elif fit:
        text, plain, part = _fitted(_past(export, people, seed), knowledge, seed, resamples)
        said = f"{said} --resamples {resamples} --fit"
    else:
        text, plain, part = _compared(export, people, knowledge, seed, resamples)
        said = f"{said} --resamples {resamples}"
    click.echo(json.dumps(plain, ensure_ascii=False, indent=1) if as_json_ else text)
    if page is not None:
        _into(page, text, f"kyoso matching evaluate {said}", part)


def _into(page: Path, text: str, said: str, part: str) -> None:
    from kyoso.judging.telling import into_page  # noqa: PLC0415 - loaded when something runs

    try:
        page.write_text(into_page(page.read_text("utf-8"), text, said, part), "utf-8")
    except ValueError as missing:
        stop(f"{page}: 数値を入れる場所がありません / has no place for figures: {missing}", USAGE)
    except OSError as fault:
        stop(f"{page}: 使えません / may not be read or written: {fault.strerror}", USAGE)


def _compared(export: Path | None, people: int, knowledge: Path | None, seed: int, resamples: int) -> Told:
    from kyoso.judging.telling import as_json, as_text  # noqa: PLC0415 - loaded when something runs

    found = _of_file(export, knowledge, seed, resamples) if export else _of_town(people, knowledge, seed, resamples)
    return as_text(found), as_json(found), ""


def _several(people: int, seed: int, pasts: int) -> Told:
    from kyoso.judging.behaving import invented  # noqa: PLC0415 - loaded when something runs
    from kyoso.judging.learning import several  # noqa: PLC0415 - as above
    from kyoso.judging.telling_learnt import several_as_json, several_as_text  # noqa: PLC0415 - as above

    made = ((each, invented(people, each).history) for each in range(seed, seed + pasts))
    found = several(made, lambda each: click.echo(f"seed {each}", err=True))
    return several_as_text(found), several_as_json(found), "pasts"


def _fitted(history: "History", knowledge: Path | None, seed: int, resamples: int) -> Told:
    from kyoso.judging.fitting import CHOICES_MIN, TooLittle  # noqa: PLC0415 - loaded when something runs
    from kyoso.judging.judgement import NothingToJudge  # noqa: PLC0415 - as above
    from kyoso.judging.learning import tried  # noqa: PLC0415 - as above
    from kyoso.judging.telling_learnt import tried_as_json, tried_as_text  # noqa: PLC0415 - as above

    try:
        found = tried(history, seed=seed, resamples=resamples, knowledge=knowledge)
    except TooLittle as little:
        stop(
            f"分割日より前の後半に「初めて」が {little.found} 回しかないか、関心が何も説明しないため、学べません"
            f"（{CHOICES_MIN} 回から）。重みはそのままにしてください。"
            f" / only {little.found} first times before the split ({CHOICES_MIN} are needed), or interests explain"
            " nothing: leave the weights as they are",
            FAULT,
        )
    except NothingToJudge:
        _nothing()
    except (KeyError, ValueError) as wrong:
        stop(f"{knowledge}: 読み込めません / cannot be loaded: {wrong}", USAGE)
    return tried_as_text(found), tried_as_json(found), "fit"


def _past(export: Path | None, people: int, seed: int) -> "History":
    from kyoso.judging.behaving import invented  # noqa: PLC0415 - loaded when something runs

    return _read(export) if export else invented(people, seed).history


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
    return _judged(_read(file), knowledge, seed, resamples)


def _read(file: Path) -> "History":
    from kyoso.judging.history_file import WrongHistory, read_history  # noqa: PLC0415 - loaded when something runs

    try:
        return read_history(file)
    except WrongHistory as wrong:
        stop(
            "\n".join(
                (*(f"{file}: {fault}" for fault in wrong.faults), "何も読み込みませんでした / nothing was taken")
            ),
            USAGE,
        )
    except OSError as fault:
        stop(f"{file}: 読めません / may not be read: {fault.strerror}", USAGE)


def _nothing() -> NoReturn:
    stop(
        "分割日より後に、初めて関わった団体も参加した催しもないため、測れません。分割日（split）を早めてください。"
        " / nothing came true after the split: choose an earlier day",
        FAULT,
    )


def _judged(history: "History", knowledge: Path | None, seed: int, resamples: int, *more: "Ranker") -> "Judgement":
    from kyoso.judging.judgement import NothingToJudge, evaluate  # noqa: PLC0415 - loaded when something runs

    try:
        return evaluate(history, seed=seed, resamples=resamples, knowledge=knowledge, more=lambda known: more)
    except NothingToJudge:
        _nothing()
    except (KeyError, ValueError) as wrong:
        stop(f"{knowledge}: 読み込めません / cannot be loaded: {wrong}", USAGE)
