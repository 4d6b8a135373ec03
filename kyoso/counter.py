"""What staff at a counter or on the phone do for people, through the same routes as everybody: one screen a task.

Houses, rooms and groups may be named as people say them; what is not clear is answered with the nearest names.
"""

import asyncio
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kyoso.story.cast import pages
from kyoso.story.client import Actor, Client, StepFailed
from shared.clock import TOKYO

NEAREST_MAX = 5
QUIET_SECONDS = 1.5
"""So long nothing changed: all days of a closure have been gone through."""
SETTLED_SECONDS_MAX = 30.0


class NotClear(StepFailed):
    """A name that fits nothing, or several things."""


@dataclass(frozen=True)
class ForWhom:
    """A group or a person that is known, or somebody who gives their name (and a telephone) at the counter.

    A group's booking is told to ``person_id``, or else to its first officer.
    """

    group: str = ""
    person_id: str = ""
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class When:
    """A day and two times, in Tokyo."""

    day: date
    hours: str

    def body(self) -> dict[str, str]:
        """As the routes take it. Raises ``NotClear``."""
        start, _, end = self.hours.replace("〜", "-").replace("~", "-").partition("-")
        try:
            return {"starts_at": _at(self.day, start), "ends_at": _at(self.day, end)}
        except ValueError as error:
            raise NotClear(
                f"時間は 10:00-12:00 のように書いてください: {self.hours} / write the time like 10:00-12:00"
            ) from error


class Counter:
    """A clerk at work. ``actor`` is the clerk, whom every command names."""

    def __init__(self, client: Client, actor: Actor) -> None:
        self._client = client
        self._actor = actor

    # -- bookings

    async def book(
        self, house: str, rooms: Iterable[str], when: When, whom: ForWhom, *, people: int, purpose: str, channel: str,
        hold: bool = False,
    ) -> tuple[dict[str, Any], dict[str, Any]]:  # fmt: skip
        """Book for somebody; the booking and its house. Raises ``StepFailed`` with the words of the refusal."""
        if whom.person_id == self._actor.person_id:
            raise NotClear(
                "ご自分の予約は窓口ではできません。利用者としてウェブで予約してください。"
                " / The counter is for others: book your own by web, like any resident."
            )
        facility = await self.facility(house)
        room_ids = [_room(facility, room) for room in rooms]
        body: dict[str, Any] = {
            "facility_id": facility["facility_id"], "room_ids": room_ids, **when.body(), "people": people,
            "purpose": purpose, "channel": channel,
        }  # fmt: skip
        if hold:
            body["hold"] = True
        if whom.group:
            body["group_id"] = await self._group(whom.group)
        if whom.person_id or not whom.group:
            body["person_id"] = whom.person_id or await self._enter(whom, channel)
        return await self._client.command("POST", "/booking/bookings", self._actor, body), facility

    async def requests(self) -> list[dict[str, Any]]:
        """What waits for a decision of staff, by its start."""
        return [each async for each in self._all("/booking/bookings", status="requested")]

    async def approve(self, booking_id: str, conditions: Iterable[str]) -> dict[str, Any]:
        """Allow a request."""
        path = f"/booking/bookings/{booking_id}/approve"
        told: dict[str, Any] = await self._client.command("POST", path, self._actor, {"conditions": list(conditions)})
        return told

    async def refuse(self, booking_id: str, reason: str) -> dict[str, Any]:
        """Do not allow a request."""
        path = f"/booking/bookings/{booking_id}/refuse"
        told: dict[str, Any] = await self._client.command("POST", path, self._actor, {"reason": reason})
        return told

    # -- closures

    async def close(
        self, house: str, rooms: Iterable[str], since: datetime, until: datetime, reason: str
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Close rooms, or the house; the closure, and what it displaced with what is offered instead."""
        facility = await self.facility(house)
        body = {
            "from": since.isoformat(), "until": until.isoformat(), "reason": reason,
            "room_ids": [_room(facility, room) for room in rooms],
        }  # fmt: skip
        path = f"/booking/facilities/{facility['facility_id']}/closures"
        closure: dict[str, Any] = await self._client.command("POST", path, self._actor, body)
        return closure, await self._settled(facility["facility_id"], closure["closure_id"])

    async def _settled(self, facility_id: str, closure_id: str) -> list[dict[str, Any]]:
        """What is displaced, once no more comes: the bookings of many days are moved one day after the other."""
        before: list[dict[str, Any]] | None = None
        deadline = asyncio.get_running_loop().time() + SETTLED_SECONDS_MAX
        while (found := await self.displaced(facility_id, closure_id)) != before:
            if asyncio.get_running_loop().time() > deadline:
                break
            before = found
            await asyncio.sleep(QUIET_SECONDS)
        return found

    async def displaced(self, facility_id: str, closure_id: str) -> list[dict[str, Any]]:
        """What a closure displaced."""
        return [each async for each in self._all(f"/booking/facilities/{facility_id}/closures/{closure_id}/displaced")]

    # -- names

    async def facility(self, named: str) -> dict[str, Any]:
        """A house by its id or name. Raises ``NotClear``."""
        houses = [each async for each in self._all("/booking/facilities")]
        return _named(houses, named, "facility_id", "施設", "facility")

    async def _group(self, named: str) -> str:
        groups = [each async for each in self._all("/matching/groups")]
        return str(_named(groups, named, "group_id", "団体", "group")["group_id"])

    async def _enter(self, whom: ForWhom, channel: str) -> str:
        """An account for somebody at the counter, who needs no e-mail. Their name goes into the vault of people."""
        family, _, given = whom.name.strip().replace("　", " ").partition(" ")
        if not family:
            raise NotClear("だれの予約ですか（--group、--person、--name） / for whom: --group, --person or --name")
        contact = {"phone": whom.phone} if whom.phone else {}
        body = {"channel": channel, "name": {"family": family, "given": given}, "contact": contact}
        told = await self._client.command("POST", "/people/people", self._actor, body)
        return str(told["person_id"])

    def _all(self, path: str, **params: Any) -> Any:
        return pages(self._client, path, self._actor, **params)


def slip(booking: Mapping[str, Any], facility: Mapping[str, Any]) -> str:
    """What is handed over, or read out on the phone: a few short lines."""
    starts, ends = (datetime.fromisoformat(booking[name]).astimezone(TOKYO) for name in ("starts_at", "ends_at"))
    names = {room["room_id"]: room["name"] for room in facility["rooms"]}
    weekday = "月火水木金土日"[starts.weekday()]
    lines = [
        "予約の控え / Booking",
        f"  施設    {facility['name']}",
        f"  室      {'・'.join(names.get(room, room) for room in booking['room_ids'])}",
        f"  日時    {starts.year}年{starts.month}月{starts.day}日（{weekday}） {starts:%H:%M}〜{_end(starts, ends)}",
        f"  人数    {booking['people']}人",
        f"  使用料  {booking['fee']:,}円",
        f"  番号    {booking['booking_id']}",
    ]
    if booking.get("permit_number"):
        lines.append(f"  許可    {booking['permit_number']}")
    if booking.get("hold_until"):
        until = datetime.fromisoformat(booking["hold_until"]).astimezone(TOKYO)
        lines.append(f"  仮予約  {until:%Y年%m月%d日 %H:%M} までに確定してください / held until then")
    if booking.get("start_code"):
        lines.append(f"  入室番号 {booking['start_code']}（利用開始のときに使います / to start the use）")
    if facility.get("phone"):
        lines.append(f"  電話    {facility['phone']}")
    return "\n".join(lines)


def _end(starts: datetime, ends: datetime) -> str:
    return "24:00" if ends.date() > starts.date() else f"{ends:%H:%M}"


def _at(day: date, clock: str) -> str:
    hours, _, minutes = clock.strip().partition(":")
    at = datetime(day.year, day.month, day.day, tzinfo=TOKYO)
    return (at + timedelta(hours=int(hours), minutes=int(minutes or 0))).isoformat()


def _named(items: list[dict[str, Any]], named: str, id: str, ja: str, en: str) -> dict[str, Any]:
    """The one that is called so. Raises ``NotClear`` with the nearest names."""
    wanted = named.strip()
    exact = [item for item in items if wanted in {str(item[id]), str(item["name"])}]
    found = exact or [item for item in items if wanted in str(item["name"])]
    if len(found) == 1:
        return found[0]
    names = {str(item["name"]): item for item in (found or items)}
    nearest = difflib.get_close_matches(wanted, names, NEAREST_MAX, cutoff=0.0)
    told = "、".join(f"{name}（{names[name][id]}）" for name in nearest)
    raise NotClear(f"{ja}「{named}」がはっきりしません。近いもの: {told} / which {en}? nearest: {told}")


def _room(facility: Mapping[str, Any], named: str) -> str:
    return str(_named(list(facility["rooms"]), named, "room_id", "室", "room")["room_id"])
