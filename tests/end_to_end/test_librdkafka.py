"""A Kafka client of another make, attached to the embedded broker, reads the whole loop as CloudEvents, in order."""

import asyncio
import json
import re
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from shared.contracts import TOPICS
from tests.end_to_end.foreign import ADDRESS, FAMILY, GIVEN, RESIDENT, Read, played, read_all
from tests.end_to_end.town_kit import ROOT, town

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


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Read]:
    async def play_and_read() -> list[Read]:
        async with town(tmp_path_factory.mktemp("librdkafka") / "data") as running:
            await played(running, PLAYS)
            return await asyncio.to_thread(read_all, running)

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
            assert RESIDENT not in text


async def test_the_address_is_gone_when_nothing_runs(tmp_path: Path) -> None:
    """A stale address would send clients to a port that anybody may have by now."""
    async with town(tmp_path / "data") as running:
        assert re.fullmatch(r"127\.0\.0\.1:\d+\n", (running.data / "bus").read_text())

    assert not (tmp_path / "data" / "bus").exists()
