"""``kyoso counter``: a clerk's tasks, one line each: book for somebody, decide requests, close a room."""

import base64
import json
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoso.commands.common import FAULT, USAGE, go, stop

if TYPE_CHECKING:
    from kyoso.counter import Counter

DEFAULT_URL = "http://127.0.0.1:8000"
DEFAULT_CLERK = "staff-mori"
DAY = click.DateTime(["%Y-%m-%d"])
MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


@click.group("counter")
@click.option("--base-url", default=DEFAULT_URL, show_default=True, help="相手のアドレス / the instance")
@click.option(
    "--token",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="職員のトークンのファイル。なければお試し用のログイン / a file with the clerk's token; else the demo's issuer",
)
@click.pass_context
def command(context: click.Context, base_url: str, token: Path | None) -> None:
    """窓口と電話の仕事。 / What staff do at a counter or on the phone."""
    context.obj = (base_url.rstrip("/"), token)


@command.command("book")
@click.argument("facility")
@click.argument("day", type=DAY)
@click.argument("hours")
@click.option("--room", "rooms", multiple=True, required=True, help="室（名前か番号。何度でも） / a room, repeatable")
@click.option("--group", default="", help="団体（名前か番号） / a group")
@click.option("--person", default="", help="利用者の番号 / a person's id")
@click.option("--name", default="", help="はじめての人の氏名（姓 名） / the name of somebody new")
@click.option("--tel", default="", help="その人の電話 / their telephone")
@click.option("--people", type=click.IntRange(min=1), required=True, help="人数 / how many come")
@click.option("--purpose", default="meeting", show_default=True, help="目的（番号） / a code of /booking/purposes")
@click.option("--phone", is_flag=True, help="電話で受けた / it came by phone")
@click.option("--hold", is_flag=True, help="仮予約にする / only hold it")
@click.pass_obj
def book(obj: Any, /, facility: str, day: datetime, hours: str, **given: Any) -> None:
    """予約を入れて、控えを出します。 / Book for somebody, and print the slip.

    例 / example: kyoso counter book 柳原 2026-12-05 10:00-12:00 --room 会議室 --name "山田 花子" --people 8
    """
    from kyoso.counter import ForWhom, When, slip  # noqa: PLC0415 - loaded when something runs

    whom = ForWhom(group=given["group"], person_id=given["person"], name=given["name"], phone=given["tel"])
    channel = "phone" if given["phone"] else "counter"

    async def work(counter: "Counter") -> None:
        booking, house = await counter.book(
            facility, given["rooms"], When(day.date(), hours), whom, people=given["people"], purpose=given["purpose"],
            channel=channel, hold=given["hold"],
        )  # fmt: skip
        click.echo(slip(booking, house))

    _at_the_counter(obj, work)


@command.command("requests")
@click.pass_obj
def requests(obj: Any) -> None:
    """承認を待っている申込み。 / What waits for a decision."""

    async def work(counter: "Counter") -> None:
        found = await counter.requests()
        for each in found:
            rooms = "・".join(each["room_ids"])
            click.echo(
                f"{each['booking_id']}  {each['starts_at'][:16]}  {each['facility_id']} {rooms}  {each['people']}人"
            )
        click.echo(f"{len(found)} 件 / requests")

    _at_the_counter(obj, work)


@command.command("approve")
@click.argument("booking_id")
@click.option("--condition", "conditions", multiple=True, help="条件（番号） / a code of /booking/permit-conditions")
@click.pass_obj
def approve(obj: Any, booking_id: str, conditions: tuple[str, ...]) -> None:
    """申込みを承認します。 / Allow a request, under conditions."""

    async def work(counter: "Counter") -> None:
        told = await counter.approve(booking_id, conditions)
        click.echo(f"承認しました / approved: {told['permit_number']}")

    _at_the_counter(obj, work)


@command.command("refuse")
@click.argument("booking_id")
@click.option("--reason", required=True, help="理由（番号） / purpose, not-eligible, documents, …")
@click.pass_obj
def refuse(obj: Any, booking_id: str, reason: str) -> None:
    """申込みを不許可にします。 / Do not allow a request."""

    async def work(counter: "Counter") -> None:
        told = await counter.refuse(booking_id, reason)
        click.echo(f"不許可にしました / not allowed: {told['booking_id']}")

    _at_the_counter(obj, work)


@command.command("close")
@click.argument("facility")
@click.option("--from", "since", type=MOMENT, required=True, help="いつから（2026-12-05 か 2026-12-05T09:00） / from")
@click.option("--until", type=MOMENT, required=True, help="いつまで / until")
@click.option("--room", "rooms", multiple=True, help="室。なければ全館 / a room; without it the whole house")
@click.option("--reason", default="works", show_default=True, help="works, maintenance, weather, disaster, …")
@click.pass_obj
def close(obj: Any, facility: str, since: datetime, until: datetime, rooms: tuple[str, ...], reason: str) -> None:
    """休館にし、動かす予約と代わりの場所を出します。 / Close rooms; tell what is displaced and offered instead."""
    from shared.clock import TOKYO  # noqa: PLC0415 - loaded when something runs

    async def work(counter: "Counter") -> None:
        span = (since.replace(tzinfo=TOKYO), until.replace(tzinfo=TOKYO))
        closure, displaced = await counter.close(facility, rooms, *span, reason)
        click.echo(f"休館にしました / closed: {closure['closure_id']}")
        for each in displaced:
            click.echo(
                f"  {each['booking_id']} {each['starts_at'][:16]} {'・'.join(each['room_ids'])}: {each['stage']}"
            )
            for place in each["places"]:
                hours = f"{place['starts_at'][:16]}〜{place['ends_at'][11:16]}"
                click.echo(f"      → {place['facility_id']} {'・'.join(place['room_ids'])} {hours} {place['fee']:,}円")
        click.echo(f"動かす予約 {len(displaced)} 件 / bookings displaced")

    _at_the_counter(obj, work)


def _at_the_counter(obj: Any, work: "Callable[[Counter], Coroutine[Any, Any, None]]") -> None:
    from kyoso.story.client import StepFailed  # noqa: PLC0415 - loaded when something runs

    base_url, file = obj
    token = _read(file) if file else ""
    try:
        go(lambda: _done(base_url, token, work))
    except StepFailed as failed:
        stop(str(failed), FAULT)


async def _done(base_url: str, token: str, work: "Callable[[Counter], Coroutine[Any, Any, None]]") -> None:
    import httpx  # noqa: PLC0415 - loaded when something runs

    from kyoso.counter import Counter  # noqa: PLC0415 - as above
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
