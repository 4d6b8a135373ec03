"""What recommendations have to be better than: the popular, the nearest, one-hot cosine, and chance."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kyoso.judging.contest import Candidate, Known, own_order
from kyoso.judging.history import PersonLine

FAR_AWAY_KM = 1_000.0


@dataclass(frozen=True, slots=True)
class Popularity:
    """The groups in whose life the most different people took part so far, the same for everybody."""

    known: Known
    name: str = "popularity"
    people: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for groups in self.known.seen.values():
            for group in groups:
                self.people[group] = self.people.get(group, 0) + 1

    def top(self, person: PersonLine, among: Sequence[Candidate], limit: int) -> Sequence[str]:
        best = sorted(among, key=lambda each: (-self.people.get(each.group.id, 0), own_order(person, each)))
        return [each.id for each in best[:limit]]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest by the middles of areas; what is equally near in an order of each person's own."""

    known: Known
    name: str = "nearest"

    def top(self, person: PersonLine, among: Sequence[Candidate], limit: int) -> Sequence[str]:
        best = sorted(among, key=lambda each: (self._far(person, each), own_order(person, each)))
        return [each.id for each in best[:limit]]

    def _far(self, person: PersonLine, candidate: Candidate) -> float:
        kilometres = self.known.kilometres(person, candidate.areas)
        return FAR_AWAY_KM if kilometres is None else kilometres


@dataclass(frozen=True, slots=True)
class OneHotCosine:
    """The cosine of two rows of ones and zeros: tags, roles, times, languages and areas of a person and of a group."""

    known: Known
    name: str = "one-hot-cosine"
    words: dict[str, frozenset[str]] = field(default_factory=dict)

    def top(self, person: PersonLine, among: Sequence[Candidate], limit: int) -> Sequence[str]:
        mine = self._words(person.areas, person.tags, person.role_wishes, person.availability, person.languages)
        alike = {each.id: _cosine(mine, self._of(each)) for each in among}
        best = sorted(among, key=lambda each: (-round(alike[each.id], 9), own_order(person, each)))
        return [each.id for each in best[:limit]]

    def _of(self, each: Candidate) -> frozenset[str]:
        if (found := self.words.get(each.id)) is None:
            group = each.group
            found = self._words(each.areas, each.tags, group.needs, group.times, group.languages)
            self.words[each.id] = found
        return found

    @staticmethod
    def _words(areas: Mapping[str, str], *lists: Sequence[str]) -> frozenset[str]:
        words = {f"{layer}/{id}" for layer, id in areas.items()}
        return frozenset(words.union(*({f"{n}:{word}" for word in words} for n, words in enumerate(lists))))


@dataclass(frozen=True, slots=True)
class Chance:
    """Any ten, drawn for each person by their id."""

    name: str = "random"

    def top(self, person: PersonLine, among: Sequence[Candidate], limit: int) -> Sequence[str]:
        return [each.id for each in sorted(among, key=lambda each: own_order(person, each))[:limit]]


def _cosine(mine: frozenset[str], theirs: frozenset[str]) -> float:
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / math.sqrt(len(mine) * len(theirs))


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What only the maker of an invented past can do: order by how probably each person is drawn to each group."""

    drawn: Mapping[tuple[str, str], float]
    name: str = "ceiling"

    def top(self, person: PersonLine, among: Sequence[Candidate], limit: int) -> Sequence[str]:
        best = sorted(among, key=lambda each: (-self.drawn[person.id, each.id], each.id))
        return [each.id for each in best[:limit]]
