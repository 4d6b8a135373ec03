"""The ladder in the story: one's own step, which nobody else can read, and the areas' figures, with their error."""

from typing import Any

from kyoso.story.client import Actor, Refused, until
from kyoso.story.stage import Stage

REACHED = frozenset({"taking-part", "core"})
"""Where somebody stands who became a member and attended."""
OWN = "/matching/people/me/ladder"
LINES_MAX = 4


async def look_back(stage: Stage) -> None:
    """The resident's own step from what they did in this play; then what is published of everybody."""
    client, players = stage.client, stage.players
    client.next_step()

    async def reached() -> dict[str, Any] | None:
        """The row of the membership may lag behind the answer in another replica."""
        own: dict[str, Any] = await client.get(OWN, players.resident)
        return own if own["step"] in REACHED else None

    own = await until(reached, "参加したのに、参加層になっていません / Took part, and is not at that step")
    await _nobody_else(stage)
    led_by = "、".join(each["ja"] for each in own["led_by"])
    await stage.done(
        f"市民が自分の関わりの段階を見ました（{own['words']['ja'].partition(':')[0]}。きっかけ: {led_by}）。"
        "本人のほかは、役員も職員も見られません",
        "The resident looks at their own step; nobody else can, neither officers nor staff",
    )
    client.next_step()
    try:
        figures = await client.get("/matching/figures/ladder")
    except Refused as refused:
        if refused.status != 404:
            raise
        return  # an instance that has published no estimate yet
    await _told(stage, figures["lines"])


async def _nobody_else(stage: Stage) -> None:
    """Neither by the person's id nor beside one's own is somebody else's step told."""
    client, players = stage.client, stage.players
    person_id = players.resident.person_id
    others = (players.officer, players.neighbour, players.counter, players.staff)
    for other in others:
        if other is None or other.person_id == person_id:
            continue
        if not await _is_closed(stage, f"/matching/people/{person_id}/ladder", other):
            raise AssertionError("somebody else may read a person's step")
        if person_id in str(await client.get(OWN, other)):
            raise AssertionError("one's own step tells of somebody else")


async def _is_closed(stage: Stage, path: str, actor: Actor) -> bool:
    try:
        await stage.client.get(path, actor)
    except Refused as refused:
        if refused.status in {403, 404, 405}:
            return True
        raise
    return False


async def _told(stage: Stage, lines: list[dict[str, Any]]) -> None:
    """What everybody may read of areas; nothing where even the whole city is too small to be told."""
    if not lines:
        return
    if any(line["error"] <= 0 or min(line["active"], line["people"] - line["active"]) < 5 for line in lines):
        raise AssertionError("an estimate is told without an error, or of an area in which somebody can be found")
    told = "、".join(
        f"{line['ja']} {line['uninterested'] / line['people']:.0%}±{line['error'] / line['people']:.0%}"
        for line in lines[:LINES_MAX]
    )
    await stage.done(
        f"まちの「無関心層」は、エリアごとの推計を誤差といっしょに示すだけです（{told}）",
        "Who does not care to take part is only an estimate for areas, told with its error",
    )
