"""A group's health in the story: its own officer reads it, and nobody else, no member and no staff."""

from typing import Any

from kyoso.story.client import Refused
from kyoso.story.stage import Stage
from shared.small_counts import COUNT_SHOWN_MIN, whole_fives

FIGURES = ["ages", "load", "openness", "new-members"]


async def see_health(stage: Stage) -> None:
    """Four figures in words; the resident, who is a member by now, and staff are refused."""
    client, players = stage.client, stage.players
    client.next_step()
    path = f"/matching/groups/{stage.outcome.group_id}/health"
    found: list[dict[str, Any]] = (await client.get(path, players.officer))["items"]
    if [each["name"] for each in found] != FIGURES or not all(
        each["means"]["ja"] and each["could_do"]["ja"] for each in found
    ):
        raise AssertionError("a figure is missing, or does not say what it means and what one could do")
    if any(count < COUNT_SHOWN_MIN or count != whole_fives(count) for count in found[0]["values"].values()):
        raise AssertionError("the ages of too few people are told")
    for other in (players.resident, players.counter or players.staff):
        try:
            if other is not None:
                await client.get(path, other)
                raise AssertionError("somebody else than its officers reads of a group's health")
        except Refused as refused:
            if refused.status != 403:
                raise
    load = found[1]
    await stage.done(
        f"役員だけが、団体の健康状態を見ました: {load['means']['ja']}{load['could_do']['ja']}",
        f"The officer read of the group's health, which neither members nor staff can: {load['means']['en']}"
        f" {load['could_do']['en']}",
    )
