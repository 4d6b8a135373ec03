"""Rooms that close: whom it would displace is looked at first, and who is displaced can be called afterwards."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kyoso.counter.clerk import Counter
from kyoso.counter.whom import NotClear

QUIET_SECONDS = 1.5
"""So long nothing changed: all days of a closure have been gone through."""
SETTLED_SECONDS_MAX = 30.0
TAKING = frozenset({"confirmed", "held", "requested"})
"""What a closure takes away; a use that has begun goes on."""


@dataclass(frozen=True)
class Closure:
    """What is to be closed. No rooms: the whole house."""

    facility: Mapping[str, Any]
    room_ids: tuple[str, ...]
    since: datetime
    until: datetime
    reason: str

    def body(self) -> dict[str, Any]:
        """As the route takes it."""
        return {
            "from": self.since.isoformat(), "until": self.until.isoformat(), "reason": self.reason,
            "room_ids": list(self.room_ids),
        }  # fmt: skip

    def touches(self, booking: Mapping[str, Any]) -> bool:
        """Whether a booking lies in it: in its time, in a room of it, in a part of one, or in a hall that has one."""
        starts, ends = (datetime.fromisoformat(booking[name]) for name in ("starts_at", "ends_at"))
        if starts >= self.until or ends <= self.since or booking["status"] not in TAKING:
            return False
        parts = {room["room_id"]: {room["room_id"], *room["parts"]} for room in self.facility["rooms"]}
        closed = set().union(*(parts.get(room, {room}) for room in self.room_ids))
        return not self.room_ids or any(closed & parts.get(room, {room}) for room in booking["room_ids"])

    def is_as(self, stands: Mapping[str, Any]) -> bool:
        """Whether a closure that stands is this one already."""
        span = tuple(datetime.fromisoformat(stands[name]) for name in ("starts_at", "ends_at"))
        return not stands["lifted"] and span == (self.since, self.until) and set(stands["room_ids"]) == {*self.room_ids}


class Closing:
    """A clerk who closes rooms."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def planned(self, house: str, rooms: Iterable[str], since: datetime, until: datetime, reason: str) -> Closure:
        """What would be closed. Raises ``NotClear``."""
        if since >= until:
            raise NotClear("終わり（--until）が始まり（--from）より後になっていません / --until must be after --from")
        facility = await self._counter.facility(house)
        return Closure(facility, tuple(self._counter.rooms(facility, rooms)), since, until, reason)

    async def stands(self, closure: Closure) -> Mapping[str, Any] | None:
        """The same closure, where it was announced before."""
        async for each in self._counter.all(f"{_path(closure.facility)}"):
            if closure.is_as(each):
                found: Mapping[str, Any] = each
                return found
        return None

    async def hits(self, closure: Closure) -> list[dict[str, Any]]:
        """Bookings that would be displaced, by their start. Of now: others may come before it is done."""
        day = closure.since.replace(hour=0, minute=0).isoformat()
        found = []
        listed = self._counter.all("/booking/bookings", facility_id=closure.facility["facility_id"], **{"from": day})
        async for each in listed:
            if datetime.fromisoformat(each["starts_at"]) >= closure.until:
                break
            if closure.touches(each):
                found.append(each)
        return found

    async def close(self, closure: Closure) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Announce it; the closure, and what it displaced with what is offered instead."""
        counter = self._counter
        done: dict[str, Any] = await counter.client.command(
            "POST", _path(closure.facility), counter.actor, closure.body()
        )
        return done, await self._settled(closure.facility, done["closure_id"])

    async def lift(self, house: str, closure_id: str) -> None:
        """End a closure before its time."""
        facility = await self._counter.facility(house)
        await self._counter.client.command("POST", f"{_path(facility)}/{closure_id}/lift", self._counter.actor)

    async def displaced(self, facility: Mapping[str, Any], closure_id: str) -> list[dict[str, Any]]:
        """What a closure displaced."""
        return [each async for each in self._counter.all(f"{_path(facility)}/{closure_id}/displaced")]

    async def _settled(self, facility: Mapping[str, Any], closure_id: str) -> list[dict[str, Any]]:
        """What is displaced, once no more comes: the bookings of many days are moved one day after the other."""
        before: list[dict[str, Any]] | None = None
        deadline = asyncio.get_running_loop().time() + SETTLED_SECONDS_MAX
        while (found := await self.displaced(facility, closure_id)) != before:
            if asyncio.get_running_loop().time() > deadline:
                break
            before = found
            await asyncio.sleep(QUIET_SECONDS)
        return found


def _path(facility: Mapping[str, Any]) -> str:
    return f"/booking/facilities/{facility['facility_id']}/closures"
