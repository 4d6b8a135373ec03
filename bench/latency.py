"""From a booking to its record in the inbox, at 200 bookings a second; and how long a town takes to start."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import uvloop

from bench import http, town
from bench.figures import Figures

RATE = 200
SECONDS = 15
STARTS = 3


def inbox_latencies(data: Path) -> list[float]:
    """Seconds from each booking's commit to the commit of its message, read from the journals of both services."""
    booked: dict[str, datetime] = {}
    with sqlite3.connect(data / "booking.db") as db:
        for id, at, events in db.execute("SELECT id, at, events FROM journal WHERE stream LIKE 'facility-day/%'"):
            for index, line in enumerate(bytes(events).split(b"\n")):
                if line.startswith(b"booking-confirmed."):
                    booked[f"{id}.{index}"] = datetime.fromisoformat(at)
    found = []
    with sqlite3.connect(data / "notifications.db") as db:
        for cause, at in db.execute(
            "SELECT cause, at FROM journal WHERE cause LIKE 'fact/%' AND stream LIKE 'message/%'"
        ):
            fact = cause.split("/")[1]
            if fact in booked:
                found.append((datetime.fromisoformat(at) - booked[fact]).total_seconds())
    return found


async def measure(figures: Figures) -> None:
    """All figures of this page."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "latency"
        count = RATE * SECONDS
        async with town.town(data) as running:
            token = running.token("resident-hana")
            await running.furnish(count // town.DAYS + 2)
            await running.caught_up()
            requests = town.bookings(running, [token], list(town.distinct_days(count)), "paced")
            result = await http.run(running.port, requests, 32, rate=RATE)
            await running.caught_up()
        latencies = sorted(inbox_latencies(data))
        if len(latencies) < count:
            raise RuntimeError(f"{count} bookings, {len(latencies)} messages; answers {result.statuses}")
        figures.add(f"{RATE} bookings/s: HTTP p99 ms", [result.percentile(0.99)])
        figures.add(f"{RATE} bookings/s, to the inbox record: p50 ms", [1000 * latencies[len(latencies) // 2]])
        figures.add(
            f"{RATE} bookings/s, to the inbox record: p99 ms", [1000 * latencies[int(len(latencies) * 0.99)]], "< 500"
        )
        starts = [start_of_demo(Path(name) / "town") for _ in range(STARTS + 1)]
        imports = import_seconds()
        figures.add("baseline: Python with the framework's imports alone, s", [imports])
        figures.add("make demo, the first time, to ready, s", starts[:1], "< 30", {"imports": imports})
        figures.add("make demo, town present, to ready, s", starts[1:], "< 8", {"imports": imports})


def start_of_demo(data: Path) -> float:
    """Seconds from the command to a demo that prints its address; it is stopped again."""
    port = town.free_port()
    command = [sys.executable, "-m", "kyoso.cli", "demo", "--no-story", "--port", str(port), "--data", str(data)]
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if b"http://" in line:
                return time.perf_counter() - begin
        raise RuntimeError("the demo ended before it was ready")
    finally:
        process.terminate()
        process.wait(40)


def import_seconds() -> float:
    """Seconds that Python takes to import what everything stands on."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import fastapi, uvicorn, faststream.kafka, confluent_kafka"], check=True)
    return time.perf_counter() - begin


if __name__ == "__main__":
    shown = Figures()
    uvloop.run(measure(shown))
    print(shown)
