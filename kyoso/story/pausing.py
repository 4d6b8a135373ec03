"""A group pauses (活動休止) in the story: it is shown and recommended no more, nobody is sent to it, and it is back."""

import random
from typing import Any

from kyoso.story.cast import pages
from kyoso.story.client import Actor, Refused, StepFailed, until
from kyoso.story.stage import Stage, caused, missing

TRIES_MAX = 10
"""So often a group is drawn: another play may bring back at the same moment the one that this play makes pause."""
SECONDS = 5.0
"""How long lists may take to say that it pauses."""
OVER = frozenset({"declined", "completed", "forgone"})
"""How an introduction stands of which nobody waits for anything."""
PAUSES = "group-suspended"
TOLD = ("group-suspended.v1", "group-resumed.v1")
HELLO = "一度、活動を見学させてください。"


async def pause(stage: Stage) -> None:
    """Another group than the one of this play, with which nothing is under way; left out where there is none."""
    if stage.players.may_pause is None:
        await stage.done(
            "休んでもよい団体の役員（other_officer）がいないため、活動休止は演じません",
            "No officer of a group that may pause (other_officer) was given: pausing is left out",
        )
        return
    for _ in range(TRIES_MAX):
        drawn = await _idle(stage)
        if drawn is None:
            await stage.done(
                "どの団体もだれかとのやりとりの途中なので、活動休止は飛ばしました",
                "Something is under way with every group that may pause: passed over",
            )
            return
        if await _from_pause_to_return(stage, *drawn):
            return
    raise StepFailed("団体を休止しても、一覧か紹介が止まりません / A group that pauses is still shown or introduced")


async def _idle(stage: Stage) -> tuple[dict[str, Any], Actor] | None:
    """Any group that may pause, with its officer: nobody waits for it, and it for nobody."""
    client, officer_of, may_pause = stage.client, stage.players.officer_of, stage.players.may_pause
    if officer_of is None or may_pause is None:
        return None
    listed = [each async for each in pages(client, "/matching/groups") if may_pause(each["group_id"])]
    groups = [each for each in listed if each.get("outsiders_welcome") is not False]  # who asks may live elsewhere
    random.shuffle(groups)
    for group in groups:
        id = group["group_id"]
        officer = await officer_of(client, id)
        if officer is None or await _under_way(stage, id, officer):
            continue
        if (await client.get(f"/matching/groups/{id}"))["standing"] == "active":  # no other play was quicker
            return group, officer
    return None


async def _under_way(stage: Stage, group_id: str, officer: Actor) -> bool:
    """Whether a pause would interrupt something: an introduction, a visit, an invitation, a suggestion, a search."""
    client, path = stage.client, f"/matching/groups/{group_id}"
    introductions = pages(client, "/matching/introductions", officer, group_id=group_id)
    if any([each["status"] not in OVER async for each in introductions]):
        return True
    visits = (await client.get(f"{path}/visits", officer))["items"]
    if any(each["status"] == "coming" for each in visits):
        return True
    try:
        if (await client.get(f"{path}/invitations", officer))["items"]:
            return True
    except Refused as refused:
        if refused.code != PAUSES:
            raise
        return True
    if any([each["status"] == "asked" async for each in pages(client, f"{path}/contacts", officer)]):
        return True
    asker = stage.players.counter or stage.players.staff
    searches = pages(client, "/matching/successions", asker) if asker else None
    return searches is not None and any([each["group_id"] == group_id async for each in searches])


async def _from_pause_to_return(stage: Stage, group: dict[str, Any], officer: Actor) -> bool:
    """Whether it was away for everybody, and by this play; however that went, it is back."""
    client, id = stage.client, group["group_id"]
    path = f"/matching/groups/{id}/standing"
    client.next_step()
    try:
        await client.command("PUT", path, officer, {"standing": "suspended"})
        await until(lambda: _stands(stage, id, "suspended"), "休止になりません / It does not pause", SECONDS)
        words = await _refused(stage, id)
    except Refused:
        raise
    except StepFailed:
        words = ""
    finally:
        await client.command("PUT", path, officer, {"standing": "active"})
    if not words:
        return False
    await until(lambda: _stands(stage, id, "active"), "団体が戻りません / The group is not back")
    if not await _ours(stage):
        return False
    await stage.done(
        f"「{group['name']}」が休むあいだ、一覧にもおすすめにも出ず、紹介の申し込みには「{words}」と伝わりました。"
        "いまは元どおりです",
        "Another group took a break: it was in no list, recommended no more, and who wished to meet it was told so."
        " It is back, and all is as before",
        *TOLD,
    )
    return True


async def _stands(stage: Stage, id: str, standing: str) -> bool | None:
    """Whether all say so: its profile, the open list, and what the resident is told who asks why it is not shown."""
    client, resident = stage.client, stage.players.resident
    if (await client.get(f"/matching/groups/{id}"))["standing"] != standing:
        return None
    listed = any([each["group_id"] == id async for each in pages(client, "/matching/groups")])
    why = await client.get("/matching/people/me/recommendations/why", resident, group_id=id)
    hidden = why["this"]["hidden"] is not None and why["this"]["hidden"]["code"] == "suspended"
    return True if (listed, hidden) == (standing == "active", standing != "active") else None


async def _ours(stage: Stage) -> bool:
    """Whether this play's word is what was told, where that can be seen; of two plays at the same moment, one's is."""
    try:
        return not missing(TOLD, await caused(stage.client, stage.client.trace_id, TOLD, SECONDS))
    except Refused:  # not a demo
        return True


async def _refused(stage: Stage, id: str) -> str:
    """With what words a wish to meet it is refused because it pauses; where it is back, the wish is taken back."""
    client, resident = stage.client, stage.players.resident
    try:
        asked = await client.command("POST", "/matching/introductions", resident, {"group_id": id, "message": HELLO})
    except Refused as refused:
        return str(refused.problem["detail"]) if refused.code == PAUSES else ""
    await client.command("POST", f"/matching/introductions/{asked['introduction_id']}/decline", resident)
    return ""
