"""The private events that say that the vault has something about a person. What it is stands in no event."""

from shared.events import Event


class HomeKept(Event):
    """The person told the cell they live in, or took it back. Which cell is in the vault alone."""

    type = "home-kept.v1"

    person_id: str
    kept: bool


class NeedsKept(Event):
    """The person said what they need to take part, or their age; or took it back. Both are in the vault alone."""

    type = "needs-kept.v1"

    person_id: str
    document_id: str
    kept: bool


EVENTS: tuple[type[Event], ...] = (HomeKept, NeedsKept)
