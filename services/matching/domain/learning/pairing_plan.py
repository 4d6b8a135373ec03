"""Who rotates to whom when several terms are over: the fewest points in all, solved exactly (HiGHS).

A transport problem: each supporter once; the n-th supporter of a coordinator costs more than the one before, so that
its linear programme has a whole optimum. Ties go by name, through a price that is smaller than any difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import highspy

from services.matching.domain.learning.events import TrainingTerms
from services.matching.domain.learning.pairing import Move, Pairs, supporters_of
from services.matching.domain.solver import QuietHighs
from services.matching.domain.team.roster import Roster

TIE = 1e-4
SUPPORTERS_MAX = 300
"""More are planned the next time: terms end on different days."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """Who goes to whom, and what it costs in all (without what the desk owner has)."""

    moves: tuple[Move, ...]
    points: float


def due(roster: Roster, at: datetime, *, everybody: bool = False) -> list[str]:
    """Whose term is over; ``everybody``: all who are paired."""
    paired = ((id, roster.pairings.get(id)) for id in supporters_of(roster))
    return [id for id, now in paired if now is not None and (everybody or now.until <= at)][:SUPPORTERS_MAX]


def planned(roster: Roster, supporters: Sequence[str], at: datetime, terms: TrainingTerms) -> Rotation:
    """The cheapest whole rotation; everybody to the desk owner when no dedicated coordinator is there."""
    pairs = Pairs.of(roster, at, without=supporters)
    rows = {id: [each for each in pairs.weigh(id) if each.out is None] for id in supporters}
    numbers = {id: roster.pairings[id].number for id in supporters}
    if not all(rows.values()):
        return Rotation(tuple(Move(id, numbers[id], None) for id in supporters), 0.0)
    solver = QuietHighs()
    ids = sorted({each.id for row in rows.values() for each in row})
    taken: dict[tuple[str, str], highspy.highs.highs_var] = {}
    for id, row in rows.items():
        for each in row:
            costs = each.costs(terms)
            own = costs["again"] + costs["times"] + costs["far"] + TIE * ids.index(each.id)
            taken[id, each.id] = solver.addVariable(lb=0, ub=1, obj=own)
    for id in supporters:
        solver.addConstr(solver.qsum(var for (one, _), var in taken.items() if one == id) == 1)
    for other in ids:
        seats = [
            solver.addVariable(lb=0, ub=1, obj=_seat(pairs.counts[other] + already, terms))
            for already in range(len(supporters))
        ]
        beside = solver.qsum(var for (_, one), var in taken.items() if one == other)
        solver.addConstr(beside - solver.qsum(seats) == 0)
    solver.run()
    values = solver.getSolution().col_value
    to = {id: other for (id, other), var in taken.items() if values[var.index] > 0.5}
    points = float(solver.getInfo().objective_function_value)
    return Rotation(tuple(Move(id, numbers[id], to.get(id)) for id in supporters), round(points, 1))


def _seat(already: int, terms: TrainingTerms) -> float:
    """What the next supporter costs beside somebody who has ``already`` so many."""
    return terms.points.beside * already + terms.points.full * max(0, already + 1 - terms.most)
