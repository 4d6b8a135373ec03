"""A check in the story: who helps where children are is refused without it, and has a place with it."""

from collections.abc import AsyncIterator
from datetime import timedelta

from kyoso.story.asking import NOT_ASKED, asked, missing, when_known
from kyoso.story.booking import instance_now
from kyoso.story.client import Actor, Refused
from kyoso.story.stage import Stage
from shared.clock import tokyo_date

CHECK = "children"
VALID = timedelta(days=30)
TRIES = 20
"""So many residents are drawn until one lacks nothing but the check: others are not of age, or have not agreed."""
ANOTHER = frozenset({"help-consent-missing", "too-many-help-requests", "person-erased"})
"""What says something about who would help: somebody else is drawn."""


async def be_vetted(stage: Stage) -> None:
    """From a refusal to a place, by a check that staff record; left out where nobody plays staff."""
    staff = stage.players.counter or stage.players.staff
    if staff is None:
        await stage.done(
            "職員（staff）がいないため、子どもと関わる手伝いの確認は演じません",
            "No staff was given: the check for work with children is left out",
        )
        return
    stage.client.next_step()
    try:
        async with asked(stage, "school") as path:
            why = await _with_somebody(stage, staff, path)
    except Refused as refused:
        if refused.code not in NOT_ASKED:
            raise
        why = refused.code
    if why:
        await stage.done(f"手伝う人の確認は飛ばしました（{why}）", f"The check was passed over ({why})")
        return
    await stage.done(
        "学校での手伝いに手を挙げた市民が、確認がまだなので断られました。職員が確認を記録すると、受け付けられました",
        "A resident offered to help at a school and was refused; staff recorded the check that it needs, and they had"
        " a place",
        "help-answered.v1",
    )


async def _with_somebody(stage: Stage, staff: Actor, path: str) -> str:
    """Try with one after the other until one lacks nothing but the check; nothing, or why it was nobody."""
    why = "nobody"
    async for helper in _helpers(stage, staff):
        try:
            lacking = await missing(stage, path, helper)
        except Refused as refused:
            if refused.code not in ANOTHER:
                raise
            why = refused.code
            continue
        if lacking is None:
            await when_known(stage, f"{path}/withdraw", helper)
            if not await _was_checked(stage, staff, path, helper):
                raise AssertionError("somebody has a place among children whom nobody checked")
            why = "already-checked"
        elif lacking == [CHECK] and await _checked(stage, staff, path, helper):
            return ""
        elif CHECK not in lacking:
            raise AssertionError(f"work with children, and the check is not said to be missing: {lacking}")
        else:
            why = "requirements-missing"
    return why


async def _helpers(stage: Stage, staff: Actor) -> AsyncIterator[Actor]:
    """The residents of the story, then others, where the cast can draw them. Nobody says yes to what they ask for."""
    players = stage.players
    for each in (players.resident, players.neighbour):
        if each is not None and each.person_id not in (staff.person_id, players.officer.person_id):
            yield each
    if players.another is not None:
        for _ in range(TRIES):
            yield await players.another(stage.client)


async def _was_checked(stage: Stage, staff: Actor, path: str, helper: Actor) -> bool:
    """Whether it was a check that gave somebody a place; another play's may have been taken back since."""
    if await _held(stage, staff, helper) or await missing(stage, path, helper) is not None:
        return True
    await when_known(stage, f"{path}/withdraw", helper)
    return await _held(stage, staff, helper)


async def _held(stage: Stage, staff: Actor, helper: Actor) -> bool:
    found = (await stage.client.get(_checks(helper), staff))["items"]
    return CHECK in {each["kind"] for each in found}


def _checks(helper: Actor) -> str:
    return f"/matching/people/{helper.person_id}/checks"


async def _checked(stage: Stage, staff: Actor, path: str, helper: Actor) -> bool:
    """Record the check, take a place, take the check back; no, when another play took it back before."""
    client, checks = stage.client, _checks(helper)
    today = tokyo_date(await instance_now(client))
    days = {"checked_on": today.isoformat(), "valid_until": (today + VALID).isoformat()}
    await client.command("POST", checks, staff, {"kind": CHECK, **days})
    try:
        if await missing(stage, path, helper) is None:
            return True
        if await _held(stage, staff, helper):
            raise AssertionError("who was checked is refused all the same")
        return False
    finally:
        try:
            await client.command("DELETE", f"{checks}/{CHECK}", staff)
        except Refused as refused:
            if refused.status != 404:
                raise
