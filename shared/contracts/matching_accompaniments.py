"""What matching tells of accompaniments: a visit that is due, and what becomes of changed goals. Nothing else."""

from typing import Literal

from shared.contracts.base import ACCOMPANIMENTS, Instant, PublicEvent

VisitReason = Literal["not-noted", "none-planned"]


class AccompanimentVisitDue(PublicEvent):
    """A planned visit was not noted in time, or none was planned for long: ``coordinator_id`` sees to it.

    Told once for each time; after ``due_at`` somebody else has it, who is told too (``taken_over``). Nobody is told
    twice of one time, however often it changes hands.
    """

    type = "accompaniment-visit-due.v1"
    topic = ACCOMPANIMENTS.name

    group_id: str
    coordinator_id: str
    reason: VisitReason
    due_at: Instant
    taken_over: bool = False


GoalsChangeStatus = Literal["proposed", "agreed", "declined", "withdrawn", "lapsed"]


class AccompanimentGoalsChange(PublicEvent):
    """``side`` proposed other goals, and what became of it. Which goals, and anybody's words, are not told.

    ``coordinator_id`` has the accompaniment now; ``officer_ids`` and ``intermediary_id`` are its two sides.
    ``due_at``: until when the other side may answer.
    """

    type = "accompaniment-goals-change.v1"
    topic = ACCOMPANIMENTS.name

    group_id: str
    coordinator_id: str
    intermediary_id: str | None = None
    officer_ids: tuple[str, ...] = ()
    side: Literal["group", "intermediary"]
    status: GoalsChangeStatus
    due_at: Instant | None = None


EVENTS = (AccompanimentVisitDue, AccompanimentGoalsChange)
