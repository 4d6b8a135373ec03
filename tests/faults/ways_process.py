"""The town of the ways test as the writers see it: a process that is asked by lines, killed, and started again."""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from tests.end_to_end.town_kit import ROOT


class Town:
    """The process, and what it has not answered yet."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process: asyncio.subprocess.Process | None = None
        self.started_in = 0.0
        self.started_with = 0.0
        """Seconds until it was ready, the last time, and those of a processor in them."""

    @property
    def running(self) -> asyncio.subprocess.Process:
        assert self.process is not None
        return self.process

    async def start(self, now: str) -> None:
        """Start it on the same data; returns when it is ready."""
        command = (sys.executable, "-m", "tests.faults.ways_town", str(self.data), now)
        pipe, began = asyncio.subprocess.PIPE, time.monotonic()
        with (self.data / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=log, limit=1 << 20
            )
        assert b"ready\n" == await self._line(), self.log()
        self.started_in, self.started_with = time.monotonic() - began, self.busy_seconds

    def log(self) -> str:
        """The end of what it logged."""
        return (self.data / "log").read_text()[-3000:]

    async def _line(self) -> bytes:
        assert self.running.stdout is not None
        return await self.running.stdout.readline()

    def say(self, line: dict[str, Any]) -> None:
        """Send a line."""
        assert self.running.stdin is not None
        self.running.stdin.write(json.dumps(line).encode() + b"\n")

    async def hear(self) -> dict[str, Any]:
        """The next answer."""
        line = await self._line()
        assert line.endswith(b"}\n"), self.log()
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def ask(self, path: str, by: str, *, staff: bool = False) -> tuple[int, Any]:
        """Read something while nobody else asks."""
        roles = ["staff"] if staff else ["resident"]
        self.say({"n": 0, "method": "GET", "path": path, "by": by, "roles": roles, "body": None, "key": "reading"})
        answer = await self.hear()
        return answer["status"], answer["body"]

    async def kill(self) -> None:
        """As the machine would: in the middle of anything."""
        self.running.send_signal(signal.SIGKILL)
        await self.running.wait()

    async def end(self) -> None:
        """No more is asked; it finishes what is due and goes."""
        assert self.running.stdin is not None
        self.running.stdin.close()
        assert 0 == await self.running.wait(), self.log()

    @property
    def megabytes(self) -> int:
        """Of memory that it has."""
        status = Path(f"/proc/{self.running.pid}/status")
        if not status.exists():
            return 0
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(kilobytes) // 1024

    @property
    def busy_seconds(self) -> float:
        """Of a processor that it has used since it was started."""
        stat = Path(f"/proc/{self.running.pid}/stat")
        if not stat.exists():
            return 0.0
        user, system = stat.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
