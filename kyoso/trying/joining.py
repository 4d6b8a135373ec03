"""Holding the activity together: the officer asks a group that fits, and somebody who acts for that one answers."""

from typing import Any

from kyoso.trying.meeting import show_group
from kyoso.trying.play import Play
from kyoso.trying.refusing import Unfilled
from kyoso.trying.visit import Form, Visit

PARTNERS_OFFERED = 3
SAID = ("title", "group_id", "place", "booking_id", "starts_at", "ends_at", "deadline", "tags", "areas", "capacity")
"""What an activity says of itself here; a change says it whole."""


async def show_partners(visit: Visit) -> dict[str, Any]:
    """The groups that matching finds for this one, each with its reasons."""
    found = await visit.get(f"/matching/groups/{visit.play.group}/partners", limit=PARTNERS_OFFERED)
    return {**await show_group(visit), "partners": found["items"]}


async def ask_partner(visit: Visit, form: Form) -> Play:
    """Ask one of them; or go on alone. Who acts for it is looked up now, because somebody will have to answer."""
    if form.one("do") == "alone":
        return visit.play.but(partner_group="", partner="")
    if not form.one("partner"):
        raise Unfilled("choose_group")
    play = Play.model_validate(visit.play.but(partner_group=form.one("partner")).model_dump())
    officers = await visit.get("/identity/people", group=play.partner_group, limit=1)
    if not officers["items"]:
        raise Unfilled("nobody_acts")
    activity = await visit.get(_activity(play))
    body = {**{name: activity[name] for name in SAID}, "together_with": [play.partner_group]}
    await visit.command("PUT", _activity(play), "officer", form, body)
    return play.but(partner=officers["items"][0]["person_id"])


async def show_question(visit: Visit) -> dict[str, Any]:
    """What the other group is asked, and by whom."""
    asking = await show_group(visit)
    partner = await visit.get(f"/matching/groups/{visit.play.partner_group}")
    return {**asking, "partner": partner, "activity": await visit.get(_activity(visit.play))}


async def answer_question(visit: Visit, form: Form) -> Play:
    """Yes or no, in their own time: nothing waits for it."""
    path = f"{_activity(visit.play)}/co-hosts/{visit.play.partner_group}/answer"
    await visit.command("POST", path, "partner", form, {"accepted": form.one("do") == "accept"})
    return visit.play


def _activity(play: Play) -> str:
    return f"/booking/activities/{play.activity}"
