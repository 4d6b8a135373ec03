"""What is answered about subscriptions."""

from pydantic import Field

from services.feeds.domain.audience import PURPOSES
from services.feeds.domain.subscription import Failure
from services.feeds.rows import SubscriptionRow
from shared.web import TokyoInstant, View

NOT_TOLD = "not-told"
"""Instead of a status, to the public, where restricted types are heard."""


class FailureView(View):
    """An attempt that the other side did not take; ``code`` is timeout, connection, tls, dns, redirect or http-500."""

    at: TokyoInstant
    event_id: str
    code: str
    status: int = Field(description="the HTTP status, 0 when there was no answer")
    next_attempt_at: TokyoInstant

    @classmethod
    def of(cls, failure: Failure) -> "FailureView":
        """The view of a failure."""
        return cls(
            at=failure.at,
            event_id=failure.event_id,
            code=failure.code,
            status=failure.status,
            next_attempt_at=failure.next_at,
        )


class OverviewView(View):
    """What anybody may know of a subscription: who hears what for which purpose, and whether it arrives.

    Where restricted types are heard the public is not told how delivery goes (``not-told``): whoever watched it would
    see when something happened to somebody.
    """

    name: str
    kind: str
    purpose: str
    purpose_ja: str
    purpose_en: str
    types: tuple[str, ...]
    areas: tuple[str, ...]
    status: str = Field(
        description="active, paused or disabled; not-told to the public where restricted types are heard"
    )
    reason: str
    since: TokyoInstant | None = Field(description="since when it stands so; null where that is not told")
    lag_seconds: float | None = Field(
        description="age of the oldest event that has not arrived, 0 when all have; null where that is not told"
    )
    last_failure: str = Field(description="code of the last failure, empty when all has been taken since")


class SubscriptionView(OverviewView):
    """A subscription as staff see it. ``cursor`` is where it stands in the feed."""

    subscription_id: str
    subscriber: str
    contact: str
    url: str
    cursor: str
    created_at: TokyoInstant
    delivered: int
    last_delivered_at: TokyoInstant | None
    failures: int = Field(description="in a row")
    failing_since: TokyoInstant | None
    next_attempt_at: TokyoInstant | None


class CreatedView(View):
    """The answer to a new subscription. The secret or token is told here and nowhere else."""

    subscription_id: str
    kind: str
    status: str
    secret: str | None = Field(description="whsec_…, signs the webhooks (Standard Webhooks)")
    token: str | None = Field(description="the bearer token for GET /events")
    cursor: str


class StatusView(View):
    """How a subscription stands after a command."""

    subscription_id: str
    status: str


class RotatedView(View):
    """The new secret or token, told once. A webhook is signed with the old one too until ``old_until``."""

    subscription_id: str
    secret: str | None
    token: str | None
    old_until: TokyoInstant | None


class ReplayView(View):
    """From where on everything is delivered again."""

    subscription_id: str
    since: TokyoInstant
    cursor: str


class DeliveriesView(View):
    """What was delivered, and the last attempts that failed, the newest first."""

    subscription_id: str
    delivered: int
    last_delivered_at: TokyoInstant | None
    lag_seconds: float
    failures: list[FailureView]


class PurposeView(View):
    """A purpose for which restricted events may be heard, and the types that it covers."""

    purpose: str
    ja: str
    en: str
    types: list[str]


def overview(row: SubscriptionRow, lag_seconds: float | None) -> OverviewView:
    """What anybody may know. Without ``lag_seconds`` nothing of how delivery goes."""
    known = _common(row, lag_seconds)
    if lag_seconds is None:
        known |= {"status": NOT_TOLD, "reason": "", "since": None, "last_failure": ""}
    return OverviewView(**known)


def whole(row: SubscriptionRow, lag_seconds: float) -> SubscriptionView:
    """What staff see."""
    return SubscriptionView(
        **_common(row, lag_seconds),
        subscription_id=row.id,
        subscriber=row.subscriber,
        contact=row.contact,
        url=row.url,
        cursor=row.cursor,
        created_at=row.created_at,
        delivered=row.delivered,
        last_delivered_at=row.delivered_at,
        failures=row.failures,
        failing_since=row.failing_since,
        next_attempt_at=row.next_at,
    )


def _common(row: SubscriptionRow, lag_seconds: float | None) -> dict[str, object]:
    failing = row.failures > 0 or row.status == "disabled"
    return {
        "name": row.name,
        "kind": row.channel,
        "purpose": row.purpose,
        "purpose_ja": PURPOSES[row.purpose].ja if row.purpose in PURPOSES else "",
        "purpose_en": PURPOSES[row.purpose].en if row.purpose in PURPOSES else "",
        "types": row.types,
        "areas": row.areas,
        "status": row.status,
        "reason": row.reason,
        "since": row.status_since,
        "lag_seconds": None if lag_seconds is None else round(lag_seconds, 1),
        "last_failure": row.last_failure.code if failing and row.last_failure else "",
    }


def purposes(types_of: dict[str, list[str]]) -> list[PurposeView]:
    """The published list. ``types_of``: by topic."""
    return [
        PurposeView(
            purpose=code,
            ja=purpose.ja,
            en=purpose.en,
            types=[name for topic in sorted(purpose.topics) for name in types_of[topic]],
        )
        for code, purpose in PURPOSES.items()
    ]
