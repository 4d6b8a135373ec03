"""What the commands of the counter share: how days and codes are read, who asks, how a refusal is said."""

import base64
import json
from collections.abc import Callable, Coroutine, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoso.commands.common import FAULT, USAGE, go, stop

if TYPE_CHECKING:
    from kyoso.counter.clerk import Counter

DEFAULT_CLERK = "staff-mori"


class Task(click.Command):
    """A command whose wrong use is said in both languages."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does. Raises ``UsageError`` in Japanese and English."""
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter as missing:
            name = missing.param.get_error_hint(ctx) if missing.param else ""
            raise click.UsageError(f"{name} を書いてください / {name} is missing", ctx) from missing
        except click.NoSuchOption as unknown:
            raise click.UsageError(
                f"{unknown.option_name} というオプションはありません / there is no {unknown.option_name}", ctx
            ) from unknown


class Day(click.ParamType[date]):
    """A day as people write it."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, in Tokyo."""
        from kyoso.counter.when import NotATime, a_day  # noqa: PLC0415 - loaded when something runs

        try:
            return value if isinstance(value, date) else a_day(value, _today())
        except NotATime as wrong:
            self.fail(str(wrong), param, ctx)


class Moment(click.ParamType[datetime]):
    """A day, with or without a time. ``end``: a day alone means its end."""

    name = "moment"

    def __init__(self, *, end: bool = False) -> None:
        self._end = end

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant, in Tokyo."""
        from kyoso.counter.when import NotATime, a_moment  # noqa: PLC0415 - loaded when something runs

        try:
            return value if isinstance(value, datetime) else a_moment(value, _today(), end=self._end)
        except NotATime as wrong:
            self.fail(str(wrong), param, ctx)


class Code(click.ParamType[str]):
    """A code of a published list, by itself or by its Japanese or English words."""

    name = "code"

    def __init__(self, load: Callable[[], Mapping[str, tuple[str, str]]]) -> None:
        self._load = load

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Every code, in the help."""
        return f"[{'|'.join(self._load())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code. Fails with the whole list when it is none, or not clear."""
        codes = self._load()
        text = str(value).strip()
        found = [code for code, words in codes.items() if text == code or text in words]
        found = found or [
            code for code, (ja, en) in codes.items() if text and (text in ja or text.lower() == en.lower())
        ]
        if len(found) != 1:
            listed = "、".join(f"{code}（{ja} / {en}）" for code, (ja, en) in codes.items())
            self.fail(f"「{value}」がはっきりしません。次のどれか: {listed} / choose one of these codes", param, ctx)
        return found[0]


def for_somebody(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a booking that say for whom, and how many come."""
    options = (
        click.option("--group", default="", help="団体（名前か番号） / a group"),
        click.option("--person", default="", help="利用者の番号 / a person's number"),
        click.option(
            "--name", default="", help="番号を知らない人の氏名（姓 名） / the name of somebody without a number"
        ),
        click.option(
            "--tel", default="", help="その人の電話。登録があればその人になります / their telephone; finds who is known"
        ),
        click.option(
            "--new", is_flag=True, help="同じ電話の登録があっても、別の人として / somebody else than who is known"
        ),
        click.option("--people", type=click.IntRange(min=1), required=True, help="人数 / how many come"),
        click.option("--phone", is_flag=True, help="電話で受けた / it came by phone"),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _today() -> date:
    from shared.clock import TOKYO  # noqa: PLC0415 - loaded when something runs

    return datetime.now(TOKYO).date()


def at_the_counter(obj: Any, work: "Callable[[Counter], Coroutine[Any, Any, None]]") -> None:
    """Do a task as the clerk; a refusal ends the command with its words in both languages."""
    from kyoso.counter.clerk import NotBooked  # noqa: PLC0415 - loaded when something runs
    from kyoso.counter.words import refusal_in_words  # noqa: PLC0415 - as above
    from kyoso.story.client import Refused, StepFailed  # noqa: PLC0415 - as above

    base_url, file = obj
    token = _read(file) if file else ""
    try:
        go(lambda: _done(base_url, token, work))
    except NotBooked as failed:
        stop(
            f"{refusal_in_words(failed.refused)}\n  だれも登録していません。断りの通知書に使う番号: {failed.person_id}"
            " / nobody was registered; that number is for a letter about it",
            FAULT,
        )
    except Refused as failed:
        stop(refusal_in_words(failed), FAULT)
    except StepFailed as failed:
        stop(str(failed), FAULT)


async def _done(base_url: str, token: str, work: "Callable[[Counter], Coroutine[Any, Any, None]]") -> None:
    import httpx  # noqa: PLC0415 - loaded when something runs

    from kyoso.counter.clerk import Counter  # noqa: PLC0415 - as above
    from kyoso.story.client import Actor, Client  # noqa: PLC0415 - as above

    async with httpx.AsyncClient(base_url=base_url, timeout=30) as http:
        client = Client(http)
        if token:
            actor = Actor(_subject(token), token)
        else:
            told = await client.command("POST", "/identity/token", None, {"person_id": DEFAULT_CLERK})
            actor = Actor(DEFAULT_CLERK, told["access_token"])
        await work(Counter(client, actor))


def _read(file: Path) -> str:
    """The token in a file."""
    token = file.read_text("utf-8", "replace").strip()
    if not _subject(token):
        stop(f"{file}: トークンではありません / is no token", USAGE)
    return token


def _subject(token: str) -> str:
    """Whom a token speaks for, or nothing; the instance checks it."""
    try:
        body = token.split(".")[1]
        return str(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))["sub"])
    except (IndexError, ValueError, KeyError, TypeError):
        return ""
