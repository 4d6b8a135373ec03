"""``kyoso matching plan`` and ``hand-over``: somebody's cases go to others, against a running town by HTTP."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoso.commands.common import FILE
from kyoso.commands.counter_common import Task, at_the_counter

if TYPE_CHECKING:
    from kyoso.counter.clerk import Counter

DEFAULT_URL = "http://127.0.0.1:8000"
WHY = click.Choice(["leave", "overload", "request"])
NUMBER = re.compile(r"[0-9a-f]{16}")


def _asked(command: Callable[..., Any]) -> Callable[..., Any]:
    """Whose cases, why, which, and which instance."""
    options = (
        click.argument("person"),
        click.option("--why", type=WHY, default="request", show_default=True, help="休暇・超過・希望 / what for"),
        click.option("--introduction", "introductions", multiple=True, help="この紹介だけ（何度でも） / only this one"),
        click.option("--consultation", "consultations", multiple=True, help="この相談だけ（何度でも） / only this one"),
        click.option(
            "--accompaniment", "accompaniments", multiple=True, help="この伴走だけ（何度でも） / only this one"
        ),
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
            help="職員か本人のトークンのファイル。なければお試し用のログイン / a file with a token of staff or of "
            "who has them; else the demo's issuer",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _a_number(number: str) -> str:
    if number and not NUMBER.fullmatch(number):
        raise click.BadParameter(
            '番号は16文字で、plan の最後の行にあります / 16 characters: see the last line of "plan"'
        )
    return number


@click.command("plan", cls=Task)
@_asked
def plan(person: str, why: str, base_url: str, token: Path | None, **cases: tuple[str, ...]) -> None:
    """だれが何を引き継ぐかの案と理由。何も変えません。 / Who would get which case and why; nothing is changed.

    例 / example: kyoso matching plan coordinator-03 --why request
    """

    async def work(counter: "Counter") -> None:
        from kyoso.handing_over import look, plan_in_words  # noqa: PLC0415 - loaded when something runs

        click.echo(plan_in_words(await look(counter.client, counter.actor, person, why, **cases)))

    at_the_counter((base_url.rstrip("/"), token), work)


@click.command("hand-over", cls=Task)
@_asked
@click.option(
    "--plan",
    "number",
    default="",
    callback=lambda _, __, number: _a_number(number),
    help="見た案の番号。なければ今の案 / the plan's number; else that of now",
)
def hand_over(person: str, why: str, base_url: str, token: Path | None, number: str, **cases: tuple[str, ...]) -> None:
    """引き継ぎます。案が変わっていたら何もしません。 / Hand over by a plan; when it has changed meanwhile, nothing is.

    例 / example: kyoso matching hand-over coordinator-03 --why request --plan 0123456789abcdef
    """

    async def work(counter: "Counter") -> None:
        from kyoso.handing_over import carry_out, done_in_words  # noqa: PLC0415 - loaded when something runs

        click.echo(done_in_words(*await carry_out(counter.client, counter.actor, person, why, number, **cases)))

    at_the_counter((base_url.rstrip("/"), token), work)
