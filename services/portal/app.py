"""Composition of the portal: what it reads, what it hears, and its pages."""

from dataclasses import dataclass

import httpx
from fastapi import APIRouter

from services.portal.happening import Happening
from services.portal.pages import routes
from services.portal.town import TownReader
from shared.clock import Clock
from shared.settings import Settings


@dataclass(frozen=True)
class Portal:
    """The composed portal: ``hear`` every event of the bus with ``happening``, serve ``router`` at the root, last."""

    happening: Happening
    town: TownReader
    router: APIRouter


def build(settings: Settings, clock: Clock, client: httpx.AsyncClient) -> Portal:
    """Compose the portal. ``client`` reaches the services under the town's base URL. It has no store and no key."""
    town = TownReader(client, clock)
    happening = Happening(clock)
    return Portal(happening, town, routes(settings, town, happening, clock))
