"""A cluster on this machine as a test sees it: the command that runs it, its addresses, and a steady caller."""

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from shared.clock import TOKYO

START_SECONDS_MAX = 900
LEAST = {"KYOSO_TOWN_PEOPLE": "300", "KYOSO_TOWN_PAST_DAYS": "1"}
TOWN = {name: os.environ.get(name, least) for name, least in LEAST.items()}
"""The least sample town that has a past: what is asked of a cluster needs no more. The one of ``make cluster`` comes
with ``KYOSO_TOWN_PEOPLE=400 KYOSO_TOWN_PAST_DAYS=7 make test-cluster``: for a release."""
AT_ONCE = 4
HALF_HOUR = timedelta(minutes=30)
SLOTS_A_DAY = 24
DAYS_AHEAD = 25


def half_hours() -> Iterator[datetime]:
    """Slots in the coming weeks, each once."""
    midnight = datetime.now(TOKYO).replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(3, DAYS_AHEAD):
        for number in range(SLOTS_A_DAY):
            yield midnight + timedelta(days=day, hours=8) + number * HALF_HOUR
    raise AssertionError("all slots are used")


@dataclass
class LocalCluster:
    """The cluster in ``data`` on ``port``, handled by ``kyoso cluster`` alone."""

    data: Path
    port: int
    slots: Iterator[datetime] = field(default_factory=half_hours)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ports(self) -> dict[str, int]:
        """By process, where it listens."""
        found: dict[str, int] = json.loads((self.data / "ports.json").read_text())
        return found

    @property
    def environment(self) -> dict[str, str]:
        """What the command line needs to reach its broker and store."""
        lines = (self.data / "cluster.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def pid(self, name: str) -> int:
        """The process id of one process."""
        return int(json.loads((self.data / "run" / f"{name}.json").read_text())["pid"])

    def run(self, *words: str, seconds: float = START_SECONDS_MAX) -> subprocess.CompletedProcess[str]:
        """``kyoso cluster …`` for this one."""
        verb, *more = words
        command = [sys.executable, "-m", "kyoso.cli", "cluster", verb, *more]
        place = ["--port", str(self.port), "--data", str(self.data)]
        return subprocess.run(
            [*command, *place], capture_output=True, text=True, check=False, timeout=seconds, env={**os.environ, **TOWN}
        )

    async def kyoso(self, *words: str, **told: str) -> subprocess.CompletedProcess[str]:
        """The command line, told where the cluster is; ``told`` goes before that."""
        command = [sys.executable, "-m", "kyoso.cli", *words]
        environment = {**os.environ, **self.environment, **told}
        return await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, env=environment, timeout=300, check=False
        )

    def front_refused(self) -> list[str]:
        """What the front wrote about requests that no replica answered."""
        lines = (self.data / "logs" / "caddy.log").read_text().splitlines()
        return [line for line in lines if "http.log.error" in line]

    def start(self) -> str:
        """Start what does not run; what it says."""
        done = self.run("start")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@dataclass
class Caller:
    """Asks the front again and again; counts what comes back, by kind of request and status."""

    http: httpx.AsyncClient
    token: str
    slots: Iterator[datetime]
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    """Ids of what was acknowledged."""
    later: list[str] = field(default_factory=list)
    """Commands that were to be sent again, and were."""

    async def ask(self, kind: str, method: str, path: str, **more: Any) -> httpx.Response | None:
        try:
            answer = await self.http.request(method, path, **more)
        except httpx.HTTPError as error:
            self.faults.append(f"{kind}: {type(error).__name__} {error}")
            return None
        self.outcomes[f"{kind} {answer.status_code}"] += 1
        if answer.status_code == 503 and "Idempotency-Key" in answer.request.headers:
            self.later.append(answer.text)
        elif answer.status_code >= 500 or answer.status_code == 404:
            self.faults.append(f"{kind}: {answer.status_code} {dict(answer.headers)} {answer.text[:200]}")
        return answer

    async def go_on(self) -> None:
        """Lists, pages and commands in turn, until it is cancelled."""
        turns = count()
        while True:
            await self.ask("facilities", "GET", "/booking/facilities?limit=5")
            await self.ask("page", "GET", "/")
            await self.ask("inbox", "GET", "/notifications/inbox", headers=self.bearer)
            if next(turns) % 10 == 0:
                await self.book()

    async def until_booked(self, count: int, seconds: float = 60.0) -> None:
        """Return when so many bookings more have been acknowledged."""
        wanted = len(self.answered) + count
        async with asyncio.timeout(seconds):
            while len(self.answered) < wanted:
                await asyncio.sleep(0.05)

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def book(self) -> None:
        """One booking of a slot of its own."""
        starts = next(self.slots)
        body = {
            "facility_id": "always-open", "room_id": "always-open-room-02", "purpose": "meeting", "people": 2,
            "starts_at": starts.isoformat(), "ends_at": (starts + HALF_HOUR).isoformat(),
        }  # fmt: skip
        headers = {**self.bearer, "Idempotency-Key": secrets.token_hex(16)}
        answer = await self.ask("booking", "POST", "/booking/bookings", json=body, headers=headers)
        while answer is not None and answer.status_code == 503:
            await asyncio.sleep(float(answer.headers["Retry-After"]))
            answer = await self.ask("booking", "POST", "/booking/bookings", json=body, headers=headers)
        if answer is not None and answer.status_code == 201:
            self.answered.append(str(answer.json()["booking_id"]))


@asynccontextmanager
async def calling(cluster: LocalCluster, person: str = "resident-hana") -> AsyncIterator[Caller]:
    """A caller at work inside."""
    async with httpx.AsyncClient(base_url=cluster.base_url, timeout=30.0, trust_env=False) as http:
        token = (await http.post("/identity/token", json={"person_id": person})).json()["access_token"]
        caller = Caller(http, token, cluster.slots)
        work = [asyncio.create_task(caller.go_on()) for _ in range(AT_ONCE)]
        try:
            yield caller
        finally:
            for task in work:
                task.cancel()
            ended = await asyncio.gather(*work, return_exceptions=True)
        assert all(isinstance(each, asyncio.CancelledError) for each in ended), ended


def kill(pid: int) -> None:
    """kill -9."""
    os.kill(pid, signal.SIGKILL)
