"""Everything in one process: ready, watched, stopped, started again; time that moves, traces that lead everywhere."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kyoso.compose import NAMES
from tests.end_to_end.town_kit import ROOT, STAFF, Line, TownProcess, activity, booking, furnish, town
from tests.faults import looking
from tests.faults.store_away import a_store_is_away

STOP_SECONDS_MAX = 10.0
QUICK_AWAY_SECONDS = 3.0
PERSON = "resident-ken"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownProcess]:
    started = TownProcess(tmp_path_factory.mktemp("town") / "data")
    started.start()
    asyncio.run(started.ready())
    yield started
    started.stop()


def samples(page: bytes) -> dict[tuple[str, str], float]:
    """The sum of each sample by its name and service. Raises ``ValueError`` for a page that Prometheus would refuse."""
    found: dict[tuple[str, str], float] = {}
    for family in text_string_to_metric_families(page.decode()):
        for sample in family.samples:
            name = (sample.name, sample.labels.get("service", ""))
            found[name] = found.get(name, 0.0) + sample.value
    return found


async def registered(running: TownProcess, person: str = PERSON) -> None:
    """Give somebody an account, unless they have one."""
    account = {"person_id": person, "channel": "counter", "name": {"family": "試験", "given": "けん"}}
    answer = await running.do("POST", "/people/people", STAFF, account, f"account-{person}")
    assert answer.status == 201, answer.body


async def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line, to its end."""
    command = [sys.executable, "-m", "kyoso.cli", *arguments]
    return await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True, timeout=60)


async def test_every_service_is_ready_and_says_so(running: TownProcess) -> None:
    """One answer for all of them; each has a page of its own too."""
    answer = await running.do("GET", "/readyz")

    assert 200 == answer.status
    assert set(NAMES) == {service["service"] for service in answer.json()["services"]}
    for name in NAMES:
        assert 200 == (await running.do("GET", f"/{name}/readyz")).status
        assert 200 == (await running.do("GET", f"/{name}/healthz")).status


async def test_the_figures_of_every_service_are_on_one_page(running: TownProcess) -> None:
    """Prometheus reads one page, each family on it once."""
    page = await running.do("GET", "/metrics")

    families = [line.split(" ")[2] for line in page.body.decode().splitlines() if line.startswith("# TYPE")]
    assert len(families) == len(set(families))
    found = samples(page.body)
    for name in NAMES:
        assert ("kyoso_journal_commits_total", name) in found
        assert 0 == found["kyoso_dead_letters_open", name]


async def test_a_second_process_is_kept_out_of_the_data_folder(running: TownProcess) -> None:
    """Two writers would break the books: the second is told so in words, and the first goes on."""
    for command in ("serve", "demo"):
        second = await run(command, "--port", "0", "--data", str(running.data))

        assert 3 == second.returncode
        assert "使用中です" in second.stderr
        assert "Another kyoso uses" in second.stderr
        assert "Traceback" not in second.stderr
    assert 200 == (await running.do("GET", "/readyz")).status


async def test_a_trace_leads_into_every_service_that_a_request_reaches(running: TownProcess) -> None:
    """One attendance: the events that booking, points and notifications wrote all carry the trace of the request."""
    place = await furnish(running, name="trace")
    invited = await running.done("POST", "/booking/activities", place.officer, activity(place.group_id))
    path = f"/booking/activities/{invited['activity_id']}"
    await running.done("POST", f"{path}/sign-ups", PERSON, {})
    trace = os.urandom(16).hex()

    answer = await running.do(
        "POST", f"{path}/attendances", place.officer, {"person_id": PERSON}, traceparent=f"00-{trace}-{'1' * 16}-01"
    )
    await running.caught_up()

    assert 201 == answer.status
    assert trace in answer.headers["traceparent"]
    seen = await until_seen(running, trace, "message-sent.v1")
    assert {"activity-attended.v1", "points-earned.v1", "message-sent.v1"} == {item["type"] for item in seen}
    heard = {item["type"]: set(item["heard_by"]) for item in seen}
    told = {"points", "notifications", "feeds"}
    assert told | {"matching"} >= heard["activity-attended.v1"] >= told


async def until_seen(running: TownProcess, trace: str, type_name: str) -> list[Any]:
    """The events of a trace as soon as one of a type is among them, and a little later: the rest of them too."""
    deadline = time.monotonic() + 10
    while True:
        seen = (await running.do("GET", f"/demo/events?trace={trace}")).json()["items"]
        if sum(item["type"] == type_name for item in seen) >= 2:
            return list(seen)
        assert time.monotonic() < deadline, seen
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("advance", ["0m", "-1d", "1", "", "1y", "9999999d", "401d", "１d", "1.5h", "d"])
async def test_time_only_moves_forward(running: TownProcess, advance: str) -> None:
    """Anything else is refused in words, and the clock stays."""
    before = (await running.do("GET", "/demo/clock")).json()["now"]

    answer = await running.do("POST", "/demo/clock", "", {"advance": advance})

    assert (422, "bad-advance") == (answer.status, answer.code)
    assert (await running.do("GET", "/demo/clock")).json()["now"][:15] == before[:15]


async def test_a_clean_stop_a_start_and_time_that_went_on(tmp_path: Path) -> None:
    """Ctrl-C ends it in time with open connections; the next start repeats nothing; timers fire when time has moved."""
    async with town(tmp_path / "data") as running:
        place = await furnish(running)
        await registered(running)
        wish = {"group_id": place.group_id, "message": "見学したいです。"}
        asked = await running.done("POST", "/matching/introductions", PERSON, wish)
        first = await running.do("POST", "/booking/bookings", PERSON, booking(place.houses[0], "r0", 1, 40), "once")
        await running.caught_up()
        await asyncio.sleep(0.6)  # positions are kept four times a second
        before = {name: looking.last_position(running.data, name) for name in NAMES}
        stream, _ = await an_open_stream(running)

        began = time.monotonic()
        assert 0 == await asyncio.to_thread(running.stop), running.log.read_text()
        assert STOP_SECONDS_MAX > time.monotonic() - began
        stream.close()
        assert not {"bus", "running"} & {path.name for path in running.data.iterdir()}

        running.start()
        await running.ready()
        again = await running.do("POST", "/booking/bookings", PERSON, booking(place.houses[0], "r0", 1, 40), "once")
        assert (first.status, first.body, True) == (again.status, again.body, again.replayed)
        await running.caught_up()
        found = samples((await running.do("GET", "/metrics")).body)
        for name in NAMES:
            assert 0 == found["kyoso_events_published_total", name]
            assert before[name] == looking.last_position(running.data, name)

        await a_deadline_passes(running, str(asked["introduction_id"]))
        now = (await running.do("GET", "/demo/clock")).json()["now"]
        running.running.send_signal(signal.SIGTERM)
        assert 0 == running.running.wait(20)
        running.start()
        await running.ready()
        assert now <= (await running.do("GET", "/demo/clock")).json()["now"]


async def an_open_stream(running: TownProcess) -> tuple[asyncio.StreamWriter, bytes]:
    """The page's live part, left open by somebody's browser."""
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    writer.write(f"GET /happening HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    assert b"200 OK" in head, head
    return writer, head


async def a_deadline_passes(running: TownProcess, introduction_id: str) -> None:
    """Move time past the deadline of an introduction: it has a new owner, or a new deadline at the desk."""
    path = f"/matching/introductions/{introduction_id}"
    was = (await running.do("GET", path, STAFF)).json()
    moved = await running.do("POST", "/demo/clock", "", {"advance": "30d"})
    assert 200 == moved.status, moved.body
    found = (await running.do("GET", path, STAFF)).json()
    assert (was["coordinator_id"], was["due_at"]) != (found["coordinator_id"], found["due_at"])
    assert found["due_at"] > moved.json()["now"]


async def test_stores_that_are_away_for_a_moment_cost_nothing(tmp_path: Path) -> None:
    """The quick version of what ``make faults`` does for more than a minute."""
    await a_store_is_away(tmp_path / "data", QUICK_AWAY_SECONDS)


async def test_a_port_that_is_taken_is_said_before_anything_starts(running: TownProcess, tmp_path: Path) -> None:
    """Nothing is created for a town that cannot be reached."""
    second = await run("serve", "--port", str(running.port), "--data", str(tmp_path / "data"))

    assert 3 == second.returncode
    assert re.search("PORT=", second.stderr)
    assert not (tmp_path / "data").exists()


async def test_what_is_sent_while_it_stops_is_done_or_refused_and_never_both(tmp_path: Path) -> None:
    """Commands that arrive with the signal: each that was acknowledged is found again after the next start."""
    async with town(tmp_path / "data") as running:
        place = await furnish(running)
        await running.token(PERSON)
        told: dict[str, bytes] = {}

        async def send(number: int) -> None:
            line = Line(running.port)
            while True:
                key = f"{number}-{len(told)}"
                wish = booking(place.houses[0], f"r{number % 4}", 2 + len(told) % 50, (number * 7 + len(told)) % 96)
                token = await running.token(PERSON)
                try:
                    answer = await line.ask("POST", "/booking/bookings", token=token, body=wish, key=key)
                except ConnectionError:
                    return
                if answer.status == 201:
                    told[str(answer.json()["booking_id"])] = answer.body

        sending = [asyncio.create_task(send(number)) for number in range(8)]
        await asyncio.sleep(0.7)
        assert 0 == await asyncio.to_thread(running.stop)
        await asyncio.gather(*sending)

        kept = {event.body["booking_id"] for event in looking.events(running.data, "booking", "booking-confirmed.v1")}
        assert len(told) > 0
        assert set(told) <= kept
        assert len(kept) <= len(told) + len(sending)
        pending = looking.behind(running.data, NAMES)
        assert 0 == pending.commits
