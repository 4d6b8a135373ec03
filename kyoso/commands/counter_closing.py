"""``kyoso counter``: rooms that close, whom that displaces, and the places that are kept for them."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from kyoso.commands.common import FAULT, stop
from kyoso.commands.counter_common import Code, Moment, Task, at_the_counter
from kyoso.counter import codes

if TYPE_CHECKING:
    from kyoso.counter.clerk import Counter


def add_to(group: click.Group) -> None:
    """Add these tasks to the counter's."""
    for task in (close, displaced, lift, offers, accept):
        group.add_command(task)


@click.command("close", cls=Task)
@click.argument("facility")
@click.option("--from", "since", type=Moment(), required=True, help="いつから（12月5日 か 2026-12-05T09:00） / from")
@click.option(
    "--until",
    type=Moment(end=True),
    required=True,
    help="いつまで。日だけなら、その日いっぱい / until; a day alone is meant whole",
)
@click.option("--room", "rooms", multiple=True, help="室。なければ全館 / a room; without it the whole house")
@click.option(
    "--reason", type=Code(lambda: codes.CLOSED_BECAUSE), default="works", show_default=True, help="理由 / why"
)
@click.option("--yes", is_flag=True, help="下見だけでなく、休館にする / do it, not only look")
@click.pass_obj
def close(
    obj: Any, facility: str, since: datetime, until: datetime, rooms: tuple[str, ...], reason: str, yes: bool
) -> None:
    """休館にします。--yes がなければ、動かすことになる予約を見るだけ。 / Close rooms; without --yes only look."""

    async def work(counter: "Counter") -> None:
        from kyoso.counter.closing import Closing  # noqa: PLC0415 - loaded when something runs
        from kyoso.counter.slip import line  # noqa: PLC0415 - as above

        closing = Closing(counter)
        planned = await closing.planned(facility, rooms, since, until, reason)
        if stands := await closing.stands(planned):
            click.echo(f"この休館は、すでにあります / it is closed already: {stands['closure_id']}")
            await tell_displaced(
                counter, planned.facility, await closing.displaced(planned.facility, stands["closure_id"])
            )
            return
        if not yes:
            found = await closing.hits(planned)
            for each in found:
                click.echo(f"  {line(each, planned.facility)}")
            stop(
                f"動かすことになる予約 {len(found)} 件。まだ休館にしていません。よければ --yes を付けてください"
                f" / bookings that would be displaced; nothing is closed yet: add --yes to do it", FAULT,
            )  # fmt: skip
        done, found = await closing.close(planned)
        click.echo(f"休館にしました / closed: {done['closure_id']}")
        await tell_displaced(counter, planned.facility, found)

    at_the_counter(obj, work)


@click.command("displaced", cls=Task)
@click.argument("facility")
@click.argument("closure_id")
@click.pass_obj
def displaced(obj: Any, facility: str, closure_id: str) -> None:
    """休館で動いた予約と、今の代わりの場所。 / What a closure displaced, and what is kept now."""

    async def work(counter: "Counter") -> None:
        from kyoso.counter.closing import Closing  # noqa: PLC0415 - loaded when something runs

        house = await counter.facility(facility)
        await tell_displaced(counter, house, await Closing(counter).displaced(house, closure_id))

    at_the_counter(obj, work)


@click.command("lift", cls=Task)
@click.argument("facility")
@click.argument("closure_id")
@click.pass_obj
def lift(obj: Any, facility: str, closure_id: str) -> None:
    """休館を終わらせます。動いた予約は戻りません。 / End a closure; what it displaced stays so."""

    async def work(counter: "Counter") -> None:
        from kyoso.counter.closing import Closing  # noqa: PLC0415 - loaded when something runs

        await Closing(counter).lift(facility, closure_id)
        click.echo("休館を終わらせました / the closure is lifted")

    at_the_counter(obj, work)


@click.command("offers", cls=Task)
@click.argument("booking_id")
@click.pass_obj
def offers(obj: Any, booking_id: str) -> None:
    """動いた予約の代わりの場所。 / The places that are kept instead of a booking."""

    async def work(counter: "Counter") -> None:
        found = await counter.offers(booking_id)
        await tell_displaced(counter, await counter.facility(found["facility_id"]), [found])

    at_the_counter(obj, work)


@click.command("accept", cls=Task)
@click.argument("booking_id")
@click.argument("place_id")
@click.pass_obj
def accept(obj: Any, booking_id: str, place_id: str) -> None:
    """代わりの場所を受けます。 / Take one of the places."""

    async def work(counter: "Counter") -> None:
        from kyoso.counter.slip import slip  # noqa: PLC0415 - loaded when something runs

        booked = await counter.done(booking_id, f"offers/{place_id}/accept")
        click.echo(slip(booked.booking, booked.facility, booked.whom, booked.bill))

    at_the_counter(obj, work)


async def tell_displaced(counter: "Counter", house: Mapping[str, Any], found: list[dict[str, Any]]) -> None:
    """Whom to call, about what, and what is kept for them; a place that is not kept any more is left out."""
    from kyoso.counter.slip import rooms_in_words  # noqa: PLC0415 - loaded when something runs
    from kyoso.counter.when import in_words, moment_in_words  # noqa: PLC0415 - as above

    houses = {each["facility_id"]: each async for each in counter.all("/booking/facilities")} if found else {}
    for each in found:
        click.echo(f"  {each['booking_id']}  {moment_in_words(each['starts_at'])}  {rooms_in_words(each, house)}")
        click.echo(f"      連絡先 / call: {await counter.people.called(each['person_id'], with_phone=True)}")
        kept = [place for place in each["places"] if place["held"]]
        for place in kept:
            there = houses[place["facility_id"]]
            when = in_words(place["starts_at"], place["ends_at"])
            click.echo(f"      → {there['name']} {rooms_in_words(place, there)} {when} {place['fee']:,}円")
            click.echo(f"        kyoso counter accept {each['booking_id']} {place['booking_id']}")
        if kept and each["until"]:
            click.echo(f"      {moment_in_words(each['until'])} まで / kept until then")
        elif each["accepted"]:
            click.echo(f"      受けた場所 / taken: {each['accepted']}")
        elif not kept:
            click.echo("      代わりの場所はありません / no place is kept")
    click.echo(f"動かす予約 {len(found)} 件 / bookings displaced")
