"""What is on disk and in memory after a run: by command, by process, and by the formats' own measure.

The store's server here is a stand-in: the bytes of a document (BSON) and of its keys are the same in MongoDB, the size
of this server's file is not.
"""

import random
import zlib
from pathlib import Path

import bson

from bench.figures import Figures
from bench.weights import table, weigh
from kyoso.compose import NAMES
from tests.cluster.place import BROKER, STORE, Place
from tests.cluster.prepared import prepared

SECONDS = 60.0
PAGE_BYTES = 32 * 1024
"""A page of WiredTiger, the unit that it compresses."""


async def measure(figures: Figures, place: Place) -> None:
    """A load of the whole loop first, so that every kind of command is among what is weighed."""
    load = await prepared(place, random.Random(1), 15.0)
    await load.run_for(SECONDS)
    await place.caught_up(600)
    journals = {service: place.books.documents(service) for service in NAMES}
    print("\n" + table(weigh(journals)) + "\n")
    documents = [document for each in journals.values() for document in each]
    rows = [row for service in NAMES for row in place.books.all_rows(service)]
    commits = len(documents)
    journal = [bson.encode({k: v for k, v in d.items() if k != "pending"}) for d in documents]
    figures.add("size: commits weighed", [commits])
    figures.add("size: a commit, bytes (BSON)", [sum(map(len, journal)) / commits])
    figures.add("size: rows, bytes for each commit (BSON)", [sum(len(bson.encode(row)) for row in rows) / commits])
    figures.add("size: journal compressed, share", [_compressed(b"".join(journal))])
    assert place.cluster
    store = _bytes_of(place.cluster.layout.of(STORE), "*")
    figures.add("size: the stand-in's file, bytes for each commit", [store / commits])
    events = sum(w.events for w in weigh(journals).values())
    used = _bytes_of(place.cluster.layout.of(BROKER), "data/kyoso.*/*.log")
    figures.add("size: on the broker's disk, bytes for each event", [used / events])
    for service in (*NAMES, "portal"):
        held = [m for p in place.processes.values() if p.service == service and (m := p.daemon.memory_mb())]
        figures.add(f"memory: a replica of {service}, MB", held)
    for name in (STORE, BROKER):
        figures.add(f"memory: {name}, MB", [place.processes[name].daemon.memory_mb() or 0])


def _bytes_of(folder: Path, pattern: str) -> int:
    """What files take on the disk."""
    return sum(file.stat().st_blocks * 512 for file in folder.glob(pattern) if file.is_file())


def _compressed(data: bytes) -> float:
    """By zlib's fastest level page by page: near to what the server's own compression does."""
    pages = [data[start : start + PAGE_BYTES] for start in range(0, len(data), PAGE_BYTES)]
    return sum(len(zlib.compress(page, 1)) for page in pages) / len(data)
