"""Use cases about accompaniments (伴走支援): propose, agree, visits, goals, the end, what the clock does, and read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from services.matching.accompanying.refusals import AccompanimentNotSo, NoIntermediary, UnknownProjectGoal
from services.matching.accompanying.rows import AccompanimentRow
from services.matching.domain.accompanying.accompaniment import Accompaniment
from services.matching.domain.accompanying.events import How, Side
from services.matching.groups.standing_refusals import GroupIsOver
from services.matching.knowledge import Knowledge
from services.matching.permissions import relations, require
from services.matching.refusals import NoDeskOwner
from services.matching.rows import DESK, DeskRow, GroupRow
from services.matching.team.roster_rows import CoordinatorRow
from services.matching.words_kept import WordsKept
from shared.clock import tokyo_date
from shared.errors import CauseReused, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Journal, Page
from shared.web import Caller, Forbidden, NotFound

Decide = Callable[[Accompaniment, "Standing", str | None], Sequence[Event]]


@dataclass(frozen=True, slots=True)
class Standing:
    """For which side somebody speaks, and as what; ``owner``: they have it now."""

    side: Side | None
    relation: str
    owner: bool


@dataclass(frozen=True, slots=True)
class SeenAccompaniment:
    """An accompaniment and, for who may read them, the words by document."""

    row: AccompanimentRow
    words: dict[str, str]


class Accompaniments:
    """Decided on the group's own accompaniment; words are in the vault, under the key of who wrote them."""

    def __init__(self, journal: Journal, knowledge: Knowledge, kept: WordsKept) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.kept = kept

    async def propose(
        self, group_id: str, goals: tuple[str, ...], intermediary_id: str | None, words: str | None,
        *, by: Caller, cause: Cause,
    ) -> Chain:  # fmt: skip
        """Ask that a project is accompanied, by somebody named or whoever is found.

        Raises ``NotFound``, ``Forbidden``, ``UnknownProjectGoal``, ``NoIntermediary``, ``NoDeskOwner``,
        ``GroupIsOver``, ``AccompanimentUnderWay``, ``Erased``.
        """
        officers = await self.officers(group_id)
        held = relations(by, officers=officers)
        require("propose-accompaniment", held)
        terms, now = self.knowledge.support, self.journal.now().replace(microsecond=0)
        objection: Refusal | None = None
        group = await self.journal.get(GroupRow, group_id)
        if group is not None and group.standing == "ended":
            objection = GroupIsOver(group_id=group_id)
        elif unknown := [goal for goal in goals if goal not in terms.project_goals]:
            objection = UnknownProjectGoal(unknown=", ".join(unknown))
        elif intermediary_id and not await self._is_intermediary(intermediary_id):
            objection = NoIntermediary()
        elif await self.journal.get(DeskRow, DESK) is None:
            objection = NoDeskOwner()
        relation = "officer" if "officer" in held else "coordinator" if "coordinator" in held else "staff"
        document_id = await self._keep(words, by, cause) if objection is None else None

        def propose(found: Accompaniment) -> Sequence[Event]:
            if objection is not None:
                raise objection
            return found.propose(
                goals, intermediary_id, terms.accompaniment, now,
                by=by.person_id, relation=relation, document_id=document_id,
            )  # fmt: skip

        return await self.transact(group_id, cause, propose, document_id)

    async def agree(self, id: str, *, by: Caller, cause: Cause) -> Chain:
        """One side agrees to the goals. Raises ``NotFound``, ``Forbidden``, ``AccompanimentNotSo``, ``SaidAlready``."""
        now = self.journal.now()
        return await self.decide(id, by, cause, lambda found, as_, _: found.agree(side_of(as_), by.person_id, now))

    async def decline(self, id: str, *, by: Caller, cause: Cause) -> Chain:
        """One side's no. Raises ``NotFound``, ``Forbidden``, ``AccompanimentNotSo``."""
        now = self.journal.now()
        return await self.decide(id, by, cause, lambda found, as_, _: found.decline(side_of(as_), now))

    async def name_intermediary(self, id: str, intermediary_id: str, *, by: Caller, cause: Cause) -> Chain:
        """Who has it, or an officer, asks somebody to accompany it. Raises as ``propose``, ``AccompanimentNotSo``."""
        known = await self._is_intermediary(intermediary_id)

        def name(found: Accompaniment, _: Standing, __: str | None) -> Sequence[Event]:
            if not known:
                raise NoIntermediary
            return found.name_intermediary(intermediary_id)

        return await self.decide(id, by, cause, name)

    async def plan_visit(self, id: str, on: date, *, by: Caller, cause: Cause) -> Chain:
        """Plan a visit. Raises ``NotFound``, ``Forbidden``, ``AccompanimentNotSo``, ``VisitDay``."""
        today = tokyo_date(self.journal.now())
        return await self.decide(id, by, cause, lambda found, *_: found.plan_visit(on, by.person_id, today))

    async def note_visit(
        self, id: str, visit: int, *, made: bool, by: Caller, cause: Cause, notes: str | None = None
    ) -> Chain:
        """A visit was made, with notes, or is called off. Raises as ``plan_visit``, ``UnknownVisit``, ``Erased``."""
        today = tokyo_date(self.journal.now())

        def note(found: Accompaniment, _: Standing, document_id: str | None) -> Sequence[Event]:
            return found.note_visit(visit, by.person_id, today, made=made, document_id=document_id)

        return await self.decide(id, by, cause, note, words=notes)

    async def say_goal(self, id: str, goal: str, *, met: bool, by: Caller, cause: Cause) -> Chain:
        """One side says that a goal is met, or not yet. Raises as ``agree``, ``UnknownProjectGoal``."""
        return await self.decide(
            id, by, cause, lambda found, as_, _: found.say_goal(goal, side_of(as_), by.person_id, met=met)
        )

    async def end(self, id: str, how: How, words: str | None, *, by: Caller, cause: Cause) -> Chain:
        """One side's word that it ends, and how; who has it speaks for a side that nobody speaks for, recorded.

        Raises ``NotFound``, ``Forbidden``, ``AccompanimentNotSo``, ``SaidAlready``, ``Erased``.
        """
        now = self.journal.now()
        row = await self.row(id)
        mute = not await self.officers(row.group_id)

        def end(found: Accompaniment, as_: Standing, document_id: str | None) -> Sequence[Event]:
            side, relation = as_.side, as_.relation
            if as_.owner and side is None:
                side = "group" if mute and "group" not in found.said else None
                side = side or ("intermediary" if found.intermediary_id is None else None)
            said = side or side_of(as_)
            return found.end(said, how, now, by=by.person_id, relation=relation, document_id=document_id)

        return await self.decide(id, by, cause, end, words=words)

    async def pass_deadline(self, row: AccompanimentRow, cause: Cause) -> None:
        """The timer: remind, hand on, end in silence, or let words go, each once for its time."""
        now = self.journal.now()
        await self.transact(row.group_id, cause, lambda found: found.pass_deadline(row.number, now), None)

    # -- reading

    async def get(self, id: str, *, by: Caller) -> SeenAccompaniment:
        """One accompaniment: with its words for the officers and who has or accompanies it. Raises ``NotFound``."""
        row = await self.row(id)
        theirs = self._is_theirs(row, await self.officers(row.group_id), by)
        words = dict[str, str]()
        for document_id in row.written if theirs else ():
            if said := await self.kept.read(document_id, reader=by.person_id, purpose="accompaniment"):
                words[document_id] = said
        return SeenAccompaniment(row, words)

    async def assigned_to(self, person_id: str, *, cursor: str | None, limit: int) -> Page[AccompanimentRow]:
        """What somebody has now."""
        return await self._page({"owner_id": person_id}, cursor, limit)

    async def accompanied_by(self, person_id: str, *, cursor: str | None, limit: int) -> Page[AccompanimentRow]:
        """What somebody accompanies."""
        return await self._page({"intermediary_id": person_id}, cursor, limit)

    async def of_group(self, group_id: str, *, by: Caller, cursor: str | None, limit: int) -> Page[AccompanimentRow]:
        """All accompaniments of a group (officers, coordinators, staff). Raises ``NotFound``, ``Forbidden``."""
        require("propose-accompaniment", relations(by, officers=await self.officers(group_id)))
        return await self._page({"group_id": group_id}, cursor, limit)

    # -- inside

    async def decide(self, id: str, by: Caller, cause: Cause, decide: Decide, *, words: str | None = None) -> Chain:
        """Decide for who speaks for a side, or has it.

        Raises ``NotFound``, ``Forbidden``, ``AccompanimentNotSo``, ``Erased``.
        """
        row = await self.row(id)
        officers = await self.officers(row.group_id)
        theirs = self._is_theirs(row, officers, by)
        document_id = await self._keep(words, by, cause) if theirs else None

        def decided(found: Accompaniment) -> Sequence[Event]:
            if found.number != row.number:
                raise AccompanimentNotSo(status="ended", accompaniment_id=id)
            side: Side | None = "group" if by.person_id in officers else None
            if by.person_id == found.intermediary_id:
                side = "intermediary"
            owner = by.person_id == found.owner_id
            if side is None and not owner:
                raise Forbidden(rule="own")
            as_ = Standing(side, "officer" if side == "group" else side or "assigned", owner)
            return decide(found, as_, document_id)

        return await self.transact(row.group_id, cause, decided, document_id)

    async def transact(
        self, group_id: str, cause: Cause, decide: Callable[[Accompaniment], Sequence[Event]], document_id: str | None
    ) -> Chain:
        """Decide on a group's accompaniment; words that came with it and were not needed go."""
        try:
            commit = await self.journal.transact(Accompaniment.stream(group_id), cause, decide)
        except (Refusal, CauseReused):
            await self._drop_unused(document_id)
            raise
        if commit.replayed:
            await self._drop_unused(document_id)
        return await self.kept.settled(commit)

    async def _keep(self, words: str | None, by: Caller, cause: Cause) -> str | None:
        if not words:
            return None
        document_id = cause.new_id(f"accompaniment/{cause.digest}")
        await self.kept.keep(document_id, by.person_id, words)
        return document_id

    async def _drop_unused(self, document_id: str | None) -> None:
        if document_id is not None:
            await self.kept.drop_unless_open(document_id)

    async def row(self, id: str) -> AccompanimentRow:
        """One row, for whoever may have it. Raises ``NotFound``."""
        row = await self.journal.get(AccompanimentRow, id)
        if row is None:
            raise NotFound(what="accompaniment")
        return row

    async def officers(self, group_id: str) -> tuple[str, ...]:
        """Who acts for a group. Raises ``NotFound``."""
        group = await self.journal.get(GroupRow, group_id)
        if group is None:
            raise NotFound(what="group")
        return group.officers

    def _is_theirs(self, row: AccompanimentRow, officers: Sequence[str], by: Caller) -> bool:
        """Whether somebody speaks for a side or has it. A stranger does not learn that it is there: ``NotFound``."""
        theirs = by.person_id in (row.owner_id, row.intermediary_id, *officers)
        if not theirs and not by.has("coordinator") and not by.has("staff"):
            raise NotFound(what="accompaniment")
        return theirs

    async def _is_intermediary(self, person_id: str) -> bool:
        row = await self.journal.get(CoordinatorRow, person_id)
        return row is not None and not row.closed and row.coordinator_kind == "intermediary"

    async def _page(self, where: dict[str, str], cursor: str | None, limit: int) -> Page[AccompanimentRow]:
        return await self.journal.page(
            AccompanimentRow, where=where, order_by="asked_at", descending=True, cursor=cursor, limit=limit
        )


def side_of(as_: Standing) -> Side:
    """The side somebody speaks for. Raises ``Forbidden`` for who only has it."""
    if as_.side is None:
        raise Forbidden(rule="own")
    return as_.side
