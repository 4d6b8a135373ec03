"""What the store and the broker do alone, with nothing of kyoso before them: what every other figure is bounded by."""

import asyncio
import os
import time
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import MongoClient

from bench.figures import Figures
from shared.messaging.kafka import BATCH_BYTES_MAX
from tests.cluster.place import Place

BATCH, BATCHES, SINGLES = 64, 20, 200
RECORDS, RECORD_BYTES, TOPIC = 100_000, 500, "bench.raw"


async def measure(figures: Figures, place: Place) -> None:
    """Inserts and records a second."""
    batches, singles, updates = await asyncio.to_thread(raw_inserts, place.environment["KYOSO_MONGO_URL"])
    figures.add("baseline: store alone, inserts of 64 under two unique keys, documents a second", [batches])
    figures.add("baseline: store alone, single inserts a second", [singles])
    figures.add("baseline: store alone, single updates by key a second", [updates])
    written, read = await raw_records(place.environment["KYOSO_KAFKA_BOOTSTRAP"])
    figures.add("baseline: aiokafka alone, records written a second (acks=all, idempotent)", [written])
    figures.add("baseline: aiokafka alone, records read a second", [read])


def raw_inserts(url: str) -> tuple[float, float, float]:
    """Documents of a commit's size under the journal's two unique keys: in batches, one by one; and updates."""
    with MongoClient[dict[str, Any]](url) as client:
        journal = client["bench_raw"]["journal"]
        journal.create_index("cause", unique=True)
        run = os.urandom(4).hex()

        def document(number: int) -> dict[str, Any]:
            key = f"facility-day/{run}/{number}@{1:012d}"
            return {"_id": key, "cause": f"http/person/route/{run}{number:032d}", "events": "x" * 600, "pending": key}

        begin = time.perf_counter()
        for batch in range(BATCHES):
            journal.insert_many([document(batch * BATCH + n) for n in range(BATCH)], ordered=True)
        batches = BATCHES * BATCH / (time.perf_counter() - begin)
        begin = time.perf_counter()
        for number in range(SINGLES):
            journal.insert_one(document(1_000_000 + number))
        singles = SINGLES / (time.perf_counter() - begin)
        begin = time.perf_counter()
        for number in range(SINGLES):
            journal.update_one({"_id": document(1_000_000 + number)["_id"]}, {"$unset": {"pending": ""}})
        updates = SINGLES / (time.perf_counter() - begin)
        client.drop_database("bench_raw")
    return batches, singles, updates


async def raw_records(bootstrap: str) -> tuple[float, float]:
    """Records a second that one client writes, and that one client reads."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(TOPIC, 1, 1)])
    await asyncio.sleep(1)
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, max_batch_size=BATCH_BYTES_MAX
    )
    await producer.start()
    begin, value = time.perf_counter(), b"x" * RECORD_BYTES
    for _ in range(RECORDS // 1_000):
        batch = producer.create_batch()
        for _ in range(1_000):
            assert batch.append(key=b"key", value=value, timestamp=None) is not None
        batch.close()
        await (await producer.send_batch(batch, TOPIC, partition=0))
    written = RECORDS / (time.perf_counter() - begin)
    await producer.stop()
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    consumer.assign([TopicPartition(TOPIC, 0)])
    count, begin = 0, 0.0
    while count < RECORDS:
        for records in (await consumer.getmany(timeout_ms=500, max_records=500)).values():
            begin = begin or time.perf_counter()
            count += len(records)
    read = RECORDS / (time.perf_counter() - begin)
    await consumer.stop()
    await admin.delete_topics([TOPIC])
    await admin.close()
    return written, read
