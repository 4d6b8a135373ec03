"""A whole cluster is seen: every panel has data, no alert rings, the doctor is content, a trace goes through it."""

import asyncio
import shutil
import subprocess
import time
import uuid

import httpx
import pytest

from kyoso.cluster.members import DESK, replicas
from kyoso.story import play
from kyoso.story.cast import Drawn
from tests.cluster.cluster_kit import HALF_HOUR, LocalCluster
from tests.watch.panels import empty_panels
from tests.watch.prometheus import ask, prometheus, shown

PANELS_SECONDS_MAX = 120
SLOW = {
    "KyosoBookingsSlowFast",
    "KyosoBookingsSlowSlow",
    "KyosoBatchStuck",
    "KyosoConsumerLag",
    "KyosoCommitsUnconfirmed",
}
"""A busy machine may be slow; nothing else may ring."""


async def kyoso(town: LocalCluster, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line at the cluster's own folder."""
    return await town.kyoso(*words, "--data", str(town.data))


@pytest.mark.skipif(shutil.which("prometheus") is None, reason="prometheus is missing (apt-get install prometheus)")
async def test_every_panel_of_every_dashboard_has_data(town: LocalCluster) -> None:
    """Each process is a target; the story is played until nothing is empty."""
    with prometheus(town.data) as url:
        until = time.monotonic() + PANELS_SECONDS_MAX
        missing = ["nothing yet"]
        while missing and time.monotonic() < until:
            await play(town.base_url, Drawn(), lambda step: None)
            missing = shown(await asyncio.to_thread(empty_panels, url))
        ringing = {each["labels"]["alertname"] for each in ask(url, "alerts")["alerts"] if each["state"] == "firing"}
        targets = {each["labels"]["replica"]: each["health"] for each in ask(url, "targets")["activeTargets"]}

    assert [] == missing
    assert set() == ringing - SLOW
    assert dict.fromkeys([DESK, *(name for names in replicas(2).values() for name in names)], "up") == targets


async def test_the_doctor_is_content_with_it(town: LocalCluster) -> None:
    """Every replica, the store's indexes, the broker's topics."""
    said = await kyoso(town, "doctor")

    assert 0 == said.returncode, said.stdout + said.stderr
    assert "the topics are as the list says" in said.stdout
    assert "the store is there, with its indexes" in said.stdout


async def test_the_doctor_finds_a_replica_that_is_gone(town: LocalCluster) -> None:
    """By its address."""
    gone = [f"http://127.0.0.1:{town.ports['booking-1']}", "http://127.0.0.1:9"]
    said = await kyoso(town, "doctor", "--url", gone[0], "--url", gone[1])

    assert 1 == said.returncode
    assert "http://127.0.0.1:9 does not answer" in said.stdout


async def test_a_trace_is_followed_over_the_processes(town: LocalCluster) -> None:
    """By the events on Kafka, found from their time on."""
    begin = next(town.slots)
    wish = {
        "facility_id": "always-open",
        "room_id": "always-open-room-01",
        "purpose": "meeting",
        "people": 3,
        "starts_at": begin.isoformat(),
        "ends_at": (begin + HALF_HOUR).isoformat(),
    }
    async with httpx.AsyncClient(base_url=town.base_url, trust_env=False, timeout=20) as http:
        signed_in = await http.post("/identity/token", json={"person_id": "resident-hana"})
        token = signed_in.json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid.uuid4().hex}
        booked = await http.post("/booking/bookings", json=wish, headers=headers)
    assert 201 == booked.status_code, booked.text

    until = time.monotonic() + 30
    said = await kyoso(town, "trace", booked.headers["traceparent"], "--hours", "1")
    while "message-sent.v1" not in said.stdout and time.monotonic() < until:
        said = await kyoso(town, "trace", booked.headers["traceparent"], "--hours", "1")

    assert 0 == said.returncode, said.stdout + said.stderr
    assert {"booking-confirmed.v1", "slots-taken.v1", "message-sent.v1"} <= set(said.stdout.split())
