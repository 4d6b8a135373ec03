"""Rooms given in all ways by 200 writers, with kill -9 and requests sent twice: no slot has two owners, none is lost.

``KYOSO_WAYS`` is the number of operations (10,000), ``KYOSO_WAYS_KILLS`` of kills (6), ``KYOSO_WAYS_SEED`` the seed.
"""

import asyncio
import bisect
import faulthandler
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.end_to_end.town_kit import ROOT
from tests.faults import looking
from tests.faults.ways_audit import Audit, audit
from tests.faults.ways_load import Load, Op
from tests.faults.ways_town import PARTS

OPERATIONS = int(os.environ.get("KYOSO_WAYS", "10000"))
KILLS = int(os.environ.get("KYOSO_WAYS_KILLS", "6"))
SEED = int(os.environ.get("KYOSO_WAYS_SEED", str(time.time_ns() % 1_000_000)))
WRITERS = 200
TWICE_SHARE = 0.03
TICK = {"tick": 43}
"""Seconds that pass on the town's clock every ten operations: about three weeks in half a million."""
Tell = Callable[[str], None]


class Town:
    """The process, and what it has not answered yet."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process: asyncio.subprocess.Process | None = None

    @property
    def running(self) -> asyncio.subprocess.Process:
        assert self.process is not None
        return self.process

    async def start(self, now: str) -> None:
        """Start it on the same data; returns when it is ready."""
        command = (sys.executable, "-m", "tests.faults.ways_town", str(self.data), now)
        pipe = asyncio.subprocess.PIPE
        with (self.data / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=log, limit=1 << 20
            )
        assert b"ready\n" == await self._line()

    async def _line(self) -> bytes:
        assert self.running.stdout is not None
        return await self.running.stdout.readline()

    def say(self, line: dict[str, Any]) -> None:
        """Send a line."""
        assert self.running.stdin is not None
        self.running.stdin.write(json.dumps(line).encode() + b"\n")

    async def hear(self) -> dict[str, Any] | None:
        """The next answer; nothing when it has ended or was killed."""
        line = await self._line()
        return json.loads(line) if line.startswith(b"{") and line.endswith(b"\n") else None

    async def kill(self) -> None:
        """As the machine would: in the middle of anything."""
        self.running.send_signal(signal.SIGKILL)
        await self.running.wait()

    def end(self) -> None:
        """No more is asked; it finishes what is due and goes."""
        assert self.running.stdin is not None
        self.running.stdin.close()


class Run:
    """Asks until so many operations were answered; sends again, under their keys, what a kill cut off."""

    def __init__(self, town: Town, load: Load, tell: Tell) -> None:
        self.town, self.load, self.tell = town, load, tell
        self.flying: dict[int, Op] = {}
        self.again: list[Op] = []
        self.answered = 0
        self.chance = random.Random(SEED + 1)

    async def round(self, operations: int, *, kill: bool) -> None:
        """Ask until so many are answered in all, then kill it in mid-flight."""
        while self.answered < operations:
            while len(self.flying) < WRITERS:
                self._send(self.again.pop() if self.again else self.load.next())
            await self._hear()
        if kill:
            await self.town.kill()
            self.again += self.flying.values()
            self.flying.clear()

    async def finish(self) -> None:
        """Everything that was never answered gets an answer, and the process ends by itself."""
        while self.again or self.flying:
            while self.again and len(self.flying) < WRITERS:
                self._send(self.again.pop())
            await self._hear()
        self.town.end()
        assert 0 == await self.town.running.wait(), (self.town.data / "log").read_text()[-3000:]

    async def repeated(self, share: int) -> list[str]:
        """Ask for every ``share``-th acknowledged answer again under its key; those that differ."""
        differing: list[str] = []
        for op in self.load.done[::share]:
            self.town.say({**op.line(), "n": -op.n})
            answer = await self.town.hear()
            assert answer is not None
            if (answer["status"], answer["body"]) != (op.status, op.answer):
                differing.append(f"{op.kind}: {op.answer} then {answer}")
        return differing

    def _send(self, op: Op) -> None:
        self.flying[op.n] = op
        op.began = op.began or self.load.now.isoformat()
        self.town.say(op.line())
        if self.chance.random() < TWICE_SHARE:
            self.town.say(op.line())
        if not op.n % 10:
            self.town.say(TICK)

    async def _hear(self) -> None:
        answer = await self.town.hear()
        assert answer is not None, (self.town.data / "log").read_text()[-3000:]
        op = self.flying.pop(answer["n"], None)
        if op is None:
            return  # the second answer to what was sent twice
        if answer["status"] == 503 or answer["body"].get("code") == "not-yet":
            self.again.append(op)
            return
        self.answered += 1
        self.load.heard(op, answer)


async def test_rooms_are_given_without_a_mistake_whatever_is_killed_and_sent_twice(tmp_path: Path, capsys) -> None:
    """No two owners, no acknowledged booking lost, nothing free refused as taken, quotas equal what stands."""
    faulthandler.cancel_dump_traceback_later()

    def tell(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    load, town = Load(SEED), Town(tmp_path)
    run = Run(town, load, tell)
    tell(f"\n{OPERATIONS:,} operations of {WRITERS} writers, {KILLS} kills, seed {SEED}")
    began = time.monotonic()
    for number in range(1, KILLS + 1):
        await town.start(load.now.isoformat())
        await run.round(OPERATIONS * number // (KILLS + 1), kill=True)
        tell(
            f"kill {number}: {run.answered:,} answered after {time.monotonic() - began:.0f} s, {len(run.again)} cut off"
        )
    await town.start(load.now.isoformat())
    await run.round(OPERATIONS, kill=False)
    await run.finish()
    tell(f"{run.answered:,} answered after {time.monotonic() - began:.0f} s; now {load.now:%Y-%m-%d %H:%M}")
    for (kind, code), count in sorted(load.counted.items()):
        tell(f"  {kind:<12} {code:<24} {count:>8,}")
    found = audit(looking.SqliteBooks(tmp_path / "data").commits("booking"), PARTS)

    assert [] == load.wrong[:5]
    assert [] == found.wrong[:5]
    assert [] == lost(load, found)[:5]
    assert [] == refused_although_free(load, found)[:5]
    assert [] == looking.twice(tmp_path / "data", "booking")
    await town.start(load.now.isoformat())
    assert [] == (await run.repeated(max(1, len(load.done) // 500)))[:5]
    await run.finish()
    tell(f"{len(found.days)} days, {len(found.seen):,} bookings audited, {len(load.taken):,} refusals looked at")


TOLD = {"confirmed": "booking-confirmed.v1", "held": "booking-held.v1", "requested": "booking-held.v1",
        "cancelled": "booking-cancelled.v1", "lapsed": "booking-lapsed.v1", "started": "booking-started.v1",
        "completed": "booking-completed.v1"}  # fmt: skip


def lost(load: Load, found: Audit) -> list[str]:
    """What somebody was told and the journal does not have."""
    receipts = [f"receipt {number} was given" for number in load.receipts if number not in found.receipts]
    return receipts + [
        f"{id} was told to be {status}"
        for id, status in load.acknowledged
        if TOLD[status] not in found.seen.get(id, ())
    ]


def refused_although_free(load: Load, found: Audit) -> list[str]:
    """Refusals of rooms that were free for the whole time of the request."""
    wrong = []
    for op in load.taken:
        name = f"{op.body['facility_id']}/{op.body['starts_at'][:10]}"
        day = found.days.get(name)
        wanted = day.cells(op.body) if day else frozenset()
        if day is None or not _was_taken(day.history, wanted, op.began, op.ended):
            wrong.append(f"{op.kind} {op.body}: refused between {op.began} and {op.ended}")
    return wrong


def _was_taken(history: list[tuple[str, frozenset[Any]]], wanted: frozenset[Any], began: str, ended: str) -> bool:
    times = [_moment(at) for at, _ in history]
    first = max(bisect.bisect_left(times, _moment(began)) - 1, 0)
    last = bisect.bisect_right(times, _moment(ended))
    return any(wanted & cells for _, cells in history[first:last])


def _moment(text: str) -> str:
    """As journals write moments: UTC, so that text sorts like time."""
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
