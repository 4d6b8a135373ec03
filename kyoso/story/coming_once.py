"""Coming once in the story: a second resident taps, the group hears that somebody new comes, and names who greets."""

from datetime import timedelta
from typing import Any

from kyoso.story.announcing import announced, call_off
from kyoso.story.client import Actor, Refused, until
from kyoso.story.stage import Stage

AHEAD = timedelta(days=2)
TRIES = 5
"""So many residents are drawn until one may come: a minor needs a guardian's yes, others have not agreed."""
PASSED_OVER = frozenset(
    {
        "visit-consent-missing", "visit-needs-guardian", "guardian-said-no", "already-member", "already-asked",
        "already-coming", "too-many-visits", "no-desk-owner", "not-a-greeter", "person-erased", "not-yet",
    }
)  # fmt: skip
"""What says something about the player, not about the way."""


async def come_once(stage: Stage) -> None:
    """From the tap to who greets; then it is taken back, because nobody of the story is there in two days."""
    neighbour = stage.players.neighbour
    if neighbour is None or neighbour.person_id == stage.players.resident.person_id:
        return
    client = stage.client
    client.next_step()
    id = await announced(stage, "はじめての方、歓迎", AHEAD, place="いつもの場所")
    activity = f"/activities/{id}"
    try:
        for left in reversed(range(TRIES if stage.players.another else 1)):
            try:
                await _from_tap_to_greeting(stage, activity, neighbour)
                break
            except Refused as refused:
                if refused.code not in PASSED_OVER:
                    raise
                code = refused.code
            if left and stage.players.another:
                neighbour = await stage.players.another(client)
        else:
            await stage.done(f"一度来てみるは飛ばしました（{code}）", f"Coming once was passed over ({code})")
    finally:
        await call_off(stage, id)


async def _from_tap_to_greeting(stage: Stage, activity: str, neighbour: Actor) -> None:
    client, officer = stage.client, stage.players.officer

    async def tapped() -> dict[str, Any] | None:
        """Matching hears of the activity a moment after it was announced."""
        try:
            said: dict[str, Any] = await client.command(
                "POST", f"/matching{activity}/visits", neighbour, {"friend": True}
            )
        except Refused as refused:
            if refused.status != 404:
                raise
            return None
        return said

    said = await until(tapped, "活動がマッチングに届いていません / Matching has not heard of the activity")
    path = f"/matching/visits/{said['visit_id']}"
    placed = await client.command("POST", said["sign_up"], neighbour, said["sign_up_body"])
    if placed["guests"] != 1:
        raise AssertionError("the friend has no place")

    async def listed() -> dict[str, Any] | None:
        """The row may lag behind the answer in another replica."""
        seen = await client.get(f"/matching/groups/{said['group_id']}/visits", officer)
        return next((each for each in seen["items"] if each["visit_id"] == said["visit_id"]), None)

    seen = await until(listed, "団体の一覧にありません / It is not in the group's list")
    if seen["guests"] != 1:
        raise AssertionError("the group was not told that two come")
    if neighbour.person_id in str(seen):
        raise AssertionError("the group was told who comes")
    await client.command("PUT", f"{path}/companion", officer, {"companion_id": officer.person_id})
    await client.command("POST", f"{path}/withdraw", neighbour)

    async def empty() -> dict[str, Any] | None:
        """Booking hears of it a moment later."""
        seen: dict[str, Any] = await client.get(f"/booking{activity}", officer)
        return seen if seen["places_left"] == seen["capacity"] else None

    await until(empty, "友だちの分の場所が戻っていません / The friend's place is not free again")
    await stage.done(
        "別の市民が「友だちと一度だけ来てみる」と押し、団体は（だれかは知らずに）二人を迎える人を決めました。取りやめると、二人分の場所が戻りました",
        "A second resident tapped to come once with a friend; the group, not knowing who, named somebody to greet both."
        " It was taken back, and both places were free again",
        "visit-coming.v1",
        "visit-greeted.v1",
        "visit-ended.v1",
        "message-sent.v1",
    )
