"""``kyoso story``: play the loop once against a running instance; exits with 1 when a step fails."""

from pathlib import Path

import click

from kyoso.commands.common import FAULT, FILE, USAGE, go, stop

DEFAULT_URL = "http://127.0.0.1:8000"


@click.command("story")
@click.option(
    "--base-url", default=DEFAULT_URL, show_default=True, help="試す相手のアドレス / the instance to play against"
)
@click.option(
    "--tokens",
    type=FILE,
    help="役割ごとのトークンの JSON。なければお試し用のログイン / tokens by role (JSON); else the demo's issuer",
)
def command(base_url: str, tokens: Path | None) -> None:
    """関心の登録から、紹介、予約、活動、ポイント、お知らせまでを一度通して試します。 / Play the loop once.

    何度でも、同時にいくつでも実行できます。失敗した段階があれば終了コード 1 です。
    / It can be played any number of times, also in parallel, and exits with 1 when a step fails.

    \b
    --tokens の形 / form:
      {"resident": {"token": "…"}, "neighbour": {"token": "…"}, "staff": {"token": "…"},
       "officer": {"token": "…", "groups": ["osawa-garden"]}, "coordinator": {"token": "…"},
       "other_officer": {"token": "…", "groups": ["kobushidai-chokai"]},
       "young": {"token": "…"}, "facility_id": "always-open"}

    other_officer の団体は、呼びかけの相手になり、少しのあいだ休止します（なくてもかまいません）。
    / Groups of the other officer (optional) are asked to do something together, and pause for a moment.
    """  # noqa: D301 - click's mark for a paragraph that keeps its lines
    from kyoso.story import CastError, StepFailed, play  # noqa: PLC0415 - loaded when it is played
    from kyoso.story.cast import Drawn, Given  # noqa: PLC0415 - as above
    from kyoso.story.telling import told  # noqa: PLC0415 - as above

    try:
        cast = Given.read(tokens) if tokens else Drawn()
    except CastError as error:
        stop(str(error), USAGE)
    try:
        outcome = go(lambda: play(base_url.rstrip("/"), cast, told))
    except StepFailed as failed:
        stop(f"✘ 失敗しました / failed: {failed}", FAULT)
    click.echo(f"✔ 最後まで通りました / the loop was played to its end ({outcome.points} points)")
