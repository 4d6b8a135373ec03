"""``kyoso counter``: a use before which others give way, by a rule; whom that displaces, and what is kept for them."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kyoso.commands.common import FAULT, stop
from kyoso.commands.counter_closing import tell_displaced
from kyoso.commands.counter_common import Code, Day, Task, at_the_counter, for_somebody
from kyoso.counter import codes

if TYPE_CHECKING:
    from kyoso.counter.clerk import Counter


def add_to(group: click.Group, purpose: click.ParamType[str]) -> None:
    """Add this task to the counter's."""
    group.add_command(_pre_empt(purpose))


def _pre_empt(purpose: click.ParamType[str]) -> click.Command:
    @click.command("pre-empt", cls=Task)
    @click.argument("facility")
    @click.argument("day", type=Day())
    @click.argument("hours")
    @click.option("--room", "rooms", multiple=True, required=True, help="室（何度でも） / a room, repeatable")
    @click.option("--reason", type=Code(lambda: codes.PREEMPTED_BECAUSE), required=True, help="理由 / why")
    @click.option(
        "--rule", default="", help="優先使用の規則。施設に一つだけなら不要 / the rule; not where there is one only"
    )
    @click.option(
        "--mark", "marks", type=Code(lambda: codes.MARKS), multiple=True, help="どんな利用か / what use it is"
    )
    @for_somebody
    @click.option("--purpose", type=purpose, default="other", show_default=True, help="目的 / what for")
    @click.option("--yes", is_flag=True, help="下見だけでなく、予約を入れる / do it, not only look")
    @click.pass_obj
    def pre_empt(obj: Any, /, facility: str, day: date, hours: str, **given: Any) -> None:
        """ほかの予約に動いてもらいます。--yes がなければ見るだけ。 / Others make way; without --yes only look.

        例 / example: kyoso counter pre-empt 北町会館 12月5日 10:00-12:00 --room 集会室 --reason 葬儀 --people 30
        """

        async def work(counter: "Counter") -> None:
            from kyoso.counter.preempting import PreEmpting  # noqa: PLC0415 - loaded when something runs
            from kyoso.counter.slip import line, slip  # noqa: PLC0415 - as above
            from kyoso.counter.when import When  # noqa: PLC0415 - as above
            from kyoso.counter.whom import ForWhom  # noqa: PLC0415 - as above

            whom = ForWhom(given["group"], given["person"], given["name"], given["tel"], given["new"])
            more = {
                "people": given["people"], "purpose": given["purpose"], "marks": list(given["marks"]),
                "channel": "phone" if given["phone"] else "counter",
            }  # fmt: skip
            if given["reason"] == "funeral" and not more["marks"]:
                more["marks"] = ["funeral"]
            clerk = PreEmpting(counter)
            use = await clerk.planned(facility, given["rooms"], When(day, hours), given["rule"], given["reason"], more)
            hits = await clerk.hits(use)
            if not given["yes"]:
                for each in hits:
                    click.echo(f"  {line(each, use.facility)}")
                if refused := await clerk.refused(use, whom):
                    stop(
                        "\n".join((*refused, "このままでは、--yes を付けても予約できません / refused even with --yes")),
                        FAULT,
                    )
                stop(
                    f"動いてもらう予約 {len(hits)} 件（規則 {use.rule_id}）。まだ何もしていません。よければ --yes を"
                    "付けてください / bookings that would have to make way; nothing is done yet: add --yes to do it",
                    FAULT,
                )
            booked = await clerk.take(use, whom)
            click.echo(slip(booked.booking, booked.facility, booked.whom, booked.bill))
            if booked.registered:
                click.echo("  登録    利用者として登録しました / registered")
            await tell_displaced(counter, use.facility, await clerk.displaced(hits))

        at_the_counter(obj, work)

    return pre_empt
