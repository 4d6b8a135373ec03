"""What lists and the timer of accompaniments read: one row each, and the words that are kept."""

from datetime import date, datetime

from services.matching.domain.accompanying.accompaniment import Accompaniment
from services.matching.domain.accompanying.events import (
    AccompanimentEnded,
    AccompanimentProposed,
    AccompanimentTaken,
    AccompanimentWordsGone,
    EndingSaid,
    Outcome,
    VisitNoted,
)
from services.matching.domain.accompanying.goal_events import GoalsAnswered, GoalsDropped, GoalsProposed
from services.matching.domain.accompanying.goals import AgreedGoals, GoalsChange
from services.matching.domain.accompanying.record import Said, Status, Visit
from services.matching.learning.rows import SupportWordsRow
from shared.events import Event
from shared.journal import Row, State

WITH_WORDS = (AccompanimentProposed, VisitNoted, EndingSaid, GoalsProposed, GoalsAnswered)
MAY_END_A_CHANGE = (GoalsProposed, GoalsAnswered, GoalsDropped, EndingSaid, AccompanimentTaken, AccompanimentEnded)


class AccompanimentRow(Row):
    """An accompaniment with who has it. ``due_at`` arms its timer. Closed when nothing of it is kept any more."""

    kind = "accompaniment"
    columns = ("group_id", "owner_id", "intermediary_id", "status", "asked_at")

    group_id: str
    number: int
    status: Status
    owner_id: str
    intermediary_id: str = ""
    at_desk: bool = False
    late: bool = False
    reminded: bool = False
    begun: bool = False
    asked_at: datetime
    agreed: tuple[str, ...] = ()
    goals: dict[str, tuple[str, ...]] = {}
    visits: dict[int, Visit] = {}
    said: dict[str, Said] = {}
    outcome: Outcome | None = None
    silent: tuple[str, ...] = ()
    about: str | None = None
    written: tuple[str, ...] = ()
    periods: tuple[AgreedGoals, ...] = ()
    changes: dict[int, GoalsChange] = {}

    @property
    def next_visit(self) -> date | None:
        """The first planned visit."""
        return min((visit.on for visit in self.visits.values() if visit.status == "planned"), default=None)


class GoalsChangeRow(Row):
    """Other goals that one side proposed: on ``due_at`` nobody has answered. Closed when it is over."""

    kind = "accompaniment-goals"

    group_id: str
    number: int
    change: int


def of_accompaniment(state: State, event: Event) -> list[Row]:
    """The rows that an event makes or changes; none for another state."""
    if not isinstance(state, Accompaniment) or state.asked_at is None:
        return []
    rows = list[Row]()
    if isinstance(event, WITH_WORDS) and event.document_id:
        rows.append(SupportWordsRow(id=event.document_id))
    if isinstance(event, AccompanimentWordsGone):
        rows.extend(SupportWordsRow(id=id, closed=True) for id in event.document_ids)
    fields = state.model_dump(include=set(AccompanimentRow.model_fields) - {"written", "intermediary_id"})
    row = AccompanimentRow(
        id=state.accompaniment_id, group_id=state.stream_key, closed=state.over and not state.written,
        intermediary_id=state.intermediary_id or "", written=tuple(state.written), **fields,
    )  # fmt: skip
    return [row, *rows, *_of_goals(state, event)]


def _of_goals(state: Accompaniment, event: Event) -> list[Row]:
    """The deadline of a proposal; closed by whatever ended it."""
    if not isinstance(event, MAY_END_A_CHANGE):
        return []
    number = state.number
    return [
        GoalsChangeRow(
            id=f"{state.accompaniment_id}~{id}",
            due_at=change.due_at if change.status == "open" else None,
            closed=change.status != "open",
            group_id=state.stream_key,
            number=number,
            change=id,
        )
        for id, change in list(state.changes.items())[-1:]
    ]
