"""A cluster that is taken care of while it is used: copied, proven, given back elsewhere, derived and told again."""

import asyncio
import gzip
import json
from pathlib import Path

import httpx

from shared.contracts.booking import BookingConfirmed
from tests.cluster.cluster_kit import LocalCluster, calling
from tests.cluster.test_cluster import booked


async def test_a_copy_made_while_rooms_are_booked_is_proven_and_given_back_in_either_store(
    town: LocalCluster, tmp_path: Path
) -> None:
    """What was answered before the copy began is in it; both places that it fills have the same history."""
    copy = tmp_path / "copy"
    async with calling(town) as caller:
        await caller.until_booked(3)
        answered = set(caller.answered)
        made = await town.kyoso("backup", str(copy))
        await caller.until_booked(1)
    proven = await town.kyoso("verify", str(copy))
    assert 0 == made.returncode == proven.returncode, made.stderr + proven.stdout + proven.stderr
    assert [] == caller.faults
    assert answered <= booked_in(copy)

    elsewhere = {"KYOSO_MONGO_PREFIX": "given-back"}
    laptop = {"KYOSO_STORE": "sqlite", "KYOSO_BUS": "embedded", "KYOSO_DATA": str(tmp_path / "laptop")}
    prepared = await town.kyoso("store", "apply", **elsewhere)
    assert 0 == prepared.returncode, prepared.stdout + prepared.stderr
    for place in (elsewhere, laptop):
        restored = await town.kyoso("restore", str(copy), **place)
        equal = await town.kyoso("verify", str(copy), "--against", **place)
        assert 0 == restored.returncode == equal.returncode, restored.stderr + equal.stdout + equal.stderr
    refused = await town.kyoso("restore", str(copy))
    assert 1 == refused.returncode, "the cluster itself is not empty"


def booked_in(copy: Path) -> set[str]:
    """Ids of the bookings that a copy has confirmed."""
    with gzip.open(copy / "booking.journal.jsonl.gz", "rt", encoding="utf-8") as lines:
        commits = [json.loads(line) for line in lines]
    events = [event for each in commits if each["kind"] == "commit" for event in each["events"]]
    return {json.loads(body)["booking_id"] for type_name, body in events if type_name == BookingConfirmed.type}


async def test_lists_are_derived_again_while_they_are_asked(town: LocalCluster) -> None:
    """No question fails meanwhile, and the list is what it was."""
    async with httpx.AsyncClient(base_url=town.base_url, timeout=20, trust_env=False) as http:
        before = (await http.get("/booking/facilities?limit=200")).json()["items"]
        async with calling(town) as caller:
            await caller.until_booked(1)
            done = await town.kyoso("rebuild", "booking")
            await caller.until_booked(1)
        after = (await http.get("/booking/facilities?limit=200")).json()["items"]

    assert 0 == done.returncode, done.stdout + done.stderr
    assert [] == caller.faults == caller.later
    assert before == after
    assert before


async def test_what_is_published_again_has_no_effect_again(town: LocalCluster) -> None:
    """The broker gets every event of the last hours once more; nobody is told or paid twice."""
    async with calling(town) as caller:
        await caller.until_booked(2)
    token = caller.token
    told, rooms = await inbox(town, token, at_least=2), await booked(town, token)
    done = await town.kyoso("republish", "--since", "2020-01-01T00:00:00Z", "--service", "booking", "--rate", "5000")
    assert 0 == done.returncode, done.stdout + done.stderr
    async with calling(town) as caller:  # what comes behind the repeats has arrived: so have they
        await caller.until_booked(1)
    told_then = await inbox(town, token, at_least=len(told) + 1)
    new_rooms = await booked(town, token) - rooms
    balanced = await town.kyoso("ledger", "check")

    assert 0 == balanced.returncode, balanced.stdout
    assert len(set(told_then)) == len(told_then)
    assert len(set(told_then) - set(told)) == len(new_rooms) >= 1


async def inbox(town: LocalCluster, token: str, at_least: int) -> list[str]:
    """The message ids of the person, once there are so many and no more come."""
    async with httpx.AsyncClient(base_url=town.base_url, timeout=20, trust_env=False) as http:
        found: list[str] = []
        for _ in range(60):
            known, found = found, await _inbox(http, token)
            if len(found) >= at_least and found == known:
                break
            await asyncio.sleep(1)
        return found


async def _inbox(http: httpx.AsyncClient, token: str) -> list[str]:
    found: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": "200", **({"cursor": cursor} if cursor else {})}
        page = await http.get("/notifications/inbox", params=query, headers={"Authorization": f"Bearer {token}"})
        page.raise_for_status()
        found += [each["message_id"] for each in page.json()["items"]]
        cursor = page.json().get("next")
        if cursor is None:
            return found
