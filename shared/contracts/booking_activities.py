"""What booking tells the others of activities: what is announced, who took part, and who waits for a place."""

from typing import Literal

from shared.contracts.base import ACTIVITIES, APPLICATIONS, PARTICIPATIONS, Areas, Instant, PublicEvent
from shared.contracts.booking_values import CancelReason, CertificateTerms, Changed, PassedReason, Session, Standing

Evidence = Literal["code", "lock", "officer", "staff"]


class ActivityAnnounced(PublicEvent):
    """A group invites to something. ``fee`` in yen, ``capacity`` in people, ``target`` whom it is for.

    With ``sessions`` it lasts several days, from the start of the first to the end of the last. ``roles`` says how
    many of the places are for which role; without them all are for participants.
    """

    type = "activity-announced.v1"
    topic = ACTIVITIES.name

    activity_id: str
    title: str
    group_id: str
    place: str
    booking_id: str | None = None
    starts_at: Instant
    ends_at: Instant
    deadline: Instant
    fee: int = 0
    target: str = ""
    tags: tuple[str, ...] = ()
    areas: Areas = {}
    capacity: int
    sessions: tuple[Session, ...] = ()
    roles: dict[str, int] = {}
    certificate: CertificateTerms | None = None
    facility_id: str | None = None
    access: tuple[str, ...] = ()
    """What it has for who needs it (no steps, sign language…), as the group says."""
    together_with: tuple[str, ...] = ()
    """The groups that hold it together with ``group_id``, in the order in which they agreed (co-hosts, 共催)."""


class ActivityChanged(ActivityAnnounced):
    """The activity is now as this says, whole."""

    type = "activity-changed.v1"
    topic = ACTIVITIES.name


class ActivityCancelled(ActivityAnnounced):
    """The activity does not take place. What was recorded of it is taken back."""

    type = "activity-cancelled.v1"
    topic = ACTIVITIES.name

    reason: CancelReason


class ActivitySignedUp(PublicEvent):
    """Somebody has a place in an activity, in a ``role``; with ``guests`` they have so many places more.

    Who has a place and says otherwise about guests gives it back and takes it anew, in one commit. Of a role that needs
    a check ``evidence`` is on whose word they have it: an officer's of the group, or staff's.
    """

    type = "activity-signed-up.v1"
    topic = PARTICIPATIONS.name

    activity_id: str
    group_id: str
    person_id: str
    role: str = "participant"
    minutes: int = 0
    evidence: Evidence | None = None
    session: int | None = None
    """Of an activity with sessions: the one that was attended."""
    guests: int = 0
    """People without an account whom they bring: nobody's name. In a withdrawal, who goes with them."""


class ActivityWithdrawn(ActivitySignedUp):
    """Somebody gave their place back."""

    type = "activity-withdrawn.v1"
    topic = PARTICIPATIONS.name


class ActivityAttended(ActivitySignedUp):
    """Somebody was there, for ``minutes``, as ``evidence`` shows."""

    type = "activity-attended.v1"
    topic = PARTICIPATIONS.name


class AttendanceCorrected(ActivitySignedUp):
    """An attendance was recorded in error and no longer counts."""

    type = "attendance-corrected.v1"
    topic = PARTICIPATIONS.name


class CertificateGranted(ActivitySignedUp):
    """Somebody attended enough of an activity for its certificate: once, or again after it was revoked."""

    type = "certificate-granted.v1"
    topic = PARTICIPATIONS.name


class CertificateRevoked(ActivitySignedUp):
    """A correction took away an attendance that a certificate rests on."""

    type = "certificate-revoked.v1"
    topic = PARTICIPATIONS.name


class ParticipationAffected(PublicEvent):
    """What somebody signed up for, or waits for, has changed or was cancelled since they last heard of it.

    ``changed`` names what; the fields beginning with ``was`` say how it was before. It is empty where only the groups
    that hold it together are others.
    """

    type = "participation-affected.v1"
    topic = PARTICIPATIONS.name

    activity_id: str
    group_id: str
    person_id: str
    role: str = "participant"
    standing: Standing
    changed: tuple[Changed, ...]
    reason: CancelReason | None = None
    place: str
    starts_at: Instant
    ends_at: Instant
    was_place: str
    was_starts_at: Instant
    was_ends_at: Instant
    together_with: tuple[str, ...] = ()
    was_together_with: tuple[str, ...] = ()


class WaitingJoined(PublicEvent):
    """Somebody waits for a place, until ``deadline`` at most."""

    type = "waiting-joined.v1"
    topic = APPLICATIONS.name

    draw_id: str | None = None
    activity_id: str | None = None
    group_id: str | None = None
    person_id: str
    role: str = "participant"
    deadline: Instant | None = None
    guests: int = 0
    """A friend whom they bring, or would: each wants a place. Who waits may say otherwise, and is told again."""


class WaitingOffered(WaitingJoined):
    """A place, with a friend two, is held for somebody who waited, until ``deadline``."""

    type = "waiting-offered.v1"
    topic = APPLICATIONS.name


class WaitingAccepted(WaitingJoined):
    """Somebody took the place that was held for them."""

    type = "waiting-accepted.v1"
    topic = APPLICATIONS.name


class WaitingPassed(WaitingJoined):
    """Somebody waits no more, and has no place by waiting."""

    type = "waiting-passed.v1"
    topic = APPLICATIONS.name

    reason: PassedReason


ACTIVITY_EVENTS = (
    ActivityAnnounced,
    ActivitySignedUp,
    ActivityWithdrawn,
    ActivityAttended,
    AttendanceCorrected,
    ActivityChanged,
    ActivityCancelled,
    CertificateGranted,
    CertificateRevoked,
    ParticipationAffected,
    WaitingJoined,
    WaitingOffered,
    WaitingAccepted,
    WaitingPassed,
)
