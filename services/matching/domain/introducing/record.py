"""What an introduction is known by: the fold of its events. What may follow is decided in ``introduction``."""

from datetime import date, datetime
from typing import Literal

from services.matching.domain.events import (
    Asking,
    DeadlinePassed,
    DecisionRecorded,
    IntroductionForgone,
    IntroductionTaken,
)
from services.matching.domain.groups.standing_events import IntroductionGroupNoted
from services.matching.domain.introducing.meeting_events import (
    IntroductionHolderGone,
    IntroductionReasonsDropped,
    JoiningWished,
    Meeting,
    MeetingArranged,
    MeetingNoted,
    MeetingPlaceLetGo,
)
from shared.contracts.matching import (
    IntroductionAccepted,
    IntroductionCompleted,
    IntroductionDeclined,
    IntroductionLapsed,
    IntroductionProposed,
)
from shared.contracts.matching_introductions import (
    IntroductionArranged,
    IntroductionMet,
    IntroductionNotMet,
    IntroductionWished,
)
from shared.contracts.matching_standing import IntroductionInterrupted, IntroductionResumed, IntroductionSuggested
from shared.events import Event
from shared.journal import State

Status = Literal["asked", "proposed", "accepted", "arranged", "met", "interrupted", "declined", "completed", "forgone"]
SAID_YES: tuple[Status, ...] = ("accepted", "arranged", "met")
OVER: tuple[Status, ...] = ("declined", "completed", "forgone")
TRIED_MAX = 100
STATUS_OF: dict[type[Event], Status] = {
    IntroductionProposed: "proposed",
    IntroductionAccepted: "accepted",
    IntroductionArranged: "arranged",
    IntroductionMet: "met",
    IntroductionNotMet: "accepted",
    IntroductionDeclined: "declined",
    IntroductionCompleted: "completed",
    IntroductionForgone: "forgone",
}
"""How it stands after an event. A hand-over changes who has it, not how it stands."""


class IntroductionRecord(State):
    """One introduction of one resident to one group."""

    kind = "introduction"
    fold_version = 3

    status: Status = "asked"
    asking: Asking | None = None
    coordinator_id: str = ""
    at_desk: bool = False
    due_at: datetime | None = None
    answer_days: int = 7
    turn: int = 0
    """How often it was handed over because its deadline passed."""
    passed: int = 0
    """The turn that its last deadline began: greater than ``turn`` while the next owner is looked for."""
    tried: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    """Who serves no longer: whoever of them is chosen beside that is passed over at once."""
    accepted_by: str = ""
    declined_by: str = ""
    declined_for: str = ""
    words: str | None = None
    officer_id: str = ""
    """The officer who last acted for the group."""
    meeting: Meeting | None = None
    meetings: int = 0
    reasons_dropped: bool = False
    wished: bool = False
    """The resident has met the group and wants to join."""
    group_number: int = 0
    """Which change of how its group stands was heard last."""
    before: Status = "proposed"
    """How it stood when its group paused."""
    suggested: str = ""
    """Which other group was suggested in the end."""

    @property
    def over(self) -> bool:
        """Whether nothing can follow any more."""
        return self.status in OVER

    def archivable(self, before: date) -> bool:
        """It has ended; how long ago is told by its last commit."""
        return self.over

    # -- fold

    def apply(self, event: Event) -> None:
        if status := STATUS_OF.get(type(event)):
            self.status, self.due_at = status, None if status in OVER else getattr(event, "due_at", None)
        self._apply_to_standing(event)
        self._apply_to_owner(event)
        self._apply_to_decisions(event)

    def _apply_to_standing(self, event: Event) -> None:
        match event:
            case IntroductionGroupNoted():
                self.group_number = event.number
            case IntroductionInterrupted():
                if self.status in ("accepted", "arranged"):
                    self.meeting = None
                if self.status != "interrupted":
                    self.before = "accepted" if self.status == "arranged" else self.status
                self.status, self.due_at = "interrupted", event.due_at
            case IntroductionResumed():
                self.status, self.due_at = self.before, event.due_at
            case IntroductionSuggested():
                self.suggested = event.to_group_id

    def _apply_to_owner(self, event: Event) -> None:
        match event:
            case IntroductionTaken():
                if event.turn:
                    self.tried = (*self.tried, self.coordinator_id)[-TRIED_MAX:]
                asking = event.asking.model_copy(update={"reasons": ()}) if self.reasons_dropped else event.asking
                self.asking, self.turn = asking, event.turn
                self.coordinator_id, self.at_desk = event.coordinator_id, event.at_desk
                self.answer_days = event.answer_days
            case IntroductionLapsed() | IntroductionWished():
                self.due_at = event.due_at
            case DeadlinePassed():
                self.due_at, self.passed = None, event.turn
            case IntroductionHolderGone():
                self.gone = (*self.gone, event.person_id)[-TRIED_MAX:]
            case IntroductionReasonsDropped():
                self.reasons_dropped = True
                self.asking = self.asking.model_copy(update={"reasons": ()}) if self.asking else None

    def _apply_to_decisions(self, event: Event) -> None:
        match event:
            case DecisionRecorded(accepted=True):
                self.accepted_by = event.by
                self._note_officer(event.by, event.relation)
            case DecisionRecorded():
                self.declined_by, self.declined_for, self.words = event.by, event.side, event.words
            case MeetingArranged():
                self.meeting, self.meetings = event.meeting, self.meetings + 1
                self._note_officer(event.by, event.relation)
            case MeetingNoted():
                self.meeting = self.meeting if event.met else None
                self._note_officer(event.by, event.relation)
            case JoiningWished():
                self.wished = True
            case MeetingPlaceLetGo() if self.meeting and self.meeting.document_id == event.document_id:
                self.meeting = self.meeting.model_copy(update={"document_id": None})

    def _note_officer(self, by: str, relation: str) -> None:
        if relation == "officer":
            self.officer_id = by
