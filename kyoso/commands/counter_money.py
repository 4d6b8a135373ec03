"""``kyoso counter``: money at the till, and papers to hand out."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoso.commands.counter_common import Code, Day, Task, at_the_counter
from kyoso.counter import codes

if TYPE_CHECKING:
    from kyoso.counter.clerk import Counter

CHANNEL = click.option(
    "--channel",
    type=Code(lambda: codes.CHANNELS),
    default="counter",
    show_default=True,
    help="どうやって / by which way",
)
REFERENCE = click.option("--reference", default="", help="紙の番号 / the number of a paper")
OUT = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="PDF のファイル / a file"
)


def add_to(group: click.Group) -> None:
    """Add these tasks to the counter's."""
    for task in (pay, refund, receipt, paper, refusal):
        group.add_command(task)


@click.command("pay", cls=Task)
@click.argument("booking_id")
@CHANNEL
@REFERENCE
@click.pass_obj
def pay(obj: Any, booking_id: str, channel: str, reference: str) -> None:
    """使用料を受け取ります。 / Take in all that is due."""

    async def work(counter: "Counter") -> None:
        told = await counter.pay(booking_id, channel, reference)
        click.echo(f"受け取りました / paid: {told['amount']:,}円  領収番号 / receipt {told['receipt_number']}")

    at_the_counter(obj, work)


@click.command("refund", cls=Task)
@click.argument("booking_id")
@CHANNEL
@REFERENCE
@click.pass_obj
def refund(obj: Any, booking_id: str, channel: str, reference: str) -> None:
    """返すお金を渡します。 / Hand out all that is owed back."""

    async def work(counter: "Counter") -> None:
        told = await counter.refund(booking_id, channel, reference)
        click.echo(f"返しました / given back: {told['amount']:,}円")

    at_the_counter(obj, work)


@click.command("receipt", cls=Task)
@click.argument("booking_id")
@OUT
@click.pass_obj
def receipt(obj: Any, booking_id: str, out: Path) -> None:
    """領収書（PDF）。 / The receipt."""
    _print(obj, f"/booking/bookings/{booking_id}/receipt.pdf", out)


@click.command("paper", cls=Task)
@click.argument("kind", type=Code(lambda: codes.PAPERS))
@click.argument("booking_id")
@OUT
@click.pass_obj
def paper(obj: Any, kind: str, booking_id: str, out: Path) -> None:
    """控え・許可書・領収書・不許可通知書（PDF）。 / A paper of a booking: slip, permit, receipt, refusal."""
    _print(obj, f"/booking/bookings/{booking_id}/{kind}.pdf", out)


def _print(obj: Any, path: str, out: Path) -> None:
    async def work(counter: "Counter") -> None:
        _write(out, await counter.client.get(path, counter.actor))

    at_the_counter(obj, work)


def _write(out: Path, content: bytes) -> None:
    out.write_bytes(content)
    click.echo(f"書きました / written: {out}")


@click.command("refusal", cls=Task)
@click.argument("facility")
@click.argument("day", type=Day())
@click.argument("hours")
@click.option("--room", required=True, help="室 / the room")
@click.option("--person", required=True, help="断られた人の番号 / the number of who was refused")
@OUT
@click.pass_obj
def refusal(obj: Any, facility: str, day: date, hours: str, room: str, person: str, out: Path) -> None:
    """断られた予約の通知書（PDF）。 / The letter about a booking that was refused."""

    async def work(counter: "Counter") -> None:
        from kyoso.counter.clerk import as_body  # noqa: PLC0415 - loaded when something runs
        from kyoso.counter.when import When  # noqa: PLC0415 - loaded when something runs

        house = await counter.facility(facility)
        (room_id,) = counter.rooms(house, [room])
        body = {
            "facility_id": house["facility_id"],
            "room_id": room_id,
            **as_body(When(day, hours)),
            "person_id": person,
        }
        _write(out, await counter.client.command("POST", "/booking/refusals.pdf", counter.actor, body))

    at_the_counter(obj, work)
