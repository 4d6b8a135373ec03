"""kill -9 at random instants under load, on one data folder, watched by a process with a record of its own.

``KYOSO_KILLS`` is the number of kills (50), ``KYOSO_KILL_SEED`` the seed of the load and of the instants.
"""

import asyncio
import faulthandler
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.town_kit import ROOT, SERVICES, STAFF, TownProcess, another_group, furnish
from tests.faults import kill_effects, looking
from tests.faults.kill_load import PEOPLE, WORKERS, Load

KILLS = int(os.environ.get("KYOSO_KILLS", "50"))
SEED = int(os.environ.get("KYOSO_KILL_SEED", str(time.time_ns() % 1_000_000)))
BUSY_SHARE_MIN = 0.6
"""Of the kills, so many must have hit both commands in flight and commits pending."""
DURING_START_SHARE = 0.1
HOUSES = 4
GROUPS = 30
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: after how long, and what it hit."""

    number: int
    seconds: float
    start_seconds: float | None
    answered: int
    in_flight: int
    behind: looking.Behind

    @property
    def busy(self) -> bool:
        return self.in_flight > 0 and self.behind.commits > 0

    def line(self) -> str:
        start = "killed while starting" if self.start_seconds is None else f"ready after {self.start_seconds:4.1f} s"
        begun = f"{self.number:>4}  {start:<22} load {self.seconds:4.2f} s  answered {self.answered:>5}"
        pending = f"commits pending {self.behind.commits:>5}  events unheard {self.behind.events:>5}"
        return f"{begun}  in flight {self.in_flight:>3}  {pending}"


async def test_fifty_kills_under_load_lose_nothing_and_repeat_nothing(tmp_path: Path, capsys) -> None:
    """Every acknowledged command is found again, and every effect is there once, in every service."""
    faulthandler.cancel_dump_traceback_later()  # on a busy machine it takes longer than a hanging test may
    town = TownProcess(tmp_path / "data", environment={"KYOSO_SNAPSHOT_EVERY_COMMITS": "20"})
    try:
        await _play(town, random.Random(SEED), _teller(capsys))
    finally:
        town.kill()


async def _play(town: TownProcess, chance: random.Random, tell: Tell) -> None:
    tell(f"\nkill -9, {KILLS} times, seed {SEED}, {WORKERS} connections")
    town.start()
    await town.ready()
    load = Load(town, await furnish(town, houses=HOUSES), chance)
    load.groups = [await another_group(town, number) for number in range(GROUPS)]
    for person in PEOPLE:
        load.commands.append(load.registration(person))
    load.waiting = list(load.commands)
    for person in (*PEOPLE, load.place.officer, STAFF):
        await town.token(person)
    await load.send_waiting()
    load.registered.clear()
    kills = []
    for number in range(1, KILLS + 1):
        kills.append(await _round(number, town, load))
        tell(kills[-1].line())
        town.start()
    await _finish(town, load, tell)

    busy = sum(kill.busy for kill in kills)
    tell(f"{busy} of {KILLS} kills hit both commands in flight and commits pending")
    assert [] == load.wrong
    tell(kill_effects.each_once(looking.SqliteBooks(town.data), load))
    await _assert_derived(town, tell)
    assert busy >= BUSY_SHARE_MIN * KILLS


async def _round(number: int, town: TownProcess, load: Load) -> Kill:
    """Load on a running (or starting) town until it is killed."""
    began, start_seconds, before = time.monotonic(), None, load.answered
    if number > 1 and load.chance.random() < DURING_START_SHARE:
        await asyncio.sleep(load.chance.uniform(0.3, 4.5))
    else:
        start_seconds = await town.ready()
        began = time.monotonic()
    loading = asyncio.create_task(load.run())
    await asyncio.sleep(load.chance.uniform(0.1, 1.6) if start_seconds is not None else 0)
    in_flight = load.in_flight if load.answered > before else 0
    town.kill()
    seconds = time.monotonic() - began
    await loading
    return Kill(number, seconds, start_seconds, load.answered - before, in_flight, looking.behind(town.data, SERVICES))


async def _finish(town: TownProcess, load: Load, tell: Tell) -> None:
    """A clean start: what was never answered is sent again, and every answer is asked for again under its key."""
    began = time.monotonic()
    await town.ready()
    tell(f"clean start; {len(load.waiting)} commands were never answered and are sent again")
    await load.send_waiting()
    await town.caught_up()
    caught_up = time.monotonic() - began
    missing = await load.ask_all_again()
    await town.caught_up()
    kinds = Counter(command.kind for command in load.commands if command.done)
    refused = Counter(command.answer.code for command in load.commands if command.answer and not command.done)
    tell(f"caught up after {caught_up:.1f} s; acknowledged {dict(kinds)}; refused {dict(refused)}")
    assert [] == missing
    ledger = await town.do("GET", "/points/ledger", "auditor")
    assert ledger.json()["balanced"], ledger.body
    assert 0 == town.stop()


async def _assert_derived(town: TownProcess, tell: Tell) -> None:
    """Rows equal a rebuild, states and snapshots the fold of their commits, and the books add up."""
    for service in SERVICES:
        count, differing = await looking.states_differing(town.data, service, town.port)
        assert [] == differing
        before = looking.rows(town.data, service)
        rebuilt = _kyoso("rebuild", service, "--data", str(town.data))
        assert 0 == rebuilt.returncode, rebuilt.stderr
        assert before == looking.rows(town.data, service)
        tell(f"{service}: {sum(map(len, before.values()))} rows equal a rebuild, {count} snapshots equal their fold")
    for books in ("ledger", "money"):
        checked = _kyoso(books, "check", "--data", str(town.data))
        assert 0 == checked.returncode, checked.stdout + checked.stderr


def _kyoso(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kyoso.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def _teller(capsys) -> Tell:
    """Prints past pytest's capture: figures are wanted of a run that passes too."""

    def tell(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    return tell
