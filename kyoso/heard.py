"""Whether the services of a deployment still agree on what happened: ``kyoso verify --others``."""

from kyoso.admin import NoSuchService
from kyoso.compose import compose
from kyoso.wiring import site_of
from shared.backup.heard import HeardReport, lost_facts
from shared.settings import Settings


async def lost(settings: Settings, only: str | None) -> HeardReport:
    """Facts that services hold and their owners do not. Reads beside what runs. Raises ``NoSuchService``."""
    services = compose(site_of(settings))
    if only is not None and only not in services:
        raise NoSuchService(service=only, services=", ".join(services))
    return await lost_facts(services, only, lambda name, count: None)
