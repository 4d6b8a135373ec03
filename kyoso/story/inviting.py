"""A group asks somebody who agreed to be found: without a name, and a no is only "not this time"."""

from typing import Any

from kyoso.story.client import Actor, Refused, StepFailed, until
from kyoso.story.stage import Stage

PASSED_OVER = frozenset(
    {
        "adults-only", "consent-missing", "introduction-consent-missing", "person-erased", "nothing-sought",
        "too-many-invitations", "invitee-gone", "already-invited",
    }
)  # fmt: skip
"""What says something about the instance or the player, not about the way."""
OWN = "/matching/people/me/invitations"
SECONDS = 5.0
"""How long the group looks for somebody; nobody may fit."""
TRIES = 4
"""So many residents are drawn until one may be asked: some are minors, have not agreed, or live too far away."""
OF_THE_GROUP = frozenset({"nothing-sought", "too-many-invitations"})
"""Refusals that another resident does not change."""


async def invite(stage: Stage) -> None:
    """The second resident lets groups find them; the officer asks the first of the list. Left out without a second."""
    resident, another = stage.players.neighbour, stage.players.another
    if resident is None:
        return
    stage.client.next_step()
    for left in reversed(range(TRIES if another else 1)):
        name, asked, why = await _offer_and_ask(stage, resident)
        if name is not None or why in OF_THE_GROUP:
            break
        if left and another:
            resident = await another(stage.client)
    if asked:
        await stage.done(
            "団体が、名前を知らないまま「合う方」に声をかけ、その方は今回は見送りました（団体にはそれだけが伝わります）",
            'The group asked somebody who fits, without a name; they said no, and it heard only "not this time"',
            "invitation-made.v1",
            "message-sent.v1",
            "invitation-closed.v1",
            "message-sent.v1",
        )
    elif name is not None:
        await stage.done(
            "団体が、名前を知らないまま「合う方」に声をかけました。返事は本人しだいです",
            "The group asked somebody who fits, without a name; whether they answer is theirs",
            "invitation-made.v1",
            "message-sent.v1",
        )
    else:
        await stage.done(f"声かけは飛ばしました（{why}）", f"Inviting was passed over ({why})")


async def _offer_and_ask(stage: Stage, resident: Actor) -> tuple[str | None, bool, str]:
    """Under which name somebody was asked, whether it was the resident, and else why nobody was."""
    client = stage.client
    interests = await client.get("/matching/people/me/interests", resident)
    try:
        await _offer(stage, resident, interests)
        await client.command("PUT", OWN, resident, {"open": True})
        name = await _ask(stage)
        return name, name is not None and await _no(stage, resident), "nobody-fits"
    except Refused as refused:
        if refused.code not in PASSED_OVER:
            raise
        return None, False, refused.code
    finally:
        await _restore(stage, resident, interests)


async def _offer(stage: Stage, resident: Actor, interests: dict[str, Any]) -> None:
    """They would like to do what the group looks for."""
    group = stage.players.group
    wished = [*dict.fromkeys([*group["needs"][:3], *interests["role_wishes"]])]
    tags = [*dict.fromkeys([*group["tags"][:3], *interests["tags"]])]
    said = {**interests, "role_wishes": wished[:5], "tags": tags[:10], "availability": list(group["times"])}
    await stage.client.command("PUT", "/matching/people/me/interests", resident, said)


async def _ask(stage: Stage) -> str | None:
    """The officer invites the first of the list; nothing where it is empty."""
    client, officer = stage.client, stage.players.officer
    path = f"/matching/groups/{stage.outcome.group_id}/invitees"

    async def listed() -> list[dict[str, Any]] | None:
        """The row may lag behind the answer in another replica."""
        found: list[dict[str, Any]] = (await client.get(path, officer))["items"]
        return found or None

    try:
        found = await until(listed, "合う方が見つかりません / Nobody who fits was found", SECONDS)
    except StepFailed:
        return None  # all who fit were asked this week, or the player is in too many groups to come first
    name = str(found[0]["invitee_id"])
    await client.command("POST", f"{path}/{name}/invite", officer)
    return name


async def _no(stage: Stage, resident: Actor) -> bool:
    """Whether it was them who were asked; they say no, kindly."""
    client, group_id = stage.client, stage.outcome.group_id
    mine = await client.get(OWN, resident)
    if group_id not in {each["group"]["group_id"] for each in mine["items"]}:
        return False
    try:
        await client.command("POST", f"{OWN}/{group_id}/decline", resident)
    except Refused as refused:
        if refused.code != "not-invited":  # another play with the same resident was quicker
            raise
        return False
    return True


async def _restore(stage: Stage, resident: Actor, interests: dict[str, Any]) -> None:
    """As they were before, and not to be found: what was remembered goes with it."""
    for path, body in ((OWN, {"open": False}), ("/matching/people/me/interests", interests)):
        try:
            await stage.client.command("PUT", path, resident, body)
        except Refused as refused:
            if refused.code not in PASSED_OVER:
                raise
