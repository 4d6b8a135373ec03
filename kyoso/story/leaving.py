"""A coordinator's leave in the story: a plan is looked at, what they have goes to others, the history stays."""

from datetime import timedelta
from typing import Any

from kyoso.story.booking import instance_now
from kyoso.story.client import Actor, Refused, until
from kyoso.story.stage import Stage
from shared.clock import tokyo_date

LEAVE_DAYS = 14
TRIES_MAX = 5
"""Others play too: a plan that changed meanwhile is looked at again."""
ENTERED = ("areas", "capacity", "away", "kind", "desks", "leave", "languages", "fields")
PASSED_OVER = frozenset({"no-desk-owner", "desks-overrun", "too-many-consultations", "not-found", "not-on-leave"})
"""What says something about the instance, or that somebody else handed it over first."""


async def go_on_leave(stage: Stage) -> None:
    """A worry whose holder goes on leave; where nobody of staff plays to whom that may be done, it is left out."""
    client, players = stage.client, stage.players
    if players.counter is None:
        return
    client.next_step()
    try:
        brought = await client.command(
            "POST",
            "/matching/consultations",
            players.resident,
            {"text": "だれに相談すればよいでしょう。", "channel": "web"},
        )
        await _hand_over(stage, players.counter, brought)
    except Refused as refused:
        if refused.code not in PASSED_OVER:
            raise
        await stage.done(f"引継ぎは飛ばしました（{refused.code}）", f"The hand-over was passed over ({refused.code})")
        return
    await client.command("POST", f"/matching/consultations/{brought['consultation_id']}/resolve", players.resident)


async def _hand_over(stage: Stage, staff: Actor, brought: dict[str, Any]) -> None:
    client, id, holder = stage.client, brought["consultation_id"], str(brought["assigned_to"])
    first = tokyo_date(await instance_now(client)) + timedelta(days=1)
    days = {"first_day": first.isoformat(), "last_day": (first + timedelta(days=LEAVE_DAYS - 1)).isoformat()}
    if await _enter(stage, staff, holder, days) is None:
        await stage.done(
            f"{holder} は窓口責任者なので、引継ぎは飛ばしました", "The desk owner has it: the hand-over was passed over"
        )
        return
    try:
        plan, to = await _carry_out(stage, staff, holder, id)
    finally:
        await _enter(stage, staff, holder, days, back=True)

    async def moved() -> Any | None:
        """The row may lag behind the answer in another replica."""
        held = (await client.get(f"/matching/consultations/{id}/history", stage.players.resident))["items"]
        return held if len(held) > 1 else None

    held = await until(moved, "引継ぎが履歴に出ません / The history does not show the hand-over")
    if held[0]["coordinator_id"] != holder or held[-1]["coordinator_id"] == holder:
        raise AssertionError("the history does not say who had it, and who has it now")
    await stage.done(
        f"{holder} が休暇に入ります。案（番号 {plan}）を見てから {to or '窓口責任者'} に引き継ぎ、履歴が残りました",
        "A coordinator goes on leave: the plan was looked at, then carried out by its number; the history is kept",
        "consultation-assigned.v1",
        "message-sent.v1",
    )


async def _carry_out(stage: Stage, staff: Actor, holder: str, id: str) -> tuple[str, str | None]:
    """Look at the plan for this one, and carry it out as it was; the number, and who has it then."""
    client, path = stage.client, f"/matching/coordinators/{holder}"
    for number in range(TRIES_MAX):
        plan = await client.get(f"{path}/plan", staff, why="leave", consultation_ids=[id])
        client.next_step()
        body = {"why": "leave", "consultation_ids": [id], "plan": plan["plan"]}
        try:
            done = await client.command("POST", f"{path}/hand-over", staff, body)
        except Refused as refused:
            if refused.code != "plan-changed" or number == TRIES_MAX - 1:
                raise
        else:
            return plan["plan"], done["moves"][0]["to"]
    raise AssertionError("there is no plan")


async def _enter(
    stage: Stage, staff: Actor, person_id: str, days: dict[str, str], *, back: bool = False
) -> dict[str, Any] | None:
    """Enter the leave, or take it back, with all else as it is; nothing for somebody who is not on the roster."""
    found = (await stage.client.get("/matching/coordinators", staff))["items"]
    entry = next((each for each in found if each["person_id"] == person_id), None)
    if entry is None:
        return None
    body = {name: entry[name] for name in ENTERED}
    others = [each for each in body["leave"] if each != days]
    body["leave"] = others if back else [*others, days]
    answered: dict[str, Any] = await stage.client.command("PUT", f"/matching/coordinators/{person_id}", staff, body)
    return answered
