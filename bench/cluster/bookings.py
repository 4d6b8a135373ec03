"""Bookings through the front door of a cluster: at a steady pace to each inbox record, and as fast as they go."""

import os
import time
from collections import defaultdict
from datetime import datetime

from bench import http
from bench.cluster.houses import distinct
from bench.figures import Figures
from bench.processes import processor_seconds
from tests.cluster.place import Place
from tests.faults.books import Books

RATE = float(os.environ.get("BENCH_RATE") or 100)
SECONDS = float(os.environ.get("BENCH_SECONDS") or 60)
CONNECTIONS = 32
FAST = 1_500
CATCH_UP_SECONDS_MAX = 900.0


async def measure(figures: Figures, place: Place) -> None:
    """The paced run, then as fast as answers come with one and with two replicas."""
    await paced(figures, place, RATE, SECONDS)
    two = await fast(place, "two")
    second = place.replicas(number=2)
    for replica in second:
        await replica.stop()
    one = await fast(place, "one")
    for replica in second:
        replica.start()
    await place.until_ready()
    figures.add("bookings as fast as they go, one replica of each service, a second", [one.per_second(201)])
    figures.add(
        "bookings as fast as they go, two replicas of each service, a second",
        [two.per_second(201)],
        "",
        {"one replica": one.per_second(201)},
    )
    figures.add("one replica: HTTP p99 ms", [one.percentile(0.99)])
    figures.add("two replicas: HTTP p99 ms", [two.percentile(0.99)])


async def paced(figures: Figures, place: Place, rate: float, seconds: float) -> None:
    """``rate`` bookings a second for a while: how soon each is answered, how soon its record is in the inbox."""
    count = int(rate * seconds)
    began, used_before = datetime.now().astimezone(), used(place)
    result = await run(place, f"paced-{rate:.0f}", count, rate)
    ended = time.monotonic()
    left = sum((await place.backlog()).values())
    await place.caught_up(CATCH_UP_SECONDS_MAX)
    behind = time.monotonic() - ended
    spent = {program: seconds - used_before[program] for program, seconds in used(place).items()}
    found = sorted(to_the_inbox(place.books, began))
    if result.statuses[201] != count or len(found) != count:
        figures.note(f"{count} bookings at {rate:.0f}/s: answers {dict(result.statuses)}, {len(found)} inbox records")
    name = f"{rate:.0f} bookings/s for {seconds:.0f} s"
    figures.add(f"{name}: answered a second", [result.per_second(201)])
    figures.add(f"{name}: HTTP p50 ms", [result.percentile(0.5)])
    figures.add(f"{name}: HTTP p99 ms", [result.percentile(0.99)])
    figures.add(f"{name}, to the inbox record: p50 s", [found[len(found) // 2]])
    figures.add(f"{name}, to the inbox record: p99 s", [found[int(len(found) * 0.99)]], "< 1")
    figures.add(f"{name}: commits and events left behind at the end", [left])
    figures.add(f"{name}: all of it caught up after, s", [behind])
    figures.add(f"{name}: processor time a booking, all processes, ms", [1000 * sum(spent.values()) / count])
    shares = ", ".join(
        f"{program} {1000 * seconds / count:.1f}"
        for program, seconds in sorted(spent.items(), key=lambda each: -each[1])
    )
    figures.note(f"processor time a booking, ms: {shares}")


def used(place: Place) -> dict[str, float]:
    """Seconds of the processor by program, its replicas together."""
    found: dict[str, float] = defaultdict(float)
    for name, process in place.processes.items():
        if pid := process.daemon.pid():
            found[name.rpartition("-")[0] or name] += processor_seconds(pid)
    found["the load itself"] = processor_seconds(os.getpid())
    return found


async def fast(place: Place, name: str) -> http.Result:
    """As fast as answers come; the consumers catch up before this returns."""
    result = await run(place, name, FAST, 0.0)
    await place.caught_up(CATCH_UP_SECONDS_MAX)
    return result


async def run(place: Place, name: str, count: int, rate: float) -> http.Result:
    """So many bookings, each in a place of its own; with ``rate`` at that many a second."""
    token = await place.token("resident-hana")
    requests = [
        http.prepared("POST", "/booking/bookings", place.port, token, wish, key=f"{name}-{number}")
        for number, wish in enumerate(distinct(count))
    ]
    return await http.run(place.port, requests, CONNECTIONS, rate=rate)


def to_the_inbox(books: Books, since: datetime) -> list[float]:
    """Seconds from each booking's commit to the commit of its message, for bookings after ``since``."""
    booked = {
        f"{commit.id}.{index}": datetime.fromisoformat(commit.at)
        for commit in books.commits("booking")
        for index, (kind, _) in enumerate(commit.events)
        if kind == "booking-confirmed.v1"
    }
    found = []
    for commit in books.commits("notifications"):
        kind, _, rest = commit.cause.partition("/")
        at = booked.get(rest.partition("/")[0]) if kind == "fact" else None
        if at is not None and at >= since:
            found.append((datetime.fromisoformat(commit.at) - at).total_seconds())
    return found
