"""The opening minute of the month: 2,000 people at once, each signed in, for 12,000 slots; and 500 for one room.

Everybody looks at what is free and asks for a slot, the wanted ones more often; who is refused takes one of the
alternatives that the refusal names. Nobody is told twice: every slot that was given is counted afterwards.
``make bench-opening``. Options: ``python -m bench.opening --help``.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import uvloop

from bench import empty, http, opening_told, town
from bench.figures import Figures
from bench.growth import cpu_seconds

PEOPLE = 2_000
RIVALS = 500
SECONDS = 60
RUNS = 3
HOUSES, DAYS, HOURS, FIRST_HOUR = 10, 30, 10, 9
"""With four rooms a house: 12,000 slots of an hour."""
WISHES = 6
"""So many each person asks for in the minute: as many as there are slots for everybody."""
TRIES = 3
"""A wish with its alternatives."""
STARTS_WITHIN_SECONDS = 1.0
"""Everybody presses within so many seconds of the opening; nobody's finger is exact."""
THINK_SECONDS = (1.0, 5.0)
"""Between what is shown (a day, or what is free instead) and the next press: somebody reads it and chooses."""
UNANSWERED_AFTER_SECONDS = 30.0
PLACES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("booking as a process of its own", ("booking",)),
    ("everything in one process", ()),
)

Slot = tuple[str, str, str]
"""House, room, start."""


@dataclass
class Told:
    """What everybody was told."""

    reads: http.Result = field(default_factory=http.Result)
    writes: http.Result = field(default_factory=http.Result)
    given: Counter[Slot] = field(default_factory=Counter)
    refused: int = 0
    without_alternatives: int = 0
    """Refusals of a room that was taken, of these: nothing else was named."""
    unanswered: int = 0
    elapsed: float = 0.0

    def all(self) -> http.Result:
        """Reads and writes together."""
        both = http.Result(self.reads.seconds + self.writes.seconds, self.reads.statuses + self.writes.statuses)
        both.elapsed = self.elapsed
        return both


class Person:
    """Somebody with a page open: one connection, one token."""

    def __init__(self, number: int, port: int, token: str, connection: http.Connection, told: Told) -> None:
        self.number, self.port, self.token = number, port, token
        self.connection, self.told = connection, told
        self.thinks = True
        self.chance = random.Random(number)
        self.asked = 0

    async def minute(self, seconds: float, within: float) -> None:
        """Wish after wish until the minute is over."""
        pause = seconds / WISHES
        try:
            await asyncio.sleep(self.chance.random() * within)
            for n in range(WISHES):
                started = time.perf_counter()
                await self.wish()
                left = pause * self.chance.uniform(0.6, 1.0) - (time.perf_counter() - started)
                if n < WISHES - 1 and left > 0:
                    await asyncio.sleep(left)
        except (OSError, TimeoutError):
            self.told.unanswered += 1

    async def wish(self) -> None:
        """Look at a house's day, ask for a slot of it; after a refusal ask for what it names instead."""
        house, day = int(HOUSES * self.chance.random() ** 2), int(DAYS * self.chance.random())
        day_text = opening_day(day).isoformat()
        path = f"/booking/facilities/bench-{house}/availability?from={day_text}&until={day_text}"
        await self._ask(self.told.reads, http.prepared("GET", path, self.port))
        await self._think()
        wanted = slot(house, day, self.chance.randrange(town.ROOMS), int(HOURS * self.chance.random() ** 2))
        for _ in range(TRIES):
            self.asked += 1
            key = f"{self.number}-{self.asked}"
            request = http.prepared("POST", "/booking/bookings", self.port, self.token, wanted, key=key)
            status, body = await self._ask(self.told.writes, request)
            if status == 201:
                self.told.given[wanted["facility_id"], wanted["room_id"], wanted["starts_at"]] += 1
                return
            instead = self._refused(status, body)
            if not instead:
                return
            await self._think()
            on_the_hour = [each for each in instead if each["starts_at"][14:16] == "00"]
            wanted = wanted | self.chance.choice(on_the_hour or instead)

    async def _think(self) -> None:
        if self.thinks:
            await asyncio.sleep(self.chance.uniform(*THINK_SECONDS))

    def _refused(self, status: int, body: bytes) -> list[dict[str, Any]]:
        self.told.refused += status == 409
        found = json.loads(body).get("alternatives", []) if status == 409 else []
        self.told.without_alternatives += status == 409 and not found
        return [{name: each[name] for name in ("room_id", "starts_at", "ends_at")} for each in found]

    async def _ask(self, result: http.Result, request: bytes) -> tuple[int, bytes]:
        async with asyncio.timeout(UNANSWERED_AFTER_SECONDS):
            return await result.timed(self.connection, request)


def opening_day(number: int) -> date:
    """A day of the month that opens, in Tokyo."""
    return town.today() + timedelta(days=1 + number)


def slot(house: int, day: int, room: int, hour: int) -> dict[str, Any]:
    """A wish for one of the 12,000 slots."""
    wanted = town.booking(house, 1 + day, room, 4 * (FIRST_HOUR + hour))
    return wanted | {"ends_at": town.booking(house, 1 + day, room, 4 * (FIRST_HOUR + hour) + 3)["ends_at"]}


async def signed_in(running: town.Town, tokens: Sequence[str], told: Told) -> list[Person]:
    """Everybody with a page open: connected, and seen once (a token is checked when it first comes)."""
    connections = await http.connected(running.port, len(tokens))
    people = [
        Person(number, running.port, token, connection, told)
        for number, (token, connection) in enumerate(zip(tokens, connections, strict=True))
    ]
    for start in range(0, len(people), 50):
        asking = [
            each.connection.ask(http.prepared("GET", "/booking/bookings?mine=1", each.port, each.token))
            for each in people[start : start + 50]
        ]
        statuses = {status for status, _ in await asyncio.gather(*asking)}
        if statuses != {200}:
            raise RuntimeError(f"signed in: {statuses}")
    return people


async def opening(
    folder: Path, *services: str, people: int, seconds: float, within: float, thinks: bool
) -> dict[str, Any]:
    """One minute in a town of its own; what was told, and what each side spent of the processor."""
    told = Told()
    async with town.town(folder, *services) as running:
        await running.furnish(HOUSES)
        everybody = await signed_in(running, await running.tokens(people), told)
        for each in everybody:
            each.thinks = thinks
        await running.caught_up()
        server, client = cpu_seconds(running.process.pid), time.process_time()
        began = time.perf_counter()
        await asyncio.gather(*(each.minute(seconds, within) for each in everybody))
        told.elapsed = time.perf_counter() - began
        asked = len(told.reads.seconds) + len(told.writes.seconds)
        server = cpu_seconds(running.process.pid) - server
        client = time.process_time() - client
        for each in everybody:
            each.connection.close()
        await running.caught_up()
        taken = await taken_minutes(running)
    twice = sum(count - 1 for count in told.given.values())
    return {
        "told": told,
        "server_ms": 1000 * server / asked,
        "client_ms": 1000 * client / asked,
        "twice": twice,
        "lost": max(0, told.given.total() - taken // 60),  # one more may be taken for each person who heard nothing
    }


async def taken_minutes(running: town.Town) -> int:
    """How many minutes of the month's rooms the town says are not free."""
    free = 0
    first, last = opening_day(0), opening_day(DAYS - 1)
    for house in range(HOUSES):
        path = f"/booking/facilities/bench-{house}/availability?from={first}&until={last}"
        found = await asyncio.to_thread(running.get, path)
        free += sum(minutes(span["starts_at"], span["ends_at"]) for room in found["rooms"] for span in room["free"])
    return HOUSES * town.ROOMS * DAYS * 24 * 60 - free


def minutes(start: str, end: str) -> int:
    """Between two instants as they are written."""
    return int((town.instant(end) - town.instant(start)).total_seconds() / 60)


async def rivals(folder: Path, *services: str, count: int) -> dict[str, Any]:
    """So many different people for one room at one time, all at once."""
    told = Told()
    async with town.town(folder, *services) as running:
        await running.furnish(3)
        tokens = await running.tokens(count)
        warm = town.bookings(running, tokens, [town.booking(2, 9, n % 4, n) for n in range(90)], "w")
        await http.run(running.port, warm, 16)
        everybody = await signed_in(running, tokens, told)
        wanted = slot(0, 4, 0, 5)
        requests = [
            http.prepared("POST", "/booking/bookings", running.port, each.token, wanted, key=f"rival-{each.number}")
            for each in everybody
        ]
        began = time.perf_counter()
        answers = await asyncio.gather(
            *(told.writes.timed(each.connection, request) for each, request in zip(everybody, requests, strict=True))
        )
        told.elapsed = time.perf_counter() - began
        for status, body in answers:
            everybody[0]._refused(status, body)
        for each in everybody:
            each.connection.close()
    return {
        "winners": told.writes.statuses[201],
        "told": sum(told.writes.statuses.values()),
        "seconds": told.elapsed,
        "without": told.without_alternatives,
    }


async def measure(
    figures: Figures,
    *,
    people: int = PEOPLE,
    seconds: float = SECONDS,
    runs: int = RUNS,
    count: int = RIVALS,
    think: bool | None = None,
) -> None:
    """All figures of this page. ``think``: only the minute of people who do, or of machines that do not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nothing = [await empty.answered(people, people) for _ in range(runs)]
        base = sum(each.elapsed for each in nothing) / runs
        figures.add(
            f"baseline: empty route, {people:,} requests at once: all answered, s", [n.elapsed for n in nothing]
        )
        few = [(await empty.answered(count, count)).elapsed for _ in range(runs)]
        figures.add(f"baseline: empty route, {count} requests at once: all answered, s", few)
        for where, services in PLACES:
            found = [await rivals(folder / f"r-{where[:3]}-{n}", *services, count=count) for n in range(runs)]
            opening_told.rivals(figures, where, count, found, sum(few) / runs)
        for where, services in PLACES:
            for who, thinks in (("people", True), ("machines", False)):
                minutes = [
                    await opening(
                        folder / f"o-{where[:3]}-{who}-{n}",
                        *services,
                        people=people,
                        seconds=seconds,
                        within=STARTS_WITHIN_SECONDS,
                        thinks=thinks,
                    )
                    for n in range(runs)
                    if think is None or think == thinks
                ]
                if minutes:
                    opening_told.minute(figures, f"{who}, {where}", minutes, base)


def asked(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--rivals", type=int, default=RIVALS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--think", type=int, choices=(0, 1), help="only machines (0), or only people who think (1)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    given = asked()
    shown = Figures()
    think = None if given.think is None else bool(given.think)
    uvloop.run(
        measure(shown, people=given.people, seconds=given.seconds, runs=given.runs, count=given.rivals, think=think)
    )
    print("\n" + str(shown))
