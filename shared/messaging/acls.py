"""Who may do what at the broker: a service writes its own topics and reads what it consumes, and nothing else.

A neighbour reads the open topics that it is named for, in groups of its own name. The rules are derived: for services
from the code, for neighbours from a file. Only principals of these two kinds are touched; those of others are theirs.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ConfigResource,
    ResourcePatternType,
)

from shared.errors import Permanent
from shared.messaging.bus import BusUnavailable
from shared.messaging.connection import Connection
from shared.messaging.provisioning import ASK_SECONDS_MAX
from shared.messaging.topics import BY_NAME

ResourceType = ConfigResource.Type
SERVICE = "User:kyoso-"
NEIGHBOUR = "User:neighbour-"

Doing = Literal["WRITE", "READ", "DESCRIBE"]


class NeighboursFault(Permanent):
    """The file of neighbours asks for something that nobody gets. The text is for people."""


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """``principal`` may do ``doing`` to a topic, or to a group (all groups with that beginning, when ``prefixed``)."""

    principal: str
    doing: str
    kind: str
    name: str
    prefixed: bool = False

    def binding(self) -> AclBinding:
        """As the broker's client says it."""
        return AclBinding(
            ResourceType[self.kind],
            self.name,
            ResourcePatternType.PREFIXED if self.prefixed else ResourcePatternType.LITERAL,
            self.principal,
            "*",
            AclOperation[self.doing],
            AclPermissionType.ALLOW,
        )

    @classmethod
    def of(cls, binding: AclBinding) -> "Rule":
        """A rule that the broker has."""
        prefixed = binding.resource_pattern_type is ResourcePatternType.PREFIXED
        operation, kind = AclOperation(binding.operation), ResourceType(binding.restype)
        return cls(binding.principal, operation.name, kind.name, binding.name, prefixed)


@dataclass(frozen=True, slots=True)
class Access:
    """What one of our processes does at the broker. ``group``: how it joins; none for one that only looks."""

    name: str
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    group: str = ""

    def rules(self) -> list[Rule]:
        """What it must be allowed to."""
        principal = f"{SERVICE}{self.name}"
        found = [Rule(principal, doing, "TOPIC", topic) for topic in self.writes for doing in ("WRITE", "DESCRIBE")]
        found += [Rule(principal, doing, "TOPIC", topic) for topic in self.reads for doing in ("READ", "DESCRIBE")]
        if self.group:
            found += [Rule(principal, "READ", "GROUP", self.group)]
        return found


def neighbours(file: Path) -> list[Rule]:
    """What the neighbours of ``file`` may do. Raises ``NeighboursFault``."""
    try:
        entries = tomllib.loads(file.read_text("utf-8")).get("neighbour", [])
        return [rule for entry in entries for rule in _of_neighbour(entry)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NeighboursFault(f"{file}: {error}") from error


def _of_neighbour(entry: Mapping[str, Any]) -> Iterable[Rule]:
    name, topics = str(entry["name"]), list(entry["topics"])
    if not name.isascii() or not name.replace("-", "").isalnum():
        raise NeighboursFault(f"{name}: 英数字とハイフンだけ / letters, digits and hyphens only")
    principal = f"{NEIGHBOUR}{name}"
    for topic in topics:
        known = BY_NAME.get(topic)
        if known is None:
            raise NeighboursFault(f"{name}: {topic} というトピックはありません / there is no such topic")
        if known.topic.audience != "open":
            raise NeighboursFault(
                f"{name}: {topic} は限定公開です。Webhook か SSE で、目的を登録して渡します。"
                f" / is restricted: such events go out by webhook or SSE, for a registered purpose"
            )
        yield from (Rule(principal, doing, "TOPIC", topic) for doing in ("READ", "DESCRIBE"))
    yield Rule(principal, "READ", "GROUP", f"{name}.", prefixed=True)  # a sign that no name has: none covers another's


@dataclass(frozen=True, slots=True)
class AclPlan:
    """What is missing at the broker, and what is there and should not be."""

    grant: tuple[Rule, ...]
    withdraw: tuple[Rule, ...]


class AccessLists:
    """Compares and sets the broker's rules. Raises ``BusUnavailable`` when the broker is away or refuses."""

    def __init__(self, connection: Connection) -> None:
        self._admin = AdminClient({**connection.for_librdkafka(), "log_level": 0})

    def plan(self, wanted: Sequence[Rule]) -> AclPlan:
        """What differs from ``wanted``, among our own principals and the neighbours."""
        have = {rule for rule in self._there() if rule.principal.startswith((SERVICE, NEIGHBOUR))}
        return AclPlan(tuple(sorted(set(wanted) - have)), tuple(sorted(have - set(wanted))))

    def apply(self, wanted: Sequence[Rule]) -> AclPlan:
        """Grant what is missing, then withdraw what is too much; what was done."""
        plan = self.plan(wanted)
        try:
            if plan.grant:
                made = self._admin.create_acls([rule.binding() for rule in plan.grant], request_timeout=ASK_SECONDS_MAX)
                for future in made.values():
                    future.result()
            if plan.withdraw:
                filters = [_exactly(rule) for rule in plan.withdraw]
                for future in self._admin.delete_acls(filters, request_timeout=ASK_SECONDS_MAX).values():
                    future.result()
        except KafkaException as error:
            raise BusUnavailable(str(error)) from error
        return plan

    def _there(self) -> list[Rule]:
        any_name: Any = None  # allowed, whatever the library's types say
        anything = AclBindingFilter(
            ResourceType.ANY,
            any_name,
            ResourcePatternType.ANY,
            any_name,
            any_name,
            AclOperation.ANY,
            AclPermissionType.ANY,
        )
        try:
            found = self._admin.describe_acls(anything, request_timeout=ASK_SECONDS_MAX).result()
        except KafkaException as error:
            raise BusUnavailable(str(error)) from error
        return [Rule.of(binding) for binding in found]


def _exactly(rule: Rule) -> AclBindingFilter:
    binding = rule.binding()
    return AclBindingFilter(
        binding.restype,
        binding.name,
        binding.resource_pattern_type,
        binding.principal,
        binding.host,
        binding.operation,
        binding.permission_type,
    )
