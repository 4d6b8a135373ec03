"""Many cases at once among coordinators with room: a transport problem whose optimum is proved, by HiGHS.

Each case goes to one coordinator who can have it, or to the desk owner, who is dearer than anybody; nobody gets more
than fits. A further case of one plan costs its coordinator more than the one before, so that a plan spreads. All costs
are convex and the matrix is a network's: the optimum of the linear programme is whole by itself (Ahuja, Magnanti and
Orlin, *Network Flows*, 1993, theorem 11.11).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import repeat

import highspy
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.matching.domain.solver import QuietHighs
from services.matching.domain.team.choosing import Candidate, Coordinators, Wanted

NOBODY = 1_000_000.0
"""A case that nobody can have costs so many points: more than any chain of moves that would make room for it."""
SECONDS_MAX = 2.0
GAP_MAX = 0.01
STEP = 0.0001
"""The smallest difference of nearness: four digits."""


class AssigningWeights(BaseModel):
    """What a plan minimises, in points a case: the dearest that each feature can be.

    The order of the table (language, area, field, load) holds for a lone case by ``_in_order``: one step of nearness is
    dearer than all field and load together.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    effective_from: date
    language: float = Field(ge=0)
    distance: float = Field(gt=0)
    continuity: float = Field(ge=0)
    field: float = Field(ge=0)
    load: float = Field(gt=0)
    spread: float = Field(ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> "AssigningWeights":
        if not self.load < self.field < self.field + self.load < self.distance * STEP:
            raise ValueError("a step of nearness must outweigh field and load, and field the load")
        if self.language <= self.distance + self.continuity + self.field + self.load:
            raise ValueError("language must outweigh all the rest")
        return self


@dataclass(frozen=True, slots=True)
class Case:
    """A case that waits for somebody."""

    id: str
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is to have each case (``None``: the desk owner), what it costs, and how far from the best it may be.

    ``gap``: (cost − proved bound) / cost, 0 when proved best; ``None`` when no bound was found in time.
    """

    to: Mapping[str, str | None]
    points: float
    gap: float | None

    @property
    def proved(self) -> bool:
        """Within one in a hundred of the best, by proof."""
        return self.gap is not None and self.gap <= GAP_MAX


def features(candidate: Candidate, weights: AssigningWeights, *, known: bool = False) -> dict[str, float]:
    """The points of each feature of one candidate; ``known``: somebody had the case before."""
    return {
        "language": 0.0 if candidate.speaks else weights.language,
        "distance": weights.distance * (1 - candidate.near),
        "continuity": weights.continuity if known and not candidate.before else 0.0,
        "field": 0.0 if candidate.knows else weights.field,
        "load": weights.load * candidate.relative_load,
    }


def assign(
    cases: Sequence[Case], team: Coordinators, weights: AssigningWeights, *, seconds_max: float = SECONDS_MAX
) -> Assignment:
    """The cheapest whole assignment within ``seconds_max``; a lone case is chosen by the table, which is the same.

    When the solver gives none in time, each in turn is chosen by the table, and ``gap`` is ``None``.
    """
    if len(cases) == 1:
        (case,) = cases
        candidates = team.weigh(case.wanted)
        chosen = _cheapest(candidates, weights, case)
        return Assignment({case.id: chosen}, _points(chosen, candidates, weights, case), 0.0)
    problem = _Problem(cases, team, weights)
    return problem.solved(seconds_max) or one_by_one(cases, team, weights)


def one_by_one(cases: Sequence[Case], team: Coordinators, weights: AssigningWeights) -> Assignment:
    """Each case in turn by the table: what would happen without a plan. No bound is known."""
    loads, taken, to, points = dict(team.loads), dict[str, int](), dict[str, str | None](), 0.0
    for case in cases:
        candidates = Coordinators(team.all, loads).weigh(case.wanted)
        chosen = _cheapest(candidates, weights, case)
        to[case.id] = chosen
        points += _points(chosen, candidates, weights, case)
        if chosen is not None:
            points += weights.spread * taken.get(chosen, 0) / team.all[chosen].capacity
            taken[chosen] = taken.get(chosen, 0) + 1
            loads[chosen] = loads.get(chosen, 0) + 1
    return Assignment(to, points, None)


def _cheapest(candidates: Sequence[Candidate], weights: AssigningWeights, case: Case) -> str | None:
    free = [each for each in candidates if each.out is None]
    known = bool(case.wanted.before)
    return (
        min(free, key=lambda each: (sum(features(each, weights, known=known).values()), each.id)).id if free else None
    )


def _points(chosen: str | None, candidates: Sequence[Candidate], weights: AssigningWeights, case: Case) -> float:
    known = bool(case.wanted.before)
    found = (sum(features(each, weights, known=known).values()) for each in candidates if each.id == chosen)
    return next(found, NOBODY)


class _Problem:
    """The linear programme. Columns: a pair each, the desk owner for each case, then the seats of each coordinator."""

    def __init__(self, cases: Sequence[Case], team: Coordinators, weights: AssigningWeights) -> None:
        self.cases, self.team, self.weights = cases, team, weights
        self.ids = sorted(team.all)
        costs = self._costs()
        self.row, self.column = (each.astype(np.int32) for each in np.nonzero(np.isfinite(costs)))
        self.cost = costs[self.row, self.column]

    def _costs(self) -> np.ndarray:
        """Points of each pair without the load, which the seats cost; infinite where somebody cannot have a case.

        What depends on the sort of a case alone is weighed once for each sort, by the same code as a lone case.
        """
        near = self._nearness()
        costs = np.empty((len(self.cases), len(self.ids)))
        column = {id: number for number, id in enumerate(self.ids)}
        sorts: dict[tuple[object, ...], np.ndarray] = {}
        for row, case in enumerate(self.cases):
            wanted = case.wanted
            sort = (wanted.day, wanted.desk, wanted.general, wanted.what, wanted.language, wanted.fields, wanted.before)
            if sort not in sorts:
                sorts[sort] = self._of_sort(wanted)
            costs[row] = sorts[sort] + self.weights.distance * (1 - near[row])
            if wanted.desk is None:
                costs[row, near[row] <= 0] = np.inf
            for id in (*wanted.without, wanted.person_id):
                if id in column:
                    costs[row, column[id]] = np.inf
        return costs

    def _of_sort(self, wanted: Wanted) -> np.ndarray:
        alike = replace(wanted, nearness={}, without=(), person_id=None)
        weighed = [replace(self.team.weighed(id, alike), load=0) for id in self.ids]
        known = bool(wanted.before)
        return np.array(
            [
                sum(features(each, self.weights, known=known).values()) if each.out is None else np.inf
                for each in weighed
            ]
        )

    def _nearness(self) -> np.ndarray:
        """How near each coordinator works to each case: the greatest of their areas; 1 where no area is known."""
        keys = {
            key: number
            for number, key in enumerate(dict.fromkeys(key for c in self.cases for key in c.wanted.nearness))
        }
        wanted = np.zeros((len(self.cases), len(keys) + 1))
        for row, case in enumerate(self.cases):
            for key, nearness in case.wanted.nearness.items():
                wanted[row, keys[key]] = nearness
        near = np.zeros((len(self.cases), len(self.ids)))
        for column, id in enumerate(self.ids):
            areas = self.team.all[id].areas.items()
            own = [keys[key] for layer, names in areas for name in names if (key := f"{layer}/{name}") in keys]
            near[:, column] = wanted[:, own].max(axis=1, initial=0.0)
        near[[not case.wanted.nearness for case in self.cases]] = 1.0
        return near

    def _seats(self) -> tuple[list[int], list[float]]:
        """The free places of each coordinator, the first the cheapest: column and cost of each."""
        owners, costs = list[int](), list[float]()
        for column, id in enumerate(self.ids):
            capacity, load = self.team.all[id].capacity, self.team.loads.get(id, 0)
            places = min(max(capacity - load, 0), len(self.cases))
            owners.extend(repeat(column, places))
            costs.extend(
                (self.weights.load * (load + taken) + self.weights.spread * taken) / capacity for taken in range(places)
            )
        return owners, costs

    def solved(self, seconds_max: float) -> Assignment | None:
        """The optimum with its gap; ``None`` when the solver has none in time."""
        rows, owners, seats = len(self.cases), *self._seats()
        costs = np.concatenate([self.cost, np.full(rows, NOBODY), np.array(seats)])
        highs = QuietHighs()
        highs.setOptionValue("time_limit", float(seconds_max))
        highs.passModel(self._model(costs, rows, owners))
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = highs.getSolution()
        to: dict[str, str | None] = {case.id: None for case in self.cases}
        for pair in np.flatnonzero(np.array(solution.col_value[: len(self.cost)]) > 0.5):
            to[self.cases[self.row[pair]].id] = self.ids[self.column[pair]]
        points = float(highs.getInfo().objective_function_value)
        return Assignment(to, points, _gap(points, float(np.sum(np.array(solution.row_dual)[:rows])), solution, costs))

    def _model(self, costs: np.ndarray, rows: int, owners: list[int]) -> highspy.HighsLp:
        """Each case once; what a coordinator takes fills their seats."""
        pairs, seats = len(self.cost), len(owners)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(costs), rows + len(self.ids)
        model.col_cost_ = costs
        model.col_lower_, model.col_upper_ = np.zeros(len(costs)), np.ones(len(costs))
        bound = np.concatenate([np.ones(rows), np.zeros(len(self.ids))])
        model.row_lower_, model.row_upper_ = bound, bound
        # a pair stands in two rows (its case, its coordinator), the desk owner and a seat in one each
        starts = np.concatenate([np.arange(pairs) * 2, 2 * pairs + np.arange(rows + seats + 1)])
        index = np.empty(2 * pairs, dtype=np.int32)
        index[0::2], index[1::2] = self.row, rows + self.column
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = starts.astype(np.int32)
        model.a_matrix_.index_ = np.concatenate(
            [index, np.arange(rows, dtype=np.int32), rows + np.array(owners, dtype=np.int32)]
        ).astype(np.int32)
        model.a_matrix_.value_ = np.concatenate([np.ones(2 * pairs + rows), -np.ones(seats)])
        return model


def _gap(points: float, dual: float, solution: highspy.HighsSolution, costs: np.ndarray) -> float:
    """How far the cost is above the bound that the duals prove: each column is between 0 and 1, each case is 1."""
    bound = dual + float(np.minimum(np.array(solution.col_dual)[: len(costs)], 0.0).sum())
    return max(points - bound, 0.0) / max(abs(points), 1.0)
