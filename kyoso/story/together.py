"""Holding something together in the story: a group asks a partner, whose officer says yes, and it is held by both."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from kyoso.story.announcing import announced, call_off
from kyoso.story.client import Actor, Refused, until
from kyoso.story.stage import Stage

AHEAD = timedelta(days=3)
PARTNERS = 10
"""So many partners are asked for their officer: one may have been erased, or have given the office up."""
PASSED_OVER = frozenset(
    {"co-host-away", "co-host-without-officer", "co-host-asked-enough", "forbidden", "person-erased", "not-yet"}
)
"""What says something about the partner, not about the way."""


async def hold_together(stage: Stage) -> None:
    """From the question to the yes; left out where the cast cannot speak for the partner's officer."""
    if stage.players.who is None or stage.players.another is None:
        return
    stage.client.next_step()
    tried = ""
    async for partner, officer in _partners(stage):
        try:
            await _from_question_to_yes(stage, partner, officer)
        except Refused as refused:
            if refused.code not in PASSED_OVER:
                raise
            tried = refused.code
        else:
            return
    ja, en = (tried, tried) if tried else ("合う相手がいません", "nobody fits")
    await stage.done(f"共催は飛ばしました（{ja}）", f"Holding something together was passed over ({en})")


async def _partners(stage: Stage) -> AsyncIterator[tuple[dict[str, Any], Actor]]:
    """Groups that matching finds for this one, each with an officer, the best first."""
    client, players = stage.client, stage.players
    found = await client.get(f"/matching/groups/{stage.outcome.group_id}/partners", limit=PARTNERS)
    for each in found["items"]:
        officers = await client.get("/identity/people", group=each["group"]["group_id"], limit=1)
        for person in officers["items"]:
            officer = await players.who(client, person["person_id"]) if players.who else None
            if officer is not None:
                yield each["group"], officer


async def _from_question_to_yes(stage: Stage, partner: dict[str, Any], partners_officer: Actor) -> None:
    client = stage.client
    id = await announced(stage, "一緒に歩くまち", AHEAD, place="駅前の広場", together_with=[partner["group_id"]])
    path = f"/booking/activities/{id}"
    try:
        if partner["group_id"] in str(await client.get(path)):
            raise AssertionError("the activity bears the partner's name before its yes")

        async def answered() -> dict[str, Any] | None:
            """The row may lag behind the answer in another replica."""
            try:
                said: dict[str, Any] = await client.command(
                    "POST", f"{path}/co-hosts/{partner['group_id']}/answer", partners_officer, {"accepted": True}
                )
            except Refused as refused:
                if refused.status != 404:
                    raise
                return None
            return said

        await until(answered, "声かけが相手の団体に届いていません / The question has not reached the other group")

        async def held() -> bool | None:
            """The same, of the list of the partner's activities."""
            of_partner = {"group_id": partner["group_id"], "status": "announced", "limit": 200}
            listed = await client.get("/booking/activities", **of_partner)
            return any(each["activity_id"] == id for each in listed["items"]) or None

        await until(held, "相手の団体の活動に並んでいません / It is not among the partner's activities")
        await client.get(f"{path}/participants", partners_officer)
        await stage.done(
            f"「{stage.players.group['name']}」が、合いそうな「{partner['name']}」に共催をお願いし、相手の役員が「はい」と答えました。"
            "活動は、両方の団体のものとして案内されます",
            f"The group asked {partner['name']}, which fits, to hold something together; their officer said yes,"
            " and it is shown as held by both",
            "co-host-asked.v1",
            "co-host-answered.v1",
            "activity-changed.v1",
            "message-sent.v1",
        )
    finally:
        await call_off(stage, id)
