"""What lists and timers of supporters in training read: pairings with their history, goals, and welcomes of people."""

from collections.abc import Iterable
from datetime import UTC, datetime, time

from services.matching.domain.events import CoordinatorSet
from services.matching.domain.learning.events import (
    CaseSort,
    GoalDropped,
    GoalSaid,
    GoalSet,
    LearnersUnwelcome,
    LearnerWelcome,
    PairedWhy,
    PairingKept,
    SupporterPaired,
    SupporterUnpaired,
    TrainingEnded,
)
from services.matching.domain.learning.pairing_record import Pairing
from services.matching.domain.learning.training import Training, Welcomes
from services.matching.domain.team.choosing import Coordinator
from services.matching.domain.team.roster_record import RosterRecord
from shared.clock import TOKYO, tokyo_date
from shared.events import Event
from shared.journal import Row, State


class TrainingRow(Row):
    """A supporter and beside whom they learn now. ``due_at``: the term ends, or a leave of the coordinator begins."""

    kind = "training"
    columns = ("coordinator_id",)

    coordinator_id: str = ""
    number: int = 0
    since: datetime | None = None
    until: datetime | None = None
    at_desk: bool = False
    ended_at: datetime | None = None


class PairingRow(Row):
    """One pairing of a supporter, as it was made: it ended when the next began."""

    kind = "pairing"
    columns = ("supporter_id", "number")

    supporter_id: str
    coordinator_id: str
    number: int
    since: datetime
    until: datetime
    why: PairedWhy
    at_desk: bool = False
    considered: tuple[str, ...] = ()


class GoalRow(Row):
    """Something that a supporter learns. Closed when it was dropped, or they learn no longer."""

    kind = "learning-goal"
    columns = ("supporter_id",)

    supporter_id: str
    code: str | None = None
    document_id: str | None = None
    said_by: tuple[str, ...] = ()
    met: bool = False


class SupportWordsRow(Row):
    """Says that a document of the vault is referred to. Closed when what it is about has ended."""

    kind = "support-words"


class WelcomeRow(Row):
    """A case by which a supporter may learn. Closed when its person says no."""

    kind = "learner-welcome"
    columns = ("person_id",)

    person_id: str
    sort: CaseSort


TRAINING_ROWS: tuple[type[Row], ...] = (TrainingRow, PairingRow, GoalRow, SupportWordsRow, WelcomeRow)


def of_pairings(roster: RosterRecord, event: Event) -> Iterable[Row]:
    """The rows that an event of the roster makes or changes."""
    match event:
        case SupporterPaired():
            fields = event.model_dump(include=set(PairingRow.model_fields))
            yield PairingRow(id=f"{event.supporter_id}:{event.number:06d}", **fields)
            yield _training(roster, event.supporter_id, roster.pairings[event.supporter_id])
        case PairingKept():
            yield _training(roster, event.supporter_id, roster.pairings[event.supporter_id])
        case SupporterUnpaired():
            yield TrainingRow(id=event.supporter_id, closed=event.left, number=event.number, ended_at=event.at)
        case CoordinatorSet():
            for id in roster.beside(event.person_id):
                yield _training(roster, id, roster.pairings[id])


def of_training(state: State, event: Event) -> list[Row]:
    """The rows of goals and welcomes; none for another state."""
    match state:
        case Training():
            return list(_of_goals(state, event))
        case Welcomes():
            return _of_welcomes(event)
    return []


def _training(roster: RosterRecord, supporter_id: str, now: Pairing) -> TrainingRow:
    due_at = _due(now, roster.coordinators.get(now.coordinator_id))
    return TrainingRow(id=supporter_id, due_at=due_at, **now.model_dump(exclude={"looked_at"}))


def _due(now: Pairing, coordinator: Coordinator | None) -> datetime:
    """When somebody else is to be found: at the end of the term, or when the coordinator's next leave begins."""
    first_days = [leave.first_day for leave in coordinator.leave] if coordinator and not now.at_desk else []
    looked_at = tokyo_date(now.looked_at or now.since)
    begins = [datetime.combine(day, time(), TOKYO).astimezone(UTC) for day in first_days if day > looked_at]
    return min([now.until, *begins])


def _of_goals(training: Training, event: Event) -> Iterable[Row]:
    match event:
        case GoalSet() | GoalSaid():
            goal = training.goals[event.goal_id]
            yield GoalRow(id=event.goal_id, supporter_id=event.supporter_id, met=goal.met, **goal.model_dump())
            if goal.document_id:
                yield SupportWordsRow(id=goal.document_id)
        case GoalDropped():
            yield GoalRow(id=event.goal_id, supporter_id=event.supporter_id, closed=True)
            if event.document_id:
                yield SupportWordsRow(id=event.document_id, closed=True)
        case TrainingEnded():
            yield from (GoalRow(id=id, supporter_id=event.supporter_id, closed=True) for id in event.goal_ids)
            yield from (SupportWordsRow(id=id, closed=True) for id in event.document_ids)


def _of_welcomes(event: Event) -> list[Row]:
    match event:
        case LearnerWelcome():
            said = {"person_id": event.person_id, "sort": event.sort}
            return [WelcomeRow.model_validate({"id": event.case_id, "closed": not event.welcome, **said})]
        case LearnersUnwelcome():
            return [WelcomeRow(id=id, person_id=event.person_id, sort=sort, closed=True) for sort, id in event.cases]
    return []
