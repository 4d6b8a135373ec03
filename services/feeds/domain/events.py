"""The private events of feeds."""

from datetime import datetime
from typing import Any, Literal

from shared.events import Event

Kind = Literal["webhook", "sse"]
Reason = Literal["gone", "failing-three-days"]


class EventKept(Event):
    """A public event stands in the feed: ``event`` is the whole CloudEvent in structured mode."""

    type = "event-kept.v1"

    event: dict[str, Any]


class SegmentClosed(Event):
    """No more is kept in this segment of a topic's feed; it goes on in the segment ``next``."""

    type = "segment-closed.v1"

    next: str
    at: datetime


class AreasLearned(Event):
    """A facility or a group belongs to these areas now: ``{layer: area id}``."""

    type = "areas-learned.v1"

    areas: dict[str, str]


class SubscriptionCreated(Event):
    """A neighbouring system listens from ``cursor`` on.

    ``sealed`` is a webhook's signing secret, encrypted; ``token_mac`` the keyed digest of a listener's token.
    """

    type = "subscription-created.v1"

    subscription_id: str
    subscriber: str
    name: str
    contact: str
    purpose: str
    kind: Kind
    types: tuple[str, ...]
    areas: tuple[str, ...] = ()
    url: str = ""
    cursor: str
    sealed: str = ""
    token_mac: str = ""
    at: datetime


class SecretRotated(Event):
    """From now on another secret or token. A webhook is signed with both until ``old_until``."""

    type = "secret-rotated.v1"

    sealed: str = ""
    token_mac: str = ""
    old_until: datetime | None = None
    at: datetime


class SubscriptionPaused(Event):
    """Staff stopped the deliveries; the cursor stays."""

    type = "subscription-paused.v1"

    at: datetime


class SubscriptionResumed(Event):
    """Deliveries go on where they were, with the counting of failures begun anew."""

    type = "subscription-resumed.v1"

    at: datetime


class SubscriptionEnded(Event):
    """The neighbour listens no more; the secret is not valid any longer."""

    type = "subscription-ended.v1"

    at: datetime


class ReplayAsked(Event):
    """Everything is delivered again from ``cursor`` on, which stands for what was kept since ``since``."""

    type = "replay-asked.v1"

    since: datetime
    cursor: str
    at: datetime


class LeaseTaken(Event):
    """One process begins to deliver, and is the only one until then: the attempt is on record before it is made."""

    type = "lease-taken.v1"

    holder: str
    until: datetime


class Delivered(Event):
    """The neighbour has taken ``count`` more events; everything up to ``cursor`` is done.

    The lease goes on, or (without a ``holder``) is free.
    """

    type = "delivered.v1"

    holder: str
    until: datetime
    cursor: str
    count: int
    at: datetime


class AttemptFailed(Event):
    """One event was not taken; it is tried again at ``next_at``. ``code`` says why, without words of the other side."""

    type = "attempt-failed.v1"

    holder: str
    cursor: str
    count: int
    event_id: str
    code: str
    status: int = 0
    next_at: datetime
    at: datetime


class SubscriptionDisabled(Event):
    """The deliveries were stopped by the service itself, and why. Staff may resume: nothing is lost."""

    type = "subscription-disabled.v1"

    reason: Reason
    at: datetime


EVENTS: tuple[type[Event], ...] = (
    EventKept,
    SegmentClosed,
    AreasLearned,
    SubscriptionCreated,
    SecretRotated,
    SubscriptionPaused,
    SubscriptionResumed,
    SubscriptionEnded,
    ReplayAsked,
    LeaseTaken,
    Delivered,
    AttemptFailed,
    SubscriptionDisabled,
)
