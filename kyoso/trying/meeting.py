"""The first half of the loop: somebody and a group come together, with a coordinator between them."""

from typing import Any

from kyoso.story.cast import Drawn
from kyoso.story.client import Refused, StepFailed
from kyoso.story.families import GONE
from kyoso.story.play import DRAW_AGAIN, DRAWS_MAX
from kyoso.trying.play import Play
from kyoso.trying.refusing import Unfilled
from kyoso.trying.visit import Form, Visit

TAGS_OFFERED = (
    "gardening", "cooking", "walking", "chorus", "reading-aloud", "childrens-cafeteria", "digital-help", "repair",
    "disaster-prevention", "international", "go-shogi", "photography",
)  # fmt: skip
"""Enough to choose from without scrolling through all; every one is in the sample town's vocabulary."""
GROUPS_OFFERED = 3
RECOMMENDATIONS = 30
WORDS_CHARS_MAX = 500
CHILDREN = "0-14"
NOBODY = "市民が見つかりません。 / No resident was found."


async def begin(visit: Visit) -> Play:
    """Draw a resident who acts for no group, and who may be introduced to one alone."""
    return await _drawn(visit)


async def show_interests(visit: Visit) -> dict[str, Any]:
    """What one can like."""
    lists = await visit.get("/matching/vocabulary")
    words = {entry["code"]: entry for entry in lists["tags"]}
    return {"tags": [words[tag] for tag in TAGS_OFFERED if tag in words]}


async def declare_interests(visit: Visit, form: Form) -> Play:
    """The resident says what they like. One who wants no recommendations is no example: somebody else is drawn."""
    tags = [tag for tag in form.fields.get("tags", ()) if tag in TAGS_OFFERED]
    if not tags:
        raise Unfilled("choose_one")
    wishes = {"tags": tags, "availability": ["weekend-morning", "weekday-evening"], "role_wishes": ["joining"]}
    for _ in range(DRAWS_MAX):
        try:
            await visit.command("PUT", "/matching/people/me/interests", "resident", form, wishes)
        except Refused as refused:
            if refused.code not in DRAW_AGAIN:
                raise
            visit.play = await _drawn(visit)
        else:
            return visit.play
    raise StepFailed(NOBODY)


async def show_groups(visit: Visit) -> dict[str, Any]:
    """The first groups that are recommended, each with its reasons."""
    found = await visit.get("/matching/people/me/recommendations", "resident", limit=RECOMMENDATIONS)
    return {"groups": [each for each in found if "group" in each][:GROUPS_OFFERED]}


async def ask_for_introduction(visit: Visit, form: Form) -> Play:
    """Asking is the resident's yes. Who acts for the group is looked up now, because somebody will have to."""
    group, words = form.one("group"), form.one("words")[:WORDS_CHARS_MAX]
    if not group:
        raise Unfilled("choose_group")
    if not words:
        raise Unfilled("write_something")
    play = Play.model_validate(visit.play.but(group=group).model_dump())
    officers = await visit.get("/identity/people", group=play.group, limit=1)
    if not officers["items"]:
        raise Unfilled("nobody_acts")
    body = {"group_id": play.group, "message": words}
    asked = await visit.command("POST", "/matching/introductions", "resident", form, body)
    return play.but(
        officer=officers["items"][0]["person_id"],
        introduction=asked["introduction_id"],
        coordinator=asked["coordinator_id"],
    )


async def show_introduction(visit: Visit) -> dict[str, Any]:
    """What the coordinator sees: the group, the reasons, and the words that only those concerned may read."""
    seen = await visit.get(f"/matching/introductions/{visit.play.introduction}", "coordinator")
    return {"introduction": seen, "group": await _group(visit)}


async def answer_introduction(visit: Visit, form: Form) -> Play:
    """The group's answer, recorded by the coordinator: yes, or no and the resident may choose another."""
    path = f"/matching/introductions/{visit.play.introduction}"
    if form.one("do") == "decline":
        await visit.command("POST", f"{path}/decline", "coordinator", form, {"side": "group"})
        return visit.play.but(introduction="", coordinator="", officer="", group="")
    await visit.command("POST", f"{path}/accept", "coordinator", form)
    return visit.play


async def show_group(visit: Visit) -> dict[str, Any]:
    """The group that somebody acts for."""
    return {"group": await _group(visit)}


async def become_member(visit: Visit, form: Form) -> Play:
    """An accepted introduction joins nobody: the officer does."""
    body = {"person_id": visit.play.resident, "introduction_id": visit.play.introduction}
    await visit.command("POST", f"/matching/groups/{visit.play.group}/members", "officer", form, body)
    return visit.play


async def _drawn(visit: Visit) -> Play:
    """The same with somebody else. A child needs a guardian's yes, which nobody gives here: passed over."""
    for _ in range(DRAWS_MAX):
        visit.play = visit.play.but(resident=await Drawn().somebody(visit.client))
        try:
            account = await visit.get("/people/people/me", "resident")
        except Refused as refused:
            if refused.code not in GONE:
                raise
        else:
            if account["age_band"] != CHILDREN:
                return visit.play
    raise StepFailed(NOBODY)


async def _group(visit: Visit) -> Any:
    return await visit.get(f"/matching/groups/{visit.play.group}")
