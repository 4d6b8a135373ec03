"""Use case: why this is recommended, or is not, and why not that. Everything is computed anew, nothing is kept."""

from dataclasses import dataclass

import numpy as np

from services.matching.domain.recommending.explaining import Hidden, Lack, absences, lacks
from services.matching.domain.recommending.ranking import order, recommendable, scores
from services.matching.domain.recommending.reasons import Pair
from services.matching.domain.recommending.scoring import UNITS, Contribution, units_of
from services.matching.recommending.catalogue import Found, offer_of_activity
from services.matching.recommending.recommendations import Recommendations
from services.matching.recommending.seekers import Known
from services.matching.rows import ActivityRow, GroupRow
from shared.web import NotFound

LIST = 10
"""Who is not compared with anything is compared with the last place of a list of ten."""


@dataclass(frozen=True, slots=True)
class Account:
    """What speaks for one: all contributions, true reasons, its place among all (1 is the best) or why it has none."""

    row: GroupRow | ActivityRow
    score: float
    parts: tuple[Contribution, ...]
    reasons: tuple[Contribution, ...]
    place: int | None
    hidden: Hidden | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One, another (when asked), what the one lacks, and its points behind the other, or behind the tenth place.

    ``tap_factor``: how many times as much tastes count, because one was tapped.
    """

    this: Account
    that: Account | None
    lacking: tuple[Lack, ...]
    behind: float
    among: int
    tap_factor: float


class Explaining:
    """Asks the same scorer as the list does."""

    def __init__(self, recommendations: Recommendations) -> None:
        self._told = recommendations

    async def why(
        self,
        person_id: str,
        *,
        group_id: str | None = None,
        activity_id: str | None = None,
        instead_of: str | None = None,
    ) -> Explanation:
        """Why one group or activity, and why not another one (a group's or an activity's id). Raises ``NotFound``."""
        await self._told.catalogue.refresh()
        known = await self._told.seekers.known(person_id)
        return await self.explained(known, person_id, group_id=group_id, activity_id=activity_id, instead_of=instead_of)

    async def explained(
        self, known: Known, whose: str, *, group_id: str | None, activity_id: str | None, instead_of: str | None
    ) -> Explanation:
        """The same for somebody as scoring knows them. Refresh the catalogue before. Raises ``NotFound``."""
        this = await self._group(group_id) if group_id else await self._activity(activity_id or "")
        that = await self._either(instead_of) if instead_of else None
        ranking = _Ranking(self._told, whose, known)
        mine, other = ranking.account(this), ranking.account(that) if that else None
        if other:
            lacking = lacks(mine.parts, other.parts)
        else:
            lacking = absences(mine.parts, ranking.pair(this), self._told.knowledge.words.lists["tags"])
        factor = ranking.weights.parameters.tap_factor if known.tapped else 1.0
        goal = other.score if other else ranking.score_at(LIST)
        return Explanation(mine, other, tuple(lacking), max(0.0, round(goal - mine.score, 4)), ranking.among, factor)

    async def _group(self, id: str) -> Found:
        found = self._told.catalogue.groups.get(id)
        if found is None:
            raise NotFound(what="group")
        return found

    async def _activity(self, id: str) -> Found:
        found = self._told.catalogue.activities.get(id)
        if found is None:
            row = await self._told.journal.get(ActivityRow, id)
            if row is None:
                raise NotFound(what="activity")
            knowledge = self._told.knowledge
            found = Found(row, offer_of_activity(row, knowledge.words, areas=knowledge.areas))
        return found

    async def _either(self, id: str) -> Found:
        return self._told.catalogue.groups.get(id) or await self._activity(id)


class _Ranking:
    """One person's ranking of everything, at one instant."""

    def __init__(self, told: Recommendations, whose: str, known: Known) -> None:
        self.columns, self.now, self.weights = told.catalogue.columns, told.journal.now(), told.weights(known)
        self.seeker, self.groups = known.seeker, known.groups
        self.standing_of = told.catalogue.standing_of
        self.scores = scores(self.columns, known.seeker, self.weights, self.now)
        own = [f"group/{id}" for id in known.groups]
        self.candidates = recommendable(self.columns, self.scores, self.now, own)
        self.order = order(self.columns, self.scores, whose)
        self.among = len(self.candidates)

    def pair(self, found: Found) -> Pair:
        """The person and one, now."""
        return Pair(self.seeker, found.offer, self.weights, self.now)

    def account(self, found: Found) -> Account:
        """What speaks for one, and its place."""
        pair = self.pair(found)
        parts = pair.parts()
        hidden = self._hidden(found.row, units_of(parts))
        place = None if hidden else self._place(found.row)
        reasons = pair.reasons(parts)
        return Account(found.row, units_of(parts) / UNITS, tuple(parts), reasons, place, hidden)

    def score_at(self, place: int) -> float:
        """The score of a place; of the last one when there are fewer."""
        ordered = np.sort(self.scores[self.candidates])[::-1]
        return float(ordered[min(place, len(ordered)) - 1]) / UNITS if len(ordered) else 0.0

    def _place(self, row: GroupRow | ActivityRow) -> int:
        key = f"group/{row.id}" if isinstance(row, GroupRow) else f"activity/{row.id}"
        return 1 + int((self.order[self.candidates] > self.order[self.columns.slots[key]]).sum())

    def _hidden(self, row: GroupRow | ActivityRow, units: int) -> Hidden | None:
        standing = self.standing_of(row.id if isinstance(row, GroupRow) else row.group_id)
        if standing != "active":
            return standing
        if isinstance(row, ActivityRow):
            if row.closed:
                return "cancelled"
            if row.starts_at <= self.now:
                return "over"
            if row.deadline <= self.now:
                return "sign-up-over"
        elif row.id in self.groups:
            return "member"
        known = self.seeker.seen.keys() & {f"group/{row.id}", f"activity/{row.id}"}
        return None if units > 0 else "seen" if known else "nothing"
