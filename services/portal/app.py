"""Composition of the portal: what it reads, what it hears, and its pages."""

from dataclasses import dataclass

import httpx
from fastapi import APIRouter

from services.portal.happening import Happening
from services.portal.pages import routes
from services.portal.town import TownReader
from shared.service import Site


@dataclass(frozen=True)
class Portal:
    """The composed portal: ``hear`` every event of the bus with ``happening``, serve ``router`` at the root, last."""

    happening: Happening
    town: TownReader
    router: APIRouter


def build(site: Site, client: httpx.AsyncClient) -> Portal:
    """Compose the portal. ``client`` reaches the services under the town's base URL."""
    town = TownReader(client, site.clock)
    happening = Happening(site.clock)
    return Portal(happening, town, routes(site.settings, town, happening, site.clock))
