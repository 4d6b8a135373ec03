"""Why this, why not that, in the story: the points told add up to the score, and what is set aside is gone."""

from typing import Any

from kyoso.story.cast import pages
from kyoso.story.client import until
from kyoso.story.stage import Stage

LIST = "/matching/people/me/recommendations"
LIMIT = 20
REASONS_MAX = 3
LOOKED_AT_MAX = 5
TOLERANCE = 0.00005
"""Half of the least part of a point: scores are sums of whole ten-thousandths."""
KNOWN = frozenset({"asked-before", "set-aside"})
"""Whoever takes back what they set aside forgets this too, so such a one is not set aside here."""


async def ask_why(stage: Stage) -> None:
    """Why the first is there, why another one is not; then one is set aside, and that is taken back."""
    stage.client.next_step()
    scores = [item["score"] for item in await _listed(stage)]
    if not scores:
        return
    if scores != sorted(scores, reverse=True):
        raise AssertionError("the list is not in the order of its scores")
    this = await _why_this(stage)
    counted = {_name(part): part for part in this["contributions"]}
    told = [counted[name] for name in this["reasons"] if name in counted and counted[name]["points"] > 0]
    if len(told) != len(this["reasons"]) or len(told) > REASONS_MAX:
        raise AssertionError("a reason counts nothing, or there are more than three")
    if abs(sum(part["points"] for part in counted.values()) - this["score"]) > TOLERANCE:
        raise AssertionError("the points do not add up to the score")
    said = "、".join(f"{part['ja']} {part['points']:.1f}点" for part in told)
    await stage.done(
        f"「なぜ「{_title(this)}」が一番なの？」とたずねました。{this['score']:.1f}点のうち、{said}です"
        + await _why_not_that(stage, this),
        "Why is this one first, and why is another one not there? Both are told with their points",
    )
    await _set_aside(stage)


async def _why_this(stage: Stage) -> dict[str, Any]:
    """The account of the first of the list; it says the same as the list."""

    async def agreed() -> dict[str, Any] | None:
        """Others announce and join meanwhile, and a row may lag behind in another replica."""
        first = (await _listed(stage))[0]
        this = (await _why(stage, first))["this"]
        reasons = [_name(reason) for reason in first["reasons"]]
        same = this["score"] == first["score"] and this["place"] == 1 and list(this["reasons"]) == reasons
        return this if same else None

    return await until(agreed, "「なぜこれか」がおすすめの一覧と合いません / The account does not agree with the list")


async def _why_not_that(stage: Stage, first: dict[str, Any]) -> str:
    """Of the first group that is not in the list: its place, the points to the first, and what it lacks."""
    client, resident = stage.client, stage.players.resident
    shown = {_of(item)[1] for item in await _listed(stage)}
    looked_at = 0
    async for group in pages(client, "/matching/groups"):
        if group["group_id"] in shown or group["group_id"] == stage.outcome.group_id:
            continue
        asked = {"group_id": group["group_id"], "instead_of": _of(first)[1]}
        told = await client.get(f"{LIST}/why", resident, **asked)
        that, other = told["this"], told["instead_of"]
        if that["hidden"] is None and told["lacking"]:
            if that["place"] <= other["place"] or abs(other["score"] - that["score"] - told["behind"]) > TOLERANCE:
                raise AssertionError("what is behind has a better place, or another number of points is told")
            lacking = "、".join(each["ja"] for each in told["lacking"][:REASONS_MAX])
            return f"。「{group['name']}」は{that['place']}番目で、{told['behind']:.1f}点少ないそうです（{lacking}）"
        looked_at += 1
        if looked_at == LOOKED_AT_MAX:
            break
    return ""


async def _set_aside(stage: Stage) -> None:
    """One that is not the group of the story: gone from the list, and back when that is taken back."""
    client, resident = stage.client, stage.players.resident
    item = await _to_set_aside(stage)
    if item is None:
        return
    client.next_step()
    of, id = _of(item)
    path = f"/matching/people/me/set-aside/{of}/{id}"

    async def gone() -> bool | None:
        """In a town with little else it may only go down."""
        await client.command("PUT", path, resident)
        this = (await _why(stage, item))["this"]
        lowered = "set-aside" in {part["code"] for part in this["contributions"]} and this["score"] < item["score"]
        listed = id in {_of(each)[1] for each in await _listed(stage)}
        few = this["place"] is not None and this["place"] <= LIMIT
        return (lowered and (few or not listed)) or None

    async def back() -> bool | None:
        return id in {_of(each)[1] for each in await _listed(stage)} or None

    try:
        await until(gone, "見送ったものが、おすすめに残っています / What was set aside is still in the list")
    finally:
        await client.command("DELETE", path, resident)
    await until(back, "見送りを取り消したのに、出てきません / What was taken back is not in the list")
    await stage.done(
        f"「{_title(item)}」を「今は見送る」にすると、おすすめから消え、取り消すと戻りました",
        "One was set aside and was gone from the list; taken back, it was there again",
    )


async def _to_set_aside(stage: Stage) -> dict[str, Any] | None:
    for item in (await _listed(stage))[:LOOKED_AT_MAX]:
        parts = (await _why(stage, item))["this"]["contributions"]
        if _of(item)[1] != stage.outcome.group_id and not KNOWN & {part["code"] for part in parts}:
            return item
    return None


async def _listed(stage: Stage) -> list[dict[str, Any]]:
    """The list by score, without those whose turn it is."""
    found = await stage.client.get(LIST, stage.players.resident, limit=LIMIT)
    return [item for item in found if not item.get("turn")]


async def _why(stage: Stage, item: dict[str, Any]) -> dict[str, Any]:
    of, id = _of(item)
    told: dict[str, Any] = await stage.client.get(f"{LIST}/why", stage.players.resident, **{f"{of}_id": id})
    return told


def _of(item: dict[str, Any]) -> tuple[str, str]:
    """Whether it is a group or an activity, and its id; an account names both."""
    of = "group" if item.get("group") else "activity"
    return of, str(item[of][f"{of}_id"])


def _title(item: dict[str, Any]) -> str:
    what = item.get("group") or item["activity"]
    return str(what.get("name") or what.get("title"))


def _name(part: dict[str, Any]) -> str:
    return f"{part['code']}:{part['about']}" if part["about"] else str(part["code"])
