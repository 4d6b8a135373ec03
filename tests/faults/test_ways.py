"""Rooms given in all ways by 200 writers, with kill -9 and requests sent twice: no slot has two owners, none is lost.

``KYOSO_WAYS`` is the number of operations (10,000), ``KYOSO_WAYS_KILLS`` of kills (6), ``KYOSO_WAYS_SEED`` the seed.
``KYOSO_WAYS_DATA`` is a folder for the town's data: one in memory is fair, since a kill loses nothing that was written.
"""

import faulthandler
import os
import random
import resource
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.faults import looking, ways_reading
from tests.faults.books import KeptCommit
from tests.faults.ways_asks import MIX
from tests.faults.ways_audit import Audit
from tests.faults.ways_load import Load, Op
from tests.faults.ways_process import Town

OPERATIONS = int(os.environ.get("KYOSO_WAYS", "10000"))
KILLS = int(os.environ.get("KYOSO_WAYS_KILLS", "6"))
SEED = int(os.environ.get("KYOSO_WAYS_SEED", str(time.time_ns() % 1_000_000)))
FOLDER = os.environ.get("KYOSO_WAYS_DATA")
WRITERS = 200
TWICE_SHARE = 0.03
DAYS_MIN = 4
TICK = {"tick": min(345, max(43, DAYS_MIN * 864_000 // OPERATIONS))}
"""Seconds that pass on the town's clock every ten operations: four days at least, seven weeks in a million."""
FOLLOWED = ("facility-day/", "quota/", "bill/", "displacement/", "series/")
AUDIT_EVERY, TELL_EVERY_SECONDS = 200, 20.0
FOUND_MAX = 10
"""It goes on after the first thing that is wrong, which may hide others, and fails at the end."""
Tell = Callable[[str], None]


class Run:
    """Asks until so many operations were answered; sends again, under their keys, what a kill cut off."""

    def __init__(self, town: Town, load: Load, tell: Tell) -> None:
        self.town, self.load, self.tell = town, load, tell
        self.audit = Audit()
        self.flying: dict[int, Op] = {}
        self.again: list[Op] = []
        self.doubled: dict[int, tuple[int, Any]] = {}
        """First answers to what was sent twice, until the second comes."""
        self.answered = self.repeats = self.cut_off = 0
        self.chance = random.Random(SEED + 1)
        self.began = self.told_at = time.monotonic()
        self.told, self.busy = 0, 0.0
        self.found: list[str] = []

    async def round(self, operations: int, *, kill: bool) -> None:
        """Ask until so many are answered in all, then kill it in mid-flight."""
        while self.answered < operations:
            while len(self.flying) < WRITERS:
                self._send(self.again.pop() if self.again else self.load.next())
            await self._hear()
        if kill:
            await self.town.kill()
            self.cut_off += len(self.flying)
            self.again += self.flying.values()
            self.flying.clear()
            self.doubled.clear()
            self.follow()

    async def finish(self) -> None:
        """Everything that was never answered gets an answer, and the process ends by itself."""
        while self.again or self.flying:
            while self.again and len(self.flying) < WRITERS:
                self._send(self.again.pop())
            await self._hear()
        await self.town.end()
        self.follow()

    def follow(self) -> None:
        """The audit reads what the journal has by now, and lays what clients were told beside it."""
        load, audit = self.load, self.audit
        for position, commit in commits_after(self.town.data / "data", audit.position):
            audit.take(commit, position)
            load.at(commit.at)
        audit.told, load.told = load.told, []
        audit.receipts, load.receipts = load.receipts, []
        audit.refusals, load.refused = load.refused, []
        waiting = (op.position for op in (*self.flying.values(), *self.again))
        audit.lay_beside(min(waiting, default=load.position))
        for wrong in (*load.wrong, *audit.wrong):
            self.found.append(wrong)
            self.tell(f"WRONG up to {audit.position}: {wrong}")
        load.wrong.clear()
        audit.wrong.clear()
        if len(self.found) >= FOUND_MAX:
            none_of(self.found)

    def _send(self, op: Op) -> None:
        self.flying[op.n] = op
        if not op.sent:
            op.began, op.position = self.load.now, self.load.position
        op.sent += 1
        self.town.say(op.line())
        if self.chance.random() < TWICE_SHARE:
            self.repeats += 1
            self.doubled[op.n] = 0, None
            self.town.say(op.line())
        if not op.n % 10:
            self.town.say(TICK)

    async def _hear(self) -> None:
        answer = await self.town.hear()
        op = self.flying.pop(answer["n"], None)
        if op is None:
            self._compare(answer)
            return
        if answer["status"] == 503 or answer["body"].get("code") == "not-yet":
            self.again.append(op)
            return
        if op.n in self.doubled and op.method != "GET":
            self.doubled[op.n] = answer["status"], answer["body"]
        self.answered += 1
        self.load.position = max(self.load.position, answer["position"])
        self.load.heard(op, answer)
        if not self.answered % AUDIT_EVERY:
            self.follow()
            self._tell()

    def _compare(self, answer: dict[str, Any]) -> None:
        """The second answer to what was sent twice: done once, so the same; what was refused may be done by now."""
        status, body = self.doubled.pop(answer["n"], (0, None))
        if not 0 < status < 300 or answer["status"] == 503:
            return
        if (status, ways_reading.then(body)) != (answer["status"], ways_reading.then(answer["body"])):
            self.load.wrong.append(f"sent twice, answered {body} and then {answer}")

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self.told_at < TELL_EVERY_SECONDS:
            return
        done, busy = self.answered - self.told, self.town.busy_seconds
        used = busy - self.busy if busy > self.busy else busy
        self.tell(
            f"{self.answered:>9,} answered, {done / (now - self.told_at):4.0f}/s, {1_000 * used / done:4.1f} ms of a"
            f" processor each, {self.town.megabytes} MB; {self.audit.bookings:,} bookings on {len(self.audit.days)}"
            f" house-days, now {self.load.now:%Y-%m-%d %H:%M}"
        )
        self.told_at, self.told, self.busy = now, self.answered, busy


def none_of(wrong: list[str]) -> None:
    """Fail with the first few of what was found."""
    if wrong:
        raise AssertionError("\n".join([f"{len(wrong)} are wrong", *wrong[:8]]))


def commits_after(data: Path, position: int) -> Iterator[tuple[int, KeptCommit]]:
    """What is behind a position in the journal, of the streams that are followed."""
    query = "SELECT position, id, stream, version, cause, at, events FROM journal WHERE position>? ORDER BY position"
    with looking.opened(data, "booking") as db:
        for at_position, id, stream, version, cause, at, blob in db.execute(query, (position,)):
            events = KeptCommit.unpacked(bytes(blob)) if stream.startswith(FOLLOWED) else ()
            yield at_position, KeptCommit(id, stream, version, cause, at, events)


def causes_twice(data: Path) -> list[str]:
    """Causes written more than once."""
    with looking.opened(data, "booking") as db:
        query = "SELECT cause FROM journal GROUP BY cause HAVING count(*) > 1 LIMIT 5"
        return [cause for (cause,) in db.execute(query)]


@contextmanager
def a_folder(tmp_path: Path) -> Iterator[Path]:
    """Where the town's data are; gone afterwards unless something was wrong."""
    folder = Path(mkdtemp(prefix="ways-", dir=FOLDER)) if FOLDER else tmp_path
    yield folder
    if FOLDER:
        shutil.rmtree(folder)


async def test_rooms_are_given_without_a_mistake_whatever_is_killed_and_sent_twice(tmp_path: Path, capsys) -> None:
    """No two owners, no acknowledged booking lost, nothing free refused as taken, quotas, stock and money exact."""
    faulthandler.cancel_dump_traceback_later()

    def tell(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    with a_folder(tmp_path) as data:
        town = Town(data)
        run = Run(town, Load(SEED, MIX), tell)
        tell(f"\n{OPERATIONS:,} operations of {WRITERS} writers, {KILLS} kills, seed {SEED}, {TICK['tick']} s a tick")
        for number in range(1, KILLS + 1):
            await town.start(run.load.now.isoformat())
            await run.round(OPERATIONS * number // (KILLS + 1), kill=True)
            tell(
                f"kill {number}: {run.answered:,} answered, {len(run.again)} cut off;"
                f" had started in {town.started_in:.1f} s, {town.started_with:.1f} of a processor"
            )
        await town.start(run.load.now.isoformat())
        await run.round(OPERATIONS, kill=False)
        await run.finish()

        tell_of(run, tell)
        none_of([*run.found, *run.audit.at_the_end(run.load.now), *causes_twice(data / "data")])
        await town.start(run.load.now.isoformat())
        none_of(await ways_reading.repeated(town, run.load.sample))
        none_of([wrong async for wrong in ways_reading.differing(town, run.audit)])
        await town.end()
        tell(summary(run, time.monotonic() - run.began))


def tell_of(run: Run, tell: Tell) -> None:
    """What was asked how often, and how it ended."""
    for (kind, code), count in sorted(run.load.counted.items()):
        tell(f"  {kind:<12} {code:<24} {count:>8,}")


def summary(run: Run, seconds: float) -> str:
    """The figures in one line."""
    audit, money = run.audit, run.audit.money
    done = Counter[str]()
    for (kind, _), count in run.load.counted.items():
        done[kind] += count
    charged = sum(bill.due for bill in money.bills.values())
    return (
        f"clean: {run.answered:,} operations of {len(done)} kinds answered ({run.load.done:,} done), {KILLS} kills cut"
        f" {run.cut_off:,} off, {run.repeats:,} sent twice; {audit.bookings:,} bookings on {len(audit.days)}"
        f" house-days, {audit.position:,} commits, {audit.looked_at:,} refusals explained,"
        f" {len(money.bills):,} bills of {charged:,} yen, {money.made:,} receipts and refunds, {money.cash:,} yen in"
        f" hand; {seconds:.0f} s, {run.answered / seconds:.0f} operations/s,"
        f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB for load and audit"
    )
