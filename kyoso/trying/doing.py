"""The second half of the loop: a room, something done together in it, and what comes of it."""

from typing import Any

from kyoso.story.booking import book_now
from kyoso.story.cast import HOUSE
from kyoso.trying.meeting import show_group
from kyoso.trying.play import Play
from kyoso.trying.refusing import Unfilled
from kyoso.trying.visit import Form, Visit

TITLE_CHARS_MAX = 60
PLACE = "いつでもハウス"
CAPACITY = 10
MESSAGES_SHOWN = 6
HEADS_MAX = 99


async def show_house(visit: Visit) -> dict[str, Any]:
    """The house that is always open."""
    house = await visit.get(f"/booking/facilities/{HOUSE}")
    return {**await show_group(visit), "house": house}


async def book(visit: Visit, form: Form) -> Play:
    """Any room of it that is free now. A page that is sent twice finds the booking of the first time."""
    booked = await book_now(visit.client, await visit.actor("officer"), HOUSE, visit.play.group, once=form.once)
    return visit.play.but(booking=booked.booking_id)


async def show_booking(visit: Visit) -> dict[str, Any]:
    """The booking, with the code that the door shows."""
    booking = await visit.get(f"/booking/bookings/{visit.play.booking}", "officer")
    house = await visit.get(f"/booking/facilities/{HOUSE}")
    named = (room for room in house["rooms"] if room["room_id"] == booking["room_id"])
    return {"booking": booking, "room": next(named, {"name": booking["room_id"], "name_en": ""})}


async def start(visit: Visit, form: Form) -> Play:
    """The group is at the door; or somebody else tries for the same room, to see what is said to them."""
    path = f"/booking/bookings/{visit.play.booking}"
    if form.one("do") == "rival":
        booking = await visit.get(path, "officer")
        wish = {name: booking[name] for name in ("facility_id", "room_id", "starts_at", "ends_at")}
        body = {**wish, "purpose": "meeting", "people": 2}
        await visit.command("POST", "/booking/bookings", "resident", form, body)
        return visit.play
    await visit.command("POST", f"{path}/start", "officer", form, {"code": form.one("code")})
    return visit.play


async def announce(visit: Visit, form: Form) -> Play:
    """The group invites to something in that room, now."""
    title = form.one("title")[:TITLE_CHARS_MAX]
    if not title:
        raise Unfilled("write_something")
    group = (await show_group(visit))["group"]
    booking = await visit.get(f"/booking/bookings/{visit.play.booking}", "officer")
    body = {
        "title": title,
        "group_id": visit.play.group,
        "place": PLACE,
        "booking_id": visit.play.booking,
        "starts_at": booking["starts_at"],
        "ends_at": booking["ends_at"],
        "deadline": booking["ends_at"],
        "tags": list(group["tags"])[:3],
        "areas": group["areas"],
        "capacity": CAPACITY,
    }
    announced = await visit.command("POST", "/booking/activities", "officer", form, body)
    return visit.play.but(activity=announced["activity_id"])


async def show_activity(visit: Visit) -> dict[str, Any]:
    """What was announced."""
    return {"activity": await visit.get(f"/booking/activities/{visit.play.activity}")}


async def sign_up(visit: Visit, form: Form) -> Play:
    """The resident takes a place."""
    await visit.command("POST", _activity(visit, "sign-ups"), "resident", form, {})
    return visit.play


async def show_code(visit: Visit) -> dict[str, Any]:
    """The code of these minutes, which the officer shows at the place."""
    code = await visit.get(_activity(visit, "attendance-code"), "officer")
    return {**await show_activity(visit), "code": code["code"]}


async def attend(visit: Visit, form: Form) -> Play:
    """The resident is there, and gives the code."""
    await visit.command("POST", _activity(visit, "attendances"), "resident", form, {"code": form.one("code")})
    return visit.play


async def show_outcome(visit: Visit) -> dict[str, Any]:
    """What the resident has now: points, and messages."""
    account = await visit.get("/points/accounts/me", "resident")
    inbox = await visit.get("/notifications/inbox", "resident", limit=MESSAGES_SHOWN)
    return {"account": account, "messages": inbox["items"]}


async def complete(visit: Visit, form: Form) -> Play:
    """The use is over, counted in heads."""
    heads = form.one("heads")
    if not (heads.isascii() and heads.isdigit() and 1 <= int(heads) <= HEADS_MAX):
        raise Unfilled("count_heads")
    path = f"/booking/bookings/{visit.play.booking}/complete"
    await visit.command("POST", path, "officer", form, {"heads": int(heads)})
    return visit.play


def _activity(visit: Visit, rest: str) -> str:
    return f"/booking/activities/{visit.play.activity}/{rest}"
