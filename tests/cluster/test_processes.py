"""What the suite does to processes, done to one of its own."""

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kyoso.cluster.daemon import Daemon
from tests.cluster.processes import Process

COUNTING = """
import os, sys, time
while True:
    print(os.environ.get("WHO", "nobody"), flush=True)
    time.sleep(0.005)
"""


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Process]:
    """Writes a line into its log every few milliseconds."""
    argv = [sys.executable, "-c", COUNTING]
    made = Process(Daemon("counter", argv, {"WHO": "first"}, tmp_path / "run.json", tmp_path / "log"))
    made.start()
    while not made.daemon.log.read_bytes():
        time.sleep(0.01)
    yield made
    made.daemon.gone(0)


def lines(process: Process) -> list[str]:
    return process.daemon.log.read_text().splitlines()


async def test_what_was_killed_comes_back_as_it_was(counter: Process) -> None:
    """The same words, folder and settings, or with one setting changed."""
    first = counter.daemon.pid()
    await counter.kill()
    assert not counter.alive

    counter.start()
    assert counter.alive
    assert first != counter.daemon.pid()
    await counter.kill()
    counter.start(WHO="second")
    while "second" not in lines(counter):
        await asyncio.sleep(0.01)

    assert {"first", "second"} == set(lines(counter))
    assert 2 == counter.kills


async def test_what_is_paused_does_nothing_until_it_goes_on(counter: Process) -> None:
    """And it is alive all the while."""
    with counter.paused():
        await asyncio.sleep(0.05)
        before = len(lines(counter))
        await asyncio.sleep(0.2)
        assert before == len(lines(counter))
        assert counter.alive
    await asyncio.sleep(0.2)
    assert before < len(lines(counter))


async def test_what_is_slowed_does_a_part(counter: Process) -> None:
    """A tenth of the time, and afterwards all of it."""
    before = len(lines(counter))
    await asyncio.sleep(1)
    fast = len(lines(counter)) - before
    before = len(lines(counter))
    await counter.slowed(0.1, 1)
    slow = len(lines(counter)) - before

    assert slow < fast / 2
