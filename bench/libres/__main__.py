"""``make bench-libres``: libres on PostgreSQL and booking through HTTP, in turn, on one machine, at one durability.

libres is a baseline only: it lives in an environment of its own under ``var/``, and nothing of the product imports it.
What is missing (PostgreSQL, or libres and no network to fetch it) is said, and nothing is measured.
"""

import argparse
import json
import os
import platform
import subprocess
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvloop

from bench.figures import Figures
from bench.libres import ours, postgres

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"
HOME = HERE.parent.parent / "var" / "libres-venv"
RUNS = 3
WRITERS = (1, 8)
ONE_BY_ONE, BY_EIGHT = 100, 30
"""Reservations of each of its writers in a run: a few seconds."""
RIVALS = ours.RIVALS
TIMES_MIN, MONTH_TIMES_MIN = 20, 30


class Missing(Exception):
    """libres is not here and cannot be fetched. The text is for people."""


def interpreter() -> Path:
    """libres' own Python, made at the first run. Raises ``Missing``."""
    python, stamp = HOME / "bin" / "python", HOME / "requirements.txt"
    if stamp.exists() and stamp.read_bytes() == REQUIREMENTS.read_bytes():
        return python
    venv.create(HOME, with_pip=True, clear=True)
    command = [python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "-r", REQUIREMENTS]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        raise Missing("libres could not be installed (it needs the network once)")
    stamp.write_bytes(REQUIREMENTS.read_bytes())
    return python


def theirs(python: Path, dsn: str, what: str, **options: Any) -> dict[str, Any]:
    """One figure of libres."""
    command = [python, HERE / "theirs.py", dsn, what, json.dumps(options)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=HERE)
    return dict(json.loads(answer.stdout))


async def measure(figures: Figures, python: Path, place: Path, runs: int) -> None:
    """Both in turn, so that what drifts on the machine meets both."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        folder = Path(name)
        with postgres.cluster(folder / "postgres", place) as dsn:
            settings = postgres.durability(place, folder / "postgres")
            figures.note(f"PostgreSQL: {', '.join(f'{name} {value}' for name, value in settings.items())}.")
            theirs(python, dsn, "house", rooms=ours.MONTH_ROOMS, days=ours.MONTH_DAYS, spans=ours.SPANS)
            await months(figures, python, dsn, folder, runs)
            await rivals(figures, python, dsn, folder, runs)
            await rates(figures, python, dsn, folder, runs)


async def rates(figures: Figures, python: Path, dsn: str, folder: Path, runs: int) -> None:
    """Reservations a second."""
    its: dict[int, list[dict[str, Any]]] = {writers: [] for writers in WRITERS}
    own: dict[int, list[float]] = {}
    day = 0
    for n in range(runs):
        for writers in WRITERS:
            count = ONE_BY_ONE if writers == 1 else BY_EIGHT
            free = ours.free_quarters()
            its[writers].append(theirs(python, dsn, "rate", writers=writers, count=count, first=day, free=free))
            day += 1 + count // len(free)
        for connections, rate in (await ours.rates(folder / f"rate-{n}")).items():
            own.setdefault(connections, []).append(rate)
    for writers, found in its.items():
        told = [each["per_second"] for each in found]
        figures.add(f"libres, {writers} at a time, reservations a second", told)
        again = sum(each["tried_again"] for each in found)
        if again:
            figures.note(f"libres with {writers} writers: {again} lost races of transactions were tried again.")
    best = max(each["per_second"] for found in its.values() for each in found)
    figures.add("libres, its best run, reservations a second", [best])
    for connections, rates_ in own.items():
        promise = f">= {TIMES_MIN} × its best" if connections == max(own) else ""
        figures.add(f"booking, {connections} at a time, a second", rates_, promise, {"its best": best})


async def rivals(figures: Figures, python: Path, dsn: str, folder: Path, runs: int) -> None:
    """Fifty for one slot."""
    found = [theirs(python, dsn, "rivals", connections=n, count=RIVALS) for _ in range(runs) for n in (10, RIVALS)]
    if any((each["winners"], each["refused"]) != (1, RIVALS - 1) for each in found):
        raise RuntimeError(f"libres: {found}")
    its = [each["seconds"] for each in found]
    own = [await ours.rivals(folder / f"rivals-{n}") for n in range(runs)]
    figures.add(f"libres, {RIVALS} rivals for one slot: all answered, s", its)
    figures.add(f"booking, {RIVALS} rivals for one slot: all answered, s", own, "", {"its best": min(its)})


async def months(figures: Figures, python: Path, dsn: str, folder: Path, runs: int) -> None:
    """What is free in a month of thirty rooms."""
    its = theirs(python, dsn, "month", rooms=ours.MONTH_ROOMS, days=ours.MONTH_DAYS, times=runs)
    own = await ours.months(folder / "month", runs)
    words = {
        "calendar": "its calendar call (the share that is free of each day)",
        "blocks": "its allocations with their blocks, room by room",
        "exact": "its exact list, the free slots of each allocation",
    }
    name = f"a month of {ours.MONTH_ROOMS} rooms"
    seconds = {what: [each[0] for each in found] for what, found in its.items()}
    for what, found in seconds.items():
        figures.add(f"libres, {name}: {words[what]}, s", found)
    calendar = sum(seconds["calendar"]) / runs
    best = min(sum(found) / runs for found in seconds.values())
    against = {"its calendar call": calendar, "the fastest of its calls": best}
    figures.add(f"booking, {name}: the exact free list through HTTP, ms", [1000 * each for each in own["seconds"]])
    share = [each / calendar for each in own["seconds"]]
    figures.add(f"booking, {name}: of its calendar call's time", share, f"< {1 / MONTH_TIMES_MIN:.3f}")
    slowest = max(own["seconds"])
    times = ", ".join(f"{base / slowest:.0f} times shorter than {what}" for what, base in against.items())
    figures.note(f"{name}: both tell {own['quarters']:,} free quarters of an hour. Booking's slowest run: {times}.")
    if its["exact"][0][1] != own["quarters"]:
        raise RuntimeError("the two do not tell the same")


def asked(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    return parser.parse_args(arguments)


def main() -> None:
    """Measure, or say what is missing."""
    given = asked()
    try:
        place, python = postgres.binaries(), interpreter()
    except (postgres.NotInstalled, Missing) as reason:
        print(f"skipped, nothing measured: {reason}")
        return
    shown = Figures()
    uvloop.run(measure(shown, python, place, given.runs))
    shown.note(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    print("\n" + str(shown))


if __name__ == "__main__":
    main()
