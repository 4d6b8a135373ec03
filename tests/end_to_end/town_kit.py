"""A whole town in a process of its own, and what a play in it needs."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kyoso.compose import NAMES
from tests.end_to_end.door import Answer, Door, Line, free_port  # noqa: F401 - whoever plays with a town asks its door

ROOT = Path(__file__).parents[2]
TOKYO = ZoneInfo("Asia/Tokyo")
SERVICES = NAMES
START_SECONDS_MAX = 60.0
STAFF = "staff-mori"


@dataclass
class TownProcess(Door):
    """``kyoso serve`` on a data folder, with the demo's sign-in. Started, killed and stopped any number of times."""

    data: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

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
    running: Door, *, houses: int = 1, rooms: int = 4, officer: str = "officer-yui", name: str = "t"
) -> Furnished:
    """Register a programme for this fiscal year, a group with an officer, coordinators and houses."""
    await _programme(running)
    group_id = await another_group(running, name, officer)
    desk = {"owner_id": "desk-owner"}
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


async def offer(running: Door, reward_id: str = "seeds") -> None:
    """Put up a reward that one attendance pays for."""
    today = datetime.now(TOKYO).date()
    reward = {
        "reward_id": reward_id,
        "name": {"ja": "花の種", "en": "Flower seeds"},
        "description": {"ja": "公園の花の種", "en": "Seeds of the park's flowers"},
        "place": "いつでもハウス",
        "price": 30,
        "stock": 1_000,
        "from": today.isoformat(),
        "until": (today + timedelta(days=300)).isoformat(),
    }
    await running.done("POST", "/points/rewards", STAFF, reward)


async def another_group(running: Door, name: object, officer: str = "officer-yui") -> str:
    """Register a group with its officer; its id."""
    about = {"name": f"みんなの畑{name}", "kind": "theme", "tags": ["gardening"], "needs": ["joining"]}
    more = {"areas": {"neighbourhood": "naka"}, "size_band": "10-29", "officer_id": officer}
    found = await running.done("POST", "/matching/groups", STAFF, {**about, **more})
    return str(found["group_id"])


async def _programme(running: Door) -> None:
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
