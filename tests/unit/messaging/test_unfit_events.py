"""Events that a contract or a topic does not allow are told apart from faults: a fault is tried again for ever."""

import json
from typing import Any

import pytest

from shared.contracts.booking import BookingConfirmed
from shared.contracts.matching import OfficerAppointed
from shared.messaging.dispatch import Dispatch, Failed, Patience
from shared.messaging.envelope import Arrived, Incoming
from shared.messaging.handlers import Handlers
from shared.messaging.tail import Tail
from shared.metrics import Metrics

BOOKING = {
    "booking_id": "b",
    "facility_id": "f",
    "room_ids": [],
    "starts_at": "2026-12-01T00:00:00Z",
    "ends_at": "2026-12-01T01:00:00Z",
    "person_id": "p",
    "people": 1,
    "purpose": "meeting",
    "fee": 0,
}
OFFICER = {"group_id": "g", "person_id": "p", "role": "officer"}


def arrived(type_name: str, topic: str, body: dict[str, Any]) -> Arrived:
    headers = (("ce_id", b"f.0"), ("ce_type", type_name.encode()), ("ce_subject", b"s"))
    return Arrived(topic, b"s", json.dumps(body).encode(), headers)


async def delivered(item: Arrived) -> list[Any]:
    """What the handlers were given."""
    handlers: Handlers[Any] = Handlers()
    taken: list[Any] = []

    async def take(event: Any, uses: Any, cause: Any) -> None:
        taken.append(event)

    handlers.consumes(BookingConfirmed, name="take-booking")(take)
    handlers.consumes(OfficerAppointed, name="take-officer")(take)
    journal: Any = type("Journal", (), {"causes": type("Causes", (), {"fact": lambda *_: None})()})
    await Dispatch(handlers, None, journal, Metrics("toy"), Patience()).handle(item)
    return taken


async def test_a_good_event_on_its_own_topic_is_handled() -> None:
    """So that the refusals below are refusals of what is wrong."""
    assert 1 == len(await delivered(arrived(BookingConfirmed.type, BookingConfirmed.topic, BOOKING)))


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00"])
async def test_an_instant_outside_the_calendar_does_not_fit_its_contract(at: str) -> None:
    """It overflows on the way to UTC; the service goes on with the next event."""
    with pytest.raises(Failed, match="does not fit"):
        await delivered(arrived(BookingConfirmed.type, BookingConfirmed.topic, {**BOOKING, "starts_at": at}))


async def test_a_type_is_refused_on_a_topic_that_is_not_its_own() -> None:
    """Who may write to one topic must not speak for the owner of another."""
    with pytest.raises(Failed, match=r"belongs to kyoso\.memberships"):
        await delivered(arrived(OfficerAppointed.type, BookingConfirmed.topic, OFFICER))


def test_an_odd_event_does_not_end_the_listening() -> None:
    """The live page hears the next one, whatever a listener made of this one."""
    heard: list[str] = []

    def hear(incoming: Incoming) -> None:
        heard.append(incoming.type)
        raise OverflowError

    bus: Any = None
    tail = Tail(bus, (), hear)
    for _ in range(2):
        tail._take(arrived(OfficerAppointed.type, OfficerAppointed.topic, OFFICER))

    assert [OfficerAppointed.type] * 2 == heard
