"""Who has which introduction: coordinators with soft areas and a capacity, and the desk owner behind them.

One stream decides, so that no capacity is ever exceeded, however many ask at once. What the desk owner has is counted
nowhere here: the desk has no limit, and the state stays as small as the sum of the capacities.
"""

from datetime import datetime, timedelta

from pydantic import BaseModel

from services.matching.domain.events import (
    Asking,
    AssignmentMade,
    AssignmentReleased,
    CoordinatorRetired,
    CoordinatorSet,
    DeskSet,
)
from services.matching.refusals import NoDeskOwner, RosterFull
from shared.events import Event
from shared.journal import State, Stream

COORDINATORS_MAX = 1_000
CAPACITY_MAX = 500
ANSWER_DAYS = 7


class Coordinator(BaseModel):
    """A coordinator's areas (``layer`` to area ids), room for open introductions, and whether they are away."""

    areas: dict[str, tuple[str, ...]] = {}
    capacity: int
    away: bool = False

    def nearness(self, wanted: dict[str, float]) -> float:
        """How near this coordinator works to what is wanted, 0–1; everyone is near when no area is known."""
        if not wanted:
            return 1.0
        return max((wanted.get(f"{layer}/{id}", 0.0) for layer, ids in self.areas.items() for id in ids), default=0.0)


class Roster(State):
    """All coordinators of the city, in one stream."""

    kind = "roster"

    coordinators: dict[str, Coordinator] = {}
    desk_owner: str | None = None
    answer_days: int = ANSWER_DAYS
    held: dict[str, str] = {}
    """Open introductions that count against a capacity: introduction id to coordinator id."""
    loads: dict[str, int] = {}

    @classmethod
    def main(cls) -> "Stream[Roster]":
        """The one roster of a city."""
        return cls.stream("main")

    # -- decisions

    def set_coordinator(self, person_id: str, coordinator: Coordinator) -> list[Event]:
        """Enter or change a coordinator. What they have stays with them. Raises ``RosterFull``."""
        if person_id not in self.coordinators and len(self.coordinators) >= COORDINATORS_MAX:
            raise RosterFull(coordinators_max=COORDINATORS_MAX)
        return [CoordinatorSet(person_id=person_id, **coordinator.model_dump())]

    def set_desk(self, owner_id: str, answer_days: int) -> list[Event]:
        """Name the desk owner. There is always one from then on."""
        return [DeskSet(owner_id=owner_id, answer_days=answer_days)]

    def retire(self, person_id: str) -> list[Event]:
        """Step of a saga: an erased person coordinates nothing; the desk passes to the freest of the others."""
        retired: list[Event] = []
        if person_id in self.coordinators:
            retired.append(CoordinatorRetired(person_id=person_id))
        if person_id == self.desk_owner:
            others = [id for id in self.coordinators if id != person_id]
            if others:
                heir = min(others, key=lambda each: (self.coordinators[each].away, self.relative_load(each), each))
                retired.append(DeskSet(owner_id=heir, answer_days=self.answer_days))
        return retired

    def assign(self, asking: Asking, at: datetime, *, turn: int = 0, tried: tuple[str, ...] = ()) -> list[Event]:
        """Step of a saga: the nearest coordinator with room, the freest of them, else the desk owner.

        ``tried`` had it before and are left out. Raises ``NoDeskOwner`` when the city has not named one yet.
        """
        if self.desk_owner is None:
            raise NoDeskOwner
        chosen = self._choose(asking.nearness, tried)
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

    def relative_load(self, person_id: str) -> float:
        """Open introductions for each one that fits."""
        capacity = self.coordinators[person_id].capacity
        return self.loads.get(person_id, 0) / capacity if capacity else 1.0

    def _choose(self, wanted: dict[str, float], tried: tuple[str, ...]) -> str | None:
        free = [
            (-nearness, self.relative_load(id), id)
            for id, coordinator in self.coordinators.items()
            if id not in tried
            and not coordinator.away
            and self.loads.get(id, 0) < coordinator.capacity
            and (nearness := coordinator.nearness(wanted)) > 0
        ]
        return min(free)[2] if free else None

    # -- fold

    def apply(self, event: Event) -> None:
        match event:
            case CoordinatorSet():
                self.coordinators[event.person_id] = Coordinator(
                    areas=event.areas, capacity=event.capacity, away=event.away
                )
            case CoordinatorRetired():
                self.coordinators.pop(event.person_id, None)
            case DeskSet():
                self.desk_owner, self.answer_days = event.owner_id, event.answer_days
            case AssignmentMade():
                self._let_go(event.asking.introduction_id)
                if not event.at_desk:
                    self.held[event.asking.introduction_id] = event.coordinator_id
                    self.loads[event.coordinator_id] = self.loads.get(event.coordinator_id, 0) + 1
            case AssignmentReleased():
                self._let_go(event.introduction_id)

    def _let_go(self, introduction_id: str) -> None:
        holder = self.held.pop(introduction_id, None)
        if holder is not None:
            self.loads[holder] -= 1
            if not self.loads[holder]:
                del self.loads[holder]
