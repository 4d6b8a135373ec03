"""Dividing topics among replicas, never one topic's partitions: for a service that writes one stream a topic.

Two replicas that heard partitions of one topic would write one stream by turns, and each would find the version it
wanted taken by the other.
"""

from collections.abc import Mapping

from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment, ConsumerProtocolMemberMetadata

Assigned = dict[str, ConsumerProtocolMemberAssignment]


class WholeTopics(RoundRobinPartitionAssignor):  # type: ignore[misc]  # the library has no types
    """Gives every partition of a topic to one member of the group, topics in turn."""

    name = "whole-topics"
    version = 0

    @classmethod
    def assign(cls, cluster: ClusterMetadata, members: Mapping[str, ConsumerProtocolMemberMetadata]) -> Assigned:
        """Which partitions each member hears."""
        parts: dict[str, list[tuple[str, list[int]]]] = {member: [] for member in members}
        for topic in sorted({topic for member in members.values() for topic in member.subscription}):
            able = sorted(member for member, metadata in members.items() if topic in metadata.subscription)
            chosen = min(able, key=lambda member: len(parts[member]))
            parts[chosen].append((topic, sorted(cluster.partitions_for_topic(topic) or ())))
        return {member: ConsumerProtocolMemberAssignment(cls.version, topics, b"") for member, topics in parts.items()}


IN_TURN = (RoundRobinPartitionAssignor,)
BY_TOPIC = (WholeTopics,)
"""What a member offers. Never more than one: the client (aiokafka) joins once for each that it is given, and
two members that do so drive each other out of every generation, for ever."""
