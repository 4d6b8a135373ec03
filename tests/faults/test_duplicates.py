"""Everything that was ever on the bus comes again, in order and backwards: nothing moves."""

import asyncio
import time
from pathlib import Path
from typing import Any

from kyoso.compose import NAMES, compose
from shared.clock import SystemClock
from shared.contracts import TOPICS
from shared.service import Site
from shared.settings import Settings
from tests.end_to_end.foreign import RESIDENT, Forged, Read, headers_of, played, read_all, write
from tests.end_to_end.test_embedded_town import samples
from tests.end_to_end.town_kit import STAFF, TownProcess, booking, town
from tests.faults import looking

PLAYS = 3


def heard_topics(data: Path) -> dict[str, tuple[str, ...]]:
    """By service, the topics it listens to."""
    services = compose(Site.of(Settings(data=data, demo=True), SystemClock()))
    return {name: service.handlers.topics for name, service in services.items()}


async def figures(running: TownProcess, name: str) -> dict[str, float]:
    """A metric by service."""
    found = samples((await running.do("GET", "/metrics")).body)
    return {service: found.get((f"kyoso_{name}", service), 0.0) for service in NAMES}


async def all_heard(running: TownProcess, before: dict[str, float], mark: str) -> None:
    """Write one event of a type that nobody knows to the end of each topic, and wait until every service skipped it."""
    forged = [Forged(topic, headers_of("end-of-test.v1", f"mark/{mark}", f"{mark}-{topic}"), b"{}") for topic in TOPICS]
    await asyncio.to_thread(write, running, forged)
    expected = {name: before[name] + len(topics) for name, topics in heard_topics(running.data.parent / "x").items()}
    deadline = time.monotonic() + 60
    while (found := await skipped(running)) != expected:
        assert time.monotonic() < deadline, (found, expected)
        await asyncio.sleep(0.1)


async def skipped(running: TownProcess) -> dict[str, float]:
    """Events of types that are not known at all, by service."""
    page = (await running.do("GET", "/metrics")).body.decode()
    found = dict.fromkeys(NAMES, 0.0)
    for line in page.splitlines():
        if line.startswith("kyoso_events_skipped_total{") and 'type="unknown"' in line:
            service = line.partition('service="')[2].partition('"')[0]
            found[service] = float(line.rsplit(" ", 1)[1])
    return found


async def seen(running: TownProcess) -> dict[str, Any]:
    """Everything that must not move: rows, journals, letters, and what a person is shown."""
    inbox = (await running.do("GET", "/notifications/inbox?limit=200", RESIDENT)).json()
    account = (await running.do("GET", "/points/accounts/me", RESIDENT)).json()
    assert (await running.do("GET", "/points/ledger", STAFF)).json()["balanced"]
    found: dict[str, Any] = {"inbox": inbox, "account": account}
    for name in NAMES:
        found[f"{name} rows"] = looking.rows(running.data, name)
        found[f"{name} commits"] = looking.last_position(running.data, name)
        found[f"{name} letters"] = looking.letters(running.data, name)
    return found


async def test_a_duplicate_of_everything_changes_nothing(tmp_path: Path) -> None:
    """Each record is written again, once in order and once backwards, by a client that nobody asked to."""
    async with town(tmp_path / "data") as running:
        place = await played(running, PLAYS)
        before, consumed = await seen(running), await figures(running, "events_consumed_total")
        records: list[Read] = await asyncio.to_thread(read_all, running)
        again = [Forged(each.topic, list(each.raw), each.value, each.key.encode()) for each in records]

        await asyncio.to_thread(write, running, again)
        await asyncio.to_thread(write, running, again[::-1])
        await all_heard(running, dict.fromkeys(NAMES, 0.0), "duplicates")
        await running.caught_up()

        twice_more = await figures(running, "events_consumed_total")
        assert {name: 3 * count for name, count in consumed.items()} == twice_more
        assert {"people"} == {name for name, count in consumed.items() if not count}  # it listens to nobody
        after = await seen(running)
        assert [] == [name for name in before if before[name] != after[name]]

        await running.done("POST", "/booking/bookings", RESIDENT, booking(place.houses[0], "r0", 5, 40))
        await running.caught_up()
        assert 0 == running.stop()
        moved = positions(running)
        running.start()
        await running.ready()
        await running.caught_up()
        assert moved == positions(running)
        assert {0.0} == set((await figures(running, "events_published_total")).values())


def positions(running: TownProcess) -> dict[str, int]:
    """How far every journal is."""
    return {name: looking.last_position(running.data, name) for name in NAMES}
