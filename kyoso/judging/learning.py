"""Weights learnt from the earlier part of a past and tried on the later one, and the evaluation over several pasts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from kyoso.judging.baselines import Nearest, OneHotCosine, Popularity
from kyoso.judging.contest import Known, Ranker, Task, group_task, lists_of
from kyoso.judging.fitting import Proposal, earlier, first_times, propose
from kyoso.judging.history import History
from kyoso.judging.judgement import BY_SCORE, COMPARED, OURS, NothingToJudge, Verdict
from kyoso.judging.measures import Judge, Measured
from kyoso.judging.ours import Recommender, version_of

AFTER = "kyoso-learnt"


@dataclass(frozen=True, slots=True)
class Tried:
    """A proposal, and lists of groups before and after it in the later part, which it was not learnt from."""

    proposal: Proposal
    version: dict[str, Any]
    before: Measured
    after: Measured
    verdicts: tuple[Verdict, ...]


def learn(history: History, knowledge: Path | None = None) -> Proposal:
    """What the earlier part speaks for, beside what is in force on the day of the split. Raises ``TooLittle``."""
    past = earlier(history)
    known, task = first_times(past)
    folder = knowledge or Recommender.packaged
    in_force = Recommender(Known.of(history), folder).in_force()
    return propose(past.split, Recommender(known, folder).choices(task), in_force)


def tried(history: History, *, seed: int, resamples: int, knowledge: Path | None = None) -> Tried:
    """Learn from the earlier part and judge on the later. Raises ``TooLittle``, ``NothingToJudge``."""
    folder = knowledge or Recommender.packaged
    proposal = learn(history, folder)
    known = Known.of(history)
    task = group_task(history, known)
    if not task.came_true:
        raise NothingToJudge
    judge = Judge(task, known, seed, resamples)
    before, after = (
        _measured(judge, task, known, Recommender(known, folder, changed=changed, name=name))
        for name, changed in ((OURS, {}), (AFTER, proposal.proposed))
    )
    verdicts = tuple(Verdict(OURS, key, judge.difference(AFTER, OURS, key)) for key in COMPARED)
    return Tried(proposal, version_of(known, folder, proposal.proposed), before, after, verdicts)


@dataclass(frozen=True, slots=True)
class Several:
    """Over several pasts: of each way the mean of each measure, and how the recommender differs from it.

    A difference is (mean, standard error of the mean, in how many pasts it is to the better).
    """

    seeds: tuple[int, ...]
    means: Mapping[str, Mapping[str, float]]
    differences: Mapping[tuple[str, str, str], tuple[float, float, int]]


def several(pasts: Iterable[tuple[int, History]], told: Callable[[int], None] = lambda seed: None) -> Several:
    """Judge lists of groups in each past, and compare past by past: chance in one of them decides nothing."""
    found: list[dict[str, dict[str, float]]] = []
    seeds: list[int] = []
    for seed, history in pasts:
        found.append(_once(history, seed))
        seeds.append(seed)
        told(seed)
    ways = tuple(found[0])
    means = {way: {key: mean(each[way][key] for each in found) for key in COMPARED} for way in ways}
    differences = {
        (mine, other, key): _difference([each[mine][key] - each[other][key] for each in found], COMPARED[key])
        for mine in (OURS, BY_SCORE)
        for other in ways
        if other not in (OURS, BY_SCORE)
        for key in COMPARED
    }
    return Several(tuple(seeds), means, differences)


def _once(history: History, seed: int) -> dict[str, dict[str, float]]:
    known = Known.of(history)
    task = group_task(history, known)
    judge = Judge(task, known, seed, 20)
    rankers: tuple[Ranker, ...] = (
        Recommender(known), Recommender(known, name=BY_SCORE, turns=False),
        Popularity(known), Nearest(known), OneHotCosine(known),
    )  # fmt: skip
    measured = [_measured(judge, task, known, ranker) for ranker in rankers]
    return {each.name: {key: each.estimates[key].value for key in COMPARED} for each in measured}


def _measured(judge: Judge, task: Task, known: Known, ranker: Ranker) -> Measured:
    return judge.measure(ranker.name, lists_of(ranker, task, known.people.values()))


def _difference(values: Sequence[float], sign: int) -> tuple[float, float, int]:
    error = stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("nan")
    return mean(values), error, sum(sign * value > 0 for value in values)
