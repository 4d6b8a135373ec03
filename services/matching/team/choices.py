"""Why somebody has a case, and why not another: read from what was kept with the choice. And who had it, when, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.matching.accompanying.accompaniments import Accompaniments
from services.matching.consulting.consultations import Consultations
from services.matching.domain.team.team import Weighed, explain
from services.matching.introducing.introductions import Introductions
from services.matching.knowledge import Knowledge
from services.matching.permissions import may, relations
from services.matching.team.roster_rows import ChoiceRow
from shared.clock import tokyo_date
from shared.journal import Journal
from shared.web import Caller, Forbidden, NotFound

Sort = Literal["introduction", "consultation", "accompaniment"]
PRIVATE = frozenset({"leave", "overload", "request", "retired"})
"""Why somebody could not keep it is for staff and coordinators; others read that it was handed over."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A choice with everybody who was considered."""

    row: ChoiceRow
    weighed: Sequence[Weighed]


class Choices:
    """Reads the choices of a case for who may read the case."""

    def __init__(
        self,
        journal: Journal,
        knowledge: Knowledge,
        introductions: Introductions,
        consultations: Consultations,
        accompaniments: Accompaniments,
    ) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self._introductions = introductions
        self._consultations = consultations
        self._accompaniments = accompaniments

    async def explain(self, sort: Sort, case_id: str, *, by: Caller, number: int | None = None) -> Explained:
        """Why the newest choice (or that of a turn) fell as it did, for who has the case, coordinators and staff.

        Raises ``NotFound``, ``Forbidden``.
        """
        if not await self._may_see_others(sort, case_id, by):
            raise Forbidden(rule="coordinator")
        rows = await self._rows(case_id)
        row = next((row for row in reversed(rows) if number in (None, row.number)), None)
        if row is None:
            raise NotFound(what="choice")
        day = tokyo_date(row.changed_at or self.journal.now())
        table = self.knowledge.assigning
        planned = ("freest" if sort == "accompaniment" else "planned") if row.planned else None
        chosen = "" if row.at_desk else row.coordinator_id
        return Explained(row, explain(row.considered, chosen, table, day, planned=planned))

    async def history(self, sort: Sort, case_id: str, *, by: Caller) -> list[ChoiceRow]:
        """Who was to have it since when and why, oldest first, for who may read the case. Raises ``NotFound``."""
        others = await self._may_see_others(sort, case_id, by)
        rows = await self._rows(case_id)
        if others:
            return rows
        return [row.model_copy(update={"why": "handed-over" if row.why in PRIVATE else row.why}) for row in rows]

    async def _may_see_others(self, sort: Sort, case_id: str, by: Caller) -> bool:
        """Whether they may see who else was considered. Raises ``NotFound`` when they may not see the case."""
        if sort == "introduction":
            row = (await self._introductions.get(case_id, by=by)).row
            return may("see-choice", relations(by, coordinator_id=row.coordinator_id))
        if sort == "accompaniment":
            beside = (await self._accompaniments.get(case_id, by=by)).row
            return may("see-choice", relations(by, coordinator_id=beside.owner_id))
        seen = (await self._consultations.get(case_id, by=by)).row
        # other coordinators do not see a consultation at all; who sees it and is one of these may see the choice
        return may("see-choice", relations(by, coordinator_id=seen.coordinator_id)) or by.person_id != seen.person_id

    async def _rows(self, case_id: str) -> list[ChoiceRow]:
        rows = await self.journal.all(ChoiceRow, where={"case_id": case_id})
        return sorted(rows, key=lambda row: row.number)
