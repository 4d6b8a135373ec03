"""Use cases about supporters in training: rotation by plan and by the clock, goals, and by which cases they learn."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.matching.consulting.consultations import Consultations
from services.matching.domain.learning.events import CaseSort, Side
from services.matching.domain.learning.pairing import Beside, Pairs, looked_at, rotated, set_right
from services.matching.domain.learning.pairing_plan import Rotation, due, planned
from services.matching.domain.learning.training import Training, Welcomes
from services.matching.domain.team.roster import Roster
from services.matching.introducing.introductions import Introductions
from services.matching.knowledge import Knowledge
from services.matching.learning.refusals import NobodyRotates, RotationChanged, UnknownGoal
from services.matching.learning.rows import GoalRow, PairingRow, TrainingRow, WelcomeRow
from services.matching.permissions import relations, require
from services.matching.words_kept import WordsKept
from shared.errors import CauseReused, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Journal
from shared.web import Caller, Forbidden, NotFound


@dataclass(frozen=True, slots=True)
class PlannedRotation:
    """Who would learn beside whom next, everybody as weighed, and the digest by which the plan is known again."""

    rotation: Rotation
    now: dict[str, str]
    weighed: dict[str, list[Beside]]

    @property
    def digest(self) -> str:
        """The same for the same moves, whoever asks and when."""
        said = "\n".join(f"{move.supporter_id} {move.number} {move.to}" for move in self.rotation.moves)
        return hashlib.sha256(f"rotation\n{said}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SeenGoal:
    """A goal and, for who may read them, its words."""

    row: GoalRow
    words: str | None


class Trainings:
    """Pairings are decided on the roster; goals on each supporter's own stream, by the two who are paired."""

    def __init__(
        self,
        journal: Journal,
        knowledge: Knowledge,
        kept: WordsKept,
        introductions: Introductions,
        consultations: Consultations,
    ) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.kept = kept
        self._introductions = introductions
        self._consultations = consultations

    # -- rotation

    async def look(self, *, everybody: bool, by: Caller) -> PlannedRotation:
        """The rotation as it would be carried out now. Raises ``Forbidden``."""
        require("set-roster", relations(by))
        return await self._planned(everybody=everybody)

    async def rotate(self, *, everybody: bool, by: Caller, cause: Cause, digest: str | None = None) -> Chain:
        """Pair whose term is over anew (``everybody``: all). ``digest``: only as the plan was looked at.

        Raises ``Forbidden``, ``NobodyRotates``, ``RotationChanged``.
        """
        require("set-roster", relations(by))
        plan, now = await self._planned(everybody=everybody), self.journal.now()

        def rotate(roster: Roster) -> Sequence[Event]:
            made = [*roster.learn_terms(self.knowledge.support.training)]
            if digest is not None and digest != plan.digest:
                raise RotationChanged(plan=plan.digest)
            moved = [*set_right(roster, now), *rotated(roster, plan.rotation.moves, now, by=by.person_id)]
            if not moved:
                raise NobodyRotates
            return [*made, *moved]

        return await self.journal.settle(await self.journal.transact(Roster.main(), cause, rotate))

    async def pass_term(self, row: TrainingRow, cause: Cause) -> None:
        """The timer: a term is over, or the coordinator's leave has begun. All that is due goes in one plan."""
        plan, now = await self._planned(everybody=False), self.journal.now()

        def turn(roster: Roster) -> Sequence[Event]:
            if moved := set_right(roster, now):
                return moved
            return rotated(roster, plan.rotation.moves, now) or looked_at(roster, row.id, row.number, now)

        await self.journal.settle(await self.journal.transact(Roster.main(), cause, turn))

    # -- goals

    async def set_goal(
        self, supporter_id: str, *, code: str | None, words: str | None, by: Caller, cause: Cause
    ) -> Chain:
        """Set out to learn something: a code of the list, or words of one's own, which go to the vault.

        Raises ``NotFound``, ``Forbidden``, ``UnknownGoal``, ``TooManyGoals``, ``GoalExists``, ``Erased``.
        """
        if code is not None and code not in self.knowledge.support.learning_goals:
            raise UnknownGoal
        goal_id = cause.new_id("learning-goal")
        document_id = cause.new_id(f"learning-goal/{cause.digest}") if words else None
        side = await self.journal.ask(Training.stream(supporter_id), lambda found: found.side_of(by.person_id))
        if document_id and words and side is not None:
            await self.kept.keep(document_id, supporter_id, words)

        def set_goal(found: Training, side: Side) -> Sequence[Event]:
            return found.set_goal(goal_id, side, by.person_id, code=code, document_id=document_id)

        try:
            chain = await self._decide(supporter_id, by, cause, set_goal)
        except (Refusal, CauseReused):
            await self._drop_unused(document_id)
            raise
        if chain.replayed:  # the words of one that was dropped have just come back
            await self._drop_unused(document_id)
        return chain

    async def say(self, supporter_id: str, goal_id: str, *, met: bool, by: Caller, cause: Cause) -> Chain:
        """One side's word. Raises ``NotFound``, ``Forbidden``, ``UnknownGoal``, ``GoalIsMet``."""
        return await self._decide(
            supporter_id, by, cause, lambda found, side: found.say(goal_id, side, by.person_id, met=met)
        )

    async def drop(self, supporter_id: str, goal_id: str, *, by: Caller, cause: Cause) -> Chain:
        """Give a goal up; its words go. Raises ``NotFound``, ``Forbidden``, ``UnknownGoal``, ``GoalIsMet``."""
        chain = await self._decide(supporter_id, by, cause, lambda found, _: found.drop(goal_id))
        await self.kept.drop_let_go(chain.commits)
        return chain

    # -- by which cases they learn

    async def welcome(self, sort: CaseSort, case_id: str, *, welcome: bool, by: Caller, cause: Cause) -> Chain:
        """The person of a case lets a supporter learn by it, or no longer. Raises ``NotFound``, ``Forbidden``."""
        if sort == "introduction":
            person_id: str | None = (await self._introductions.get(case_id, by=by)).row.person_id
        else:
            person_id = (await self._consultations.get(case_id, by=by)).row.person_id
        require("welcome-learner", relations(by, person_id=person_id))
        stream = Welcomes.stream(by.person_id)
        said = await self.journal.transact(stream, cause, lambda welcomes: welcomes.say(sort, case_id, welcome=welcome))
        return Chain((said,))

    async def welcomes(self, person_id: str) -> list[WelcomeRow]:
        """The cases by which somebody lets a supporter learn."""
        return await self.journal.all(WelcomeRow, where={"person_id": person_id}, with_closed=False)

    # -- reading

    async def all(self, *, by: Caller) -> list[TrainingRow]:
        """Every supporter and beside whom they learn. Raises ``Forbidden``."""
        require("see-roster", relations(by))
        return await self.journal.all(TrainingRow, with_closed=False)

    async def of(self, supporter_id: str, *, by: Caller) -> TrainingRow:
        """One supporter, for themselves, coordinators and staff. Raises ``NotFound``, ``Forbidden``."""
        row = await self.journal.get(TrainingRow, supporter_id)
        held = relations(by, person_id=supporter_id)
        if row is None or not held & {"self", "coordinator", "staff"}:
            raise NotFound(what="supporter")
        return row

    async def history(self, supporter_id: str, *, by: Caller) -> list[PairingRow]:
        """Beside whom they learned since when and why, oldest first. Raises as ``of``."""
        await self.of(supporter_id, by=by)
        rows = await self.journal.all(PairingRow, where={"supporter_id": supporter_id})
        return sorted(rows, key=lambda row: row.number)

    async def goals(self, supporter_id: str, *, by: Caller) -> list[SeenGoal]:
        """What a supporter learns: for the two who are paired with its words, for staff without.

        Raises ``NotFound``, ``Forbidden``.
        """
        row = await self.of(supporter_id, by=by)
        theirs = by.person_id in (supporter_id, row.coordinator_id)
        if not theirs and not by.has("staff"):
            raise Forbidden(rule="own")
        rows = await self.journal.all(GoalRow, where={"supporter_id": supporter_id}, with_closed=False)
        return [
            SeenGoal(
                goal,
                await self.kept.read(goal.document_id, reader=by.person_id, purpose="training")
                if goal.document_id and theirs
                else None,
            )
            for goal in rows
        ]

    async def is_met(self, goal_id: str) -> bool:
        """Whether both have said so."""
        row = await self.journal.get(GoalRow, goal_id)
        return row is not None and row.met

    # -- inside

    async def _planned(self, *, everybody: bool) -> PlannedRotation:
        now, terms = self.journal.now(), self.knowledge.support.training
        roster = await self.journal.ask(Roster.main(), lambda found: found.model_copy(deep=True))
        roster.training_terms = terms
        supporters = due(roster, now, everybody=everybody)
        rotation = await asyncio.to_thread(planned, roster, supporters, now, terms) if supporters else Rotation((), 0.0)
        pairs = Pairs.of(roster, now, without=supporters)
        held = {id: roster.pairings[id].coordinator_id for id in supporters}
        return PlannedRotation(rotation, held, {id: pairs.weigh(id) for id in supporters})

    async def _decide(
        self, supporter_id: str, by: Caller, cause: Cause, decide: Callable[[Training, Side], Sequence[Event]]
    ) -> Chain:
        def decided(found: Training) -> Sequence[Event]:
            if found.status == "none":
                raise NotFound(what="supporter")
            side = found.side_of(by.person_id)
            if side is None:
                raise Forbidden(rule="own")
            return decide(found, side)

        return await self.journal.settle(await self.journal.transact(Training.stream(supporter_id), cause, decided))

    async def _drop_unused(self, document_id: str | None) -> None:
        if document_id is not None:
            await self.kept.drop_unless_open(document_id)
