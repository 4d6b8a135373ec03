"""What activities bring to booking's journal: events, state, rows, and the steps that follow a change."""

from services.booking.activities.rows import ACTIVITY_ROWS, project_activity
from services.booking.domain.activities.activity import Activity
from services.booking.domain.activities.events import (
    AttendanceCodeRefused,
    CertificateNumbered,
    PlaceForVisit,
    SomeTold,
    VisitHeardEnded,
)
from services.booking.domain.activities.visit import Visit
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
from shared.contracts.booking_co_hosts import CoHostAffected, CoHostAnswered, CoHostAsked, CoHostEnded
from shared.events import Event
from shared.journal import Following, Reaction, Step, on, on_commit


def _tell_next(event: ActivityAnnounced | SomeTold) -> Step:
    return Activity.stream(event.activity_id), lambda activity: activity.tell_next()


def _ask_visit(event: PlaceForVisit) -> Step:
    return Visit.stream(event.visit_id, event.person_id), lambda visit: visit.place_named(event)


def _give_back(event: VisitHeardEnded, following: Following) -> Step:
    def give_back(activity: Activity) -> list[Event]:
        return activity.give_back(event.person_id, event.visit_id, following.at)

    return Activity.stream(event.activity_id), give_back


ACTIVITY_REACTIONS: tuple[Reaction, ...] = (
    # everybody who has a place or waits is told, a commit at a time, until nobody is left
    on(ActivityChanged, "tell-of-change", _tell_next),
    on(ActivityCancelled, "tell-of-cancellation", _tell_next),
    on(SomeTold, "tell-on", _tell_next),
    # a place that is for a visit ends with it, whichever of the two is heard of first
    on(PlaceForVisit, "ask-visit-of-place", _ask_visit),
    on_commit(VisitHeardEnded, "give-back-place-of-ended-visit", _give_back),
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
        CoHostAsked,
        CoHostAnswered,
        CoHostAffected,
        CoHostEnded,
        AttendanceCodeRefused,
        CertificateNumbered,
        SomeTold,
        PlaceForVisit,
        VisitHeardEnded,
    ),
    states=(Activity, Visit),
    rows=ACTIVITY_ROWS,
    project=project_activity,
    reactions=ACTIVITY_REACTIONS,
)
