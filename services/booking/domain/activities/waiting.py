"""The waiting list of an activity: who waits, for whom a place is held, and for how long. Pure."""

from collections.abc import Iterable
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
    guests: int = 0

    @property
    def places(self) -> int:
        """How many they want at once."""
        return 1 + self.guests


class Offer(BaseModel):
    """Places that are held for somebody until an instant (that itself is too late)."""

    role: str
    number: int
    until: datetime
    guests: int = 0

    @property
    def places(self) -> int:
        """How many are held."""
        return 1 + self.guests


def next_in_line(waiting: Iterable[Waiter], role: str, places: int) -> list[Waiter]:
    """Who is offered so many places of a role: in order, passing over whoever wants more than are left.

    Who is passed over stays where they are, before everybody who came later. So no place is idle that is enough for
    somebody who waits, and two that are free at once go to the first who wants either.
    """
    chosen = []
    for each in waiting:
        if each.role == role and each.places <= places:
            chosen.append(each)
            places -= each.places
    return chosen


def closes_at(about: ActivityAnnounced) -> datetime:
    """When waiting ends: signing up closes, or it begins."""
    return min(about.deadline, about.starts_at)


def held_until(now: datetime, closes: datetime) -> datetime:
    """Until when a place that comes free now is held, whole seconds."""
    left = closes - now
    stands = next(stands for more_than, stands in OFFERS if left > more_than)
    return min(now.replace(microsecond=0) + stands, closes)
