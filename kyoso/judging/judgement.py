"""One evaluation: the recommender beside the baselines in the same run, and where it is better, worse, or not clear."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kyoso.judging.baselines import Chance, Nearest, OneHotCosine, Popularity
from kyoso.judging.contest import Known, Ranker, Task, activity_task, group_task, lists_of
from kyoso.judging.history import History
from kyoso.judging.measures import RESAMPLES, Estimate, Judge, Measured
from kyoso.judging.ours import Recommender

BASELINES = ("popularity", "nearest", "one-hot-cosine", "random")
OURS, BY_SCORE = "kyoso", "kyoso-by-score"
"""As it is shown, with the place that goes by turns; and by score alone."""
COMPARED = {"hit": 1, "ndcg": 1, "gini": -1}
"""What counts as better: more hits and NDCG, a lower Gini."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The recommender against one other way, in one measure: the difference decides only when its interval does."""

    other: str
    key: str
    difference: Estimate

    @property
    def word(self) -> str:
        """``better``, ``worse`` or ``unclear``."""
        sign = COMPARED[self.key]
        if min(sign * self.difference.low, sign * self.difference.high) > 0:
            return "better"
        return "worse" if max(sign * self.difference.low, sign * self.difference.high) < 0 else "unclear"


@dataclass(frozen=True, slots=True)
class Judged:
    """One task: every way of choosing, measured."""

    task: str
    candidates: int
    people_with_truth: int
    measured: tuple[Measured, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The whole evaluation."""

    split: date
    people: int
    groups: int
    seed: int
    judged: tuple[Judged, ...]


class NothingToJudge(Exception):
    """The past holds nothing before the split, or nothing after it that could come true."""


def evaluate(
    history: History,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    knowledge: Path | None = None,
    more: Callable[[Known], tuple[Ranker, ...]] = lambda known: (),
) -> Judgement:
    """Judge the recommender on a past. Raises ``NothingToJudge``, and what reading ``knowledge`` raises."""
    known = Known.of(history)
    folder = knowledge or Recommender.packaged
    ours, by_score = Recommender(known, folder), Recommender(known, folder, name=BY_SCORE, turns=False)
    rankers: tuple[Ranker, ...] = (
        ours, by_score, Popularity(known), Nearest(known), OneHotCosine(known), Chance(), *more(known),
    )  # fmt: skip
    tasks = [task for task in (group_task(history, known), activity_task(history, known)) if task.came_true]
    if not tasks or not known.people:
        raise NothingToJudge
    judged = tuple(_judged(task, known, rankers, seed, resamples) for task in tasks)
    return Judgement(known.day, len(known.people), len(known.groups), seed, judged)


def _judged(task: Task, known: Known, rankers: tuple[Ranker, ...], seed: int, resamples: int) -> Judged:
    judge = Judge(task, known, seed, resamples)
    measured = tuple(
        judge.measure(ranker.name, lists_of(ranker, task, known.people.values()))
        for ranker in rankers
        if task.name == "groups" or ranker.name not in (BY_SCORE, "ceiling")
    )
    verdicts = tuple(Verdict(other, key, judge.difference(OURS, other, key)) for other in BASELINES for key in COMPARED)
    return Judged(task.name, len(task.candidates), int(judge.judged.sum()), measured, verdicts)
