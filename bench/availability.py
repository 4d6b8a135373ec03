"""The free list of a month for 130 rooms through HTTP: cold, warm, unchanged, and while rooms are being booked.

Beside it, in the same run, a route that does nothing in the same framework and server.
"""

import asyncio
import random
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import uvloop

from bench import empty, http, town
from bench.figures import Figures
from bench.growth import cpu_seconds
from shared.clock import TOKYO

HOUSES = 33
"""Of four rooms each: 132 rooms."""
DAYS = 31
BOOKED = 2_000
"""Bookings in the month before anything is measured: about two a day and house."""
REQUESTS = 300
BOOKINGS_A_SECOND = 40
PEOPLE = 200
"""Who book, in turn: nobody is refused so often that they have to wait."""
RUNS = 3


def _path(day: int = 0) -> str:
    first = datetime.now(TOKYO).date() + timedelta(days=1 + day)
    return f"/booking/availability?from={first}&until={first + timedelta(days=DAYS - 1)}"


def _random_booking(source: random.Random) -> dict[str, object]:
    place = source.randrange(HOUSES), source.randrange(1, DAYS + 1), source.randrange(town.ROOMS), source.randrange(96)
    return town.booking(*place)


async def _runs(ask: Callable[[], Awaitable[http.Result]], status: int) -> list[http.Result]:
    results = [await ask() for _ in range(RUNS)]
    for result in results:
        if set(result.statuses) != {status}:
            raise RuntimeError(f"{result.statuses} {result.bodies[:1]}")
    return results


async def _while_booking(running: town.Town, tokens: Sequence[str], ask: list[bytes], number: int) -> http.Result:
    """The list, asked one after the other, while somebody books at a steady rate."""
    source = random.Random(number)
    wanted = [_random_booking(source) for _ in range(BOOKINGS_A_SECOND * 60)]
    rivals = town.bookings(running, tokens, wanted, f"while-{number}")
    task = asyncio.create_task(http.run(running.port, rivals, 2, rate=BOOKINGS_A_SECOND))
    try:
        await asyncio.sleep(0.5)
        return await http.run(running.port, ask, 1)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _tell(figures: Figures, name: str, results: list[http.Result], base: float, promise: str = "") -> None:
    figures.add(f"{name}, p50 ms", [result.percentile(0.5) for result in results], "", {"empty route": base})
    figures.add(f"{name}, p99 ms", [result.percentile(0.99) for result in results], promise)


async def measure(figures: Figures) -> None:
    """All figures of this page."""
    baseline = [await empty.answered(REQUESTS, 1) for _ in range(RUNS)]
    base = baseline[0].percentile(0.5)
    figures.add("baseline: empty route one by one, p50 ms", [result.percentile(0.5) for result in baseline])
    figures.add("baseline: empty route one by one, p99 ms", [result.percentile(0.99) for result in baseline])
    with tempfile.TemporaryDirectory() as name:
        async with town.town(Path(name) / "city", "booking") as running:
            tokens = await running.tokens(PEOPLE)
            await running.furnish(HOUSES)
            source = random.Random(0)
            wanted = [_random_booking(source) for _ in range(BOOKED)]
            await http.run(running.port, town.bookings(running, tokens, wanted, "before"), 32)
            colds = [await http.run(running.port, [http.prepared("GET", _path(n), running.port)], 1) for n in range(3)]
            figures.add("free list of 132 rooms for a month, the first time, ms", [colds[0].percentile(0.5)])
            figures.add("… with one day that nobody asked for yet, ms", [each.percentile(0.5) for each in colds[1:]])
            ask = [http.prepared("GET", _path(), running.port)] * REQUESTS
            before = cpu_seconds(running.process.pid)
            warm = await _runs(lambda: http.run(running.port, ask, 1), 200)
            spent = 1000 * (cpu_seconds(running.process.pid) - before) / (RUNS * REQUESTS)
            figures.add("… processor time of the service for each, ms", [spent])
            _tell(figures, "free list of 132 rooms for a month, warm", warm, base, "< 30")
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
                answer = await client.get(_path())
            figures.note(f"The list of {HOUSES * town.ROOMS} rooms has {len(answer.content):,} bytes.")
            etag = {"If-None-Match": answer.headers["etag"]}
            known = [http.prepared("GET", _path(), running.port, **etag)] * REQUESTS
            unchanged = await _runs(lambda: http.run(running.port, known, 1), 304)
            _tell(figures, "… unchanged (304)", unchanged, base, "< 30")
            busy = [await _while_booking(running, tokens, ask, number) for number in range(RUNS)]
            _tell(figures, f"… while {BOOKINGS_A_SECOND} rooms a second are booked", busy, base, "< 30")


if __name__ == "__main__":
    shown = Figures()
    uvloop.run(measure(shown))
    print(shown)
