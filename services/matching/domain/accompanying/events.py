"""The private events of accompaniments. Nobody's words are here: they are in the vault, and events name documents."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.matching.domain.letting_go import LetsWordsGo
from shared.events import Event

Side = Literal["group", "intermediary"]
How = Literal["reached", "early", "handed-on"]
Outcome = Literal["reached", "early", "handed-on", "differs", "not-begun"]
TurnStep = Literal["propose", "seek", "late", "back", "desk"]
TurnWhy = Literal["asked", "declined", "named", "deadline", "left", "group-gone", "visit", "handed-over"]


def accompaniment_id(group_id: str, number: int) -> str:
    """What the accompaniment of a group is called that was its ``number``-th."""
    return f"{group_id}~{number}"


class AccompanimentTerms(BaseModel):
    """How many days each may take, as it stood when it was proposed, and how many places of a capacity it counts."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    answer_days: int
    seek_days: int
    grace_days: int
    remind_days: int
    quiet_days: int
    keep_days: int
    places: int


class AccompanimentProposed(Event):
    """Somebody asks that an intermediary body accompanies a project of a group."""

    type = "accompaniment-proposed.v1"

    group_id: str
    number: int
    goals: tuple[str, ...]
    by: str
    relation: str
    terms: AccompanimentTerms
    document_id: str | None = None
    asked_at: AwareDatetime


class AccompanimentTurned(Event):
    """Somebody is to have it next. ``to``: the intermediary; ``intermediary_id``: who keeps a place beside them."""

    type = "accompaniment-turned.v1"

    group_id: str
    number: int
    turn: int
    step: TurnStep
    why: TurnWhy
    before: str
    to: str | None = None
    intermediary_id: str | None = None
    places: int


class AccompanimentOwnerNamed(Event):
    """On the roster: who has it now, and which places it counts of whose capacity.

    ``considered``: where somebody was looked for, everybody as weighed, a line each (``Candidate.text``); ``planned``:
    a plan had named them.
    """

    type = "accompaniment-owner-named.v1"

    group_id: str
    number: int
    turn: int
    step: TurnStep
    owner_id: str
    at_desk: bool
    intermediary_id: str | None = None
    places: dict[str, int] = {}
    considered: tuple[str, ...] = ()
    planned: bool = False


class AccompanimentTaken(Event):
    """Somebody has it, until ``due_at``."""

    type = "accompaniment-taken.v1"

    group_id: str
    number: int
    turn: int
    step: TurnStep
    owner_id: str
    at_desk: bool
    intermediary_id: str | None = None
    due_at: AwareDatetime


class AccompanimentUnused(Event):
    """Somebody was named too late: the places are given back."""

    type = "accompaniment-unused.v1"

    group_id: str
    number: int
    turn: int


class AccompanimentReleased(Event):
    """On the roster: it counts no more."""

    type = "accompaniment-released.v1"

    group_id: str
    number: int


class AccompanimentsLeft(Event):
    """On the roster: who serves no longer had these."""

    type = "accompaniments-left.v1"

    person_id: str
    turns: dict[str, int]
    """By group: as of which turn."""


class AccompanimentAgreed(Event):
    """One side agrees to the goals. ``begun``: both have; then it is under way until ``due_at`` without a visit."""

    type = "accompaniment-agreed.v1"

    group_id: str
    number: int
    side: Side
    by: str
    begun: bool
    due_at: AwareDatetime | None = None


class VisitNoted(Event):
    """A visit is planned, was made, or is called off. ``due_at``: when somebody is reminded next."""

    type = "accompaniment-visit.v1"

    group_id: str
    number: int
    visit: int
    on: date
    status: Literal["planned", "made", "called-off"]
    by: str
    document_id: str | None = None
    due_at: AwareDatetime | None = None


class AccompanimentReminded(Event):
    """A planned visit was not made, or none was planned for long: the owner is reminded, until ``due_at``."""

    type = "accompaniment-reminded.v1"

    group_id: str
    number: int
    due_at: AwareDatetime


class ProjectGoalSaid(Event):
    """One side says that a goal is met, or not yet; it is met when both say so."""

    type = "project-goal-said.v1"

    group_id: str
    number: int
    goal: str
    side: Side
    by: str
    said: bool


class EndingSaid(Event):
    """One side's word that it ends, and how; the other's is waited for until ``due_at``."""

    type = "accompaniment-ending-said.v1"

    group_id: str
    number: int
    side: Side
    how: How
    by: str
    relation: str
    document_id: str | None = None
    due_at: AwareDatetime | None = None


class AccompanimentEnded(Event):
    """It has ended, once. ``silent``: which side said nothing. Its words are kept until ``keep_until``."""

    type = "accompaniment-ended.v1"

    group_id: str
    number: int
    how: Outcome
    silent: tuple[Side, ...] = ()
    keep_until: AwareDatetime


class AccompanimentWordsGone(Event, LetsWordsGo):
    """Words are removed: their time is over, or who wrote them takes them back (``person_id``)."""

    type = "accompaniment-words-gone.v1"

    group_id: str
    number: int
    document_ids: tuple[str, ...]
    person_id: str | None = None

    @property
    def let_go(self) -> tuple[str, ...]:
        return self.document_ids


class GroupLeaderless(Event):
    """On the group: nobody acts for it any more."""

    type = "group-leaderless.v1"

    group_id: str


class GroupGoneNoted(Event):
    """On the accompaniment: nobody acts for the group; somebody by name sees to it when it is not over."""

    type = "accompaniment-group-gone.v1"

    group_id: str


class WriterNoted(Event):
    """On a person's own record: words of theirs lie with an accompaniment."""

    type = "accompaniment-writer-noted.v1"

    person_id: str
    group_id: str


class WriterWithdrew(Event):
    """The person is erased, or takes the consent back: their words go."""

    type = "accompaniment-writer-withdrew.v1"

    person_id: str
    group_ids: tuple[str, ...]


EVENTS: tuple[type[Event], ...] = (
    AccompanimentProposed, AccompanimentTurned, AccompanimentOwnerNamed, AccompanimentTaken, AccompanimentUnused,
    AccompanimentReleased, AccompanimentsLeft, AccompanimentAgreed, VisitNoted, AccompanimentReminded,
    ProjectGoalSaid, EndingSaid, AccompanimentEnded, AccompanimentWordsGone, GroupLeaderless, GroupGoneNoted,
    WriterNoted, WriterWithdrew,
)  # fmt: skip
