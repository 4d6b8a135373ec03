"""The one list of topics: nothing is written that nobody provisions, owns, or hears."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from kyoso.access import accesses
from kyoso.compose import compose, consumers
from shared.clock import SystemClock
from shared.contracts import EVENTS
from shared.contracts import TOPICS as DECLARED
from shared.messaging.acls import NeighboursFault, Rule, neighbours
from shared.messaging.connection import Connection
from shared.messaging.provisioning import Provisioning
from shared.messaging.topics import BY_NAME, MESSAGE_BYTES_MAX, TOPICS, min_insync
from shared.service import Service, Site
from shared.settings import Settings

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Service]:
    """Every service, composed and not started."""
    data = tmp_path_factory.mktemp("composed") / "data"
    return compose(Site.of(Settings(data=data), SystemClock()))


def test_every_topic_has_an_entry_in_the_list() -> None:
    """A contract without one would be published to a topic that no broker has."""
    assert set(DECLARED) == set(BY_NAME) == {event.topic for event in EVENTS}
    assert len(TOPICS) == len(BY_NAME)


def test_every_topic_has_an_owner_that_publishes_it(services: Mapping[str, Service]) -> None:
    """And nobody else does: two writers of one subject would have no order."""
    writers = {topic: name for name, service in services.items() for topic in service.journal.model.topics}

    assert {name: each.topic.owner for name, each in BY_NAME.items()} == writers
    assert len(writers) == sum(len(service.journal.model.topics) for service in services.values())


def test_every_topic_is_heard_by_a_service_or_says_who_else_listens(services: Mapping[str, Service]) -> None:
    """An event that nobody hears is not written."""
    heard = consumers(services)

    assert [] == [each.name for each in TOPICS if not heard.get(each.name) and not each.outside]


def test_topics_keep_events_and_never_compact_them() -> None:
    """The last event of a key does not stand for all; what neighbours catch up on is kept a month."""
    settings = Settings(kafka_replication=3, kafka_retention=timedelta(days=14))
    config = BY_NAME["kyoso.bookings"].config(settings)

    assert "delete" == config["cleanup.policy"]
    assert str(14 * 86_400_000) == config["retention.ms"]
    assert str(31 * 86_400_000) == BY_NAME["kyoso.occupancy"].config(settings)["retention.ms"]
    assert "2" == config["min.insync.replicas"]
    assert MESSAGE_BYTES_MAX >= settings.event_bytes_max


@pytest.mark.parametrize(("replication", "expected"), [(1, 1), (2, 1), (3, 2), (5, 4)])
def test_one_broker_may_be_away(replication: int, expected: int) -> None:
    """With one copy there is nothing to spare."""
    assert expected == min_insync(replication)


def test_a_service_writes_its_own_topics_only(services: Mapping[str, Service]) -> None:
    """Whoever takes over one service must not speak for another."""
    for access in accesses(services):
        written = {rule.name for rule in access.rules() if rule.doing == "WRITE"}

        assert {topic for topic in written if BY_NAME[topic].topic.owner != access.name} == set()


def test_the_neighbours_of_the_repository_read_open_topics_in_groups_of_their_own() -> None:
    """The file that a city starts from."""
    rules = neighbours(ROOT / "deploy/kafka/neighbours.toml")

    assert rules
    assert {"READ", "DESCRIBE"} == {rule.doing for rule in rules}
    assert {"open"} == {BY_NAME[rule.name].topic.audience for rule in rules if rule.kind == "TOPIC"}
    assert Rule("User:neighbour-library", "READ", "GROUP", "library.", prefixed=True) in rules


@pytest.mark.parametrize(
    "content",
    [
        '[[neighbour]]\nname = "school"\ntopics = ["kyoso.bookings"]',
        '[[neighbour]]\nname = "school"\ntopics = ["kyoso.unknown"]',
        '[[neighbour]]\nname = "*"\ntopics = ["kyoso.groups"]',
        '[[neighbour]]\ntopics = ["kyoso.groups"]',
        "neighbour = 3",
        "[[",
    ],
    ids=["restricted", "unknown", "name", "nameless", "shape", "syntax"],
)
def test_a_neighbour_who_asks_for_more_is_refused(tmp_path: Path, content: str) -> None:
    """Restricted events are given for a registered purpose only, and never over Kafka."""
    file = tmp_path / "neighbours.toml"
    file.write_text(content)

    with pytest.raises(NeighboursFault):
        neighbours(file)


def test_a_small_deployment_asks_for_fewer_partitions() -> None:
    """The list is for a city; what it says of a topic with few stays."""
    small = Provisioning(Connection("127.0.0.1:1"), Settings(kafka_partitions_max=4))

    assert {each.name: min(each.partitions, 4) for each in TOPICS} == {
        each.name: each.partitions for each in small.wanted
    }
    assert {3, 6, 12} == {each.partitions for each in TOPICS}
