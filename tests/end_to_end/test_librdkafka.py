"""A Kafka client of another make, attached to the embedded broker, reads the whole loop as CloudEvents, in order."""

import asyncio
import json
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, Message
from jsonschema import Draft202012Validator

from kyoso.story import play
from kyoso.story.cast import Given
from shared.contracts import TOPICS
from tests.end_to_end.town_kit import ROOT, STAFF, TownProcess, furnish, town

LOOP = (
    "introduction-proposed.v1",
    "introduction-accepted.v1",
    "group-joined.v1",
    "booking-confirmed.v1",
    "activity-announced.v1",
    "activity-signed-up.v1",
    "activity-attended.v1",
    "points-earned.v1",
    "message-sent.v1",
)
"""What follows from declared interests, which are nobody else's business and no event of the bus."""
PLAYS = 2
READ_SECONDS_MAX = 60
QUIET_SECONDS = 2.0
FAMILY, GIVEN, ADDRESS = "野々宮", "ひかり", "hikari@example.jp"


@dataclass(frozen=True, slots=True)
class Read:
    """One record as librdkafka gave it."""

    topic: str
    key: str
    headers: dict[str, str]
    value: bytes

    @classmethod
    def of(cls, message: Message) -> "Read":
        headers = {name: (value or b"").decode() for name, value in message.headers() or []}
        return cls(str(message.topic()), (message.key() or b"").decode(), headers, message.value() or b"")

    @property
    def type(self) -> str:
        return self.headers["ce_type"]

    @property
    def body(self) -> Any:
        return json.loads(self.value)


async def played(running: TownProcess) -> None:
    """A few plays of the loop by people who have accounts."""
    place = await furnish(running)
    for person, family, given in (("resident-hana", FAMILY, GIVEN), (place.officer, "役員", "ゆい")):
        name = {"family": family, "given": given}
        account = {"person_id": person, "channel": "counter", "name": name, "contact": {"email": ADDRESS}}
        await running.done("POST", "/people/people", STAFF, account)
    await running.caught_up()
    cast = Given(
        {
            "resident": await running.token("resident-hana"),
            "officer": {"token": await running.token(place.officer), "groups": [place.group_id]},
            "staff": await running.token(STAFF),
            "facility_id": place.houses[0],
        }
    )
    for _ in range(PLAYS):
        await play(f"http://127.0.0.1:{running.port}", cast, lambda told: None)
    await running.caught_up()


def read_all(address: str) -> list[Read]:
    """Subscribe to every topic in a group of one's own, and read until nothing more comes."""
    consumer = Consumer(
        {
            "bootstrap.servers": address,
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


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Read]:
    async def play_and_read() -> list[Read]:
        async with town(tmp_path_factory.mktemp("librdkafka") / "data") as running:
            await played(running)
            return await asyncio.to_thread(read_all, (running.data / "bus").read_text().strip())

    return asyncio.run(play_and_read())


def test_the_whole_loop_is_on_the_bus(records: list[Read]) -> None:
    """Another system hears each step, as often as it happened."""
    types = [record.type for record in records]

    assert [] == [name for name in LOOP if types.count(name) < PLAYS]


def test_every_record_is_a_cloud_event(records: list[Read]) -> None:
    """CloudEvents 1.0 in binary mode (Kafka protocol binding): the attributes are headers, the data is the value."""
    for record in records:
        headers = record.headers
        assert headers["ce_specversion"] == "1.0"
        assert re.fullmatch(r"urn:kyoso:\d{6}:[a-z]+", headers["ce_source"])
        assert headers["ce_source"].endswith(f":{TOPICS[record.topic].owner}")
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.v[1-9]\d*", headers["ce_type"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", headers["ce_time"])
        assert datetime.fromisoformat(headers["ce_time"])
        assert headers["content-type"] == "application/json"
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", headers["traceparent"])
        assert headers["ce_subject"] == record.key
        assert headers["ce_id"]
    assert len(records) == len({(record.headers["ce_source"], record.headers["ce_id"]) for record in records})


def test_every_body_fits_its_published_schema(records: list[Read]) -> None:
    """What docs/events promises is what is sent."""
    schemas = {path.name: json.loads(path.read_text("utf-8")) for path in (ROOT / "docs/events").glob("*.schema.json")}
    for record in records:
        schema = schemas[f"{record.type}.schema.json"]
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

        assert [] == [error.message for error in validator.iter_errors(record.body)], record.type


def test_what_happened_to_one_subject_is_in_order(records: list[Read]) -> None:
    """First occurrences come in the order of their sequence, per topic and subject."""
    sequences: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record in records:
        sequences[record.topic, record.headers["ce_subject"]].append(record.headers["ce_sequence"])

    assert any(len(found) > 1 for found in sequences.values())
    for found in sequences.values():
        assert found == sorted(set(found))
        assert {len(found[0])} == {len(sequence) for sequence in found}


def test_causes_come_before_their_effects(records: list[Read]) -> None:
    """The events of the last play, by their time, tell the loop in its order."""
    last = {name: max(record.headers["ce_time"] for record in records if record.type == name) for name in LOOP}
    times = [last[name] for name in LOOP if name != "message-sent.v1"]  # people are told of every step

    assert times == sorted(times)


def test_no_record_says_who_a_person_is(records: list[Read]) -> None:
    """Names and addresses are in the vault, whatever is played; open topics do not even carry an id."""
    for record in records:
        text = record.value.decode() + json.dumps(record.headers, ensure_ascii=False) + record.key
        assert not re.search(f"{FAMILY}|{GIVEN}|{ADDRESS}", text)
        if TOPICS[record.topic].audience == "open":
            assert "resident-hana" not in text


async def test_the_address_is_gone_when_nothing_runs(tmp_path: Path) -> None:
    """A stale address would send clients to a port that anybody may have by now."""
    async with town(tmp_path / "data") as running:
        assert re.fullmatch(r"127\.0\.0\.1:\d+\n", (running.data / "bus").read_text())

    assert not (tmp_path / "data" / "bus").exists()
