"""Cached states and snapshots save time and never change an answer; memory has a bound."""

import asyncio
import gc
from pathlib import Path

from shared.journal import Limits
from tests.contract.journal.conftest import commits_in
from tests.contract.journal.test_rivals import booking
from tests.contract.journal.toy import Booked, Room, cause, model

ROOM = Room.stream("r")


class Renamed(Room):
    """The same fold, were it not for what a snapshot brings: it calls everybody ``x``."""

    kind = "room"

    def apply(self, event):
        super().apply(Booked(slot=event.slot, by="x") if isinstance(event, Booked) else event)


class RenamedAndSaidSo(Renamed):
    """The new meaning under a new number, as it should be."""

    kind = "room"
    fold_version = 2


async def written(bench, snapshot_every):
    journal = await bench.journal(limits=Limits(snapshot_every_commits=snapshot_every))
    for slot in range(5):
        await booking(journal, slot)
    await bench.close(journal)


def holders(room):
    return list(room.holders.values())


async def test_a_snapshot_saves_folding_again(bench):
    """Only what came after the snapshot is folded: the first four keep what the old code made of them."""
    await written(bench, 4)
    journal = await bench.journal(model(room=Renamed))

    assert ["p", "p", "p", "p", "x"] == await journal.ask(Renamed.stream("r"), holders)


async def test_a_snapshot_of_an_older_fold_is_ignored(bench):
    """A new fold version means that old snapshots say something else: everything is folded again."""
    await written(bench, 4)
    journal = await bench.journal(model(room=RenamedAndSaidSo))

    assert ["x"] * 5 == await journal.ask(RenamedAndSaidSo.stream("r"), holders)
    assert 6 == (await journal.transact(RenamedAndSaidSo.stream("r"), cause("6"), lambda r: r.book(6))).version


async def test_a_new_snapshot_replaces_one_of_an_older_fold(bench):
    """After the upgrade the next snapshot is of the new fold, and is used."""
    await written(bench, 5)
    journal = await bench.journal(model(room=RenamedAndSaidSo), limits=Limits(snapshot_every_commits=6))
    await journal.transact(RenamedAndSaidSo.stream("r"), cause("6"), lambda room: room.book(6))
    await bench.close(journal)
    journal = await bench.journal(model(room=RenamedAndSaidSo))

    assert ["x"] * 6 == await journal.ask(RenamedAndSaidSo.stream("r"), holders)


async def test_states_dropped_from_the_cache_come_back_equal(bench):
    """With room for three states, forty streams taken in turn still decide on everything that was committed."""
    journal = await bench.journal(limits=Limits(cached_states_max=3, snapshot_every_commits=4))
    for turn in range(6):
        await asyncio.gather(*(booking(journal, turn, room=f"r{n}") for n in range(40)))

    assert 3 >= journal.writer.cached_states
    for n in range(40):
        changes = await journal.ask(Room.stream(f"r{n}"), lambda room: (room.changes, len(room.holders)))
        assert (6, 6) == changes


def resident_bytes() -> int:
    """The memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


async def write_many(bench, commits: int, streams: int, wave: int = 2_000) -> tuple[int, int]:
    """Write, in waves; resident bytes after a tenth of it and at the end."""
    journal = await bench.journal(limits=Limits(cached_states_max=1_000))
    early, wave = 0, min(wave, commits // 10)
    for start in range(0, commits, wave):
        calls = (
            booking(journal, n // streams, key=str(n), room=str(n % streams))
            for n in range(start, min(start + wave, commits))
        )
        await asyncio.gather(*calls)
        if not early and start >= commits // 10:
            gc.collect()
            early = resident_bytes()
    gc.collect()
    assert commits == await commits_in(journal)
    assert 1_000 >= journal.writer.cached_states
    return early, resident_bytes()


async def test_memory_does_not_grow_with_the_journal(bench):
    """Nothing in the process grows with the number of commits or streams (the long run: tests/faults)."""
    early, late = await write_many(bench, commits=bench.adapter.many, streams=bench.adapter.many // 5)

    assert 24 * 1024 * 1024 > late - early
