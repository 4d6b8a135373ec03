"""Handing cases over, as one decision on the roster: what a plan names is checked against the roster as it is now.

Nothing is moved twice: a case that its holder no longer has is left out. A place that is gone meanwhile is looked for
anew by the table, so that no capacity is ever exceeded.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.matching.domain.events import Asking, AssignmentMade
from services.matching.domain.team.choosing import Coordinators, Wanted, chosen_of, kept
from services.matching.domain.team.roster_events import AccompanimentMove, CaseMove, HandOverMade, HandOverWhy
from shared.events import Event

MOVES_MAX = 500


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """One case of a plan. ``asking``, ``turn`` and ``due_at`` (kept): of an introduction; otherwise a consultation."""

    case_id: str
    wanted: Wanted
    to: str | None
    considered: tuple[str, ...] = ()
    points: float = 0.0
    asking: Asking | None = None
    turn: int = 0
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """What is to be moved, from whom, for what."""

    person_id: str
    why: HandOverWhy
    moves: Sequence[PlannedMove] = ()
    by: str | None = None
    gap: float | None = 0.0
    duty: str | None = None
    accompaniments: Sequence[AccompanimentMove] = ()


@dataclass(slots=True)
class Places:
    """Loads as they change while one plan is carried out."""

    team: Coordinators
    loads: dict[str, int] = field(default_factory=dict)

    def take(self, move: PlannedMove) -> tuple[str | None, tuple[str, ...]]:
        """Who gets the case now: whom the plan named, if they have room; else by the table. And the weighed."""
        now = Coordinators(self.team.all, self.loads)
        chosen: str | None
        if move.to is not None and now.has_room(move.to, move.wanted):
            chosen, considered = move.to, move.considered
        else:
            weighed = now.weigh(move.wanted)
            chosen = chosen_of(weighed)
            considered = kept(weighed, chosen)
        if chosen is not None:
            self.loads[chosen] = self.loads.get(chosen, 0) + 1
        return chosen, considered


def carry_out(
    plan: HandOver,
    team: Coordinators,
    *,
    still: Sequence[PlannedMove],
    desk_owner: str,
    answer_days: int,
    beside: Sequence[AccompanimentMove] = (),
) -> list[Event]:
    """The events of a plan. ``still``: its moves whose case its holder still has; ``beside``: its accompaniments."""
    places, made, moves = Places(team, dict(team.loads)), list[Event](), list[CaseMove]()
    for move in sorted(still[:MOVES_MAX], key=lambda move: move.to is None):  # no place that another was given
        chosen, considered = places.take(move)
        if chosen is None and plan.person_id == desk_owner:
            continue  # it stays where it is
        if move.asking is None:
            moves.append(CaseMove(consultation_id=move.case_id, to=chosen))
        elif move.due_at is not None:
            made.append(
                AssignmentMade(
                    asking=move.asking,
                    turn=move.turn,
                    coordinator_id=chosen or desk_owner,
                    at_desk=chosen is None,
                    due_at=move.due_at,
                    answer_days=answer_days,
                    why=plan.why,
                    considered=considered,
                    interpreter_id=team.interpreter(move.wanted, chosen or desk_owner),
                )
            )
    if not made and not moves and not beside and plan.duty is None:
        return []
    ids = tuple(event.asking.introduction_id for event in made if isinstance(event, AssignmentMade))
    gap = None if plan.gap is None else round(plan.gap * 100, 4)
    told = HandOverMade(
        person_id=plan.person_id, why=plan.why, by=plan.by, introduction_ids=ids, moves=tuple(moves),
        accompaniments=tuple(beside), gap_percent=gap, duty=plan.duty,
    )  # fmt: skip
    return [told, *made]
