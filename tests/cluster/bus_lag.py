"""How far consumer groups are behind, asked from outside; and how a group is made to hear everything again."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient


class BusLag:
    """Asks the broker at ``bootstrap``, on a connection of its own each time: it may have been killed in between.

    Everything raises ``aiokafka.errors.KafkaError`` while the broker is away.
    """

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap

    async def ends(self, topics: Iterable[str]) -> dict[TopicPartition, int]:
        """The offset behind the last record of each partition."""
        async with self._admin() as admin:
            there = set(await admin.list_topics())
            described = await admin.describe_topics([topic for topic in topics if topic in there] or ["-"])
        found = [
            TopicPartition(topic["topic"], each["partition"])
            for topic in described
            for each in topic["partitions"]
            if topic["topic"] in there
        ]
        async with self._consumer() as consumer:
            return dict(await consumer.end_offsets(found)) if found else {}

    async def behind(self, groups: Mapping[str, Iterable[str]]) -> dict[str, int]:
        """By group, the records that it has not finished; groups without any are left out."""
        ends = await self.ends(sorted({topic for topics in groups.values() for topic in topics}))
        found = {}
        async with self._admin() as admin:
            for group, topics in groups.items():
                committed = await admin.list_consumer_group_offsets(group)
                left = 0
                for at, end in ends.items():
                    if at.topic in topics:
                        done = committed[at].offset if at in committed else 0
                        left += max(end - max(done, 0), 0)
                if left:
                    found[group] = left
        return found

    async def members(self, group: str) -> int:
        """How many consumers a group has."""
        async with self._admin() as admin:
            described = await admin.describe_consumer_groups([group])
            (found,) = described[0].groups
            return len(found[-1])

    async def hear_again(self, group: str, topics: Iterable[str], back: int = 1_000_000) -> int:
        """Set an empty group back by so many records of each partition; how many records it will hear again."""
        ends = await self.ends(topics)
        starts = {at: max(0, end - back) for at, end in ends.items()}
        async with self._consumer(group) as consumer:
            consumer.assign(list(starts))
            await consumer.commit(starts)
        return sum(ends.values()) - sum(starts.values())

    async def intrude(self, group: str, topics: Iterable[str], seconds: float) -> int:
        """Join a group for a while, take a part of its partitions, finish nothing, and leave; how many it was given."""
        consumer = AIOKafkaConsumer(
            *topics, bootstrap_servers=self._bootstrap, group_id=group, enable_auto_commit=False
        )
        await consumer.start()
        try:
            await asyncio.sleep(seconds)
            return len(consumer.assignment())
        finally:
            await consumer.stop()

    @asynccontextmanager
    async def _consumer(self, group: str | None = None) -> AsyncIterator[AIOKafkaConsumer]:
        consumer = AIOKafkaConsumer(bootstrap_servers=self._bootstrap, group_id=group, enable_auto_commit=False)
        await consumer.start()
        try:
            yield consumer
        finally:
            await consumer.stop()

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap)
        await admin.start()
        try:
            yield admin
        finally:
            await admin.close()
