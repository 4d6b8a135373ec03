"""What is refused in other ways than booking: it counts as an attempt, and is kept as lost demand."""

from datetime import timedelta

import pytest

from services.booking.attempts import OF_ONE_REQUEST_MAX, REFUSED_MAX
from services.booking.domain.events import DemandRecorded
from services.booking.rules_file import rules_text
from services.booking.simulator.running import simulate
from tests.integration.booking.bookings_kit import body, on
from tests.integration.booking.test_simulation import the_past
from tests.integration.booking.ways_kit import a_hall
from tests.kit import clock_of, events_of, run_reactions, run_timers


@pytest.fixture
async def city(tmp_path):
    async with a_hall(tmp_path) as city:
        yield city


async def booked(city, who="resident-hana", **changes):
    answer = await city.client(who).post("/bookings", json=body(**changes))
    assert 201 == answer.status_code, answer.text
    return answer.json()["booking_id"]


def a_series(*days, room="big", **changes):
    places = [{"facility_id": "cc", "room_id": room, **on(day, "10:00", "11:00")} for day in days]
    return {"places": places, "purpose": "study", "people": 5, **changes}


def weekly(day, count):
    """As many weeks as can be had, from a day on."""
    (place,) = a_series(day)["places"]
    return {"place": place, "weeks": 1, "count": count, "purpose": "study", "people": 5, "on_conflict": "skip"}


async def slowed_after(who, ask, times=REFUSED_MAX):
    """Ask until one is told to wait; how often one was answered, and how the last was."""
    for asked in range(times + 2):
        answer = await ask(who)
        if answer.status_code == 429:
            return asked, answer
    return times + 2, answer


async def test_every_way_to_be_refused_is_an_attempt(city):
    """Changes, moves, confirmations, explanations, letters, series count together; others ask on."""
    await booked(city, "resident-ken", **on(2, "12:00", "13:00"))
    own, hold = await booked(city), await booked(city, **on(3, "10:00", "11:00"), hold=True)
    hana = city.client()
    await hana.post(f"/bookings/{hold}/confirm")
    letter = {"facility_id": "cc", "room_id": "big", **on(4, "10:00", "11:00")}
    taken = on(2, "12:00", "13:00")
    ways = (
        lambda: hana.post(f"/bookings/{own}/change", json=taken),
        lambda: hana.post(f"/bookings/{own}/change", json={"facility_id": "hall", "room_id": "tea", "people": 90}),
        lambda: hana.post(f"/bookings/{hold}/confirm"),
        lambda: hana.post("/bookings/explain", json=body()),
        lambda: hana.post(f"/bookings/{own}/change/explain", json=taken),
        lambda: hana.post("/refusals.pdf", json=letter),
        lambda: hana.post("/series", json=a_series(2)),
    )
    for n in range(REFUSED_MAX):
        assert 429 != (await ways[n % len(ways)]()).status_code, n

    for way in (*ways, lambda: hana.post("/bookings", json=body(**taken))):
        answer = await way()
        assert (429, "too-many-attempts") == (answer.status_code, answer.json()["code"])
    assert 409 == (await city.client("person-a").post("/bookings", json=body(**taken))).status_code
    clock_of(city.site).advance(timedelta(seconds=61))
    assert 200 == (await hana.post(f"/bookings/{own}/change", json={"people": 6})).status_code


async def test_answers_to_offers_that_are_over_are_attempts(city):
    """Whoever tries ids of places is told to wait, like for a room; a place that is offered can be taken then."""
    own = await booked(city)
    shut = {"from": "2026-12-02T09:00:00+09:00", "until": "2026-12-02T21:00:00+09:00", "room_ids": ["big"]}
    await city.staff.post("/facilities/cc/closures", json={**shut, "reason": "works"})
    await run_reactions(city.service)
    await run_timers(city.service)
    hana, path = city.client(), f"/bookings/{own}/offers"
    (place, *_) = (await hana.get(path)).json()["places"]

    asked, _ = await slowed_after(hana, lambda who: who.post(f"{path}/no-such-place/accept"))

    assert REFUSED_MAX == asked
    assert 429 == (await hana.post(f"{path}/{place['booking_id']}/accept")).status_code
    assert 429 == (await hana.post(f"{path}/pass")).status_code
    clock_of(city.site).advance(timedelta(seconds=61))
    assert 200 == (await hana.post(f"{path}/{place['booking_id']}/accept")).status_code


async def test_of_a_series_each_refused_occurrence_counts_up_to_a_third(city):
    """So whoever looks at half a year of Mondays, which are closed, can book what is open in the same minute."""
    for day in (2, 3):
        await booked(city, "resident-ken", **on(day, "10:00", "11:00"))

    few, _ = await slowed_after(city.client(), lambda who: who.post("/series", json=a_series(2, 3, 17)))
    many, _ = await slowed_after(city.client("person-a"), lambda who: who.post("/series/preview", json=weekly(7, 30)))

    assert REFUSED_MAX // 2 == few
    assert REFUSED_MAX // OF_ONE_REQUEST_MAX == many
    assert 201 == (await city.client("person-b").post("/series", json=a_series(17, 18))).status_code


async def test_a_lost_answer_of_any_way_is_asked_for_again_however_often_one_was_refused_since(city):
    """Who is told to wait still hears what became of the change, the hold and the series, and nothing counts twice."""
    await booked(city, "resident-ken", **on(9, "10:00", "11:00"))
    own, hold = await booked(city), await booked(city, **on(3, "10:00", "11:00"), hold=True)
    skipping = weekly(9, 3)
    commands = [
        (f"/bookings/{own}/change", on(2, "12:00", "13:00")),
        (f"/bookings/{hold}/confirm", None),
        ("/series", skipping),
    ]

    async def send():
        return [
            await city.client().post(path, json=wanted, headers={"idempotency-key": path}) for path, wanted in commands
        ]

    first, soon = await send(), await send()
    for _ in range(REFUSED_MAX):
        await city.client().post("/bookings", json=body(**on(9, "10:00", "11:00")))
    assert 429 == (await city.client().post("/series/preview", json=skipping)).status_code

    again = await send()

    assert [200, 200, 201] == [answer.status_code for answer in first]
    for repeated in (soon, again):
        assert [answer.content for answer in first] == [answer.content for answer in repeated]
    kept = [e for e in await events_of(city.service, "demand/cc/2026-12-16") if isinstance(e, DemandRecorded)]
    assert [] == kept


async def test_nobody_s_attempts_are_used_up_by_a_rival(city):
    """Who may not touch a booking, or is no officer, is refused for that, and counts against nobody else."""
    own = (await city.yui.post("/bookings", json=body(group_id="osawa-garden"))).json()["booking_id"]
    rival = city.client("resident-ken")
    for _ in range(REFUSED_MAX // 2):
        assert 403 == (await rival.post(f"/bookings/{own}/change", json={"people": 6})).status_code
        group = a_series(4, group_id="osawa-garden")
        assert 403 == (await rival.post("/series", json=group)).status_code

    assert 200 == (await city.yui.post(f"/bookings/{own}/change", json={"people": 6})).status_code
    assert 201 == (await city.yui.post("/series", json=a_series(4, group_id="osawa-garden"))).status_code


async def kept(city, day, facility="cc"):
    """What was kept of refused wishes for a day: how it was asked, why not, whether it can be asked again alone."""
    events = await events_of(city.service, f"demand/{facility}/2026-12-{day:02}")
    return [(e.asked_as, e.rule_id or e.reason, e.beside) for e in events if isinstance(e, DemandRecorded)]


async def test_refused_occurrences_changes_and_moves_are_kept_as_demand(city):
    """Each with the day that was wanted, once, however often it is asked."""
    for day in (9, 10, 11):
        await booked(city, "resident-ken", **on(day, "10:00", "11:00"))
    own = await booked(city)
    hana = city.client()
    for _ in range(2):
        await hana.post("/series", json=a_series(9, 16))
        await hana.post(f"/bookings/{own}/change", json=on(10, "10:00", "11:00"))
        await hana.post(f"/bookings/{own}/change", json={"facility_id": "hall", "room_id": "tea", "people": 90})

    assert [("series", "room-taken", False)] == await kept(city, 9)
    assert [] == await kept(city, 16)
    assert [("change", "room-taken", False)] == await kept(city, 10)
    assert [("change", "komorebi.capacity", False)] == await kept(city, 2, "hall")


async def test_the_rules_in_force_reproduce_what_was_refused_in_every_way(city):
    """Series, changes, moves, and holds above the limit: the past comes out as it was."""
    hana, ken = city.client(), city.client("resident-ken")
    for day in (9, 10, 11):
        await booked(city, "resident-ken", **on(day, "10:00", "11:00"))
    own = await booked(city)
    await hana.post("/series", json=a_series(9, 16))
    await hana.post("/series", json=weekly(9, 2))
    await hana.post(f"/bookings/{own}/change", json=on(10, "10:00", "11:00"))
    await hana.post(f"/bookings/{own}/change", json=on(2, "07:00", "08:00"))
    await hana.post(f"/bookings/{own}/change", json={"facility_id": "hall", "room_id": "tea", "people": 90})
    cancels = await booked(city, "resident-ken", **on(10, "12:00", "13:00"))
    await ken.post(f"/bookings/{cancels}/cancel", json={})
    for day in (22, 23, 24, 25):
        await hana.post("/bookings", json=body(hold=True, **on(day, "10:00", "11:00")))
    twice = [{"facility_id": "cc", "room_id": "big", **on(17, "10:00", until)} for until in ("11:00", "12:00")]
    both = await hana.post("/series", json={"places": twice, "purpose": "study", "people": 5})
    await run_reactions(city.service)
    await run_timers(city.service)

    past = await the_past(city)
    found = simulate(past, rules_text(None), rules_text(None), lambda *_: None)

    assert 409 == both.status_code
    assert [("series", "room-taken", True)] == await kept(city, 17)
    assert [] == list(found.differing)
    assert 3 == sum(asking.changes for asking in past.asked)
    assert 2 == past.unknown  # a hold above the limit, and what stood in the way of itself
