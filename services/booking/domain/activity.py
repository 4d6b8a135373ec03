"""An activity: what a group invites to, who has a place, and who was there. Pure: no clock and no I/O.

One stream an activity holds it all, so that its capacity is exact under any race. The limits below bound the stream:
at most ``SIGN_UPS_EVER_MAX`` sign-ups and as many withdrawals, and a few events more for each of those people; in
practice two or three events a place.
"""

import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.booking.activity_refusals import (
    ActivityAlreadyOver,
    ActivityFull,
    ActivityTimesImpossible,
    ActivityTooFarAhead,
    ActivityTooLong,
    AttendanceNotOpen,
    CodeTriesExhausted,
    DeadlineImpossible,
    NotAttended,
    NotSignedUp,
    OnlyByHand,
    SignUpClosed,
    TooManyCorrections,
    TooManySignUps,
    WithdrawalClosed,
)
from services.booking.domain.activity_events import AttendanceCodeRefused
from shared.clock import tokyo_date
from shared.contracts.booking import (
    ActivityAnnounced,
    ActivityAttended,
    ActivitySignedUp,
    ActivityWithdrawn,
    AttendanceCorrected,
    Evidence,
)
from shared.events import Event
from shared.journal import State

CAPACITY_MAX = 500
"""People in one activity. A bigger one is announced in parts (by time or by block)."""
SIGN_UPS_EVER_MAX = 2_000
"""Sign-ups to one activity, withdrawn ones included: bounds the stream."""
SIGN_UPS_PER_PERSON_MAX = 5
"""Nobody uses the above up by signing up and withdrawing again and again."""
CODE_TRIES_MAX = 10
"""Codes of a person that may be wrong in one activity. Two of 10⁶ codes count at a time: a guesser wins 1 in 50,000."""
ATTENDANCES_PER_PERSON_MAX = 3
"""Times that one person's attendance may be recorded, corrections between them."""
LENGTH_MAX = timedelta(hours=24)
AHEAD_MAX = timedelta(days=366)

CODE_OPENS_BEFORE = timedelta(minutes=30)
CODE_CLOSES_AFTER = timedelta(minutes=30)
"""A participant's code counts from half an hour before the start until half an hour after the end."""
LIST_CLOSES_AFTER = timedelta(days=7)
"""Officers and staff may enter a paper list for a week, from when codes open. Corrections have no end."""

CORRECTED_UNTIL = timedelta(days=365)
"""An activity is not archived before; afterwards its attendances stand."""

Status = Literal["signed-up", "withdrawn", "attended", "corrected"]
Verdict = Literal["right", "wrong", "expired"]


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


class Announcement(BaseModel):
    """What a group says about an activity. Public, every word of it: no names or contacts of people belong here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Annotated[str, Text, StringConstraints(min_length=1, max_length=100)]
    group_id: Id
    place: Annotated[str, Text, StringConstraints(min_length=1, max_length=200)]
    booking_id: Id | None = None
    starts_at: Moment
    ends_at: Moment
    deadline: Moment
    fee: int = Field(default=0, ge=0, le=100_000)
    target: Annotated[str, Text, StringConstraints(max_length=200)] = ""
    tags: tuple[Tag, ...] = Field(default=(), max_length=10)
    areas: dict[Id, Id] = Field(default_factory=dict, max_length=10)
    capacity: int = Field(ge=1, le=CAPACITY_MAX)


class Participation(BaseModel):
    """Where one person stands in one activity, and how often they tried what."""

    status: Status
    sign_ups: int = 0
    wrong_codes: int = 0
    attendances: int = 0
    minutes: int = 0
    evidence: Evidence | None = None

    @property
    def has_place(self) -> bool:
        """Whether one of the places is this person's."""
        return self.status != "withdrawn"


class Activity(State):
    """The stream ``activity/<id>``: the announcement and everybody who ever signed up."""

    kind = "activity"

    announced: ActivityAnnounced | None = None
    participations: dict[str, Participation] = {}
    places_taken: int = 0
    attended: int = 0
    sign_ups_ever: int = 0

    @property
    def about(self) -> ActivityAnnounced:
        """The announcement. Use cases ask for the activity's row first, so that there is one."""
        if self.announced is None:
            raise LookupError(f"{self.stream_name} was never announced")
        return self.announced

    @property
    def minutes(self) -> int:
        """The length that was announced: what an attendance counts for."""
        return int((self.about.ends_at - self.about.starts_at) / timedelta(minutes=1))

    def archivable(self, before: date) -> bool:
        """It is over for so long that nobody corrects an attendance any more."""
        return self.announced is not None and tokyo_date(self.announced.ends_at + CORRECTED_UNTIL) < before

    # -- deciding

    def announce(self, wanted: Announcement, now: datetime) -> list[Event]:
        """Invite to something that is still to come."""
        if wanted.ends_at <= wanted.starts_at:
            raise ActivityTimesImpossible
        if wanted.ends_at - wanted.starts_at > LENGTH_MAX:
            raise ActivityTooLong(hours_max=int(LENGTH_MAX / timedelta(hours=1)))
        if wanted.ends_at <= now:
            raise ActivityAlreadyOver
        if wanted.starts_at > now + AHEAD_MAX:
            raise ActivityTooFarAhead(days_max=AHEAD_MAX.days)
        if not now < wanted.deadline <= wanted.ends_at:
            raise DeadlineImpossible
        return [ActivityAnnounced(activity_id=self.stream_key, **wanted.model_dump())]

    def sign_up(self, person_id: str, now: datetime) -> list[Event]:
        """Give a person one of the places; nothing happens when they have one."""
        about, known = self.about, self.participations.get(person_id)
        if known is not None and known.has_place:
            return []
        if now > about.deadline:
            raise SignUpClosed(deadline=about.deadline)
        if self.places_taken >= about.capacity:
            raise ActivityFull(capacity=about.capacity)
        often = known is not None and known.sign_ups >= SIGN_UPS_PER_PERSON_MAX
        if often or self.sign_ups_ever >= SIGN_UPS_EVER_MAX:
            raise TooManySignUps
        return [
            ActivitySignedUp(activity_id=about.activity_id, group_id=about.group_id, person_id=person_id),
        ]

    def withdraw(self, person_id: str, now: datetime) -> list[Event]:
        """Take a person's place back before the start; nothing happens when they gave it back before."""
        about, known = self.about, self.participations.get(person_id)
        if known is None:
            raise NotSignedUp
        if not known.has_place:
            return []
        if known.status == "attended" or now >= about.starts_at:
            raise WithdrawalClosed
        return [ActivityWithdrawn(activity_id=about.activity_id, group_id=about.group_id, person_id=person_id)]

    def attend_by_code(self, person_id: str, verdict: Verdict, now: datetime) -> list[Event]:
        """Record that a person was there, or that their code did not count; nothing when it is recorded already.

        A code that does not count is an event, not an exception: the next decision sees it, so nobody can try more
        than ``CODE_TRIES_MAX`` codes however many requests run at once.
        """
        about, known = self.about, self._place_of(person_id)
        if known.status == "attended":
            return []
        self.codes_close_at(now)
        if known.attendances:
            raise OnlyByHand
        if known.wrong_codes >= CODE_TRIES_MAX:
            raise CodeTriesExhausted(tries_max=CODE_TRIES_MAX)
        if verdict != "right":
            left = CODE_TRIES_MAX - known.wrong_codes - 1
            return [
                AttendanceCodeRefused(
                    activity_id=about.activity_id, person_id=person_id, verdict=verdict, tries_left=left
                ),
            ]
        return [self._attended(person_id, "code")]

    def attend_by_hand(self, person_id: str, evidence: Literal["officer", "staff"], now: datetime) -> list[Event]:
        """Record that an officer or staff saw a person there; nothing when it is recorded already."""
        known = self._place_of(person_id)
        if known.status == "attended":
            return []
        self._check_open(now, LIST_CLOSES_AFTER)
        if known.attendances >= ATTENDANCES_PER_PERSON_MAX:
            raise TooManyCorrections(attendances_max=ATTENDANCES_PER_PERSON_MAX)
        return [self._attended(person_id, evidence)]

    def correct(self, person_id: str) -> list[Event]:
        """Take an attendance back that was recorded in error; nothing when that was done before."""
        about, known = self.about, self.participations.get(person_id)
        if known is not None and known.status == "corrected":
            return []
        if known is None or known.status != "attended":
            raise NotAttended
        return [
            AttendanceCorrected(
                activity_id=about.activity_id,
                group_id=about.group_id,
                person_id=person_id,
                minutes=known.minutes,
                evidence=known.evidence,
            ),
        ]

    def codes_close_at(self, now: datetime) -> datetime:
        """Until when codes count. Raises ``AttendanceNotOpen`` when they do not count now."""
        return self._check_open(now, CODE_CLOSES_AFTER)

    def _check_open(self, now: datetime, closes_after: timedelta) -> datetime:
        opens_at, closes_at = self.about.starts_at - CODE_OPENS_BEFORE, self.about.ends_at + closes_after
        if not opens_at <= now <= closes_at:
            raise AttendanceNotOpen(opens_at=opens_at, closes_at=closes_at)
        return closes_at

    def _place_of(self, person_id: str) -> Participation:
        known = self.participations.get(person_id)
        if known is None or not known.has_place:
            raise NotSignedUp
        return known

    def _attended(self, person_id: str, evidence: Evidence) -> ActivityAttended:
        return ActivityAttended(
            activity_id=self.about.activity_id,
            group_id=self.about.group_id,
            person_id=person_id,
            minutes=self.minutes,
            evidence=evidence,
        )

    # -- folding

    def apply(self, event: Event) -> None:
        """Take one event into the state. What is not a sign-up comes first: those events extend its class."""
        match event:
            case ActivityAnnounced():
                self.announced = event
            case AttendanceCodeRefused():
                self.participations[event.person_id].wrong_codes += 1
            case ActivityWithdrawn():
                self.participations[event.person_id].status = "withdrawn"
                self.places_taken -= 1
            case ActivityAttended():
                known = self.participations[event.person_id]
                known.status, known.minutes, known.evidence = "attended", event.minutes, event.evidence
                known.attendances += 1
                self.attended += 1
            case AttendanceCorrected():
                self.participations[event.person_id].status = "corrected"
                self.attended -= 1
            case ActivitySignedUp():
                part = self.participations.setdefault(event.person_id, Participation(status="signed-up"))
                part.status = "signed-up"
                part.sign_ups += 1
                self.places_taken += 1
                self.sign_ups_ever += 1
