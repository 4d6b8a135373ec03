"""Bookings through HTTP: how many are confirmed a second, how rivals fare, beside raw inserts and an empty route."""

import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvloop

from bench import empty, http, town
from bench.figures import Figures

CONNECTIONS = 64
REQUESTS = 6_000
RUNS = 3


def raw_inserts(folder: Path, batch: int = CONNECTIONS, count: int = REQUESTS) -> float:
    """Rows a second that SQLite takes durably in transactions of ``batch``, of a commit's size."""
    db = sqlite3.connect(folder / "raw.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, stream TEXT, version INT, cause TEXT UNIQUE, body BLOB)")
    db.execute("CREATE UNIQUE INDEX v ON t (stream, version)")
    body = b"x" * 700
    begin = time.perf_counter()
    for start in range(0, count, batch):
        db.execute("BEGIN IMMEDIATE")
        rows = [(None, f"facility-day/f/{n}", 1, f"http/p/r/{n}", body) for n in range(start, start + batch)]
        db.executemany("INSERT INTO t VALUES (?,?,?,?,?)", rows)
        db.execute("COMMIT")
    elapsed = time.perf_counter() - begin
    db.close()
    return count / elapsed


async def confirmed(folder: Path, *services: str) -> tuple[list[http.Result], list[float]]:
    """Runs of confirmed bookings on distinct facility-days, and how long the consumers took to catch up after each."""
    results, behind = [], []
    async with town.town(folder, *services) as running:
        token = running.token("resident-hana")
        await running.furnish((REQUESTS * (RUNS + 1)) // town.DAYS + RUNS + 2)
        houses = REQUESTS // town.DAYS + 1
        for number in range(RUNS + 1):
            wanted = list(town.distinct_days(REQUESTS, number * houses))
            result = await http.run(running.port, town.bookings(running, [token], wanted, f"run-{number}"), CONNECTIONS)
            started = time.perf_counter()
            await running.caught_up()
            if number:  # the first warms up
                results.append(result)
                behind.append(time.perf_counter() - started)
            if set(result.statuses) != {201}:
                raise RuntimeError(f"{result.statuses} {result.bodies[:1]}")
    return results, behind


async def rivals(folder: Path) -> dict[str, Any]:
    """500 for one room at one time; 2,000 requests for one facility-day."""
    async with town.town(folder, "booking") as running:
        await running.furnish(4)
        tokens = await running.tokens(500)
        await http.run(
            running.port, town.bookings(running, tokens, [town.booking(3, 9, 0, s) for s in range(90)], "w"), 16
        )
        for_one = await http.run(running.port, town.bookings(running, tokens, [town.booking(0, 5)] * 500, "one"), 500)
        day = [town.booking(1, 6, n % town.ROOMS, n % 96) for n in range(2_000)]
        for_day = await http.run(running.port, town.bookings(running, tokens, day, "day"), 500)
    return {
        "winners": for_one.statuses[201],
        "refused": for_one.statuses[409],
        "one_seconds": for_one.elapsed,
        "day_confirmed": for_day.statuses[201],
        "day_answered": sum(for_day.statuses.values()),
        "day_seconds": for_day.elapsed,
    }


def _tell(figures: Figures, name: str, promise: str, results: Sequence[http.Result], base: float, raw: float) -> None:
    rates = [result.per_second(201) for result in results]
    p99 = [result.percentile(0.99) for result in results]
    figures.add(f"{name}, a second", rates, promise, {"empty route": base, "raw inserts": raw})
    figures.add(f"{name}, p50 ms", [result.percentile(0.5) for result in results])
    figures.add(f"{name}, p99 ms", p99, "< 120" if "process of its own" in name else "")


async def measure(figures: Figures) -> None:
    """All figures of this page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw = statistics.median(raw_inserts(_made(folder / f"raw-{n}")) for n in range(RUNS))
        base = (await empty.answered(REQUESTS, CONNECTIONS)).per_second()
        figures.add("baseline: raw inserts of 64, rows a second", [raw])
        figures.add("baseline: empty route, answers a second", [base])
        own, _ = await confirmed(folder / "own", "booking")
        _tell(figures, "confirmed bookings, booking as a process of its own", ">= 1800", own, base, raw)
        together, behind = await confirmed(folder / "together")
        _tell(figures, "confirmed bookings, everything in one process", ">= 900", together, base, raw)
        figures.add("everything in one process: consumers caught up after, s", behind, "< 5")
        found = await rivals(folder / "rivals")
        figures.add("500 rivals for one room: winners", [found["winners"]], "= 1")
        figures.add("500 rivals for one room: all answered, s", [found["one_seconds"]], "< 0.5")
        figures.add("2,000 requests for one facility-day: all answered, s", [found["day_seconds"]], "< 2")
        figures.note(json.dumps(found))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


if __name__ == "__main__":
    shown = Figures()
    uvloop.run(measure(shown))
    print(shown)
