"""Composition of the portal: what it reads, what it hears, and its pages."""

from dataclasses import dataclass

import httpx
from fastapi import APIRouter

from services.portal.happening import Happening
from services.portal.latest import Latest
from services.portal.pages import routes
from services.portal.town import TownReader
from shared.clock import Clock
from shared.messaging.envelope import Incoming
from shared.settings import Settings


@dataclass(frozen=True)
class Portal:
    """The composed portal: give ``hear`` every event of the bus, serve ``router`` at the root, last."""

    happening: Happening
    latest: Latest
    town: TownReader
    router: APIRouter

    def hear(self, incoming: Incoming) -> None:
        """Take one event from the bus."""
        self.latest.hear(incoming)
        self.happening.hear(incoming)


def build(settings: Settings, clock: Clock, client: httpx.AsyncClient) -> Portal:
    """Compose the portal. ``client`` reaches the services under the town's base URL. It has no store and no key."""
    town = TownReader(client, clock)
    happening, latest = Happening(clock), Latest(settings.municipality)
    return Portal(happening, latest, town, routes(settings, town, happening, latest, clock, client))
