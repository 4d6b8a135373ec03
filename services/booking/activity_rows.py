"""What lists of activities read: one row an activity, one a person's sign-up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.booking.domain.activity import Activity, Status
from shared.contracts.booking import ActivityAnnounced, ActivitySignedUp, Evidence
from shared.events import Event
from shared.journal import Row


class ActivityRow(Row):
    """An activity as anyone may see it. ``id`` is the activity's. Says how many take part, never who."""

    kind = "activity"
    columns = ("starts_at", "group_id")
    many = ("tags", "area_ids")

    group_id: str
    title: str
    place: str
    booking_id: str | None
    starts_at: datetime
    ends_at: datetime
    deadline: datetime
    fee: int
    target: str
    tags: tuple[str, ...]
    areas: dict[str, str]
    area_ids: tuple[str, ...]
    capacity: int
    places_taken: int = 0
    attended: int = 0

    @classmethod
    def of(cls, activity: Activity) -> "ActivityRow":
        """The row of an announced activity."""
        about = activity.about
        return cls(
            id=about.activity_id,
            area_ids=tuple(sorted(set(about.areas.values()))),
            places_taken=activity.places_taken,
            attended=activity.attended,
            **about.model_dump(exclude={"activity_id"}),
        )


class ParticipationRow(Row):
    """Where a person stands in an activity. Closed when they withdrew; open again when they sign up again."""

    kind = "participation"
    columns = ("activity_id", "person_id", "starts_at")

    activity_id: str
    person_id: str
    group_id: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    status: Status
    minutes: int
    evidence: Evidence | None

    @classmethod
    def of(cls, activity: Activity, person_id: str) -> "ParticipationRow":
        """The row of somebody who has signed up at some time."""
        about, part = activity.about, activity.participations[person_id]
        return cls(
            id=f"{about.activity_id}:{person_id}",
            closed=not part.has_place,
            activity_id=about.activity_id,
            person_id=person_id,
            group_id=about.group_id,
            title=about.title,
            place=about.place,
            starts_at=about.starts_at,
            ends_at=about.ends_at,
            status=part.status,
            minutes=part.minutes,
            evidence=part.evidence,
        )


def project_activity(state: Any, event: Event) -> Iterable[Row]:
    """The rows that an event of an activity's stream makes or changes."""
    if not isinstance(state, Activity):
        return
    if isinstance(event, ActivityAnnounced | ActivitySignedUp):
        yield ActivityRow.of(state)
    if isinstance(event, ActivitySignedUp):  # and all that becomes of a sign-up: those events extend its class
        yield ParticipationRow.of(state, event.person_id)


ACTIVITY_ROWS: tuple[type[Row], ...] = (ActivityRow, ParticipationRow)
