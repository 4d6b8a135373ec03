"""Topics on real Kafka: made from the list, corrected, and never given another number of partitions."""

import time
from collections.abc import Callable, Sequence

import pytest
from click.testing import CliRunner
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions

from kyoso.cli import main
from shared.messaging.provisioning import Difference, PartitionsDiffer, Provisioning
from shared.messaging.topics import TOPICS
from shared.settings import Settings
from tests.cluster.kafka_kit import RealKafka

SEEN_SECONDS_MAX = 15.0
"""A broker hears of what the controller has accepted a moment later."""


def provisioning(kafka: RealKafka, **settings: object) -> Provisioning:
    return Provisioning(kafka.connection, Settings(**settings))  # type: ignore[arg-type]  # by name


def planned(kafka: RealKafka, seen: Callable[[Sequence[Difference]], bool]) -> list[Difference]:
    """The plan, once the broker has heard of what was done."""
    deadline = time.monotonic() + SEEN_SECONDS_MAX
    while True:
        found = provisioning(kafka).plan()
        if seen(found) or time.monotonic() > deadline:
            return found
        time.sleep(0.2)


def nothing(found: Sequence[Difference]) -> bool:
    return not found


def admin(kafka: RealKafka) -> AdminClient:
    return AdminClient({"bootstrap.servers": kafka.connection.bootstrap, "log_level": 0})


def test_topics_are_made_from_the_list_and_then_as_it_says(kafka: RealKafka) -> None:
    """A second run finds nothing to do."""
    missing = provisioning(kafka).plan()
    done = provisioning(kafka).apply()

    assert {each.name for each in TOPICS} == {each.topic for each in missing} == {each.topic for each in done}
    assert [] == planned(kafka, nothing)
    there = admin(kafka).list_topics(timeout=10).topics
    assert {each.name: each.partitions for each in TOPICS} == {
        each.name: len(there[each.name].partitions) for each in TOPICS
    }


def test_a_setting_that_differs_is_set_right(kafka: RealKafka) -> None:
    """Somebody has made a topic compact by hand."""
    by_hand = ConfigEntry("cleanup.policy", "compact", incremental_operation=AlterConfigOpType.SET)
    topic = ConfigResource(ConfigResource.Type.TOPIC, "kyoso.points", incremental_configs=[by_hand])
    somebody = admin(kafka)
    somebody.incremental_alter_configs([topic])[topic].result()

    found = planned(kafka, bool)
    done = provisioning(kafka).apply()

    assert [("kyoso.points", "cleanup.policy", "compact", "delete")] == [
        (each.topic, each.name, each.have, each.want) for each in found
    ]
    assert found == done
    assert [] == planned(kafka, nothing)


def test_another_number_of_partitions_is_refused_and_nothing_is_changed(kafka: RealKafka) -> None:
    """Keys would move, and with them the order of what happens to one subject."""
    somebody = admin(kafka)
    somebody.create_partitions([NewPartitions("kyoso.groups", 5)])["kyoso.groups"].result()
    planned(kafka, bool)

    with pytest.raises(PartitionsDiffer, match=r"kyoso\.groups: 5 ≠ 3"):
        provisioning(kafka, kafka_retention=40 * 86_400).apply()

    left = provisioning(kafka, kafka_retention=40 * 86_400).plan()
    assert {"partitions", "config"} == {each.kind for each in left}
    told = CliRunner().invoke(main, ["topics", "plan"], env={"KYOSO_KAFKA_BOOTSTRAP": kafka.connection.bootstrap})
    assert 1 == told.exit_code
    assert "kyoso.groups" in told.output
    assert "never changed" in told.output


def test_a_broker_that_is_away_is_told_in_words() -> None:
    """Not a traceback, and another code than a difference."""
    told = CliRunner().invoke(main, ["topics", "plan"], env={"KYOSO_KAFKA_BOOTSTRAP": "127.0.0.1:1"})

    assert 3 == told.exit_code
    assert "the broker is away" in told.output
