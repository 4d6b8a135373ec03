"""What booking tells of groups that are to hold an activity together: asked, answered, ended."""

from typing import Literal

from shared.contracts.base import PARTICIPATIONS, Instant, PublicEvent
from shared.contracts.booking_values import Changed

CoHostingEnd = Literal["left", "taken-back", "group-ended", "cancelled"]
"""The co-host left, or the group that announced let it go; the co-host has ended; the activity was called off."""


class CoHostAsked(PublicEvent):
    """The group that announced an activity asks another to hold it together (共催). Until a yes it is nobody else's.

    ``officer_ids``: those of the other group, who are asked. ``officer_id``: who did this, an officer of theirs or
    somebody at the counter; nobody where a group has ended. ``starts_at``: when the activity begins.
    """

    type = "co-host-asked.v1"
    topic = PARTICIPATIONS.name

    activity_id: str
    group_id: str
    to_group_id: str
    officer_id: str | None = None
    officer_ids: tuple[str, ...] = ()
    starts_at: Instant


class CoHostAnswered(CoHostAsked):
    """The other group has said yes or no. ``officer_ids``: those of the group that announced, who are told."""

    type = "co-host-answered.v1"
    topic = PARTICIPATIONS.name

    accepted: bool


class CoHostAffected(CoHostAsked):
    """What a group holds, or is asked to hold, is now like this; ``changed`` names what is another.

    ``officer_ids``: those of the other group, who are told.
    """

    type = "co-host-affected.v1"
    topic = PARTICIPATIONS.name

    changed: tuple[Changed, ...]
    place: str
    ends_at: Instant


class CoHostEnded(CoHostAsked):
    """The question, or what was held together, is over, for a ``reason``. ``officer_ids``: those who are told."""

    type = "co-host-ended.v1"
    topic = PARTICIPATIONS.name

    reason: CoHostingEnd


CO_HOST_EVENTS = (CoHostAsked, CoHostAnswered, CoHostAffected, CoHostEnded)
