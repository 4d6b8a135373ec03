"""Who has which case: coordinators with soft areas, desks and a capacity, and the desk owners behind them.

One stream decides, so that no capacity is ever exceeded, however many ask at once, for introductions and consultations
together: a person is one person. What the desk owner has of introductions is counted nowhere here; consultations are
all noted, so that whoever retires leaves none behind, and ``CASES_MAX`` bounds them.
"""

from datetime import datetime, timedelta

from pydantic import BaseModel

from services.matching.domain.choosing import Coordinator, Coordinators, Wanted
from services.matching.domain.consultation_events import (
    CasesHandedOn,
    ConsultationPlaced,
    ConsultationReleased,
    Consulting,
    DeskOwnerSet,
    Turn,
)
from services.matching.domain.events import (
    Asking,
    AssignmentMade,
    AssignmentReleased,
    CoordinatorRetired,
    CoordinatorSet,
    DeskSet,
)
from services.matching.refusals import NoDeskOwner, RosterFull
from shared.clock import tokyo_date
from shared.events import Event
from shared.journal import State, Stream

COORDINATORS_MAX = 1_000
CAPACITY_MAX = 500
ANSWER_DAYS = 7
CASES_MAX = 5_000
"""Open consultations of a city that no capacity counts any more: beyond, no new one is taken."""
CASES_PER_EVENT = 500
"""An event stays small, however many cases somebody leaves."""


class Case(BaseModel):
    """Who has a consultation as of which turn, and whether it counts against their capacity."""

    holder: str
    number: int
    desk: str
    counted: bool


class Roster(State):
    """All coordinators of the city, in one stream."""

    kind = "roster"

    coordinators: dict[str, Coordinator] = {}
    desk_owner: str | None = None
    desk_owners: dict[str, str] = {}
    """Owners of single desks; the others are the city's desk owner's."""
    answer_days: int = ANSWER_DAYS
    held: dict[str, str] = {}
    """Open introductions that count against a capacity: introduction id to coordinator id."""
    cases: dict[str, Case] = {}
    """Open consultations by id."""
    loads: dict[str, int] = {}
    uncounted: int = 0

    @classmethod
    def main(cls) -> "Stream[Roster]":
        """The one roster of a city."""
        return cls.stream("main")

    @property
    def overrun(self) -> bool:
        """Whether the desk owners have more consultations than anybody could see to."""
        return self.uncounted >= CASES_MAX

    # -- decisions: who serves

    def set_coordinator(self, person_id: str, coordinator: Coordinator) -> list[Event]:
        """Enter or change a coordinator. What they have stays with them. Raises ``RosterFull``."""
        if person_id not in self.coordinators and len(self.coordinators) >= COORDINATORS_MAX:
            raise RosterFull(coordinators_max=COORDINATORS_MAX)
        return [CoordinatorSet(person_id=person_id, **coordinator.model_dump())]

    def set_desk(self, owner_id: str, answer_days: int) -> list[Event]:
        """Name the city's desk owner. There is always one from then on; consultations follow the office."""
        before, left = self.desk_owner, list[str]()
        if before is not None and before != owner_id:
            left = [
                id
                for id, case in self.cases.items()
                if case.holder == before and not case.counted and self.desk_owners.get(case.desk) != before
            ]
        return [DeskSet(owner_id=owner_id, answer_days=answer_days), *_handed_on(before, left)]

    def set_desk_owner(self, desk: str, owner_id: str | None) -> list[Event]:
        """Name the owner of one desk; ``None``: the city's. Consultations follow the office."""
        before = self.desk_owners.get(desk)
        if before == owner_id:
            return []
        left = [
            id
            for id, case in self.cases.items()
            if before is not None and case.desk == desk and case.holder == before and not case.counted
        ]
        return [DeskOwnerSet(desk=desk, owner_id=owner_id), *_handed_on(before, left)]

    def retire(self, person_id: str) -> list[Event]:
        """Step of a saga: who is gone coordinates nothing; desks pass to others, and so does each consultation."""
        retired: list[Event] = []
        if person_id in self.coordinators:
            retired.append(CoordinatorRetired(person_id=person_id))
        retired.extend(DeskOwnerSet(desk=desk) for desk, owner in self.desk_owners.items() if owner == person_id)
        if person_id == self.desk_owner and (heir := self._all.heir(person_id)):
            retired.append(DeskSet(owner_id=heir, answer_days=self.answer_days))
        left = [id for id, case in self.cases.items() if case.holder == person_id]
        return [*retired, *_handed_on(person_id, left)]

    # -- decisions: introductions

    def assign(self, asking: Asking, at: datetime, *, turn: int = 0, tried: tuple[str, ...] = ()) -> list[Event]:
        """Step of a saga: the nearest coordinator with room, the freest of them, else the desk owner.

        ``tried`` had it before and are left out. Raises ``NoDeskOwner`` when the city has not named one yet.
        """
        if self.desk_owner is None:
            raise NoDeskOwner
        chosen = self._all.choose(Wanted(tokyo_date(at), asking.nearness, tried))
        due_at = (at + timedelta(days=self.answer_days)).replace(microsecond=0)
        return [
            AssignmentMade(
                asking=asking,
                turn=turn,
                coordinator_id=chosen or self.desk_owner,
                at_desk=chosen is None,
                due_at=due_at,
                answer_days=self.answer_days,
            )
        ]

    def stay_at_desk(self, asking: Asking, at: datetime, *, turn: int) -> list[Event]:
        """Step of a saga: what the desk has stays there, with a new deadline."""
        everyone = tuple(self.coordinators)
        return self.assign(asking, at, turn=turn, tried=everyone)

    def release(self, introduction_id: str) -> list[Event]:
        """Step of a saga: the introduction has ended."""
        holder = self.held.get(introduction_id)
        return [AssignmentReleased(introduction_id=introduction_id, coordinator_id=holder)] if holder else []

    # -- decisions: consultations

    def place(self, asking: Consulting, turn: Turn, at: datetime) -> list[Event]:
        """Step of a saga: who has it from now on; who had it while it is reopened, if they can; else by the table.

        When nobody competent has room, the desk owner has it. A turn that the consultation has left behind changes
        nothing. Raises ``NoDeskOwner`` when the city has not named one yet.
        """
        if self.desk_owner is None:
            raise NoDeskOwner
        known = self.cases.get(asking.consultation_id)
        if known is not None and known.number >= turn.number:
            return []
        wanted = Wanted(
            tokyo_date(at), asking.nearness, turn.without, turn.desk, turn.general, professionals=turn.why == "referred"
        )
        chosen = None if turn.to_owner else self._choose_again(turn, wanted) or self._without(known).choose(wanted)
        return [
            ConsultationPlaced(
                asking=asking,
                turn=turn,
                coordinator_id=chosen or self._owner(turn, wanted),
                counted=chosen is not None,
                supported_by=self._all.companion(wanted, asking.consultation_id),
            )
        ]

    def release_case(self, consultation_id: str, number: int) -> list[Event]:
        """Step of a saga: the consultation has ended, or left a choice behind, as of a turn."""
        case = self.cases.get(consultation_id)
        if case is None or case.number > number:
            return []
        return [ConsultationReleased(consultation_id=consultation_id, coordinator_id=case.holder)]

    def heir(self, but: str) -> str | None:
        """The freest dedicated coordinator but one, if there is any."""
        return self._all.heir(but)

    def owner_of(self, desk: str) -> str | None:
        """With whom a desk's consultations end."""
        return self.desk_owners.get(desk, self.desk_owner)

    def _choose_again(self, turn: Turn, wanted: Wanted) -> str | None:
        if turn.why != "reopened" or turn.before is None:
            return None
        return turn.before if self._all.has_room(turn.before, wanted) else None

    def _owner(self, turn: Turn, wanted: Wanted) -> str:
        """The desk's owner when there, else the city's; where it is a worry of the latter's own, another desk's."""
        assert self.desk_owner is not None
        others = sorted(self.desk_owners.values()) if turn.why != "escalated" else ()
        in_order = (self.owner_of(turn.desk) or self.desk_owner, self.desk_owner, *others)
        there = (id for id in in_order if id not in wanted.without and self._present(id, wanted))
        return next(there, self.desk_owner)

    def _present(self, person_id: str, wanted: Wanted) -> bool:
        entered = self.coordinators.get(person_id)
        return entered is None or entered.present(wanted.day)

    @property
    def _all(self) -> Coordinators:
        return Coordinators(self.coordinators, self.loads)

    def _without(self, case: Case | None) -> Coordinators:
        """Everybody, where the room that the case takes now counts as free."""
        if case is None or not case.counted:
            return self._all
        return Coordinators(self.coordinators, {**self.loads, case.holder: self.loads[case.holder] - 1})

    # -- fold

    def apply(self, event: Event) -> None:
        self._apply_to_cases(event)
        match event:
            case CoordinatorSet():
                self.coordinators[event.person_id] = Coordinator(**event.model_dump(exclude={"person_id"}))
            case CoordinatorRetired():
                self.coordinators.pop(event.person_id, None)
            case DeskSet():
                self.desk_owner, self.answer_days = event.owner_id, event.answer_days
            case AssignmentMade():
                self._let_go(self.held.pop(event.asking.introduction_id, None))
                if not event.at_desk:
                    self.held[event.asking.introduction_id] = event.coordinator_id
                    self._take_on(event.coordinator_id)
            case AssignmentReleased():
                self._let_go(self.held.pop(event.introduction_id, None))

    def _apply_to_cases(self, event: Event) -> None:
        match event:
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


def _handed_on(person_id: str | None, left: list[str]) -> list[Event]:
    if person_id is None:
        return []
    return [
        CasesHandedOn(person_id=person_id, consultation_ids=tuple(left[start : start + CASES_PER_EVENT]))
        for start in range(0, len(left), CASES_PER_EVENT)
    ]
