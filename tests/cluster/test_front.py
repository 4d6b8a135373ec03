"""The front before two replicas of which one dies in the middle of a command: the other one goes on being asked."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from kyoso.cluster.layout import answers
from tests.cluster.kafka_kit import free_ports
from tests.cluster.stand_in import DIED

ROOT = Path(__file__).parents[2]
CADDYFILE = ROOT / "deploy/caddy/Caddyfile"
QUESTIONS = 40
PAUSE_SECONDS = 0.05
"""Between two of them; all at once, a quick machine would ask them between two failures."""

pytestmark = pytest.mark.skipif(shutil.which("caddy") is None, reason="not installed: caddy")


@contextmanager
def replica(port: int, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A stand-in of a replica that listens."""
    process = subprocess.Popen([sys.executable, "-m", "tests.cluster.stand_in", str(port), *more], cwd=ROOT)
    try:
        _listens(port, lambda: f"the stand-in ended with {process.poll()}")
        yield process
    finally:
        process.kill()
        process.wait(10)


def _listens(port: int, why: Callable[[], str]) -> None:
    deadline = time.monotonic() + 20
    while not answers(port):
        assert time.monotonic() < deadline, why()
        time.sleep(0.05)


@contextmanager
def front(folder: Path, port: int, replicas: list[int]) -> Iterator[str]:
    """Caddy with the file of every cluster."""
    nobody = "127.0.0.1:1"
    services = dict.fromkeys(("PEOPLE", "MATCHING", "POINTS", "NOTIFICATIONS", "FEEDS", "PORTAL"), nobody)
    services["BOOKING"] = " ".join(f"127.0.0.1:{each}" for each in replicas)
    told = {f"KYOSO_{name}": value for name, value in services.items()}
    told |= {"KYOSO_FRONT": f"http://:{port}", "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(CADDYFILE)]
    with (folder / "caddy.log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **told}, stdout=log, stderr=log)
    try:
        _listens(port, lambda: (folder / "caddy.log").read_text()[-2000:])
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(10)


async def test_a_command_that_broke_off_does_not_take_the_other_replica_away(tmp_path: Path) -> None:
    """Whoever asks meanwhile is answered by the one that is well, at once."""
    port, first, second = free_ports(3)
    headers = {"Idempotency-Key": "k", "content-type": "application/json"}
    with replica(first, "frail") as frail, replica(second), front(tmp_path, port, [first, second]) as url:
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
            commands = [
                asyncio.create_task(client.post("/booking/bookings", headers=headers, content=b"{}" * 50))
                for _ in range(8)  # so many that the frail one gets some
            ]
            while frail.poll() is None:
                await asyncio.sleep(0.01)
            began = time.monotonic()
            statuses = []
            for _ in range(QUESTIONS):
                statuses.append((await client.get("/booking/facilities")).status_code)
                await asyncio.sleep(PAUSE_SECONDS)
            elapsed = time.monotonic() - began
            answered = [each.status_code for each in await asyncio.gather(*commands)]

    assert DIED == frail.returncode
    assert [200] * QUESTIONS == statuses
    assert elapsed < 8
    assert {200, 503} >= set(answered)  # 503: "send it again", in words


async def test_a_stand_in_that_dies_leaves_no_connection_open() -> None:
    """Whoever asks there must not wait for an answer."""
    (port,) = free_ports(1)
    with replica(port, "frail"):
        opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        opened[0][1].write(b"POST / HTTP/1.1\r\ncontent-length: 0\r\n\r\n")
        ends = await asyncio.wait_for(asyncio.gather(*(_end_of(reader) for reader, _ in opened)), 5)
        for _, writer in opened:
            writer.close()

    assert {b""} == set(ends)


async def _end_of(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionError:
        return b""
