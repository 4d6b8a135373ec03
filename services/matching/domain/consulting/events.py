"""The private events of consultations. What somebody worries about is in none of them: neither words nor category."""

from datetime import time
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.matching.domain.letting_go import LetsWordsGo
from services.matching.domain.outreach.events import AppointmentOf
from shared.contracts.base import Areas
from shared.contracts.matching import ConsultationChannel, WordGiven
from shared.events import Event

CONSENT_DAYS = 5
"""Working days in which somebody says whether another desk may have their worry, where a city's file says nothing."""
Why = Literal["opened", "referred", "escalated", "handed-on", "reopened"]


class Terms(BaseModel):
    """How long things may take, as it stood when the worry was brought.

    ``days``, ``referral_days`` and ``escalation_days`` are working days, which end at ``closes_at`` in Tokyo;
    so are ``consent_days``. ``silent_days`` (for the person's word) and ``reopen_days`` are days of the calendar.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    days: int
    referral_days: int
    escalation_days: int
    silent_days: int
    reopen_days: int
    consent_days: int = CONSENT_DAYS
    closes_at: time


class Consulting(BaseModel):
    """One consultation as every step of its saga carries it. ``nearness`` is as in ``Asking``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    consultation_id: str
    person_id: str | None = None
    document_id: str
    asked_at: AwareDatetime
    channel: ConsultationChannel
    way: str | None = None
    """A channel of the city's own, which events tell as the one that it is like."""
    areas: Areas = {}
    nearness: dict[str, float] = {}
    terms: Terms
    language: str | None = None
    appointment: AppointmentOf | None = None
    """The appointment at an outreach day that it came from, when its person said yes to that."""
    code: str | None = None
    """The number by which somebody who rang or came by asks about it, and answers."""


class Turn(BaseModel):
    """Why somebody is looked for, at which desk, until when. ``number`` counts a consultation's turns from 0.

    ``general``: the desk is the one of coordinators who named none. ``before`` has it now; ``without`` must not get it
    (the person themselves, who has retired); ``to_owner``: it is the desk owner's from now on.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: int
    why: Why
    desk: str
    general: bool = False
    due_at: AwareDatetime
    before: str | None = None
    without: tuple[str, ...] = ()
    to_owner: bool = False
    carries: tuple[str, ...] | None = None
    """What the person let go to another desk: ``worry``, ``answers``. ``None``: they were not asked."""
    to: str | None = None
    """Whom a plan names for it, with a place kept."""
    earlier: tuple[str, ...] = ()
    """Who had it earlier and would know it, where it is handed over: it counts in a plan."""
    reason: str | None = None
    """What it was handed over for."""


class ConsultationAsked(Event):
    """A worry was brought. On the person's stream, or on the consultation's own when nobody knows who rang."""

    type = "consultation-asked.v1"

    asking: Consulting
    turn: Turn


class ConsultationTurned(Event):
    """Somebody else is to have it: the roster must name them. ``by``: who referred or reopened it."""

    type = "consultation-turned.v1"

    asking: Consulting
    turn: Turn
    by: str | None = None


class ConsultationPlaced(Event):
    """The roster chose who has it. ``counted``: against their capacity; otherwise they have it as a desk owner."""

    type = "consultation-placed.v1"

    asking: Consulting
    turn: Turn
    coordinator_id: str
    counted: bool
    supported_by: str | None = None
    considered: tuple[str, ...] = ()
    interpreter_id: str | None = None


class ConsultationUnused(Event):
    """The consultation had gone on, or ended, before this choice reached it."""

    type = "consultation-unused.v1"

    consultation_id: str
    number: int


class ConsultationReleased(Event):
    """The consultation is no longer with anybody as far as the roster counts."""

    type = "consultation-released.v1"

    consultation_id: str
    coordinator_id: str


class ConsultationTaken(Event):
    """Somebody has the consultation now: what it keeps beside its public events."""

    type = "consultation-taken.v1"

    asking: Consulting
    turn: Turn
    coordinator_id: str
    counted: bool
    supported_by: str | None = None
    at: AwareDatetime


class CoordinatorGone(Event):
    """Somebody who might still be handed this consultation no longer serves."""

    type = "coordinator-gone.v1"

    consultation_id: str
    person_id: str


class StepRecorded(Event):
    """Who did what to it, as what: ``answered``, ``resolved``, ``reopened``. ``document_id``: an answer."""

    type = "consultation-step-recorded.v1"

    consultation_id: str
    step: str
    by: str
    relation: str
    document_id: str | None = None


class ConsultationDone(Event):
    """It is solved: room is free again up to turn ``number``."""

    type = "consultation-done.v1"

    consultation_id: str
    person_id: str | None = None
    number: int
    word: WordGiven


class ConsultationForgone(Event):
    """It ended without a word: its person was erased."""

    type = "consultation-forgone.v1"

    consultation_id: str
    person_id: str | None = None
    number: int


class ConsultationClosed(Event, LetsWordsGo):
    """It can no longer be taken up again: its words go."""

    type = "consultation-closed.v1"

    consultation_id: str
    person_id: str | None = None
    document_id: str
    answer_ids: tuple[str, ...] = ()

    @property
    def let_go(self) -> tuple[str, ...]:
        return (self.document_id, *self.answer_ids)


class ConsultationTakenUp(Event):
    """The person's own record: there is room for a consultation that is to be taken up again.

    ``number``: its last turn as it was seen then; ``over``: whether it had ended with that turn. ``by``, ``relation``:
    who takes it up, as what.
    """

    type = "consultation-taken-up.v1"

    consultation_id: str
    number: int
    over: bool
    by: str
    relation: str


NotTakenUp = Literal["still-open", "over", "cannot-reopen"]


class TakingUpRefused(Event):
    """The consultation had changed before it could be taken up: it is open, or over once more, or has closed.

    What made it so is noted in the person's record by itself, so that its room is free again.
    """

    type = "taking-up-refused.v1"

    consultation_id: str
    reason: NotTakenUp


class ConsultationNoted(Event):
    """The person's own record: their consultation counts as open, or no longer, as of turn ``number``."""

    type = "consultation-noted.v1"

    consultation_id: str
    is_open: bool
    number: int | None = None


class ConsultationEnded(Event):
    """The person's own record: the consultation is over for good."""

    type = "consultation-ended.v1"

    consultation_id: str
    document_id: str


class DeskOwnerSet(Event):
    """The named person with whom a desk's consultations end; ``None``: the city's desk owner."""

    type = "desk-owner-set.v1"

    desk: str
    owner_id: str | None = None


class CasesHandedOn(Event):
    """Somebody no longer has these consultations: each is to find its next owner."""

    type = "cases-handed-on.v1"

    person_id: str
    consultation_ids: tuple[str, ...]


EVENTS: tuple[type[Event], ...] = (
    ConsultationAsked, ConsultationTurned, ConsultationPlaced, ConsultationUnused, ConsultationReleased,
    ConsultationTaken, CoordinatorGone, StepRecorded, ConsultationDone, ConsultationForgone, ConsultationClosed,
    ConsultationTakenUp, TakingUpRefused, ConsultationNoted, ConsultationEnded, DeskOwnerSet, CasesHandedOn,
)  # fmt: skip
