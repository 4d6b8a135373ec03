"""What booking does with the same wishes, through HTTP, as a process of its own with its SQLite at full sync."""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import http, town

CONNECTIONS = (1, 8, 64, 256)
COUNTS = {1: 300, 8: 1_500, 64: 4_000, 256: 8_000}
RIVALS = 50
MONTH_ROOMS, MONTH_DAYS = 30, 31
SPANS = [[600, 660], [780, 900], [1020, 1080]]
"""What is taken in each room on each day, in minutes from midnight: four of twelve hours."""
OPENS, CLOSES = 9, 21


def free_quarters() -> list[int]:
    """The quarters that are free in each room on each day, in minutes from midnight."""
    return [m for m in range(60 * OPENS, 60 * CLOSES, 15) if not any(start <= m < end for start, end in SPANS)]


def of_quarters() -> Iterator[dict[str, Any]]:
    """Wishes as its writers have them: rooms of their own, one free quarter of an hour after the other, day by day."""
    for day in range(MONTH_DAYS):
        for minutes in free_quarters():
            for room in range(MONTH_ROOMS):
                yield town.booking(0, 1 + day, room, minutes // 15)


async def rates(folder: Path) -> dict[int, float]:
    """Confirmed bookings a second, by how many ask at a time, in the house that is in use."""
    async with town.town(folder, "booking") as running:
        await _house(running)
        token = running.token("resident-hana")
        wanted = town.bookings(running, [token], list(of_quarters()), "rate")
        found, first = {}, 0
        for connections in CONNECTIONS:
            last = first + COUNTS[connections]
            result = await http.run(running.port, wanted[first:last], connections)
            if set(result.statuses) != {201}:
                raise RuntimeError(f"{result.statuses} {result.bodies[:1]}")
            await running.caught_up()
            found[connections], first = result.per_second(201), last
    return found


async def rivals(folder: Path) -> float:
    """Seconds until fifty different people for one slot all know."""
    async with town.town(folder, "booking") as running:
        await running.furnish(2)
        tokens = await running.tokens(RIVALS)
        warm = [town.booking(1, 9, n % 4, n % 90) for n in range(300)]
        await http.run(running.port, town.bookings(running, tokens, warm, "w"), 16)
        wanted = town.booking(0, 5)
        requests = [
            http.prepared("POST", "/booking/bookings", running.port, token, wanted, key=f"rival-{n}")
            for n, token in enumerate(tokens)
        ]
        connections = await http.connected(running.port, RIVALS)
        began = time.perf_counter()
        answers = await asyncio.gather(
            *(connection.ask(request) for connection, request in zip(connections, requests, strict=True))
        )
        seconds = time.perf_counter() - began
        if sorted(status for status, _ in answers) != [201] + [409] * (RIVALS - 1):
            raise RuntimeError(f"{answers[:2]}")
    return seconds


async def months(folder: Path, times: int) -> dict[str, Any]:
    """Seconds for the free list of a month of a house with thirty rooms, and how many quarters of the day it tells."""
    async with town.town(folder, "booking") as running:
        await _house(running)
        first = town.today() + timedelta(days=1)
        path = f"/booking/facilities/bench-0/availability?from={first}&until={first + timedelta(days=MONTH_DAYS - 1)}"
        asking = [http.prepared("GET", path, running.port)] * (times + 1)
        found = await http.run(running.port, asking, 1, keep_bodies=True)
    spans = [span for room in json.loads(found.bodies[0])["rooms"] for span in room["free"]]
    return {
        "seconds": found.seconds[1:],
        "quarters": sum(_quarters(span["starts_at"], span["ends_at"]) for span in spans),
    }


async def _house(running: town.Town) -> None:
    """One house with thirty rooms, in use: what is taken is booked."""
    rooms = [{"room_id": f"r{room}", "name": f"室{room}", "capacity": 20} for room in range(MONTH_ROOMS)]
    body = {"facility_id": "bench-0", "name": "計測の家", "kind": "always-open", "address": "計測1-1-1", "rooms": rooms}
    staff = running.token("staff-mori")
    request = http.prepared("POST", "/booking/facilities", running.port, staff, body, key="house")
    taken = [
        {
            **town.booking(0, 1 + day, room, start // 15),
            "ends_at": town.booking(0, 1 + day, room, end // 15)["starts_at"],
        }
        for day in range(MONTH_DAYS)
        for room in range(MONTH_ROOMS)
        for start, end in SPANS
    ]
    for requests in ([request], town.bookings(running, [running.token("resident-hana")], taken, "taken")):
        result = await http.run(running.port, requests, 64)
        if set(result.statuses) != {201}:
            raise RuntimeError(f"{result.statuses} {result.bodies[:1]}")
    await running.caught_up()


def _quarters(start: str, end: str) -> int:
    """The quarters of a span that lie between nine and nine: the house never closes, theirs does."""
    return sum(OPENS * 4 <= quarter % 96 < CLOSES * 4 for quarter in range(_quarter(start), _quarter(end)))


def _quarter(text: str) -> int:
    at = town.instant(text)
    return at.toordinal() * 96 + at.hour * 4 + at.minute // 15
