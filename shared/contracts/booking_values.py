"""What events of booking are made of beside plain values: published lists of codes, sessions, terms of certificates."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.base import Instant

CancelReason = Literal["weather", "illness", "too-few", "venue", "other"]
Standing = Literal["signed-up", "waiting", "offered"]
Changed = Literal["title", "place", "time", "days", "fee", "target", "cancelled"]
PassedReason = Literal["declined", "offer-expired", "closed", "cancelled", "signed-up"]
HoldStatus = Literal["held", "requested", "offered"]
GivenBackBecause = Literal[
    "holder", "staff", "operator-fault", "closure", "pre-empted", "moved", "series", "rain", "illness", "disaster"
]
"""Why a booking ended before its use. ``operator-fault``, ``closure``, ``pre-empted``: by the house, not by them.

``rain``, ``illness``, ``disaster``: what the rules make exceptions for, as staff saw it shown.
"""
LapsedBecause = Literal["expired", "undecided", "given-back", "refused", "closure", "pre-empted", "passed", "series"]
NotAllowedBecause = Literal["purpose", "not-eligible", "documents", "too-many-people", "maintenance", "order", "other"]
ClosureReason = Literal["works", "maintenance", "weather", "disaster", "election", "event", "other"]
DisplacedBecause = Literal["closure", "pre-empted"]


class Session(BaseModel):
    """One of the times of an activity that lasts several days. ``session`` counts from 1 in the order of time."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    session: int
    starts_at: Instant
    ends_at: Instant
    booking_id: str | None = None


class CertificateTerms(BaseModel):
    """What a certificate of an activity is for, and how many of its sessions earn it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title_ja: str
    title_en: str
    sessions_min: int = 1
