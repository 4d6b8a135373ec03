"""Neighbours: catching up with 100,000 events, a thousand listeners, two hundred webhooks of which twenty hang."""

import asyncio
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvloop

from bench import http, town
from bench.figures import Figures
from services.feeds.app import build
from services.feeds.domain.cursor import Place
from services.feeds.domain.segment import Segment
from services.feeds.rows import SegmentRow
from shared.clock import SystemClock
from shared.contracts.booking import SlotsTaken
from shared.journal import Fact
from shared.service import Service, Site
from shared.settings import Settings

EVENTS = int(os.environ.get("BENCH_EVENTS", "100000"))
LISTENERS = 1_000
TOLD = 10
WEBHOOKS, HANGING = 200, 20
RUNS = 3


async def fill(data: Path) -> float:
    """Keep the events in a feed of its own; events a second that are kept."""
    settings = Settings(data=data)
    service = build(Site.of(settings, SystemClock()))
    at = datetime.now(UTC)
    await service.journal.open()
    begin = time.perf_counter()
    for start in range(0, EVENTS, 500):
        await asyncio.gather(*(_keep(service, number, at) for number in range(start, min(start + 500, EVENTS))))
    rate = EVENTS / (time.perf_counter() - begin)
    await service.journal.close()
    return rate


async def _keep(service: Service, number: int, at: datetime) -> None:
    event = SlotsTaken(facility_id=f"f{number}", room_ids=("r1",), starts_at=at, ends_at=at + timedelta(hours=1))
    fact = Fact(f"{number:032x}.0", event.topic, f"facility-day/f{number}/d", "000000000001.0000", at, event.body())
    cause = service.journal.causes.fact(fact, f"keep-{event.type}")
    await service.use_cases.keeper.keep(event, cause=cause)


async def raw(data: Path) -> float:
    """The baseline: commits a second that the journal gives of the same streams, with nothing done to them."""
    service = build(Site.of(Settings(data=data), SystemClock()))
    await service.journal.open()
    rows = await service.journal.all(SegmentRow)
    names = [Place().segment, *(row.next for row in rows)]
    begin = time.perf_counter()
    count = 0
    for name in names:
        count += len(await service.journal.store.of_stream(Segment.of(SlotsTaken.topic, name).name))
    rate = count / (time.perf_counter() - begin)
    await service.journal.close()
    return rate


class Listener:
    """A socket that listens; ``heard`` counts the events that came."""

    def __init__(self) -> None:
        self.heard = 0
        self.open = asyncio.Event()
        self.bytes = 0

    async def listen(self, port: int, query: str, until: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /events?{query} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".encode())
        left = b""
        while self.heard < until and (piece := await reader.read(256 * 1024)):
            self.open.set()
            self.bytes += len(piece)
            piece = left + piece
            self.heard += piece.count(b"\ndata: ")
            left = piece[-6:] if not piece.endswith(b"\ndata: ") else b""
        writer.close()


async def caught_up(port: int) -> float:
    """Events a second to one who was away for all of them."""
    listener = Listener()
    begin = time.perf_counter()
    await listener.listen(port, f"types={SlotsTaken.type}&since=2020-01-01T00:00:00Z", EVENTS)
    return listener.heard / (time.perf_counter() - begin)


def _house(running: town.Town, staff: str) -> bytes:
    """A request that makes one open event: a facility is registered."""
    id = f"bench-{uuid.uuid4()}"
    body = {"facility_id": id, "name": id, "kind": "always-open", "address": "1", "rooms": []}
    return http.prepared("POST", "/booking/facilities", running.port, staff, body, key=id)


async def many(running: town.Town, staff: str, count: int) -> list[float]:
    """Seconds from a command until the slowest of ``count`` listeners has its event, each time."""
    listeners = [Listener() for _ in range(count)]
    tasks = [asyncio.create_task(each.listen(running.port, "types=facility-registered.v1", TOLD)) for each in listeners]
    await asyncio.gather(*(each.open.wait() for each in listeners))
    slowest = []
    for number in range(TOLD):
        begin = time.perf_counter()
        await http.run(running.port, [_house(running, staff)], 1)
        while any(each.heard <= number for each in listeners):
            await asyncio.sleep(0.005)
        slowest.append(time.perf_counter() - begin)
    await asyncio.gather(*tasks)
    return slowest


@asynccontextmanager
async def receivers(count: int, hanging: int) -> AsyncIterator[tuple[list[int], list[list[float]]]]:
    """Web servers, the first ``hanging`` of which never answer; their ports, and when each took what."""
    taken: list[list[float]] = [[] for _ in range(count)]

    def serve(number: int) -> Any:
        async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while True:
                    head = (await reader.readuntil(b"\r\n\r\n")).lower()
                    await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r")[0]))
                    if number < hanging:
                        await asyncio.sleep(3600)
                    taken[number].append(time.perf_counter())
                    writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):  # the end of the run
                writer.close()

        return one

    servers = [await asyncio.start_server(serve(number), "127.0.0.1", 0) for number in range(count)]
    try:
        yield [server.sockets[0].getsockname()[1] for server in servers], taken
    finally:
        for server in servers:
            server.close()


async def webhooks(folder: Path, hanging: int) -> list[float]:
    """Seconds from a command to each of its deliveries to webhooks that do not hang."""
    found: list[float] = []
    async with receivers(WEBHOOKS, hanging) as (ports, taken), town.town(folder) as running:
        staff = running.token("staff-mori")
        wishes = [
            http.prepared(
                "POST",
                "/subscriptions",
                running.port,
                staff,
                {
                    "subscriber": f"neighbour-{number}",
                    "name": f"neighbour {number}",
                    "kind": "webhook",
                    "types": ["facility-registered.v1"],
                    "url": f"http://127.0.0.1:{port}/hook",
                },
                key=f"hook-{number}",
            )
            for number, port in enumerate(ports)
        ]
        result = await http.run(running.port, wishes, 8)
        if set(result.statuses) != {201}:
            raise RuntimeError(f"{result.statuses} {result.bodies[:1]}")
        await asyncio.sleep(3)  # every courier has looked once
        for number in range(TOLD):
            begin = time.perf_counter()
            await http.run(running.port, [_house(running, staff)], 1)
            quick = taken[hanging:]
            async with asyncio.timeout(60):
                while any(len(each) <= number for each in quick):
                    await asyncio.sleep(0.005)
            found += [each[number] - begin for each in quick]
    return sorted(found)


async def measure(figures: Figures) -> None:
    """All figures of this page."""
    os.environ["KYOSO_FEEDS_NETWORKS_ALLOWED"] = "127.0.0.0/8"
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "feeds"
        figures.add("events kept, in batches of 500, a second", [await fill(data)])
        base = statistics.median([await raw(data) for _ in range(RUNS)])
        figures.add("baseline: the same commits read from the journal alone, a second", [base])
        async with town.town(data) as running:
            rates = [await caught_up(running.port) for _ in range(RUNS)]
            figures.add(
                f"{EVENTS:,} events to a listener who was away, a second", rates, ">= 5000", {"journal alone": base}
            )
            staff = running.token("staff-mori")
            alone = statistics.median(await many(running, staff, 1))
            figures.add("baseline: from a command to its event at the one listener, s", [alone])
            figures.add(
                f"from a command to its event at the last of {LISTENERS:,} listeners, s",
                await many(running, staff, LISTENERS),
                "",
                {"one listener": alone},
            )
        well = await webhooks(Path(name) / "well", 0)
        hung = await webhooks(Path(name) / "hung", HANGING)
    p99 = well[int(len(well) * 0.99)]
    figures.add(f"baseline: {WEBHOOKS} webhooks, none hangs: from a command to a delivery, p99 s", [p99])
    figures.add(
        f"{WEBHOOKS} webhooks, {HANGING} hang: to a delivery at the others, p99 s",
        [hung[int(len(hung) * 0.99)]],
        "not delayed",
        {"none hangs": p99},
    )


if __name__ == "__main__":
    shown = Figures()
    uvloop.run(measure(shown))
    print(shown)
