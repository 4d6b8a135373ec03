"""Who takes a case: the pure choice among coordinators, by language, area, field and load, around leave and kinds.

What speaks against somebody, and what for them, is weighed once and kept with the choice, so that "why this one, why
not that one" is answered by what was known then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

CoordinatorKind = str
"""A code of ``kinds.json``: ``dedicated``, ``supporter``, ``professional``, …"""
Take = Literal["introductions", "consultations", "referrals"]
"""What somebody may take; ``referrals``: consultations that are referred to their desk."""
TAKES: Mapping[str, tuple[Take, ...]] = {
    "dedicated": ("introductions", "consultations", "referrals"),
    "professional": ("referrals",),
}
"""Of those who were entered before kinds were data; whoever is not here takes nothing."""
Out = Literal["own", "had-it", "kind", "away", "leave", "desk", "field", "far", "full"]
"""Why somebody cannot have a case."""
CONSIDERED_MAX = 100


class Leave(BaseModel):
    """Days in Tokyo on which a coordinator takes nothing new, the first and the last included."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    first_day: date
    last_day: date


class Coordinator(BaseModel):
    """A coordinator's areas (``layer`` to area ids), desks, room for open cases, kind, and when they are away.

    ``desks``: which they can serve; none named is the general desk. ``languages``: in which they can see to a case or
    interpret beside one, Japanese understood. ``fields``: tags of groups to which an intermediary keeps. ``takes``:
    what their kind may take, as the data said when they were entered. A ``supporter`` learns beside who has a case and
    never has one; a ``professional`` (士業) has what is referred to their desk.
    """

    areas: dict[str, tuple[str, ...]] = {}
    capacity: int
    away: bool = False
    kind: CoordinatorKind = "dedicated"
    desks: tuple[str, ...] = ()
    leave: tuple[Leave, ...] = ()
    languages: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    takes: tuple[Take, ...] | None = None

    def nearness(self, wanted: Mapping[str, float]) -> float:
        """How near this coordinator works to what is wanted, 0–1; everyone is near when no area is known."""
        if not wanted:
            return 1.0
        return max((wanted.get(f"{layer}/{id}", 0.0) for layer, ids in self.areas.items() for id in ids), default=0.0)

    def present(self, day: date) -> bool:
        """Whether they take something new on a day in Tokyo."""
        return not self.away and not any(leave.first_day <= day <= leave.last_day for leave in self.leave)

    def serves(self, desk: str, general: bool) -> bool:
        """Whether a desk's cases are theirs to take; ``general``: it is the desk of those who named none."""
        return desk in self.desks if self.desks else general

    def may_take(self, what: Take) -> bool:
        """Whether their kind may take it at all."""
        return what in (TAKES.get(self.kind, ()) if self.takes is None else self.takes)

    def speaks(self, language: str | None) -> bool:
        """Whether nobody needs to interpret: Japanese, plain or not, is everybody's."""
        return language is None or language.partition("-")[0] == "ja" or language in self.languages

    def knows(self, fields: tuple[str, ...]) -> bool:
        """Whether what it is about is a field of theirs."""
        return bool(self.fields) and not set(fields).isdisjoint(self.fields)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a case asks of who takes it. ``desk``: ``None`` for an introduction, which needs somebody near.

    ``before``: who had it earlier and would know it; ``person_id``: whose own affair it is.
    """

    day: date
    nearness: Mapping[str, float] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    desk: str | None = None
    general: bool = True
    professionals: bool = False
    language: str | None = None
    fields: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    person_id: str | None = None

    @property
    def what(self) -> Take:
        """Of which sort it is."""
        return "introductions" if self.desk is None else "referrals" if self.professionals else "consultations"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One coordinator as weighed for one case: why not (``out``), or what speaks for them."""

    id: str
    out: Out | None
    near: float
    load: int
    capacity: int
    speaks: bool = True
    knows: bool = False
    before: bool = False

    @property
    def relative_load(self) -> float:
        """Open cases for each one that fits."""
        return self.load / self.capacity if self.capacity else 1.0

    @property
    def key(self) -> tuple[bool, float, bool, bool, float, str]:
        """The table: language, area, who knew it, field, load, name."""
        return not self.speaks, -self.near, not self.before, not self.knows, self.relative_load, self.id

    def text(self) -> str:
        """In one line, for the event: ``id out near load/capacity marks``."""
        marks = "".join(
            mark for mark, holds in zip("skb", (self.speaks, self.knows, self.before), strict=True) if holds
        )
        return f"{self.id} {self.out or '-'} {self.near:g} {self.load}/{self.capacity} {marks or '-'}"

    @classmethod
    def of_text(cls, text: str) -> "Candidate":
        """What a line of an event says. Raises ``ValueError`` for anything else."""
        id, out, near, room, marks = text.split(" ")
        load, _, capacity = room.partition("/")
        return cls(
            id, None if out == "-" else _out(out), float(near), int(load), int(capacity),
            *(mark in marks for mark in "skb"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coordinators:
    """Everybody on the roster with the open cases that each has."""

    all: Mapping[str, Coordinator]
    loads: Mapping[str, int]

    def choose(self, wanted: Wanted) -> str | None:
        """The first by the table of those who can have it; ``None``: nobody.

        An introduction is for somebody near; a desk's case goes to who knows about it, however far.
        """
        return chosen_of(self.weigh(wanted))

    def weigh(self, wanted: Wanted) -> list[Candidate]:
        """Everybody, as weighed for a case."""
        return [self.weighed(id, wanted) for id in self.all]

    def weighed(self, id: str, wanted: Wanted) -> Candidate:
        """One of them, as weighed for a case."""
        each, load = self.all[id], self.loads.get(id, 0)
        near = each.nearness(wanted.nearness)
        return Candidate(
            id, self._out(id, each, wanted, near, load), near, load, each.capacity,
            each.speaks(wanted.language), each.knows(wanted.fields), id in wanted.before,
        )  # fmt: skip

    def _out(self, id: str, each: Coordinator, wanted: Wanted, near: float, load: int) -> Out | None:
        if id == wanted.person_id:
            return "own"
        if id in wanted.without:
            return "had-it"
        if not each.may_take(wanted.what):
            return "kind"
        if not each.present(wanted.day):
            return "away" if each.away else "leave"
        if wanted.desk is not None and not each.serves(wanted.desk, wanted.general):
            return "desk"
        if each.fields and wanted.fields and not each.knows(wanted.fields):
            return "field"
        if near <= 0 and wanted.desk is None:
            return "far"
        return "full" if load >= each.capacity else None

    def has_room(self, person_id: str, wanted: Wanted) -> bool:
        """Whether this one could take the case."""
        return person_id in self.all and self.weighed(person_id, wanted).out is None

    def interpreter(self, wanted: Wanted, holder: str) -> str | None:
        """Who interprets when the one who has it does not speak the language: the nearest present, of whatever kind."""
        if holder in self.all and self.all[holder].speaks(wanted.language):
            return None
        found = [
            (-each.nearness(wanted.nearness), id)
            for id, each in self.all.items()
            if id not in (holder, wanted.person_id) and each.present(wanted.day) and wanted.language in each.languages
        ]
        return min(found)[1] if found else None

    def relative_load(self, person_id: str) -> float:
        """Open cases for each one that fits."""
        capacity = self.all[person_id].capacity
        return self.loads.get(person_id, 0) / capacity if capacity else 1.0

    def heir(self, but: str) -> str | None:
        """Who follows a desk owner that is gone: the freest dedicated coordinator who is not away."""
        others = [id for id, each in self.all.items() if id != but and each.kind == "dedicated"]
        return min(others, key=lambda each: (self.all[each].away, self.relative_load(each), each), default=None)


def chosen_of(candidates: Iterable[Candidate]) -> str | None:
    """The first by the table of those who can have it."""
    free = [each for each in candidates if each.out is None]
    return min(free, key=lambda each: each.key).id if free else None


def kept(candidates: Iterable[Candidate], chosen: str | None) -> tuple[str, ...]:
    """The weighed as lines for an event: who was chosen, who can have it as the table has them, the others by name."""
    ordered = sorted(
        candidates,
        key=lambda each: (each.id != chosen, each.out is not None, each.key if each.out is None else (each.id,)),
    )
    return tuple(each.text() for each in ordered[:CONSIDERED_MAX])


def _out(text: str) -> Out:
    for known in Out.__args__:  # type: ignore[attr-defined]  # a Literal
        if known == text:
            return known  # type: ignore[no-any-return]  # the same
    raise ValueError(text)
