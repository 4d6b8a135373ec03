"""An import and its facility-days as pure decisions: whole or not at all, in whatever order the days answer."""

from itertools import permutations

import pytest

from services.booking.domain.grid import instant
from services.booking.domain.ledger import day_import
from services.booking.domain.ledger.day_import import ImportHeld, ImportRefused
from services.booking.domain.ledger.ledger_import import (
    ImportConfirmed,
    ImportDayPlanned,
    ImportEntry,
    ImportReleased,
    LedgerImport,
)
from services.booking.domain.ways import closing
from shared.contracts.booking import BookingConfirmed, SlotsFreed, SlotsTaken
from tests.unit.booking.booking_kit import NOW, a_day, taken_in


def entry(line=2, start=40, end=44, room="big", beside=("big",)):
    return ImportEntry(
        line=line, booking_id=f"b{line}", room_id=room, beside=beside, start=start, end=end, person_id="counter",
        people=5, purpose="meeting", fee=600,
    )  # fmt: skip


def planned(*entries, day="2026-12-02"):
    return ImportDayPlanned(import_id="digest.1", facility_id="cc", day=day, entries=entries or (entry(),))


def an_import(*days):
    state = LedgerImport(stream_name="import/digest")
    return taken_in(state, state.plan(1, [planned(day=day) for day in days]))


@pytest.mark.parametrize("order", list(permutations(["2026-12-02", "2026-12-03", "2026-12-04"])))
@pytest.mark.parametrize("refused", [None, "2026-12-02", "2026-12-04"])
def test_the_last_answer_decides_for_all(order, refused):
    """Confirmed when every day holds its part; else released, and only days that hold something give it back."""
    state = an_import("2026-12-02", "2026-12-03", "2026-12-04")
    events = []
    for day in order:
        events = state.answer("digest.1", f"cc/{day}", ("2",) if day == refused else ())
        taken_in(state, events)

    ending = events[-1]
    assert (ImportReleased if refused else ImportConfirmed) is type(ending)
    assert {f"cc/{day}" for day in order if day != refused} == set(ending.places)
    assert ("released" if refused else "confirmed") == state.phase


def test_repeats_and_strangers_change_nothing():
    """A day that answers twice, a day that was not asked, another attempt's answer, a second plan."""
    state = an_import("2026-12-02", "2026-12-03")
    taken_in(state, state.answer("digest.1", "cc/2026-12-02", ()))

    assert [] == state.answer("digest.1", "cc/2026-12-02", ())
    assert [] == state.answer("digest.1", "cc/2026-12-09", ())
    assert [] == state.answer("digest.2", "cc/2026-12-03", ())
    assert [] == state.plan(2, [planned()])
    taken_in(state, state.answer("digest.1", "cc/2026-12-03", ("2",)))
    assert [] == state.plan(1, [planned()])
    assert [] != state.plan(2, [planned()])


def test_a_day_holds_and_takes_over():
    """Slots first, without a booking; then the bookings, without slots; then nothing more."""
    day = a_day()
    held = day_import.hold(day, planned(entry(2), entry(3, 44, 48)), NOW)
    taken_in(day, held)

    assert [ImportHeld, SlotsTaken, SlotsTaken] == [type(event) for event in held]
    assert 0xFF << 40 == day.taken["big"]
    made = day_import.take_over(day, "digest.1")
    taken_in(day, made)
    assert [("b2", "counter", 600), ("b3", "counter", 600)] == [
        (event.booking_id, event.channel, event.fee) for event in made if isinstance(event, BookingConfirmed)
    ]
    assert 0xFF << 40 == day.taken["big"]
    assert [] == day_import.take_over(day, "digest.1") == day_import.give_back(day, "digest.1")


def test_a_day_holds_all_or_none_and_gives_back_what_it_held():
    """One slot that is taken, in the room or beside it, is named; the others stay free."""
    day = a_day()
    taken_in(day, day_import.hold(day, planned(entry(2)), NOW))

    refused = day_import.hold(day, planned(entry(5, 60, 64), entry(6, 43, 46, "half", ("half", "big"))), NOW)
    assert [(ImportRefused, ("6",))] == [(type(event), event.taken) for event in refused]
    taken_in(day, given := day_import.give_back(day, "digest.1"))
    assert [SlotsFreed] == [type(event) for event in given[1:]]
    assert {"big": 0} == day.taken
    assert {} == day.importing


def test_a_day_that_is_closed_holds_nothing():
    """Of the whole house, or of a room that cannot be used beside the wanted one; other hours of the day are held."""
    for room_ids in ((), ("hall",)):
        day = a_day()
        until = instant(day.day, 44)
        closed = closing.close(
            day, "c1", facility_id="cc", room_ids=room_ids, touched=(), since=instant(day.day, 40), until=until,
            reason="works",
        )  # fmt: skip
        taken_in(day, closed)

        refused = day_import.hold(day, planned(entry(2, 43, 46, beside=("big", "hall"))), NOW)
        held = day_import.hold(day, planned(entry(2, 44, 46, beside=("big", "hall"))), NOW)

        assert [ImportRefused] == [type(event) for event in refused]
        assert ImportHeld is type(held[0])
