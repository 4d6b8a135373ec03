"""``kyoso counter``: what becomes of a booking: confirmed, decided, changed, cancelled, counted."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kyoso.commands.counter_common import Code, Day, Task, at_the_counter
from kyoso.counter import codes

if TYPE_CHECKING:
    from kyoso.counter.clerk import Booked, Counter


def add_to(group: click.Group, purpose: click.ParamType[str]) -> None:
    """Add these tasks to the counter's."""
    for task in (show, find, confirm, requests, approve, refuse, cancel, reason, heads, no_show):
        group.add_command(task)
    group.add_command(_change(purpose))


def _say(booked: "Booked") -> None:
    from kyoso.counter.slip import slip  # noqa: PLC0415 - loaded when something runs

    click.echo(slip(booked.booking, booked.facility, booked.whom, booked.bill))


def _step(obj: Any, booking_id: str, step: str, body: Any, said: str) -> None:
    async def work(counter: "Counter") -> None:
        booked = await counter.done(booking_id, step, body)
        click.echo(said)
        _say(booked)

    at_the_counter(obj, work)


@click.command("show", cls=Task)
@click.argument("booking_id")
@click.pass_obj
def show(obj: Any, booking_id: str) -> None:
    """予約の今の状態。 / A booking as it stands."""

    async def work(counter: "Counter") -> None:
        _say(await counter.shown(booking_id))

    at_the_counter(obj, work)


@click.command("find", cls=Task)
@click.argument("number")
@click.pass_obj
def find(obj: Any, number: str) -> None:
    """控えの受付の番号か、許可書の番号から予約を探します。 / Find a booking by the number on its slip or permit.

    例 / example: kyoso counter find 7K3M-9QX2
    """

    async def work(counter: "Counter") -> None:
        for booked in await counter.find(number):
            _say(booked)

    at_the_counter(obj, work)


@click.command("confirm", cls=Task)
@click.argument("booking_id")
@click.pass_obj
def confirm(obj: Any, booking_id: str) -> None:
    """仮予約を確定します。 / Book what was held."""
    _step(obj, booking_id, "confirm", None, "確定しました / confirmed")


@click.command("requests", cls=Task)
@click.pass_obj
def requests(obj: Any) -> None:
    """承認を待っている申込み。 / What waits for a decision."""

    async def work(counter: "Counter") -> None:
        from kyoso.counter.slip import line  # noqa: PLC0415 - loaded when something runs

        found = await counter.requests()
        words = codes.purposes()
        for each, house in found:
            click.echo(f"{line(each, house)}  {words[each['purpose']][0]}")
        click.echo(f"{len(found)} 件 / requests")

    at_the_counter(obj, work)


@click.command("approve", cls=Task)
@click.argument("booking_id")
@click.option("--condition", "conditions", type=Code(codes.conditions), multiple=True, help="条件 / a condition")
@click.pass_obj
def approve(obj: Any, booking_id: str, conditions: tuple[str, ...]) -> None:
    """申込みを承認します。 / Allow a request, under conditions."""

    async def work(counter: "Counter") -> None:
        booked = await counter.done(booking_id, "approve", {"conditions": list(conditions)})
        click.echo(f"承認しました / approved: {booked.booking['permit_number']}")
        for each in conditions:
            click.echo(f"  条件    {' / '.join(codes.conditions()[each])}")
        _say(booked)

    at_the_counter(obj, work)


@click.command("refuse", cls=Task)
@click.argument("booking_id")
@click.option("--reason", type=Code(lambda: codes.REFUSED_BECAUSE), required=True, help="理由 / why")
@click.pass_obj
def refuse(obj: Any, booking_id: str, reason: str) -> None:
    """申込みを不許可にします。 / Do not allow a request."""

    async def work(counter: "Counter") -> None:
        told = await counter.done(booking_id, "refuse", {"reason": reason})
        click.echo(
            f"不許可にしました / not allowed: {told.booking['booking_id']}（{codes.REFUSED_BECAUSE[reason][0]}）"
        )
        click.echo(f"  通知書  kyoso counter paper refusal {booking_id} --out refusal.pdf")

    at_the_counter(obj, work)


@click.command("cancel", cls=Task)
@click.argument("booking_id")
@click.option(
    "--reason",
    default="",
    help="館の都合、雨、病気など: operator-fault、rain、illness、disaster、… / a code, where there is a reason",
)
@click.option("--room", "rooms", multiple=True, help="一部だけ返す室 / give back this room only")
@click.pass_obj
def cancel(obj: Any, booking_id: str, reason: str, rooms: tuple[str, ...]) -> None:
    """予約を取り消します（一部の室だけも）。 / Give a booking back, or rooms of it."""

    async def work(counter: "Counter") -> None:
        body: dict[str, Any] = {"reason": reason} if reason else {}
        if rooms:
            before = await counter.shown(booking_id)
            body["room_ids"] = counter.rooms(before.facility, rooms)
        booked = await counter.done(booking_id, "cancel", body)
        click.echo("取り消しました / cancelled" if not rooms else "一部を返しました / a part was given back")
        _say(booked)

    at_the_counter(obj, work)


@click.command("reason", cls=Task)
@click.argument("booking_id")
@click.argument("reason", type=Code(lambda: codes.SHOWN_BECAUSE))
@click.pass_obj
def reason(obj: Any, booking_id: str, reason: str) -> None:
    """取消しの理由を、あとから見せてもらったとき。 / Why a booking was given back, shown afterwards."""

    async def work(counter: "Counter") -> None:
        booked = await counter.done(booking_id, "reason", {"reason": reason})
        click.echo(f"理由を記録しました / noted: {' / '.join(codes.SHOWN_BECAUSE[reason])}")
        _say(booked)

    at_the_counter(obj, work)


@click.command("heads", cls=Task)
@click.argument("booking_id")
@click.argument("heads", type=click.IntRange(min=0))
@click.option(
    "--reason", type=Code(lambda: codes.COUNTED_BECAUSE), default="counted", show_default=True, help="理由 / why"
)
@click.option("--sure", is_flag=True, help="定員より多くても記録します / also more than the rooms take")
@click.pass_obj
def heads(obj: Any, booking_id: str, heads: int, reason: str, sure: bool) -> None:
    """来た人数を記録します。 / Record how many came."""

    async def work(counter: "Counter") -> None:
        booked = await counter.done(booking_id, "heads", {"heads": heads, "reason": reason, "sure": sure})
        click.echo(f"記録しました / counted: {booked.booking['heads']}人")

    at_the_counter(obj, work)


@click.command("no-show", cls=Task)
@click.argument("booking_id")
@click.option(
    "--reason", type=Code(lambda: codes.WAS_NO_NO_SHOW), default="was-there", show_default=True, help="理由 / why"
)
@click.pass_obj
def no_show(obj: Any, booking_id: str, reason: str) -> None:
    """無断不使用の記録を取り消します。 / Take a no-show back: they were there."""
    said = "無断不使用の記録を取り消しました。人数を記録できます / taken back; heads can be counted"
    _step(obj, booking_id, "no-show/withdraw", {"reason": reason}, said)


def _change(purpose: click.ParamType[str]) -> click.Command:
    @click.command("change", cls=Task)
    @click.argument("booking_id")
    @click.option("--day", type=Day(), help="ほかの日に / another day")
    @click.option("--hours", default="", help="ほかの時間に / other hours")
    @click.option("--room", "rooms", multiple=True, help="ほかの室に / another room")
    @click.option("--people", type=click.IntRange(min=1), help="人数 / how many come")
    @click.option("--purpose", type=purpose, help="目的 / what for")
    @click.pass_obj
    def change(obj: Any, /, booking_id: str, day: date | None, hours: str, rooms: tuple[str, ...], **more: Any) -> None:
        """予約を変えます。日を変えると番号も変わります。 / Change a booking; on another day it gets a new number."""

        async def work(counter: "Counter") -> None:
            booked = await counter.change(booking_id, (day, hours), rooms, **more)
            click.echo("変更しました / changed")
            _say(booked)

        at_the_counter(obj, work)

    return change
