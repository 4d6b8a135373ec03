"""One play of the loop from its casting to its end, tidied up where the same people will play again."""

import httpx

from kyoso.story.cast import Cast
from kyoso.story.client import Client, Refused
from kyoso.story.scene import Scene
from kyoso.story.stage import Outcome, Tell

TIMEOUT_SECONDS = 30.0
DRAWS_MAX = 5
DRAW_AGAIN = frozenset(
    {
        "person-erased", "consent-missing", "already-member", "already-asked", "too-many-introductions",
        "guardian-said-no", "introduction-needs-guardian",
    }
)  # fmt: skip
"""Refusals that say something about the resident drawn, not about the loop: somebody else is drawn."""


async def play(base_url: str, cast: Cast, tell: Tell, *, transport: httpx.AsyncBaseTransport | None = None) -> Outcome:
    """Play the loop once. Raises ``StepFailed``; with a fixed cast, what was begun is tidied up in any case."""
    near = (httpx.URL(base_url).host or "") in {"127.0.0.1", "::1", "localhost"}  # no proxy is asked for this machine
    async with httpx.AsyncClient(
        base_url=base_url, timeout=TIMEOUT_SECONDS, transport=transport, trust_env=not near
    ) as http:
        client = Client(http)
        for _ in range(1 if cast.fixed else DRAWS_MAX - 1):
            try:
                return await _once(client, cast, tell)
            except Refused as refused:
                if cast.fixed or refused.code not in DRAW_AGAIN:
                    raise
        return await _once(client, cast, tell)


async def _once(client: Client, cast: Cast, tell: Tell) -> Outcome:
    scene = Scene(client, await cast.players(client), tell)
    try:
        await scene.perform()
    except BaseException:
        if cast.fixed:
            await scene.tidy_up(quietly=True)
        raise
    if cast.fixed:
        await scene.tidy_up()
    return scene.outcome
