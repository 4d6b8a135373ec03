"""What a group says about an activity: its form, its limits, and the times that make sense. Pure."""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from services.booking.activities.change_refusals import (
    CertificateOutOfReach,
    RolesDoNotAddUp,
    RoleUnknown,
    SessionsDoNotFit,
)
from services.booking.activities.refusals import (
    ActivityAlreadyOver,
    ActivityTimesImpossible,
    ActivityTooFarAhead,
    ActivityTooLong,
    DeadlineImpossible,
)
from services.booking.domain.activities.roles import ROLES
from shared.contracts.booking_activities import ActivityAnnounced

CAPACITY_MAX = 500
"""People in one activity. A bigger one is announced in parts (by time or by block)."""
SESSIONS_MAX = 60
"""Times of one activity: weekly for a year, or daily for two months."""
LENGTH_MAX = timedelta(hours=24)
"""Of an activity without sessions, and of each session."""
AHEAD_MAX = timedelta(days=366)
TOGETHER_NAMED_MAX = 20
"""Groups in one request; how many there may be is decided, and refused in words, in ``hosting``."""


def _tidy(text: object) -> object:
    """NFC, without the blanks around; control characters and halves of characters are refused."""
    if not isinstance(text, str):
        return text
    tidied = unicodedata.normalize("NFC", text).strip()
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in tidied):
        raise PydanticCustomError("string_unicode", "control characters are not allowed")
    return tidied


def _to_the_second(instant: datetime) -> datetime:
    """UTC and whole seconds, as the contracts write it: what is decided equals what is read back."""
    if not 1900 <= instant.year <= 2199:
        raise PydanticCustomError("instant_out_of_range", "the year must lie between 1900 and 2199")
    return instant.astimezone(UTC).replace(microsecond=0)


Text = BeforeValidator(_tidy)
Moment = Annotated[AwareDatetime, AfterValidator(_to_the_second)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
Tag = Annotated[str, Text, StringConstraints(min_length=1, max_length=40)]
Title = Annotated[str, Text, StringConstraints(min_length=1, max_length=100)]


class Times(BaseModel):
    """One session, with the booking of its room where there is one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    starts_at: Moment
    ends_at: Moment
    booking_id: Id | None = None


class Certificate(BaseModel):
    """What those get who attend at least ``sessions_min`` sessions (of an activity without sessions: 1)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title_ja: Title
    title_en: Title
    sessions_min: int = Field(default=1, ge=1, le=SESSIONS_MAX)


class Announcement(BaseModel):
    """What a group says about an activity. Public, every word of it: no names or contacts of people belong here.

    ``sessions`` are in the order of time; ``starts_at`` and ``ends_at`` may then be left out, as may ``capacity``
    where ``roles`` says it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Title
    group_id: Id
    place: Annotated[str, Text, StringConstraints(min_length=1, max_length=200)]
    booking_id: Id | None = None
    facility_id: Id | None = None
    """Where it is; taken from its bookings when they name one house and this names none."""
    starts_at: Moment
    ends_at: Moment
    deadline: Moment
    fee: int = Field(default=0, ge=0, le=100_000)
    target: Annotated[str, Text, StringConstraints(max_length=200)] = ""
    tags: tuple[Tag, ...] = Field(default=(), max_length=10)
    areas: dict[Id, Id] = Field(default_factory=dict, max_length=10)
    capacity: int = Field(ge=1, le=CAPACITY_MAX)
    access: tuple[Tag, ...] = Field(default=(), max_length=10)
    """What it has for who needs it: codes or words of matching's list; others are told and count for nothing."""
    sessions: tuple[Times, ...] = Field(default=(), max_length=SESSIONS_MAX)
    roles: dict[Id, Annotated[int, Field(ge=1, le=CAPACITY_MAX)]] = Field(default_factory=dict, max_length=len(ROLES))
    certificate: Certificate | None = None
    together_with: tuple[Id, ...] | None = Field(default=None, max_length=TOGETHER_NAMED_MAX)
    """Groups that are asked to hold it too, and do so from their yes on. Left out of a change: they stay."""

    @model_validator(mode="before")
    @classmethod
    def _filled_in(cls, said: Any) -> Any:
        """What follows from sessions and roles need not be said twice."""
        if not isinstance(said, Mapping):
            return said
        filled: dict[str, Any] = dict(said)
        sessions, roles = said.get("sessions"), said.get("roles")
        if isinstance(sessions, list | tuple) and sessions:
            first, last = (
                each.model_dump() if isinstance(each, Times) else each for each in (sessions[0], sessions[-1])
            )
            if isinstance(first, Mapping) and isinstance(last, Mapping):
                filled.setdefault("starts_at", first.get("starts_at"))
                filled.setdefault("ends_at", last.get("ends_at"))
        if isinstance(roles, Mapping) and roles and all(isinstance(places, int) for places in roles.values()):
            filled.setdefault("capacity", sum(roles.values()))
        return filled

    @property
    def times(self) -> tuple[Times, ...]:
        """The sessions; of an activity without any, its one time."""
        return self.sessions or (Times(starts_at=self.starts_at, ends_at=self.ends_at, booking_id=self.booking_id),)

    def fields(self) -> dict[str, Any]:
        """The fields of the event that announces it; the sessions get their numbers. Who else holds it is decided."""
        sessions = [{"session": number, **each.model_dump()} for number, each in enumerate(self.sessions, start=1)]
        return {**self.model_dump(exclude={"together_with"}), "sessions": sessions}


def check_form(wanted: Announcement, now: datetime) -> None:
    """Raise the refusal of what cannot be: times, roles, certificate. What it was before does not count here."""
    _check_times(wanted, now)
    for role in wanted.roles:
        if role not in ROLES:
            raise RoleUnknown(role=role)
    if wanted.roles and sum(wanted.roles.values()) != wanted.capacity:
        raise RolesDoNotAddUp(places=sum(wanted.roles.values()), capacity=wanted.capacity)
    sessions = len(wanted.times)
    if wanted.certificate is not None and wanted.certificate.sessions_min > sessions:
        raise CertificateOutOfReach(sessions_min=wanted.certificate.sessions_min, sessions=sessions)


def _check_times(wanted: Announcement, now: datetime) -> None:
    times = wanted.times
    if any(each.ends_at <= each.starts_at for each in times) or wanted.ends_at <= wanted.starts_at:
        raise ActivityTimesImpossible
    if any(each.ends_at - each.starts_at > LENGTH_MAX for each in times):
        raise ActivityTooLong(hours_max=int(LENGTH_MAX / timedelta(hours=1)))
    overlap = any(later.starts_at < earlier.ends_at for earlier, later in pairwise(times))
    if overlap or (wanted.starts_at, wanted.ends_at) != (times[0].starts_at, times[-1].ends_at):
        raise SessionsDoNotFit
    if wanted.ends_at <= now:
        raise ActivityAlreadyOver
    if times[-1].starts_at > now + AHEAD_MAX:
        raise ActivityTooFarAhead(days_max=AHEAD_MAX.days)


def check_deadline(wanted: Announcement, now: datetime, before: ActivityAnnounced | None = None) -> None:
    """The deadline is still to come, and not after the end; one that was said before may have passed."""
    kept = before is not None and wanted.deadline == before.deadline
    if (wanted.deadline <= now and not kept) or wanted.deadline > wanted.ends_at:
        raise DeadlineImpossible
