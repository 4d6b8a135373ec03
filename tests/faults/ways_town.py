"""A booking service in a process of its own, driven by lines: what is asked on stdin, what was answered on stdout.

Each line asks like a client (method, path, body, key, caller), through the whole application but no socket; or moves
the clock. Saga steps and timers run beside it as the relay and the runner would run them. It is there to be killed.
"""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import uvloop

from services.booking.app import build
from services.booking.domain.houses.facility import FacilityDraft, RoomDraft
from services.booking.settings import BookingSettings
from shared.contracts.matching import GroupRegistered, OfficerAppointed
from shared.journal import Commit, Journal
from shared.process import tune
from shared.timers import Timers
from shared.web import make_app
from tests.faults.ways_asks import GROUPS, OFFICERS
from tests.faults.ways_tables import HOUSES, ROOMS
from tests.kit import clock_of, deliver, issuer, make_site, opened, token

RULES = Path(__file__).with_suffix(".toml")
MARK = "reacted-to"
TOLD = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - an unbuffered stdout would cut long lines
KINDS = {"hall-4": "club-house"}
"""Where persons have no limit but the day's: their bookings are one commit, elsewhere a saga."""
CAPACITIES = {"whole": 100, "east": 50, "west": 50, "tea": 20}


def house(facility_id: str) -> FacilityDraft:
    """A house with a hall that divides, and a small room."""
    names = {room: f"{facility_id}-{room}" for room in ROOMS}
    rooms = tuple(
        RoomDraft(
            room_id=names[room], name=room, capacity=CAPACITIES[room],
            parts=(names["east"], names["west"]) if room == "whole" else (),
        )
        for room in ROOMS
    )  # fmt: skip
    return FacilityDraft(
        facility_id=facility_id,
        kind=KINDS.get(facility_id, "community-centre"),
        name=facility_id,
        address="-",
        rooms=rooms,
    )


async def furnish(service: Any) -> None:
    """Houses and groups with an officer each; a repetition changes nothing."""
    for facility_id in HOUSES:
        cause = service.journal.causes.operator("town", b"", facility_id)
        await service.use_cases.register_facility(house(facility_id), cause)
    for group_id, person_id in zip(GROUPS, OFFICERS, strict=True):
        told = GroupRegistered(group_id=group_id, name=group_id, kind="theme", size_band="10-29")
        officer = OfficerAppointed(group_id=group_id, person_id=person_id, role="officer")
        await deliver(service, officer, told)


async def react(journal: Journal, mark: Path) -> None:
    """Take the saga steps behind what was noted last, for ever, as the relay does; noted is only what was taken."""
    after = int(mark.read_text()) if mark.exists() else 0
    while True:
        commits = await journal.store.after(after, 500)
        by_stream: dict[str, list[Commit]] = {}
        for commit in commits:
            by_stream.setdefault(commit.stream, []).append(commit)
        await asyncio.gather(*(in_order(journal, part) for part in by_stream.values()))
        if commits:
            after = commits[-1].position
            mark.with_suffix(".new").write_text(str(after))
            mark.with_suffix(".new").replace(mark)
        await asyncio.sleep(0.02 if not commits else 0)


async def in_order(journal: Journal, commits: Sequence[Commit]) -> None:
    """The steps behind the commits of one stream; of others at the same time."""
    for commit in commits:
        await journal.react(commit)


def failed(task: asyncio.Task[None]) -> None:
    """Nothing follows any more: better no town than one that seems to work."""
    if not task.cancelled():
        task.print_stack(file=sys.stderr)
        sys.stderr.write(f"{task.exception()!r}\n")
        os._exit(1)


async def ask(app: Any, asked: dict[str, Any]) -> tuple[int, bytes]:
    """One request, as a server would hand it to the application."""
    body = json.dumps(asked["body"]).encode() if asked["body"] is not None else b""
    headers = [
        (b"authorization", f"Bearer {token(asked['by'], tuple(asked['roles']))}".encode()),
        (b"idempotency-key", asked["key"].encode()),
        (b"content-type", b"application/json"),
        (b"host", b"127.0.0.1"),
    ]
    path, _, query = asked["path"].partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": asked["method"], "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip
    sent: list[dict[str, Any]] = []
    given = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return given.pop() if given else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def say(line: str) -> None:
    """Answer with a line."""
    TOLD.write(f"{line}\n")
    TOLD.flush()


async def serve(data: Path, start: datetime) -> None:
    """Answer lines until stdin ends; then finish what is due and say ``end``."""
    site = make_site(data, start=start)
    async with opened(build(site, BookingSettings(rules_file=RULES))) as service:
        await furnish(service)
        app = make_app(service, site, identity=issuer().identity())
        timers = Timers(service.journal, service.timers)
        timers.start()
        reacting = asyncio.create_task(react(service.journal, data / MARK))
        reacting.add_done_callback(failed)
        reader = asyncio.StreamReader(limit=1 << 20)
        loop, store = asyncio.get_running_loop(), service.journal.store
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        tune()
        say("ready")
        running: set[asyncio.Task[None]] = set()

        async def one(asked: dict[str, Any]) -> None:
            first = await store.last_position()
            status, body = await ask(app, asked)
            last, at = await store.last_position(), service.journal.now().isoformat()
            told = f'"n": {asked["n"]}, "status": {status}, "from": {first}, "position": {last}, "at": "{at}"'
            say(f'{{{told}, "body": {body.decode() or "{}"}}}')

        while line := await reader.readline():
            asked = json.loads(line)
            if "tick" in asked:
                clock_of(site).advance(timedelta(seconds=asked["tick"]))
                continue
            task = asyncio.create_task(one(asked))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.gather(*running)
        while await timers.run_due():
            pass
        while int((data / MARK).read_text()) < await store.last_position():
            await asyncio.sleep(0.05)
            await timers.run_due()
        await timers.stop()
        reacting.cancel()
    say("end")


if __name__ == "__main__":
    uvloop.run(serve(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])))
