"""A year later: what is over moves out of a cluster that goes on serving. The last to run: the clock stays there."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from shared.clock import TOKYO
from tests.cluster.cluster_kit import LocalCluster, calling
from tests.cluster.test_cluster import booked

DAYS, QUIET_DAYS = 400, 40
"""Nobody came: that is written when it is noticed, and only what was written more than a month ago is archived."""
NO_SHOWS_SECONDS_MAX = 90.0
"""Timers look every few seconds, in two replicas."""


async def advance(http: httpx.AsyncClient, days: int) -> datetime:
    """What time it is then."""
    moved = await http.post("/demo/clock", json={"advance": f"{days}d"})
    assert 200 == moved.status_code, moved.text
    return datetime.fromisoformat(moved.json()["now"])


async def nobody_came(http: httpx.AsyncClient, bookings: list[str]) -> None:
    """Return when timers have said so of all that the person has, and everybody who listens has heard it.

    The token is a new one: those from before the clock moved are out of date.
    """
    signed_in = await http.post("/identity/token", json={"person_id": "resident-hana"})
    bearer = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
    async with asyncio.timeout(NO_SHOWS_SECONDS_MAX):
        while "confirmed" in (stands := await _status_of_each(http, bearer)).values():
            await asyncio.sleep(0.5)
        while any((await http.get("/demo/backlog")).json().values()):
            await asyncio.sleep(0.5)
    assert set(bookings) <= set(stands)


async def _status_of_each(http: httpx.AsyncClient, bearer: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    query: dict[str, str] = {"limit": "200"}
    while True:
        page = await http.get("/booking/bookings", params=query, headers=bearer)
        assert 200 == page.status_code, page.text
        found |= {each["booking_id"]: each["status"] for each in page.json()["items"]}
        if (cursor := page.json()["next"]) is None:
            return found
        query["cursor"] = cursor


async def test_what_is_over_moves_to_a_file_beside_a_cluster_that_serves(town: LocalCluster, tmp_path: Path) -> None:
    """The list still has it, a command on it is told that it is archived, and the file is proven."""
    async with calling(town) as caller:
        await caller.until_booked(3)
    old = caller.answered[0]
    async with httpx.AsyncClient(base_url=town.base_url, timeout=20, trust_env=False) as http:
        await advance(http, DAYS)
        await nobody_came(http, caller.answered)
        now = await advance(http, QUIET_DAYS)
        folder, before = tmp_path / "archive", (now.astimezone(TOKYO) - timedelta(days=32)).date().isoformat()
        async with calling(town) as beside:
            done = await town.kyoso("archive", "booking", "--before", before, "--to", str(folder))
        proven = await town.kyoso("verify", str(folder))

        assert 0 == done.returncode == proven.returncode, done.stdout + done.stderr + proven.stdout
        assert [] == beside.faults
        assert set(caller.answered) <= await booked(town, beside.token)
        key = {**beside.bearer, "Idempotency-Key": "a-year-later"}
        cancelled = await http.post(f"/booking/bookings/{old}/cancel", headers=key)
        assert (410, "archived") == (cancelled.status_code, cancelled.json().get("code")), cancelled.text
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["services"]["booking"]
