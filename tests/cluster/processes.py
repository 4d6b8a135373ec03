"""Processes of somebody else's making: found by their ids, killed, stopped for a while, and started again as they were.

What a process was started with is read from the kernel, so that it comes back with the same words and settings.
"""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

GONE_SECONDS_MAX = 20.0
STATE = 0
"""Index of a process's state behind its name in ``/proc/<pid>/stat``."""


@dataclass
class Process:
    """One process of the cluster. ``name`` is for people; ``log`` takes what it says after it was started again."""

    name: str
    pid: int
    log: Path
    argv: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str = "/"
    kills: int = 0
    _child: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        own = Path(f"/proc/{self.pid}")
        self.argv = tuple(_texts(own / "cmdline"))
        self.environment = dict(text.split("=", 1) for text in _texts(own / "environ") if "=" in text)
        self.folder = str((own / "cwd").readlink())

    @property
    def alive(self) -> bool:
        """Whether it runs; one that has ended and was not waited for does not."""
        if self._child is not None and self._child.pid == self.pid:
            return self._child.poll() is None
        try:
            behind_name = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return behind_name[STATE] not in {"Z", "X"}

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.kills += 1
        await self._end(signal.SIGKILL)

    async def stop(self, seconds: float = 40.0) -> None:
        """SIGTERM, and wait until it has finished what it had in hand."""
        await self._end(signal.SIGTERM, seconds)

    async def _end(self, how: signal.Signals, seconds: float = GONE_SECONDS_MAX) -> None:
        if self.alive:
            os.kill(self.pid, how)
        deadline = time.monotonic() + seconds
        while self.alive:
            assert time.monotonic() < deadline, f"{self.name} ({self.pid}) does not end"
            await asyncio.sleep(0.02)

    def start(self, **settings: str) -> None:
        """The same again, with other ``settings`` from now on."""
        assert not self.alive, f"{self.name} runs"
        self.environment = {**self.environment, **settings}
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                self.argv,
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.pid = self._child.pid

    @contextmanager
    def paused(self) -> Iterator[None]:
        """SIGSTOP inside: it neither runs nor knows that it does not."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)

    async def slowed(self, share: float, seconds: float, beat_seconds: float = 0.1) -> None:
        """Let it run for ``share`` of the time only."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with self.paused():
                await asyncio.sleep(beat_seconds * (1 - share))
            await asyncio.sleep(beat_seconds * share)


def _texts(path: Path) -> list[str]:
    """Words that the kernel ends with a zero each."""
    return [text.decode() for text in path.read_bytes().split(b"\0") if text]
