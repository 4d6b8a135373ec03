"""What each process of kyoso does at the broker, derived from the code that does it."""

from collections.abc import Mapping

from shared.contracts import TOPICS
from shared.messaging.acls import Access
from shared.service import Service

LOOKING = ("portal", "desk")
"""They listen to everything and keep no place: the pages count restricted events, the demo's desk shows them."""


def accesses(services: Mapping[str, Service]) -> list[Access]:
    """The access of every service, and of those that only look."""
    found = [
        Access(name, writes=service.journal.model.topics, reads=service.handlers.topics, group=name)
        for name, service in services.items()
    ]
    return [*found, *(Access(name, reads=tuple(sorted(TOPICS))) for name in LOOKING)]
