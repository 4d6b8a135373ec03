"""Counting what was committed: by day in Tokyo, added up by the store, derived again equal, in any replica."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.journal import Row
from shared.journal import tallies as tallies_module
from shared.journal.rebuild import rebuild
from shared.journal.tallies import Tallied, TallyRow, tallied
from tests.contract.journal.test_rivals import booking
from tests.contract.journal.toy import Room, SlotRow, cause, clock, model

FIRST = date(2026, 12, 1)
NEXT = date(2026, 12, 2)
EVE = date(2026, 12, 24)


class OlderTally(Row):
    """A tally as it was when only events were counted."""

    kind = "tally"
    columns = ("key",)
    addends = ("amount",)

    key: str
    amount: int


async def booked_by(journal, by, slot):
    """A booking of somebody, each in a room of its own."""
    await journal.transact(Room.stream(f"room-{slot}"), cause(f"{by}-{slot}"), lambda room: room.book(slot, by=by))


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
        Tallied(FIRST, "booked", "", 2, 2, 1),
        Tallied(FIRST + timedelta(days=1), "booked", "", 1, 1, 1),
        Tallied(EVE, "used", "01", 1, 1, 0),
        Tallied(EVE, "used", "02", 1, 2, 0),
        Tallied(EVE, "used", "03", 1, 3, 0),
    ] == found
    assert found[:2] == await tallied(journal, FIRST, EVE - timedelta(days=1))
    assert found[:1] == await tallied(journal, FIRST, FIRST)


async def test_what_is_taken_back_is_taken_off_the_sum(journal):
    """A cancelled booking is used by nobody; that it was made stays counted."""
    await booking(journal, 7)
    await journal.transact(Room.stream("r"), cause("free"), lambda room: room.free(7))

    assert [Tallied(EVE, "used", "07", 2, 0, 0)] == await tallied(journal, EVE, EVE)
    assert [Tallied(FIRST, "booked", "", 1, 1, 1)] == await tallied(journal, FIRST, FIRST)


async def test_different_people_are_counted_beside_the_events(journal):
    """Two people, one of them three times in different places: four events, two people; without anybody: nobody."""
    for n, by in enumerate(["ken", "ken", "yui", "ken"]):
        await booked_by(journal, by, n)

    assert [Tallied(FIRST, "booked", "", 4, 4, 2)] == await tallied(journal, FIRST, FIRST)
    assert {0} == {each.people for each in await tallied(journal, EVE, EVE)}


async def test_a_row_tells_nobody_apart_beyond_its_day(bench):
    """One person on two days is two pseudonyms, on one day one; the id is in neither, nor beside it."""
    now = clock()
    journal = await bench.journal(on=now)
    await booked_by(journal, "ken", 1)
    await booked_by(journal, "ken", 2)
    now.advance(timedelta(days=1))
    await booked_by(journal, "ken", 3)
    rows = [row for row in await journal.all(TallyRow) if "/booked/" in row.key]

    assert [1, 1] == [len({row.who for row in rows if row.key.startswith(f"{day}")}) for day in (FIRST, NEXT)]
    assert 2 == len({row.who for row in rows})
    assert not any("ken" in row.model_dump_json() for row in rows)


async def test_a_row_from_before_people_were_counted_is_about_nobody(journal):
    """Until it is made again: too little is told, never too much."""
    await booked_by(journal, "ken", 1)
    (row,) = [row for row in await journal.all(TallyRow) if "/booked/" in row.key]
    older = TallyRow.model_validate_json(row.model_dump_json(exclude={"who"}))
    placed = await journal.store.placed(TallyRow, row.id)
    await journal.store.replace_rows([replace(placed, row=older)])

    assert [Tallied(FIRST, "booked", "", 1, 1, 0)] == await tallied(journal, FIRST, FIRST)


async def test_a_store_from_before_people_were_counted_counts_them_once_it_is_opened(bench):
    """Its rows are made again by themselves, also of what was committed then."""
    now = model()
    older = replace(now, rows=tuple(OlderTally if row is TallyRow else row for row in now.rows))
    with pytest.MonkeyPatch.context() as then:
        then.setattr(tallies_module, "TallyRow", OlderTally)
        before = await bench.journal(older)
        for n, by in enumerate(["ken", "ken", "yui"]):
            await booked_by(before, by, n)
        await bench.close(before)

    assert [Tallied(FIRST, "booked", "", 3, 3, 2)] == await tallied(await bench.journal(), FIRST, FIRST)


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
    for kind, by, of, distinct in (
        (TallyRow, "amount", "amount", "who"),
        (TallyRow, "key", "id", "who"),
        (TallyRow, "key", "amount", "id"),
        (SlotRow, "slot", "slot", None),
    ):
        with pytest.raises(ValueError, match="do not declare"):
            await journal.store.totals(kind, by=by, of=of, since="", until="x", distinct=distinct)
