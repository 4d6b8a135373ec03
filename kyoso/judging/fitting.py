"""Weights that the earlier part of a past speaks for: a proposal, from documented features, for a city to judge.

The known part is cut once more, in its middle: what was known then, and in which group somebody took part for the first
time afterwards. Nothing of what came after the split of the evaluation is looked at. The model is a conditional logit
(McFadden 1974): of all groups new to somebody the one they went to is drawn by ``exp(weights x features)``; weights
are not below 0, and small ones are preferred (ridge). Only ratios mean something in a list, so that the first feature
keeps its weight, and no weight moves to less than a quarter or more than eight times of what it is in one step.

This file knows numbers and names alone. What is no taste of anybody's (how small or new a group is, that hands are
wanted) is a purpose of the city's and not learnt; access needs and ages are in no file and are not learnt either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from kyoso.judging.contest import Known, Task, group_task
from kyoso.judging.history import History

Floats = npt.NDArray[np.float64]
LEARNT = ("tag", "role", "area", "time", "language")
"""The weights that are learnt, by their names in ``weights.json``; the first one stays as it is."""
RIDGE = 1.0
STEPS = 4_000
LEAST, MOST = 0.25, 8.0
CHOICES_MIN = 50


class TooLittle(Exception):
    """The earlier part holds too few first times. ``found``: how many."""

    def __init__(self, found: int) -> None:
        super().__init__(found)
        self.found = found


@dataclass(frozen=True, slots=True)
class Choices:
    """First times, one a row: features of shape (rows, groups, learnt), which group it was, which were not new."""

    features: Floats
    chosen: npt.NDArray[np.intp]
    barred: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Weights by name; learnt from ``choices`` first times after ``middle`` and before the split."""

    middle: date
    choices: int
    in_force: Mapping[str, float]
    learnt: Mapping[str, float]
    proposed: Mapping[str, float]


def earlier(history: History) -> History:
    """The known part as a past of its own, cut in its middle. Raises ``TooLittle`` when nothing is known."""
    known = tuple(deed for deed in history.deeds if deed.on < history.split)
    if not known:
        raise TooLittle(0)
    first = min(deed.on for deed in known)
    return replace(history, split=first + (history.split - first) / 2, deeds=known)


def first_times(history: History) -> tuple[Known, Task]:
    """Who took part in which group for the first time, of an earlier part."""
    known = Known.of(history)
    return known, group_task(history, known)


def propose(middle: date, choices: Choices, in_force: Mapping[str, float]) -> Proposal:
    """The weights that make what people chose likeliest, told in the points of the first one.

    Raises ``TooLittle`` below ``CHOICES_MIN`` first times, and when the first feature explains nothing: then there is
    no measure for the others.
    """
    count = len(choices.chosen)
    if count < CHOICES_MIN:
        raise TooLittle(count)
    found = logit(choices)
    if found[0] <= 0:
        raise TooLittle(count)
    points = found * (in_force[LEARNT[0]] / found[0])
    learnt = dict(zip(LEARNT, points.tolist(), strict=True))
    return Proposal(
        middle, count, dict(in_force), learnt, {name: _step(in_force[name], learnt[name]) for name in LEARNT}
    )


def logit(choices: Choices) -> Floats:
    """The likeliest weights, not below 0: projected gradient with momentum, of a concave likelihood."""
    rows = np.arange(len(choices.chosen))
    taken = choices.features[rows, choices.chosen]
    weights = np.full(choices.features.shape[2], 0.5)
    rate, speed = 1.0 / _steepness(choices), np.zeros_like(weights)
    for _ in range(STEPS):
        utility = choices.features @ weights
        utility[choices.barred] = -np.inf
        likely = np.exp(utility - utility.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        gradient = (taken - np.einsum("rg,rgf->rf", likely, choices.features)).sum(axis=0) - RIDGE * weights
        speed = 0.9 * speed + rate * gradient
        after = np.maximum(weights + speed, 0)
        if np.abs(after - weights).max() < 1e-9:
            break
        weights = after
    return weights


def _steepness(choices: Choices) -> float:
    """No curvature is above it: a quarter of the squared widths of all features, row by row."""
    width = choices.features.max(axis=1) - choices.features.min(axis=1)
    return float((width**2).sum() / 4 + RIDGE) * 10


def _step(now: float, learnt: float) -> float:
    return round(min(max(learnt, LEAST * now), MOST * now), 1)


def stacked(parts: Sequence[tuple[Floats, npt.NDArray[np.bool_], Sequence[int]]]) -> Choices:
    """First times of several people: of each the features (groups, learnt), what is barred, and which they chose."""
    features = [features for features, _, chosen in parts for _ in chosen]
    barred = [barred for _, barred, chosen in parts for _ in chosen]
    chosen = [each for _, _, chosen in parts for each in chosen]
    shape = parts[0][0].shape if parts else (0, len(LEARNT))
    return Choices(
        np.array(features).reshape(-1, *shape), np.array(chosen, dtype=np.intp), np.array(barred, dtype=bool)
    )
