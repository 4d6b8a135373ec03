"""Who takes a case: the pure choice among coordinators, by desk (competence), area, load, leave and kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from zlib import crc32

from pydantic import BaseModel, ConfigDict

CoordinatorKind = Literal["dedicated", "supporter", "professional"]


class Leave(BaseModel):
    """Days in Tokyo on which a coordinator takes nothing new, the first and the last included."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    first_day: date
    last_day: date


class Coordinator(BaseModel):
    """A coordinator's areas (``layer`` to area ids), desks, room for open cases, kind, and when they are away.

    ``desks``: which they can serve; none named is the general desk. A ``supporter`` learns beside who has a case and
    never has one; a ``professional`` (士業) has what is referred to their desk.
    """

    areas: dict[str, tuple[str, ...]] = {}
    capacity: int
    away: bool = False
    kind: CoordinatorKind = "dedicated"
    desks: tuple[str, ...] = ()
    leave: tuple[Leave, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a case asks of who takes it. ``desk``: ``None`` for an introduction, which needs somebody near."""

    day: date
    nearness: Mapping[str, float] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    desk: str | None = None
    general: bool = True
    professionals: bool = False


@dataclass(frozen=True, slots=True)
class Coordinators:
    """Everybody on the roster with the open cases that each has."""

    all: Mapping[str, Coordinator]
    loads: Mapping[str, int]

    def choose(self, wanted: Wanted) -> str | None:
        """The nearest with room who is competent and there, the freest of them, the first by id; ``None``: nobody.

        An introduction is for somebody near; a desk's case goes to who knows about it, however far.
        """
        free = [
            (-nearness, self.relative_load(id), id)
            for id, each in self._there(wanted, _kinds(wanted))
            if self.loads.get(id, 0) < each.capacity
            and ((nearness := each.nearness(wanted.nearness)) > 0 or wanted.desk is not None)
        ]
        return min(free)[2] if free else None

    def has_room(self, person_id: str, wanted: Wanted) -> bool:
        """Whether this one could take the case."""
        only = {id: each for id, each in self.all.items() if id == person_id}
        return Coordinators(only, self.loads).choose(wanted) is not None

    def companion(self, wanted: Wanted, case_id: str) -> str | None:
        """The supporter who may learn beside: the nearest; which of several is drawn by the case's id."""
        found = [
            (-each.nearness(wanted.nearness), crc32(f"{case_id}/{id}".encode()), id)
            for id, each in self._there(wanted, ("supporter",))
        ]
        return min(found)[2] if found else None

    def relative_load(self, person_id: str) -> float:
        """Open cases for each one that fits."""
        capacity = self.all[person_id].capacity
        return self.loads.get(person_id, 0) / capacity if capacity else 1.0

    def heir(self, but: str) -> str | None:
        """Who follows a desk owner that is gone: the freest dedicated coordinator who is not away."""
        others = [id for id, each in self.all.items() if id != but and each.kind == "dedicated"]
        return min(others, key=lambda each: (self.all[each].away, self.relative_load(each), each), default=None)

    def _there(self, wanted: Wanted, kinds: Iterable[CoordinatorKind]) -> Iterable[tuple[str, Coordinator]]:
        return (
            (id, each)
            for id, each in self.all.items()
            if each.kind in kinds
            and id not in wanted.without
            and each.present(wanted.day)
            and (wanted.desk is None or each.serves(wanted.desk, wanted.general))
        )


def _kinds(wanted: Wanted) -> tuple[CoordinatorKind, ...]:
    return ("dedicated", "professional") if wanted.professionals else ("dedicated",)
