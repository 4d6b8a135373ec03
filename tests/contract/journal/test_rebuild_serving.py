"""Rows are derived again beside replicas that write: nothing is lost, and replaced rows leave no gap in a list."""

import asyncio

import pytest

from shared.journal import Journal
from shared.journal.rebuild import fold_rows, rebuild
from tests.contract.journal import toy
from tests.contract.journal.adapters import ADAPTERS
from tests.contract.journal.toy import Room, SlotRow, cause

ROOMS = 30


@pytest.fixture(params=ADAPTERS)
async def replicas(request, tmp_path):
    """Two journals on one store where it takes several processes, else one."""
    adapter, model = ADAPTERS[request.param], toy.model()
    opened = []
    for _ in range(2):
        store = adapter.store(tmp_path, model)
        await adapter.prepare(store)
        opened.append(Journal(model, store, toy.clock(), toy.CAUSES))
        await opened[-1].open()
        if store.exclusive:
            break
    yield opened
    for journal in opened:
        await journal.close()
    await adapter.drop(tmp_path)


async def write_on(journal, name, until):
    """Book and free slots of all rooms, again and again; how many commits."""
    count = 0
    while not until.is_set():
        count += 1
        room = Room.stream(f"r{count % ROOMS}")
        slot = 10 + len(name)
        await journal.transact(
            room, cause(f"{name}-{count}"), lambda state, slot=slot: state.free(slot) or state.book(slot)
        )
    return count


async def watch(journal, until):
    """Read the list over and over; the ids of rows of slot 1 that were missing in some reading."""
    missing = set()
    while not until.is_set():
        found = {row.id for row in await journal.all(SlotRow, where={"slot": 1})}
        missing |= {f"r{n}.1" for n in range(ROOMS)} - found
        await asyncio.sleep(0)
    return missing


async def test_a_rebuild_beside_writers_ends_with_every_row_as_it_is_folded(replicas):
    """Both replicas write while one rebuilds; afterwards each row is the newest, whoever wrote it last."""
    first, last = replicas[0], replicas[-1]
    for n in range(ROOMS):
        await first.transact(Room.stream(f"r{n}"), cause(f"first-{n}"), lambda room: room.book(1))
    until = asyncio.Event()
    writers = [asyncio.create_task(write_on(journal, "w" * (n + 1), until)) for n, journal in enumerate(replicas)]
    watcher = asyncio.create_task(watch(last, until))
    try:
        await asyncio.sleep(0.1)

        await rebuild(first.model, first.store)
        first.writer.forget_cache()

        await asyncio.sleep(0.1)
    finally:
        until.set()
        counts = await asyncio.gather(*writers)
        missing = await watcher
    assert all(count > 3 for count in counts)
    assert not first.store.rows_stale
    if not first.store.exclusive:
        assert set() == missing
    for n in range(ROOMS):
        commits = await first.store.of_stream(f"room/r{n}")
        for placed in fold_rows(first.model, f"room/r{n}", commits):
            found = await last.store.placed(type(placed.row), placed.row.id)
            assert (placed.version, placed.row) == (found.version, found.row)
