"""``kyoso mail``: how mails stand, and what came back."""

import base64
from pathlib import Path
from typing import BinaryIO

import click

from kyoso.commands.common import data_option, operate

STATUSES = ("uncertain", "queued", "sending", "failed", "delivered", "suppressed")


@click.group("mail")
def command() -> None:
    """お知らせメールの状態と、戻ってきたメール。 / How mails to people stand, and mail that came back."""


@command.command("list")
@click.option("--status", type=click.Choice(STATUSES), default="uncertain", show_default=True)
@data_option
def list_(status: str, data: Path | None) -> None:
    """一覧を出します（新しい順、200件まで）。宛先と中身は出ません。 / Newest first; neither addresses nor words."""
    items = operate("mail-list", {"status": status}, data)["items"]
    for item in items:
        reason = f" ({item['reason']})" if item["reason"] else ""
        click.echo(f"{item['message_id']}  {item['queued_at']}  {item['template']:<26} {item['status']}{reason}")
    if not items:
        click.echo("ありません / none")


@command.command("bounce")
@click.argument("file", type=click.File("rb"), default="-")
@data_option
def bounce(file: BinaryIO, data: Path | None) -> None:
    """不達通知（RFC 3464）を渡します。何度渡しても同じです。 / Hand in a notification; repeats are harmless."""
    content = base64.b64encode(file.read()).decode()
    done = operate("mail-bounce", {"content": content}, data)
    click.echo(f"{done['message_id']}  {done['status']}  {done['reason'] or ''}".rstrip())
