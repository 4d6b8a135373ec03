"""The private events of supporters in training: pairings on the roster, goals on each supporter's own stream.

What somebody wants to learn in their own words is in the vault; events carry codes and the ids of documents.
"""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.matching.domain.letting_go import LetsWordsGo
from shared.events import Event

PairedWhy = Literal["entered", "rotation", "leave", "gone", "found"]
Side = Literal["supporter", "coordinator"]
CaseSort = Literal["introduction", "consultation"]


class PairingPoints(BaseModel):
    """What a pairing costs; the fewest points win."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    again: float = 1000
    full: float = 100
    times: float = 10
    beside: float = 5
    far: float = 1


class TrainingTerms(BaseModel):
    """How long a pairing lasts, how many supporters are beside one coordinator, and the points of a choice."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pairing_days: int = 90
    most: int = 2
    points: PairingPoints = PairingPoints()


class TrainingTermsSet(Event):
    """The terms that the data say, as the roster uses them from now on."""

    type = "training-terms-set.v1"

    terms: TrainingTerms


class SupporterPaired(Event):
    """A supporter learns beside a coordinator from now on, until ``until``; ``at_desk``: beside the desk owner.

    ``number`` counts a supporter's pairings. ``considered``: everybody as weighed, a line each.
    """

    type = "supporter-paired.v1"

    supporter_id: str
    coordinator_id: str
    number: int
    since: AwareDatetime
    until: AwareDatetime
    why: PairedWhy
    at_desk: bool = False
    considered: tuple[str, ...] = ()
    by: str | None = None


class PairingKept(Event):
    """The clock looked at a pairing, and it goes on: a leave that was to begin is over or was taken back."""

    type = "pairing-kept.v1"

    supporter_id: str
    number: int
    at: AwareDatetime


class SupporterUnpaired(Event):
    """A supporter serves no longer, or nobody at all is there to learn from."""

    type = "supporter-unpaired.v1"

    supporter_id: str
    number: int
    at: AwareDatetime
    left: bool


class TrainingTurned(Event):
    """The supporter's own record: beside whom they learn now."""

    type = "training-turned.v1"

    supporter_id: str
    coordinator_id: str
    number: int


class TrainingEnded(Event, LetsWordsGo):
    """They are no supporter any more; the words of their goals go."""

    type = "training-ended.v1"

    supporter_id: str
    number: int
    goal_ids: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()

    @property
    def let_go(self) -> tuple[str, ...]:
        return self.document_ids


class GoalSet(Event):
    """Something to learn: a code of the city's list, or words in the vault."""

    type = "learning-goal-set.v1"

    supporter_id: str
    goal_id: str
    code: str | None = None
    document_id: str | None = None
    side: Side
    by: str


class GoalSaid(Event):
    """One side says that a goal is met, or not yet. ``met``: both have said so now."""

    type = "learning-goal-said.v1"

    supporter_id: str
    goal_id: str
    side: Side
    by: str
    said: bool
    met: bool


class GoalDropped(Event, LetsWordsGo):
    """A goal is given up; its words go."""

    type = "learning-goal-dropped.v1"

    supporter_id: str
    goal_id: str
    document_id: str | None = None

    @property
    def let_go(self) -> tuple[str, ...]:
        return (self.document_id,) if self.document_id else ()


class LearnerWelcome(Event):
    """The person of a case agrees that a supporter in training learns beside who has it, or no longer does."""

    type = "learner-welcome.v1"

    person_id: str
    sort: CaseSort
    case_id: str
    welcome: bool


class LearnersUnwelcome(Event):
    """The person is erased, or has taken a consent back: nobody learns by their cases."""

    type = "learners-unwelcome.v1"

    person_id: str
    cases: tuple[tuple[CaseSort, str], ...]


EVENTS: tuple[type[Event], ...] = (
    TrainingTermsSet, SupporterPaired, PairingKept, SupporterUnpaired, TrainingTurned, TrainingEnded,
    GoalSet, GoalSaid, GoalDropped, LearnerWelcome, LearnersUnwelcome,
)  # fmt: skip
