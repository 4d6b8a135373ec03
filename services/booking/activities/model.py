"""What activities bring to booking's journal: events, state, rows, and the steps that follow a change."""

from services.booking.activities.rows import ACTIVITY_ROWS, project_activity
from services.booking.domain.activities.activity import Activity
from services.booking.domain.activities.events import (
    AttendanceCodeRefused,
    CertificateNumbered,
    PlaceForVisit,
    SomeTold,
)
from services.booking.parts import Part
from shared.contracts.booking_activities import (
    ActivityAnnounced,
    ActivityAttended,
    ActivityCancelled,
    ActivityChanged,
    ActivitySignedUp,
    ActivityWithdrawn,
    AttendanceCorrected,
    CertificateGranted,
    CertificateRevoked,
    ParticipationAffected,
    WaitingAccepted,
    WaitingJoined,
    WaitingOffered,
    WaitingPassed,
)
from shared.journal import Reaction, Step, on


def _tell_next(event: ActivityAnnounced | SomeTold) -> Step:
    return Activity.stream(event.activity_id), lambda activity: activity.tell_next()


ACTIVITY_REACTIONS: tuple[Reaction, ...] = (
    # everybody who has a place or waits is told, a commit at a time, until nobody is left
    on(ActivityChanged, "tell-of-change", _tell_next),
    on(ActivityCancelled, "tell-of-cancellation", _tell_next),
    on(SomeTold, "tell-on", _tell_next),
)

ACTIVITIES = Part(
    events=(
        ActivityAnnounced,
        ActivityChanged,
        ActivityCancelled,
        ActivitySignedUp,
        ActivityWithdrawn,
        ActivityAttended,
        AttendanceCorrected,
        CertificateGranted,
        CertificateRevoked,
        ParticipationAffected,
        WaitingJoined,
        WaitingOffered,
        WaitingAccepted,
        WaitingPassed,
        AttendanceCodeRefused,
        CertificateNumbered,
        SomeTold,
        PlaceForVisit,
    ),
    states=(Activity,),
    rows=ACTIVITY_ROWS,
    project=project_activity,
    reactions=ACTIVITY_REACTIONS,
)
