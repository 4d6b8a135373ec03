"""``kyoso counter``: a clerk's tasks, one line each. Bookings are here; decisions, closures and money beside it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoso.commands import counter_bookings, counter_closing, counter_money, counter_preempting
from kyoso.commands.common import FILE
from kyoso.commands.counter_common import Code, Day, Task, at_the_counter, for_somebody
from kyoso.counter import codes

if TYPE_CHECKING:
    from kyoso.counter.clerk import Counter

DEFAULT_URL = "http://127.0.0.1:8000"


PURPOSE = Code(codes.purposes)


@click.group("counter")
@click.option(
    "--base-url",
    envvar="KYOSO_URL",
    default=DEFAULT_URL,
    show_default=True,
    help="相手のアドレス / the instance (KYOSO_URL)",
)
@click.option(
    "--token",
    type=FILE,
    help="職員のトークンのファイル。なければお試し用のログイン / a file with the clerk's token; else the demo's issuer",
)
@click.pass_context
def command(context: click.Context, base_url: str, token: Path | None) -> None:
    """窓口と電話の仕事。 / What staff do at a counter or on the phone."""
    context.obj = (base_url.rstrip("/"), token)


@command.command("free", cls=Task)
@click.argument("facility")
@click.argument("day", type=Day())
@click.pass_obj
def free(obj: Any, facility: str, day: date) -> None:
    """空いている室と時間。 / What is free in a house on a day.

    例 / example: kyoso counter free 高台コミュニティ 12月5日
    """

    async def work(counter: "Counter") -> None:
        from kyoso.counter.slip import room_in_words  # noqa: PLC0415 - loaded when something runs
        from kyoso.counter.when import day_in_words  # noqa: PLC0415 - as above

        house, found = await counter.free(facility, day)
        click.echo(f"{house['name']} {day_in_words(day)}")
        for room in found["rooms"]:
            spans = [f"{each['starts_at'][11:16]}〜{_until(each)}" for each in room["free"]]
            click.echo(
                f"  {room_in_words(room)}（{room['capacity']}人） {'、'.join(spans) or '空きなし / nothing free'}"
            )

    at_the_counter(obj, work)


def _until(span: dict[str, str]) -> str:
    return "24:00" if span["ends_at"][:10] > span["starts_at"][:10] else span["ends_at"][11:16]


@command.command("book", cls=Task)
@click.argument("facility")
@click.argument("day", type=Day())
@click.argument("hours")
@click.option("--room", "rooms", multiple=True, required=True, help="室（名前か番号。何度でも） / a room, repeatable")
@for_somebody
@click.option("--purpose", type=PURPOSE, default="meeting", show_default=True, help="目的 / what for")
@click.option("--hold", is_flag=True, help="仮予約にする / only hold it")
@click.pass_obj
def book(obj: Any, /, facility: str, day: date, hours: str, **given: Any) -> None:
    """予約を入れて、控えを出します。 / Book for somebody, and print the slip.

    例 / example: kyoso counter book 高台コミュニティ 12月5日 10:00-12:00 --room 和室 --people 8 --name "山田 花子"
    """
    from kyoso.counter.slip import slip  # noqa: PLC0415 - loaded when something runs
    from kyoso.counter.when import When  # noqa: PLC0415 - as above
    from kyoso.counter.whom import ForWhom  # noqa: PLC0415 - as above

    whom = ForWhom(given["group"], given["person"], given["name"], given["tel"], given["new"])
    channel = "phone" if given["phone"] else "counter"

    async def work(counter: "Counter") -> None:
        booked = await counter.book(
            facility, given["rooms"], When(day, hours), whom, people=given["people"], purpose=given["purpose"],
            channel=channel, hold=given["hold"],
        )  # fmt: skip
        click.echo(slip(booked.booking, booked.facility, booked.whom, booked.bill, booked.lines))
        if booked.registered:
            click.echo(
                "  登録    利用者として登録しました。次からは --person にこの番号を使ってください"
                " / registered; use this number with --person from now on"
            )

    at_the_counter(obj, work)


counter_bookings.add_to(command, PURPOSE)
counter_closing.add_to(command)
counter_preempting.add_to(command, PURPOSE)
counter_money.add_to(command)
