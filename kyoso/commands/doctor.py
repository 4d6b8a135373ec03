"""``kyoso doctor``: looks at a deployment and says what is wrong and what to do; exits with 1 when anything is."""

import json
import sys
from pathlib import Path

import click

from kyoso.commands.common import FAULT, UNAVAILABLE, data_option, go, settings_of


@click.command("doctor")
@click.option(
    "--url", "urls", multiple=True, help="調べるプロセスのアドレス（繰り返せます） / a process to look at; repeatable"
)
@click.option("--json", "as_json", is_flag=True, help="JSON で出します / print JSON")
@click.option(
    "--backups",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="KYOSO_BACKUPS",
    help="バックアップのフォルダ / the folder of backups (KYOSO_BACKUPS)",
)
@data_option
def command(urls: tuple[str, ...], as_json: bool, backups: Path | None, data: Path | None) -> None:
    """環境を調べ、問題と、次に何をするかを示します。 / Say what is wrong with a deployment, and what to do.

    何も変えません。終了コード: 0 問題なし、1 問題あり、3 動いているものに届かない。
    / Changes nothing. Exit codes: 0 fine, 1 something is wrong, 3 nothing could be reached.
    """
    from kyoso.doctor.checks import examined  # noqa: PLC0415 - loaded when it is asked for
    from kyoso.doctor.looking import look  # noqa: PLC0415 - as above
    from kyoso.doctor.telling import document, lines  # noqa: PLC0415 - as above

    settings = settings_of(data=data)
    facts = go(lambda: look(settings, urls, backups))
    findings = examined(facts)
    reached = any(each.reached for each in facts.replicas)
    code = UNAVAILABLE if not reached else FAULT if any(each.level == "wrong" for each in findings) else 0
    if as_json:
        click.echo(json.dumps(document(findings, code), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(lines(findings)))
    sys.exit(code)
