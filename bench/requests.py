"""What one booking, one refusal and one look at a day cost the server: its processor time, in bursts of many people.

Processor time, because it says the same on a machine that others keep busy. ``python -m bench.requests``; with
``--whole`` every service runs in the one process. Each kind is asked for by all people at once, one request after the
other; a booking has its relay's work with it, a refusal its record.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import uvloop

from bench import http, opening, town
from bench.figures import Figures
from bench.growth import cpu_seconds

PEOPLE = 300
EACH = 10
"""Requests of each kind that each person makes; fewer refusals than would slow anybody (``attempts.py``)."""
RUNS = 3

During = Callable[[str, int], Awaitable[None]]
"""Told which kind begins, and the server's process: for a profiler."""


async def weighed(folder: Path, *services: str, people: int, each: int, during: During | None = None) -> dict[str, Any]:
    """Milliseconds of the server's processor for each kind of request."""
    told, chance = opening.Told(), random.Random(1)
    found: dict[str, Any] = {}
    async with town.town(folder, *services) as running:
        await running.furnish(opening.HOUSES)
        everybody = await opening.signed_in(running, await running.tokens(people), told)
        slots = [
            (house, day, room, hour)
            for house in range(opening.HOUSES)
            for day in range(opening.DAYS)
            for room in range(town.ROOMS)
            for hour in range(opening.HOURS)
        ]
        chance.shuffle(slots)
        warm, count = 5 * people, people * each
        free, taken = slots[: warm + count], slots[:count]
        booking = [_book(running, person, slot, n) for n, (person, slot) in enumerate(_turns(everybody, free))]
        refused = [_book(running, person, slot, n + 10**6) for n, (person, slot) in enumerate(_turns(everybody, taken))]
        days = [_look(running, slot) for slot in slots[:count]]
        await _ask(everybody, booking[:warm], {201})
        await _ask(everybody, days[:warm], {200})
        for kind, requests, statuses in (
            ("a booking", booking[warm:], {201}),
            ("a refusal with its alternatives", refused[people:] + refused[:people], {409}),
            ("a day of a house", days, {200}),
        ):
            await running.caught_up()
            if during is not None:
                await during(kind, running.process.pid)
            before, began = cpu_seconds(running.process.pid), time.perf_counter()
            await _ask(everybody, requests, statuses)
            answered = time.perf_counter() - began
            await running.caught_up()
            found[f"{kind}: the server's processor time, ms"] = (
                1000 * (cpu_seconds(running.process.pid) - before) / len(requests)
            )
            found[f"{kind}: answered a second"] = len(requests) / answered
        for person in everybody:
            person.connection.close()
    return found


def _turns(everybody: Sequence[opening.Person], slots: Sequence[Any]) -> list[tuple[opening.Person, Any]]:
    """Everybody's first, then everybody's second …; nobody asks for what is their own when the list is turned."""
    return [(everybody[n % len(everybody)], slot) for n, slot in enumerate(slots)]


def _book(running: town.Town, person: opening.Person, slot: Any, number: int) -> bytes:
    wanted = opening.slot(*slot)
    return http.prepared("POST", "/booking/bookings", running.port, person.token, wanted, key=f"{number}")


def _look(running: town.Town, slot: Any) -> bytes:
    day = opening.opening_day(slot[1]).isoformat()
    path = f"/booking/facilities/bench-{slot[0]}/availability?from={day}&until={day}"
    return http.prepared("GET", path, running.port)


async def _ask(everybody: Sequence[opening.Person], requests: Sequence[bytes], statuses: set[int]) -> None:
    """All people at once, each with every request that is theirs, one after the other."""
    result = http.Result()

    async def one(number: int) -> None:
        for request in requests[number :: len(everybody)]:
            await result.timed(everybody[number].connection, request)

    await asyncio.gather(*(one(number) for number in range(len(everybody))))
    if set(result.statuses) != statuses:
        raise RuntimeError(f"{result.statuses}")


async def measure(figures: Figures, *services: str, people: int, each: int, runs: int) -> None:
    """The figures of this page."""
    with tempfile.TemporaryDirectory() as name:
        found = [await weighed(Path(name) / f"w-{n}", *services, people=people, each=each) for n in range(runs)]
    for kind in found[0]:
        figures.add(kind, [one[kind] for one in found])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--whole", action="store_true", help="every service in the one process")
    given = parser.parse_args()
    shown = Figures()
    only = () if given.whole else ("booking",)
    uvloop.run(measure(shown, *only, people=given.people, each=given.each, runs=given.runs))
    print(f"\n{shown}", file=sys.stdout)
