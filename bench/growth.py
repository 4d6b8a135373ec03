"""Whether a town with ten and a hundred times the history is as fast as a young one; and what its memory is made of.

The histories are made once, by bookings through HTTP of many people with all that follows from them. Then pairs, small
and large in turn, each on a copy of its folder: what drifts on the machine meets both. ``make bench-growth``.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import uvloop

from bench import http, town
from bench.figures import Figures
from bench.latency import inbox_latencies

HISTORY = int(os.environ.get("BENCH_HISTORY") or 1_000)
"""Bookings of the young town."""
TIMES = (10, 100)
PAIRS = 5
PEOPLE = 200
CONNECTIONS = 64
WARM_UP, MEASURED = 500, 3_000
PACED_RATE, PACED_SECONDS = 30, 20
"""Far below what a slow machine can do: near its limit a queue grows, and its length says nothing about the history."""
RATIO_MAX, MEMORY_MAX_MIB = 1.10, 350


@dataclass(frozen=True, slots=True)
class Measured:
    """One town: a booking's time, its work and 99th percentile, the way to the inbox record, the start, the memory."""

    each_ms: float
    cpu_ms: float
    p99_ms: float
    inbox_p50_ms: float
    inbox_p99_ms: float
    start_seconds: float
    memory: Mapping[str, float]


async def measure(figures: Figures) -> None:
    """All figures of this page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        histories = await grown(folder)
        for times in TIMES:
            pairs = [
                (await measured(folder, histories[1]), await measured(folder, histories[times])) for _ in range(PAIRS)
            ]
            _tell(figures, times, pairs)
        _tell_memory(figures, pairs[-1][1].memory)


async def grown(folder: Path) -> dict[int, Path]:
    """Data folders by how many times the history they hold; each goes on from the one before."""
    found: dict[int, Path] = {}
    before: Path | None = None
    first = 0
    for times in (1, *TIMES):
        data = folder / f"history-{times}"
        if before:
            copy(before, data)
        async with town.town(data) as running:
            if not before:
                await running.furnish((HISTORY * max(TIMES) + 20_000) // town.DAYS + 2)
            tokens = [running.token(person_id) for person_id in people_of(running)]
            wanted = islice(town.distinct_days(HISTORY * times), first, None)
            requests = prepared(running, tokens, wanted, f"h{times}")
            result = await http.run(running.port, requests, CONNECTIONS)
            if set(result.statuses) != {201}:
                raise RuntimeError(f"{result.statuses} {result.bodies[:1]}")
            await running.caught_up(900)
        print(f"a history of {HISTORY * times:,} bookings: {size_mb(data):,.0f} MB", file=sys.stderr, flush=True)
        found[times], before, first = data, data, HISTORY * times
    return found


def prepared(running: town.Town, tokens: Sequence[str], wanted: Iterable[dict[str, Any]], name: str) -> list[bytes]:
    """Requests of many people, each with a key of its own."""
    return [
        http.prepared("POST", "/booking/bookings", running.port, tokens[n % len(tokens)], body, key=f"{name}-{n}")
        for n, body in enumerate(wanted)
    ]


def people_of(running: town.Town) -> Iterator[str]:
    """Ids of so many people."""
    for each in running.get(f"/identity/people?role=resident&limit={PEOPLE}")["items"]:
        yield each["person_id"]


def copy(source: Path, target: Path) -> None:
    """A data folder with its key, which lies beside it; on the disk before anything is measured."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.lock", "kyoso.json"))
    shutil.copy(source.with_name(source.name + ".key"), target.with_name(target.name + ".key"))
    os.sync()  # or commits wait behind what is still being written of the copy, the longer the larger it is


def size_mb(data: Path) -> float:
    """What lies in a folder."""
    return sum(file.stat().st_size for file in data.rglob("*") if file.is_file()) / 2**20


async def measured(folder: Path, history: Path) -> Measured:
    """One run on a copy of a history."""
    data = folder / "now"
    copy(history, data)
    houses = HISTORY * max(TIMES) // town.DAYS + 1
    count = PACED_RATE * PACED_SECONDS
    try:
        begin = time.perf_counter()
        async with town.town(data) as running:
            start_seconds = time.perf_counter() - begin
            await running.caught_up(300)
            tokens = [running.token(person_id) for person_id in people_of(running)]
            requests = prepared(running, tokens, town.distinct_days(WARM_UP + MEASURED + count, houses), "m")
            await http.run(running.port, requests[:WARM_UP], CONNECTIONS)
            await running.caught_up()
            begin_cpu = cpu_seconds(running.process.pid)
            fast = await http.run(running.port, requests[WARM_UP : WARM_UP + MEASURED], CONNECTIONS)
            await running.caught_up()
            cpu = cpu_seconds(running.process.pid) - begin_cpu
            paced = await http.run(running.port, requests[WARM_UP + MEASURED :], 32, rate=PACED_RATE)
            await running.caught_up()
            memory = memory_of(running.process.pid)
            if {*fast.statuses, *paced.statuses} != {201}:
                raise RuntimeError(f"{fast.statuses} {paced.statuses} {(fast.bodies + paced.bodies)[:1]}")
        late = sorted(inbox_latencies(data)[-count:])  # in the order of the journal: those of the paced run
        p50, p99 = (1000 * late[int(len(late) * share)] for share in (0.5, 0.99))
        each_ms, cpu_ms = 1000 * fast.elapsed / MEASURED, 1000 * cpu / MEASURED
        return Measured(each_ms, cpu_ms, fast.percentile(0.99), p50, p99, start_seconds, memory)
    finally:
        shutil.rmtree(data, ignore_errors=True)
        data.with_name("now.key").unlink(missing_ok=True)


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> dict[str, float]:
    """MiB of a process with its children: at most so far, and what it is made of now."""
    found = dict.fromkeys(("peak", *KINDS), 0.0)
    for each in (pid, *children_of(pid)):
        status = dict(
            line.split(":", 1) for line in Path(f"/proc/{each}/status").read_text().splitlines() if ":" in line
        )
        found["peak"] += int(status["VmHWM"].split()[0]) / 1024
        kind = ""
        for line in Path(f"/proc/{each}/smaps").read_text().splitlines():
            if mapped := MAPPED.match(line):
                kind = kind_of(mapped.group(1).strip())
            elif line.startswith("Rss:"):
                found[kind] += int(line.split()[1]) / 1024
    return found


KINDS = ("objects", "libraries", "stores", "stacks")
MAPPED = re.compile(r"^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+ *(.*)$")


def kind_of(name: str) -> str:
    """What a mapping holds, by its name: nothing or the heap, a library, a store's file, a stack."""
    if name.startswith("[stack"):
        return "stacks"
    if name.endswith((".db", "-shm", "-wal")):
        return "stores"
    return "libraries" if name.startswith("/") else "objects"


def children_of(pid: int) -> list[int]:
    """Processes that a process has started, and theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *children_of(child)]
    return found


def imports_mib() -> float:
    """MiB of a process that has imported the whole product and done nothing."""
    code = "import kyoso.runner, kyoso.town.load; print(open('/proc/self/status').read())"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return int(next(line for line in told.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def _tell(figures: Figures, times: int, pairs: Sequence[tuple[Measured, Measured]]) -> None:
    for name, value in (
        ("time for a confirmed booking", lambda each: each.each_ms),
        ("processor time for a booking and all that follows", lambda each: each.cpu_ms),
        ("HTTP p99", lambda each: each.p99_ms),
        (f"{PACED_RATE} bookings/s, to the inbox record: p50", lambda each: each.inbox_p50_ms),
        (f"{PACED_RATE} bookings/s, to the inbox record: p99", lambda each: each.inbox_p99_ms),
        ("time to ready", lambda each: each.start_seconds),
    ):
        ratios = [value(large) / value(small) for small, large in pairs]
        promised = f"<= {RATIO_MAX:.2f}" if name.endswith(("a confirmed booking", "that follows", "p50")) else ""
        figures.add(f"{times} times the history: {name}, ratio", ratios, promised)
    small, large = (statistics.median(pair[at].each_ms for pair in pairs) for at in (0, 1))
    figures.note(
        f"{times} times: {1000 / small:,.0f} bookings a second with the small history, {1000 / large:,.0f} with it."
    )


def _tell_memory(figures: Figures, memory: Mapping[str, float]) -> None:
    name = f"{max(TIMES)} times the history, after the run"
    figures.add("baseline: the product imported and at rest, MiB", [imports_mib()])
    figures.add(f"{name}: the process tree at most, MiB", [memory["peak"]], f"< {MEMORY_MAX_MIB}")
    for kind, words in zip(
        KINDS, ("objects and buffers", "libraries", "the stores' mapped pages", "stacks"), strict=True
    ):
        figures.add(f"{name}: of it {words}, MiB", [memory[kind]])


if __name__ == "__main__":
    shown = Figures()
    uvloop.run(measure(shown))
    print("\n" + str(shown))
