"""Topics as the list wants them and as the broker has them: what differs, and making it so.

A partition count is never changed: the same key would go to another partition, and what happens to one subject would no
longer be in order. Whoever needs more makes a new topic and lets the old one run dry.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
)

from shared.errors import Permanent
from shared.messaging.bus import BusUnavailable
from shared.messaging.connection import Connection
from shared.messaging.topics import TOPICS, Provision
from shared.settings import Settings

ASK_SECONDS_MAX = 15.0

ResourceType = ConfigResource.Type
Kind = Literal["missing", "config", "partitions", "replication"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be. ``name``: the setting, for ``config``."""

    topic: str
    kind: Kind
    have: str
    want: str
    name: str = ""

    @property
    def may_be_applied(self) -> bool:
        """Whether ``apply`` sets it right."""
        return self.kind in {"missing", "config"}


class PartitionsDiffer(Permanent):
    """A topic has another number of partitions than the list says; nothing was changed anywhere."""

    def __init__(self, differences: Sequence[Difference]) -> None:
        super().__init__(", ".join(f"{each.topic}: {each.have} ≠ {each.want}" for each in differences))
        self.differences = tuple(differences)


class Provisioning:
    """Compares and provisions the topics of one deployment. Raises ``BusUnavailable`` when the broker is away."""

    def __init__(self, connection: Connection, settings: Settings, topics: Sequence[Provision] = TOPICS) -> None:
        self._admin = AdminClient({**connection.for_librdkafka(), "log_level": 0})
        self._settings = settings
        self.wanted = [replace(each, partitions=min(each.partitions, settings.kafka_partitions_max)) for each in topics]

    def plan(self) -> list[Difference]:
        """What differs, in the order of the list. Topics that the list does not know are nobody's business here."""
        try:
            there = self._admin.list_topics(timeout=ASK_SECONDS_MAX).topics
            found: list[Difference] = []
            for provision in self.wanted:
                topic = there.get(provision.name)
                if topic is None:
                    found.append(Difference(provision.name, "missing", "-", f"{provision.partitions} partitions"))
                    continue
                found += _layout(provision, topic.partitions, self._settings.kafka_replication)
            present = [each for each in self.wanted if each.name in there]
            return found + self._configs(present)
        except KafkaException as error:
            raise BusUnavailable(_words(error)) from error

    def apply(self) -> list[Difference]:
        """Create what is missing and set what differs; what was done. Raises ``PartitionsDiffer`` before anything."""
        differences = self.plan()
        if refused := [each for each in differences if each.kind == "partitions"]:
            raise PartitionsDiffer(refused)
        done = [each for each in differences if each.may_be_applied]
        try:
            self._create({each.topic for each in done if each.kind == "missing"})
            self._alter([each for each in done if each.kind == "config"])
        except KafkaException as error:
            raise BusUnavailable(_words(error)) from error
        return done

    def _configs(self, provisions: Sequence[Provision]) -> list[Difference]:
        resources = {each.name: ConfigResource(ResourceType.TOPIC, each.name) for each in provisions}
        if not resources:
            return []
        asked = self._admin.describe_configs(list(resources.values()), request_timeout=ASK_SECONDS_MAX)
        found: list[Difference] = []
        for provision in provisions:
            entries = asked[resources[provision.name]].result()
            for name, want in provision.config(self._settings).items():
                have = entries[name].value
                if have != want:
                    found.append(Difference(provision.name, "config", str(have), want, name))
        return found

    def _create(self, names: set[str]) -> None:
        wanted = [
            NewTopic(
                each.name,
                num_partitions=each.partitions,
                replication_factor=self._settings.kafka_replication,
                config=each.config(self._settings),
            )
            for each in self.wanted
            if each.name in names
        ]
        if wanted:
            for future in self._admin.create_topics(wanted, request_timeout=ASK_SECONDS_MAX).values():
                future.result()

    def _alter(self, differences: Sequence[Difference]) -> None:
        by_topic: dict[str, list[ConfigEntry]] = {}
        for each in differences:
            entry = ConfigEntry(each.name, each.want, incremental_operation=AlterConfigOpType.SET)
            by_topic.setdefault(each.topic, []).append(entry)
        if by_topic:
            resources = [
                ConfigResource(ResourceType.TOPIC, topic, incremental_configs=entries)
                for topic, entries in by_topic.items()
            ]
            for future in self._admin.incremental_alter_configs(resources, request_timeout=ASK_SECONDS_MAX).values():
                future.result()


def _layout(provision: Provision, partitions: object, replication: int) -> list[Difference]:
    assert isinstance(partitions, dict)
    found = []
    if len(partitions) != provision.partitions:
        found.append(Difference(provision.name, "partitions", str(len(partitions)), str(provision.partitions)))
    copies = min((len(each.replicas) for each in partitions.values()), default=0)
    if copies != replication:
        found.append(Difference(provision.name, "replication", str(copies), str(replication)))
    return found


def _words(error: KafkaException) -> str:
    fault = error.args[0] if error.args else error
    return str(fault.str()) if hasattr(fault, "str") else str(fault)
