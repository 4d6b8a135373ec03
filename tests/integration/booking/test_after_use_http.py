"""What follows a use over HTTP and by the timer: no-shows, heads that staff count, people without a booking."""

import asyncio
from datetime import timedelta

import pytest

from services.booking.after_use.rows import StartDueRow
from services.booking.domain.facility_day import FacilityDay
from services.booking.rows import BookingRow
from shared.journal.rebuild import rebuild
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.kit import clock_of, events_of, published, run_timers

TODAY = "2026-12-01"


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


def later(city, **by):
    clock_of(city.site).advance(timedelta(**by))


async def booked(city, **changes):
    """The house that is always open, from 10:00 to 11:00 today; it is 9:07."""
    wanted = body(**{"facility_id": "always-open", "room_id": "r1", **on(1, "10:00", "11:00"), **changes})
    answer = await city.client().post("/bookings", json=wanted)
    assert 201 == answer.status_code, answer.text
    return answer.json()


async def status(city, booking):
    return (await city.client().get(f"/bookings/{booking['booking_id']}")).json()["status"]


async def test_who_does_not_come_is_a_no_show_and_the_room_is_free(city):
    """At 10:30 the timer fires: told once however often it does, and somebody else has the room."""
    booking = await booked(city)
    assert "2026-12-01T10:30:00+09:00" == booking["start_by"]
    later(city, minutes=82)
    await run_timers(city.service)
    assert "confirmed" == await status(city, booking)
    later(city, minutes=1)

    fired = [await run_timers(city.service) for _ in range(2)]

    assert [1, 0] == fired
    assert "no-show" == await status(city, booking)
    told = [e.type for e in await published(city.service) if "taken" not in e.type and "registered" not in e.type]
    assert ["booking-confirmed.v1", "booking-no-show.v1", "booking-released.v1", "slots-freed.v1"] == told
    rest = body(facility_id="always-open", room_id="r1", **on(1, "10:30", "11:00"))
    assert 201 == (await city.client("resident-ken").post("/bookings", json=rest)).status_code
    late = await city.client().post(f"/bookings/{booking['booking_id']}/start", json={"code": booking["start_code"]})
    assert (409, "no-show-recorded") == (late.status_code, late.json()["code"])


async def test_a_timer_in_two_processes_is_one_no_show(city):
    """Both read the row before either wrote: one commit, and the other is answered with it."""
    booking = await booked(city)
    later(city, minutes=83)
    row = await city.service.journal.get(StartDueRow, booking["booking_id"])
    placed = await city.service.journal.store.placed(StartDueRow, row.id)
    cause = city.service.journal.causes.timer("no-show", row.id, placed.version)

    await asyncio.gather(*(city.uses.after.fall_due(row, cause) for _ in range(2)))
    await city.uses.after.fall_due(row, city.service.journal.causes.timer("no-show", row.id, 99))

    events = await events_of(city.service, f"facility-day/always-open/{TODAY}")
    assert 1 == [event.type for event in events].count("booking-no-show.v1")


@pytest.mark.parametrize("first", ["start", "timer"])
async def test_a_start_and_a_no_show_of_one_moment_are_never_both(city, first):
    """Whoever is first in the day's stream wins, and the other finds that out."""
    booking = await booked(city)
    later(city, minutes=83)
    row = await city.service.journal.get(StartDueRow, booking["booking_id"])
    path, code = f"/bookings/{booking['booking_id']}/start", {"code": booking["start_code"]}
    fired = city.uses.after.fall_due(row, city.service.journal.causes.timer("no-show", row.id, 1))
    hana = city.client()
    started = hana.post(path, json=code)

    answers = await asyncio.gather(*((started, fired) if first == "start" else (fired, started)))

    events = [event.type for event in await events_of(city.service, f"facility-day/always-open/{TODAY}")]
    begun, missed = events.count("booking-started.v1"), events.count("booking-no-show.v1")
    assert 1 == begun + missed
    answer = next(each for each in answers if each is not None)
    assert (200 if begun else 409) == answer.status_code


async def test_a_booking_that_is_changed_is_due_by_what_it_is_now(city):
    """The timer is set again with the change; the old moment passes without a no-show, the new one does not."""
    booking = await booked(city)
    path = f"/bookings/{booking['booking_id']}"
    changed = await city.client().post(f"{path}/change", json=on(1, "10:30", "11:30"))
    later(city, minutes=90)
    early = await run_timers(city.service)

    later(city, minutes=23)
    fired = await run_timers(city.service)

    assert (200, "2026-12-01T11:00:00+09:00") == (changed.status_code, changed.json()["start_by"])
    assert (0, 1, "no-show") == (early, fired, await status(city, booking))
    again = await city.staff.post(f"{path}/change", json=on(1, "12:00", "13:00"))
    assert (409, "no-show-recorded") == (again.status_code, again.json()["code"])


async def test_houses_without_check_in_have_no_no_shows(city):
    """The centre's rules ask for none: no timer is armed, and the booking stands as it was."""
    booking = await booked(city, facility_id="cc", room_id="big", **on(2, "10:00", "11:00"))
    later(city, days=2)

    assert 0 == await run_timers(city.service)
    assert "confirmed" == await status(city, booking)


async def test_staff_take_a_no_show_back(city):
    """They were there: the use counts as begun, and its heads are reported; residents cannot do that."""
    booking = await booked(city)
    later(city, minutes=83)
    await run_timers(city.service)
    path = f"/bookings/{booking['booking_id']}"
    assert 403 == (await city.client().post(f"{path}/no-show/withdraw", json={})).status_code

    answer = await city.staff.post(f"{path}/no-show/withdraw", json={"reason": "was-there"})
    await city.client().post(f"{path}/complete", json={"heads": 4})

    assert (200, "started") == (answer.status_code, answer.json()["status"])
    assert "completed" == await status(city, booking)
    again = await city.staff.post(f"{path}/no-show/withdraw", json={})
    assert (409, "booking-not-open") == (again.status_code, again.json()["code"])


async def test_more_heads_than_the_room_takes_are_asked_back(city):
    """A slip of the pen stands in no report; people who came and went are counted by who is sure of it."""
    booking = await booked(city, facility_id="cc", room_id="big", **on(2, "10:00", "11:00"))
    path = f"/bookings/{booking['booking_id']}/heads"
    later(city, days=2)

    slip = await city.staff.post(path, json={"heads": 90_000}, headers={"idempotency-key": "slip"})
    full = await city.staff.post(path, json={"heads": 40})
    sure = await city.staff.post(path, json={"heads": 60, "reason": "mistaken", "sure": True})

    assert (422, "heads-above-capacity", 40) == (slip.status_code, slip.json()["code"], slip.json()["limit"])
    assert [40, 60] == [full.json()["heads"], sure.json()["heads"]]


async def test_staff_count_heads_and_correct_them(city):
    """A use of a house without check-in gets its heads; a correction counts from then on, and once."""
    booking = await booked(city, facility_id="cc", room_id="big", **on(2, "10:00", "11:00"))
    path = f"/bookings/{booking['booking_id']}/heads"
    early = await city.staff.post(path, json={"heads": 12})
    assert (409, "use-not-over") == (early.status_code, early.json()["code"])
    assert "+09:00" not in early.json()["next"]
    later(city, days=2)
    first = await city.staff.post(path, json={"heads": 12})

    corrected = [
        await city.staff.post(path, json={"heads": 15, "reason": "mistaken"}, headers={"idempotency-key": "k"})
        for _ in range(2)
    ]
    same = await city.staff.post(path, json={"heads": 15})

    assert [12, 15, 15, 15] == [answer.json()["heads"] for answer in (first, *corrected, same)]
    assert 403 == (await city.client().post(path, json={"heads": 1})).status_code
    row = await city.service.journal.get(BookingRow, booking["booking_id"])
    assert (15, 15, "completed") == (row.heads, row.heads_counted, row.status)
    events = [event.type for event in await events_of(city.service, "facility-day/cc/2026-12-02")]
    assert ["booking-started.v1", "booking-completed.v1", "heads-corrected.v1"] == events[-3:]


async def test_people_without_a_booking_are_tallied(city):
    """One tally however often it is sent; a correction is an entry; the list says what counts."""
    path, key = "/facilities/cc/walk-ins", {"idempotency-key": "k"}
    tally = {"day": TODAY, "band": "morning", "heads": 12}
    for _ in range(2):
        assert 201 == (await city.staff.post(path, json=tally, headers=key)).status_code
    less = await city.staff.post(path, json={**tally, "heads": -2, "reason": "mistaken"})

    assert 10 == less.json()["heads"]
    listed = (await city.staff.get(path, params={"month": "2026-12"})).json()["items"]
    assert [(TODAY, "morning", "", 10)] == [(i["day"], i["band"], i["age"], i["heads"]) for i in listed]
    assert [] == (await city.staff.get(path, params={"month": "2026-11"})).json()["items"]
    assert 403 == (await city.client().post(path, json=tally)).status_code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"day": "2026-12-02"}, "day-not-counted"),
        ({"day": "2025-10-26"}, "day-not-counted"),
        ({"band": "night"}, "unknown-band"),
        ({"age": "child"}, "unknown-age"),
        ({"heads": -1}, "more-than-counted"),
        ({"heads": 10_001}, "invalid-request"),
    ],
)
async def test_a_tally_that_cannot_be_is_refused_in_words(city, changes, code):
    """To come, long ago, no such band, an age where none is asked for, less than nothing, a slip of the finger."""
    tally = {"day": TODAY, "band": "morning", "heads": 3, **changes}

    answer = await city.staff.post("/facilities/cc/walk-ins", json=tally)

    assert (422, code) == (answer.status_code, answer.json()["code"])


async def test_what_follows_a_use_is_equal_after_a_rebuild(city):
    """Rows of no-shows, corrections and tallies are derived; a day that is folded anew decides alike."""
    missed, kept = await booked(city), await booked(city, room_id="r2")
    later(city, minutes=83)
    await run_timers(city.service)
    later(city, hours=2)
    await city.staff.post(f"/bookings/{missed['booking_id']}/no-show/withdraw", json={})
    for heads in (3, 4):
        await city.staff.post(f"/bookings/{missed['booking_id']}/heads", json={"heads": heads})
    await city.staff.post("/facilities/cc/walk-ins", json={"day": TODAY, "band": "morning", "heads": 12})
    journal = city.service.journal
    stream = FacilityDay.stream("always-open", TODAY)

    async def everything():
        rows = [row for kind in journal.model.rows for row in await journal.all(kind)]
        return sorted(f"{row.kind} {row.model_dump_json()}" for row in rows), await journal.ask(
            stream, lambda day: day.model_dump_json()
        )

    before = await everything()
    await rebuild(journal.model, journal.store)
    journal.writer.forget_cache()

    assert before == await everything()
    assert "no-show" == await status(city, kept)
