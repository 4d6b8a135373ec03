"""How far each service is behind on Kafka: what lies in its topics and has not been finished by its group."""

import asyncio
from collections.abc import Mapping, Sequence

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from shared.messaging.bus import BusUnavailable
from shared.messaging.connection import Connection

ASK_SECONDS_MAX = 10.0
NEVER_COMMITTED = -1001


class Lag:
    """Asks the broker. ``groups``: by service, the topics that it consumes."""

    def __init__(self, connection: Connection, groups: Mapping[str, Sequence[str]]) -> None:
        self._admin = AdminClient({**connection.for_librdkafka(), "log_level": 0})
        self._groups = {group: tuple(topics) for group, topics in groups.items() if topics}

    async def by_group(self) -> dict[str, int]:
        """Events not finished, by service. Raises ``BusUnavailable``."""
        return await asyncio.to_thread(self._ask)

    async def total(self) -> int:
        """Events that some service has not finished; each counts once a service. Raises ``BusUnavailable``."""
        return sum((await self.by_group()).values())

    def _ask(self) -> dict[str, int]:
        try:
            known = self._admin.list_topics(timeout=ASK_SECONDS_MAX).topics
            parts = {
                topic: [TopicPartition(topic, number) for number in known[topic].partitions]
                for topics in self._groups.values()
                for topic in topics
                if topic in known
            }
            every = [part for of_topic in parts.values() for part in of_topic]
            ends = self._offsets(every, OffsetSpec.latest())  # type: ignore[no-untyped-call]  # as the library has it
            begins = self._offsets(every, OffsetSpec.earliest())  # type: ignore[no-untyped-call]  # likewise
            return {
                group: self._behind(group, [part for topic in topics for part in parts.get(topic, ())], ends, begins)
                for group, topics in self._groups.items()
            }
        except KafkaException as error:
            raise BusUnavailable(str(error)) from error

    def _offsets(self, parts: Sequence[TopicPartition], which: OffsetSpec) -> dict[tuple[str, int], int]:
        asked = self._admin.list_offsets(dict.fromkeys(parts, which), request_timeout=ASK_SECONDS_MAX)
        return {(part.topic, part.partition): future.result().offset for part, future in asked.items()}

    def _behind(
        self,
        group: str,
        parts: Sequence[TopicPartition],
        ends: Mapping[tuple[str, int], int],
        begins: Mapping[tuple[str, int], int],
    ) -> int:
        asked = self._admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group, list(parts))])
        behind = 0
        for part in asked[group].result().topic_partitions:
            place = (part.topic, part.partition)
            done = begins[place] if part.offset == NEVER_COMMITTED else max(part.offset, begins[place])
            behind += max(0, ends[place] - done)
        return behind
