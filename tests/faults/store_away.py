"""Takes a service's store away from a running town: another process holds the file, so that nothing can be written."""

import asyncio
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from tests.end_to_end.town_kit import STAFF, Answer, TownProcess, activity, booking, furnish, town
from tests.faults import looking

AWAY = ("booking", "points", "notifications")
PEOPLE = tuple(f"person-{number:04}" for number in range(1, 13))
ANSWER_SECONDS_MAX = 10.0


@contextmanager
def held(data: Path, *services: str) -> Iterator[None]:
    """The files of some services taken: their owner can read and cannot write."""
    with ExitStack() as stack:
        for service in services:
            db = stack.enter_context(closing(sqlite3.connect(data / f"{service}.db", isolation_level=None, timeout=30)))
            db.execute("BEGIN IMMEDIATE")
        yield


async def a_store_is_away(data: Path, seconds: float) -> None:
    """Play with a town whose stores are away for ``seconds``; fail unless it says so and then makes it all good."""
    async with town(data) as running:
        place = await furnish(running)
        invited = await running.done("POST", "/booking/activities", place.officer, activity(place.group_id))
        path = f"/booking/activities/{invited['activity_id']}"
        for person in PEOPLE:
            await running.done("POST", f"{path}/sign-ups", place.officer, {"person_id": person})
        await running.caught_up()
        await _attend(running, path, PEOPLE[:4], place.officer)  # on its way when the stores go
        with held(data, *AWAY):
            await _while_away(running, place.houses[0], seconds)
        await _until_ready(running)
        first = await _again(running, place.houses[0])
        assert first.status == 201, first.body
        assert not first.replayed
        await _attend(running, path, PEOPLE[4:], place.officer)
        await running.caught_up()
        await _assert_all_arrived(running)


async def _attend(running: TownProcess, path: str, people: tuple[str, ...], officer: str) -> None:
    for person in people:
        await running.done("POST", f"{path}/attendances", officer, {"person_id": person})


async def _again(running: TownProcess, house: str) -> Answer:
    """Always the same command, under the same key."""
    return await running.do("POST", "/booking/bookings", "person-0001", booking(house, "r0", 3, 40), key="while-away")


async def _while_away(running: TownProcess, house: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    slowest = [0.0]
    while time.monotonic() < until:
        began = time.monotonic()
        answer = await _again(running, house)
        slowest.append(time.monotonic() - began)
        assert answer.status == 503, answer.body
        assert answer.code == "try-again-later"
        assert int(answer.headers["retry-after"]) > 0
        ready = await running.do("GET", "/readyz")
        assert ready.status == 503, ready.body
        assert "away" in {part["parts"]["store"] for part in ready.json()["services"]}
        assert (await running.do("GET", "/healthz")).status == 200
        assert (await running.do("GET", "/booking/facilities")).status == 200  # what is read is still there
        told = await running.do("GET", "/matching/groups")
        assert told.status == 200
        await asyncio.sleep(0.5)
    sys.stdout.write(f"away for {seconds:.0f} s, asked {len(slowest) - 1} times, *later* after {max(slowest):.1f} s\n")
    assert 0 < max(slowest) < ANSWER_SECONDS_MAX


async def _until_ready(running: TownProcess) -> None:
    deadline = time.monotonic() + 20
    while (await running.do("GET", "/readyz")).status != 200:
        assert time.monotonic() < deadline, "not ready again"
        await asyncio.sleep(0.2)


async def _assert_all_arrived(running: TownProcess) -> None:
    for person in PEOPLE:
        account = (await running.do("GET", "/points/accounts/me", person)).json()
        assert account["balance"] == 50, person
        inbox = (await running.do("GET", "/notifications/inbox?limit=100", person)).json()["items"]
        assert sum(item["template"] == "points-earned" for item in inbox) == 1, inbox
    ledger = (await running.do("GET", "/points/ledger", STAFF)).json()
    assert ledger["balanced"], ledger
    for service in AWAY:
        assert looking.letters(running.data, service) == 0
        assert looking.twice(running.data, service) == []
