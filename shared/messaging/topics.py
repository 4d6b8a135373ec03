"""The one list of topics as a broker has to have them: partitions, how long events are kept, who listens outside.

Owner, key and audience come from the contracts. A topic's number of partitions is fixed for its life: the partition of
a key depends on it, and with it the order of what happens to one subject.
"""

from dataclasses import dataclass
from datetime import timedelta

from shared.contracts import Topic, base
from shared.settings import Settings

MESSAGE_BYTES_MAX = 1024 * 1024
"""The largest batch that kyoso sends (768 KiB) with what the broker adds; one event has 256 KiB at most."""


@dataclass(frozen=True, slots=True)
class Provision:
    """How one topic is to be. ``outside`` says, for a topic that no service consumes, who does instead."""

    topic: Topic
    partitions: int
    retention: timedelta | None = None
    """Longer than the deployment's own, for topics that neighbours catch up on."""
    outside: str = ""

    @property
    def name(self) -> str:
        """The topic's name."""
        return self.topic.name

    def config(self, settings: Settings) -> dict[str, str]:
        """The topic's settings at the broker."""
        kept = max(self.retention or timedelta(0), settings.kafka_retention)
        return {
            "cleanup.policy": "delete",  # never compacted: an event is no state, the last one does not stand for all
            "retention.ms": str(int(kept.total_seconds() * 1000)),
            "min.insync.replicas": str(min_insync(settings.kafka_replication)),
            "max.message.bytes": str(MESSAGE_BYTES_MAX),
        }


def min_insync(replication: int) -> int:
    """How many copies must have a record before it counts: all but one, so that one broker may be away."""
    return max(1, replication - 1)


MONTH = timedelta(days=31)

TOPICS: tuple[Provision, ...] = (
    # 12: what grows with every booking; more members than that in a group of consumers would have nothing to do.
    Provision(base.BOOKINGS, 12),
    Provision(base.OCCUPANCY, 12, MONTH, outside="opening-hours displays, maps and neighbouring booking systems"),
    Provision(base.PARTICIPATIONS, 12),
    Provision(base.POINTS, 12),
    Provision(base.MESSAGES, 12, outside="those who answer for what was delivered; a feed for a registered purpose"),
    # 6: what grows with the people.
    Provision(base.PEOPLE, 6),
    Provision(base.ACTIVITIES, 6, MONTH),
    Provision(base.APPLICATIONS, 6),
    Provision(base.REGISTRATIONS, 6),
    Provision(base.MEMBERSHIPS, 6),
    Provision(base.INTRODUCTIONS, 6),
    Provision(base.CONSULTATIONS, 6),
    Provision(base.HELP, 6),
    Provision(base.APPOINTMENTS, 6),
    Provision(base.GUARDIANS, 6),
    Provision(base.VISITS, 6),
    Provision(base.INVITATIONS, 6),
    # 3: registers that change now and then.
    Provision(base.FACILITIES, 3, MONTH),
    Provision(base.GROUPS, 3, MONTH),
    Provision(base.TEAM, 3),
    Provision(base.SUGGESTIONS, 3),
    Provision(base.ACCOMPANIMENTS, 3),
    Provision(base.OUTREACH, 3, MONTH, outside="the city's calendar, signage and town papers"),
)

BY_NAME: dict[str, Provision] = {each.name: each for each in TOPICS}
