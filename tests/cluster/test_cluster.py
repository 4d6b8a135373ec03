"""A cluster on this machine: the loop is played against it, it restarts without a failed request, its data stays."""

import asyncio
import json
import re
from datetime import datetime

import httpx

from kyoso.cluster.layout import answers
from kyoso.cluster.members import replicas
from kyoso.compose import NAMES
from kyoso.story import play
from kyoso.story.cast import Drawn
from tests.cluster.cluster_kit import LocalCluster, calling, kill
from tests.end_to_end.pressing import come_to


async def test_the_story_passes_against_it(town: LocalCluster) -> None:
    """Sign-in, introduction, booking, activity, points, messages: over all services, each in two processes."""
    outcome = await play(town.base_url, Drawn(), lambda step: None)

    assert outcome.points > 0
    assert {"booking-confirmed.v1", "activity-attended.v1", "points-earned.v1"} <= set(outcome.event_types)


async def test_the_loop_can_be_tried_by_hand(town: LocalCluster) -> None:
    """The pages come from the desk, and whoever presses on is led from one replica to another without noticing."""
    async with httpx.AsyncClient(base_url=town.base_url, follow_redirects=True, timeout=30) as browser:
        answer = await come_to(browser, "end")

    assert {"introduction-accepted.v1", "reward-handed-over.v1", "consultation-resolved.v1"} <= set(
        re.findall("<code>([^<]+)</code>", answer.text)
    )


async def test_every_replica_of_every_service_is_ready(town: LocalCluster) -> None:
    """Each of them by itself, not only the one that the proxy has chosen."""
    status = await asyncio.to_thread(town.run, "status")

    assert 0 == status.returncode, status.stdout
    async with httpx.AsyncClient(trust_env=False) as http:
        for names in replicas(2).values():
            for name in names:
                assert 200 == (await http.get(f"http://127.0.0.1:{town.ports[name]}/readyz")).status_code


async def test_the_administration_is_not_behind_the_front(town: LocalCluster) -> None:
    """It belongs to the command line of the machine; nothing outside may even ask."""
    async with httpx.AsyncClient(base_url=town.base_url, trust_env=False) as http:
        assert 404 == (await http.post("/admin/erase", json={})).status_code


async def test_one_clock_moves_for_every_process(town: LocalCluster) -> None:
    """The desk is told, the pages and the services follow."""
    async with httpx.AsyncClient(base_url=town.base_url, trust_env=False) as http:
        before = datetime.fromisoformat((await http.get("/demo/clock")).json()["now"])
        moved = await http.post("/demo/clock", json={"advance": "90m"})
        after = datetime.fromisoformat(moved.json()["now"])

    assert 200 == moved.status_code
    assert 89 * 60 <= (after - before).total_seconds() <= 95 * 60
    assert 90 * 60 == float((town.data / "clock").read_text())


async def test_server_sent_events_come_through_as_they_are_written(town: LocalCluster) -> None:
    """A proxy that collects them would show a page of yesterday."""
    async with (
        httpx.AsyncClient(base_url=town.base_url, timeout=20, trust_env=False) as http,
        http.stream("GET", "/happening") as stream,
    ):
        assert stream.headers["content-type"].startswith("text/event-stream")
        async with asyncio.timeout(10):
            first = await anext(stream.aiter_lines())

    assert first.startswith("data: ")


async def test_a_rolling_restart_fails_no_request(town: LocalCluster) -> None:
    """Each replica drains, ends and comes back while lists are read and rooms are booked."""
    async with calling(town) as caller:
        await caller.until_booked(2)
        done = await asyncio.to_thread(town.run, "restart", "booking")
        more = await asyncio.to_thread(town.run, "restart", "portal")
        await caller.until_booked(2)

    assert 0 == done.returncode == more.returncode, done.stdout + done.stderr + more.stdout
    assert [] == caller.faults == caller.later
    assert await booked(town, caller.token) >= set(caller.answered)


async def test_a_killed_replica_costs_no_acknowledged_booking_and_no_failed_question(town: LocalCluster) -> None:
    """The front asks the other one. Only a command that was just on its way may have to be sent again, and is told so.

    It carries its key; whoever sends it again gets its one outcome. Then the replica is started again.
    """
    async with calling(town) as caller:
        await caller.until_booked(2)
        kill(town.pid("booking-1"))
        await caller.until_booked(5)
        await asyncio.to_thread(town.start)

    assert [] == caller.faults, town.front_refused()
    assert {"try-again-later"} >= {json.loads(each)["code"] for each in caller.later}
    assert await booked(town, caller.token) >= set(caller.answered)
    assert len(caller.answered) == len(set(caller.answered))


async def test_data_survives_a_stop_and_a_start_elsewhere(town: LocalCluster) -> None:
    """Stopped in order, moved to another port, started again: everything is as it was."""
    async with calling(town) as caller:
        await caller.until_booked(5)
    stopped = await asyncio.to_thread(town.run, "stop")
    assert 0 == stopped.returncode, stopped.stdout + stopped.stderr
    assert 1 == (await asyncio.to_thread(town.run, "status")).returncode
    assert [] == [name for name in NAMES if answers(town.ports[f"{name}-1"])]

    town.port += 1
    await asyncio.to_thread(town.start)

    async with httpx.AsyncClient(base_url=town.base_url, trust_env=False) as http:
        token = (await http.post("/identity/token", json={"person_id": "resident-hana"})).json()["access_token"]
    assert await booked(town, token) >= set(caller.answered)


async def test_the_command_line_speaks_to_the_cluster(town: LocalCluster) -> None:
    """With the environment that lies beside the data: the ledger of points is recomputed, and balances."""
    done = await town.kyoso("ledger", "check")

    assert 0 == done.returncode, done.stdout + done.stderr


async def test_starting_what_runs_changes_nothing(town: LocalCluster) -> None:
    """The same processes as before."""
    before = {name: town.pid(name) for name in ("kafka", "store", "desk", "people-1", "caddy")}
    await asyncio.to_thread(town.start)

    assert before == {name: town.pid(name) for name in before}


async def booked(town: LocalCluster, token: str) -> set[str]:
    """Every booking that the person has."""
    found: set[str] = set()
    async with httpx.AsyncClient(base_url=town.base_url, timeout=20, trust_env=False) as http:
        cursor: str | None = None
        while True:
            query = {"limit": "200", **({"cursor": cursor} if cursor else {})}
            page = await http.get("/booking/bookings", params=query, headers={"Authorization": f"Bearer {token}"})
            page.raise_for_status()
            found |= {each["booking_id"] for each in page.json()["items"]}
            cursor = page.json().get("next")
            if cursor is None:
                return found
