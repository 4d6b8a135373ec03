"""Use cases about follow-ups: what the clock does, the person's three taps, and what somebody named sees to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.matching.domain.introducing.follow_up import FollowUp
from services.matching.domain.introducing.meeting_events import FollowUpAnswer
from services.matching.introducing.rows import FollowUpRow
from services.matching.permissions import Action, Relation, may, relations, require
from services.matching.rows import GroupRow
from services.matching.words_kept import WordsKept
from shared.errors import CauseReused, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Journal, Page
from shared.web import Caller, NotFound

STRONGEST: tuple[Relation, ...] = ("self", "assigned")
Decide = Callable[[FollowUp, Relation], Sequence[Event]]


@dataclass(frozen=True, slots=True)
class SeenFollowUp:
    """A follow-up and, for who may read them, the person's words."""

    row: FollowUpRow
    words: str | None


class FollowUps:
    """How it goes is between the person and who has it: neither the group nor other coordinators read it."""

    def __init__(self, journal: Journal, kept: WordsKept) -> None:
        self.journal = journal
        self.kept = kept

    async def answer(
        self, introduction_id: str, answer: FollowUpAnswer, *, by: Caller, cause: Cause, words: str | None = None
    ) -> Chain:
        """How it goes, by the person, or as who has it heard it.

        Raises ``NotFound``, ``Forbidden``, ``FollowUpNotAsked``, ``FollowUpAnsweredAlready``, ``Erased``.
        """
        row = await self._row(introduction_id)
        document_id = cause.new_id(f"follow-up/{cause.digest}") if words else None
        if document_id and words and not row.closed and may("answer-follow-up", _held(row, row.coordinator_id, by)):
            await self.kept.keep(document_id, row.person_id, words)
        try:
            chain = await self._decide(
                "answer-follow-up",
                row,
                by,
                cause,
                lambda found, relation: found.say(answer, by=by.person_id, relation=relation, document_id=document_id),
            )
        except (Refusal, CauseReused):
            await self._drop_unused(document_id)
            raise
        if chain.replayed:
            await self._drop_unused(document_id)
        return chain

    async def finish(self, introduction_id: str, *, by: Caller, cause: Cause) -> Chain:
        """Who has it has seen to it; its words go. Raises ``NotFound``, ``Forbidden``, ``FollowUpNotHeld``."""
        row = await self._row(introduction_id)
        return await self._decide("finish-follow-up", row, by, cause, lambda found, _: found.finish())

    async def pass_deadline(self, row: FollowUpRow, cause: Cause) -> None:
        """The timer: ask once, end in silence, or hand over, each once for its time."""
        now = self.journal.now()
        group = await self.journal.get(GroupRow, row.group_id)
        over = group is not None and group.standing == "ended"

        def pass_deadline(found: FollowUp) -> Sequence[Event]:
            gone = found.group_ended() if over else []
            return gone or found.pass_deadline(now)

        await self.journal.settle(await self.journal.transact(FollowUp.stream(row.id), cause, pass_deadline))

    # -- reading

    async def get(self, introduction_id: str, *, by: Caller) -> SeenFollowUp:
        """One follow-up, for the person and who has it. Raises ``NotFound``, also for somebody it does not concern."""
        row = await self._row(introduction_id)
        if not may("see-follow-up", _held(row, row.coordinator_id, by)):
            raise NotFound(what="follow-up")
        words = None
        if row.document_id and not row.closed:
            words = await self.kept.read(row.document_id, reader=by.person_id)
        return SeenFollowUp(row, words)

    async def of_person(self, person_id: str, *, cursor: str | None, limit: int) -> Page[FollowUpRow]:
        """What somebody is or was asked."""
        return await self.journal.page(FollowUpRow, where={"person_id": person_id}, cursor=cursor, limit=limit)

    async def assigned_to(self, person_id: str, *, cursor: str | None, limit: int) -> Page[FollowUpRow]:
        """What somebody has, or was told."""
        return await self.journal.page(FollowUpRow, where={"coordinator_id": person_id}, cursor=cursor, limit=limit)

    # -- inside

    async def _decide(self, action: Action, row: FollowUpRow, by: Caller, cause: Cause, decide: Decide) -> Chain:
        def decided(found: FollowUp) -> Sequence[Event]:
            held = _held(row, found.coordinator_id, by)
            if not may("see-follow-up", held):
                raise NotFound(what="follow-up")
            require(action, held)
            return decide(found, next(relation for relation in STRONGEST if relation in held))

        chain = await self.journal.settle(await self.journal.transact(FollowUp.stream(row.id), cause, decided))
        for commit in chain.commits:
            await self.kept.drop_let_go([commit])
        return chain

    async def _row(self, introduction_id: str) -> FollowUpRow:
        row = await self.journal.get(FollowUpRow, introduction_id)
        if row is None:
            raise NotFound(what="follow-up")
        return row

    async def _drop_unused(self, document_id: str | None) -> None:
        if document_id is not None:
            await self.kept.drop_unless_open(document_id)


def _held(row: FollowUpRow, coordinator_id: str, by: Caller) -> frozenset[Relation]:
    return relations(by, person_id=row.person_id, coordinator_id=coordinator_id)
