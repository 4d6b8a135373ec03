"""What a stranger on the machine may write to the bus: the town stays up and keeps what it cannot handle for people."""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from kyoso.admin import token
from kyoso.compose import NAMES, compose
from kyoso.story import play
from shared.clock import SystemClock
from shared.contracts import BY_TYPE, TOPICS
from shared.service import Site
from shared.settings import Settings
from tests.end_to_end.foreign import Forged, cast_of, headers_of, played, write
from tests.end_to_end.town_kit import ROOT, STAFF, TownProcess, activity, town
from tests.faults import looking

UNREADABLE: dict[str, dict[str, bytes | None]] = {
    "type-not-utf-8": {"ce_type": b"\xff\xfe"},
    "subject-not-utf-8": {"ce_subject": b"\x82\xa0\xff"},
    "trace-not-utf-8": {"traceparent": b"\xc3\x28"},
    "no-id": {"ce_id": b""},
    "id-is-null": {"ce_id": None},
    "no-subject": {"ce_subject": b""},
    "no-type": {"ce_type": b""},
    "time-is-no-time": {"ce_time": b"yesterday"},
    "time-without-a-zone": {"ce_time": b"2026-11-22T05:30:00"},
    "time-outside-the-calendar": {"ce_time": b"0001-01-01T00:00:00+23:59"},
}
"""Envelopes that cannot be read: a letter for everybody who listens to the topic."""
POISON: dict[str, bytes | None] = {
    "null": None,
    "empty": b"",
    "not-json": b"{'a': 1",
    "not-an-object": b"[1, 2, 3]",
    "no-fields": b"{}",
    "not-utf-8": b'{"person_id": "\x83\x84"}',
    "half-a-character": b'{"person_id": "\\ud800"}',
    "a-number-too-many": b'{"person_id": 1e999, "amount": ' + b"9" * 400 + b"}",
    "deep": b"[" * 10_000 + b"]" * 10_000,
}
"""Bodies that fit no contract: a letter for everybody with a handler for the type."""


def listeners(data: Path) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Who listens to each topic, and who has a handler for each type."""
    services = compose(Site.of(Settings(data=data, demo=True), SystemClock()))
    by_topic = {topic: {name for name, each in services.items() if topic in each.handlers.topics} for topic in TOPICS}
    by_type = {type_: {name for name, each in services.items() if type_ in each.handlers.by_type} for type_ in BY_TYPE}
    return by_topic, by_type


def skipped(topic: str) -> list[Forged]:
    """Events of types that nobody knows, newer ones among them."""
    newer = [type_name.rpartition(".v")[0] + ".v99" for type_name, event in BY_TYPE.items() if event.topic == topic]
    types = ("what-is-this.v1", "🙂", "x" * 5_000, *newer)
    headers = [headers_of(name, f"forged/{topic}/skip", f"{topic}-{name}") for name in types]
    return [Forged(topic, each, b'{"more": "fields"}') for each in headers]


def unreadable(topic: str) -> list[Forged]:
    """Good types in envelopes that cannot be read."""
    about = next(type_name for type_name, event in BY_TYPE.items() if event.topic == topic)
    forged = []
    for name, spoilt in UNREADABLE.items():
        subject = f"forged/{topic}/{name}"
        headers: dict[str, bytes | None] = {**dict(headers_of(about, subject, f"{topic}-{name}")), **spoilt}
        forged.append(Forged(topic, list(headers.items()), b"{}", subject.encode()))
    return forged


def poisoned(topic: str, type_name: str) -> list[Forged]:
    """Good envelopes with bodies that are not what the type says."""
    ids = {name: f"{type_name}-{name}" for name in POISON}
    return [
        Forged(topic, headers_of(type_name, f"forged/{topic}/{ids[name]}", ids[name]), body, None)
        for name, body in POISON.items()
    ]


async def letters(running: TownProcess) -> list[dict[str, Any]]:
    """Every open letter, as the command line gets them from the running town."""
    listed = await admin(running, "dead-letters-list", {})
    return list(listed["items"])


async def admin(running: TownProcess, operation: str, arguments: dict[str, Any]) -> Any:
    """One operation of the admin API, with the key of the deployment."""
    site = Site.of(Settings(data=running.data, demo=True), SystemClock())
    headers = {"Authorization": f"Bearer {token(site)}"}
    answer = await running.do("POST", f"/admin/{operation}", "", arguments, "", **headers)
    assert answer.status == 200, answer.body
    return answer.json()


async def until_letters(running: TownProcess, count: int) -> list[dict[str, Any]]:
    """Wait for so many open letters."""
    deadline = time.monotonic() + 60
    while len(found := await letters(running)) < count:
        assert time.monotonic() < deadline, f"{len(found)} of {count}"
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.3)
    return await letters(running)


async def test_what_cannot_be_handled_becomes_letters_where_it_must_and_nowhere_else(tmp_path: Path) -> None:
    """Unknown and newer types are skipped; what cannot be read is kept by each listener, and the loop goes on."""
    async with town(tmp_path / "data") as running:
        place = await played(running, 1)
        by_topic, by_type = listeners(tmp_path / "other")
        before = {name: looking.last_position(running.data, name) for name in NAMES}
        forged: list[Forged] = []
        expected: set[tuple[str, str, str]] = set()
        for topic in TOPICS:
            forged += [*skipped(topic), *unreadable(topic)]
            expected |= {(service, topic, name) for service in by_topic[topic] for name in UNREADABLE}
        for type_name, event in BY_TYPE.items():
            forged += poisoned(event.topic, type_name)
            names = [f"{type_name}-{name}" for name in POISON]
            expected |= {(service, event.topic, name) for service in by_type[type_name] for name in names}

        await asyncio.to_thread(write, running, forged)
        found = await until_letters(running, len(expected))

        assert len(expected) == len(found)
        assert {"failed"} == {letter["status"] for letter in found}
        got = {(letter["service"], letter["topic"]) for letter in found}
        assert {(service, topic) for service, topic, _ in expected} == got
        named = {(letter["service"], letter["topic"], letter["subject"].rpartition("/")[2]) for letter in found}
        assert {each for each in expected if each[2] not in UNREADABLE} <= named
        assert before == {name: looking.last_position(running.data, name) for name in NAMES}
        assert 200 == (await running.do("GET", "/readyz")).status
        await play(f"http://127.0.0.1:{running.port}", await cast_of(running, place), lambda told: None)

        assert 0 == running.stop()  # a restart multiplies nothing
        running.start()
        await running.ready()
        assert len(expected) == len(await letters(running))


async def test_a_good_event_with_more_fields_counts_once(tmp_path: Path) -> None:
    """A newer writer may add fields: what is known of the event is handled, however often it comes."""
    async with town(tmp_path / "data") as running:
        place = await played(running, 1)
        attended = {"activity_id": "elsewhere", "group_id": place.group_id, "person_id": "person-0042"}
        body = json.dumps(
            {**attended, "minutes": 60, "evidence": "staff", "mood": "good", "nested": {"a": [1]}}
        ).encode()
        headers = headers_of("activity-attended.v1", "activity/elsewhere", "newer-1", ce_more=b"unknown")
        forged = Forged("kyoso.participations", headers, body)

        await asyncio.to_thread(write, running, [forged] * 5)
        deadline = time.monotonic() + 30
        while (await running.do("GET", "/points/accounts/me", "person-0042")).json()["balance"] != 50:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)
        await running.caught_up()

        assert 50 == (await running.do("GET", "/points/accounts/me", "person-0042")).json()["balance"]
        assert [] == await letters(running)


async def test_a_poisoned_subject_waits_and_is_let_go_in_order(tmp_path: Path) -> None:
    """A real activity with a poisoned event in it: later attendances wait, show and replay tell why, discard frees."""
    async with town(tmp_path / "data") as running:
        place = await played(running, 1)
        invited = await running.done("POST", "/booking/activities", place.officer, activity(place.group_id))
        path, people = f"/booking/activities/{invited['activity_id']}", [f"person-{n:04}" for n in range(1, 6)]
        for person in people:
            await running.done("POST", f"{path}/sign-ups", place.officer, {"person_id": person})
        await running.caught_up()
        subject = f"activity/{invited['activity_id']}"
        poison = Forged(
            "kyoso.participations", headers_of("activity-attended.v1", subject, "poison"), b'{"person_id": 7}'
        )
        await asyncio.to_thread(write, running, [poison])
        poisoned = await until_letters(running, 2)
        assert {"points", "notifications"} <= {letter["service"] for letter in poisoned}

        for person in people:
            await running.done("POST", f"{path}/attendances", place.officer, {"person_id": person})
        await running.caught_up()

        found = [letter for letter in await letters(running) if letter["service"] == "points"]
        assert ["failed", *["parked"] * len(people)] == [letter["status"] for letter in found]
        assert sorted(letter["sequence"] for letter in found[1:]) == [letter["sequence"] for letter in found[1:]]
        for person in people:
            assert 0 == (await running.do("GET", "/points/accounts/me", person)).json()["balance"]
        first, parked = found[0]["id"], found[1]["id"]
        several = await kyoso(running, "discard", first, "--yes")
        assert (1, True) == (several.returncode, "notifications" in several.stderr)
        shown = await kyoso(running, "show", first[:12], "--service", "points")
        assert '{"person_id": 7}' in shown.stdout
        replayed = await kyoso(running, "replay", first[:12], "--service", "points")
        assert (1, True) == (replayed.returncode, "does not fit" in replayed.stderr)
        refused = await kyoso(running, "discard", parked, "--yes", "--service", "points")
        assert (1, True) == (refused.returncode, "parked" in refused.stderr)

        discarded = await kyoso(running, "discard", first, "--yes", "--service", "points")
        assert 0 == discarded.returncode, discarded.stderr
        for person in people:
            await until_balance(running, person, 50)
        left = {letter["service"] for letter in await letters(running)}
        assert "points" not in left
        for letter in [each for each in await letters(running) if each["status"] == "failed"]:
            await admin(running, "dead-letters-discard", {"id": letter["id"], "service": letter["service"]})
        await running.caught_up()
        assert [] == await letters(running)
        closed = await admin(running, "dead-letters-list", {"closed": True})
        assert {"discarded", "replayed"} == {letter["status"] for letter in closed["items"]}
        orders = [event.body["person_id"] for event in looking.events(running.data, "points", "points-earned.v1")]
        assert people == [person for person in orders if person in people]
        audit = [json.loads(line) for line in (running.data / "audit.jsonl").read_text().splitlines()]
        assert {"dead-letters-replay", "dead-letters-discard"} <= {line["operation"] for line in audit}
        assert (await running.do("GET", "/points/ledger", STAFF)).json()["balanced"]


async def until_balance(running: TownProcess, person: str, balance: int) -> None:
    deadline = time.monotonic() + 20
    while (found := (await running.do("GET", "/points/accounts/me", person)).json()["balance"]) != balance:
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.1)


async def kyoso(running: TownProcess, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``kyoso dead-letters …`` beside the running town."""
    command = [sys.executable, "-m", "kyoso.cli", "dead-letters", *arguments, "--data", str(running.data)]
    return await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True, timeout=60)
