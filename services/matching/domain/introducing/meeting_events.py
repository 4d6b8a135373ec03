"""The private events of first meetings and follow-ups, and of what ends them half-way."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.matching.domain.letting_go import LetsWordsGo
from shared.events import Event

FollowUpAnswer = Literal["good", "hard", "stopped"]
FollowUpStep = Literal["ask", "answer", "lapse"]
FollowUpEnd = Literal["answered", "silent", "done", "forgone", "group-ended"]


class Meeting(BaseModel):
    """When a resident and a group meet, and where: a facility, a booking, or words in the vault; or nowhere yet."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    starts_at: AwareDatetime
    facility_id: str | None = None
    booking_id: str | None = None
    document_id: str | None = None


class MeetingArranged(Event):
    """The first meeting is on this day, at this place."""

    type = "meeting-arranged.v1"

    introduction_id: str
    meeting: Meeting
    by: str
    relation: str


class MeetingNoted(Event):
    """It happened, or it did not; nobody is said to have been missing."""

    type = "meeting-noted.v1"

    introduction_id: str
    met: bool
    by: str
    relation: str


class MeetingPlaceLetGo(Event, LetsWordsGo):
    """The words about a place are needed no more."""

    type = "meeting-place-let-go.v1"

    introduction_id: str
    document_id: str

    @property
    def let_go(self) -> tuple[str, ...]:
        return (self.document_id,)


class JoiningWished(Event):
    """The resident wants to join, by their own word or as who has it heard it."""

    type = "joining-wished.v1"

    introduction_id: str
    by: str
    relation: str


class IntroductionsLeft(Event):
    """Somebody serves no longer: these introductions need the next owner now."""

    type = "introductions-left.v1"

    person_id: str
    introduction_ids: tuple[str, ...]


class IntroductionHolderGone(Event):
    """An introduction knows that somebody serves no longer, whoever was chosen beside this."""

    type = "introduction-holder-gone.v1"

    introduction_id: str
    person_id: str


class IntroductionReasonsDropped(Event):
    """What spoke for an introduction came from interests that may not be used any more."""

    type = "introduction-reasons-dropped.v1"

    introduction_id: str


class ReasonsWithdrawn(Event):
    """Without consent to matching, what interests led to is dropped from what is under way."""

    type = "reasons-withdrawn.v1"

    person_id: str
    introduction_ids: tuple[str, ...]


class IntroductionConsentChanged(Event):
    """The person agrees (or no longer agrees) to be introduced; what is under way ends without consent."""

    type = "introduction-consent-changed.v1"

    person_id: str
    given: bool
    introduction_ids: tuple[str, ...] = ()
    follow_up_ids: tuple[str, ...] = ()


class StatisticsConsentChanged(Event):
    """The person agrees (or no longer agrees) to be counted in figures about ages."""

    type = "statistics-consent-changed.v1"

    person_id: str
    given: bool


class FollowUpNoted(Event):
    """The person's own record of a follow-up: it is to come, or it is over."""

    type = "follow-up-noted.v1"

    person_id: str
    introduction_id: str
    group_id: str
    pending: bool


class FollowUpRefused(Event):
    """The person was erased, or no longer agrees: the follow-up must end."""

    type = "follow-up-refused.v1"

    person_id: str
    introduction_id: str


class Followed(BaseModel):
    """Whose introduction to which group is followed up, as every step carries it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    introduction_id: str
    person_id: str
    group_id: str


class FollowUpPlanned(Event):
    """In a month the resident is asked how it goes; until then the coordinator of the introduction has it."""

    type = "follow-up-planned.v1"

    followed: Followed
    coordinator_id: str
    due_at: AwareDatetime


class FollowUpTurned(Event):
    """The next step is due: the roster says who has it. ``before`` had it."""

    type = "follow-up-turned.v1"

    followed: Followed
    turn: int
    step: FollowUpStep
    before: str


class FollowUpOwnerNamed(Event):
    """Who has a follow-up as of a turn: who had it while they serve, else the desk owner."""

    type = "follow-up-owner-named.v1"

    followed: Followed
    turn: int
    step: FollowUpStep
    coordinator_id: str
    answer_days: int


class FollowUpTaken(Event):
    """Somebody has it now, until ``due_at``."""

    type = "follow-up-taken.v1"

    introduction_id: str
    turn: int
    step: FollowUpStep
    coordinator_id: str
    due_at: AwareDatetime


class FollowUpAnswered(Event):
    """How it goes, in one of three taps; words are in the vault."""

    type = "follow-up-answered.v1"

    introduction_id: str
    answer: FollowUpAnswer
    by: str
    relation: str
    document_id: str | None = None


class FollowUpEnded(Event, LetsWordsGo):
    """Nothing more follows."""

    type = "follow-up-ended.v1"

    introduction_id: str
    person_id: str
    how: FollowUpEnd
    document_id: str | None = None

    @property
    def let_go(self) -> tuple[str, ...]:
        return (self.document_id,) if self.document_id else ()


EVENTS: tuple[type[Event], ...] = (
    MeetingArranged, MeetingNoted, MeetingPlaceLetGo, JoiningWished, IntroductionsLeft, IntroductionHolderGone,
    IntroductionReasonsDropped, ReasonsWithdrawn, IntroductionConsentChanged, StatisticsConsentChanged,
    FollowUpNoted, FollowUpRefused,
    FollowUpPlanned, FollowUpTurned, FollowUpOwnerNamed, FollowUpTaken, FollowUpAnswered, FollowUpEnded,
)  # fmt: skip
