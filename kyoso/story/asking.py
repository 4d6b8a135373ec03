"""A group's request for help that stands while something of it is played, and what is done with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from kyoso.story.booking import instance_now
from kyoso.story.client import Actor, Refused, until
from kyoso.story.stage import Stage
from shared.clock import tokyo_date

STANDS = timedelta(days=7)
NOT_ASKED = frozenset({"no-desk-owner", "unknown-help-category", "too-many-help-requests", "help-not-in-range"})
"""What a group's request is refused for: it says something about the instance or the group, not about the way."""


@asynccontextmanager
async def asked(stage: Stage, category: str) -> AsyncIterator[str]:
    """The path of a request of the group, which is closed in the end. Raises ``Refused``."""
    client, officer = stage.client, stage.players.officer
    day = tokyo_date(await instance_now(client)) + STANDS
    body = {"kind": "request", "category": category, "group_id": stage.outcome.group_id, "until": day.isoformat()}
    opened = await client.command("POST", "/matching/requests", officer, body)
    path = f"/matching/requests/{opened['request_id']}"
    try:
        yield path
    finally:
        await when_known(stage, f"{path}/close", officer)


async def when_known(stage: Stage, path: str, actor: Actor) -> Any:
    """Do something with a request; in another replica its row may lag behind the answer. Raises ``Refused``."""

    async def done() -> Any | None:
        try:
            return await stage.client.command("POST", path, actor)
        except Refused as refused:
            if refused.status != 404:
                raise
            return None

    return await until(done, "頼みごとが見つかりません / The request for help is not there")


async def missing(stage: Stage, path: str, actor: Actor) -> list[str] | None:
    """Say "I'll do it": what somebody is told that they lack; nothing when they have a place. Raises ``Refused``."""
    try:
        await when_known(stage, f"{path}/answers", actor)
    except Refused as refused:
        if refused.code != "requirements-missing":
            raise
        return list(refused.problem["missing"])
    return None
