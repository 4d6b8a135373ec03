"""Outreach days: exact slots, one appointment a person and day, a line with a clock, moves without a gap, erasure."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.domain.outreach.appointed import OPEN_MAX
from services.matching.domain.person import Person
from services.matching.outreach.refusals import (
    AlreadyBooked,
    AppointmentPast,
    NoSuchAppointment,
    NotOffered,
    SlotTaken,
    TooEarly,
    TooManyAppointments,
)
from services.matching.words_kept import Visit
from shared.web import NotFound
from tests.integration.matching.matching_kit import HANA, KEN, SATO, YUI
from tests.integration.matching.outreach_kit import (
    HALF,
    TEN,
    announced,
    booked,
    day_row,
    free,
    known,
    resident,
    row,
    told,
    waits,
)

TARO = resident("taro")
YAMADA = Visit(name="やまだ", phone="0422-00-0000")


@pytest.fixture
async def days(city):
    """A city with a desk, Sato and Ito, and four residents."""
    await known(city, "resident-hana", "resident-ken", "taro", "officer-yui")
    return city


async def test_fifty_rivals_for_three_places_of_a_slot(days):
    """Three have one; the others are told what else is free; nobody has anything open that they do not know of."""
    crowd = [f"p{n}" for n in range(50)]
    await known(days, *crowd)
    day_id = await announced(days, helpers=3)

    outcomes = await asyncio.gather(*(booked(days, day_id, resident(id)) for id in crowd), return_exceptions=True)

    full = [each for each in outcomes if isinstance(each, SlotTaken)]
    assert (47, [0, 3, 3, 3]) == (len(full), await free(days, day_id))
    assert "2026-12-01T10:30:00+09:00" == full[0].data["alternatives"][0]["starts_at"]
    held = [await days.journal.ask(Person.stream(id), lambda own: len(own.appointments)) for id in crowd]
    assert 3 == sum(held)


async def test_fifty_clicks_are_one_appointment(days):
    """Whichever keys they have: one stands, and the others are told so."""
    day_id = await announced(days, helpers=3)

    outcomes = await asyncio.gather(*(booked(days, day_id, HANA) for _ in range(50)), return_exceptions=True)

    assert 49 == sum(isinstance(each, AlreadyBooked) for each in outcomes)
    assert [2, 3, 3, 3] == await free(days, day_id)


async def test_the_same_key_answers_the_same(days):
    """A repeat is the first outcome, though it was cancelled since; its words do not come back."""
    day_id, cause = await announced(days), days.by_http(HANA, "key")
    first = await booked(days, day_id, HANA, cause=cause, visit=Visit(text="秘密のこと"))
    await days.uses.appointments.cancel(first.appointment_id, by=HANA, cause=days.cause())

    again = await booked(days, day_id, HANA, cause=cause, visit=Visit(text="秘密のこと"))

    assert first == again
    assert [1, 1, 1, 1] == await free(days, day_id)
    assert [] == await days.service.vault.written_before("2100-01-01T00:00:00Z", 10)


async def test_only_so_many_are_open_at_a_time(days):
    """Nobody holds the places of a town alone; moving is no second one."""
    ids = [await announced(days, at=TEN + timedelta(days=n)) for n in range(OPEN_MAX + 1)]
    made = [await booked(days, id, HANA, TEN + timedelta(days=n)) for n, id in enumerate(ids[:OPEN_MAX])]

    with pytest.raises(TooManyAppointments):
        await booked(days, ids[-1], HANA, TEN + timedelta(days=OPEN_MAX))
    last = TEN + timedelta(days=OPEN_MAX)
    await days.uses.appointments.move(made[0].appointment_id, last, by=HANA, cause=days.cause(), day_id=ids[-1])

    assert [1, 1, 1, 1] == await free(days, ids[0])
    assert [0, 1, 1, 1] == await free(days, ids[-1])


async def test_moving_to_another_slot_is_one_step(days):
    """The old slot is free and the new one taken in one commit; a full slot leaves everything as it was."""
    day_id = await announced(days)
    mine, _ = await booked(days, day_id, HANA), await booked(days, day_id, KEN, TEN + HALF)

    with pytest.raises(SlotTaken):
        await days.uses.appointments.move(mine.appointment_id, TEN + HALF, by=HANA, cause=days.cause())
    assert [0, 0, 1, 1] == await free(days, day_id)
    await days.uses.appointments.move(mine.appointment_id, TEN + 2 * HALF, by=HANA, cause=days.cause())

    assert [1, 0, 0, 1] == await free(days, day_id)
    assert TEN + 2 * HALF == (await row(days, mine.appointment_id)).slot
    with pytest.raises(NotFound):
        await days.uses.appointments.move(mine.appointment_id, TEN, by=KEN, cause=days.cause())


async def test_moving_to_another_day_keeps_the_old_one_until_the_new_one_stands(days):
    """A full day leaves the old one; a free one takes over, with the words."""
    first, second = await announced(days), await announced(days, at=TEN + timedelta(days=7))
    mine = await booked(days, first, HANA, visit=Visit(text="年金のこと"))
    await booked(days, second, KEN, TEN + timedelta(days=7))

    with pytest.raises(SlotTaken):
        await days.uses.appointments.move(
            mine.appointment_id, TEN + timedelta(days=7), by=HANA, cause=days.cause(), day_id=second
        )
    assert [0, 1, 1, 1] == await free(days, first)
    slot = TEN + timedelta(days=7) + HALF
    await days.uses.appointments.move(mine.appointment_id, slot, by=HANA, cause=days.cause(), day_id=second)

    assert ([1, 1, 1, 1], [0, 0, 1, 1]) == (await free(days, first), await free(days, second))
    ((_, seen),) = [(each.row.id, each) for each in await days.uses.outreach_reading.of_person("resident-hana")
                    if not each.row.closed]  # fmt: skip
    found = await days.uses.outreach_reading.get(seen.row.id, by=HANA)
    assert ("年金のこと", mine.appointment_id) == (found.visit.text, found.row.moved_from)


async def test_who_waits_longest_is_offered_what_becomes_free(days):
    """Nobody overtakes the line; silence passes it on, once, with nobody asking; a yes ends it."""
    day_id = await announced(days, slots=1)
    mine = await booked(days, day_id, HANA)
    ken, taro = await waits(days, day_id, KEN), await waits(days, day_id, TARO)
    assert ("waiting", None) == (ken.status, ken.starts_at)

    await days.uses.appointments.cancel(mine.appointment_id, by=HANA, cause=days.cause())

    assert "offered" == (await row(days, ken.appointment_id)).status
    with pytest.raises(SlotTaken):
        await booked(days, day_id, YUI)
    with pytest.raises(NotOffered):
        await days.uses.appointments.accept(taro.appointment_id, by=TARO, cause=days.cause())
    days.advance(timedelta(hours=24))
    await days.timers()
    assert ("lapsed", "offered") == (
        (await row(days, ken.appointment_id)).status,
        (await row(days, taro.appointment_id)).status,
    )
    with pytest.raises(NoSuchAppointment):
        await days.uses.appointments.accept(ken.appointment_id, by=KEN, cause=days.cause())
    await days.uses.appointments.accept(taro.appointment_id, by=TARO, cause=days.cause())

    assert ("booked", [0]) == ((await row(days, taro.appointment_id)).status, await free(days, day_id))
    assert ["resident-ken", "taro"] == await told(days, day_id, "appointment-offered")
    await waits(days, day_id, KEN)  # may wait again


async def test_a_wait_ends_in_words_when_nothing_can_become_free(days):
    """Two hours before the last slot whoever still waits is told, once."""
    day_id = await announced(days, slots=1)
    await booked(days, day_id, HANA)
    await waits(days, day_id, KEN)

    days.advance(TEN - timedelta(hours=2) - days.journal.now())
    assert 1 <= await days.timers()
    await days.timers()

    assert ["resident-ken"] == await told(days, day_id, "appointment-waiting-ended")
    assert 0 == await days.journal.ask(Person.stream("resident-ken"), lambda own: len(own.appointments))


async def test_a_reminder_goes_out_once(days):
    """A day before; not to who booked later than that, and not twice."""
    day_id = await announced(days, slots=2)
    await booked(days, day_id, HANA)
    days.advance(TEN - timedelta(hours=23) - days.journal.now())
    await booked(days, day_id, KEN, TEN + HALF)

    await days.timers()
    await days.timers()

    assert ["resident-hana"] == await told(days, day_id, "appointment-reminded")


async def test_who_did_not_come_is_noted_kindly(days):
    """Not before its time; nothing follows from it, and it can be put right."""
    day_id = await announced(days)
    mine = await booked(days, day_id, HANA)
    uses = days.uses.outreach_days
    with pytest.raises(TooEarly):
        await uses.note(day_id, mine.appointment_id, came=False, by=SATO, cause=days.cause())

    days.advance(TEN - days.journal.now())
    await uses.note(day_id, mine.appointment_id, came=False, by=SATO, cause=days.cause())
    with pytest.raises(NoSuchAppointment):
        await days.uses.appointments.cancel(mine.appointment_id, by=HANA, cause=days.cause())
    await uses.note(day_id, mine.appointment_id, came=True, by=SATO, cause=days.cause())

    assert "came" == (await row(days, mine.appointment_id)).status
    taro = await booked(days, day_id, TARO, TEN + HALF)
    days.advance(HALF)
    with pytest.raises(AppointmentPast):
        await days.uses.appointments.cancel(taro.appointment_id, by=TARO, cause=days.cause())
    later = await announced(days, at=TEN + timedelta(days=7))
    assert "booked" == (await booked(days, later, HANA, TEN + timedelta(days=7))).status


async def test_who_comes_by_takes_a_free_slot_or_is_counted(days):
    """A walk-in never overbooks; without a slot it is a head."""
    day_id = await announced(days, slots=2)
    await booked(days, day_id, HANA)
    days.advance(TEN + timedelta(minutes=5) - days.journal.now())
    come = days.uses.outreach_days.walk_in

    with pytest.raises(SlotTaken):
        await come(day_id, TEN, "consultation", by=SATO, cause=days.cause())
    await come(day_id, TEN + HALF, "consultation", by=SATO, cause=days.cause())
    await come(day_id, None, "consultation", by=SATO, cause=days.cause())

    assert ([0, 0], 1) == (await free(days, day_id), (await day_row(days, day_id)).walk_ins)
