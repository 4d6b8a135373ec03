"""What booking tells the others of registrations to use (利用登録) and of penalty points. Ids, codes, counts, days."""

from typing import Literal

from shared.contracts.base import REGISTRATIONS, Instant, PublicEvent

RegistrationKind = Literal["group", "person"]
FaultKind = Literal["late-cancellation", "no-show", "misuse"]
SuspendedFor = Literal["points", "misuse", "documents", "other"]
EndedFor = Literal["refused", "expired", "withdrawn", "city", "erased"]
WaivedFor = Literal["rain", "illness", "disaster", "operator", "appeal"]


class RegistrationApplied(PublicEvent):
    """A group or a person wants to be registered for the use of rooms. Of a group, ``person_id`` answers for it.

    ``until`` is the instant at which something ends: here nothing yet.
    """

    type = "registration-applied.v1"
    topic = REGISTRATIONS.name

    group_id: str | None = None
    person_id: str | None = None
    kind: RegistrationKind
    until: Instant | None = None


class RegistrationApproved(RegistrationApplied):
    """The registration stands, until its term ends; or a change of it that had to be looked at stands."""

    type = "registration-approved.v1"
    topic = REGISTRATIONS.name


class RegistrationRenewed(RegistrationApplied):
    """The registration stands for another term."""

    type = "registration-renewed.v1"
    topic = REGISTRATIONS.name


class RegistrationEnding(RegistrationApplied):
    """The term ends soon: it can be renewed before that."""

    type = "registration-ending.v1"
    topic = REGISTRATIONS.name


class RegistrationSuspended(RegistrationApplied):
    """The holder may not book for a while: by penalty points, or by the city."""

    type = "registration-suspended.v1"
    topic = REGISTRATIONS.name

    reason: SuspendedFor


class RegistrationResumed(RegistrationApplied):
    """A suspension is over, or was lifted. ``until`` is the end of the term."""

    type = "registration-resumed.v1"
    topic = REGISTRATIONS.name


class RegistrationEnded(RegistrationApplied):
    """There is no registration any more. ``reasons``: of a refusal, codes of the published list.

    ``standing``: it ended because its group has (``reason`` is ``withdrawn`` then).
    """

    type = "registration-ended.v1"
    topic = REGISTRATIONS.name

    reason: EndedFor
    reasons: tuple[str, ...] = ()
    standing: Literal["ended"] | None = None


class PenaltyRecorded(PublicEvent):
    """Penalty points were given: ``amount``, which live until ``until``; with them there are ``balance`` of ``limit``.

    ``deadline`` is until when one may object. Of a group, ``person_id`` answers for it.
    """

    type = "penalty-recorded.v1"
    topic = REGISTRATIONS.name

    group_id: str | None = None
    person_id: str | None = None
    kind: FaultKind
    until: Instant
    booking_id: str | None = None
    amount: int = 0
    balance: int = 0
    limit: int = 0
    deadline: Instant | None = None


class PenaltyWaived(PenaltyRecorded):
    """Penalty points were taken back, for ``reason``; ``balance`` are left."""

    type = "penalty-waived.v1"
    topic = REGISTRATIONS.name

    reason: WaivedFor


EVENTS = (
    RegistrationApplied,
    RegistrationApproved,
    RegistrationRenewed,
    RegistrationEnding,
    RegistrationSuspended,
    RegistrationResumed,
    RegistrationEnded,
    PenaltyRecorded,
    PenaltyWaived,
)
