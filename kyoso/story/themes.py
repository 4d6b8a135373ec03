"""What worries people, in the story: counted for the city month by month, so that nobody is found in it."""

from collections import defaultdict
from typing import Any

from kyoso.story.booking import instance_now
from kyoso.story.client import Refused
from kyoso.story.stage import Stage
from shared.clock import tokyo_date
from shared.small_counts import COUNT_SHOWN_MIN

SHOWN_MAX = 3


async def look_at_themes(stage: Stage) -> None:
    """The last month that was told; an instance in which nothing was told yet is told so."""
    client = stage.client
    client.next_step()
    try:
        month = await client.get("/matching/figures/themes")
    except Refused as refused:
        if refused.code != "themes-not-published":
            raise
        await stage.done(
            "相談のテーマは、公表された月がまだありません（5人未満の種類は示しません）",
            "No month of themes was published yet: what fewer than five people brought is not told",
        )
        return
    _nobody_is_found(month)
    if month["month"] >= tokyo_date(await instance_now(client)).isoformat()[:7]:
        raise AssertionError("a month is told that is not over")
    told = sorted((each for each in month["themes"] if each["people"]), key=lambda each: -each["people"])
    most = "、".join(f"{each['name']['ja']} {each['people']}人" for each in told[:SHOWN_MAX])
    await stage.done(
        f"まちの相談のテーマを見ました（{month['month']}: {most}）。5人きざみで、5人未満は引き算でも分かりません",
        "What worried people is published by month, in whole fives; fewer than five are hidden, also from subtraction",
    )


def _nobody_is_found(month: dict[str, Any]) -> None:
    """Nothing below five, nothing but whole fives, and no desk with a single hidden theme among others."""
    hidden, cells = defaultdict[str, int](int), defaultdict[str, int](int)
    for each in month["themes"]:
        cells[each["desk"]] += 1
        hidden[each["desk"]] += each["people"] is None
        if each["people"] is not None and (each["people"] < COUNT_SHOWN_MIN or each["people"] % COUNT_SHOWN_MIN):
            raise AssertionError("a theme of fewer than five people is told, or its exact number")
    if any(hidden[desk] == 1 < cells[desk] for desk in cells):
        raise AssertionError("a single theme of a desk is hidden: the desk's number gives it away")
