"""What an accompaniment is known by: the fold of its events. Decisions are in ``accompaniment``."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from services.matching.domain.accompanying.events import (
    AccompanimentAgreed,
    AccompanimentEnded,
    AccompanimentProposed,
    AccompanimentReminded,
    AccompanimentTaken,
    AccompanimentTerms,
    AccompanimentTurned,
    AccompanimentWordsGone,
    EndingSaid,
    How,
    Outcome,
    ProjectGoalSaid,
    Side,
    TurnStep,
    VisitNoted,
)
from shared.contracts.matching_accompaniments import AccompanimentVisitDue, VisitReason
from shared.events import Event
from shared.journal import State

Status = Literal["none", "proposed", "seeking", "under-way", "ending", "ended"]


class Visit(BaseModel):
    """A visit: its day, how it stands, and where its notes are."""

    on: date
    status: Literal["planned", "made", "called-off"]
    document_id: str | None = None


class Said(BaseModel):
    """One side's word at the end."""

    how: How
    relation: str
    document_id: str | None = None


class AccompanimentRecord(State):
    """The accompaniment of one group, one after the other: ``number`` counts them."""

    kind = "accompaniment"

    number: int = 0
    status: Status = "none"
    begun: bool = False
    intermediary_id: str | None = None
    owner_id: str = ""
    at_desk: bool = False
    late: bool = False
    """The owner sees to what did not happen in time."""
    due_at: datetime | None = None
    turn: int = 0
    pending: TurnStep | None = None
    reminded: bool = False
    overdue: VisitReason | None = None
    """A visit did not happen, or none was planned for long: from the reminder on, until one is planned or made."""
    told: tuple[str, ...] = ()
    """Who has heard of it, this time."""
    asked_at: datetime | None = None
    terms: AccompanimentTerms | None = None
    agreed: tuple[Side, ...] = ()
    goals: dict[str, tuple[Side, ...]] = {}
    """By code: which sides say that it is met."""
    visits: dict[int, Visit] = {}
    said: dict[Side, Said] = {}
    outcome: Outcome | None = None
    silent: tuple[Side, ...] = ()
    written: dict[str, str] = {}
    """Documents of the vault, and who wrote each."""
    about: str | None = None

    @property
    def reason_of_visit(self) -> VisitReason:
        """Why a visit is due: one that is planned was not noted, or none is planned."""
        planned = any(visit.status == "planned" for visit in self.visits.values())
        return "not-noted" if planned else "none-planned"

    @property
    def over(self) -> bool:
        """Whether there is none that goes on."""
        return self.status in ("none", "ended")

    def apply(self, event: Event) -> None:
        match event:
            case AccompanimentProposed():
                self._begin(event)
            case AccompanimentTurned():
                self.turn, self.pending, self.due_at = event.turn, event.step, None
            case AccompanimentTaken():
                self._take(event)
                if event.step not in ("late", "desk") or event.intermediary_id is None:
                    self.overdue = None
            case AccompanimentAgreed():
                self.agreed = (*self.agreed, event.side)
                if event.begun:
                    self.status, self.begun, self.due_at = "under-way", True, event.due_at
            case VisitNoted():
                self.visits[event.visit] = Visit(on=event.on, status=event.status, document_id=event.document_id)
                self.reminded, self.due_at = False, event.due_at or self.due_at
                if event.status != "called-off" or not self.late:
                    self.overdue = None
                self._wrote(event.document_id, event.by)
            case AccompanimentReminded():
                self.reminded, self.due_at, self.told = True, event.due_at, ()
                self.overdue = self.reason_of_visit
            case _:
                self._apply_to_end(event)

    def _apply_to_end(self, event: Event) -> None:
        match event:
            case AccompanimentVisitDue():
                self.told = (*self.told, event.coordinator_id)
            case ProjectGoalSaid():
                others = tuple(side for side in self.goals[event.goal] if side != event.side)
                self.goals[event.goal] = (*others, event.side) if event.said else others
            case EndingSaid():
                self.said[event.side] = Said(how=event.how, relation=event.relation, document_id=event.document_id)
                self.status, self.due_at, self.overdue = "ending", event.due_at or self.due_at, None
                self._wrote(event.document_id, event.by)
            case AccompanimentEnded():
                self.status, self.outcome, self.silent = "ended", event.how, event.silent
                self.due_at, self.pending = event.keep_until if self.written else None, None
            case AccompanimentWordsGone():
                self._lose(event)

    def _begin(self, event: AccompanimentProposed) -> None:
        self.number, self.status, self.begun, self.outcome = event.number, "seeking", False, None
        self.intermediary_id, self.owner_id, self.at_desk, self.late = None, event.by, False, False
        self.terms, self.asked_at, self.reminded, self.silent = event.terms, event.asked_at, False, ()
        self.agreed = ("group",) if event.relation == "officer" else ()
        self.goals = dict.fromkeys(event.goals, ())
        self.visits, self.said, self.written, self.about = {}, {}, {}, event.document_id
        self._wrote(event.document_id, event.by)

    def _take(self, event: AccompanimentTaken) -> None:
        self.owner_id, self.at_desk, self.due_at, self.pending = event.owner_id, event.at_desk, event.due_at, None
        self.intermediary_id, self.late = event.intermediary_id, event.step in ("late", "desk")
        self.reminded = False
        if self.status == "ending":
            return
        if event.step == "propose":
            self.status = "proposed"
            self.agreed = tuple(side for side in self.agreed if side == "group")
        elif self.intermediary_id is None:
            self.status = "seeking"
        elif self.begun:
            self.status = "under-way"

    def _wrote(self, document_id: str | None, by: str) -> None:
        if document_id:
            self.written[document_id] = by

    def _lose(self, event: AccompanimentWordsGone) -> None:
        for id in event.document_ids:
            self.written.pop(id, None)
        if self.about in event.document_ids:
            self.about = None
        if self.over and not self.written:
            self.due_at = None
