"""The waiting list of an activity: who waits, for whom a place is held, and for how long. Pure."""

from datetime import datetime, timedelta

from pydantic import BaseModel

from shared.contracts.booking_activities import ActivityAnnounced

WAITING_MAX = 500
"""People who wait at a time: as many as an activity has places at most."""
WAITS_EVER_MAX = 2_000
"""Times that anybody joined the list, those who left included: bounds the stream."""
WAITS_PER_PERSON_MAX = 5
"""Nobody uses the above up by joining and leaving again and again."""
LAPSED_AT_ONCE = 100
"""People told in one commit that the list has ended."""

OFFERS: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(days=3), timedelta(hours=24)),
    (timedelta(days=1), timedelta(hours=6)),
    (timedelta(hours=6), timedelta(hours=2)),
    (timedelta(0), timedelta(minutes=30)),
)
"""When more than the first is left until the list closes, a place is held for the second. The nearer the end, the
shorter, so that a place that nobody takes reaches others in time."""


class Waiter(BaseModel):
    """Somebody on the list. The list is in the order in which they came; ``number`` counts everybody who ever did."""

    person_id: str
    role: str
    number: int


class Offer(BaseModel):
    """A place that is held for somebody until an instant (that itself is too late)."""

    role: str
    number: int
    until: datetime


def closes_at(about: ActivityAnnounced) -> datetime:
    """When waiting ends: signing up closes, or it begins."""
    return min(about.deadline, about.starts_at)


def held_until(now: datetime, closes: datetime) -> datetime:
    """Until when a place that comes free now is held, whole seconds."""
    left = closes - now
    stands = next(stands for more_than, stands in OFFERS if left > more_than)
    return min(now.replace(microsecond=0) + stands, closes)
