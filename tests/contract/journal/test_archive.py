"""An archived stream takes no command, keeps its causes and its rows, and no rival slips in behind its closing."""

from datetime import date

import pytest

from shared.errors import CauseReused
from shared.journal import Journal, Model
from shared.journal.archived import StreamArchived, stub
from shared.journal.archiving import close_page
from shared.journal.rebuild import rebuild
from tests.contract.journal import toy
from tests.contract.journal.adapters import ADAPTERS
from tests.contract.journal.toy import Room, SlotRow, cause

BEFORE = date(2026, 12, 10)


class Past(Room):
    """A room whose bookings are over once somebody has booked its last slot."""

    kind = "room"

    def archivable(self, before: date) -> bool:
        return 99 in self.holders


@pytest.fixture(params=ADAPTERS)
async def journals(request, tmp_path):
    """Opens journals on one store; two of them are two replicas where the store allows it."""
    adapter = ADAPTERS[request.param]
    model: Model = toy.model(room=Past)
    opened = []

    async def open_one():
        store = adapter.store(tmp_path, model)
        await adapter.prepare(store)
        journal = Journal(model, store, toy.clock(), toy.CAUSES)
        await journal.open()
        opened.append(journal)
        return journal

    yield open_one
    for journal in opened:
        await journal.close()
    await adapter.drop(tmp_path)


async def confirmed(journal):
    """As if the relay had done all."""
    store = journal.store
    if store.exclusive:
        copy = store.copying()
        await copy.open()
        await copy.told_until_here(journal.model.topics)
        await copy.close()
        return
    while found := await store.pending(100):
        for stream in {stream for stream, _, _ in found}:
            await store.confirm(await store.pending_of(stream))


async def an_archived_room(journal, *, stripped=True):
    for slot in (1, 99):
        await journal.transact(Past.stream("old"), cause(f"k{slot}"), lambda room, slot=slot: room.book(slot))
    await journal.transact(Past.stream("open"), cause("open"), lambda room: room.book(1))
    await confirmed(journal)
    closed, _ = await close_page(journal, BEFORE, "2026", "")
    if stripped:
        await strip(journal)
    return closed


async def strip(journal):
    copy = journal.store.copying()
    await copy.open()
    await copy.strip("room/old", 3, stub("2026"))
    await copy.close()


async def test_only_what_is_over_and_told_is_closed(journals):
    """Not the open room; not one with a commit that the relay has still to do; not one that was used since that day."""
    journal = await journals()

    assert ["room/old"] == await an_archived_room(journal)
    assert ([], "room/open") == await close_page(journal, BEFORE, "2026", "")
    await journal.transact(Past.stream("told"), cause("t"), lambda room: room.book(99))
    assert [] == (await close_page(journal, BEFORE, "2026", ""))[0]
    await confirmed(journal)
    assert [] == (await close_page(journal, date(2026, 12, 1), "2026", ""))[0]
    assert ["room/told"] == (await close_page(journal, BEFORE, "2026", ""))[0]


@pytest.mark.parametrize("stripped", [False, True])
async def test_an_archived_stream_takes_nothing_and_says_so(journals, stripped):
    """Commands, questions: refused in words, whether the events have left the store already or not."""
    journal = await journals()
    await an_archived_room(journal, stripped=stripped)

    with pytest.raises(StreamArchived):
        await journal.transact(Past.stream("old"), cause("new"), lambda room: room.book(5))
    with pytest.raises(StreamArchived):
        await journal.ask(Past.stream("old"), lambda room: dict(room.holders))
    assert 3 == len(await journal.store.of_stream("room/old"))


async def test_a_cause_is_known_for_ever(journals):
    """Its outcome is not done again: a repeat is its first commit, whose events are in the archive."""
    journal = await journals()
    await an_archived_room(journal)

    again = await journal.transact(Past.stream("old"), cause("k1"), lambda room: room.book(1))

    assert again.replayed
    with pytest.raises(StreamArchived):
        _ = again.events
    with pytest.raises(CauseReused):
        await journal.transact(Past.stream("old"), cause("k1", b"another body"), lambda room: room.book(1))
    with pytest.raises(CauseReused):
        await journal.transact(Past.stream("open"), cause("k1"), lambda room: room.book(7))


async def test_another_replica_that_has_the_state_in_memory_loses(journals):
    """The closing commit has the version that its next command would take."""
    first = await journals()
    if first.store.exclusive:
        pytest.skip("one process only")
    second = await journals()
    for slot in (1, 99):
        await second.transact(Past.stream("old"), cause(f"k{slot}"), lambda room, slot=slot: room.book(slot))
    await confirmed(first)

    await close_page(first, BEFORE, "2026", "")

    with pytest.raises(StreamArchived):
        await second.transact(Past.stream("old"), cause("late"), lambda room: room.book(5))
    assert 3 == len(await first.store.of_stream("room/old"))


async def test_a_rebuild_keeps_the_rows_of_archived_streams(journals):
    """They are in the closing commit: nothing else could make them."""
    journal = await journals()
    await an_archived_room(journal)
    before = sorted(row.model_dump_json() for row in await journal.all(SlotRow))

    await rebuild(journal.model, journal.store)

    assert before == sorted(row.model_dump_json() for row in await journal.all(SlotRow))
    assert 3 == len(before)


async def test_a_step_of_a_saga_towards_an_archived_stream_is_no_step(journals):
    """What follows for a stream that takes nothing any more is nothing; the saga goes on without it."""
    journal = await journals()
    await an_archived_room(journal)
    commit = await journal.transact(Past.stream("open"), cause("saga"), lambda room: room.book(2))
    reaction = journal.model.reactions[0]
    towards = type(reaction)(reaction.event, "late", lambda e, f: [(Past.stream("old"), lambda room: room.book(3))])

    assert [] == await journal.take(towards, commit, 0)
