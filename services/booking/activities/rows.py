"""What lists and the timer of activities read: activities, sign-ups, who waits, certificates."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from services.booking.domain.activities.activity import Activity
from services.booking.domain.activities.events import CertificateNumbered
from services.booking.domain.activities.participation import Status
from services.booking.domain.activities.record import STANDS, HostStanding
from shared.contracts.booking_activities import (
    ActivityAnnounced,
    ActivitySignedUp,
    CertificateGranted,
    CertificateRevoked,
    Evidence,
    ParticipationAffected,
    WaitingJoined,
)
from shared.contracts.booking_co_hosts import CoHostAsked
from shared.contracts.booking_values import CancelReason, CertificateTerms, Session
from shared.events import Event
from shared.journal import Row

ActivityStatus = Literal["announced", "cancelled"]


class ActivityRow(Row):
    """An activity as anyone may see it. ``id`` is the activity's. Says how many take part, never who.

    ``held`` places are offered to people who waited; ``left`` says by role how many anybody may take.
    """

    kind = "activity"
    columns = ("starts_at", "group_id", "status")
    many = ("tags", "area_ids", "held_by")

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
    sessions: tuple[Session, ...] = ()
    facility_id: str | None = None
    access: tuple[str, ...] = ()
    roles: dict[str, int] = {}
    certificate: CertificateTerms | None = None
    status: ActivityStatus = "announced"
    reason: CancelReason | None = None
    held: int = 0
    left: dict[str, int] = {}
    together_with: tuple[str, ...] = ()
    held_by: tuple[str, ...] = ()
    """The group that announced it and those that hold it too."""

    @classmethod
    def of(cls, activity: Activity) -> "ActivityRow":
        """The row of an announced activity."""
        about = activity.about
        return cls(
            id=about.activity_id,
            area_ids=tuple(sorted(set(about.areas.values()))),
            places_taken=activity.places_taken,
            attended=activity.attended,
            status="cancelled" if activity.cancelled else "announced",
            reason=activity.reason,
            held=sum(offer.places for offer in activity.offers.values()),
            left={role: activity.free(role) for role in about.roles},
            held_by=(about.group_id, *about.together_with),
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
    role: str = "participant"
    guests: int = 0
    sessions: tuple[int, ...] = ()
    """Numbers of the sessions that were attended."""
    activity_status: ActivityStatus = "announced"
    together_with: tuple[str, ...] = ()

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
            role=part.role,
            guests=part.guests,
            sessions=tuple(number for number in part.attended if number),
            activity_status="cancelled" if activity.cancelled else "announced",
            together_with=about.together_with,
        )


class CoHostRow(Row):
    """A group that was asked to hold an activity too. Closed when there is nothing to answer, or to leave, any more."""

    kind = "co-host"
    columns = ("activity_id", "to_group_id", "ends_at")

    activity_id: str
    group_id: str
    to_group_id: str
    standing: HostStanding
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, activity: Activity, group_id: str) -> "CoHostRow":
        """The row of a group that was asked at some time."""
        about, standing = activity.about, activity.hosts[group_id]
        return cls(
            id=f"{about.activity_id}:{group_id}",
            closed=standing not in STANDS,
            to_group_id=group_id,
            standing=standing,
            **about.model_dump(include={"activity_id", "group_id", "title", "place", "starts_at", "ends_at"}),
        )


class WaitingRow(Row):
    """Somebody on the waiting list of an activity; ``until`` a place is held for them. Closed when they are off it."""

    kind = "waiting"
    columns = ("activity_id", "person_id", "number")

    activity_id: str
    person_id: str
    role: str
    number: int
    guests: int = 0
    until: datetime | None = None

    @classmethod
    def of(cls, activity: Activity, event: WaitingJoined) -> "WaitingRow":
        """The row of whom an event of the list is about."""
        offer = activity.offers.get(event.person_id)
        on_list = offer or activity.waiter(event.person_id)
        return cls(
            id=f"{activity.about.activity_id}:{event.person_id}",
            closed=on_list is None,
            activity_id=activity.about.activity_id,
            person_id=event.person_id,
            role=event.role,
            number=on_list.number if on_list else 0,
            guests=on_list.guests if on_list else 0,
            until=offer.until if offer else None,
        )


class WaitingListRow(Row):
    """The timer of an activity's waiting list: the first offer that ends, or the list. Closed while nobody waits."""

    kind = "waiting-list"

    @classmethod
    def of(cls, activity: Activity) -> "WaitingListRow":
        """The row of a list that somebody has joined at some time."""
        due_at = activity.waiting_closes_at
        return cls(id=activity.about.activity_id, due_at=due_at, closed=due_at is None)


class CertificateRow(Row):
    """A certificate. ``id`` is its number: whoever has it may ask whether it is valid, and is not told whose it is."""

    kind = "certificate"
    columns = ("person_id", "granted_at")

    person_id: str
    activity_id: str
    group_id: str
    activity: str
    title_ja: str
    title_en: str
    granted_at: datetime
    valid: bool

    @classmethod
    def of(cls, activity: Activity, person_id: str) -> "CertificateRow | None":
        """The row of a person's certificate; ``None`` when they never had one."""
        about, earned = activity.about, activity.participations[person_id].certificate
        if earned is None or about.certificate is None:
            return None
        return cls(
            id=earned.number,
            person_id=person_id,
            activity_id=about.activity_id,
            group_id=about.group_id,
            activity=about.title,
            title_ja=about.certificate.title_ja,
            title_en=about.certificate.title_en,
            granted_at=earned.granted_at,
            valid=earned.valid,
        )


def project_activity(state: Any, event: Event) -> Iterable[Row]:
    """The rows that an event of an activity's stream makes or changes."""
    if not isinstance(state, Activity):
        return
    match event:
        case CertificateNumbered() | CertificateGranted() | CertificateRevoked():
            if row := CertificateRow.of(state, event.person_id):
                yield row
        case ActivityAnnounced() | WaitingJoined() | ActivitySignedUp():
            yield ActivityRow.of(state)
            if state.waits_ever:
                yield WaitingListRow.of(state)
    yield from _of_people(state, event)
    match event:
        case ActivityAnnounced():
            yield from (CoHostRow.of(state, group_id) for group_id in state.hosts)
        case CoHostAsked():  # and all that becomes of it: those events extend its class
            yield CoHostRow.of(state, event.to_group_id)


def _of_people(state: Activity, event: Event) -> Iterable[Row]:
    match event:
        case WaitingJoined():
            yield WaitingRow.of(state, event)
        case ActivitySignedUp():  # and all that becomes of a sign-up: those events extend its class
            yield ParticipationRow.of(state, event.person_id)
        case ParticipationAffected() if event.person_id in state.participations:
            yield ParticipationRow.of(state, event.person_id)


ACTIVITY_ROWS: tuple[type[Row], ...] = (
    ActivityRow, ParticipationRow, CoHostRow, WaitingRow, WaitingListRow, CertificateRow,
)  # fmt: skip
