"""The private events of the team on the roster: who handed what over and why."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.events import Event

HandOverWhy = Literal["leave", "overload", "request", "retired"]
"""What a live case is moved for, and nothing else."""


class CaseMove(BaseModel):
    """A consultation and who is to have it; ``to`` is nobody where the desk owner is to."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    consultation_id: str
    to: str | None


class AccompanimentMove(BaseModel):
    """An accompaniment as of a turn, and who is to see to it; ``to`` is nobody where the desk owner is to."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    accompaniment_id: str
    group_id: str
    turn: int
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
    accompaniments: tuple[AccompanimentMove, ...] = ()
    gap_percent: float | None = None
    duty: str | None = None


class RoomNoted(Event):
    """Whether anybody has a place for what comes to a desk, since when.

    ``desk``: nothing for introductions, ``accompaniments`` for those. ``until``: when somebody with a place is to be
    back from leave. ``told``: of this time the desk owner has heard, ``told_at``: of it or of the one before.
    """

    type = "room-noted.v1"

    desk: str | None = None
    general: bool = False
    out: bool
    since: AwareDatetime
    until: AwareDatetime | None = None
    told: bool = True
    told_at: AwareDatetime | None = None


class OfficeHandedOn(Event):
    """What somebody had who left the desk or the team was given to others; ``again_at``: it is looked at once more."""

    type = "office-handed-on.v1"

    person_id: str
    times: int
    again_at: AwareDatetime | None = None
    introduction_ids: tuple[str, ...] = ()
    follow_up_ids: tuple[str, ...] = ()
    contact_ids: tuple[str, ...] = ()


class DeskVacated(Event):
    """The city's desk owner is gone and nobody serves who could follow: whoever is entered next does."""

    type = "desk-vacated.v1"

    owner_id: str


EVENTS: tuple[type[Event], ...] = (HandOverMade, RoomNoted, OfficeHandedOn, DeskVacated)
