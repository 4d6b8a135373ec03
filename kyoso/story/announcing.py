"""What a group of the story invites to, some days ahead, and calls off again: nobody of the story is there then."""

from datetime import timedelta
from typing import Any

from kyoso.story.booking import instance_now
from kyoso.story.stage import Stage

LENGTH = timedelta(hours=1)
CALLED_OFF = {"reason": "other"}


async def announced(stage: Stage, title: str, ahead: timedelta, **more: Any) -> str:
    """Announce an activity of the group; its id. ``more``: further fields; ten places where no roles are named."""
    group = stage.players.group
    starts_at = (await instance_now(stage.client)).replace(microsecond=0) + ahead
    places = {} if "roles" in more else {"capacity": 10}
    body = {
        "title": f"{title}（{group['name']}）",
        "group_id": group["group_id"],
        "place": "いつでもハウス",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + LENGTH).isoformat(),
        "deadline": starts_at.isoformat(),
        "tags": list(group["tags"])[:3],
        "areas": group["areas"],
        **places,
        **more,
    }
    made = await stage.client.command("POST", "/booking/activities", stage.players.officer, body)
    return str(made["activity_id"])


async def call_off(stage: Stage, activity_id: str) -> None:
    """Whoever signed up is told."""
    path = f"/booking/activities/{activity_id}/cancel"
    await stage.client.command("POST", path, stage.players.officer, CALLED_OFF)
