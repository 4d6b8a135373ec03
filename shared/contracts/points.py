"""What points tells the others: what an account earned, lost to time, or had taken back."""

from shared.contracts.base import POINTS, Instant, PublicEvent


class PointsEarned(PublicEvent):
    """Points were credited. ``cause`` is the id of the fact that earned them, ``balance`` what is there now."""

    type = "points-earned.v1"
    topic = POINTS.name

    account_id: str
    person_id: str
    programme_id: str
    amount: int
    balance: int
    cause: str
    expires_at: Instant | None = None


class PointsExpired(PointsEarned):
    """Points of a lot were lost to time."""

    type = "points-expired.v1"
    topic = POINTS.name


class PointsReversed(PointsEarned):
    """Points were taken back because what earned them was corrected."""

    type = "points-reversed.v1"
    topic = POINTS.name


EVENTS = (PointsEarned, PointsExpired, PointsReversed)
