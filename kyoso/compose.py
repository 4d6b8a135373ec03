"""All services of one deployment, composed. The one place that knows them all."""

from collections.abc import Callable, Mapping
from importlib import import_module

from shared.service import Service, Site

NAMES = ("people", "booking", "matching", "points", "notifications", "feeds")
"""Every service with a journal, in the order in which they are started and shown."""


AT_ROOT = {"events": "feeds", "subscriptions": "feeds"}
"""First path segments at the root that a service answers under their public names."""


def builder(name: str) -> Callable[[Site], Service]:
    """The composition root of one service. Imported when asked for, so that one process loads what it runs."""
    build: Callable[[Site], Service] = import_module(f"services.{name}.app").build
    return build


def compose(site: Site, names: tuple[str, ...] = NAMES) -> dict[str, Service]:
    """The services by name."""
    return {name: builder(name)(site) for name in names}


def consumers(services: Mapping[str, Service]) -> dict[str, list[str]]:
    """By topic, the services that consume it: the static list that the embedded bus waits for."""
    groups: dict[str, list[str]] = {}
    for name, service in services.items():
        for topic in service.handlers.topics:
            groups.setdefault(topic, []).append(name)
    return groups
