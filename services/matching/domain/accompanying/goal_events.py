"""The private events of changed goals of an accompaniment. Words about a change are in the vault."""

from typing import Literal

from pydantic import AwareDatetime

from services.matching.domain.accompanying.events import Side
from shared.events import Event


class GoalsProposed(Event):
    """One side proposes other goals. Those that were agreed hold until the other side agrees, or ``due_at`` passes."""

    type = "accompaniment-goals-proposed.v1"

    group_id: str
    number: int
    change: int
    goals: tuple[str, ...]
    side: Side
    by: str
    document_id: str | None = None
    at: AwareDatetime
    due_at: AwareDatetime


class GoalsAnswered(Event):
    """The other side agrees, and these goals hold from ``at`` on; or does not, and all stays as it was."""

    type = "accompaniment-goals-answered.v1"

    group_id: str
    number: int
    change: int
    accepted: bool
    side: Side
    by: str
    document_id: str | None = None
    at: AwareDatetime


class GoalsDropped(Event):
    """A proposal is over without an answer: taken back by its side (``by``), or nobody answered in time."""

    type = "accompaniment-goals-dropped.v1"

    group_id: str
    number: int
    change: int
    how: Literal["withdrawn", "lapsed"]
    by: str | None = None
    at: AwareDatetime


EVENTS: tuple[type[Event], ...] = (GoalsProposed, GoalsAnswered, GoalsDropped)
