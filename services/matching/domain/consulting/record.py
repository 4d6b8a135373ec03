"""What a consultation is known by: the fold of its events. What may follow is decided in ``consultation``."""

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel

from services.matching.domain.consulting.events import (
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
from services.matching.domain.consulting.passing import Passed, Proposal, passed_by, proposal_after
from services.matching.domain.consulting.referral_events import (
    ReferralDeclined,
    ReferralReceived,
    ReferralStep,
)
from shared.contracts.matching import ConsultationAnswered, ConsultationReopened, ConsultationResolved, WordGiven
from shared.events import Event
from shared.journal import State

Status = Literal["asked", "open", "answered", "resolved", "forgone"]
HISTORY_MAX = 50
GONE_MAX = 50
PASSED_MAX = 200


class Held(BaseModel):
    """Who has had it since when, at which desk, and why."""

    coordinator_id: str
    desk: str
    why: Why
    at: AwareDatetime


class ConsultationRecord(State):
    """One worry, until it is solved and, for some days more, may be taken up again."""

    kind = "consultation"
    fold_version = 2

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
    proposal: Proposal | None = None
    """Another desk is to have it: the person is asked, or has agreed and it is on its way."""
    proposals: int = 0
    declined: tuple[str, ...] = ()
    """Desks to which the person said no since it was last taken up."""
    withheld: tuple[str, ...] = ()
    """Documents that the person did not let go with it: the desk that has it now does not read them."""
    passed: tuple[Passed, ...] = ()
    """Every hand that it went through, and what was asked and answered between, in order."""

    @property
    def over(self) -> bool:
        """Whether nobody works on it."""
        return self.status in ("resolved", "forgone")

    def archivable(self, before: date) -> bool:
        """It has ended for good; how long ago is told by its last commit."""
        return self.closed

    # -- fold

    def apply(self, event: Event) -> None:
        self.passed = (*self.passed, *passed_by(event, self.desk))[-PASSED_MAX:]
        self.proposal = proposal_after(self.proposal, event)
        if isinstance(event, ReferralStep):
            self._step_of_referral(event)
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
                self.status, self.word, self.reopened, self.declined = "open", None, self.reopened + 1, ()
                self.due_at = event.due_at
                self.wakes_at = None if self.escalated else event.due_at
            case ConsultationForgone() | ConsultationClosed():
                self._end(event)

    def _end(self, event: ConsultationForgone | ConsultationClosed) -> None:
        self.wakes_at, self.closed = None, True
        if isinstance(event, ConsultationForgone):
            self.status, self.pending = "forgone", None

    def _step_of_referral(self, event: ReferralStep) -> None:
        self.proposals = max(self.proposals, event.number)
        if isinstance(event, ReferralDeclined):
            self.declined = (*self.declined, event.desk)
        if isinstance(event, ReferralReceived):
            self.status, self.wakes_at = "answered", event.until

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
        if turn.why == "referred":
            self.referrals += 1
            self._leave_behind(turn)
        if self.status == "open":
            self.wakes_at = None if self.escalated else turn.due_at
        held = Held(coordinator_id=event.coordinator_id, desk=turn.desk, why=turn.why, at=event.at)
        self.history = (*self.history, held)[-HISTORY_MAX:]

    def _leave_behind(self, turn: Turn) -> None:
        """What the person did not let go with it stays closed to the desk that has it from now on."""
        if turn.carries is None or self.asking is None:  # referred before anybody was asked: all of it went along
            return
        worry = () if "worry" in turn.carries else (self.asking.document_id,)
        answers = () if "answers" in turn.carries else self.answers
        self.withheld = (*worry, *answers)
