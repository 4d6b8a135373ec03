"""Events a second from the bus to a durable effect: by a consumer process, and for the whole loop in one process."""

import asyncio
import multiprocessing
import statistics
import tempfile
import time
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.figures import Figures
from shared.contracts.booking_activities import ActivityAttended
from shared.health import Health
from shared.messaging.bus import Outgoing
from shared.messaging.connection import Connection as BusAddress
from shared.messaging.consumer import Consumer
from shared.messaging.consumer_lag import ConsumerLag
from shared.messaging.dispatch import Dispatch, Patience
from shared.messaging.embedded import EmbeddedBus
from shared.messaging.kafka import KafkaBus
from shared.metrics import Metrics
from shared.process import tune
from tests.toys import LISTENER_MODEL, TOPIC, Listener, journal_of, listener_handlers, toys

EVENTS = 8_000
"""Under what the embedded broker keeps of a topic, so that all can lie there before the consumer starts."""
LOOP_EVENTS = 20_000
SUBJECTS = 500
RUNS = 3


def _records(run: int) -> list[Outgoing]:
    made = []
    for number in range(EVENTS):
        subject = f"activity/a{number % SUBJECTS}"
        event = ActivityAttended(activity_id=f"a{number % SUBJECTS}", group_id="g", person_id=f"p{number % SUBJECTS}")
        headers = (
            ("ce_specversion", b"1.0"),
            ("ce_id", f"{run}-{number}.0".encode()),
            ("ce_source", b"urn:kyoso:139998:booking"),
            ("ce_type", event.type.encode()),
            ("ce_subject", subject.encode()),
            ("ce_time", b"2026-11-22T05:30:00.000000Z"),
            ("ce_sequence", f"{number:012d}.0000".encode()),
            ("content-type", b"application/json"),
        )
        made.append(Outgoing(subject.encode(), event.body(), headers, number))
    return made


def _broker(pipe: Pipe) -> None:
    """A process that is only the broker and a producer: told a run's number, it answers when all is written."""

    async def work() -> None:
        bus = EmbeddedBus({})
        await bus.start([TOPIC])
        pipe.send(bus.connection.bootstrap)
        while (run := await asyncio.to_thread(pipe.recv)) is not None:
            await bus.publish(TOPIC, "bench", _records(run))
            pipe.send("written")
        await bus.stop()

    uvloop.run(work())


async def raw(bootstrap: str, first: int) -> float:
    """Records a second that aiokafka hands over from an offset on, with nothing done to them."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest", fetch_max_wait_ms=50
    )
    await consumer.start()
    partition = TopicPartition(TOPIC, 0)
    consumer.assign([partition])
    consumer.seek(partition, first)
    count, begin = 0, 0.0
    while count < EVENTS:
        for records in (await consumer.getmany(timeout_ms=100, max_records=500)).values():
            begin = begin or time.perf_counter()
            count += len(records)
    elapsed = time.perf_counter() - begin
    await consumer.stop()
    return count / elapsed


async def durable(bootstrap: str, folder: Path) -> float:
    """Events a second, each with one commit of its own in the listener's journal, from the first to the last."""
    journal = journal_of(LISTENER_MODEL, folder)
    await journal.open()
    listener, metrics, handlers = Listener(journal), Metrics("points"), listener_handlers()
    dispatch = Dispatch(handlers, listener, journal, metrics, Patience())
    bus = KafkaBus(BusAddress(bootstrap))
    bus.embedded = True  # its fetches are not woken either
    consumer = Consumer("points", handlers.topics, bus, dispatch, journal, ConsumerLag(metrics, Health()))
    await consumer.start()
    while not listener.order:
        await asyncio.sleep(0.001)
    begin, first = time.perf_counter(), len(listener.order)
    while len(listener.order) < EVENTS:
        await asyncio.sleep(0.002)
    elapsed = time.perf_counter() - begin
    await consumer.stop()
    await journal.close()
    return (EVENTS - first) / elapsed


async def loop(folder: Path) -> float:
    """Events a second for commit, relay, bus and durable effect, all in this process."""
    async with toys(folder) as world:
        begin = time.perf_counter()
        for start in range(0, LOOP_EVENTS, 1_000):
            await asyncio.gather(
                *(world.attend(f"p{n % SUBJECTS}", f"a{n % SUBJECTS}") for n in range(start, start + 1_000))
            )
        while len(world.listener.order) < LOOP_EVENTS:
            await asyncio.sleep(0.005)
        return LOOP_EVENTS / (time.perf_counter() - begin)


async def measure(figures: Figures) -> None:
    """All figures of this page."""
    tune()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    raws, durables = [], []
    with tempfile.TemporaryDirectory() as name:
        for run in range(RUNS):
            process = context.Process(target=_broker, args=(theirs,), daemon=True)
            process.start()
            bootstrap = await asyncio.to_thread(ours.recv)
            ours.send(run)
            await asyncio.to_thread(ours.recv)
            raws.append(await raw(bootstrap, 0))
            durables.append(await durable(bootstrap, Path(name) / f"durable-{run}"))
            ours.send(None)
            await asyncio.to_thread(process.join, 10)
        whole = [await loop(Path(name) / f"loop-{run}") for run in range(RUNS)]
    base = {"raw aiokafka": statistics.median(raws)}
    figures.add("baseline: raw aiokafka, records a second", raws)
    figures.add("durable effects by a consumer process, events a second", durables, ">= 6000", base)
    figures.add("whole loop in one process, events a second", whole, ">= 2500", base)


if __name__ == "__main__":
    shown = Figures()
    uvloop.run(measure(shown))
    print(shown)
