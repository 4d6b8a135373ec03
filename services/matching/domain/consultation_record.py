"""What a consultation is known by: the fold of its events. What may follow is decided in ``consultation``."""

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel

from services.matching.domain.consultation_events import (
    ConsultationAsked,
    ConsultationClosed,
    ConsultationForgone,
    ConsultationTaken,
    ConsultationTurned,
    Consulting,
    CoordinatorGone,
    StepRecorded,
    Turn,
    Why,
)
from shared.contracts.matching import ConsultationAnswered, ConsultationReopened, ConsultationResolved, WordGiven
from shared.events import Event
from shared.journal import State

Status = Literal["asked", "open", "answered", "resolved", "forgone"]
HISTORY_MAX = 50
GONE_MAX = 50


class Held(BaseModel):
    """Who has had it since when, at which desk, and why."""

    coordinator_id: str
    desk: str
    why: Why
    at: AwareDatetime


class ConsultationRecord(State):
    """One worry, until it is solved and, for some days more, may be taken up again."""

    kind = "consultation"

    status: Status = "asked"
    asking: Consulting | None = None
    desk: str = ""
    general: bool = False
    coordinator_id: str = ""
    counted: bool = False
    supported_by: str | None = None
    due_at: datetime | None = None
    """What was promised: stays when it has passed."""
    wakes_at: datetime | None = None
    """When the clock alone does something. Never again for an open one that was escalated: that is done once."""
    taken: int = -1
    """The turn by which ``coordinator_id`` has it."""
    numbered: int = -1
    """The last turn that was begun."""
    pending: Turn | None = None
    gone: tuple[str, ...] = ()
    escalated: bool = False
    referrals: int = 0
    reopened: int = 0
    history: tuple[Held, ...] = ()
    answers: tuple[str, ...] = ()
    """Documents with what the person was told; one for each time it was answered."""
    word: WordGiven | None = None
    closed: bool = False

    @property
    def over(self) -> bool:
        """Whether nobody works on it."""
        return self.status in ("resolved", "forgone")

    def archivable(self, before: date) -> bool:
        """It has ended for good; how long ago is told by its last commit."""
        return self.closed

    # -- fold

    def apply(self, event: Event) -> None:
        match event:
            case ConsultationAsked() | ConsultationTurned():
                self._begin(event.asking, event.turn)
            case ConsultationTaken():
                self._hold(event)
            case CoordinatorGone():
                self.gone = (*self.gone, event.person_id)[-GONE_MAX:]
            case StepRecorded(document_id=str() as document_id):
                self.answers = (*self.answers, document_id)
            case ConsultationAnswered():
                self.status, self.wakes_at = "answered", event.due_at
            case ConsultationResolved():
                self.status, self.word, self.wakes_at, self.pending = "resolved", event.word, event.due_at, None
            case ConsultationReopened():
                self.status, self.word, self.reopened = "open", None, self.reopened + 1
                self.due_at = event.due_at
                self.wakes_at = None if self.escalated else event.due_at
            case ConsultationForgone():
                self.status, self.wakes_at, self.pending, self.closed = "forgone", None, None, True
            case ConsultationClosed():
                self.wakes_at, self.closed = None, True

    def _begin(self, asking: Consulting, turn: Turn) -> None:
        self.asking, self.pending, self.numbered = asking, turn, turn.number
        self.escalated = self.escalated or turn.why == "escalated"
        if turn.why == "reopened":
            self.status = "open"
        if self.status != "answered":
            self.wakes_at = None

    def _hold(self, event: ConsultationTaken) -> None:
        turn = event.turn
        if self.status == "asked":
            self.status = "open"
        self.asking, self.desk, self.general, self.due_at = event.asking, turn.desk, turn.general, turn.due_at
        self.coordinator_id, self.counted, self.supported_by = event.coordinator_id, event.counted, event.supported_by
        self.taken, self.numbered, self.pending = turn.number, max(self.numbered, turn.number), None
        self.referrals += turn.why == "referred"
        if self.status == "open":
            self.wakes_at = None if self.escalated else turn.due_at
        held = Held(coordinator_id=event.coordinator_id, desk=turn.desk, why=turn.why, at=event.at)
        self.history = (*self.history, held)[-HISTORY_MAX:]
