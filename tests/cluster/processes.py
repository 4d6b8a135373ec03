"""Processes of a running cluster: killed, stopped for a while, and started again as they were."""

import asyncio
import dataclasses
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kyoso.cluster.daemon import Daemon

GONE_SECONDS_MAX = 20.0


@dataclass
class Process:
    """One process of the cluster. ``port``: where it answers by itself."""

    daemon: Daemon
    port: int = 0
    service: str = ""
    kills: int = 0

    @property
    def name(self) -> str:
        """``booking-1``."""
        return self.daemon.name

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.daemon.pid() is not None

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone: nothing in the process hears of it."""
        self.kills += 1
        await self._end(signal.SIGKILL, GONE_SECONDS_MAX)

    async def stop(self, seconds: float = 40.0) -> None:
        """SIGTERM, and wait until it has finished what it had in hand."""
        await self._end(signal.SIGTERM, seconds)

    async def _end(self, how: signal.Signals, seconds: float) -> None:
        if (pid := self.daemon.pid()) is not None:
            os.kill(pid, how)
        deadline = time.monotonic() + seconds
        while self.alive:
            assert time.monotonic() < deadline, f"{self.name} does not end"
            await asyncio.sleep(0.02)

    def start(self, **settings: str) -> None:
        """The same again, unless it runs, with other ``settings`` from now on."""
        self.daemon = dataclasses.replace(self.daemon, environment={**self.daemon.environment, **settings})
        self.daemon.start()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """SIGSTOP inside: it neither runs nor knows that it does not."""
        pid = self.daemon.pid()
        assert pid is not None, f"{self.name} does not run"
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    async def slowed(self, share: float, seconds: float, beat_seconds: float = 0.1) -> None:
        """Let it run for ``share`` of the time only."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with self.paused():
                await asyncio.sleep(beat_seconds * (1 - share))
            await asyncio.sleep(beat_seconds * share)
