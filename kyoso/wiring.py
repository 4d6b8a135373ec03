"""What every process of a deployment is made of: its clock, its bus, and the topics that it touches."""

from collections.abc import Mapping

from kyoso.compose import NAMES, consumers
from kyoso.folder import DataFolder
from shared.clock import Clock, FileClock, SystemClock
from shared.contracts import TOPICS
from shared.messaging.bus import Bus
from shared.messaging.connection import Connection
from shared.messaging.embedded import EmbeddedBus
from shared.messaging.kafka import KafkaBus
from shared.service import Service, Site
from shared.settings import Settings


def clock_of(settings: Settings, folder: DataFolder) -> Clock:
    """The machine's clock; the demo's can be moved, by a file that all its processes share."""
    if settings.clock_file is not None:
        return FileClock(settings.clock_file)
    return folder.clock() if settings.demo else SystemClock()


def site_of(settings: Settings) -> Site:
    """The deployment that settings name, for a command beside it: with its clock as that was left."""
    clock = FileClock(settings.clock_file) if settings.clock_file else DataFolder(settings.data).clock()
    return Site.of(settings, clock)


def bus_of(settings: Settings, services: Mapping[str, Service]) -> Bus:
    """The bus that the settings choose. Raises ``ConnectionFault``."""
    return EmbeddedBus(consumers(services)) if settings.bus == "embedded" else KafkaBus(Connection.of(settings))


def topics_of(services: Mapping[str, Service]) -> tuple[str, ...]:
    """What these services write or consume: at a city's broker a service may not even see the others."""
    used = {topic for service in services.values() for topic in service.journal.model.topics}
    return tuple(topic for topic in TOPICS if topic in used | set(consumers(services)))


def is_whole(services: Mapping[str, Service]) -> bool:
    """Whether every service runs here."""
    return set(services) == set(NAMES)


def heard(services: Mapping[str, Service]) -> dict[str, list[str]]:
    """By event type, the services with a handler for it."""
    found: dict[str, list[str]] = {}
    for name, service in services.items():
        for type_name in service.handlers.by_type:
            found.setdefault(type_name, []).append(name)
    return found
