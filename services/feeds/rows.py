"""What lists and timers read: closed segments, the areas of places, subscriptions with the time of their next try."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from services.feeds.domain.events import AreasLearned, SegmentClosed
from services.feeds.domain.places import Place
from services.feeds.domain.segment import Segment
from services.feeds.domain.subscription import Failure, Status, Subscription
from shared.events import Event
from shared.journal import Row


class SegmentRow(Row):
    """A closed segment of a topic's feed: an index by time. Reading works without it, only from farther back."""

    kind: ClassVar[str] = "segment"
    columns: ClassVar[tuple[str, ...]] = ("topic", "closed_at")

    topic: str
    name: str
    next: str
    count: int
    closed_at: datetime


class AreasRow(Row):
    """The areas of a facility (``facility/osawa-cc``) or a group."""

    kind: ClassVar[str] = "areas"

    areas: dict[str, str]


class SubscriptionRow(Row):
    """A subscription; ``due_at`` is when a failed delivery is tried again."""

    kind: ClassVar[str] = "subscription"
    columns: ClassVar[tuple[str, ...]] = ("status", "channel", "created_at")

    subscriber: str
    name: str
    contact: str
    purpose: str
    channel: str
    types: tuple[str, ...]
    areas: tuple[str, ...]
    url: str
    status: Status
    reason: str
    status_since: datetime | None
    cursor: str
    created_at: datetime
    delivered: int
    delivered_at: datetime | None
    failures: int
    failing_since: datetime | None
    next_at: datetime | None
    last_failure: Failure | None


def project(state: Any, event: Event) -> Iterable[Row]:
    """The rows that an event makes or changes."""
    if isinstance(state, Segment):
        if isinstance(event, SegmentClosed):
            topic = state.stream_key.partition("/")[0]
            yield SegmentRow(
                id=state.stream_key,
                topic=topic,
                name=state.name,
                next=event.next,
                count=state.count,
                closed_at=event.at,
            )
    elif isinstance(state, Place):
        assert isinstance(event, AreasLearned)
        yield AreasRow(id=state.stream_key, areas=event.areas)
    elif isinstance(state, Subscription) and state.created is not None:
        yield _subscription(state)


def _subscription(state: Subscription) -> SubscriptionRow:
    created = state.created
    assert created is not None
    return SubscriptionRow(
        id=created.subscription_id,
        closed=state.status == "ended",
        due_at=state.next_at if state.status == "active" else None,
        subscriber=created.subscriber,
        name=created.name,
        contact=created.contact,
        purpose=created.purpose,
        channel=created.kind,
        types=created.types,
        areas=created.areas,
        url=created.url,
        status=state.status,
        reason=state.reason,
        status_since=state.since,
        cursor=state.cursor,
        created_at=created.at,
        delivered=state.delivered,
        delivered_at=state.delivered_at,
        failures=state.failures,
        failing_since=state.failing_since,
        next_at=state.next_at,
        last_failure=state.recent[-1] if state.recent else None,
    )


ROWS: tuple[type[Row], ...] = (SegmentRow, AreasRow, SubscriptionRow)
