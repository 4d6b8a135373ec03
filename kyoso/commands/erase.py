"""``kyoso erase PERSON``: forget a person everywhere; their names and contacts cannot be read again."""

from pathlib import Path

import click

from kyoso.commands.common import FILE, USAGE, data_option, operate, stop

ADVICE = {"not-registered": "番号（ID）をお確かめください。何も消していません。 / Check the id; nothing was erased."}


@click.command("erase")
@click.argument("person", required=False)
@click.option(
    "--list",
    "file",
    type=FILE,
    help="kyoso erased の出力の全員 / everybody in the output of kyoso erased",
)
@click.option("--yes", is_flag=True, help="確認をたずねません / do not ask")
@data_option
def command(person: str | None, file: Path | None, yes: bool, data: Path | None) -> None:
    """PERSON（利用者の番号）の個人情報を消去します。元に戻せません。 / Erase PERSON. This cannot be undone.

    どのサービスも、その人の鍵と文書を捨てます。 / Every service drops the key and the documents it holds of them.
    """
    if (person is None) == (file is None):
        stop("PERSON か --list のどちらかを指定してください / give PERSON, or --list", USAGE)
    if file is not None:
        _list(file, data, yes=yes)
        return
    if not yes:
        click.confirm(f"{person} を消去しますか。元に戻せません / erase {person} for good?", abort=True)
    done = operate("erase", {"person_id": person}, data, advice=ADVICE)
    click.echo(f"{done['person_id']} を消去しました / erased")


def _list(file: Path, data: Path | None, *, yes: bool) -> None:
    """Erase everybody in a list; whom the deployment never knew, or has forgotten already, is passed over."""
    persons = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not yes:
        click.confirm(f"{len(persons)} 人を消去しますか。元に戻せません / erase {len(persons)} persons?", abort=True)
    done = operate("erase-again", {"person_ids": persons}, data)
    passed_over = len(persons) - done["erased"]
    click.echo(f"{done['erased']} 人を消去しました / erased; 済み・不明 / already, or never known: {passed_over}")
