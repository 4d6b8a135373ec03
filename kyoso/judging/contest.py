"""Who is asked what: for each person a list out of what there was on the day, by several ways of choosing.

A way of choosing sees only what was known before the day; what happened later is with ``Task`` and with ``measures``.
"""

import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from kyoso.judging.history import Areas, DeedLine, GroupLine, History, PersonLine
from shared.clock import TOKYO, tokyo_date

LIST_LENGTH = 10
ACTIVITY_DAYS = 28
"""So far ahead activities are looked at: what a group invites to later was seldom announced yet."""
KILOMETRES_PER_DEGREE = 111.195


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be in a list: a group, or an activity of a group."""

    id: str
    group: GroupLine
    areas: Areas
    tags: tuple[str, ...]
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known before the day of the split."""

    day: date
    people: Mapping[str, PersonLine]
    groups: Mapping[str, GroupLine]
    group_of: Mapping[str, str]
    deeds: tuple[DeedLine, ...]
    centres: Mapping[tuple[str, str], tuple[float, float]]
    joined: Mapping[str, frozenset[str]]
    """Groups that a person joined."""
    seen: Mapping[str, frozenset[str]]
    """Groups in whose life a person took part at all."""
    measured: dict[tuple[object, object], float | None] = field(default_factory=dict)
    """Distances that were asked for: few pairs of areas, asked for very often."""

    @classmethod
    def of(cls, history: History) -> "Known":
        """What a past tells before its split."""
        deeds = tuple(deed for deed in history.deeds if deed.on < history.split)
        joined = ((deed.person, deed.what) for deed in deeds if deed.kind == "joined")
        seen = ((deed.person, history.group_behind(deed)) for deed in deeds)
        return cls(
            day=history.split,
            people={person.id: person for person in history.people},
            groups={group.id: group for group in history.groups},
            group_of=history.group_of,
            deeds=deeds,
            centres={(area.layer, area.id): (area.latitude, area.longitude) for area in history.areas},
            joined=_by_person(joined),
            seen=_by_person(seen),
        )

    def now(self) -> datetime:
        """The first moment of the day."""
        return datetime.combine(self.day, datetime.min.time(), TOKYO)

    def kilometres(self, person: PersonLine, areas: Areas) -> float | None:
        """From the middle of somebody's area to that of another, in the layer where areas are smallest.

        The smallest layer is the one with the most areas. ``None`` where no layer is known of both.
        """
        pair = (tuple(person.areas.items()), tuple(areas.items()))
        if pair not in self.measured:
            self.measured[pair] = self._kilometres(person.areas, areas)
        return self.measured[pair]

    def _kilometres(self, mine: Areas, theirs: Areas) -> float | None:
        shared = [layer for layer in theirs if layer in mine]
        for layer in sorted(shared, key=self._fineness, reverse=True):
            here, there = self.centres.get((layer, mine[layer])), self.centres.get((layer, theirs[layer]))
            if here and there:
                east = (there[1] - here[1]) * math.cos(math.radians((here[0] + there[0]) / 2))
                return math.hypot(there[0] - here[0], east) * KILOMETRES_PER_DEGREE
        return None

    def _fineness(self, layer: str) -> tuple[int, str]:
        return sum(each == layer for each, _ in self.centres), layer


@dataclass(frozen=True, slots=True)
class Task:
    """A question: which of these? ``own``: what is not asked of somebody. ``came_true``: what happened, by person."""

    name: str
    candidates: tuple[Candidate, ...]
    own: Mapping[str, frozenset[str]]
    came_true: Mapping[str, frozenset[str]]


class Ranker(Protocol):
    """A way of choosing. ``name`` is its code in tables."""

    @property
    def name(self) -> str: ...

    def top(self, person: PersonLine, among: Sequence[Candidate], limit: int) -> Sequence[str]:
        """The ids of the best, best first; fewer where it has no more to say."""
        ...


def group_task(history: History, known: Known) -> Task:
    """The groups in whose life somebody takes part later for the first time."""
    later = ((deed.person, history.group_behind(deed)) for deed in history.deeds if deed.on >= history.split)
    new = ((person, group) for person, group in later if group not in known.seen.get(person, ()))
    candidates = tuple(Candidate(group.id, group, group.areas, group.tags) for group in history.groups)
    return Task("groups", candidates, known.seen, _by_person(new))


def activity_task(history: History, known: Known) -> Task:
    """The activities of the next four weeks that somebody attends."""
    last = history.split + timedelta(days=ACTIVITY_DAYS)
    candidates = tuple(
        Candidate(each.id, known.groups[each.group], each.areas, each.tags, each.starts_at)
        for each in history.activities
        if history.split <= tokyo_date(each.starts_at) < last
    )
    there = {candidate.id for candidate in candidates}
    came = ((deed.person, deed.what) for deed in history.deeds if deed.kind == "attended" and deed.what in there)
    return Task("activities", candidates, {}, _by_person(came))


def lists_of(ranker: Ranker, task: Task, people: Iterable[PersonLine]) -> dict[str, tuple[str, ...]]:
    """Everybody's list. Raises ``ValueError`` when a way of choosing gives what was not asked for, or twice."""
    found = {}
    for person in people:
        own = task.own.get(person.id, frozenset())
        among = [candidate for candidate in task.candidates if candidate.id not in own]
        top = tuple(ranker.top(person, among, LIST_LENGTH))
        if len(set(top)) != len(top) or len(top) > LIST_LENGTH or not {each.id for each in among}.issuperset(top):
            raise ValueError(f"{ranker.name} gives what was not asked for")
        found[person.id] = top
    return found


def own_order(person: PersonLine, candidate: Candidate) -> int:
    """An order of each person's own among equals, so that not everybody sees the same of them first."""
    return zlib.crc32(f"{person.id}/{candidate.id}".encode())


def _by_person(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for person, what in pairs:
        found.setdefault(person, set()).add(what)
    return {person: frozenset(what) for person, what in found.items()}
