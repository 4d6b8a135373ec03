"""Use cases about changed goals of an accompaniment: propose, answer, take back, and what the clock does."""

from collections.abc import Sequence

from services.matching.accompanying.accompaniments import Accompaniments, Standing, side_of
from services.matching.accompanying.refusals import UnknownProjectGoal
from services.matching.accompanying.rows import GoalsChangeRow
from services.matching.domain.accompanying.accompaniment import Accompaniment
from shared.errors import Refusal
from shared.events import Event
from shared.journal import Cause, Chain
from shared.web import Caller


class GoalChanges:
    """Decided on the group's own accompaniment, so that two answers at once give one result."""

    def __init__(self, accompaniments: Accompaniments) -> None:
        self.accompaniments = accompaniments
        self.journal = accompaniments.journal

    async def propose(self, id: str, goals: tuple[str, ...], words: str | None, *, by: Caller, cause: Cause) -> Chain:
        """One side proposes other goals, with words about it.

        Raises ``NotFound``, ``Forbidden``, ``AccompanimentNotSo``, ``UnknownProjectGoal``, ``GoalsAlike``,
        ``GoalsChangeOpen``, ``TooManyGoalsChanges``, ``Erased``.
        """
        now, officers = self.journal.now(), await self._officers(id)
        known = self.accompaniments.knowledge.support.project_goals
        unknown: Refusal | None = None
        if left := [goal for goal in goals if goal not in known]:
            unknown = UnknownProjectGoal(unknown=", ".join(left))

        def propose(found: Accompaniment, as_: Standing, document_id: str | None) -> Sequence[Event]:
            side = side_of(as_)
            if unknown is not None:
                raise unknown
            wanted = tuple(dict.fromkeys(goals))
            return found.propose_goals(
                wanted, side, now, by=by.person_id, officers=officers, document_id=document_id
            )  # fmt: skip

        return await self.accompaniments.decide(id, by, cause, propose, words=words)

    async def answer(
        self, id: str, change: int, *, accepted: bool, words: str | None, by: Caller, cause: Cause
    ) -> Chain:
        """The other side's yes or no, with words. The first answer counts.

        Raises ``NotFound``, ``Forbidden``, ``UnknownGoalsChange``, ``GoalsChangeOver``, ``OwnGoalsChange``, ``Erased``.
        """
        now, officers = self.journal.now(), await self._officers(id)

        def answer(found: Accompaniment, as_: Standing, document_id: str | None) -> Sequence[Event]:
            return found.answer_goals(
                change, side_of(as_), now,
                accepted=accepted, by=by.person_id, officers=officers, document_id=document_id,
            )  # fmt: skip

        return await self.accompaniments.decide(id, by, cause, answer, words=words)

    async def withdraw(self, id: str, change: int, *, by: Caller, cause: Cause) -> Chain:
        """The side that proposed takes it back. Raises as ``answer``."""
        now, officers = self.journal.now(), await self._officers(id)
        return await self.accompaniments.decide(
            id, by, cause,
            lambda found, as_, _: found.withdraw_goals(change, side_of(as_), now, by=by.person_id, officers=officers),
        )  # fmt: skip

    async def pass_deadline(self, row: GoalsChangeRow, cause: Cause) -> None:
        """The timer: nobody answered in time, so the goals stay as they were, and both sides are told, once."""
        now, officers = self.journal.now(), await self.accompaniments.officers(row.group_id)
        await self.accompaniments.transact(
            row.group_id, cause, lambda found: found.lapse_goals(row.number, row.change, now, officers), None
        )

    async def _officers(self, id: str) -> tuple[str, ...]:
        return await self.accompaniments.officers((await self.accompaniments.row(id)).group_id)
