"""What matching tells of its team: that nobody has a place for what comes, and that there is one again."""

from shared.contracts.base import TEAM, Instant, PublicEvent

ACCOMPANIMENTS = "accompaniments"
"""What stands in the place of a desk for accompaniments that somebody is looked for; no desk may be called so."""


class CapacityExhausted(PublicEvent):
    """Nobody who may take what comes to a desk has a place: it is ``coordinator_id``'s, its owner, by name.

    ``desk``: nothing for introductions, ``accompaniments`` for those. ``until``: when somebody with a place is to be
    back from leave. Told once, and not again within a day.
    """

    type = "capacity-exhausted.v1"
    topic = TEAM.name

    desk: str | None = None
    coordinator_id: str
    until: Instant | None = None


class CapacityRestored(CapacityExhausted):
    """Somebody has a place again: what waits with the desk owner may be handed over."""

    type = "capacity-restored.v1"
    topic = TEAM.name


EVENTS = (CapacityExhausted, CapacityRestored)
