"""Counting what was committed: by day in Tokyo, added up by the store, derived again equal, in any replica."""

from datetime import date, timedelta

import pytest

from shared.journal.rebuild import rebuild
from shared.journal.tallies import Tallied, TallyRow, tallied
from tests.contract.journal.test_rivals import booking
from tests.contract.journal.toy import Room, SlotRow, cause, clock, model

FIRST = date(2026, 12, 1)
EVE = date(2026, 12, 24)


async def test_an_event_counts_on_the_day_of_its_commit_or_on_a_day_that_it_names(bench):
    """A booking of today for the 24th counts today as made, and on the 24th as used."""
    now = clock()
    journal = await bench.journal(on=now)
    await booking(journal, 1)
    await booking(journal, 2, room="other")
    now.advance(timedelta(hours=15))  # midnight in Tokyo
    await booking(journal, 3)

    found = await tallied(journal, FIRST, EVE)

    assert [
        Tallied(FIRST, "booked", "", 2, 2),
        Tallied(FIRST + timedelta(days=1), "booked", "", 1, 1),
        Tallied(EVE, "used", "01", 1, 1),
        Tallied(EVE, "used", "02", 1, 2),
        Tallied(EVE, "used", "03", 1, 3),
    ] == found
    assert found[:2] == await tallied(journal, FIRST, EVE - timedelta(days=1))
    assert found[:1] == await tallied(journal, FIRST, FIRST)


async def test_what_is_taken_back_is_taken_off_the_sum(journal):
    """A cancelled booking is used by nobody; that it was made stays counted."""
    await booking(journal, 7)
    await journal.transact(Room.stream("r"), cause("free"), lambda room: room.free(7))

    assert [Tallied(EVE, "used", "07", 2, 0)] == await tallied(journal, EVE, EVE)
    assert [Tallied(FIRST, "booked", "", 1, 1)] == await tallied(journal, FIRST, FIRST)


async def test_a_command_that_is_repeated_is_counted_once(journal):
    """The second outcome is the first one."""
    for _ in range(2):
        await journal.transact(Room.stream("r"), cause("once"), lambda room: room.book(1))

    assert 1 == (await tallied(journal, FIRST, FIRST))[0].events


async def test_a_rebuild_counts_the_same(journal):
    """Counts are derived: made again from the journal they are equal, also for what nobody counted before."""
    for slot in range(5):
        await booking(journal, slot)
    before = await tallied(journal, FIRST, EVE)
    rows = await journal.all(TallyRow)

    await rebuild(model(), journal.store)

    assert before == await tallied(journal, FIRST, EVE)
    assert rows == await journal.all(TallyRow)


async def test_two_replicas_count_together(bench):
    """What one of them committed is counted by the other."""
    first, second = await bench.replicas()
    await booking(first, 1)
    await booking(second, 2, room="other")

    assert [2] == [each.events for each in await tallied(first, FIRST, FIRST)]
    assert await tallied(first, FIRST, EVE) == await tallied(second, FIRST, EVE)


async def test_only_what_is_declared_is_added_up(journal):
    """A name from outside never becomes part of a query."""
    for kind, by, of in ((TallyRow, "amount", "amount"), (TallyRow, "key", "id"), (SlotRow, "slot", "slot")):
        with pytest.raises(ValueError, match="do not declare"):
            await journal.store.totals(kind, by=by, of=of, since="", until="x")
