"""Hundreds at one moment: one winner, everybody answered, no two of a room."""

import asyncio

import pytest

from services.booking.domain.grid import span
from services.booking.domain.houses.facility import FacilityDraft, RoomDraft
from services.booking.judging import BookingRequest
from services.booking.refusals import RoomTaken
from services.booking.rows import DayRow
from shared.contracts.booking import BookingConfirmed
from shared.web import Caller
from tests.integration.booking.bookings_kit import a_city, body
from tests.kit import events_of


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def test_five_hundred_rivals_have_one_winner(city):
    """Different people, one room, one moment: one is confirmed, all others are told what else is free."""
    clients = [city.client(f"resident-{n}") for n in range(500)]

    answers = await asyncio.gather(*(client.post("/bookings", json=body()) for client in clients))

    codes = sorted(answer.status_code for answer in answers)
    assert [201] + [409] * 499 == codes
    assert all(answer.json()["alternatives"] for answer in answers if answer.status_code == 409)
    events = await events_of(city.service, "facility-day/cc/2026-12-02")
    assert 1 == sum(isinstance(event, BookingConfirmed) for event in events)
    await city.uses.demand.written()  # nobody waits longer for it than a moment, on a busy machine as on any other
    demand = (await city.staff.get("/demand")).json()["items"]
    assert [("2026-12-02", 499)] == [(day["day"], day["refused"]) for day in demand]


async def test_five_identical_requests_have_five_equal_answers(city):
    """A phone that sends twice must not be refused because of its own booking."""
    hana, key = city.client(), {"idempotency-key": "k1"}

    answers = await asyncio.gather(*(hana.post("/bookings", json=body(), headers=key) for _ in range(5)))

    assert {(201, answers[0].content)} == {(answer.status_code, answer.content) for answer in answers}


async def test_a_full_day_of_rivals_fills_the_room_once(city):
    """2,000 requests for one facility-day: every slot of every room has one holder, and the masks say so."""
    day = "2026-12-02"
    rooms = tuple(RoomDraft(room_id=f"r{n}", name=f"第{n}室", capacity=10) for n in range(4))
    draft = FacilityDraft(facility_id="busy", kind="always-open", name="混む家", address="駅前", rooms=rooms)
    causes = city.service.journal.causes
    await city.uses.register_facility(draft, causes.operator("town", b"", "busy"))

    async def book(n):
        quarter = n % 96
        start = f"{day}T{quarter // 4:02}:{quarter % 4 * 15:02}:00+09:00"
        request = BookingRequest.model_validate(
            body(facility_id="busy", room_id=f"r{n // 96 % 4}", starts_at=start, ends_at=_later(start))
        )
        caller = Caller(f"p{n}", frozenset({"resident"}))
        try:
            await city.uses.bookings.book(
                request, by=caller, cause=causes.http(caller.person_id, "POST /bookings", "k")
            )
        except RoomTaken:
            return 0
        return 1

    won = await asyncio.gather(*(book(n) for n in range(2_000)))

    assert 4 * 96 == sum(won)
    row = await city.service.journal.get(DayRow, f"busy/{day}")
    assert {f"r{n}": span(0, 96) for n in range(4)} == row.taken


def _later(start):
    hour, minute = int(start[11:13]), int(start[14:16]) + 15
    hour, minute = hour + minute // 60, minute % 60
    return start[:11] + f"{hour:02}:{minute:02}:00+09:00" if hour < 24 else "2026-12-03T00:00:00+09:00"


async def test_a_client_that_goes_away_leaves_a_whole_booking_or_none(city):
    """The command is served all the same; the repeat is answered from its commit."""
    request, caller = BookingRequest.model_validate(body()), Caller("resident-hana", frozenset({"resident"}))
    cause = city.service.journal.causes.http("resident-hana", "POST /bookings", "k1")
    task = asyncio.create_task(city.uses.bookings.book(request, by=caller, cause=cause))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    done = await city.uses.bookings.book(request, by=caller, cause=cause)

    assert 1 == len(
        [e for e in await events_of(city.service, "facility-day/cc/2026-12-02") if e.type == "booking-confirmed.v1"]
    )
    assert done.event.booking_id
