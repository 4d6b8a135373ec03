"""What the roster is known by: the fold of its events. Who is chosen is decided in ``roster``."""

from collections.abc import Iterable

from pydantic import AwareDatetime, BaseModel

from services.matching.domain.accompanying.accompanied_record import AccompaniedRecord
from services.matching.domain.consulting.events import (
    ConsultationPlaced,
    ConsultationReleased,
    DeskOwnerSet,
)
from services.matching.domain.events import (
    AssignmentMade,
    AssignmentReleased,
    CoordinatorRetired,
    CoordinatorSet,
    DeskSet,
)
from services.matching.domain.learning.pairing_record import PairingRecord
from services.matching.domain.team.choosing import Coordinator, Coordinators
from services.matching.domain.team.roster_events import DeskVacated, HandOverMade, RoomNoted
from shared.events import Event

ANSWER_DAYS = 7
CASES_MAX = 5_000
"""Open consultations of a city that no capacity counts any more: beyond, no new one is taken."""


class Case(BaseModel):
    """Who has a consultation as of which turn, and whether it counts against their capacity."""

    holder: str
    number: int
    desk: str
    counted: bool


class Alarm(BaseModel):
    """That nobody had a place for what comes to a desk, and whether that is still so (``out``). See ``RoomNoted``."""

    desk: str | None
    general: bool
    since: AwareDatetime
    out: bool = True
    until: AwareDatetime | None = None
    told: bool = False
    told_at: AwareDatetime | None = None


class RosterRecord(PairingRecord, AccompaniedRecord):
    """All coordinators of the city, in one stream."""

    kind = "roster"
    fold_version = 4

    coordinators: dict[str, Coordinator] = {}
    desk_owner: str | None = None
    vacant: bool = False
    """The desk owner is gone, and nobody served who could follow."""
    desk_owners: dict[str, str] = {}
    """Owners of single desks; the others are the city's desk owner's."""
    answer_days: int = ANSWER_DAYS
    held: dict[str, str] = {}
    """Open introductions that count against a capacity: introduction id to coordinator id."""
    turns: dict[str, int] = {}
    """Of these: the turn by which they have it."""
    cases: dict[str, Case] = {}
    """Open consultations by id."""
    loads: dict[str, int] = {}
    uncounted: int = 0
    alarms: dict[str, Alarm] = {}
    """By desk, introductions without a name: where nobody had a place once."""

    @property
    def overrun(self) -> bool:
        """Whether the desk owners have more consultations than anybody could see to."""
        return self.uncounted >= CASES_MAX

    @property
    def team(self) -> Coordinators:
        """Everybody with the open cases that each has."""
        return Coordinators(self.coordinators, self.loads)

    def after(self, events: Iterable[Event]) -> "RosterRecord":
        """The roster as these events would leave it. What is inside the collections is never changed in place."""
        collections = {name: value.copy() for name, value in self if isinstance(value, dict)}
        copied = self.model_copy(update=collections)
        for event in events:
            copied.apply(event)
        return copied

    # -- fold

    def apply(self, event: Event) -> None:
        self._apply_to_cases(event)
        self.apply_to_pairings(event)
        self.apply_to_accompanied(event)
        match event:
            case CoordinatorSet():
                self.coordinators[event.person_id] = Coordinator(**event.model_dump(exclude={"person_id"}))
            case CoordinatorRetired():
                self.coordinators.pop(event.person_id, None)
            case AssignmentMade():
                self._release(event.asking.introduction_id)
                if not event.at_desk:
                    self.held[event.asking.introduction_id] = event.coordinator_id
                    self.turns[event.asking.introduction_id] = event.turn
                    self._take_on(event.coordinator_id)
            case AssignmentReleased():
                self._release(event.introduction_id)
            case RoomNoted():
                self.alarms[event.desk or ""] = Alarm(**event.model_dump())
            case HandOverMade():
                for move in event.moves:
                    self._keep_place(move.consultation_id, move.to)

    def _apply_to_cases(self, event: Event) -> None:
        match event:
            case DeskSet():
                self.desk_owner, self.answer_days, self.vacant = event.owner_id, event.answer_days, False
            case DeskVacated():
                self.vacant = True
            case DeskOwnerSet(owner_id=None):
                self.desk_owners.pop(event.desk, None)
            case DeskOwnerSet(owner_id=str() as owner_id):
                self.desk_owners[event.desk] = owner_id
            case ConsultationPlaced():
                self._drop(event.asking.consultation_id)
                self.cases[event.asking.consultation_id] = Case(
                    holder=event.coordinator_id,
                    number=event.turn.number,
                    desk=event.turn.desk,
                    counted=event.counted,
                )
                if event.counted:
                    self._take_on(event.coordinator_id)
                else:
                    self.uncounted += 1
            case ConsultationReleased():
                self._drop(event.consultation_id)

    def _keep_place(self, consultation_id: str, to: str | None) -> None:
        """The place counts from the plan on; where there is none, it stays as it was until the table names an owner."""
        case = self.cases.get(consultation_id)
        if case is not None and to is not None:
            self._drop(consultation_id)
            self.cases[consultation_id] = case.model_copy(update={"holder": to, "counted": True})
            self._take_on(to)

    def _release(self, introduction_id: str) -> None:
        self.turns.pop(introduction_id, None)
        self._let_go(self.held.pop(introduction_id, None))

    def _drop(self, consultation_id: str) -> None:
        case = self.cases.pop(consultation_id, None)
        if case is not None and case.counted:
            self._let_go(case.holder)
        elif case is not None:
            self.uncounted -= 1

    def _take_on(self, holder: str) -> None:
        self.loads[holder] = self.loads.get(holder, 0) + 1

    def _let_go(self, holder: str | None) -> None:
        if holder is not None:
            self.loads[holder] -= 1
            if not self.loads[holder]:
                del self.loads[holder]
