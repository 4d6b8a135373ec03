"""A whole town in a process of its own, and a cheap HTTP client that shares no code with it."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kyoso.compose import NAMES

ROOT = Path(__file__).parents[2]
TOKYO = ZoneInfo("Asia/Tokyo")
SERVICES = NAMES
START_SECONDS_MAX = 60.0
STAFF = "staff-mori"


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The problem's stable name; nothing for an answer that is no problem."""
        return str(self.json().get("code", "")) if "problem" in self.headers.get("content-type", "") else ""

    @property
    def replayed(self) -> bool:
        return self.headers.get("idempotency-replayed") == "true"


class Line:
    """One connection at a time, kept open; requests and answers one after the other."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        body: Any = None,
        key: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request. ``body``: bytes as they are, else as JSON. Raises ``ConnectionError`` without an answer."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        lines = {"Host": f"127.0.0.1:{self.port}", "Content-Length": str(len(content))}
        if body is not None:
            lines["Content-Type"] = "application/json"
        if token:
            lines["Authorization"] = f"Bearer {token}"
        if key:
            lines["Idempotency-Key"] = key
        lines |= headers or {}
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return await self.send(head.encode("utf-8", "surrogateescape") + b"\r\n" + content)

    async def send(self, request: bytes) -> Answer:
        """Raw bytes out, one answer back."""
        try:
            if self._streams is None or self._streams[0].at_eof():
                self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
            reader, writer = self._streams
            writer.write(request)
            return await self._read(reader)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            raise ConnectionError(str(error)) from error

    def close(self) -> None:
        """Go away, in the middle of whatever it is."""
        if self._streams:
            self._streams[1].close()
        self._streams = None

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int((await reader.readline()).strip(), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readline()
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.close()
        return Answer(int(status.split(" ", 2)[1]), headers, body)


@dataclass
class TownProcess:
    """``kyoso serve`` on a data folder, with the demo's sign-in. Started, killed and stopped any number of times."""

    data: Path
    port: int = field(default_factory=free_port)
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    tokens: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Begin; nothing answers yet."""
        command = [sys.executable, "-m", "kyoso.cli", "serve", "--port", str(self.port), "--data", str(self.data)]
        environment = {**os.environ, "KYOSO_DEMO": "1", "KYOSO_LOG_LEVEL": "WARNING", **self.environment}
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    @property
    def log(self) -> Path:
        return self.data.with_name(f"{self.data.name}.log")

    @property
    def running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None
        return self.process

    async def ready(self) -> float:
        """Wait until it answers and says that it is ready; the seconds that took."""
        began = time.monotonic()
        while True:
            assert self.running.poll() is None, f"the town ended:\n{self.log.read_text()[-3000:]}"
            try:
                if (await Line(self.port).ask("GET", "/readyz")).status == 200:
                    return time.monotonic() - began
            except ConnectionError:
                pass
            assert time.monotonic() - began < START_SECONDS_MAX, self.log.read_text()[-3000:]
            await asyncio.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL: nothing in the process hears of it."""
        self.running.kill()
        self.running.wait(10)

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        self.running.send_signal(signal.SIGINT)
        return self.running.wait(40)

    async def token(self, person_id: str) -> str:
        """A bearer token of somebody of the sample town; good for all runs on this port and folder."""
        if person_id not in self.tokens:
            answer = await Line(self.port).ask("POST", "/identity/token", body={"person_id": person_id})
            self.tokens[person_id] = answer.json()["access_token"]
        return self.tokens[person_id]

    async def do(self, method: str, path: str, by: str = "", body: Any = None, key: str = "", **headers: str) -> Answer:
        """One request on a connection of its own; commands get a key."""
        token = await self.token(by) if by else ""
        key = key or (uuid.uuid4().hex if method != "GET" else "")
        line = Line(self.port)
        try:
            return await line.ask(method, path, token=token, body=body, key=key, headers=headers)
        finally:
            line.close()

    async def done(self, method: str, path: str, by: str = "", body: Any = None, key: str = "") -> Any:
        """Like ``do`` for what must succeed; asks again while something is *not yet* there or *later*."""
        key = key or uuid.uuid4().hex
        deadline = time.monotonic() + 20
        while True:
            answer = await self.do(method, path, by, body, key)
            if answer.status < 300:
                return answer.json()
            later = (answer.status == 503 or answer.code == "not-yet") and time.monotonic() < deadline
            assert later, f"{method} {path}: {answer.status} {answer.body.decode()}"
            await asyncio.sleep(0.1)

    async def caught_up(self, seconds: float = 120.0) -> None:
        """Wait until every commit is published and every event handled."""
        quiet, deadline = 0, time.monotonic() + seconds
        while quiet < 3:
            found = (await self.do("GET", "/demo/backlog")).json()
            quiet = quiet + 1 if found["pending"] == 0 else 0
            assert time.monotonic() < deadline, found
            await asyncio.sleep(0.05)


@asynccontextmanager
async def town(data: Path, **environment: str) -> AsyncIterator[TownProcess]:
    """A town that is ready; stopped by Ctrl-C afterwards."""
    running = TownProcess(data, environment=environment)
    running.start()
    try:
        await running.ready()
        yield running
    finally:
        if running.running.poll() is None:
            running.stop()


# -- what a play needs


@dataclass(frozen=True, slots=True)
class Furnished:
    """Who and what there is to play with: an officer of a group, houses that are always open, their rooms."""

    officer: str
    group_id: str
    houses: tuple[str, ...]
    rooms: tuple[str, ...]


async def furnish(
    running: TownProcess, *, houses: int = 1, rooms: int = 4, officer: str = "officer-yui", name: str = "t"
) -> Furnished:
    """Register a programme for this fiscal year, a group with an officer, coordinators and houses."""
    await _programme(running)
    group_id = await another_group(running, name, officer)
    desk = {"owner_id": "staff-mori"}
    await running.done("PUT", "/matching/desk", STAFF, desk)
    coordinator = {"areas": {"neighbourhood": ["naka"]}, "capacity": 100}
    await running.done("PUT", "/matching/coordinators/coordinator-sato", STAFF, coordinator)
    names, places = [f"{name}-house-{n}" for n in range(houses)], [f"r{n}" for n in range(rooms)]
    for house in names:
        draft = {
            "facility_id": house,
            "name": f"いつでもハウス {house}",
            "kind": "always-open",
            "address": "中央1-1-1",
            "rooms": [{"room_id": room, "name": f"室{room}", "capacity": 20} for room in places],
        }
        await running.done("POST", "/booking/facilities", STAFF, draft)
    await running.caught_up()
    return Furnished(officer, group_id, tuple(names), tuple(places))


async def another_group(running: TownProcess, name: object, officer: str = "officer-yui") -> str:
    """Register a group with its officer; its id."""
    about = {"name": f"みんなの畑{name}", "kind": "theme", "tags": ["gardening"], "needs": ["joining"]}
    more = {"areas": {"neighbourhood": "naka"}, "size_band": "10-29", "officer_id": officer}
    found = await running.done("POST", "/matching/groups", STAFF, {**about, **more})
    return str(found["group_id"])


async def _programme(running: TownProcess) -> None:
    today = datetime.now(TOKYO).date()
    year = today.year if today.month >= 4 else today.year - 1
    programme = {
        "programme_id": f"attendance-{year}",
        "name": {"ja": "参加ポイント", "en": "Attendance"},
        "budget": 1_000_000_000,
        "amount": 50,
        "daily_cap": 1_000_000,
        "from": date(year, 4, 1).isoformat(),
        "until": date(year + 1, 3, 31).isoformat(),
    }
    answer = await running.do("POST", "/points/programmes", STAFF, programme)
    assert answer.status == 201 or answer.code == "programme-exists", answer.body


def booking(house: str, room: str, day: int, slot: int, **more: Any) -> dict[str, Any]:
    """A wish for a quarter of an hour, ``day`` days from today; ``slot`` counts quarters from midnight."""
    start = datetime.now(TOKYO).replace(hour=0, minute=0, second=0, microsecond=0)
    start += timedelta(days=day, minutes=15 * slot)
    until = start + timedelta(minutes=15)
    wish = {"facility_id": house, "room_id": room, "purpose": "meeting", "people": 3}
    return {**wish, "starts_at": start.isoformat(), "ends_at": until.isoformat(), **more}


def activity(group_id: str, title: str = "見学会", capacity: int = 100, **more: Any) -> dict[str, Any]:
    """An invitation to something that begins in a few minutes, so that attendances can be recorded at once."""
    begin = datetime.now(TOKYO) + timedelta(minutes=10)
    times = {"starts_at": begin, "ends_at": begin + timedelta(hours=2), "deadline": begin + timedelta(hours=1)}
    told = {name: at.isoformat(timespec="seconds") for name, at in times.items()}
    return {"title": title, "group_id": group_id, "place": "いつでもハウス", "capacity": capacity, **told, **more}
