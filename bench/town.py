"""A town of its own for a benchmark: a process of ``kyoso serve`` in a fresh data folder, with houses to book."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import http
from shared.clock import TOKYO

HOUSES = 300
ROOMS = 4
DAYS = 55


class Town:
    """A running town at ``port``; ``token(person)`` signs one in with the demo's issuer."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], data: Path) -> None:
        self.port = port
        self.process = process
        self.data = data

    def token(self, person_id: str) -> str:
        """A bearer token."""
        answer = self.post("/identity/token", {"person_id": person_id})
        return str(answer["access_token"])

    async def tokens(self, count: int) -> list[str]:
        """Tokens of so many different residents."""
        people: list[str] = []
        after = ""
        while len(people) < count:
            page = self.get(f"/identity/people?role=resident&limit=200{after}")
            people += [each["person_id"] for each in page["items"]]
            after = f"&after={page['next']}"
        requests = [http.prepared("POST", "/identity/token", self.port, body={"person_id": each}) for each in people]
        answers = (await http.run(self.port, requests[:count], 16, keep_bodies=True)).bodies
        return [json.loads(body)["access_token"] for body in answers]

    def post(self, path: str, body: Any) -> Any:
        """One POST without a token."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def get(self, path: str) -> Any:
        """One GET without a token."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return json.load(answer)

    async def caught_up(self, seconds: float = 60.0) -> None:
        """Return when every commit is published and every event handled."""
        async with asyncio.timeout(seconds):
            while (await asyncio.to_thread(self.get, "/demo/backlog"))["pending"] > 0:
                await asyncio.sleep(0.05)

    async def furnish(self, houses: int = HOUSES) -> None:
        """Register always-open houses ``bench-0`` … with four rooms each."""
        staff = self.token("staff-mori")
        requests = [
            http.prepared(
                "POST",
                "/booking/facilities",
                self.port,
                staff,
                {
                    "facility_id": f"bench-{number}",
                    "name": f"計測の家{number}",
                    "kind": "always-open",
                    "address": "計測1-1-1",
                    "rooms": [{"room_id": f"r{room}", "name": f"室{room}", "capacity": 20} for room in range(ROOMS)],
                },
                key=f"house-{number}",
            )
            for number in range(houses)
        ]
        result = await http.run(self.port, requests, 16)
        if set(result.statuses) != {201}:
            raise RuntimeError(f"houses: {result.statuses} {result.bodies[:1]}")


def today() -> date:
    """The day in Tokyo."""
    return datetime.now(TOKYO).date()


def instant(text: str) -> datetime:
    """An instant as answers write it."""
    return datetime.fromisoformat(text)


def booking(house: int, day: int, room: int = 0, slot: int = 40) -> dict[str, Any]:
    """A booking of a quarter of an hour, ``day`` days from today; ``slot`` counts quarters from midnight."""
    start = datetime.now(TOKYO).replace(hour=0, minute=0, second=0, microsecond=0)
    start += timedelta(days=day, minutes=15 * slot)
    return {
        "facility_id": f"bench-{house}",
        "room_id": f"r{room}",
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(minutes=15)).isoformat(),
        "purpose": "meeting",
        "people": 3,
    }


def distinct_days(count: int, first_house: int = 0) -> Iterator[dict[str, Any]]:
    """Bookings that each lie in a facility-day of their own."""
    for number in range(count):
        yield booking(first_house + number // DAYS, 1 + number % DAYS)


@asynccontextmanager
async def town(data: Path, *services: str) -> AsyncIterator[Town]:
    """A town (or only some of its services) in a process of its own, ready; stopped afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "kyoso.cli", "serve", "--port", str(port), "--data", str(data)]
    command += [part for service in services for part in ("--service", service)]
    environment = {**os.environ, "KYOSO_DEMO": "1", "KYOSO_LOG_LEVEL": "WARNING"}
    with (data.parent / f"{data.name}.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    running = Town(port, process, data)
    try:
        await ready(running)
        yield running
    finally:
        process.terminate()
        process.wait(40)


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def listening(port: int) -> None:
    """Wait until somebody listens on a port."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


async def ready(running: Town, seconds: float = 60.0) -> None:
    """Wait until the town says that it is ready. Raises ``TimeoutError``; ``RuntimeError`` when it ended."""
    async with asyncio.timeout(seconds):
        while True:
            if running.process.poll() is not None:
                raise RuntimeError(f"the town ended with {running.process.returncode}; see {running.data}.log")
            try:
                await asyncio.to_thread(running.get, "/readyz")
            except OSError:
                await asyncio.sleep(0.05)
            else:
                return


def bookings(running: Town, tokens: Sequence[str], wanted: Sequence[dict[str, Any]], name: str) -> list[bytes]:
    """Prepared requests, each with a key of its own; those with the tokens ask in turn."""
    return [
        http.prepared("POST", "/booking/bookings", running.port, tokens[number % len(tokens)], body, f"{name}-{number}")
        for number, body in enumerate(wanted)
    ]
