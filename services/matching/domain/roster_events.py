"""The private events of the team on the roster: who handed what over and why."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.events import Event

HandOverWhy = Literal["leave", "overload", "request", "retired"]
"""What a live case is moved for, and nothing else."""


class CaseMove(BaseModel):
    """A consultation and who is to have it; ``to`` is nobody where the desk owner is to."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    consultation_id: str
    to: str | None


class HandOverMade(Event):
    """Somebody's cases go to others, all in one step: a place is kept for each from now on.

    The introductions are ``AssignmentMade`` events of the same commit. ``gap_percent``: how far from the best the plan
    may be at most; nothing when no bound is known. ``duty``: what the clock did this for.
    """

    type = "hand-over-made.v1"

    person_id: str
    why: HandOverWhy
    by: str | None = None
    introduction_ids: tuple[str, ...] = ()
    moves: tuple[CaseMove, ...] = ()
    gap_percent: float | None = None
    duty: str | None = None


EVENTS: tuple[type[Event], ...] = (HandOverMade,)
