"""What points tells the others: what an account earned, spent, gave or was given, got back, and lost."""

from typing import Literal

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


class PointsMoved(PointsEarned):
    """A movement that may touch several programmes: one event for each, ``part`` of ``parts``, ``total`` over all.

    ``cause`` is the id of the redemption or gift; ``expires_at`` the earliest end among the lots.
    """

    total: int
    part: int
    parts: int


class PointsRedeemed(PointsMoved):
    """Points were spent on a reward, which is kept at ``place`` until ``due_at``. Its name is public."""

    type = "points-redeemed.v1"
    topic = POINTS.name

    reward_id: str
    reward_ja: str
    reward_en: str
    place: str
    due_at: Instant


class PointsGiven(PointsMoved):
    """Points were given: they left the ``giver``'s account, or came to the ``recipient``'s. Neither names the other."""

    type = "points-given.v1"
    topic = POINTS.name

    role: Literal["giver", "recipient"]


class PointsReturned(PointsMoved):
    """Points that were spent (on the reward) or given came back; what repaid a debt is not in ``balance``."""

    type = "points-returned.v1"
    topic = POINTS.name

    reason: Literal["cancelled", "not-fetched", "erased", "gift-undelivered"]
    reward_id: str | None = None
    reward_ja: str | None = None
    reward_en: str | None = None


class RewardHandedOver(PublicEvent):
    """A reward that was kept for somebody is in their hands: ``amount`` points are spent for good."""

    type = "reward-handed-over.v1"
    topic = POINTS.name

    account_id: str
    person_id: str
    cause: str
    amount: int
    reward_id: str
    reward_ja: str
    reward_en: str
    place: str


EVENTS = (
    PointsEarned,
    PointsExpired,
    PointsReversed,
    PointsRedeemed,
    PointsGiven,
    PointsReturned,
    RewardHandedOver,
)
