"""The SQLite journal where its own memory, its file and a crash could disagree."""

from dataclasses import replace

import pytest

from shared.errors import StoreUnavailable
from shared.journal import Decoder, Journal, Model
from shared.journal.port import PlacedRow
from shared.journal.sqlite import SqliteStore
from shared.journal.sqlite_commits import Recent
from shared.journal.sqlite_rows import RowTables
from tests.contract.journal.toy import CAUSES, Room, SlotRow, cause, clock, model, project


def store_in(folder, of: Model | None = None) -> SqliteStore:
    of = of or model()
    return SqliteStore(folder, of, Decoder(of))


async def opened(store: SqliteStore, of: Model | None = None) -> Journal:
    journal = Journal(of or model(), store, clock(), CAUSES)
    await journal.open()
    return journal


async def book(journal: Journal, slot: int):
    return await journal.transact(Room.stream("r"), cause(f"slot-{slot}"), lambda room: room.book(slot))


async def test_a_commit_that_memory_does_not_hold_yet_is_still_outgoing(tmp_path):
    """A reader may see a commit in the file a moment before the writer has told; its event must not be passed over."""
    store = store_in(tmp_path)
    journal = await opened(store)
    for slot in range(3):
        await book(journal, slot)
    held = [store._recent._commits.pop() for _ in range(2)]

    found = await store.outgoing("toy.bookings", 0, 3, 10)

    assert [1, 2, 3] == [commit.position for commit in found]
    store._recent._commits.extend(reversed(held))
    assert [1, 2, 3] == [commit.position for commit in await store.outgoing("toy.bookings", 0, 3, 10)]
    await journal.close()


async def test_a_commit_whose_answer_was_lost_blocks_nothing_and_is_not_passed_over(tmp_path, monkeypatch):
    """The disk may fail after it has taken a transaction: the cause is found, and later positions do not collide."""
    store = store_in(tmp_path)
    journal = await opened(store)
    await book(journal, 1)
    write = store._write

    async def lost(work):
        last = store._last_position
        done = await write(work)
        if store._last_position > last:
            store._last_position = last
            monkeypatch.setattr(store, "_write", write)
            raise StoreUnavailable("the answer was lost")
        return done

    monkeypatch.setattr(store, "_write", lost)

    assert not (await book(journal, 2)).replayed
    assert 3 == (await book(journal, 3)).version
    assert [1, 2, 3] == [commit.position for commit in await store.outgoing("toy.bookings", 0, 3, 10)]
    assert [2, 3] == [commit.position for commit in await store.after(1, 10)]
    await journal.close()


class WiderRow(SlotRow):
    """The same rows with one more column, as a newer version declares them."""

    columns = (*SlotRow.columns, "closed")


def widened(state, event):
    return [WiderRow(**row.model_dump()) for row in project(state, event)]


async def test_a_crash_between_new_tables_and_their_rows_leaves_no_empty_lists(tmp_path, monkeypatch):
    """Tables are made in the same transaction that marks them stale, or not at all."""
    journal = await opened(store_in(tmp_path))
    await book(journal, 1)
    await journal.close()
    newer = Model("toy", model().events, model().states, (WiderRow,), widened)
    prepare = RowTables.prepare

    def crash(tables, db):
        prepare(tables, db)
        raise OSError("killed here")

    monkeypatch.setattr(RowTables, "prepare", crash)
    killed = store_in(tmp_path, newer)
    with pytest.raises(StoreUnavailable):
        await killed.open()
    await killed.close()
    monkeypatch.setattr(RowTables, "prepare", prepare)

    journal = await opened(store_in(tmp_path, newer), newer)

    assert ["r.1"] == [row.id for row in await journal.all(WiderRow)]
    await journal.close()


def test_of_what_changes_several_times_in_one_batch_the_last_is_written():
    """A day that sixty book at one moment is one row sixty times: all but the last would be written for nothing."""
    rows = [
        PlacedRow(SlotRow(id=id, room="r", slot=1, by=by), "room/r", version)
        for version, (id, by) in enumerate([("a", "1st"), ("b", "2nd"), ("a", "3rd"), ("a", "4th")], 1)
    ]

    for arriving in (rows, rows[::-1]):
        written = RowTables(model().rows).encoded(arriving)["slot"]
        assert {("b", 2), ("a", 4)} == {(values[0], values[2]) for values in written}
        assert 2 == len(written)


async def test_what_is_remembered_of_commits_goes_with_them(tmp_path):
    """After a gap memory begins anew: a commit is outgoing on the topics of its own events."""
    store = store_in(tmp_path)
    journal = await opened(store)
    for slot in range(4):
        await book(journal, slot)
    placed = list(store._recent._commits)
    silent = replace(placed[3], records=())
    recent = Recent(store._topic_of)

    recent.add([replace(placed[0], records=())])
    recent.add([placed[2], silent])

    assert recent.outgoing("toy.bookings", 0, 4, 10) is None
    assert recent.outgoing("toy.bookings", 2, 4, 10) == [placed[2]]
    assert recent.after(2, 10) == [placed[2], silent]
    await journal.close()
