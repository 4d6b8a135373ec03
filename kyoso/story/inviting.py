"""A group asks somebody who agreed to be found: without a name, and a no is only "not this time"."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from kyoso.story.cast import pages
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
SECONDS = 3.0
"""How long the group looks for somebody; nobody may fit."""
TRIES = 6
"""So often another resident is drawn, a minor for example, or another group: some look for people with a check only."""
OF_THE_GROUP = frozenset({"nobody-fits", "nothing-sought", "too-many-invitations"})
"""What another resident does not change."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The group that asks, and who acts for it."""

    group: dict[str, Any]
    officer: Actor


async def invite(stage: Stage) -> None:
    """The second resident lets groups find them; the officer asks the first of the list. Left out without a second.

    Where people are drawn, so is another resident, or another group, for one with whom it cannot be shown.
    """
    players, name, asked, why = stage.players, None, False, ""
    resident, another = players.neighbour, players.another
    if resident is None:
        return
    stage.client.next_step()
    asking, groups = Asking(players.group, players.officer), _groups(stage)
    for _ in range(TRIES if another else 1):
        name, asked, why = await _offer_and_ask(stage, asking, resident)
        if name is not None or another is None:
            break
        if why in OF_THE_GROUP:
            asking = await anext(groups, asking)
        else:
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


async def _groups(stage: Stage) -> AsyncIterator[Asking]:
    """Other groups that look for somebody, and that the cast can speak for."""
    players = stage.players
    async for group in pages(stage.client, "/matching/groups"):
        id, may_pause = group["group_id"], players.may_pause
        if id == players.group["group_id"] or not group["needs"] or (may_pause is not None and may_pause(id)):
            continue
        officer = await players.officer_of(stage.client, id) if players.officer_of else None
        if officer is not None:
            yield Asking(group, officer)


async def _offer_and_ask(stage: Stage, asking: Asking, resident: Actor) -> tuple[str | None, bool, str]:
    """Under which name somebody was asked, whether it was the resident, and else why nobody was."""
    client = stage.client
    interests = await client.get("/matching/people/me/interests", resident)
    try:
        await _offer(stage, asking.group, resident, interests)
        await client.command("PUT", OWN, resident, {"open": True})
        name = await _ask(stage, asking)
        return name, name is not None and await _no(stage, asking, resident), "nobody-fits"
    except Refused as refused:
        if refused.code not in PASSED_OVER:
            raise
        return None, False, refused.code
    finally:
        await _restore(stage, resident, interests)


async def _offer(stage: Stage, group: dict[str, Any], resident: Actor, interests: dict[str, Any]) -> None:
    """They would like to do what the group looks for."""
    wished = [*dict.fromkeys([*group["needs"][:3], *interests["role_wishes"]])]
    tags = [*dict.fromkeys([*group["tags"][:3], *interests["tags"]])]
    said = {**interests, "role_wishes": wished[:5], "tags": tags[:10], "availability": list(group["times"])}
    await stage.client.command("PUT", "/matching/people/me/interests", resident, said)


async def _ask(stage: Stage, asking: Asking) -> str | None:
    """The officer invites the first of the list; nothing where it is empty."""
    client, officer = stage.client, asking.officer
    path = f"/matching/groups/{asking.group['group_id']}/invitees"

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


async def _no(stage: Stage, asking: Asking, resident: Actor) -> bool:
    """Whether it was them who were asked; they say no, kindly."""
    client, group_id = stage.client, asking.group["group_id"]
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
