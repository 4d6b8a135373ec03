"""Looking for the events of one trace on the bus: from a time on, every partition once, bounded in time."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from confluent_kafka import OFFSET_END, Consumer, KafkaException, TopicPartition

from shared.messaging.bus import BusUnavailable

ASK_SECONDS_MAX = 10.0
RECORDS_PER_READ = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """One event of the trace, with what its headers say."""

    topic: str
    partition: int
    offset: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Search:
    """What was found, how many records were looked at, and whether the time was enough to see them all."""

    found: Sequence[Found]
    looked_at: int
    complete: bool


def search(
    options: Mapping[str, Any], topics: Sequence[str], trace_id: str, *, since: float | None, seconds_max: float
) -> Search:
    """Every event of a trace that came after ``since`` (seconds since 1970; ``None``: all that is there).

    ``options`` lead librdkafka to the bus. The embedded broker knows no times, and keeps so little that all is asked.

    It reads what lies there now and keeps no position. Raises ``BusUnavailable``.
    """
    until = time.monotonic() + seconds_max
    found: list[Found] = []
    looked_at = 0
    with _consumer(options) as consumer:
        begins = _begins(consumer, topics, since)
        ends = {
            (part.topic, part.partition): consumer.get_watermark_offsets(part, timeout=ASK_SECONDS_MAX)[1]
            for part in begins
        }
        left = {(part.topic, part.partition) for part in begins if part.offset < ends[part.topic, part.partition]}
        consumer.assign([part for part in begins if (part.topic, part.partition) in left])
        while left and time.monotonic() < until:
            for record in consumer.consume(RECORDS_PER_READ, timeout=0.5):
                topic, partition, offset = record.topic(), record.partition(), record.offset()
                if record.error() is not None or topic is None or partition is None or offset is None:
                    continue
                looked_at += 1
                headers = {_text(name): _text(value) for name, value in list(record.headers() or ())}
                if headers.get("traceparent", "")[3:35] == trace_id:
                    found.append(Found(topic, partition, offset, headers))
                if offset + 1 >= ends[topic, partition]:
                    left.discard((topic, partition))
    return Search(found, looked_at, complete=not left)


@contextmanager
def _consumer(options: Mapping[str, Any]) -> Iterator[Consumer]:
    """A reader that belongs to nobody. Raises ``BusUnavailable``."""
    consumer = Consumer(
        {
            **options,
            "group.id": "kyoso-trace",  # the client wants a name; no group is joined and nothing is committed
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "log_level": 0,
        }
    )
    try:
        yield consumer
    except KafkaException as error:
        raise BusUnavailable(str(error)) from error
    finally:
        consumer.close()


def _begins(consumer: Consumer, topics: Sequence[str], since: float | None) -> list[TopicPartition]:
    """Where to begin in every partition: at the first record of that time, or at the end when there is none."""
    known = consumer.list_topics(timeout=ASK_SECONDS_MAX).topics
    parts = [TopicPartition(topic, number) for topic in topics if topic in known for number in known[topic].partitions]
    if since is None:
        for part in parts:
            part.offset = consumer.get_watermark_offsets(part, timeout=ASK_SECONDS_MAX)[0]
        return parts
    asked = [TopicPartition(part.topic, part.partition, int(since * 1000)) for part in parts]
    begins = consumer.offsets_for_times(asked, timeout=ASK_SECONDS_MAX) if asked else []
    for part in begins:
        if part.offset == OFFSET_END:
            part.offset = consumer.get_watermark_offsets(part, timeout=ASK_SECONDS_MAX)[1]
    return begins


def _text(value: str | bytes | None) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else value or ""
