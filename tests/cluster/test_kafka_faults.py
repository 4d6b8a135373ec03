"""The bus on real Kafka: a broker that is killed, paused or lacks a topic; nothing lost, nothing out of order."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared.messaging.bus import BrokerAway, BusUnavailable, Outgoing
from shared.messaging.connection import Connection
from shared.messaging.kafka import KafkaBus
from shared.messaging.provisioning import Provisioning
from shared.messaging.tail import Tail
from shared.messaging.topics import TOPICS
from shared.settings import Settings
from tests.cluster.kafka_kit import RealKafka, soon
from tests.toys import TOPIC, Toys, toys

PROVISIONED_SECONDS_MAX = 60.0


@pytest.fixture
def broker(kafka: RealKafka) -> Iterator[RealKafka]:
    """The module's broker with its topics, up again after each test."""
    _provisioned(kafka)
    yield kafka
    assert kafka.process
    kafka.go_on()
    if kafka.process.poll() is not None:
        kafka.start()


def _provisioned(kafka: RealKafka) -> None:
    """What an earlier test paused or killed needs a while until it knows its controller again."""
    until = time.monotonic() + PROVISIONED_SECONDS_MAX
    while True:
        try:
            Provisioning(kafka.connection, Settings()).apply()
        except BusUnavailable:
            if time.monotonic() > until:
                raise
        else:
            return


async def all_heard(world: Toys, person: str, facts: list[str]) -> None:
    async def heard() -> bool:
        return len(await world.heard(person)) >= len(facts)

    await soon(heard, 60)
    assert facts == await world.heard(person)


async def test_a_killed_broker_loses_nothing_and_reorders_nothing(broker: RealKafka, tmp_path: Path) -> None:
    """Commands go on while it is away; what they caused follows, in order, without anybody's help."""
    async with toys(tmp_path, bus=KafkaBus(broker.connection)) as world:
        facts = [await world.attend("killed", "one") for _ in range(20)]
        await asyncio.to_thread(broker.kill)
        facts += [await world.attend("killed", "one") for _ in range(20)]
        await asyncio.to_thread(broker.start)
        facts += [await world.attend("killed", "one") for _ in range(5)]

        await all_heard(world, "killed", facts)


async def test_a_service_that_starts_without_the_broker_takes_commands_and_joins_when_it_comes(
    broker: RealKafka, tmp_path: Path
) -> None:
    """Nobody has to start it again."""
    await asyncio.to_thread(broker.kill)
    async with toys(tmp_path, bus=KafkaBus(broker.connection)) as world:
        facts = [await world.attend("early", "one") for _ in range(5)]
        await asyncio.to_thread(broker.start)

        await all_heard(world, "early", facts)


async def test_effects_flow_within_fifteen_seconds_after_a_kill(
    broker: RealKafka, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """From the kill, with the time that the broker itself needs to come back."""
    async with toys(tmp_path, bus=KafkaBus(broker.connection)) as world:
        await all_heard(world, "quick", [await world.attend("quick", "two")])
        began = time.monotonic()
        await asyncio.to_thread(broker.kill)
        facts = [*await world.heard("quick"), await world.attend("quick", "two")]
        await asyncio.to_thread(broker.start)
        up = time.monotonic() - began

        await all_heard(world, "quick", facts)
        flowing = time.monotonic() - began

    record_property("broker_back_seconds", round(up, 1))
    record_property("effects_seconds", round(flowing, 1))
    assert flowing < max(15.0, up + 8.0)  # the machine of the tests may need long to start a broker


async def test_a_paused_broker_is_away_soon_and_goes_on(broker: RealKafka, tmp_path: Path) -> None:
    """It holds its connections: only time tells. The producer that gave up is replaced, not asked again."""
    bus = KafkaBus(broker.connection)
    await bus.start([TOPIC])
    record = Outgoing(b"k", b"{}", (), 0)
    await bus.publish(TOPIC, "j", [record])
    failed = bus._producer
    await asyncio.to_thread(broker.pause)
    began = time.monotonic()

    with pytest.raises(BusUnavailable):
        await bus.publish(TOPIC, "j", [record])
    took = time.monotonic() - began
    await asyncio.to_thread(broker.go_on)
    for _ in range(10):
        try:
            await bus.publish(TOPIC, "j", [record])
            break
        except BusUnavailable:
            await asyncio.sleep(0.5)

    assert took < 12
    assert bus._producer is not None
    assert failed is not bus._producer
    await bus.stop()


async def test_an_unknown_topic_is_named(broker: RealKafka) -> None:
    """And what makes it, too; it does not come into being by itself."""
    bus = KafkaBus(broker.connection)

    with pytest.raises(BusUnavailable, match=r"kyoso\.misspelt.*topics apply"):
        await bus.start(["kyoso.misspelt"])

    await bus.stop()
    assert {"kyoso.misspelt"}.isdisjoint({each.name for each in TOPICS})


async def test_no_broker_at_the_start_is_told_to_who_publishes() -> None:
    """The start goes on without it: the journal takes what is to be published later."""
    began = time.monotonic()
    bus = KafkaBus(Connection("127.0.0.1:1"))
    await bus.start([TOPIC])
    with pytest.raises(BrokerAway, match="no broker at"):
        await bus.publish(TOPIC, "j", [Outgoing(b"k", b"{}", (), 0)])

    assert time.monotonic() - began < 20
    await bus.stop()


async def test_the_tail_hears_every_partition(broker: RealKafka, tmp_path: Path) -> None:
    """The pages and the demo's desk listen without a group."""
    bus = KafkaBus(broker.connection)
    heard: set[str] = set()
    tail = Tail(bus, [TOPIC], lambda incoming: heard.add(incoming.fact.subject))
    async with toys(tmp_path, bus=bus, listen=False) as world:
        tail.start()
        sent: set[str] = set()

        async def all_of_a_round() -> bool:
            for number in range(40):  # it hears what comes from when it has begun
                await world.attend("p", f"a{number}")
                sent.add(f"activity/a{number}")
            await asyncio.sleep(1)
            return heard >= sent

        await soon(all_of_a_round, 60)
        await tail.stop()

    assert 40 == len(heard)
