"""A vault that is killed keeps what it answered: documents that were put, and the absence of those that were erased."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from shared.clock import SystemClock
from shared.vault.sqlite import SqliteVault

ROOT = Path(__file__).parents[3]
WORKER = Path(__file__).with_name("vault_worker.py")
KILLS = 6


def run_and_kill(path, start, seconds):
    """The lines that the worker printed before it was killed."""
    process = subprocess.Popen(
        [sys.executable, WORKER, path, str(start)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    first = process.stdout.readline()
    time.sleep(seconds)
    process.kill()
    return [line.split() for line in [first, *process.stdout] if line.endswith("\n")]


async def test_what_was_answered_survives_a_kill(tmp_path):
    """Killed at random instants: no acknowledged document lost, nobody erased comes back, every start succeeds."""
    path = tmp_path / "v.vault.db"
    dice = random.Random(3)
    puts, erasing, erased = set(), set(), set()
    for kill in range(KILLS):
        for word, name in run_and_kill(path, kill * 1_000_000, dice.uniform(0.05, 0.4)):
            {"put": puts, "erasing": erasing, "erased": erased}[word].add(name)
        vault = SqliteVault(path, bytes(range(32)), SystemClock())
        await vault.open()
        here = set()
        while ids := await vault.settled_ids(max(here, default=""), 1000):
            here |= set(ids)
        assert [] == await vault.not_erased(erased)
        assert not {id for id in here if id.partition("-")[0] in erased}
        assert not {id for id in puts - here if id.partition("-")[0] not in erasing}
        for id in dice.sample(sorted(here), min(20, len(here))):
            found = await vault.get(id, reader="test", purpose="test")
            assert {"text": f"of {found.person_id}"} == found.content
        await vault.close()

    assert len(puts) > 50
    assert len(erased) > 10
