"""A supporter's own record: beside whom they learn, and goals that are met when both say so.

The roster decides on pairings; here the last one is noted, so that who may speak for which side is exact.
"""

from typing import Literal

from pydantic import BaseModel

from services.matching.domain.accompanying.events import WriterNoted, WriterWithdrew
from services.matching.domain.learning.events import (
    CaseSort,
    GoalDropped,
    GoalSaid,
    GoalSet,
    LearnersUnwelcome,
    LearnerWelcome,
    Side,
    SupporterPaired,
    SupporterUnpaired,
    TrainingEnded,
    TrainingTurned,
)
from services.matching.learning.refusals import GoalExists, GoalIsMet, TooManyGoals, UnknownGoal
from shared.events import Event
from shared.journal import State

GOALS_MAX = 30
"""So many are under way at once; what was met stays, as the supporter's own record, and takes no room."""
GOALS_KEPT_MAX = 300
WELCOMES_MAX = 100
Sides = tuple[Side, ...]
BOTH: Sides = ("supporter", "coordinator")


class Goal(BaseModel):
    """Something to learn, and which sides say that it is met."""

    code: str | None = None
    document_id: str | None = None
    said_by: tuple[Side, ...] = ()

    @property
    def met(self) -> bool:
        """Whether both say so."""
        return set(self.said_by) == set(BOTH)


class Training(State):
    """One supporter in training."""

    kind = "training"

    status: Literal["none", "paired", "ended"] = "none"
    coordinator_id: str = ""
    number: int = 0
    goals: dict[str, Goal] = {}

    # -- steps of the saga

    def turn(self, paired: SupporterPaired) -> list[Event]:
        """Step of a saga: beside whom they learn now. An earlier pairing that comes late changes nothing."""
        if paired.number <= self.number:
            return []
        return [
            TrainingTurned(
                supporter_id=self.stream_key, coordinator_id=paired.coordinator_id, number=paired.number
            )
        ]  # fmt: skip

    def end(self, unpaired: SupporterUnpaired) -> list[Event]:
        """Step of a saga: they learn no longer, and the words of their goals go; or they wait for somebody."""
        if unpaired.number < self.number or self.status == "ended":
            return []
        if not unpaired.left:
            return [TrainingTurned(supporter_id=self.stream_key, coordinator_id="", number=unpaired.number)]
        ids = tuple(goal.document_id for goal in self.goals.values() if goal.document_id)
        return [
            TrainingEnded(
                supporter_id=self.stream_key, number=unpaired.number, goal_ids=tuple(self.goals), document_ids=ids
            )
        ]

    # -- decisions

    def side_of(self, person_id: str) -> Side | None:
        """For which side somebody speaks: the supporter, or who they learn beside now."""
        if self.status != "paired":
            return None
        if person_id == self.stream_key:
            return "supporter"
        return "coordinator" if person_id == self.coordinator_id else None

    def set_goal(self, goal_id: str, side: Side, by: str, *, code: str | None, document_id: str | None) -> list[Event]:
        """Set out to learn something. Raises ``TooManyGoals``, ``GoalExists``."""
        under_way = sum(not goal.met for goal in self.goals.values())
        if under_way >= GOALS_MAX or len(self.goals) >= GOALS_KEPT_MAX:
            raise TooManyGoals(goals_max=GOALS_MAX)
        if code is not None and any(goal.code == code and not goal.met for goal in self.goals.values()):
            raise GoalExists(goal=code)
        said = {"code": code, "document_id": document_id, "side": side, "by": by}
        return [GoalSet(supporter_id=self.stream_key, goal_id=goal_id, **said)]

    def say(self, goal_id: str, side: Side, by: str, *, met: bool) -> list[Event]:
        """One side's word: met, or not yet. What both say is met stays so. Raises ``UnknownGoal``, ``GoalIsMet``."""
        goal = self._goal(goal_id)
        if goal.met:
            if met:
                return []
            raise GoalIsMet
        if met == (side in goal.said_by):
            return []
        both = met and set(goal.said_by) | {side} == set(BOTH)
        return [
            GoalSaid(supporter_id=self.stream_key, goal_id=goal_id, side=side, by=by, said=met, met=both)
        ]  # fmt: skip

    def drop(self, goal_id: str) -> list[Event]:
        """Give a goal up. Raises ``UnknownGoal``, ``GoalIsMet``."""
        goal = self._goal(goal_id)
        if goal.met:
            raise GoalIsMet
        return [GoalDropped(supporter_id=self.stream_key, goal_id=goal_id, document_id=goal.document_id)]

    def _goal(self, goal_id: str) -> Goal:
        goal = self.goals.get(goal_id)
        if goal is None:
            raise UnknownGoal
        return goal

    # -- fold

    def apply(self, event: Event) -> None:
        match event:
            case TrainingTurned():
                self.status, self.coordinator_id, self.number = "paired", event.coordinator_id, event.number
            case TrainingEnded():
                self.status, self.coordinator_id, self.goals = "ended", "", {}
                self.number = max(self.number, event.number)
            case GoalSet():
                self.goals[event.goal_id] = Goal(code=event.code, document_id=event.document_id)
            case GoalSaid():
                goal = self.goals[event.goal_id]
                others = tuple(side for side in goal.said_by if side != event.side)
                said_by = (*others, event.side) if event.said else others
                self.goals[event.goal_id] = goal.model_copy(update={"said_by": said_by})
            case GoalDropped():
                self.goals.pop(event.goal_id, None)


class Welcomes(State):
    """By which of their cases somebody lets a supporter learn. Nothing is agreed until they say so."""

    kind = "learner-welcome"

    cases: dict[str, CaseSort] = {}
    wrote: dict[str, bool] = {}
    """Groups with whose accompaniment words of theirs lie (a dict for its order)."""

    def say(self, sort: CaseSort, case_id: str, *, welcome: bool) -> list[Event]:
        """A supporter may learn by this case, or no longer. Of more than ``WELCOMES_MAX`` the oldest goes."""
        if welcome == (case_id in self.cases):
            return []
        said = LearnerWelcome(person_id=self.stream_key, sort=sort, case_id=case_id, welcome=welcome)
        if not welcome or len(self.cases) < WELCOMES_MAX:
            return [said]
        oldest, of = next(iter(self.cases.items()))
        return [LearnerWelcome(person_id=self.stream_key, sort=of, case_id=oldest, welcome=False), said]

    def end(self, *, words: bool) -> list[Event]:
        """Step of a saga: erased, or a consent was taken back; ``words``: what they wrote goes too."""
        ended = list[Event]()
        if self.cases:
            cases = tuple((sort, id) for id, sort in self.cases.items())
            ended.append(LearnersUnwelcome(person_id=self.stream_key, cases=cases))
        if words and self.wrote:
            ended.append(WriterWithdrew(person_id=self.stream_key, group_ids=tuple(self.wrote)))
        return ended

    def note_words(self, group_id: str) -> list[Event]:
        """Step of a saga: they wrote something for an accompaniment."""
        return [] if group_id in self.wrote else [WriterNoted(person_id=self.stream_key, group_id=group_id)]

    def apply(self, event: Event) -> None:
        match event:
            case LearnerWelcome(welcome=True):
                self.cases[event.case_id] = event.sort
            case LearnerWelcome():
                self.cases.pop(event.case_id, None)
            case LearnersUnwelcome():
                self.cases = {}
            case WriterNoted():
                self.wrote[event.group_id] = True
            case WriterWithdrew():
                self.wrote = {}
