"""A room, now: the story's way of booking when it is one of many stories that want the same house."""

import asyncio
import hashlib
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kyoso.story.client import PATIENCE_SECONDS, Actor, Client, Refused, StepFailed
from shared.clock import TOKYO

QUARTER = timedelta(minutes=15)
LENGTH = 2 * QUARTER
"""Two slots, so that a play that begins just before the end of one does not run out of time."""
LAST_MINUTES = timedelta(minutes=2)
ROUND_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking that stands, with what is needed to begin the use."""

    booking_id: str
    room: str
    starts_at: str
    ends_at: str
    fee: int
    start_code: str


async def book_now(
    client: Client, officer: Actor, facility_id: str, group_id: str, *, once: str | None = None
) -> Booked:
    """Book any room of a house from the running slot on. Raises ``StepFailed`` when none comes free in time.

    ``once`` marks the wish: the rooms are then tried in an order of its own and with keys of its own, so that the same
    wish sent again is answered with the same booking.
    """
    chance = random.Random(once)  # noqa: S311 - an order, guards nothing
    house = await client.get(f"/booking/facilities/{facility_id}")
    rooms = {room["room_id"]: room["name"] for room in house["rooms"]}
    if not rooms:
        raise StepFailed(f"{facility_id} に部屋がありません。 / {facility_id} has no rooms.")
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while True:
        starts_at, ends_at = slot(await instance_now(client))
        for room_id in chance.sample(sorted(rooms), len(rooms)):
            wish = {
                "facility_id": facility_id,
                "room_id": room_id,
                "starts_at": starts_at.isoformat(),
                "ends_at": ends_at.isoformat(),
                "group_id": group_id,
                "purpose": "meeting",
                "people": 2,
            }
            booked = await _try(client, officer, wish, once)
            if booked is not None:
                return await _details(client, officer, booked, rooms)
        if asyncio.get_running_loop().time() > deadline:
            raise StepFailed(f"{facility_id} に空いている部屋がありません。 / No room of {facility_id} is free.")
        await asyncio.sleep(ROUND_PAUSE_SECONDS)  # other stories give their rooms back as soon as they end


def slot(now: datetime) -> tuple[datetime, datetime]:
    """The running slot and the next one, within the day (Tokyo); tomorrow's first when today is all but over."""
    local = now.astimezone(TOKYO)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if midnight - local < LAST_MINUTES:
        return midnight, midnight + LENGTH
    starts_at = local.replace(minute=local.minute // 15 * 15, second=0, microsecond=0)
    return starts_at, min(starts_at + LENGTH, midnight)


async def instance_now(client: Client) -> datetime:
    """The instance's time: the demo's clock may have been moved, any other instance has the machine's."""
    try:
        return datetime.fromisoformat((await client.get("/demo/clock"))["now"])
    except Refused:
        return datetime.now(UTC)


async def _try(client: Client, officer: Actor, wish: dict[str, Any], once: str | None) -> Any | None:
    """Book what is wished for, or the first alternative that begins at the same time; ``None`` when all are gone."""
    try:
        return await client.command("POST", "/booking/bookings", officer, wish, key=_key(once, wish))
    except Refused as refused:
        if refused.code != "room-taken":
            raise
        for other in refused.problem.get("alternatives", []):
            if datetime.fromisoformat(other["starts_at"]) == datetime.fromisoformat(wish["starts_at"]):
                again = {**wish, "room_id": other["room_id"]}
                try:
                    return await client.command("POST", "/booking/bookings", officer, again, key=_key(once, again))
                except Refused as lost:
                    if lost.code != "room-taken":
                        raise
        return None


def _key(once: str | None, wish: dict[str, Any]) -> str | None:
    """The key of a wish for one room at one time; ``None`` for a new one each time."""
    text = f"{once} {wish['room_id']} {wish['starts_at']}"
    return hashlib.sha256(text.encode()).hexdigest() if once else None


async def _details(client: Client, officer: Actor, booked: Any, rooms: dict[str, str]) -> Booked:
    id = str(booked["booking_id"])
    seen = await client.get(f"/booking/bookings/{id}", officer)
    code = booked.get("start_code") or seen.get("start_code")
    if not code:
        raise StepFailed("予約に利用開始の番号がありません。 / The booking has no start code.")
    room = rooms.get(seen["room_id"], seen["room_id"])
    return Booked(id, room, seen["starts_at"], seen["ends_at"], int(booked["fee"]), str(code))
