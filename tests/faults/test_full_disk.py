"""A disk that takes nothing more, under the running town: later, not lost."""

import asyncio
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.end_to_end.town_kit import SERVICES, STAFF, TownProcess, activity, booking, furnish, town
from tests.faults import looking

PEOPLE = tuple(f"person-{number:04}" for number in range(1, 9))
FULL_SECONDS = 10.0
COMMANDS = 20


@contextmanager
def full_disk(running: TownProcess) -> Iterator[None]:
    """Every write of the town that would make a file longer fails, the log's too."""
    pid = running.running.pid
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4_096, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


async def test_a_full_disk_refuses_and_loses_nothing(tmp_path: Path) -> None:
    """Every command is told *later*; with room again each is done once, and what was on its way arrives."""
    async with town(tmp_path / "data") as running:
        place = await furnish(running)
        invited = await running.done("POST", "/booking/activities", place.officer, activity(place.group_id))
        path = f"/booking/activities/{invited['activity_id']}"
        for person in PEOPLE:
            await running.done("POST", f"{path}/sign-ups", place.officer, {"person_id": person})
        before = await running.do("POST", "/booking/bookings", PEOPLE[0], booking(place.houses[0], "r0", 2, 0), "b")
        for person in PEOPLE:
            await running.done("POST", f"{path}/attendances", place.officer, {"person_id": person})

        with full_disk(running):
            await _while_full(running, place.houses[0])
        deadline = time.monotonic() + 30
        while (await running.do("GET", "/readyz")).status != 200:
            assert time.monotonic() < deadline, running.log.read_text()[-2000:]
            await asyncio.sleep(0.2)

        for number in range(COMMANDS):
            answer = await _book(running, place.houses[0], number)
            assert (201, False) == (answer.status, answer.replayed), answer.body
        again = await running.do("POST", "/booking/bookings", PEOPLE[0], booking(place.houses[0], "r0", 2, 0), "b")
        assert (before.status, before.body, True) == (again.status, again.body, again.replayed)
        await running.caught_up()
        for person in PEOPLE:
            assert 50 == (await running.do("GET", "/points/accounts/me", person)).json()["balance"]
        assert (await running.do("GET", "/points/ledger", STAFF)).json()["balanced"]
    for service in SERVICES:
        assert 0 == looking.letters(running.data, service)
        assert [] == looking.twice(running.data, service)
    assert 1 + COMMANDS == len(looking.events(running.data, "booking", "booking-confirmed.v1"))


async def _book(running: TownProcess, house: str, number: int):
    return await running.do(
        "POST", "/booking/bookings", PEOPLE[1], booking(house, "r1", 3 + number, 40), f"full-{number}"
    )


async def _while_full(running: TownProcess, house: str) -> None:
    until, asked = time.monotonic() + FULL_SECONDS, 0
    while asked < COMMANDS or time.monotonic() < until:
        answer = await _book(running, house, asked % COMMANDS)
        assert 503 == answer.status, answer.body
        assert "try-again-later" == answer.code
        assert int(answer.headers["retry-after"]) > 0
        asked += 1
        await asyncio.sleep(0.05)
    assert 503 == (await running.do("GET", "/readyz")).status
    assert 200 == (await running.do("GET", "/healthz")).status
    assert 200 == (await running.do("GET", f"/booking/facilities/{house}")).status
