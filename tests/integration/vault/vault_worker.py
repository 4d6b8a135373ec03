"""Puts and erases until it is killed, and says on its output what was answered: the record that outlives it."""

import asyncio
import sys
from pathlib import Path

from shared.clock import SystemClock
from shared.vault import VaultDocument
from shared.vault.sqlite import SqliteVault


def say(word, name):
    """One line, on its way to the reader before anything else happens."""
    sys.stdout.write(f"{word} {name}\n")
    sys.stdout.flush()


async def person(vault, name):
    """One person's life: put, put, erased (every second one)."""
    for n in range(2):
        await vault.put([VaultDocument(f"{name}-{n}", name, {"text": f"of {name}"})])
        say("put", f"{name}-{n}")
    if int(name.rpartition("p")[2]) % 2:
        say("erasing", name)
        await vault.erase(name)
        say("erased", name)


async def main(path, start):
    vault = SqliteVault(Path(path), bytes(range(32)), SystemClock())
    await vault.open()
    for n in range(int(start), int(start) + 100_000, 20):
        await asyncio.gather(*(person(vault, f"p{n + k}") for k in range(20)))


asyncio.run(main(*sys.argv[1:]))
