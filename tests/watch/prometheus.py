"""A real Prometheus on what runs in a data folder, for as long as a test needs it."""

import shutil
import subprocess
import time
from contextlib import contextmanager

import httpx

from kyoso.compose import NAMES
from tests.end_to_end.town_kit import free_port
from tools import watch

START_SECONDS_MAX = 30
NOT_HERE = () if "feeds" in NAMES else ("kyoso_feeds_",)


@contextmanager
def prometheus(data):
    """Prometheus on what runs in a data folder, asked every second; its address."""
    port = free_port()
    file = watch.configure(data / "prometheus", watch.targets(data), every_seconds=1)
    process = subprocess.Popen(watch.command(shutil.which("prometheus"), file, port))
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < until:
            try:
                if httpx.get(f"{url}/-/ready", trust_env=False).is_success:
                    break
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def ask(url, path, **parameters):
    return httpx.get(f"{url}/api/v1/{path}", params=parameters, trust_env=False).json()["data"]


def shown(missing):
    return [line for line in missing if not any(f"{name}" in line for name in NOT_HERE)]
