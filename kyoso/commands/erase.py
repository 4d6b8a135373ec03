"""``kyoso erase PERSON``: forget a person everywhere; their names and contacts cannot be read again."""

from pathlib import Path

import click

from kyoso.commands.common import data_option, operate

ADVICE = {"not-registered": "番号（ID）をお確かめください。何も消していません。 / Check the id; nothing was erased."}


@click.command("erase")
@click.argument("person")
@click.option("--yes", is_flag=True, help="確認をたずねません / do not ask")
@data_option
def command(person: str, yes: bool, data: Path | None) -> None:
    """PERSON（利用者の番号）の個人情報を消去します。元に戻せません。 / Erase PERSON. This cannot be undone.

    どのサービスも、その人の鍵と文書を捨てます。 / Every service drops the key and the documents it holds of them.
    """
    if not yes:
        click.confirm(f"{person} を消去しますか。元に戻せません / erase {person} for good?", abort=True)
    done = operate("erase", {"person_id": person}, data, advice=ADVICE)
    click.echo(f"{done['person_id']} を消去しました / erased")
