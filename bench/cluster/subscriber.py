"""A subscriber that was away: 100,000 events wait at a broker of their own, and one consumer takes them all.

Once with a durable effect per event in a journal of the subscriber's own (SQLite, as a neighbour may have it); and for
comparison one of kyoso's services on the cluster's store, which is bound by that store.
"""

import asyncio
import os
import tempfile
import time
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from bench.cluster.bookings import FAST, run
from bench.figures import Figures
from shared.contracts.booking_activities import ActivityAttended
from shared.health import Health
from shared.messaging.bus import Outgoing
from shared.messaging.connection import Connection
from shared.messaging.consumer import Consumer
from shared.messaging.consumer_lag import ConsumerLag
from shared.messaging.dispatch import Dispatch, Patience
from shared.messaging.kafka import KafkaBus
from shared.metrics import Metrics
from shared.process import tune
from tests.cluster.kafka_kit import RealKafka
from tests.cluster.place import Place
from tests.toys import LISTENER_MODEL, TOPIC, Listener, journal_of, listener_handlers

EVENTS = int(os.environ.get("BENCH_EVENTS") or 100_000)
SUBJECTS = 500


async def away(figures: Figures) -> None:
    """A neighbour's consumer on a machine of its own: nothing of the cluster runs beside it."""
    with tempfile.TemporaryDirectory() as name:
        kafka = RealKafka(Path(name) / "kafka").start()
        try:
            bootstrap = kafka.layout.address("kafka")
            await written(bootstrap)
            rate = await durable(bootstrap, Path(name) / "journal")
        finally:
            kafka.kill()
    figures.add(f"{EVENTS:,} events to a consumer that was away, durable effects a second", [rate], ">= 5000")


async def written(bootstrap: str) -> None:
    """Everything lies at the broker, in one partition: what one consumer of a group gets."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(TOPIC, 1, 1)])
    await admin.close()
    bus = KafkaBus(Connection(bootstrap))
    await bus.start([TOPIC])
    for start in range(0, EVENTS, 2_000):
        await bus.publish(TOPIC, "bench", [_record(number) for number in range(start, min(start + 2_000, EVENTS))])
    await bus.stop()


def _record(number: int) -> Outgoing:
    subject = f"activity/a{number % SUBJECTS}"
    event = ActivityAttended(activity_id=f"a{number % SUBJECTS}", group_id="g", person_id=f"p{number % SUBJECTS}")
    headers = (
        ("ce_specversion", b"1.0"),
        ("ce_id", f"bench-{number}.0".encode()),
        ("ce_source", b"urn:kyoso:139998:booking"),
        ("ce_type", event.type.encode()),
        ("ce_subject", subject.encode()),
        ("ce_time", b"2026-11-22T05:30:00.000000Z"),
        ("ce_sequence", f"{number:012d}.0000".encode()),
        ("content-type", b"application/json"),
    )
    return Outgoing(subject.encode(), event.body(), headers, number)


async def durable(bootstrap: str, folder: Path) -> float:
    """Events a second, each with one commit of its own, from the first to the last."""
    tune()
    journal = journal_of(LISTENER_MODEL, folder)
    await journal.open()
    listener, metrics, handlers = Listener(journal), Metrics("points"), listener_handlers()
    dispatch = Dispatch(handlers, listener, journal, metrics, Patience())
    bus, lag = KafkaBus(Connection(bootstrap)), ConsumerLag(metrics, Health())
    consumer = Consumer("bench-subscriber", handlers.topics, bus, dispatch, journal, lag)
    await consumer.start()
    while not listener.order:
        await asyncio.sleep(0.001)
    begin, first = time.perf_counter(), len(listener.order)
    while len(listener.order) < EVENTS:
        await asyncio.sleep(0.01)
    elapsed = time.perf_counter() - begin
    await consumer.stop()
    await journal.close()
    return (EVENTS - first) / elapsed


async def measure(figures: Figures, place: Place) -> None:
    """Messages of ``notifications`` a second after it was away: two commits each, in the cluster's store."""
    replicas = place.replicas("notifications")
    for replica in replicas:
        await replica.stop()
    await run(place, "away", FAST, 0.0)
    before = place.books.size("notifications")
    begin = time.perf_counter()
    replicas[0].start()
    await place.until_ready(replicas[0])
    began = time.perf_counter()
    await place.caught_up(900)
    elapsed = time.perf_counter() - began
    written_commits = place.books.size("notifications") - before
    replicas[1].start()
    await place.until_ready()
    figures.add("notifications was away, one replica comes back: ready after, s", [began - begin])
    figures.add("notifications was away: events a second until caught up", [FAST / elapsed])
    figures.add("notifications was away: commits a second into the cluster's store", [written_commits / elapsed])
