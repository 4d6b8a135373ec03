"""Groups find groups in the story: who fits and why, a suggestion that somebody sees to, and the other group's yes."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from kyoso.story.cast import pages
from kyoso.story.client import Actor, Refused, until
from kyoso.story.stage import Stage

LIMIT = 50
NEXT_ONE = frozenset({"contact-under-way", "contact-over", "group-suspended", "group-ended"})
"""What says that others are about the same two groups, or that this one went away meanwhile: the next one is asked."""


async def find_partners(stage: Stage) -> None:
    """The officer looks at who fits, and asks the best one for whom the cast can speak."""
    client, group, may_pause = stage.client, stage.players.group, stage.players.may_pause
    client.next_step()
    path = f"/matching/groups/{group['group_id']}/partners"
    found: list[dict[str, Any]] = (await client.get(path, stage.players.officer, limit=LIMIT))["items"]
    if not all(each["reasons"] and each["group"]["kind"] != group["kind"] for each in found):
        raise AssertionError("a partner is of the same kind, or is shown without a reason")
    if not found:
        await stage.done("一緒に活動する相手は、まだ見つかりません", "No other group fits yet")
        return
    if may_pause is not None:  # what is suggested to a group that pauses is over
        found.sort(key=lambda partner: may_pause(partner["group"]["group_id"]))
    reasons = "／".join(reason["ja"] for reason in found[0]["reasons"])
    await stage.done(
        f"一緒に活動する相手を探すと、「{found[0]['group']['name']}」など{len(found)}団体が見つかりました（{reasons}）",
        "The group looked for groups to do something with: each is shown with its reasons",
    )
    await _ask_one(stage, found)


async def _ask_one(stage: Stage, found: list[dict[str, Any]]) -> None:
    """The first that nobody else asks at this moment; left out where the cast speaks for none of them."""
    code = ""
    async for partner, other in _speakable(stage, found):
        stage.client.next_step()
        try:
            await _from_suggestion_to_yes(stage, partner, other)
        except Refused as refused:
            if refused.code not in NEXT_ONE:
                raise
            code = refused.code
        else:
            return
    if code:
        await stage.done(f"団体への呼びかけは飛ばしました（{code}）", f"The suggestion was passed over ({code})")
        return
    await stage.done(
        "相手の役員（other_officer）がいないため、呼びかけは演じません",
        "No officer of such a group (other_officer) was given: the suggestion is left out",
    )


async def _speakable(stage: Stage, found: list[dict[str, Any]]) -> AsyncIterator[tuple[dict[str, Any], Actor]]:
    """Those for whose officer the cast speaks."""
    officer_of = stage.players.officer_of
    if officer_of is None:
        return
    for each in found:
        other = await officer_of(stage.client, each["group"]["group_id"])
        if other is not None and other.person_id != stage.players.officer.person_id:
            yield each, other


async def _from_suggestion_to_yes(stage: Stage, partner: dict[str, Any], other: Actor) -> None:
    client, officer, group, theirs = stage.client, stage.players.officer, stage.players.group, partner["group"]
    asked_before, told_before = await _messages(stage, other, "made"), await _messages(stage, officer, "accepted")
    body = {"to_group": theirs["group_id"], "theme": await _theme(stage, partner)}
    asked = await client.command("POST", f"/matching/groups/{group['group_id']}/contacts", officer, body)
    id = asked["contact_id"]
    waiting = await _listed(stage, theirs["group_id"], other, id, lambda seen: seen["status"] == "asked")
    seen = [waiting, await _heard(stage, other, "made", asked_before)]
    answered = await client.command("POST", f"/matching/group-contacts/{id}/answer", other, {"accepted": True})
    if answered["status"] != "accepted":
        raise AssertionError("the other group said yes, and it is not so")
    seen.append(await _heard(stage, officer, "accepted", told_before))
    for group_id, side in ((group["group_id"], officer), (theirs["group_id"], other)):
        once_more = await _listed(stage, group_id, side, id, lambda row: row["together"] > waiting["together"])
        seen.append(once_more)
    if any(person.person_id in str(each) for each in seen for person in (officer, other)):
        raise AssertionError("a group is told who acts for the other one")
    await stage.done(
        f"「{theirs['name']}」に「一緒に活動しませんか」と呼びかけ（担当 {asked['coordinator_id']}）、"
        "相手の団体が「はい」と答えました（役員の名前は、どちらにも伝わりません）",
        "It suggested something to do together, somebody saw to it by name, and the other group said yes."
        " Neither was told who acts for the other",
        "suggestion-made.v1",
        "message-sent.v1",
        "suggestion-answered.v1",
        "message-sent.v1",
    )


async def _theme(stage: Stage, partner: dict[str, Any]) -> str:
    """What both are about, else what one of them is, else anything."""
    shared = [reason["about"] for reason in partner["reasons"] if reason["code"] == "shared-theme"]
    if tags := [*shared, *stage.players.group["tags"], *partner["group"]["tags"]]:
        return str(tags[0])
    return str((await stage.client.get("/matching/vocabulary"))["tags"][0]["code"])


async def _listed(
    stage: Stage, group_id: str, officer: Actor, id: str, fits: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """The suggestion in a group's list, without who sees to it; in another replica the row may lag behind."""

    async def listed() -> dict[str, Any] | None:
        async for each in pages(stage.client, f"/matching/groups/{group_id}/contacts", officer):
            if each["contact_id"] == id and fits(each):
                return {name: value for name, value in each.items() if name != "coordinator_id"}
        return None

    return await until(listed, "呼びかけが団体の一覧に出ません / The group's list does not show the suggestion")


async def _messages(stage: Stage, officer: Actor, what: str) -> dict[str, dict[str, Any]]:
    """What an officer was told of suggestions that were made or accepted."""
    page = await stage.client.get("/notifications/inbox", officer, limit=200)
    return {item["message_id"]: item for item in page["items"] if item["template"] == f"suggestion-{what}"}


async def _heard(stage: Stage, officer: Actor, what: str, before: dict[str, Any]) -> dict[str, Any]:
    """What is new of it; it is there a moment later."""

    async def heard() -> dict[str, Any] | None:
        now = await _messages(stage, officer, what)
        return {id: now[id] for id in now.keys() - before.keys()} or None

    return await until(heard, "呼びかけのお知らせが役員に届きません / The officer hears nothing of the suggestion")
