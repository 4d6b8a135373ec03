"""The front before two replicas of which one dies in the middle of a command: the other one goes on being asked."""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from kyoso.cluster.layout import answers
from tests.cluster.kafka_kit import free_ports

CADDYFILE = Path(__file__).parents[2] / "deploy/caddy/Caddyfile"
QUESTIONS = 40

pytestmark = pytest.mark.skipif(shutil.which("caddy") is None, reason="not installed: caddy")


class Replica:
    """Answers everything with 200; one that is ``frail`` dies at the first command, when it has read all of it."""

    def __init__(self, port: int, *, frail: bool = False) -> None:
        self.port = port
        self.frail = frail
        self.asked = 0
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    def stop(self) -> None:
        if self._server:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.lower().split(b"\r\n")
                length = next((int(each[15:]) for each in lines if each.startswith(b"content-length:")), 0)
                await reader.readexactly(length)
                if head.startswith(b"POST"):
                    self.asked += 1
                    if self.frail:
                        self.stop()
                        return
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@contextmanager
def front(folder: Path, port: int, replicas: list[Replica]) -> Iterator[str]:
    """Caddy with the file of every cluster."""
    nobody = "127.0.0.1:1"
    services = dict.fromkeys(("PEOPLE", "MATCHING", "POINTS", "NOTIFICATIONS", "FEEDS", "PORTAL"), nobody)
    services["BOOKING"] = " ".join(f"127.0.0.1:{each.port}" for each in replicas)
    told = {f"KYOSO_{name}": value for name, value in services.items()}
    told |= {"KYOSO_FRONT": f"http://:{port}", "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(CADDYFILE)]
    with (folder / "caddy.log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **told}, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 20
        while not answers(port):
            assert time.monotonic() < deadline, (folder / "caddy.log").read_text()[-2000:]
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(10)


async def test_a_command_that_broke_off_does_not_take_the_other_replica_away(tmp_path: Path) -> None:
    """Whoever asks meanwhile is answered by the one that is well, at once."""
    port, first, second = free_ports(3)
    replicas = [Replica(first, frail=True), Replica(second)]
    for each in replicas:
        await each.start()
    headers = {"Idempotency-Key": "k", "content-type": "application/json"}
    with front(tmp_path, port, replicas) as url:
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
            commands = [
                asyncio.create_task(client.post("/booking/bookings", headers=headers, content=b"{}" * 50))
                for _ in range(8)  # so many that the frail one gets some
            ]
            while not replicas[0].asked:
                await asyncio.sleep(0.01)
            began = time.monotonic()
            statuses = [(await client.get("/booking/facilities")).status_code for _ in range(QUESTIONS)]
            elapsed = time.monotonic() - began
            answered = [each.status_code for each in await asyncio.gather(*commands)]
    for each in replicas:
        each.stop()

    assert [200] * QUESTIONS == statuses
    assert elapsed < 8
    assert {200, 503} >= set(answered)  # 503: "send it again", in words
