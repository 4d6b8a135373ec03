"""What a city's data say of its team: kinds and what each may take, the weights of plans, and words for reasons."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from services.matching.domain.team.assigning import NOBODY, AssigningWeights, features
from services.matching.domain.team.choosing import TAKES, Candidate, Out, Take

KINDS_MAX = 30


@dataclass(frozen=True, slots=True)
class PlainWord:
    """Words in Japanese, English, and plain Japanese."""

    ja: str
    en: str
    plain: str

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "PlainWord":
        """The words of an entry; without plain ones, the Japanese. Raises ``KeyError``."""
        return cls(entry["ja"], entry["en"], entry.get("plain", entry["ja"]))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of coordinators, and what it may take."""

    word: PlainWord
    takes: tuple[Take, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Which categories go to the social-welfare coordinator, and which stay; the words that say so."""

    kind: str
    desk: str
    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    words: Mapping[str, PlainWord]


class Team:
    """``team.json``. Raises ``ValueError``, ``KeyError`` when it is incomplete or contradicts itself."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.kinds = {
            id: Kind(PlainWord.of(entry), tuple(_take(each) for each in entry["takes"]))
            for id, entry in document["kinds"].items()
        }
        if len(self.kinds) > KINDS_MAX:
            raise ValueError("too many kinds")
        if self.kinds["supporter"].takes or set(self.kinds["dedicated"].takes) != set(TAKES["dedicated"]):
            raise ValueError("a supporter owns no case, and dedicated staff may take any")
        line = document["line"]
        self.line = Line(
            kind=line["kind"],
            desk=line["desk"],
            theirs=tuple(line["categories"]["theirs"]),
            ours=tuple(line["categories"]["ours"]),
            words={side: PlainWord.of(line[side]) for side in ("theirs", "ours")},
        )
        if self.line.kind not in self.kinds or set(self.line.theirs) & set(self.line.ours):
            raise ValueError("the line names a kind that is none, or a category on both sides")

    @classmethod
    def read(cls, path: Path) -> "Team":
        """The team of a file."""
        return cls(json.loads(path.read_text("utf-8")))


class AssigningTable:
    """``assigning.json``: all versions of the weights, and the words of the reasons. Raises as ``Team`` does."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.versions = sorted(
            (AssigningWeights.model_validate(version) for version in document["versions"]),
            key=lambda version: version.effective_from,
        )
        days = [version.effective_from for version in self.versions]
        if not days or len(set(days)) != len(days):
            raise ValueError("weights need at least one version, each from another day on")
        self.features = {code: PlainWord.of(document["features"][code]) for code in _FEATURES}
        self.outs = {code: PlainWord.of(document["outs"][code]) for code in Out.__args__}  # type: ignore[attr-defined]  # a Literal
        self.answers = {code: PlainWord.of(entry) for code, entry in document["answers"].items()}

    @classmethod
    def read(cls, path: Path) -> "AssigningTable":
        """The table of a file."""
        return cls(json.loads(path.read_text("utf-8")))

    def over(self, shipped: "AssigningTable") -> "AssigningTable":
        """The same with words for what it has no answer to: a city's own file may be older than an answer."""
        self.answers = {**shipped.answers, **self.answers}
        return self

    def on(self, day: date) -> AssigningWeights:
        """The version in force on a day; before the first one, the first."""
        in_force = [version for version in self.versions if version.effective_from <= day]
        return in_force[-1] if in_force else self.versions[0]


_FEATURES = ("language", "distance", "continuity", "field", "load")


@dataclass(frozen=True, slots=True)
class Weighed:
    """One candidate of a choice with the answer to "why, or why not": a code of outs or answers, points by feature."""

    candidate: Candidate
    answer: str
    word: PlainWord
    points: Mapping[str, float]

    @property
    def total(self) -> float | None:
        """All points, as they are shown; ``None``: they could not have it, and were given none."""
        return _total(self.points) if self.points else None


def explain(
    lines: Iterable[str], chosen: str, table: AssigningTable, day: date, *, planned: str | None
) -> list[Weighed]:
    """Everybody who was considered, as kept with a choice of ``day``.

    ``chosen``: nobody of them ('') where the desk owner has it; ``planned``: the answer, if it was in a plan.
    """
    weights = table.on(day)
    weighed = [Candidate.of_text(line) for line in lines]
    known = any(each.before for each in weighed)
    points = {
        each.id: {code: round(number, 4) for code, number in features(each, weights, known=known).items()}
        for each in weighed
    }
    fewest = min((_total(points[each.id]) for each in weighed if each.out is None), default=NOBODY)
    theirs = _total(points[chosen]) if chosen in points else NOBODY
    found = []
    for each in weighed:
        if each.id == chosen:
            answer = planned or ("kept" if each.out or fewest < theirs else "chosen")
        elif each.out:
            answer = each.out
        else:
            answer = _why_not(_total(points[each.id]), theirs, planned=planned is not None)
        word = table.outs[each.out] if each.out and each.id != chosen else table.answers[answer]
        found.append(Weighed(each, answer, word, {} if each.out else points[each.id]))
    return found


def _why_not(own: float, theirs: float, *, planned: bool) -> str:
    """Why somebody who could have the case has it not, by their points and those of who has it."""
    if own > theirs:
        return "behind"
    if own == theirs:
        return "level"
    if planned:
        return "for-the-whole"
    return "raised" if theirs == NOBODY else "stays"


def _total(points: Mapping[str, float]) -> float:
    return round(sum(points.values()), 4)


def _take(text: str) -> Take:
    for known in TAKES["dedicated"]:
        if known == text:
            return known
    raise ValueError(f"nothing to take: {text!r}")
