"""What a broker lost is published again: the same events under the same ids, each stream's in order, nobody moved."""

from datetime import timedelta

import pytest
from confluent_kafka import Consumer, TopicPartition

from kyoso import admin
from kyoso.care import NothingToPublishOn
from kyoso.folder import DataFolder
from shared.messaging.embedded import EmbeddedBus
from shared.messaging.republishing import Republishing
from shared.service import Service
from tests.integration.care.care_kit import STORES, Wire, fill, opened, prepare, register

TOPIC = "kyoso.people"


async def told(service: Service) -> None:
    """As if a relay had published and confirmed all."""
    store = service.journal.store
    if store.exclusive:
        copy = store.copying()
        await copy.open()
        await copy.told_until_here(service.journal.model.topics)
        await copy.close()
        return
    while found := await store.pending(100):
        for stream in {stream for stream, _, _ in found}:
            await store.confirm(await store.pending_of(stream))


async def published(service: Service, since, wire, **options) -> int:
    republishing = Republishing(service, wire, "urn:kyoso:139998:people", since, **options)
    after, count = "", 0
    while after is not None:
        part = await republishing.part(after, 3)
        after, count = part.next, count + sum(part.events.values())
    return count


@pytest.mark.parametrize("store", STORES)
async def test_everything_since_an_instant_goes_out_again_once_under_its_ids(places, store):
    """Ids, order within a stream, bodies: those of the journal. What came before the instant stays."""
    settings = places.make(store, "town")
    await prepare(settings)
    await fill(settings, 4)
    async with opened(settings) as services:
        people = services["people"]
        since = people.journal.now() + timedelta(microseconds=1)
        commits = [await register(services, f"new{n}") for n in range(3)]
        await told(people)
        marks, wire = await people.journal.store.marks(), Wire()

        assert 3 == await published(people, since, None)
        assert [] == wire.sent
        assert 3 == await published(people, since, wire)

        wanted = {
            commit.event_id(n) for commit in commits for n, r in enumerate(commit.records) if "registered" in r.type
        }
        assert wanted == set(wire.ids(TOPIC))
        assert len(wanted) == len(wire.sent)
        assert marks == await people.journal.store.marks()
        assert 0 == await published(people, since, Wire(), topics=("booking.bookings",))


@pytest.mark.parametrize("store", STORES)
async def test_what_was_never_published_is_left_to_the_relay(places, store):
    """An unconfirmed commit may wait for a step of its saga: nobody hears of it before."""
    settings = places.make(store, "town")
    await prepare(settings)
    await fill(settings, 2)
    async with opened(settings) as services:
        people = services["people"]
        since = people.journal.now() - timedelta(days=1)
        await told(people)
        wire = Wire()
        before = await published(people, since, Wire())
        await register(services, "pending")

        assert before == await published(people, since, wire)
        assert all(b"person/pending" != record.key for _, record in wire.sent)


async def test_a_record_stands_for_what_the_relay_had_published(places):
    """On the embedded bus a record carries a position: one too high would hide what is not published yet."""
    settings = places.make("sqlite", "town")
    await fill(settings, 4)
    async with opened(settings) as services:
        people = services["people"]
        await told(people)
        last = await people.journal.store.last_position()
        await register(services, "later")
        wire = Wire()

        await published(people, people.journal.now() - timedelta(days=1), wire)

        assert {last} == {record.position for _, record in wire.sent}


async def test_without_a_broker_it_says_so_and_a_count_still_works(places):
    """Embedded and not running: there is nothing to publish on; nothing is audited for a count."""
    settings = places.make("sqlite", "town")
    await fill(settings, 2)
    arguments = {"service": "people", "since": "2020-01-01T00:00:00Z"}
    async with admin.offline(settings, DataFolder(settings.data)) as scope:
        await told(scope.services["people"])
        with pytest.raises(NothingToPublishOn):
            await admin.perform("republish", arguments, scope)
        counted = await admin.perform("republish-count", arguments, scope)

    assert counted["events"][TOPIC] >= 3
    assert 1 == (settings.data / "audit.jsonl").read_text().count('"republish"')


async def test_without_a_running_town_it_goes_to_the_broker_that_the_settings_name(places):
    """In a cluster the command has a connection of its own: the records are there when it returns."""
    broker = EmbeddedBus({})
    await broker.start((TOPIC,))
    try:
        settings = places.make("sqlite", "town", bus="kafka", kafka_bootstrap=broker.connection.bootstrap)
        await fill(settings, 3)
        arguments = {"service": "people", "since": "2020-01-01T00:00:00+00:00", "topics": [TOPIC]}
        async with admin.offline(settings, DataFolder(settings.data)) as scope:
            await told(scope.services["people"])
            done = await admin.perform("republish", arguments, scope)
        consumer = Consumer({"bootstrap.servers": broker.connection.bootstrap, "group.id": "look"})
        partitions = consumer.list_topics(TOPIC, 10).topics[TOPIC].partitions
        ends = [consumer.get_watermark_offsets(TopicPartition(TOPIC, n), 10)[1] for n in partitions]
        consumer.close()
    finally:
        await broker.stop()

    assert done["events"][TOPIC] == sum(ends) >= 4
