"""Who has which case: coordinators with soft areas, desks and a capacity, and the desk owners behind them.

One stream decides, so that no capacity is ever exceeded, however many ask at once, for introductions and consultations
together: a person is one person. What the desk owner has of introductions is counted nowhere here; consultations are
all noted, so that whoever retires leaves none behind, and ``CASES_MAX`` bounds them.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from services.matching.domain.consulting.events import (
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
from services.matching.domain.team.choosing import Coordinator, Coordinators, Wanted, chosen_of, kept
from services.matching.domain.team.handing_over import HandOver, PlannedMove, carry_out
from services.matching.domain.team.roster_events import DeskVacated, HandOverMade
from services.matching.domain.team.roster_record import Case, RosterRecord
from services.matching.domain.team.wanted import wanted_at_desk, wanted_near
from services.matching.learning.refusals import OwnsNoCase
from services.matching.refusals import NoDeskOwner, RosterFull
from shared.clock import tokyo_date
from shared.events import Event
from shared.journal import Stream

COORDINATORS_MAX = 1_000
CAPACITY_MAX = 500
CASES_PER_EVENT = 500
"""An event stays small, however many cases somebody leaves."""


class Roster(RosterRecord):
    """All coordinators of the city, in one stream."""

    @classmethod
    def main(cls) -> "Stream[Roster]":
        """The one roster of a city."""
        return cls.stream("main")

    # -- decisions: who serves

    def set_coordinator(self, person_id: str, coordinator: Coordinator) -> list[Event]:
        """Enter or change a coordinator. What they have stays with them. Raises ``RosterFull``, ``OwnsNoCase``.

        Where the desk's owner is gone and nobody could follow, who is entered now does.
        A supporter in training owns no case: who has one, or a desk, hands it over first.
        """
        if coordinator.kind == "supporter" and self._owns(person_id):
            raise OwnsNoCase
        if person_id not in self.coordinators and len(self.coordinators) >= COORDINATORS_MAX:
            raise RosterFull(coordinators_max=COORDINATORS_MAX)
        entered = CoordinatorSet(person_id=person_id, **coordinator.model_dump())
        follows = self.vacant and coordinator.kind == "dedicated"
        return [entered, *(self.set_desk(person_id, self.answer_days) if follows else ())]

    def set_desk(self, owner_id: str, answer_days: int) -> list[Event]:
        """Name the city's desk owner. There is always one from then on; consultations follow the office.

        Raises ``OwnsNoCase`` for a supporter in training.
        """
        self._no_supporter(owner_id)
        before, left = self.desk_owner, list[str]()
        if before is not None and before != owner_id:
            left = [
                id
                for id, case in self.cases.items()
                if case.holder == before and not case.counted and self.desk_owners.get(case.desk) != before
            ]
        replaced = before if before != owner_id else None
        return [DeskSet(owner_id=owner_id, answer_days=answer_days, before=replaced), *_handed_on(before, left)]

    def set_desk_owner(self, desk: str, owner_id: str | None) -> list[Event]:
        """Name the owner of one desk; ``None``: the city's. Consultations follow the office. Raises ``OwnsNoCase``."""
        self._no_supporter(owner_id)
        before = self.desk_owners.get(desk)
        if before == owner_id:
            return []
        owns_more = before in {self.desk_owner, *(own for other, own in self.desk_owners.items() if other != desk)}
        left = [
            id
            for id, case in self.cases.items()
            if before is not None and case.holder == before and not case.counted
            if case.desk == desk or not owns_more  # they may have another desk's, whose owner was on leave
        ]
        return [DeskOwnerSet(desk=desk, owner_id=owner_id), *_handed_on(before, left)]

    def hand_over(self, plan: HandOver, heir: str | None = None) -> list[Event]:
        """Carry a plan out, as far as its holder still has the cases. ``heir``: the desk owner from then on.

        Raises ``NoDeskOwner``.
        """
        owner = heir or self.desk_owner
        if owner is None:
            raise NoDeskOwner
        still = [move for move in plan.moves if self._still(plan.person_id, move)]
        beside = [
            move
            for move in plan.accompaniments
            if (known := self.accompanied.get(move.group_id)) is not None
            and (known.turn, known.owner_id) == (move.turn, plan.person_id)
            and (move.to is not None or plan.person_id != owner)
        ]
        return carry_out(plan, self.team, still=still, desk_owner=owner, answer_days=self.answer_days, beside=beside)

    def _still(self, person_id: str, move: PlannedMove) -> bool:
        if move.asking is None:
            case = self.cases.get(move.case_id)
            return case is not None and case.holder == person_id
        turn = self.turns.get(move.case_id, -1)
        return self.held.get(move.case_id) in (person_id, None) and turn < move.turn

    def retire(self, person_id: str, plan: HandOver | None = None) -> list[Event]:
        """Who is gone coordinates nothing; desks pass to others, and so does each consultation.

        ``plan``: who gets what, where there was time for one; as a step of a saga each finds its owner by the table.
        """
        retired: list[Event] = []
        if person_id in self.coordinators:
            retired.append(CoordinatorRetired(person_id=person_id))
        retired.extend(DeskOwnerSet(desk=desk) for desk, owner in self.desk_owners.items() if owner == person_id)
        heir = self.team.heir(person_id) if person_id == self.desk_owner else None
        if heir:
            retired.append(DeskSet(owner_id=heir, answer_days=self.answer_days, before=person_id))
        elif person_id == self.desk_owner and not self.vacant:
            retired.append(DeskVacated(owner_id=person_id))
        moved = self.hand_over(plan, heir) if plan and self.desk_owner else []
        planned = {each.consultation_id for event in moved if isinstance(event, HandOverMade) for each in event.moves}
        left = [id for id, case in self.cases.items() if case.holder == person_id and id not in planned]
        return [*retired, *moved, *_handed_on(person_id, left)]

    # -- decisions: introductions

    def assign(
        self,
        asking: Asking,
        at: datetime,
        *,
        turn: int = 0,
        tried: tuple[str, ...] = (),
        why: str | None = None,
        to_owner: bool = False,
    ) -> list[Event]:
        """Step of a saga: the nearest coordinator with room, the freest of them, else the desk owner.

        ``tried`` had it before and are left out; ``why`` is kept with the choice; ``to_owner``: it is the desk owner's,
        whoever could have it. What was handed over meanwhile has somebody. Raises ``NoDeskOwner`` when the city has not
        named one yet.
        """
        if self.desk_owner is None:
            raise NoDeskOwner
        if self.turns.get(asking.introduction_id, -1) >= max(turn, 1):
            return []
        wanted = wanted_near(asking, tokyo_date(at), tried)
        considered = self.team.weigh(wanted)
        chosen = None if to_owner else chosen_of(considered)
        due_at = (at + timedelta(days=self.answer_days)).replace(microsecond=0)
        return [
            AssignmentMade(
                asking=asking,
                turn=turn,
                coordinator_id=chosen or self.desk_owner,
                at_desk=chosen is None,
                due_at=due_at,
                answer_days=self.answer_days,
                why=why,
                considered=kept(considered, chosen),
                interpreter_id=self.team.interpreter(wanted, chosen or self.desk_owner),
            )
        ]

    def stay_at_desk(self, asking: Asking, at: datetime, *, turn: int, why: str | None = None) -> list[Event]:
        """Step of a saga: what the desk has stays there, with a new deadline."""
        return self.assign(asking, at, turn=turn, why=why, to_owner=True)

    def release(self, introduction_id: str, holder: str | None = None) -> list[Event]:
        """Step of a saga: the introduction has ended, or (``holder``) left a choice behind."""
        held = self.held.get(introduction_id)
        holder = held if holder in (held, None) else None
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
        wanted = wanted_at_desk(asking, tokyo_date(at), turn)
        considered = self._without(known).weigh(wanted)
        room = {each.id for each in considered if each.out is None}
        again = next((id for id in (self._again(turn), turn.to) if id in room), None)
        chosen = again or (None if turn.to_owner else chosen_of(considered))
        owner = chosen or self._owner(turn, wanted)
        if chosen is not None and chosen == turn.to:  # kept as the plan weighed it
            considered = self._without(known).weigh(replace(wanted, before=turn.earlier))
        return [
            ConsultationPlaced(
                asking=asking,
                turn=turn,
                coordinator_id=owner,
                counted=chosen is not None,
                supported_by=self._learner(owner, wanted),
                considered=kept(considered, chosen),
                interpreter_id=self.team.interpreter(wanted, owner),
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
        return self.team.heir(but)

    def owner_of(self, desk: str) -> str | None:
        """With whom a desk's consultations end."""
        return self.desk_owners.get(desk, self.desk_owner)

    def _owns(self, person_id: str) -> bool:
        """Whether somebody has a case, or a desk with which cases end."""
        desks = (self.desk_owner, *self.desk_owners.values())
        return person_id in desks or person_id in self.loads or any(c.holder == person_id for c in self.cases.values())

    def _no_supporter(self, person_id: str | None) -> None:
        entered = self.coordinators.get(person_id) if person_id else None
        if entered is not None and entered.kind == "supporter":
            raise OwnsNoCase

    def _learner(self, owner: str, wanted: Wanted) -> str | None:
        """The supporter who learns beside the owner and is there, if any; never one whose own affair it is."""
        beside = (id for id in self.beside(owner) if id not in wanted.without and id != wanted.person_id)
        return next((id for id in beside if self._present(id, wanted)), None)

    def _again(self, turn: Turn) -> str | None:
        return turn.before if turn.why == "reopened" else None

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

    def _without(self, case: Case | None) -> Coordinators:
        """Everybody, where the room that the case takes now counts as free."""
        if case is None or not case.counted:
            return self.team
        return Coordinators(self.coordinators, {**self.loads, case.holder: self.loads[case.holder] - 1})


def _handed_on(person_id: str | None, left: list[str]) -> list[Event]:
    if person_id is None:
        return []
    return [
        CasesHandedOn(person_id=person_id, consultation_ids=tuple(left[start : start + CASES_PER_EVENT]))
        for start in range(0, len(left), CASES_PER_EVENT)
    ]
