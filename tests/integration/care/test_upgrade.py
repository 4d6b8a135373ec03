"""A rolling upgrade with an event of a new version in flight: two versions of the code, one store, one group.

Readers before writers: every replica knows a type before anybody publishes it. The other order is played too, since a
night shift will meet it: what it costs is seen, and what makes it good.
"""

import itertools
from datetime import timedelta
from types import SimpleNamespace

import pytest

from shared.clock import MovableClock
from shared.contracts import BY_TYPE
from shared.contracts.booking_activities import ActivityAttended
from shared.errors import UnknownEvent
from shared.journal import Cause, Journal, Model
from shared.messaging.dispatch import Dispatch, Patience
from shared.messaging.envelope import Arrived, outgoing
from shared.messaging.handlers import Handlers
from shared.messaging.kafka import partition_of
from shared.messaging.republishing import Republishing
from shared.metrics import Metrics
from tests.contract.journal.adapters import Proxy
from tests.contract.journal.toy import CAUSES
from tests.integration.care.care_kit import Wire
from tests.shared_store import SharedStore
from tests.toys import LISTENER_MODEL, Heard, Listener, Noted, Thing, listener_handlers, source_model

REQUESTS = itertools.count()
SOURCE = "urn:kyoso:139998:booking"
PEOPLE = [f"p{n}" for n in range(8)]


class AttendedInMinutes(ActivityAttended):
    """The next major version: how long somebody was there."""

    type = "activity-attended.v2"

    minutes: int = 0


@pytest.fixture(autouse=True)
def known(monkeypatch):
    """The contracts of the new code; what tells old code from new here is the handlers."""
    monkeypatch.setitem(BY_TYPE, AttendedInMinutes.type, AttendedInMinutes)


def new_handlers() -> Handlers[Listener]:
    """The next version's table: it reads both versions, under one pinned name, so that either is the same cause."""
    handlers = listener_handlers()

    @handlers.consumes(AttendedInMinutes, name="note-attendance")
    async def note(event: AttendedInMinutes, listener: Listener, cause: Cause) -> None:
        await listener.note(event, cause)

    return handlers


class Group:
    """A service of two replicas on one store; subjects are divided between them as partitions are."""

    def __init__(self, folder) -> None:
        self._store = SharedStore(folder, LISTENER_MODEL)
        self._members: list[Dispatch] = []
        self.journals: list[Journal] = []

    async def open(self) -> None:
        for n in range(2):
            store = Proxy(self._store, owner=n == 0)
            journal = Journal(LISTENER_MODEL, store, MovableClock(), CAUSES)
            await journal.open()
            self.journals.append(journal)
            self._members.append(self._member(journal, listener_handlers()))

    def _member(self, journal: Journal, handlers: Handlers[Listener]) -> Dispatch:
        return Dispatch(handlers, Listener(journal), journal, Metrics("points"), Patience())

    def upgrade(self, number: int) -> None:
        """Restart one replica with the new code."""
        self._members[number] = self._member(self.journals[number], new_handlers())

    async def deliver(self, wire: Wire) -> None:
        """Everything on the wire, each subject to the replica of its partition; then the offsets are behind it."""
        for topic, record in wire.sent:
            member = self._members[partition_of(record.key, 2)]
            await member.deliver([Arrived(topic, record.key, record.value, record.headers)])
        wire.sent.clear()

    async def heard(self) -> dict[str, int]:
        """How many effects each person's attendance had."""
        counts = {}
        for person in PEOPLE:
            counts[person] = await self.journals[0].ask(Heard.stream(person), lambda heard: len(heard.what))
        return counts

    async def letters(self) -> list:
        return list(await self._store.letters(("failed", "parked")))

    def skipped(self) -> float:
        return sum(
            sample.value
            for member in self._members
            for metric in member._metrics.events_skipped_total.collect()
            for sample in metric.samples
            if sample.name.endswith("_total")
        )

    async def close(self) -> None:
        for journal in reversed(self.journals):
            await journal.close()


@pytest.fixture
async def group(tmp_path):
    made = Group(tmp_path / "points")
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def source(tmp_path):
    """The owner, on its new code: it can write either version, or both."""
    old = source_model()
    model = Model("booking", (*old.events, AttendedInMinutes), (Thing,), old.rows, old.project)
    journal = Journal(model, SharedStore(tmp_path / "booking", model), MovableClock(), CAUSES)
    await journal.open()
    yield journal
    await journal.close()


async def attend(source: Journal, *kinds: type[ActivityAttended]) -> Wire:
    """Everybody attends an activity of their own; each commit's event is rendered in these versions, under one id."""
    wire = Wire()
    for person in PEOPLE:
        key = f"{person}-{kinds}-{next(REQUESTS)}"
        events = [kind(activity_id=f"a-{person}", group_id="g", person_id=person) for kind in kinds]
        commit = await source.transact(
            Thing.stream(f"a-{person}"), CAUSES.http("t", "POST /t", key), lambda thing, events=events: events
        )
        for index in range(len(kinds)):
            wire.sent.append((ActivityAttended.topic, outgoing(commit, index, SOURCE, 0)))
    return wire


async def test_both_replicas_have_partitions():
    """The test is about two replicas: each of them gets some of the people."""
    assert {0, 1} == {partition_of(f"activity/a-{person}".encode(), 2) for person in PEOPLE}


async def test_readers_before_writers_lose_nothing(group, source):
    """Each replica in turn is upgraded while old events flow; only then is the new version written. Once each."""
    await group.deliver(await attend(source, ActivityAttended))
    group.upgrade(0)
    await group.deliver(await attend(source, ActivityAttended))
    group.upgrade(1)

    await group.deliver(await attend(source, AttendedInMinutes))

    assert dict.fromkeys(PEOPLE, 3) == await group.heard()
    assert [] == await group.letters()
    assert 0 == group.skipped()


async def test_a_major_version_rendered_beside_the_old_one_has_one_effect(group, source):
    """Old code hears the old one, new code hears both and knows the second by its id. In any order of upgrading."""
    await group.deliver(await attend(source, ActivityAttended, AttendedInMinutes))
    group.upgrade(0)
    await group.deliver(await attend(source, ActivityAttended, AttendedInMinutes))
    group.upgrade(1)
    await group.deliver(await attend(source, ActivityAttended, AttendedInMinutes))

    assert dict.fromkeys(PEOPLE, 3) == await group.heard()
    assert [] == await group.letters()


async def test_writers_before_readers_lose_what_old_replicas_skip_until_it_is_published_again(group, source):
    """The wrong order: an old replica skips the unknown type, counted, without a letter. Republishing mends it."""
    since = source.now() - timedelta(minutes=1)
    group.upgrade(0)

    await group.deliver(await attend(source, AttendedInMinutes))

    heard = await group.heard()
    assert {0, 1} == set(heard.values())
    assert [] == await group.letters()
    assert group.skipped() == sum(count == 0 for count in heard.values())

    group.upgrade(1)
    copy = source.store.copying()
    await copy.open()
    await copy.told_until_here(source.model.topics)
    await copy.close()
    wire = Wire()
    part = await Republishing(SimpleNamespace(journal=source), wire, SOURCE, since).part("", 1_000)
    await group.deliver(wire)

    assert part.next is None
    assert dict.fromkeys(PEOPLE, 1) == await group.heard()


async def test_old_code_leaves_a_stream_with_a_private_event_it_does_not_know_alone(tmp_path):
    """503 for that stream until the upgrade is done, and for nothing else; afterwards everything is there."""

    class Rated(Noted):
        """A private event of the new code."""

        type = "rated.v1"

    old = source_model()
    new = Model("booking", (*old.events, Rated), (Thing,), old.rows, old.project)
    store = SharedStore(tmp_path, new)
    upgraded = Journal(new, Proxy(store, owner=True), MovableClock(), CAUSES)
    await upgraded.open()
    waiting = Journal(old, SharedStore(tmp_path, old), MovableClock(), CAUSES)
    await waiting.open()
    note = CAUSES.http("t", "POST /t", "1")
    await waiting.transact(Thing.stream("a"), note, lambda thing: [Noted(what="before")])
    await upgraded.transact(Thing.stream("a"), CAUSES.http("t", "POST /t", "2"), lambda thing: [Rated(what="new")])

    with pytest.raises(UnknownEvent):
        await waiting.ask(Thing.stream("a"), lambda thing: list(thing.noted))
    with pytest.raises(UnknownEvent):
        await waiting.transact(Thing.stream("a"), CAUSES.http("t", "POST /t", "3"), lambda thing: [Noted(what="x")])
    await waiting.transact(Thing.stream("b"), CAUSES.http("t", "POST /t", "4"), lambda thing: [Noted(what="y")])

    assert ["before", "new"] == await upgraded.ask(Thing.stream("a"), lambda thing: list(thing.noted))
    await waiting.close()
    await upgraded.close()
