"""What is asked and answered about activities."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.booking.activities.outcomes import Announced, Participant
from services.booking.activities.reading import Host
from services.booking.activities.rows import ActivityRow, ActivityStatus, ParticipationRow
from services.booking.domain.activities.announcement import SESSIONS_MAX, Id
from services.booking.domain.activities.participation import Status
from services.booking.domain.heard_events import Standing as GroupStanding
from shared.contracts.booking_activities import ActivityCancelled, Evidence
from shared.contracts.booking_values import CancelReason
from shared.web import TokyoInstant, View
from shared.web.refusals import PERSON_ID

GUESTS_MAX = 1
ActivityId = Annotated[Id, Path(description="The activity's id")]
Person = Annotated[str, StringConstraints(pattern=rf"^(?:{PERSON_ID.pattern})$")]
PersonId = Annotated[Person, Path(description="The person's id")]
SessionNumber = Annotated[
    int | None, Field(ge=1, le=SESSIONS_MAX, description="Of an activity with sessions. Default: the one that is on")
]


class SignUpRequest(BaseModel):
    """Who gets the place: the caller, unless an officer or staff names somebody at the counter."""

    model_config = ConfigDict(extra="forbid")

    person_id: Person | None = None
    role: Id | None = Field(default=None, description="Default: participant")
    guests: int | None = Field(
        default=None, ge=0, le=GUESTS_MAX, description="A friend who has no account; default: nobody, or as it is"
    )
    visit_id: Id | None = Field(default=None, description="The visit of matching for which it is: it ends with that")


class CancelActivity(BaseModel):
    """Why it does not take place."""

    model_config = ConfigDict(extra="forbid")

    reason: CancelReason


class AttendanceRequest(BaseModel):
    """A participant gives ``code``; an officer or staff gives ``person_id``."""

    model_config = ConfigDict(extra="forbid")

    code: str | None = Field(default=None, max_length=40)
    person_id: Person | None = None
    session: SessionNumber = None


class AttendanceCorrectionRequest(BaseModel):
    """Which session is corrected, where somebody attended several."""

    model_config = ConfigDict(extra="forbid")

    session: SessionNumber = None


class SessionView(View):
    """One of several times."""

    session: int
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    booking_id: str | None


class CertificateTermsView(View):
    """What those get who attend enough sessions."""

    title_ja: str
    title_en: str
    sessions_min: int


class AnnouncedView(View):
    """What a group says about an activity."""

    activity_id: str
    title: str
    group_id: str
    place: str
    booking_id: str | None
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    deadline: TokyoInstant
    fee: int
    target: str
    tags: tuple[str, ...]
    areas: dict[str, str]
    capacity: int
    sessions: tuple[SessionView, ...] = ()
    facility_id: str | None = None
    access: tuple[str, ...] = ()
    roles: dict[str, int] = {}
    certificate: CertificateTermsView | None = None
    together_with: tuple[str, ...] = ()
    """The groups that hold it too: those alone that have said yes."""
    status: ActivityStatus = "announced"


class ChangedActivityView(AnnouncedView):
    """An activity as it is said to be now. ``asked``: the groups that are asked by this to hold it too."""

    asked: tuple[str, ...] = ()

    @classmethod
    def changed(cls, announced: Announced) -> "ChangedActivityView":
        """The answer to the change."""
        return cls(asked=announced.asked, **announced.about.model_dump())


class BookingLeft(View):
    """A booking that a cancelled activity leaves as it was, and where it is cancelled."""

    booking_id: str
    cancel: str


class CancelledView(AnnouncedView):
    """A cancelled activity: the bookings of its rooms still stand."""

    reason: CancelReason | None
    bookings: tuple[BookingLeft, ...]
    ja: str
    en: str

    @classmethod
    def of(cls, announced: Announced) -> "CancelledView":
        """The answer to the cancellation."""
        about = announced.about
        named = dict.fromkeys([about.booking_id, *(each.booking_id for each in about.sessions)])
        bookings = tuple(
            BookingLeft(booking_id=id, cancel=f"/booking/bookings/{id}/cancel") for id in named if id is not None
        )
        ja, en = LEFT_AS_THEY_ARE if bookings else NOTHING_LEFT
        reason = about.reason if isinstance(about, ActivityCancelled) else None
        said = {**about.model_dump(), "status": "cancelled", "reason": reason}
        return cls(bookings=bookings, ja=ja, en=en, **said)


NOTHING_LEFT = (
    "活動を中止しました。申し込んだ人に知らせます。",
    "The activity is cancelled and those who signed up are told.",
)
LEFT_AS_THEY_ARE = (
    f"{NOTHING_LEFT[0]}部屋の予約は残っています。使わないときは、予約を取り消してください。",
    f"{NOTHING_LEFT[1]} Its rooms are still booked: cancel the bookings if you do not need them.",
)


class ActivityView(AnnouncedView):
    """An activity as anyone may see it. ``roles_left``: places by role that anybody may take, where it has roles.

    Of a group that pauses or has ended (``group_standing``) nobody takes a place.
    """

    places_left: int
    roles_left: dict[str, int] = {}
    reason: CancelReason | None = None
    group_standing: GroupStanding = "active"

    @classmethod
    def of(cls, row: ActivityRow, group_standing: GroupStanding = "active") -> "ActivityView":
        """The activity as it is now. Places that are held for people who waited are not left."""
        left = row.capacity - row.places_taken - row.held
        said = {"places_left": left, "roles_left": row.left, "group_standing": group_standing}
        return cls(activity_id=row.id, **said, **row.model_dump())


class HostView(View):
    """A group that holds an activity. ``name`` is empty while it has not been heard of."""

    group_id: str
    name: str
    standing: GroupStanding


class ShownActivityView(ActivityView):
    """An activity as it is shown: with the groups that hold it by name, the one that announced it first."""

    held_by: tuple[HostView, ...] = ()

    @classmethod
    def shown(cls, row: ActivityRow, hosts: Mapping[str, Host]) -> "ShownActivityView":
        """An item of the list, or the activity alone."""
        held_by = tuple(HostView(group_id=id, name=hosts[id].name, standing=hosts[id].standing) for id in row.held_by)
        known = ActivityView.of(row, hosts[row.group_id].standing)
        return cls(held_by=held_by, **known.model_dump())


class NewActivityView(ActivityView):
    """An activity for who has just announced it. ``asked``: the groups that are asked to hold it too."""

    asked: tuple[str, ...] = ()

    @classmethod
    def announced(cls, announced: Announced) -> "NewActivityView":
        """The activity as it was announced: nobody has signed up yet, and no other group has answered."""
        about = announced.about
        said = {"places_left": about.capacity, "roles_left": about.roles, "asked": announced.asked}
        return cls(**said, **about.model_dump())


class ParticipantView(View):
    """Where a person stands in an activity."""

    activity_id: str
    person_id: str
    status: Status
    minutes: int
    evidence: Evidence | None
    role: str = "participant"
    guests: int = 0
    session: int | None = None

    @classmethod
    def of(cls, participant: Participant | ParticipationRow) -> "ParticipantView":
        """The outcome of a command, or an item of the officer's list."""
        return cls(
            activity_id=participant.activity_id,
            person_id=participant.person_id,
            status=participant.status,
            minutes=participant.minutes,
            evidence=participant.evidence,
            role=participant.role,
            guests=participant.guests,
            session=participant.session if isinstance(participant, Participant) else None,
        )


class SignUpView(View):
    """A person's own sign-up, with what it is for."""

    activity_id: str
    status: Status
    minutes: int
    evidence: Evidence | None
    title: str
    group_id: str
    place: str
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    role: str = "participant"
    guests: int = 0
    sessions: tuple[int, ...] = ()
    activity_status: ActivityStatus = "announced"
    together_with: tuple[str, ...] = ()

    @classmethod
    def of(cls, part: ParticipationRow) -> "SignUpView":
        """An item of a person's own list."""
        return cls(**part.model_dump(include=set(cls.model_fields)))


class AttendanceCodeView(View):
    """A code to show at the place: when the next one replaces it, and until when it counts."""

    activity_id: str
    code: str
    changes_at: TokyoInstant
    valid_until: TokyoInstant


class RoleView(View):
    """A role in which people take part. ``needs_check``: nobody enters themselves, an officer or staff does."""

    code: str
    ja: str
    en: str
    needs_check: bool
