"""What anybody may know of a subscription whose deliveries fail."""

from datetime import UTC, datetime

from services.feeds.domain.subscription import Failure
from services.feeds.rows import SubscriptionRow
from services.feeds.views import overview

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


def failing(**changes):
    """A subscription that was given up after failures."""
    values = {
        "id": "s1", "subscriber": "statistics", "name": "統計", "contact": "", "purpose": "statistics",
        "channel": "webhook", "types": ("consultation-opened.v1",), "areas": (), "url": "https://hooks.example/x",
        "status": "disabled", "reason": "failing-three-days", "status_since": NOW, "cursor": "", "created_at": NOW,
        "delivered": 0, "delivered_at": None, "failures": 9, "failing_since": NOW, "next_at": None,
        "last_failure": Failure(at=NOW, event_id="e", code="dns", status=0, next_at=NOW),
    }  # fmt: skip
    return SubscriptionRow(**{**values, **changes})


def told(row, lag):
    """What tells how delivery goes."""
    seen = overview(row, lag)
    return (seen.status, seen.reason, seen.since, seen.lag_seconds, seen.last_failure)


def test_of_open_events_everybody_is_told_how_delivery_goes():
    """The state, why, since when, and the last failure."""
    assert ("disabled", "failing-three-days", NOW, 300.0, "dns") == told(failing(), 300.0)


def test_of_events_about_persons_nothing_is_told_that_changes_when_one_comes():
    """A failure, a retry, the giving up: each has the moment of the first event that did not arrive."""
    everywhere = [failing(), failing(status="active"), failing(status="active", failures=0, last_failure=None)]

    assert {("not-told", "", None, None, "")} == {told(row, None) for row in everywhere}
