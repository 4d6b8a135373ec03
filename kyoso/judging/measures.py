"""How good lists were: accuracy, coverage, novelty, distance, and how evenly groups are shown.

hit rate     share of the people of whom something came true that had at least one of it in their list
recall       of what came true for somebody, the share that was in their list; the mean over people
NDCG         1 / log2(place + 1) summed over what came true, over the most that was possible; the mean over people
coverage     share of the candidates that stand in anybody's list
novelty      mean of -log2((people who took part + 1) / (all people + 1)) over what is shown, in bits: rarer is more
distance     mean of the kilometres between the middles of the person's area and the candidate's
gini         of how often each group is shown: 0 when all are shown as often, near 1 when all see one (Gini 1912)

Accuracy is over people of whom something came true, all else over everybody. Intervals are 95 % bootstrap intervals
over people (Efron 1979): people are drawn anew, with their lists and what came true; the draws are
centred on the value.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kyoso.judging.contest import Candidate, Known, Task

Floats = npt.NDArray[np.float64]
RESAMPLES = 1_000
CHUNK = 100
BANDS = ("0-14", "15-24", "25-39", "40-64", "65-74", "75+")
SIZES = ("1-4", "5-9", "10-29", "30-99", "100+")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the ends of its 95 % interval; ``nan`` where there is nothing to measure."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the groups or of the people: how many they are, and what was measured of them."""

    count: int
    measured: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything about one way of choosing in one task."""

    name: str
    estimates: Mapping[str, Estimate]
    by_size: Mapping[str, Part]
    by_age: Mapping[str, Part]


class Judge:
    """Measures lists of one task. The same people are drawn for every way of choosing, so that differences pair."""

    def __init__(self, task: Task, known: Known, seed: int, resamples: int = RESAMPLES) -> None:
        self.task, self.known = task, known
        self.people = list(known.people)
        self.judged = np.array([bool(task.came_true.get(person)) for person in self.people])
        self.groups = list(known.groups)
        self._column = {group: n for n, group in enumerate(self.groups)}
        self._by_id = {each.id: each for each in task.candidates}
        self._seed, self._resamples = seed, resamples
        takers = dict.fromkeys(self.groups, 0)
        for groups in known.seen.values():
            for group in groups:
                takers[group] += 1
        everybody = len(self.people) + 1
        self._novelty = {group: -math.log2((count + 1) / everybody) for group, count in takers.items()}
        self._drawn = self._draws()
        self._kept: dict[str, dict[str, Floats]] = {}

    def measure(self, name: str, lists: Mapping[str, Sequence[str]]) -> Measured:
        """All measures of one way of choosing."""
        rows = self._rows(lists)
        shown = np.array(self._shown(lists))
        whole = self._values(rows, shown, np.ones((1, len(self.people))))
        drawn = [self._values(rows, shown, weights) for weights in self._drawn]
        samples = {key: np.concatenate([part[key] for part in drawn]) for key in whole}
        self._kept[name] = {key: np.concatenate([whole[key], samples[key]]) for key in whole}
        estimates = {key: _estimate(value) for key, value in self._kept[name].items()}
        every = {each for top in lists.values() for each in top}
        share = len(every) / max(1, len(self.task.candidates))
        estimates["coverage"] = Estimate(share, math.nan, math.nan)
        return Measured(name, estimates, self._by_size(shown), self._by_age(rows, shown))

    def difference(self, name: str, other: str, key: str) -> Estimate:
        """How much more ``name`` has than ``other``, over the same draws of people."""
        return _estimate(self._kept[name][key] - self._kept[other][key])

    # -- one row a person

    def _rows(self, lists: Mapping[str, Sequence[str]]) -> dict[str, Floats]:
        found: dict[str, list[float]] = {key: [] for key in ("hit", "recall", "ndcg", "novelty", "distance")}
        for person in self.people:
            top, true = lists.get(person, ()), self.task.came_true.get(person, frozenset())
            places = [place for place, each in enumerate(top, start=1) if each in true]
            best = sum(1 / math.log2(place + 1) for place in range(1, min(len(true), 10) + 1))
            found["hit"].append(float(bool(places)))
            found["recall"].append(len(places) / len(true) if true else math.nan)
            found["ndcg"].append(sum(1 / math.log2(place + 1) for place in places) / best if true else math.nan)
            shown = [self._by_id[each] for each in top]
            found["novelty"].append(_mean([self._novelty[each.group.id] for each in shown]))
            found["distance"].append(_mean(self._distances(person, shown)))
        return {key: np.array(values) for key, values in found.items()}

    def _distances(self, person: str, shown: Sequence[Candidate]) -> list[float]:
        far = (self.known.kilometres(self.known.people[person], each.areas) for each in shown)
        return [each for each in far if each is not None]

    def _shown(self, lists: Mapping[str, Sequence[str]]) -> Floats:
        """Person x group: how often it stands in the list."""
        shown = np.zeros((len(self.people), len(self.groups)))
        for row, person in enumerate(self.people):
            for each in lists.get(person, ()):
                shown[row, self._column[self._by_id[each].group.id]] += 1
        return shown

    # -- over people, weighed by how often each was drawn

    def _values(self, rows: Mapping[str, Floats], shown: Floats, weights: Floats) -> dict[str, Floats]:
        judged = weights * self.judged
        found = {key: _weighed(rows[key], judged) for key in ("hit", "recall", "ndcg")}
        found |= {key: _weighed(rows[key], weights) for key in ("novelty", "distance")}
        found["gini"] = gini(weights @ shown)
        return found

    def _draws(self) -> list[Floats]:
        random = np.random.default_rng(self._seed)
        count = len(self.people)
        even = np.full(count, 1 / count)
        sizes = [min(CHUNK, self._resamples - done) for done in range(0, self._resamples, CHUNK)]
        return [random.multinomial(count, even, size=size).astype(np.float64) for size in sizes]

    # -- parts

    def _by_size(self, shown: Floats) -> dict[str, Part]:
        """Share of what is shown over share of the groups: 1 when a band is shown as its number would have it."""
        total, parts = shown.sum(), {}
        for band in SIZES:
            columns = [n for n, group in enumerate(self.groups) if self.known.groups[group].size_band == band]
            if columns:
                share = float(shown[:, columns].sum() / total) if total else math.nan
                even = len(columns) / len(self.groups)
                within = float(gini(shown[:, columns].sum(axis=0)[None])[0])
                parts[band] = Part(len(columns), {"share": share, "ratio": share / even, "gini": within})
        return parts

    def _by_age(self, rows: Mapping[str, Floats], shown: Floats) -> dict[str, Part]:
        bands = np.array([self.known.people[person].age_band or "?" for person in self.people])
        parts = {}
        for band in (*BANDS, "?"):
            of = bands == band
            if not of.any():
                continue
            judged = of & self.judged
            hit = float(rows["hit"][judged].mean()) if judged.any() else math.nan
            measured = {"judged": float(judged.sum()), "hit": hit, "gini": float(gini(shown[of].sum(axis=0)[None])[0])}
            parts[band] = Part(int(of.sum()), measured)
        return parts


def gini(counts: Floats) -> Floats:
    """Of each row: half the mean difference of two, over the mean; ``nan`` for a row of nothing."""
    ordered = np.sort(counts, axis=1)
    n = ordered.shape[1]
    places = 2 * np.arange(1, n + 1) - n - 1
    total = ordered.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = (ordered @ places) / (n * total)
    return found


def _weighed(values: Floats, weights: Floats) -> Floats:
    there = ~np.isnan(values)
    total = weights[:, there].sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = (weights[:, there] @ values[there]) / total
    return found


def _estimate(values: Floats) -> Estimate:
    """The first is the value, the others are the draws, moved so that their mean is the value.

    Drawing anew makes shares more uneven than they are, so a Gini's draws would all lie above it.
    """
    drawn = values[1:][~np.isnan(values[1:])]
    if not len(drawn) or math.isnan(values[0]):
        return Estimate(float(values[0]), math.nan, math.nan)
    low, high = np.percentile(drawn - drawn.mean() + values[0], [2.5, 97.5])
    return Estimate(float(values[0]), float(low), float(high))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan
