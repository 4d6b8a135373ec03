"""What a store, a disk, a crash or a bug does to a batch: nothing acknowledged is lost, nothing is written twice."""

import asyncio
import os
import subprocess
import sys

import pytest

from shared.errors import StoreUnavailable
from shared.journal import Journal, Limits
from tests.contract.journal.adapters import FAULTS
from tests.contract.journal.conftest import commits_in
from tests.contract.journal.test_rivals import booking, versions
from tests.contract.journal.toy import BUGGY_SLOT, Room, SlotRow, Taken, cause
from tools.findings import ROOT

ROOM = Room.stream("r")
QUICK = Limits(retry_base_seconds=0.0001)


async def holders(journal, room="r"):
    return await journal.ask(Room.stream(room), lambda state: dict(state.holders))


@pytest.mark.parametrize(("error", "share"), FAULTS)
async def test_a_failed_insert_in_the_middle_of_a_batch_is_done_again(bench, error, share):
    """Whatever part of the batch the store took, every command ends with its one commit."""
    journal = await bench.journal(limits=QUICK, faulty=True)
    journal.store.faults = [(error, share)]
    commands = [booking(journal, slot, room=f"r{slot % 3}") for slot in range(12)]

    commits = await asyncio.gather(*commands)

    assert 12 == len({(commit.stream, commit.version) for commit in commits})
    assert [False] * 12 == [commit.replayed for commit in commits]
    assert 12 == await commits_in(journal)
    for room in range(3):
        assert [1, 2, 3, 4] == await versions(journal, f"r{room}")
        assert {slot: "p" for slot in range(12) if slot % 3 == room} == await holders(journal, f"r{room}")


@pytest.mark.parametrize(("error", "share"), FAULTS)
async def test_rivals_in_a_batch_that_failed_have_one_winner(bench, error, share):
    """Nothing that was only decided, and not committed, may refuse anybody."""
    journal = await bench.journal(limits=QUICK, faulty=True)
    journal.store.faults = [(error, share), (error, share)]
    rivals = [booking(journal, 1, by=f"p{n}") for n in range(6)]

    outcomes = await asyncio.gather(*rivals, return_exceptions=True)

    winners = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert [1] == [commit.version for commit in winners] == await versions(journal)
    assert all(isinstance(outcome, Taken) for outcome in outcomes if isinstance(outcome, Exception))
    assert {1: winners[0].events[0].by} == await holders(journal)


async def test_a_store_that_stays_away_is_said_and_nothing_is_left_in_memory(bench):
    """After the answer *later*, the state is what the store holds, not what was decided."""
    journal = await bench.journal(limits=QUICK, faulty=True)
    await booking(journal, 1)
    journal.store.faults = [(StoreUnavailable, 0.0)] * 3

    with pytest.raises(StoreUnavailable):
        await booking(journal, 2)

    assert {1: "p"} == await holders(journal)
    assert 2 == (await booking(journal, 2, key="again")).version


async def test_nobody_is_answered_before_the_commit(bench):
    """Neither a yes nor a no leaves the writer while the batch may still fail."""
    journal = await bench.journal(limits=QUICK, faulty=True)
    reached, go = asyncio.Event(), asyncio.Event()

    async def wait():
        reached.set()
        await go.wait()

    journal.store.first = wait
    yes, no = booking(journal, 1, by="first"), booking(journal, 1, by="second")
    question = asyncio.ensure_future(journal.ask(ROOM, lambda room: dict(room.holders)))
    try:
        await asyncio.wait({asyncio.ensure_future(reached.wait()), yes}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(0.01)

        assert [False, False, False] == [yes.done(), no.done(), question.done()]
    finally:
        go.set()
    assert 1 == (await yes).version
    with pytest.raises(Taken):
        await no
    assert {1: "first"} == await question


async def test_a_refusal_taken_back_by_a_failed_insert_is_decided_again(bench):
    """A rival elsewhere was first: who was refused because of our own lost attempt gets a new decision."""
    journal, other = await bench.replicas(QUICK)
    await booking(journal, 9)

    async def rival_first():
        await booking(other, 1, by="rival")

    journal.store.first = rival_first
    ours, refused = booking(journal, 1, by="ours"), booking(journal, 1, by="also ours")

    outcomes = await asyncio.gather(ours, refused, return_exceptions=True)

    assert all(isinstance(outcome, Taken) for outcome in outcomes)
    assert {1: "rival", 9: "p"} == await holders(journal)


async def test_a_bug_in_apply_spoils_only_its_own_command(journal):
    """The culprit gets the bug; its neighbours in the batch get their bookings, and the state is clean."""
    commands = [booking(journal, slot) for slot in (1, BUGGY_SLOT, 2)]

    outcomes = await asyncio.gather(*commands, return_exceptions=True)

    assert [1, 2] == [outcomes[0].version, outcomes[2].version]
    assert isinstance(outcomes[1], ZeroDivisionError)
    assert {1: "p", 2: "p"} == await holders(journal)
    assert [1, 2] == await versions(journal)


async def test_a_refusal_and_a_decision_without_events_leave_nothing(journal):
    """A refused key may be used again: when the slot is free, the same request gets it."""
    await booking(journal, 1, by="ken")
    with pytest.raises(Taken):
        await booking(journal, 1, key="hana")
    nothing = await journal.transact(ROOM, cause("nothing"), lambda room: room.free(7))
    await journal.transact(ROOM, cause("free"), lambda room: room.free(1))

    granted = await booking(journal, 1, key="hana")

    assert ((), "") == (nothing.records, nothing.id)
    assert (3, False) == (granted.version, granted.replayed)


async def test_a_full_disk_is_survived(bench):
    """Commands are told *later* while there is no space, what was acknowledged stays, and after it all goes on."""
    journal = await bench.journal(limits=QUICK)
    await booking(journal, 0)
    await bench.adapter.fill(journal.store)
    acknowledged, refused = 1, 0
    for slot in range(1, 200):
        try:
            await journal.transact(
                ROOM, cause(f"fill {slot}"), lambda room, slot=slot: room.book(slot, "p", "x" * 5000)
            )
            acknowledged += 1
        except StoreUnavailable:
            refused += 1
            if refused == 3:
                break

    assert 3 == refused
    assert acknowledged == len(await holders(journal))
    await bench.adapter.give_space(journal.store)
    await booking(journal, 1000)
    assert list(range(1, acknowledged + 2)) == await versions(journal)


CHILD = """
import asyncio, os, sys
from pathlib import Path
from shared.journal import Journal
from tests.contract.journal.adapters import ADAPTERS
from tests.contract.journal.toy import CAUSES, Room, cause, clock, model

async def main():
    adapter = ADAPTERS[sys.argv[1]]
    store = adapter.store(Path(sys.argv[2]), model())
    await adapter.prepare(store)
    journal = Journal(model(), store, clock(), CAUSES)
    await journal.open()
    await journal.transact(Room.stream("r"), cause("before"), lambda room: room.book(1))
    {hook}
    await journal.transact(Room.stream("r"), cause("crashing"), lambda room: room.book(2))
    print("the process should have died")

asyncio.run(main())
"""


def crash(bench, hook):
    code = CHILD.replace("{hook}", hook)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, bench.adapter.name, str(bench.folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60, cwd=ROOT)


async def test_a_crash_between_append_and_rows_shows_neither_or_is_repaired(bench):
    """With the process gone in the middle, the same command again leaves one commit with its row."""
    ended = crash(bench, bench.adapter.crash_between_append_and_rows)
    journal = await bench.journal()

    again = await booking(journal, 2, key="crashing")

    assert (9, "") == (ended.returncode, ended.stdout), ended.stderr
    assert 2 == again.version
    assert [1, 2] == await versions(journal)
    assert ["r.1", "r.2"] == [row.id for row in await journal.all(SlotRow)]


async def test_a_crash_after_the_commit_and_before_the_answer_loses_nothing(bench):
    """The client never heard; when it asks again it gets the booking it already has."""
    ended = crash(bench, "journal.writer.listeners.append(lambda commits: os._exit(9))")
    journal = await bench.journal()

    again = await booking(journal, 2, key="crashing")

    assert (9, "") == (ended.returncode, ended.stdout), ended.stderr
    assert (2, True) == (again.version, again.replayed)
    assert ["r.1", "r.2"] == [row.id for row in await journal.all(SlotRow)]


async def test_closing_answers_what_waits(bench):
    """Whoever was taken in before the stop gets an outcome."""
    journal: Journal = await bench.journal()
    waiting = [booking(journal, slot) for slot in range(20)]
    await asyncio.sleep(0)

    await bench.close(journal)

    assert list(range(1, 21)) == [commit.version for commit in await asyncio.gather(*waiting)]
    with pytest.raises(StoreUnavailable):
        await journal.transact(ROOM, cause("late"), lambda room: room.book(99))
