"""An accompaniment (伴走支援) in the story: goals, a visit, changed goals, and an ending in both sides' words."""

from typing import Any

from kyoso.story.booking import instance_now
from kyoso.story.client import Actor, Refused
from kyoso.story.stage import Stage
from shared.clock import tokyo_date

PASSED_OVER = frozenset({"accompaniment-under-way", "accompaniment-not-so", "no-intermediary", "no-desk-owner"})
"""What says something about the group or the instance: it has one already, or nobody could take it."""


async def accompany(stage: Stage) -> None:
    """From the group's wish to its end; left out where the cast cannot speak for an intermediary body."""
    intermediary = await _intermediary(stage)
    if intermediary is None:
        return
    try:
        await _from_goals_to_the_end(stage, intermediary)
    except Refused as refused:
        if refused.code not in PASSED_OVER:
            raise
        await stage.done(
            f"伴走支援は飛ばしました（{refused.code}）", f"The accompaniment was passed over ({refused.code})"
        )


async def _intermediary(stage: Stage) -> Actor | None:
    """Who is entered as of an intermediary body, has room, and can be spoken for."""
    client, players = stage.client, stage.players
    asker = players.counter or players.staff
    if asker is None or players.who is None:
        return None
    entered = (await client.get("/matching/coordinators", asker))["items"]
    free = [
        each
        for each in entered
        if each["kind"] == "intermediary" and not each["away"] and each["open_cases"] < each["capacity"]
    ]
    if not free:
        return None
    freest = min(free, key=lambda each: (each["open_cases"] / each["capacity"], each["person_id"]))
    return await players.who(client, freest["person_id"])


async def _from_goals_to_the_end(stage: Stage, intermediary: Actor) -> None:
    client, officer = stage.client, stage.players.officer
    client.next_step()
    first, second, third = (await client.get("/matching/accompaniments/terms"))["goals"][:3]
    body = {
        "goals": [first["code"], second["code"]],
        "intermediary_id": intermediary.person_id,
        "words": "はじめてのことばかりなので、一緒に考えてほしいです。",
    }
    told = await client.command("POST", f"/matching/groups/{stage.outcome.group_id}/accompaniments", officer, body)
    path = f"/matching/accompaniments/{told['accompaniment_id']}"
    await client.command("POST", f"{path}/agree", intermediary)
    await stage.done(
        f"団体が伴走支援を頼み、{intermediary.person_id} と目標（{first['ja']}、{second['ja']}）に合意しました",
        "The group asked for accompaniment; both sides agreed to its goals",
    )
    client.next_step()
    today = tokyo_date(await instance_now(client)).isoformat()
    await client.command("POST", f"{path}/visits", intermediary, {"on": today})
    notes = {"notes": "役割の分け方を一緒に見直しました。"}
    await client.command("POST", f"{path}/visits/1/made", intermediary, notes)
    other = {"goals": [first["code"], third["code"]], "words": "訪問して、先に取り組むことが見えてきました。"}
    proposed = await client.command("POST", f"{path}/goals/changes", intermediary, other)
    await client.command("POST", f"{path}/goals/changes/{proposed['change']}/agree", officer, {})
    await stage.done(
        f"訪問を記録し、目標を変えることに双方が合意しました（{third['ja']}）。前の目標は履歴に残ります",
        "A visit was noted; both sides agreed to other goals, and the former ones are kept in the history",
        "accompaniment-goals-change.v1",
        "accompaniment-goals-change.v1",
        "message-sent.v1",
    )
    client.next_step()
    for side, words in ((officer, "おかげで、続けていけそうです。"), (intermediary, "自分たちで進められています。")):
        await client.command("POST", f"{path}/end", side, {"how": "reached", "words": words})
    history: dict[str, Any] = await client.get(f"{path}/history", officer)
    if [each["until"] is None for each in history["goals"]] != [False, False]:
        raise AssertionError("the history does not say which goals were agreed from when to when")
    await stage.done(
        "双方が「目標を達成した」と言い、伴走支援を終えました", "Both sides say that it is reached: it has ended"
    )
