"""Many at once for one room, and clients that go away in the middle of what they ask."""

import asyncio
import json
import time
from collections import Counter
from datetime import datetime

import pytest

from tests.end_to_end.town_kit import Line, booking
from tests.faults import looking
from tests.faults.problems_kit import BOOKINGS, HOUSE, PERSON, assert_problem

RIVALS = 500
RIVALS_SECONDS_MAX = 3.0
"""The bench promises 0.5 s on an idle machine; here it must only not fall over."""


async def test_500_rivals_for_one_room_have_one_winner(running, place) -> None:
    """One gets it; the others are told so, what is free instead, and what to do next."""
    people = [f"person-{number:04}" for number in range(1, 51)]
    for person in people:
        await running.token(person)
    body = json.dumps(booking(HOUSE, "r3", 22, 40)).encode()

    async def rival(number: int):
        token = await running.token(people[number % len(people)])
        line = Line(running.port)
        try:
            return await line.ask("POST", BOOKINGS, token=token, body=body, key=f"rival-{number}")
        finally:
            line.close()

    began = time.monotonic()
    answers = await asyncio.gather(*(rival(number) for number in range(RIVALS)))
    took = time.monotonic() - began

    assert Counter({201: 1, 409: RIVALS - 1}) == Counter(answer.status for answer in answers)
    for answer in answers:
        if answer.status == 409:
            assert "room-taken" == assert_problem(answer, "ja")
            assert answer.json()["alternatives"]
    assert RIVALS_SECONDS_MAX > took
    day = f"facility-day/{HOUSE}/"
    held = [e for e in looking.events(running.data, "booking", "booking-confirmed.v1") if e.stream.startswith(day)]
    assert 1 == sum(event.body["room_ids"] == ["r3"] for event in held)


@pytest.mark.parametrize(("number", "wait"), list(enumerate([0.0, 0.001, 0.003, 0.01, 0.05])))
async def test_a_client_that_disconnects_is_served_once(running, place, number, wait) -> None:
    """The command was sent whole: it is done once, and the same key finds the same answer."""
    token = await running.token(PERSON)
    body = booking(HOUSE, "r0", 23, 4 * number)
    request = prepared(token, f"gone-{number}", json.dumps(body).encode())
    for _ in range(3):
        _, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(request)
        await asyncio.sleep(wait)
        writer.transport.abort()  # a reset, not a goodbye

    answers = [await running.do("POST", BOOKINGS, PERSON, body, f"gone-{number}") for _ in range(3)]

    assert {201} == {answer.status for answer in answers}
    assert 1 == len({answer.body for answer in answers})
    assert answers[-1].replayed
    starts_at = datetime.fromisoformat(answers[0].json()["starts_at"])
    confirmed = looking.events(running.data, "booking", "booking-confirmed.v1")
    assert 1 == sum(datetime.fromisoformat(event.body["starts_at"]) == starts_at for event in confirmed)


def prepared(token: str, key: str, body: bytes, length: int | None = None) -> bytes:
    lines = [
        f"POST {BOOKINGS} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body) if length is None else length}",
        f"Authorization: Bearer {token}",
        f"Idempotency-Key: {key}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def test_half_a_request_does_nothing(running, place) -> None:
    """A body that never comes to its end is no command."""
    before = looking.last_position(running.data, "booking")
    body = json.dumps(booking(HOUSE, "r0", 24, 40)).encode()
    for cut in (0, 1, len(body) // 2, len(body) - 1):
        _, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(prepared(await running.token(PERSON), f"half-{cut}", body[:cut], length=len(body)))
        await asyncio.sleep(0.05)
        writer.transport.abort()
    await asyncio.sleep(0.2)

    assert before == looking.last_position(running.data, "booking")
    assert 200 == (await running.do("GET", "/readyz")).status


async def test_bytes_that_are_no_http_end_the_connection_and_nothing_else(running, place) -> None:
    """A stranger at the port harms nobody but himself."""
    for noise in (
        b"\x16\x03\x01\x02\x00",
        b"GET\r\n\r\n",
        b"POST / HTTP/9.9\r\n\r\n",
        b"\x00" * 70_000,
        b"A" * 100_000,
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(noise)
        writer.write_eof()
        answered = await asyncio.wait_for(reader.read(), 30)
        assert not answered or answered.startswith(b"HTTP/1.1 4"), answered[:100]
        writer.close()

    assert 200 == (await running.do("GET", "/readyz")).status
