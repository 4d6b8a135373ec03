"""What one process of each service needs: memory at rest and under load, processor, seconds until it is ready.

``python -m bench.processes`` prints the table of deploy/k8s/README.md. Each service runs alone, as ``kyoso serve
--service NAME`` with its store and bus inside: with Kafka and MongoDB their clients take the place of these.
"""

import asyncio
import json
import os
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from typing import Any

import httpx

PORT = int(os.environ.get("PORT", "23900"))
SECONDS = 20
REQUESTS_PER_SECOND = 50
TICKS = os.sysconf("SC_CLK_TCK")

Request = tuple[str, str, Mapping[str, Any]]


def request_of(service: str, n: int) -> Request:
    """A request that the service can do alone: a command where one needs no other service, else a list."""
    facility = {"facility_id": f"house-{n}", "name": f"会館{n}", "address": f"{n}番地"}
    return {
        "people": ("GET", "/people/people/purposes", {}),
        "booking": ("POST", "/booking/facilities", facility),
        "matching": ("PUT", "/matching/people/me/interests", {"languages": ["ja"]}),
        "points": ("GET", "/points/accounts/me", {}),
        "notifications": ("PUT", "/notifications/preferences", {"muted_kinds": ["points"]}),
    }[service]


@contextmanager
def running(service: str, port: int) -> Iterator[Popen[bytes]]:
    """The process, ready inside."""
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "KYOSO_DEMO": "true", "KYOSO_DATA": f"{folder}/data", "KYOSO_PORT": str(port)}
        command = [sys.executable, "-m", "kyoso.cli", "serve", "--service", service]
        process = Popen(command, env=environment, stdout=DEVNULL, stderr=DEVNULL)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(40)


def ready(port: int) -> float:
    """The seconds until it says so."""
    began = time.monotonic()
    while time.monotonic() - began < 60:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return time.monotonic() - began
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(port)


def memory_mb(process: Popen[bytes], line: str) -> float:
    """``VmRSS`` (now) or ``VmHWM`` (at most, so far)."""
    text = Path(f"/proc/{process.pid}/status").read_text()
    return int(next(each for each in text.splitlines() if each.startswith(line)).split()[1]) / 1024


def processor_seconds(pid: int) -> float:
    """What it has used of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def load(service: str, port: int) -> dict[int, int]:
    """A steady load; the answers by status."""
    counted: dict[int, int] = {}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        role = {"role": "staff"} if service == "booking" else {}
        somebody = (await client.get("/identity/people", params=role)).json()["items"][0]["person_id"]
        token = (await client.post("/identity/token", json={"person_id": somebody})).json()["access_token"]

        async def ask(n: int) -> None:
            method, path, body = request_of(service, n)
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"bench-{n}"}
            answer = await client.request(method, path, json=body or None, headers=headers)
            counted[answer.status_code] = counted.get(answer.status_code, 0) + 1

        began = time.monotonic()
        tasks = []
        for n in range(SECONDS * REQUESTS_PER_SECOND):
            await asyncio.sleep(max(0.0, began + n / REQUESTS_PER_SECOND - time.monotonic()))
            tasks.append(asyncio.create_task(ask(n)))
        await asyncio.gather(*tasks)
    return counted


def measure(service: str, port: int) -> str:
    """One row."""
    with running(service, port) as process:
        seconds = ready(port)
        time.sleep(2)
        rest, before = memory_mb(process, "VmRSS"), processor_seconds(process.pid)
        time.sleep(5)
        idle = (processor_seconds(process.pid) - before) / 5
        before = processor_seconds(process.pid)
        counted = asyncio.run(load(service, port))
        each = (processor_seconds(process.pid) - before) / sum(counted.values())
        method, path, _ = request_of(service, 0)
        figures = f"{seconds:.1f} s | {rest:.0f} MB | {memory_mb(process, 'VmHWM'):.0f} MB | {1000 * idle:.0f}m"
        return f"| {service} | {figures} | {1000 * each:.1f} ms | {method} {path} {json.dumps(counted)} |"


if __name__ == "__main__":
    print("| service | ready after | memory at rest | at most | processor at rest | for a request | which |")
    print("|---|---|---|---|---|---|---|")
    for at, name in enumerate(("people", "booking", "matching", "points", "notifications")):
        print(measure(name, PORT + at), flush=True)
