"""Succession in the story: a group says for which role it looks for somebody, everybody can see it, and it ends."""

from datetime import timedelta
from typing import Any

from kyoso.story.booking import instance_now
from kyoso.story.cast import pages
from kyoso.story.client import Refused, until
from kyoso.story.stage import Stage
from shared.clock import tokyo_date

AHEAD = timedelta(days=30)
OFFICES = ("accounting", "minutes", "publicity")
"""For which a successor is looked for first: the treasurer, who writes the minutes, who makes it known."""


async def seek_successor(stage: Stage) -> None:
    """A role that the group does not look for yet; what it looks for itself stays as it is."""
    client, players, group_id = stage.client, stage.players, stage.outcome.group_id
    role = await _role(stage)
    if role is None:
        await stage.done(
            "後継者の募集は飛ばしました（すべて募集中です）", "It looks for somebody in every role already"
        )
        return
    client.next_step()
    path, asker = f"/matching/groups/{group_id}/successions/{role['code']}", players.counter or players.staff
    until_day = (tokyo_date(await instance_now(client)) + AHEAD).isoformat()

    async def sought() -> bool | None:
        """The row may lag behind the answer; and another play of this group may have ended the same search."""
        listed = asker is None or any(
            [
                (each["group_id"], each["role"]) == (group_id, role["code"])
                async for each in pages(client, "/matching/successions", asker)
            ]
        )
        if listed and role["code"] in await _needs(stage):
            return True
        await client.command("PUT", path, players.officer, {"until": until_day})
        return None

    async def over() -> bool | None:
        return role["code"] not in await _needs(stage) or None

    await client.command("PUT", path, players.officer, {"until": until_day})
    try:
        await until(sought, "後継者の募集が一覧に出ません / The lists do not show that a successor is looked for")
    finally:
        try:
            await client.command("DELETE", path, players.officer)
        except Refused as refused:
            if refused.code != "not-sought":  # another play of this group was quicker
                raise
    await until(over, "後継者の募集が終わりません / A successor is looked for still")
    await stage.done(
        f"団体が{until_day}まで「{role['ja']}」の後継者を募集し（担当者の一覧と、団体の紹介に出ます）、見つかったので終えました",
        f"The group looked for a successor ({role['en']}): coordinators and everybody who reads of it saw it."
        " Somebody was found, and it ended",
    )


async def _role(stage: Stage) -> dict[str, Any] | None:
    """The treasurer, or another role for which the group does not look."""
    needs = await _needs(stage)
    roles = {each["code"]: each for each in (await stage.client.get("/matching/vocabulary"))["roles"]}
    free = [role for role in (*OFFICES, *roles) if role in roles and role not in needs]
    return roles[free[0]] if free else None


async def _needs(stage: Stage) -> list[str]:
    """For what anybody can see that the group looks."""
    return list((await stage.client.get(f"/matching/groups/{stage.outcome.group_id}"))["needs"])
