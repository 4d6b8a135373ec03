"""By which cases a supporter learns: open ones of the coordinator they are paired with now, where the person agreed.

What is seen of one is how it stands, never who it is about nor anybody's words: those are told at the table, by people.
"""

from dataclasses import dataclass
from datetime import datetime

from services.matching.consulting.rows import ConsultationRow
from services.matching.domain.learning.events import CaseSort
from services.matching.introducing.rows import IntroductionRow
from services.matching.learning.rows import TrainingRow, WelcomeRow
from shared.journal import Journal


@dataclass(frozen=True, slots=True)
class LearntCase:
    """A case as a supporter sees it."""

    sort: CaseSort
    case_id: str
    coordinator_id: str
    status: str
    due_at: datetime | None
    group_id: str | None = None
    meeting_at: datetime | None = None


class TrainingCases:
    """Reads; owns nothing."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def of(self, supporter_id: str) -> list[LearntCase]:
        """What somebody may learn by now, the most pressing first; nothing for who is no supporter."""
        training = await self.journal.get(TrainingRow, supporter_id)
        if training is None or training.closed or not training.coordinator_id:
            return []
        holder = {"coordinator_id": training.coordinator_id}
        introductions = await self.journal.all(IntroductionRow, where=holder, with_closed=False)
        consultations = await self.journal.all(ConsultationRow, where=holder, with_closed=False)
        found = [_introduction(row) for row in introductions if await self._agreed(row.id, row.person_id, supporter_id)]
        found += [
            _consultation(row)
            for row in consultations
            if row.status in ("open", "answered") and await self._agreed(row.id, row.person_id, supporter_id)
        ]
        return sorted(found, key=lambda case: (case.due_at is None, case.due_at, case.case_id))

    async def _agreed(self, case_id: str, person_id: str | None, supporter_id: str) -> bool:
        """Whether the person of the case said yes, and is not the supporter themselves."""
        if person_id is None or person_id == supporter_id:
            return False
        said = await self.journal.get(WelcomeRow, case_id)
        return said is not None and not said.closed and said.person_id == person_id


def _introduction(row: IntroductionRow) -> LearntCase:
    return LearntCase(
        "introduction", row.id, row.coordinator_id, row.status, row.due_at, row.group_id, row.meeting_at
    )  # fmt: skip


def _consultation(row: ConsultationRow) -> LearntCase:
    return LearntCase("consultation", row.id, row.coordinator_id, row.status, row.due_at)
