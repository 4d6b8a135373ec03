"""Rows of the roster: coordinators, what the clock is to do about somebody's cases, and each choice with reasons."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from services.matching.domain.accompanying.events import AccompanimentOwnerNamed, accompaniment_id
from services.matching.domain.consulting.events import ConsultationPlaced
from services.matching.domain.events import AssignmentMade, CoordinatorRetired, CoordinatorSet, DeskSet
from services.matching.domain.team.choosing import CoordinatorKind, Leave, Take
from services.matching.domain.team.roster_events import HandOverMade, HandOverWhy, OfficeHandedOn, RoomNoted
from services.matching.domain.team.roster_record import RosterRecord
from shared.clock import TOKYO
from shared.events import Event
from shared.journal import Row

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""Due whenever the clock looks."""
LOOK_AGAIN = timedelta(minutes=10)
LOOKS = 2
"""What was on its way to somebody who left is found at the second look."""


class CoordinatorRow(Row):
    """A coordinator of the roster. Loads are not here: they are the open cases of each."""

    kind = "coordinator"

    areas: dict[str, tuple[str, ...]] = {}
    capacity: int
    away: bool = False
    coordinator_kind: CoordinatorKind = "dedicated"
    desks: tuple[str, ...] = ()
    leave: tuple[Leave, ...] = ()
    languages: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    takes: tuple[Take, ...] | None = None


class DutyRow(Row):
    """Somebody goes on leave, or has more than fits: on ``due_at`` the clock hands over. Closed when done."""

    kind = "roster-duty"

    person_id: str
    why: HandOverWhy
    first_day: date | None = None
    last_day: date | None = None


class RoomRow(Row):
    """Nobody has a place for what comes to a desk, since when. ``due_at``: somebody is back. Closed when it is over."""

    kind = "room"

    desk: str | None = None
    """Nothing for introductions, ``accompaniments`` for those."""
    since: datetime


class OfficeRow(Row):
    """Somebody owns the desk no longer, or serves no longer: on ``due_at`` the clock hands on what they had."""

    kind = "office-left"

    person_id: str
    times: int = 0


class ChoiceRow(Row):
    """Who was to have a case as of which turn, for what, and everybody who was considered."""

    kind = "choice"
    stamped = True
    columns = ("case_id",)

    case_id: str
    number: int
    coordinator_id: str
    at_desk: bool
    why: str
    planned: bool = False
    considered: tuple[str, ...] = ()
    interpreter_id: str | None = None
    supported_by: str | None = None
    changed_at: datetime | None = None
    revision: int = 0


def of_team(roster: RosterRecord, event: Event) -> Iterable[Row]:
    """The rows that an event of the roster makes or changes beside those of coordinators and desks."""
    match event:
        case CoordinatorSet():
            return _duties(roster, event)
        case HandOverMade(duty=str() as duty):
            return [DutyRow(id=duty, person_id=event.person_id, why=event.why, closed=True)]
        case CoordinatorRetired(person_id=left) | DeskSet(before=str() as left):
            return [OfficeRow(id=left, due_at=AT_ONCE, person_id=left)]
        case OfficeHandedOn():
            over = event.again_at is None
            return [
                OfficeRow(
                    id=event.person_id, due_at=event.again_at, closed=over, person_id=event.person_id, times=event.times
                )
            ]
        case RoomNoted():
            desk = event.desk
            return [RoomRow(id=desk or "*", due_at=event.until, closed=not event.out, desk=desk, since=event.since)]
        case AssignmentMade():
            return [_of_assignment(event)]
        case ConsultationPlaced():
            return [_of_placing(event)]
        case AccompanimentOwnerNamed():
            return [_of_accompanying(event)]
    return []


def _duties(roster: RosterRecord, event: CoordinatorSet) -> Iterable[Row]:
    person_id = event.person_id
    for leave in event.leave:
        yield DutyRow(
            id=f"leave:{person_id}:{leave.first_day}:{leave.last_day}",
            due_at=datetime.combine(leave.first_day, time(), TOKYO).astimezone(UTC),
            person_id=person_id,
            why="leave",
            first_day=leave.first_day,
            last_day=leave.last_day,
        )
    if roster.loads.get(person_id, 0) > event.capacity:
        yield DutyRow(id=f"overload:{person_id}", due_at=AT_ONCE, person_id=person_id, why="overload")


def choice_id(case_id: str, number: int) -> str:
    """The id of a choice's row."""
    return f"{case_id}:{number:06d}"


def _of_assignment(event: AssignmentMade) -> ChoiceRow:
    id = event.asking.introduction_id
    return ChoiceRow(
        id=choice_id(id, event.turn),
        case_id=id,
        number=event.turn,
        coordinator_id=event.coordinator_id,
        at_desk=event.at_desk,
        why=event.why or ("deadline" if event.turn else "asked"),
        planned=event.why not in (None, "left"),
        considered=event.considered,
        interpreter_id=event.interpreter_id,
    )


def _of_placing(event: ConsultationPlaced) -> ChoiceRow:
    id, turn = event.asking.consultation_id, event.turn
    return ChoiceRow(
        id=choice_id(id, turn.number),
        case_id=id,
        number=turn.number,
        coordinator_id=event.coordinator_id,
        at_desk=not event.counted,
        why=turn.reason or turn.why,
        planned=turn.to is not None and turn.to == event.coordinator_id,
        considered=event.considered,
        interpreter_id=event.interpreter_id,
        supported_by=event.supported_by,
    )


def _of_accompanying(event: AccompanimentOwnerNamed) -> ChoiceRow:
    id = accompaniment_id(event.group_id, event.number)
    return ChoiceRow(
        id=choice_id(id, event.turn),
        case_id=id,
        number=event.turn,
        coordinator_id=event.owner_id,
        at_desk=event.at_desk,
        why=f"accompaniment-{event.step}",
        planned=event.planned,
        considered=event.considered,
    )
