"""A Kafka client of another make (librdkafka) at the embedded broker, and a town that was played with."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from confluent_kafka import Consumer, Message, Producer

from kyoso.story import play
from kyoso.story.cast import Given
from shared.contracts import TOPICS
from tests.end_to_end.town_kit import STAFF, Furnished, TownProcess, furnish, offer

READ_SECONDS_MAX = 60
QUIET_SECONDS = 2.0
RESIDENT = "resident-hana"
FAMILY, GIVEN, ADDRESS = "野々宮", "ひかり", "hikari@example.jp"


@dataclass(frozen=True, slots=True)
class Read:
    """One record as librdkafka gave it."""

    topic: str
    key: str
    headers: dict[str, str]
    value: bytes
    raw: tuple[tuple[str, bytes], ...] = ()

    @classmethod
    def of(cls, message: Message) -> "Read":
        raw = tuple((name, value or b"") for name, value in message.headers() or [])
        headers = {name: value.decode(errors="replace") for name, value in raw}
        return cls(str(message.topic()), (message.key() or b"").decode(), headers, message.value() or b"", raw)

    @property
    def type(self) -> str:
        return self.headers["ce_type"]

    @property
    def body(self) -> Any:
        return json.loads(self.value)


async def played(running: TownProcess, plays: int) -> Furnished:
    """A few plays of the loop by people who have accounts, with something to have for the points."""
    place = await furnish(running)
    await offer(running)
    for person, family, given in ((RESIDENT, FAMILY, GIVEN), (place.officer, "役員", "ゆい")):
        name = {"family": family, "given": given}
        account = {"person_id": person, "channel": "counter", "name": name, "contact": {"email": ADDRESS}}
        await running.done("POST", "/people/people", STAFF, account)
    await running.caught_up()
    cast = await cast_of(running, place)
    for _ in range(plays):
        await play(f"http://127.0.0.1:{running.port}", cast, lambda told: None)
    await running.caught_up()
    return place


async def cast_of(running: TownProcess, place: Furnished) -> Given:
    """The same players each time; they tidy up behind themselves."""
    officer = {"token": await running.token(place.officer), "groups": [place.group_id]}
    tokens = {"resident": await running.token(RESIDENT), "staff": await running.token(STAFF)}
    return Given({**tokens, "officer": officer, "facility_id": place.houses[0]})


def read_all(running: TownProcess) -> list[Read]:
    """Subscribe to every topic in a group of one's own, and read until nothing more comes."""
    consumer = Consumer(
        {
            "bootstrap.servers": address_of(running),
            "group.id": "somebody-else",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe(sorted(TOPICS))
    found: list[Read] = []
    began = heard = time.monotonic()
    try:
        while time.monotonic() - began < READ_SECONDS_MAX and (not found or time.monotonic() - heard < QUIET_SECONDS):
            message = consumer.poll(0.2)
            if message is None:
                continue
            assert message.error() is None, message.error()
            found.append(Read.of(message))
            heard = time.monotonic()
    finally:
        consumer.close()
    return found


@dataclass(frozen=True, slots=True)
class Forged:
    """One record that nobody of the town wrote."""

    topic: str
    headers: Sequence[tuple[str, bytes | None]]
    value: bytes | None
    key: bytes | None = b"forged/key"


def headers_of(type_name: str, subject: str, id: str, **more: bytes) -> list[tuple[str, bytes | None]]:
    """The headers of a good event; ``more`` adds or replaces some."""
    good: Mapping[str, bytes] = {
        "ce_specversion": b"1.0",
        "ce_id": id.encode(),
        "ce_source": b"urn:kyoso:139998:forged",
        "ce_type": type_name.encode(),
        "ce_subject": subject.encode(),
        "ce_time": b"2026-11-22T05:30:00Z",
        "ce_sequence": b"000000000001.0000",
        "content-type": b"application/json",
    }
    return list({**good, **more}.items())


def write(running: TownProcess, records: Sequence[Forged]) -> None:
    """Write records to the embedded broker, which asks nobody who they are."""
    producer = Producer({"bootstrap.servers": address_of(running), "acks": "all", "linger.ms": 5})
    for record in records:
        headers = list(record.headers)
        producer.produce(record.topic, key=record.key, value=record.value, headers=headers, partition=0)
        producer.poll(0)
    assert producer.flush(30) == 0


def address_of(running: TownProcess) -> str:
    """Where any Kafka client may attach."""
    return (running.data / "bus").read_text().strip()
