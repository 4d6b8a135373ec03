"""The recommender of the matching service as one way of choosing among others: the only file here that knows it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from kyoso.judging.contest import Candidate, Known, Task
from kyoso.judging.fitting import LEARNT, Choices, Floats, stacked
from kyoso.judging.history import PersonLine
from services.matching.domain.events import Interests
from services.matching.domain.recommending.columns import Columns
from services.matching.domain.recommending.ranking import best, scores
from services.matching.domain.recommending.scoring import UNITS, Offer, Seeker
from services.matching.domain.recommending.turns import in_turn, turns_in, with_turns
from services.matching.domain.recommending.weights import FeatureWeights, Weights
from services.matching.knowledge import PACKAGED, Knowledge
from services.matching.recommending.catalogue import offer_of_activity, offer_of_group
from services.matching.recommending.seekers import seeker_of
from services.matching.rows import ActivityRow, GroupRow, PersonRow

LENGTH = timedelta(hours=2)


class Recommender:
    """Scores as the service does on the day of the split: its own scorer, with the weights in force on that day.

    A list of groups is the one that is shown: its last place goes by turns. ``turns=False`` leaves them out.
    """

    packaged = PACKAGED

    def __init__(
        self,
        known: Known,
        knowledge: Path = PACKAGED,
        *,
        changed: Mapping[str, float] | None = None,
        name: str = "kyoso",
        turns: bool = True,
    ) -> None:
        self.name = name
        self._known = known
        self._turns = turns
        self._knowledge = _knowledge(knowledge)
        self._weights = _with(self._knowledge.weights.on(known.day), changed or {})
        self._columns = Columns(self._knowledge.words.broader)

    def top(self, person: PersonLine, among: Sequence[Candidate], limit: int) -> Sequence[str]:
        """The best of what is asked for, as the service orders them; what scores nothing is not shown."""
        columns, now = self._columns, self._known.now()
        self._enter(among)
        seeker = self._seeker(person)
        without = columns.slots.keys() - {each.id for each in among}
        slots = best(columns, scores(columns, seeker, self._weights, now), now, person.id, limit, without)
        places = turns_in(limit) if self._turns and all(each.starts_at is None for each in among) else 0
        if places:
            barred = {*slots[: limit - places], *(columns.slots[key] for key in without)}
            living = np.array(sorted(columns.slots.values()), dtype=np.intp)
            turns = in_turn(columns, living, person.id, self._known.day, places, barred)
            slots = with_turns(slots, turns, limit)
        return [columns.ids[slot] for slot in slots]

    def in_force(self) -> dict[str, float]:
        """The weights that can be learnt, as they are on the day of the split."""
        return {name: getattr(self._weights.weights, name) for name in LEARNT}

    def choices(self, task: Task) -> Choices:
        """What came true of a question, with what every group has of each feature for that person."""
        self._enter(task.candidates)
        ids = [each.id for each in task.candidates]
        place = {id: n for n, id in enumerate(ids)}
        slots = [self._columns.slots[id] for id in ids]
        found = []
        for person, groups in sorted(task.came_true.items()):
            own = task.own.get(person, frozenset())
            features = self._features(self._known.people[person], slots)
            found.append((features, np.array([id in own for id in ids]), [place[group] for group in sorted(groups)]))
        return stacked(found)

    def _features(self, person: PersonLine, slots: Sequence[int]) -> Floats:
        """Group x learnt: what each group scores when that feature alone counts, one point."""
        seeker, now = self._seeker(person), self._known.now()
        columns = [scores(self._columns, seeker, _alone(self._weights, name), now)[list(slots)] for name in LEARNT]
        return np.stack(columns, axis=1) / UNITS

    def _enter(self, among: Iterable[Candidate]) -> None:
        for each in among:
            if each.id not in self._columns.slots:
                self._columns.put(each.id, each.id, self._offer(each), each.starts_at)

    def _seeker(self, person: PersonLine) -> Seeker:
        joined = self._known.joined.get(person.id, frozenset())
        said = person.model_dump(include={"tags", "availability", "languages", "role_wishes"})
        row = PersonRow(id=person.id, areas=person.areas, interests=Interests(**said))
        return seeker_of(row, self._knowledge)._replace(
            joined_tags=frozenset().union(*(self._known.groups[group].tags for group in joined)),
            has_groups=bool(joined),
        )

    def _offer(self, each: Candidate) -> Offer:
        """A group by its profile; an activity by what booking tells of it."""
        if each.starts_at is None:
            said = each.group.model_dump(include={"areas", "tags", "needs", "times", "languages", "size_band"})
            group = GroupRow(id=each.id, name=each.id, group_kind="theme", **said)
            return offer_of_group(group, areas=self._knowledge.areas)
        row = ActivityRow(
            id=each.id,
            title=each.id,
            group_id=each.group.id,
            place="",
            starts_at=each.starts_at,
            ends_at=each.starts_at + LENGTH,
            deadline=each.starts_at,
            fee=0,
            tags=each.tags,
            areas=each.areas,
            capacity=1,
        )
        return offer_of_activity(row, self._knowledge.words, areas=self._knowledge.areas)


def version_of(known: Known, knowledge: Path, changed: Mapping[str, float]) -> dict[str, Any]:
    """A version for ``weights.json``: what is in force on the day of the split, with some weights changed.

    It begins on that day, or on the next where the file has a version of that day.
    """
    in_force = _knowledge(knowledge).weights.on(known.day)
    begins = max(known.day, in_force.effective_from + timedelta(days=1))
    return {**_with(in_force, changed).model_dump(mode="json"), "effective_from": begins.isoformat()}


@cache
def _knowledge(folder: Path) -> Knowledge:
    """Read once: several ways of choosing read the same."""
    return Knowledge.read(folder)


def _with(weights: Weights, changed: Mapping[str, float]) -> Weights:
    return weights.model_copy(update={"weights": weights.weights.model_copy(update=dict(changed))})


def _alone(weights: Weights, name: str) -> Weights:
    return _with(weights, {**dict.fromkeys(FeatureWeights.model_fields, 0.0), name: 1.0})
