"""Leave, a lowered capacity, retirement: what the clock hands over by itself, and what waits."""

from collections import Counter
from datetime import date, timedelta

from services.matching.domain.team.choosing import Leave
from tests.integration.matching.matching_kit import CENTRE, DESK, KEN, SOUTH, STAFF
from tests.integration.matching.test_matching_hand_overs import ITO_ID, SATO_ID, free, holder


async def test_on_the_first_day_of_leave_what_is_due_within_it_goes_and_the_rest_waits(city):
    """The clock alone does it, once. On 23 November two are brought, due on the 26th (three working days) and the
    30th; leave is from the 26th to the 28th."""
    soon, late = await city.consult(), await city.ask()
    days = ((await city.consultation(soon)).promised_at.date(), (await city.introduction(late)).due_at.date())
    assert (date(2026, 11, 26), date(2026, 11, 30)) == days
    await city.coordinator(ITO_ID, SOUTH, 5)
    leave = (Leave(first_day=date(2026, 11, 26), last_day=date(2026, 11, 28)),)
    await city.coordinator(SATO_ID, SOUTH, 3, leave=leave)

    await city.timers()
    assert {SATO_ID: 2} == await free(city), "not before its first day"
    city.advance(timedelta(days=2, hours=12, minutes=1))
    for _ in range(3):
        await city.timers()

    assert (ITO_ID, SATO_ID) == (await holder(city, consultation=soon), await holder(city, late))
    made = [event for event in await city.events("roster/main") if event.type == "hand-over-made.v1"]
    assert [("leave", None, 1)] == [(each.why, each.by, len(each.moves)) for each in made]


async def test_leave_that_has_begun_when_it_is_entered_moves_at_once_and_leave_taken_back_moves_nothing(city):
    """Entered late: the clock does it at its next look."""
    await city.coordinator(ITO_ID, SOUTH, 5)
    first, second = await city.consult(), await city.consult(KEN)
    assert {SATO_ID, ITO_ID} == {await holder(city, consultation=id) for id in (first, second)}
    future = (Leave(first_day=date(2026, 11, 25), last_day=date(2026, 11, 30)),)
    await city.coordinator(ITO_ID, SOUTH, 5, leave=future)
    await city.coordinator(ITO_ID, SOUTH, 5)
    await city.coordinator(SATO_ID, SOUTH, 3, leave=(Leave(first_day=date(2026, 11, 20), last_day=date(2026, 11, 30)),))

    await city.timers()
    assert {ITO_ID: 2} == await free(city)
    city.advance(timedelta(days=2))
    await city.timers()

    assert {ITO_ID: 2} == await free(city)


async def test_a_capacity_below_the_load_hands_the_excess_over_and_no_more(city):
    """The newest that nobody has begun with goes; where nobody has room, the desk owner."""
    kept = await city.consult()
    city.advance(timedelta(seconds=1))
    moved = await city.consult(KEN)
    await city.coordinator(ITO_ID, CENTRE, 1)
    await city.coordinator(SATO_ID, SOUTH, 1)

    await city.timers()
    await city.timers()
    assert (SATO_ID, ITO_ID) == (await holder(city, consultation=kept), await holder(city, consultation=moved))
    await city.coordinator(SATO_ID, SOUTH, 0)
    await city.timers()

    assert (DESK, {ITO_ID: 1}) == (await holder(city, consultation=kept), await free(city))


async def test_who_retires_leaves_nothing_introductions_neither(city):
    """All of it is assigned together, in the commit by which they go."""
    introductions = [await city.ask(f"p{n}") for n in range(2)]
    consultation = await city.consult()
    await city.coordinator(ITO_ID, SOUTH, 2)
    commit = await city.uses.coordinators.retire(SATO_ID, by=STAFF, cause=city.cause())
    await city.journal.settle(commit)

    found = [await holder(city, id) for id in introductions] + [await holder(city, consultation=consultation)]
    assert {ITO_ID: 2, DESK: 1} == Counter(found)
    assert {ITO_ID: 2} == await free(city)
